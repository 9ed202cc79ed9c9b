"""The tracker: documents, tasks, assignments, deadlines, agencies, calendar, journal."""

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    column,
    table,
    text,
)

from shared.tables import Id, Instant, Json

revision = "0003"
down_revision = "0002"
supports = "0003"  # the oldest program that works on this schema
branch_labels = None
depends_on = None


def _documents() -> None:
    op.create_table(
        "tracker_documents",
        Column("id", Id, primary_key=True),
        Column("identity", Text, unique=True),
        Column("key", Text, nullable=False, index=True),
        Column("origin", Text, nullable=False),
        Column("filled", Json, nullable=False),
        Column("status", String(10), nullable=False),
        Column("replaced_by", Id),
        Column("number", Text),
        Column("notation", Text),
        Column("reference", Text),
        Column("reference_folded", Text, index=True),
        Column("type", Text),
        Column("abstract", Text),
        Column("issuer", Text),
        Column("issuer_folded", Text),
        Column("submitted_by", Text),
        Column("issued_on", Date, index=True),
        Column("received_at", Instant),
        Column("accepted_at", Instant, nullable=False),
        Column("signer_name", Text),
        Column("signer_position", Text),
        Column("urgency", String(16), nullable=False),
        Column("circulation", Text),
        Column("regime", String(8)),
        Column("recipients", Json, nullable=False),
        Column("whole", Json),
        Column("tasks_from", String(10), nullable=False),
        Column("text", Text),
        Column("text_blob", Json),
        Column("attachments", Json, nullable=False),
        Column("as_written", Json, nullable=False),
        Column("search_text", Text, nullable=False),
        Column("created_at", Instant, nullable=False),
        Column("updated_at", Instant, nullable=False),
        Column("version", Integer, nullable=False),
        Index("ix_tracker_documents_created_at_id", "created_at", "id"),
    )


def _document_keys() -> None:
    op.create_table(
        "tracker_document_keys",
        Column("key", Text, primary_key=True),
        Column("origin", Text, primary_key=True),
        Column("document_id", Id, ForeignKey("tracker_documents.id"), nullable=False, index=True),
    )


def _waiting() -> None:
    op.create_table(
        "tracker_waiting",
        Column("id", Id, primary_key=True),
        Column("key", Text, nullable=False, index=True),
        Column("source_key", Text, index=True),
        Column("fact", String(60), nullable=False),
        Column("payload", Text, nullable=False),
        Column("time", Instant, nullable=False),
        Column("traceparent", String(55)),
    )


def _agencies() -> None:
    op.create_table(
        "tracker_agencies",
        Column("id", Id, primary_key=True),
        Column("code", Text, nullable=False, unique=True),
        Column("name", Text, nullable=False),
        Column("aliases", Json, nullable=False),
        Column("kind", Text),
        Column("parent", Text),
        Column("head", Text),
        Column("head_email", Text),
        Column("email", Text),
        Column("phone", Text),
        Column("valid_from", Date),
        Column("valid_to", Date),
        Column("provisional", Boolean(create_constraint=False), nullable=False),
        Column("created_at", Instant, nullable=False),
        Column("updated_at", Instant, nullable=False),
        Column("version", Integer, nullable=False),
        Column("changed", BigInteger, nullable=False, index=True),
    )


def _agency_names() -> None:
    op.create_table(
        "tracker_agency_names",
        Column("folded", Text, primary_key=True),
        Column("agency_id", Id, ForeignKey("tracker_agencies.id"), primary_key=True),
        Index("ix_tracker_agency_names_agency_id", "agency_id"),
    )


def _versions() -> None:
    op.create_table(
        "tracker_versions",
        Column("name", String(20), primary_key=True),
        Column("version", BigInteger, nullable=False),
    )


def _calendar_days() -> None:
    op.create_table(
        "tracker_calendar_days",
        Column("day", Date, primary_key=True),
        Column("kind", String(4), nullable=False),
        Column("name", Text, nullable=False),
        Column("decision", Text),
        Column("updated_at", Instant, nullable=False),
        Column("updated_by", Text, nullable=False),
    )


