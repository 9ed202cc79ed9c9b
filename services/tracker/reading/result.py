"""What a reading gives: the document's head and its tasks, each fact with its words."""

from dataclasses import dataclass
from datetime import date

from services.tracker.domain.classification import Category, Regime
from services.tracker.domain.deadline import Deadline, Span
from services.tracker.domain.evidence import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """A class marker of the recipients' part (`QC45_a`); `categories` may be several (`QC45_{a,b}`)."""

    regime: Regime
    categories: tuple[Category, ...]
    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Letterhead and foot of a document (số, ký hiệu, cơ quan ban hành, nơi nhận …)."""

    number: str | None = None
    notation: str | None = None
    type: str | None = None
    abstract: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    urgency: str | None = None
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    signer_name: str | None = None
    signer_position: str | None = None
    regime: Regime | None = None
    regime_confidence: float = 0.0
    markers: tuple[Marker, ...] = ()
    replaces: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTask:
    """One task as the text states it. Names of agencies stay as written; the register resolves them.

    `category` is what deadline and report duty make, or what the one marker says (`origin` tells which:
    `text` | `marker`); `review` says why a person should look (empty: nobody needs to).
    """

    span: Span
    content: str
    lead: tuple[str, ...] = ()
    coordinating: tuple[str, ...] = ()
    monitoring: tuple[str, ...] = ()
    deadline: Deadline | None = None
    report_required: bool = False
    regime: Regime | None = None
    category: Category | None = None
    origin: str = "text"
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 0.0
    review: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    head: Head
    tasks: tuple[ReadTask, ...] = ()
