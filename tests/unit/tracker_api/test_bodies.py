"""Bodies of writes."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from services.tracker.api.bodies import AgencyBody, DayBody, ReadBody, ReasonBody, ReportBody, TaskBody, TaskChange

WRONG: list[tuple[type[BaseModel], dict[str, Any], str]] = [
    (ReportBody, {"percent": 101}, "percent"),
    (ReportBody, {"percent": True}, "percent"),
    (ReportBody, {"percent": "60"}, "percent"),
    (ReportBody, {"note": "x" * 4001}, "note"),
    (ReportBody, {"state": "done"}, "state"),
    (ReasonBody, {}, "reason"),
    (TaskBody, {"document_id": "x"}, "content"),
    (TaskBody, {"document_id": "x", "content": "y", "lead": "Sở Y tế"}, "lead"),
    (TaskBody, {"document_id": "x", "content": "y", "lead": [""]}, "lead"),
    (TaskBody, {"document_id": "x", "content": "y", "code": "QC45_a,b"}, "code"),
    (TaskBody, {"document_id": "x", "content": "y", "code": "a"}, "code"),
    (TaskBody, {"document_id": "x", "content": "y", "report_required": 1}, "report_required"),
    (TaskChange, {"code": "QC45_a"}, "reason"),
    (AgencyBody, {"name": "Sở Y tế", "head_email": "giám đốc"}, "head_email"),
    (DayBody, {}, "kind"),
    (ReadBody, {"text": "  "}, "text"),
]


@pytest.mark.parametrize(("model", "body", "field"), WRONG)
def test_each_mistake_is_named(model: type[BaseModel], body: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        model.model_validate(body)
    assert [error["loc"][0] for error in refused.value.errors()] == [field]


def test_what_may_be_missing_may_be_missing() -> None:
    assert ReportBody() == ReportBody(percent=None, note=None)
    body = TaskBody.model_validate({"document_id": "x", "content": " Báo cáo ", "lead": ["Sở Y tế"], "code": "qc45a"})
    assert (body.content, body.lead, body.code, body.inclusive) == ("Báo cáo", ("Sở Y tế",), "qc45a", True)


def test_a_deadline_taken_away_is_not_one_left_alone() -> None:
    taken = TaskChange.model_validate({"deadline": None, "reason": "x"})
    assert taken.touches("deadline")
    assert not TaskChange.model_validate({"field": "y", "reason": "x"}).touches("deadline")
