"""`q`: every word occurs as a word of the folded search text (content, reference, abstract …).

PostgreSQL: a GIN index of the words; an index of trigrams would cost several times as much at every write and find no
more, since Vietnamese words are short. SQLite, for one office: the text is scanned.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnClause, ColumnElement, and_, func, literal_column

from services.tracker.models import tracker_tasks

SIMPLE: ColumnClause[str] = literal_column("'simple'")


def has_words(words: Sequence[str], dialect: str) -> ColumnElement[bool]:
    """Tasks whose search text has all `words` (folded)."""
    text = tracker_tasks.c.search_text
    if dialect == "postgresql":
        return func.to_tsvector(SIMPLE, text).op("@@")(func.plainto_tsquery(SIMPLE, " ".join(words)))
    return and_(*(func.instr(" " + text + " ", f" {word} ") > 0 for word in words))
