"""A known document again: the same source amends, another fills what is empty, differences go to review."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tracker.domain.amending import Amendment, Change, Mode, amend

KNOWN = {"abstract": "Rà soát thủ tục", "signer": None, "recipients": ("Sở Nội vụ",), "urgency": "normal"}


def test_the_same_source_amends_what_it_says_otherwise() -> None:
    found = amend(KNOWN, {"abstract": "Rà soát TTHC", "signer": "Trần Văn Mẫu", "urgency": "normal"}, Mode.AMEND)
    assert found == Amendment(
        (Change("abstract", "Rà soát thủ tục", "Rà soát TTHC"), Change("signer", None, "Trần Văn Mẫu"))
    )


def test_another_source_fills_and_its_differences_are_kept_for_review() -> None:
    found = amend(KNOWN, {"abstract": "Rà soát TTHC", "signer": "Trần Văn Mẫu", "urgency": "normal"}, Mode.FILL)
    assert found == Amendment(
        (Change("signer", None, "Trần Văn Mẫu"),), (Change("abstract", "Rà soát thủ tục", "Rà soát TTHC"),)
    )


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("empty", [None, "", "  ", (), [], {}])
def test_what_a_delivery_leaves_out_stays(mode: Mode, empty: object) -> None:
    assert amend(KNOWN, {"abstract": empty, "recipients": empty}, mode) == Amendment()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("abstract", "rà soát  THỦ TỤC"),
        ("recipients", ("Sở nội vụ",)),
        ("recipients", ["Sở Nội vụ"]),
        ("urgency", "normal"),
    ],
)
def test_another_way_of_writing_is_no_difference(field: str, value: object) -> None:
    assert amend(KNOWN, {field: value}, Mode.FILL) == Amendment()


@pytest.mark.parametrize("value", [("Sở Nội vụ", "Sở Y tế"), ("Sở Y tế",)])
def test_another_list_is_a_difference(value: object) -> None:
    found = amend(KNOWN, {"recipients": value}, Mode.FILL)
    assert found.differences == (Change("recipients", ("Sở Nội vụ",), value),)


def test_a_number_that_is_nought_is_something() -> None:
    assert amend({"percent": None}, {"percent": 0}, Mode.FILL).changes == (Change("percent", None, 0),)
    assert amend({"public": True}, {"public": False}, Mode.AMEND).changes == (Change("public", True, False),)


FIELDS = st.dictionaries(st.sampled_from(["abstract", "signer", "field"]), st.none() | st.sampled_from(["", "a", "b"]))


@given(FIELDS, FIELDS, st.sampled_from(Mode))
def test_amending_twice_changes_nothing_more(
    current: dict[str, str | None], incoming: dict[str, str | None], mode: Mode
) -> None:
    first = amend(current, incoming, mode)
    after = current | {change.field: change.new for change in first.changes}
    assert amend(after, incoming, mode).changes == ()


@given(FIELDS, FIELDS)
def test_filling_never_overwrites(current: dict[str, str | None], incoming: dict[str, str | None]) -> None:
    assert all(not change.old for change in amend(current, incoming, Mode.FILL).changes)
