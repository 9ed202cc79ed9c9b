"""`q`: every word occurs as a word of the folded search text (content, reference, abstract, issuer).

PostgreSQL: a GIN index of the words (ix_tracker_tasks_words); an index of trigrams would cost several times as much at
every write and find little more, since Vietnamese words are short. SQLite, for one office: the text is scanned.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnClause, ColumnElement, and_, func, literal_column
from sqlalchemy.ext.asyncio import AsyncConnection

from services.tracker.models import tracker_tasks

SIMPLE: ColumnClause[str] = literal_column("'simple'")


def has_words(words: Sequence[str], dialect: str) -> ColumnElement[bool]:
    """Tasks whose search text has all `words` (folded)."""
    text = tracker_tasks.c.search_text
    if dialect == "postgresql":
        return func.to_tsvector(SIMPLE, text).op("@@")(func.plainto_tsquery(SIMPLE, " ".join(words)))
    return and_(*(func.instr(" " + text + " ", f" {word} ") > 0 for word in words))


async def plan_for_words(conn: AsyncConnection, words: Sequence[str]) -> None:
    """Have PostgreSQL plan for these very words: the way to a rare word is not the way to a common one."""
    if words and conn.dialect.name == "postgresql":
        await conn.exec_driver_sql("SET LOCAL plan_cache_mode = force_custom_plan")
