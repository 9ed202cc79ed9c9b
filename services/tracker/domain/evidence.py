"""Evidence (căn cứ): the words or the field that a fact rests on, and the rule that took it from there."""

from dataclasses import dataclass

from services.tracker.domain.deadline import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """`fact` names what it proves (`report_required`, `category`, `regime`, `lead`, `deadline` …).

    `span` are code points of the document's text; None, with `field`, where a field of the body said it.
    """

    fact: str
    text: str
    rule: str
    span: Span | None = None
    field: str | None = None
