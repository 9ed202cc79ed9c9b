"""`q`: every word occurs as a word of the folded search text (content, reference, abstract, issuer).

On PostgreSQL the way to a rare word is not the way to a common one, and the planner cannot tell them apart: of common
words a page is full after a few rows of the list's own index; of rare ones the hits are taken from the index of words
(ix_tracker_tasks_words) first. A look at the latest tasks decides. An index of trigrams would cost several times as
much at every write and find little more, since Vietnamese words are short. SQLite, for one office: the text is scanned.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, ColumnClause, ColumnElement, String, and_, any_, bindparam, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.tracker.models import tracker_assignments, tracker_tasks
from services.tracker.store.rows import AnySelect
from shared.tables import Id

SIMPLE: ColumnClause[str] = literal_column("'simple'")
LATEST = 2_000  # tasks that are looked at
COMMON = 20  # of them with all the words: a page of fifty is full after some thousand rows
tasks = tracker_tasks.c


class Reach(Enum):
    """How often words occur: they fill a page soon, or they hardly occur at all."""

    COMMON = auto()
    RARE = auto()


@dataclass(frozen=True, slots=True)
class Sought:
    """How many words are looked for, and how; the words themselves are filled in by `word_values`."""

    count: int
    reach: Reach
    dialect: str


async def sought(conn: AsyncConnection, words: Sequence[str]) -> Sought:
    """How to look for `words` (folded); SQLite has but one way."""
    dialect = conn.dialect.name
    if not words or dialect == "sqlite":
        return Sought(len(words), Reach.COMMON, dialect)
    found = (await conn.execute(_latest_with(len(words)), word_values(words))).scalar_one()
    return Sought(len(words), Reach.COMMON if found >= COMMON else Reach.RARE, dialect)


@cache
def _latest_with(count: int) -> AnySelect:
    latest = select(tasks.search_text).order_by(tasks.created_at.desc(), tasks.id.desc()).limit(LATEST).subquery()
    return select(func.count()).select_from(latest).where(_contains(latest.c.search_text, count, func.strpos))


def tasks_with(query: AnySelect, words: Sought) -> AnySelect:
    """A query of tasks cut to those with the words."""
    if not words.count:
        return query
    return query.where(_has(words) if words.reach is Reach.COMMON else tasks.id == _any_hit())


def assignments_with(query: AnySelect, words: Sought) -> AnySelect:
    """A query of assignments cut to those whose task has the words."""
    if not words.count:
        return query
    task_id = tracker_assignments.c.task_id
    if words.reach is Reach.COMMON:
        return query.join(tracker_tasks, tasks.id == task_id).where(_has(words))
    return query.where(task_id == _any_hit())


def _has(words: Sought) -> ColumnElement[bool]:
    return _contains(tasks.search_text, words.count, func.instr if words.dialect == "sqlite" else func.strpos)


def _any_hit() -> ColumnElement[Any]:
    """The ids in the index of words, as one array: the planner takes them first, however many it expects."""
    asked = func.plainto_tsquery(SIMPLE, bindparam("words", type_=String))
    hits = select(tasks.id).where(func.to_tsvector(SIMPLE, tasks.search_text).op("@@")(asked))
    return any_(func.array(hits.scalar_subquery(), type_=ARRAY(Id)))


def _contains(text: ColumnElement[str], count: int, place: Any) -> ColumnElement[bool]:
    parted = " " + text + " "
    return and_(*(place(parted, bindparam(f"word_{n}", type_=String)) > 0 for n in range(count)))


def word_values(words: Sequence[str]) -> Mapping[str, str]:
    """What is filled in for `words`: each with its edges, and all together."""
    return dict(_values(words)) if words else {}


def _values(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield "words", " ".join(words)
    for number, word in enumerate(words):
        yield f"word_{number}", f" {word} "
