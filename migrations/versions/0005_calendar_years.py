"""Years of the working calendar that an operator has confirmed, or declared open again."""

from alembic import op
from sqlalchemy import Boolean, Column, Integer, Text

from shared.tables import Instant

revision = "0005"
down_revision = "0004"
supports = "0004"  # a program that does not know the table goes by the built-in years
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tracker_calendar_years",
        Column("year", Integer, primary_key=True, autoincrement=False),
        Column("confirmed", Boolean(create_constraint=False), nullable=False),
        Column("decision", Text),
        Column("updated_at", Instant, nullable=False),
        Column("updated_by", Text, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("tracker_calendar_years")
