"""Query parameters of the lists: read once, every mistake with its remedy; unknown ones are refused."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from services.tracker.api.values import InstantOf, WordsOf, clip, filled, one_of, whole_number, wrong
from services.tracker.domain.document import fold_reference_text
from services.tracker.domain.folding import search_words
from services.tracker.store.wanted import Order, Wanted
from shared.paging import LIMIT, MOST

MOST_WORDS = 20

Role = Annotated[Literal["lead", "coordinating"], BeforeValidator(one_of("lead", "coordinating"))]
Regime = Annotated[Literal["QC42", "QC45"], BeforeValidator(one_of("QC42", "QC45"))]
Category = Annotated[Literal["a", "b", "c", "d"], BeforeValidator(one_of("a", "b", "c", "d"))]
STATES = ("not_started", "in_progress", "submitted", "done", "withdrawn")
State = Annotated[
    Literal["not_started", "in_progress", "submitted", "done", "withdrawn"], BeforeValidator(one_of(*STATES))
]
Timeliness = Annotated[Literal["in_time", "overdue", "none"], BeforeValidator(one_of("in_time", "overdue", "none"))]
URGENCIES = ("normal", "urgent", "very_urgent", "express", "express_timed")
Urgency = Annotated[
    Literal["normal", "urgent", "very_urgent", "express", "express_timed"], BeforeValidator(one_of(*URGENCIES))
]
Sort = Annotated[
    Literal["due_at", "-due_at", "created_at", "-created_at"],
    BeforeValidator(one_of(*(order.value for order in Order))),
]
Limit = Annotated[int, BeforeValidator(whole_number(1, MOST))]


def read_words(value: object) -> str:
    """A search that has at least one word."""
    text = filled(value)
    if not 1 <= len(search_words(text)) <= MOST_WORDS:
        raise wrong(f"không có từ nào để tìm trong “{clip(text)}”, hoặc quá {MOST_WORDS} từ; hãy ghi lại từ khóa")
    return text


Search = Annotated[str, BeforeValidator(read_words)]


class PageParams(BaseModel):
    """`limit` rows (at most 200) behind `after`, the `next` of the page before."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Limit = Field(default=LIMIT, json_schema_extra={"minimum": 1, "maximum": MOST})
    after: WordsOf | None = None

    def filters(self) -> dict[str, object]:
        """What a cursor of this list is bound to."""
        return self.model_dump(exclude={"limit", "after"}, exclude_none=True)


class RegisterParams(PageParams):
    """Filters of tasks and assignments. `agency` is a code or an id; a date means 00:00 in Viet Nam, an instant
    without offset is Viet Nam's; `due_after` includes, `due_before` excludes; `q` finds all words."""

    agency: WordsOf | None = None
    role: Role | None = None
    regime: Regime | None = None
    category: Category | None = None
    state: State | None = None
    timeliness: Timeliness | None = None
    due_before: InstantOf | None = None
    due_after: InstantOf | None = None
    field: WordsOf | None = None
    urgency: Urgency | None = None
    reference: WordsOf | None = None
    q: Search | None = None
    sort: Sort = "created_at"

    def wanted(self, seen_by: str | None) -> Wanted:
        """The filters as the store takes them; `seen_by` is the code of the agency that asks."""
        return Wanted(
            agency=agency_key(self.agency), seen_by=seen_by, role=self.role, regime=self.regime,
            category=self.category, state=self.state, timeliness=self.timeliness, due_before=self.due_before,
            due_after=self.due_after, field=self.field, urgency=self.urgency,
            reference=fold_reference_text(self.reference) if self.reference else None,
            words=search_words(self.q) if self.q else (),
        )  # fmt: skip


def agency_key(text: str | None) -> str | UUID | None:
    """An agency's id where the text is a UUID, else its code."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return text