def _tasks() -> None:
    op.create_table(
        "tracker_tasks",
        Column("id", Id, primary_key=True),
        Column("document_id", Id, ForeignKey("tracker_documents.id"), nullable=False),
        Column("ordinal", Integer, nullable=False),
        Column("content", Text, nullable=False),
        Column("span_start", Integer),
        Column("span_end", Integer),
        Column("regime", String(8)),
        Column("category", String(1)),
        Column("origin", String(12), nullable=False),
        Column("confidence", Float, nullable=False),
        Column("needs_review", Boolean(create_constraint=False), nullable=False),
        Column("evidence", Json, nullable=False),
        Column("field", Text),
        Column("urgency", String(16), nullable=False),
        Column("report_required", Boolean(create_constraint=False), nullable=False),
        Column("deadline", Json),
        Column("due_at", Instant),
        Column("last_day", Date),
        Column("confirmed", Boolean(create_constraint=False), nullable=False),
        Column("deadline_version", Integer, nullable=False),
        Column("series_id", Id),
        Column("period", Text),
        Column("withdrawn", Boolean(create_constraint=False), nullable=False),
        Column("reference_folded", Text),
        Column("search_text", Text, nullable=False),
        Column("issued_on", Date),
        Column("created_at", Instant, nullable=False),
        Column("updated_at", Instant, nullable=False),
        Column("version", Integer, nullable=False),
        Index("ix_tracker_tasks_document_id_ordinal", "document_id", "ordinal"),
        Index("ix_tracker_tasks_due_at_id", "due_at", "id"),
        Index("ix_tracker_tasks_created_at_id", "created_at", "id"),
        Index("ix_tracker_tasks_reference_folded", "reference_folded"),
    )


