"""A document is recalled or replaced; what is done stays done."""

from collections.abc import Callable
from uuid import UUID

import pytest

from services.tracker.domain.status import Move
from services.tracker.register.case import Case
from services.tracker.register.ending import recall, supersede
from services.tracker.store.records import Dossier
from tests.builders_tracker import a_task, facts, heard, lines, moved, registered, states

End = Callable[[Case, Dossier], None]


def recalled(case: Case, dossier: Dossier) -> None:
    recall(case, dossier, "nhầm thẩm quyền")


def replaced(case: Case, dossier: Dossier) -> None:
    supersede(case, dossier, (UUID(int=9), "900/UBND-NC"), None)


@pytest.mark.parametrize(("end", "fact"), [(recalled, "recalled"), (replaced, "replaced")])
def test_an_end_that_is_heard_again_is_told_and_written_once(end: End, fact: str) -> None:
    dossier, first, again = registered(), heard(), heard()
    end(first, dossier)
    end(again, dossier)
    assert (lines(first), facts(first)) == ([fact, "withdrawn", "withdrawn"], ["withdrawn"])
    assert (lines(again), facts(again)) == ([], [])


@pytest.mark.parametrize("end", [recalled, replaced])
def test_of_a_task_that_is_partly_done_only_the_rest_is_withdrawn(end: End) -> None:
    dossier = moved(registered(a_task(coordinating=("Sở Tư pháp",))), Move.DONE)
    end(heard(), dossier)
    assert states(dossier) == [{"Sở Y tế": "done", "Sở Tư pháp": "withdrawn"}]
    assert not dossier.tasks[0].task["withdrawn"]


def test_a_task_of_which_nothing_is_done_is_withdrawn_whole() -> None:
    dossier = registered(a_task(coordinating=("Sở Tư pháp",)))
    recalled(heard(), dossier)
    assert states(dossier) == [{"Sở Y tế": "withdrawn", "Sở Tư pháp": "withdrawn"}]
    assert dossier.tasks[0].task["withdrawn"]
