"""Bodies of writes: what a person sends, every mistake with its remedy; unknown fields are refused."""

import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from services.tracker.api.values import wrong
from services.tracker.domain.classification import BUILT_IN, RegimeNames
from services.tracker.domain.markers import parse_code

LONGEST = 4000


def needed(value: object) -> str:
    """Words that must not be missing."""
    text = value.strip().replace("\0", "") if isinstance(value, str) else ""
    if not text or len(text) > LONGEST:
        raise wrong(f"phải có nội dung, không quá {LONGEST} ký tự")
    return text


def optional(value: object) -> str | None:
    """Words that may be missing."""
    return None if value is None else needed(value)


def percent(value: object) -> int | None:
    """0 to 100, or nothing."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100):
        return value
    raise wrong("phải là số nguyên từ 0 đến 100")


def names(value: object) -> tuple[str, ...]:
    """A list of names."""
    if not isinstance(value, list) or len(value) > 200:
        raise wrong('phải là danh sách tên, ví dụ ["Sở Y tế"], không quá 200 tên')
    return tuple(needed(one) for one in value)


def code_in(names: RegimeNames) -> Callable[[object], str | None]:
    """A validator of a class as `QC45_a`, the regimes by their `names`."""

    def code(value: object) -> str | None:
        if value is None:
            return None
        codes = parse_code(value, names) if isinstance(value, str) else ()
        if len(codes) != 1 or len(codes[0].categories) != 1 or codes[0].regime is None:
            remedy = f"hãy ghi như {names.province}_a hoặc {names.government}_c"
            raise wrong(f"không đọc được mã phân loại; {remedy}")
        return str(value)

    return code


def truth(value: object) -> Any:
    """true or false."""
    if value is None or isinstance(value, bool):
        return value
    raise wrong("phải là true hoặc false")


def said(value: object) -> bool:
    """true or false, and one of the two."""
    if isinstance(value, bool):
        return value
    raise wrong("phải là true hoặc false")


def some_text(value: object) -> str:
    """A text to be read: up to the limit of a body, not blank."""
    if not isinstance(value, str) or not value.strip():
        raise wrong("phải có nội dung văn bản cần đọc")
    return value


def address(value: object) -> str | None:
    """An e-mail address, or nothing."""
    text = optional(value)
    if text is not None and not re.fullmatch(r"[^@\s,;]+@[^@\s,;]+", text):
        raise wrong("không phải địa chỉ thư điện tử; hãy ghi như vt@stp.example")
    return text


Needed = Annotated[str, BeforeValidator(needed)]
Optional = Annotated[str | None, BeforeValidator(optional)]
Address = Annotated[str | None, BeforeValidator(address)]
Percent = Annotated[int | None, BeforeValidator(percent), Field(json_schema_extra={"minimum": 0, "maximum": 100})]
Names = Annotated[tuple[str, ...], BeforeValidator(names)]
Code = Annotated[str | None, BeforeValidator(code_in(BUILT_IN))]
Truth = Annotated[bool, BeforeValidator(truth)]
Said = Annotated[bool, BeforeValidator(said)]
MaybeTruth = Annotated[bool | None, BeforeValidator(truth)]


class Body(BaseModel):
    """What every body has in common; a missing field is judged by its own rule."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)


class ReportBody(Body):
    """What an agency says of its part: progress, a submission, completion."""

    percent: Percent = None
    note: Optional = None


class DecisionBody(Body):
    """A decision of the Office that needs no reason."""

    note: Optional = None


class ReasonBody(Body):
    """A decision that needs a reason: a return, a withdrawal."""

    reason: Needed = ""


class TaskBody(Body):
    """A task that a person adds to a document; `deadline` is a date, a date and time, or words."""

    document_id: Needed = ""
    content: Needed = ""
    lead: Names = Field(default=(), validate_default=False)
    coordinating: Names = Field(default=(), validate_default=False)
    monitoring: Names = Field(default=(), validate_default=False)
    field: Optional = None
    code: Code = None
    deadline: Optional = None
    inclusive: Truth = True
    report_required: MaybeTruth = None


class TaskChange(Body):
    """What a person changes of a task. `code` reclassifies; `deadline` (null = none) sets another one; `field` renames
    the field. The reason goes into the history."""

    code: Code = None
    deadline: Optional = None
    inclusive: Truth = True
    field: Optional = None
    reason: Needed = ""

    def touches(self, name: str) -> bool:
        """Whether the body speaks of `name` at all."""
        return name in self.model_fields_set


class ResolutionBody(Body):
    """What was done about a case of the review queue."""

    resolution: Needed = ""


class DayBody(Body):
    """A day that is not as its weekday is; `decision` the number of the document that made it so."""

    kind: Needed = ""
    name: Optional = None
    decision: Optional = None


class YearBody(Body):
    """What is said of a year: confirmed = all decisions about its days are known and entered; `decision` names them."""

    confirmed: Said
    decision: Optional = None


class AgencyBody(Body):
    """The whole record of an agency; what is left out is empty."""

    name: Needed = ""
    aliases: Names = Field(default=(), validate_default=False)
    kind: Optional = None
    parent: Optional = None
    head: Optional = None
    head_email: Address = None
    email: Address = None
    phone: Optional = None
    valid_from: Optional = None
    valid_to: Optional = None


class ReadBody(Body):
    """A text to be read; `received_at` is what relative deadlines count from."""

    text: Annotated[str, BeforeValidator(some_text)] = ""
    received_at: Optional = None
