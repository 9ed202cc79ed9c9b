"""A letter becomes a subject, a plain text and an HTML text; templates are compiled once."""

from dataclasses import dataclass
from datetime import time
from functools import cached_property
from typing import Protocol, cast

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

from services.notifier.domain.notice import Lang
from services.notifier.wording import phrases
from services.notifier.wording.letter import Letter
from services.notifier.wording.subjects import on_last_day, subject

PLAIN = (
    "agency", "recipient", "office", "because", "notice", "content", "code", "urgency", "leads", "coordinating",
    "monitoring",
)  # fmt: skip


class Sentences(Protocol):
    """The macros of `sentences.txt.j2`: plain text, escaped where it is put into HTML."""

    def opening(self, n: Letter) -> str: ...

    def request(self, n: Letter) -> str: ...


class Rendered:
    """The texts of one notice; the HTML is made when a channel asks for it."""

    def __init__(self, wording: "Wording", letter: Letter) -> None:
        self._wording, self._letter = wording, letter

    @cached_property
    def subject(self) -> str:
        return subject(self._letter, self._wording.lang, self._wording.day_ends)

    @cached_property
    def text(self) -> str:
        return self._wording.text.render(self._values)

    @cached_property
    def html(self) -> str:
        return self._wording.html.render(self._values)

    @cached_property
    def _values(self) -> dict[str, object]:
        """Plain names for the templates: looking into an object from within one costs ten times as much."""
        n, wording = self._letter, self._wording
        return {name: getattr(n, name) for name in PLAIN} | {
            "document": phrases.document_words(n.document, wording.lang),
            "issuer": n.document.issuer,
            "abstract": n.document.abstract,
            "as_written": phrases.as_written(n.deadline),
            "subject": self.subject,
            "due": wording.due(n),
            "opening": self._opening,
            "request": self._request,
        }

    @cached_property
    def _opening(self) -> str:
        return self._wording.sentences.opening(self._letter)

    @cached_property
    def _request(self) -> str:
        return self._wording.sentences.request(self._letter)


@dataclass(frozen=True)
class Wording:
    """The templates of one language."""

    lang: Lang
    day_ends: time
    text: Template
    html: Template
    sentences: Sentences

    def due(self, letter: Letter) -> str:
        return phrases.deadline_words(letter.deadline, self.lang, self.day_ends)

    def render(self, letter: Letter) -> Rendered:
        return Rendered(self, letter)


def load_wording(lang: Lang, day_ends: str = "24:00") -> Wording:
    """Compile the templates; `day_ends` as the policy writes it."""
    made = Environment(
        loader=PackageLoader("services.notifier.wording", "templates"),
        autoescape=select_autoescape(("html.j2",), default_for_string=False, default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals |= {"on_last_day": on_last_day}
    made.filters |= {
        "document": lambda document: phrases.document_words(document, lang),
        "two": phrases.two_digits,
        "flat": lambda text: phrases.one_line(text, 2000),
        "urgency": lambda urgency: phrases.URGENCY[urgency][0 if lang == "vi" else 1],
    }
    ends = time(0) if day_ends == "24:00" else time.fromisoformat(day_ends)
    sentences = cast(Sentences, made.get_template(f"{lang}/sentences.txt.j2").module)
    text, html = (made.get_template(f"{lang}/letter.{kind}.j2") for kind in ("txt", "html"))
    for template in (text, html):  # each rendering copies them: a plain mapping costs a fifth of the layered one
        template.globals = dict(template.globals)
    return Wording(lang, ends, text, html, sentences)