def _words() -> None:
    """`q` on PostgreSQL; on an expression, so that autogenerate is told to leave it alone (migrations/env.py)."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE INDEX ix_tracker_tasks_words ON tracker_tasks USING gin (to_tsvector('simple', search_text))"
        )


def _assignments() -> None:
    op.create_table(
        "tracker_assignments",
        Column("id", Id, primary_key=True),
        Column("task_id", Id, ForeignKey("tracker_tasks.id"), nullable=False),
        Column("document_id", Id, nullable=False),
        Column("agency_id", Id, nullable=False),
        Column("role", String(12), nullable=False),
        Column("as_written", Text, nullable=False),
        Column("group_name", Text),
        Column("state", String(12), nullable=False),
        Column("settled", String(8)),
        Column("due_at", Instant),
        Column("deadline_version", Integer, nullable=False),
        Column("percent", Integer),
        Column("submitted_at", Instant),
        Column("done_at", Instant),
        Column("regime", String(8)),
        Column("category", String(1)),
        Column("field", Text),
        Column("urgency", String(16), nullable=False),
        Column("issuer", Text),
        Column("reference_folded", Text),
        Column("issued_on", Date),
        Column("created_at", Instant, nullable=False),
        Column("updated_at", Instant, nullable=False),
        Column("version", Integer, nullable=False),
        Index("uq_tracker_assignments_task_id_agency_id", "task_id", "agency_id", unique=True),
        Index("ix_tracker_assignments_agency_id_due_at_id", "agency_id", "due_at", "id"),
        Index("ix_tracker_assignments_agency_id_created_at_id", "agency_id", "created_at", "id"),
        Index(
            "ix_tracker_assignments_agency_id_due_at_id_late",
            "agency_id",
            "due_at",
            "id",
            postgresql_where=text("settled IS NULL OR settled = 'overdue'"),
            sqlite_where=text("settled IS NULL OR settled = 'overdue'"),
        ),
        Index("ix_tracker_assignments_due_at_id", "due_at", "id"),
        Index("ix_tracker_assignments_created_at_id", "created_at", "id"),
        Index("ix_tracker_assignments_reference_folded", "reference_folded"),
    )


def _task_monitoring() -> None:
    op.create_table(
        "tracker_task_monitoring",
        Column("task_id", Id, ForeignKey("tracker_tasks.id"), primary_key=True),
        Column("ordinal", Integer, primary_key=True),
        Column("name", Text, nullable=False),
        Column("folded", Text, nullable=False),
        Column("agency_id", Id),
        Index("ix_tracker_task_monitoring_folded_task_id", "folded", "task_id"),
    )


def _deadlines() -> None:
    op.create_table(
        "tracker_deadlines",
        Column("task_id", Id, ForeignKey("tracker_tasks.id"), primary_key=True),
        Column("version", Integer, primary_key=True),
        Column("deadline", Json),
        Column("due_at", Instant),
        Column("last_day", Date),
        Column("confirmed", Boolean(create_constraint=False), nullable=False),
        Column("reason", Text),
        Column("began_at", Instant, nullable=False),
        Column("ended_at", Instant),
    )


def _due() -> None:
    op.create_table(
        "tracker_due",
        Column("assignment_id", Id, ForeignKey("tracker_assignments.id"), primary_key=True),
        Column("next_at", Instant),
        Column("deadline_version", Integer, nullable=False),
        Column("reached", Integer),
        Column("overdue_told", Boolean(create_constraint=False), nullable=False),
        Index("ix_tracker_due_next_at", "next_at"),
    )


def _changes() -> None:
    op.create_table(
        "tracker_changes",
        Column("id", Id, primary_key=True),
        Column("at", Instant, nullable=False),
        Column("fact", String(40), nullable=False),
        Column("by", Text, nullable=False),
        Column("reason", Text),
        Column("old", Text),
        Column("new", Text),
        Column("text", Text),
        Column("trace", String(55)),
        Column("document_id", Id),
        Column("task_id", Id),
        Column("assignment_id", Id),
        Column("state", String(12)),
        Column("settled", String(8)),
        Index("ix_tracker_changes_task_id_at_id", "task_id", "at", "id"),
        Index("ix_tracker_changes_document_id_at_id", "document_id", "at", "id"),
        Index("ix_tracker_changes_assignment_id_at_id", "assignment_id", "at", "id"),
    )


def _review() -> None:
    op.create_table(
        "tracker_review",
        Column("id", Id, primary_key=True),
        Column("at", Instant, nullable=False),
        Column("reason", String(40), nullable=False),
        Column("text", Text, nullable=False),
        Column("data", Json),
        Column("document_id", Id),
        Column("task_id", Id),
        Column("resolved_at", Instant),
        Column("resolved_by", Text),
        Column("resolution", Text),
        Index("ix_tracker_review_document_id", "document_id"),
        Index(
            "ix_tracker_review_open",
            "at",
            "id",
            postgresql_where=text("resolved_at IS NULL"),
            sqlite_where=text("resolved_at IS NULL"),
        ),
    )


def upgrade() -> None:
    _documents()
    _document_keys()
    _waiting()
    _agencies()
    _agency_names()
    _versions()
    _calendar_days()
    _tasks()
    _words()
    _assignments()
    _task_monitoring()
    _deadlines()
    _due()
    _changes()
    _review()
    names = table("tracker_versions", column("name", String), column("version", BigInteger))
    op.bulk_insert(names, [{"name": "agencies", "version": 0}, {"name": "calendar", "version": 0}])


def downgrade() -> None:
    for name in (
        "tracker_review",
        "tracker_changes",
        "tracker_due",
        "tracker_deadlines",
        "tracker_task_monitoring",
        "tracker_assignments",
        "tracker_tasks",
        "tracker_calendar_days",
        "tracker_versions",
        "tracker_agency_names",
        "tracker_agencies",
        "tracker_waiting",
        "tracker_document_keys",
        "tracker_documents",
    ):
        op.drop_table(name)
