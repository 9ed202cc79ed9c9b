"""A letter becomes a subject, a plain text and an HTML text; templates are compiled once."""

from dataclasses import dataclass
from datetime import time
from typing import Protocol, cast

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

from services.notifier.domain.because import counted
from services.notifier.domain.notice import Lang
from services.notifier.wording import phrases
from services.notifier.wording.letter import Letter
from services.notifier.wording.subjects import on_last_day, subject
from shared.urgency import URGENCY


class Sentences(Protocol):
    """The macros of `sentences.txt.j2`: plain text, escaped where it is put into HTML."""

    def opening(self, n: Letter) -> str: ...

    def request(self, n: Letter) -> str: ...


class Rendered:
    """The texts of one notice; the HTML is made when a channel asks for it."""

    def __init__(self, wording: "Wording", letter: Letter) -> None:
        self.subject = subject(letter, wording.lang, wording.day_ends)
        self._html, self._values = wording.html, _values(letter, wording, self.subject)
        self.text = wording.text.render(self._values)

    @property
    def html(self) -> str:
        return self._html.render(self._values)


def _values(n: Letter, wording: "Wording", subject: str) -> dict[str, object]:
    """Plain names for the templates: looking into an object from within one costs ten times as much."""
    return {
        "agency": n.agency, "recipient": n.recipient, "office": n.office, "because": n.because, "notice": n.notice,
        "content": n.content, "code": n.code, "urgency": n.urgency, "leads": n.leads, "coordinating": n.coordinating,
        "monitoring": n.monitoring,
        "document": phrases.document_words(n.document, wording.lang),
        "issuer": n.document.issuer,
        "abstract": n.document.abstract,
        "as_written": phrases.as_written(n.deadline),
        "subject": subject,
        "due": wording.due(n),
        "opening": wording.sentences.opening(n),
        "request": wording.sentences.request(n),
    }  # fmt: skip


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
        "counted": counted,
        "flat": lambda text: phrases.one_line(text, 2000),
        "urgency": lambda urgency: URGENCY[urgency].say(lang),
    }
    ends = time(0) if day_ends == "24:00" else time.fromisoformat(day_ends)
    sentences = cast(Sentences, made.get_template(f"{lang}/sentences.txt.j2").module)
    text, html = (made.get_template(f"{lang}/letter.{kind}.j2") for kind in ("txt", "html"))
    for template in (text, html):  # each rendering copies them: a plain mapping costs a fifth of the layered one
        template.globals = dict(template.globals)
    return Wording(lang, ends, text, html, sentences)
