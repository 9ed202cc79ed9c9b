"""ingest: deliveries, routing keys, refusals."""

import sqlalchemy as sa
from alembic import op

from shared.tables import Id, Instant

revision = "0002"
down_revision = "0001"
supports = "0002"  # the oldest program that works on this schema
branch_labels = None
depends_on = None

HELD = sa.text("status = 'held'")


def upgrade() -> None:
    """Create ingest's tables."""
    op.create_table(
        "ingest_deliveries",
        sa.Column("id", Id(), nullable=False),
        sa.Column("source", sa.String(100), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("dedupe", sa.Text(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("body_size", sa.Integer(), nullable=False),
        sa.Column("body_sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("event_sha256", sa.LargeBinary(32)),
        sa.Column("traceparent", sa.String(55)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ingest_deliveries")),
    )
    op.create_index("uq_ingest_deliveries_source_dedupe", "ingest_deliveries", ["source", "dedupe"], unique=True)
    op.create_index("ix_ingest_deliveries_source_id", "ingest_deliveries", ["source", "id"])
    op.create_index("ix_ingest_deliveries_held", "ingest_deliveries", ["id"], sqlite_where=HELD, postgresql_where=HELD)
    op.create_table(
        "ingest_keys",
        sa.Column("source", sa.String(100), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "source_id", name=op.f("pk_ingest_keys")),
    )
    op.create_table(
        "ingest_refusals",
        sa.Column("source", sa.String(100), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_ingest_refusals")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("ingest_refusals")
    op.drop_table("ingest_keys")
    op.drop_table("ingest_deliveries")
