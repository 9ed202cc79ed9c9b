"""Which new tasks are old ones: by words and leads, then by ordinal."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.tracker.domain.matching import Matching, NewTask, OldTask, match_tasks

SNV, STC = frozenset({"H15.SNV"}), frozenset({"H15.STC"})


def old(
    ordinal: int, content: str, leads: frozenset[str] = SNV, *, done: bool = False, withdrawn: bool = False
) -> OldTask:
    return OldTask(UUID(int=ordinal), ordinal, content, leads, done, withdrawn)


def new(ordinal: int, content: str, leads: frozenset[str] = SNV) -> NewTask:
    return NewTask(ordinal, content, leads)


def pairs(found: Matching) -> list[tuple[int, int]]:
    return [(earlier.ordinal, later.ordinal) for earlier, later in found.matched]


def test_the_same_tasks_match_one_by_one() -> None:
    found = match_tasks([old(1, "Rà soát"), old(2, "Báo cáo")], [new(1, "Rà soát"), new(2, "Báo cáo")])
    assert pairs(found) == [(1, 1), (2, 2)]
    assert (found.registered, found.withdrawn, found.kept) == ((), (), ())


def test_words_win_over_the_order() -> None:
    found = match_tasks([old(1, "Rà soát"), old(2, "Báo cáo")], [new(1, "báo  cáo;"), new(2, "1. Rà soát.")])
    assert pairs(found) == [(2, 1), (1, 2)]


def test_a_reworded_task_is_found_by_its_ordinal() -> None:
    found = match_tasks([old(1, "Rà soát"), old(2, "Báo cáo")], [new(1, "Rà soát"), new(2, "Báo cáo kết quả")])
    assert pairs(found) == [(1, 1), (2, 2)]


def test_another_lead_is_found_by_its_ordinal() -> None:
    found = match_tasks([old(1, "Rà soát", SNV)], [new(1, "Rà soát", STC)])
    assert pairs(found) == [(1, 1)]


def test_the_same_words_of_two_leads_are_two_tasks() -> None:
    found = match_tasks(
        [old(1, "Báo cáo", SNV), old(2, "Báo cáo", STC)], [new(1, "Báo cáo", STC), new(2, "Báo cáo", SNV)]
    )
    assert pairs(found) == [(2, 1), (1, 2)]


def test_a_task_that_is_gone_is_withdrawn_and_one_that_is_new_registered() -> None:
    found = match_tasks([old(1, "Rà soát"), old(2, "Báo cáo")], [new(1, "Báo cáo"), new(3, "Tập huấn")])
    assert pairs(found) == [(2, 1)]
    assert [one.ordinal for one in found.registered] == [3]
    assert [one.ordinal for one in found.withdrawn] == [1]


def test_a_withdrawn_task_comes_back_by_its_words_and_never_by_its_ordinal() -> None:
    gone = [old(1, "Rà soát", done=True, withdrawn=True), old(2, "Báo cáo", done=True, withdrawn=True)]
    found = match_tasks(gone, [new(1, "báo cáo;"), new(2, "Tập huấn")])
    assert pairs(found) == [(2, 1)]
    assert [one.ordinal for one in found.registered] == [2]
    assert (found.withdrawn, found.kept) == ((), ())


def test_of_the_same_words_a_task_that_stands_goes_before_a_withdrawn_one() -> None:
    found = match_tasks([old(1, "Rà soát", withdrawn=True), old(2, "Rà soát")], [new(1, "Rà soát")])
    assert pairs(found) == [(2, 1)]


def test_what_is_done_is_not_withdrawn() -> None:
    found = match_tasks([old(1, "Rà soát", done=True), old(2, "Báo cáo")], [])
    assert [one.ordinal for one in found.kept] == [1]
    assert [one.ordinal for one in found.withdrawn] == [2]


def test_an_ordinal_whose_task_is_matched_already_is_not_used_again() -> None:
    found = match_tasks([old(1, "Rà soát")], [new(1, "Tập huấn"), new(2, "Rà soát")])
    assert pairs(found) == [(1, 2)]
    assert [one.ordinal for one in found.registered] == [1]


def test_twins_match_one_each() -> None:
    found = match_tasks(
        [old(1, "Báo cáo"), old(2, "Báo cáo")], [new(1, "Báo cáo"), new(2, "Báo cáo"), new(3, "Báo cáo")]
    )
    assert pairs(found) == [(1, 1), (2, 2)]
    assert [one.ordinal for one in found.registered] == [3]


CONTENTS = st.lists(st.sampled_from(["Rà soát", "Báo cáo", "Tập huấn", "Kiểm tra"]), max_size=6)
LEADS = st.sampled_from([SNV, STC])


@given(CONTENTS, CONTENTS, LEADS)
def test_every_task_of_both_sides_has_one_fate(before: list[str], after: list[str], leads: frozenset[str]) -> None:
    olds = [old(place, content) for place, content in enumerate(before, 1)]
    news = [new(place, content, leads) for place, content in enumerate(after, 1)]
    found = match_tasks(olds, news)
    assert sorted([one.ordinal for one, _ in found.matched] + [one.ordinal for one in found.withdrawn]) == [
        one.ordinal for one in olds
    ]
    assert sorted([one.ordinal for _, one in found.matched] + [one.ordinal for one in found.registered]) == [
        one.ordinal for one in news
    ]


@given(CONTENTS)
def test_a_delivery_that_changes_nothing_matches_everything(contents: list[str]) -> None:
    olds = [old(place, content) for place, content in enumerate(contents, 1)]
    found = match_tasks(olds, [new(place, content) for place, content in enumerate(contents, 1)])
    assert pairs(found) == [(place, place) for place in range(1, len(contents) + 1)]
