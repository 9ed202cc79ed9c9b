"""Large texts are compressed with lz4 on PostgreSQL: pglz, its default, takes a fifth of what a receipt costs there."""

from alembic import op
from sqlalchemy import text

revision = "0006"
down_revision = "0005"
supports = "0004"  # the oldest program that works on this schema
branch_labels = None
depends_on = None

LARGE = (
    ("log_entries", "payload"),
    ("consumer_parked", "payload"),
    ("blobs", "body"),
    ("ingest_deliveries", "body"),
    ("tracker_documents", "text"),
    ("tracker_documents", "search_text"),
    ("tracker_waiting", "payload"),
)


def upgrade() -> None:
    """For what is written from now on; nothing is rewritten."""
    if _has_lz4():
        _compress("lz4")


def downgrade() -> None:
    """What was written stays readable."""
    if _has_lz4():
        _compress("default")


def _has_lz4() -> bool:
    """A server may be built without it."""
    conn = op.get_bind()
    if conn.dialect.name != "postgresql":
        return False
    found = text("SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'")
    return bool(conn.execute(found).scalar())


def _compress(method: str) -> None:
    for table, column in LARGE:
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET COMPRESSION {method}")
