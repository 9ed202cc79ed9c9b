"""The notifier: contacts, assignments, facts, notices, attempts, silences."""

import sqlalchemy as sa
from alembic import op

from shared.tables import Id, Instant

revision = "0004"
down_revision = "0003"
supports = "0004"  # the oldest program that works on this schema
branch_labels = None
depends_on = None

DUE = sa.text("due_at IS NOT NULL")
WAITING = sa.text("waits_until IS NOT NULL")
TABLES = ("silences", "attempts", "notices", "facts", "assignments", "agency_names", "agencies")


def upgrade() -> None:
    _copies()
    _notices()
    _indexes()
    _attempts()
    _silences()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(f"notifier_{table}")


def _copies() -> None:
    op.create_table(
        "notifier_agencies",
        sa.Column("id", Id(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("head", sa.Text()),
        sa.Column("head_email", sa.Text()),
        sa.Column("email", sa.Text()),
        sa.Column("phone", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_notifier_agencies"),
    )
    op.create_table(
        "notifier_agency_names",
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("agency_id", Id(), nullable=False),
        sa.PrimaryKeyConstraint("folded", "agency_id", name="pk_notifier_agency_names"),
    )
    op.create_index("ix_notifier_agency_names_agency_id", "notifier_agency_names", ["agency_id"])
    op.create_table(
        "notifier_assignments",
        sa.Column("id", Id(), nullable=False),
        sa.Column("task_id", Id(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("deadline_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notifier_assignments"),
    )
    op.create_table(
        "notifier_facts",
        sa.Column("id", Id(), nullable=False),
        sa.Column("fact", sa.String(60), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("time", Instant(), nullable=False),
        sa.Column("traceparent", sa.String(55)),
        sa.PrimaryKeyConstraint("id", name="pk_notifier_facts"),
    )


def _notices() -> None:
    op.create_table(
        "notifier_notices",
        sa.Column("id", Id(), nullable=False),
        sa.Column("fact_id", Id(), nullable=False),
        sa.Column("subject_id", Id(), nullable=False),
        sa.Column("task_id", Id(), nullable=False),
        sa.Column("assignment_id", Id()),
        sa.Column("agency_id", Id()),
        sa.Column("agency_name", sa.Text()),
        sa.Column("reference", sa.Text()),
        sa.Column("reason", sa.String(30), nullable=False),
        sa.Column("step", sa.String(10)),
        sa.Column("deadline_version", sa.Integer()),
        sa.Column("occasion", sa.String(80), nullable=False),
        sa.Column("audience", sa.String(20), nullable=False),
        sa.Column("recipient_key", sa.Text(), nullable=False),
        sa.Column("recipient_name", sa.Text()),
        sa.Column("address", sa.Text()),
        sa.Column("channel", sa.String(80), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("scheduled_at", Instant(), nullable=False),
        sa.Column("sent_at", Instant()),
        sa.Column("due_at", Instant()),
        sa.Column("waits_until", Instant()),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(80)),
        sa.Column("trace_id", sa.String(32)),
        sa.PrimaryKeyConstraint("id", name="pk_notifier_notices"),
    )


def _indexes() -> None:
    table = "notifier_notices"
    effect = ["subject_id", "reason", "occasion", "recipient_key", "channel"]
    op.create_index("uq_notifier_notices_effect", table, effect, unique=True)
    op.create_index(
        "ix_notifier_notices_due", table, ["channel", "due_at", "id"], postgresql_where=DUE, sqlite_where=DUE
    )
    op.create_index(
        "ix_notifier_notices_waiting", table, ["recipient_key"], postgresql_where=WAITING, sqlite_where=WAITING
    )
    for column in ("task_id", "assignment_id", "recipient_key", "status"):
        op.create_index(f"ix_notifier_notices_{column}", table, [column, "id"])


def _attempts() -> None:
    op.create_table(
        "notifier_attempts",
        sa.Column("notice_id", Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("outcome", sa.String(20)),
        sa.Column("detail", sa.Text()),
        sa.PrimaryKeyConstraint("notice_id", "number", name="pk_notifier_attempts"),
    )


def _silences() -> None:
    op.create_table(
        "notifier_silences",
        sa.Column("id", Id(), nullable=False),
        sa.Column("agency_id", Id()),
        sa.Column("task_id", Id()),
        sa.Column("recipient_key", sa.Text()),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant()),
        sa.PrimaryKeyConstraint("id", name="pk_notifier_silences"),
    )
    op.create_index("ix_notifier_silences_until", "notifier_silences", ["until"])
