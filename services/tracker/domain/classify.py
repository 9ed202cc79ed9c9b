"""Which regime and class a task has: the body's own code → marker → inference, with evidence [seed 002, DOMAIN §2]."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from services.tracker.domain.classification import BUILT_IN, Category, Regime, RegimeNames, category_of, code_of
from services.tracker.domain.evidence import Evidence
from services.tracker.domain.markers import Code, CodeMarker, parse_code
from services.tracker.domain.regime import RegimeReading

DEFAULT_REVIEW_BELOW = 0.75
_CARRIES_OUT_FACTOR = 0.75
_SEVERAL_FACTOR = 0.75


class Origin(StrEnum):
    """What decided the class."""

    STRUCTURED = "structured"
    MARKER = "marker"
    TEXT = "text"
    PERSON = "person"


class ReviewReason(StrEnum):
    """Why a person should look at a classification."""

    CODE_UNREADABLE = "code_unreadable"
    DEADLINE_MISSING = "deadline_missing"
    DEADLINE_UNEXPECTED = "deadline_unexpected"
    REPORT_MISSING = "report_missing"
    REPORT_UNEXPECTED = "report_unexpected"
    SEVERAL_CODES = "several_codes"
    REGIME_UNKNOWN = "regime_unknown"
    CARRIES_OUT_GOVERNMENT = "carries_out_government"
    LOW_CONFIDENCE = "low_confidence"

    @property
    def text(self) -> str:
        """One Vietnamese sentence for the review queue, the regimes by their built-in names."""
        return self.said(BUILT_IN)

    def said(self, names: RegimeNames) -> str:
        """The sentence, the regimes by their names here."""
        return _TEXTS[self].format(government=names.government, province=names.province)


_TEXTS = {
    ReviewReason.CODE_UNREADABLE: "Không đọc được mã phân loại ghi trong dữ liệu gửi đến.",
    ReviewReason.DEADLINE_MISSING: "Mã phân loại đòi hỏi thời hạn nhưng không tìm thấy thời hạn nào.",
    ReviewReason.DEADLINE_UNEXPECTED: "Mã phân loại là loại không thời hạn nhưng văn bản có thời hạn.",
    ReviewReason.REPORT_MISSING: "Mã phân loại đòi hỏi trình, báo cáo nhưng nội dung ghi không phải báo cáo.",
    ReviewReason.REPORT_UNEXPECTED: "Mã phân loại không đòi hỏi báo cáo nhưng nội dung yêu cầu trình, báo cáo.",
    ReviewReason.SEVERAL_CODES: "Văn bản ghi nhiều mã phân loại; chưa rõ mã nào là của nhiệm vụ này.",
    ReviewReason.REGIME_UNKNOWN: "Chưa xác định được nhiệm vụ theo {government} hay {province}.",
    ReviewReason.CARRIES_OUT_GOVERNMENT: (
        "Văn bản của tỉnh triển khai văn bản của Trung ương; có thể thuộc {government}."
    ),
    ReviewReason.LOW_CONFIDENCE: "Độ tin cậy của kết quả phân loại thấp.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that is known of a task when it is classified.

    `code` is the body's own words, `names` what it calls the regimes; `markers` those of the
    document; `must_report` None where neither words nor fields say it (taken as no duty, at `confidence`);
    `confidence` is how sure deadline and duty were read (1 for fields).
    `carries_out` are the words by which a provincial letter carries out a document of the Government, if any.
    """

    regime: RegimeReading
    code: str | None = None
    names: RegimeNames = BUILT_IN
    markers: tuple[CodeMarker, ...] = ()
    has_deadline: bool
    must_report: bool | None = None
    confidence: float = 1.0
    carries_out: Evidence | None = None
    evidence: tuple[Evidence, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """The outcome: `code` None where the regime is unknown; `reasons` say why a person should look (may be empty)."""

    regime: Regime | None
    category: Category
    origin: Origin
    confidence: float
    reasons: tuple[ReviewReason, ...]
    evidence: tuple[Evidence, ...]

    @property
    def code(self) -> str | None:
        """By the built-in names."""
        return code_of(self.regime, self.category)

    @property
    def needs_review(self) -> bool:
        return bool(self.reasons)


@dataclass(frozen=True, slots=True)
class _Choice:
    regime: Regime | None
    category: Category
    origin: Origin
    confidence: float
    reasons: tuple[ReviewReason, ...]
    evidence: tuple[Evidence, ...]


def classify(facts: Facts, review_below: float = DEFAULT_REVIEW_BELOW) -> Classification:
    """The regime and class of a task; a code or marker wins and is kept even where the text contradicts it."""
    codes = parse_code(facts.code, facts.names) if facts.code else ()
    unreadable = (ReviewReason.CODE_UNREADABLE,) if facts.code and not codes else ()
    chosen = _stated(facts, codes) or _marked(facts) or _inferred(facts)
    reasons = (*unreadable, *chosen.reasons, *_contradictions(chosen.category, facts))
    if chosen.regime is None:
        reasons = (*reasons, ReviewReason.REGIME_UNKNOWN)
    if chosen.confidence < review_below and not reasons:
        reasons = (ReviewReason.LOW_CONFIDENCE,)
    return Classification(
        regime=chosen.regime,
        category=chosen.category,
        origin=chosen.origin,
        confidence=round(chosen.confidence, 3),
        reasons=tuple(dict.fromkeys(reasons)),
        evidence=chosen.evidence + facts.evidence,
    )


def decided_by_person(regime: Regime | None, category: Category, note: str) -> Classification:
    """A person's word: certain, and no later delivery changes it."""
    said = Evidence(fact="category", text=note, rule="category.person", field="review")
    return Classification(
        regime=regime, category=category, origin=Origin.PERSON, confidence=1.0, reasons=(), evidence=(said,)
    )


def _inferred_category(facts: Facts) -> Category:
    return category_of(has_deadline=facts.has_deadline, must_report=bool(facts.must_report))


def _stated(facts: Facts, codes: Sequence[Code]) -> _Choice | None:
    """What the body's own code says; the part it leaves out is inferred."""
    options = [(code.regime, category) for code in codes for category in code.categories or (None,)]
    if not options:
        return None
    said = Evidence(fact="category", text=facts.code or "", rule="category.code", field="code")
    return _choose(facts, options, (Origin.STRUCTURED, 1.0), (said,))


def _marked(facts: Facts) -> _Choice | None:
    """What the markers in "Nơi nhận" say [seed 002]."""
    options = [(marker.regime, category) for marker in facts.markers for category in marker.categories]
    if not options:
        return None
    said = tuple(
        Evidence(fact="category", text=marker.text, rule="category.marker", span=marker.span)
        for marker in facts.markers
    )
    return _choose(facts, options, (Origin.MARKER, 0.95), said)


def _choose(
    facts: Facts,
    options: Iterable[tuple[Regime | None, Category | None]],
    base: tuple[Origin, float],
    said: tuple[Evidence, ...],
) -> _Choice:
    """Of several codes the one that deadline and duty make; where they do not settle it, the first, to be reviewed."""
    regime, category = facts.regime.regime, _inferred_category(facts)
    full = [(one or regime, other or category) for one, other in options]
    fitting = [option for option in full if option[1] is category]
    best = next((option for option in fitting if option[0] is regime), None) or (fitting or full)[0]
    origin, confidence = base
    unsettled = len(full) > 1 and len(fitting) != 1
    if len(full) > 1:
        confidence *= facts.confidence * (_SEVERAL_FACTOR if unsettled else 1)
    return _Choice(*best, origin, confidence, (ReviewReason.SEVERAL_CODES,) if unsettled else (), said)


def _inferred(facts: Facts) -> _Choice:
    """Regime from the issuer, class from deadline × report duty."""
    read = facts.regime
    said = Evidence(fact="regime", text=read.text, rule=read.rule, field="issuer")
    confidence = read.confidence * facts.confidence
    if facts.carries_out is None or read.regime is not Regime.QC45:
        return _Choice(read.regime, _inferred_category(facts), Origin.TEXT, confidence, (), (said,))
    reasons = (ReviewReason.CARRIES_OUT_GOVERNMENT,)
    evidence = (said, facts.carries_out)
    lower = confidence * _CARRIES_OUT_FACTOR
    return _Choice(read.regime, _inferred_category(facts), Origin.TEXT, lower, reasons, evidence)


def _contradictions(category: Category, facts: Facts) -> tuple[ReviewReason, ...]:
    """Where the class and the text disagree: the class is kept, a person looks [seed 002]."""
    timed, reported = category in (Category.A, Category.B), category in (Category.A, Category.C)
    found = (
        (ReviewReason.DEADLINE_MISSING, timed and not facts.has_deadline),
        (ReviewReason.DEADLINE_UNEXPECTED, not timed and facts.has_deadline),
        (ReviewReason.REPORT_MISSING, reported and facts.must_report is False),
        (ReviewReason.REPORT_UNEXPECTED, not reported and facts.must_report is True),
    )
    return tuple(reason for reason, holds in found if holds)
