"""Tasks, the assignments of each agency, and the versions of their deadlines.

Assignments repeat what lists and figures filter by, so that a page is one index range.
"""

from sqlalchemy import Boolean, Column, Date, Float, ForeignKey, Index, Integer, String, Table, Text, text

from shared.tables import Id, Instant, Json, metadata

# deadline: the words and their reading (fields of domain.deadline.Deadline, ISO strings). origin: what decided the
# class (structured | marker | text | person). search_text: folded words; PostgreSQL has an index of them that only the
# migration knows (ix_tracker_tasks_words). due_at, last_day: in force now; confirmed: the calendar's years are.
tracker_tasks = Table(
    "tracker_tasks",
    metadata,
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

# state: not_started | in_progress | submitted | done | withdrawn. settled: the timeliness that no longer moves
# (in_time | overdue for submitted and done, none for withdrawn; NULL while open: then due_at against now decides).
# due_at equals the task's unless an agency was given its own. group_name: the group as written that it came from.
# An agency has one assignment of a task.
tracker_assignments = Table(
    "tracker_assignments",
    metadata,
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

# Monitoring units (cơ quan theo dõi, đôn đốc, kiểm tra) in their order; agency_id where the directory knows the name.
tracker_task_monitoring = Table(
    "tracker_task_monitoring",
    metadata,
    Column("task_id", Id, ForeignKey("tracker_tasks.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("agency_id", Id),
    Index("ix_tracker_task_monitoring_folded_task_id", "folded", "task_id"),
)

# Every deadline that a task had: in force from began_at until ended_at (NULL: still).
tracker_deadlines = Table(
    "tracker_deadlines",
    metadata,
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

# One row per open assignment with a deadline: its next instant (a step or the due instant; NULL while paused or when
# nothing more comes). reached: working days from step 0 of the last step told (NULL: none yet).
tracker_due = Table(
    "tracker_due",
    metadata,
    Column("assignment_id", Id, ForeignKey("tracker_assignments.id"), primary_key=True),
    Column("next_at", Instant),
    Column("deadline_version", Integer, nullable=False),
    Column("reached", Integer),
    Column("overdue_told", Boolean(create_constraint=False), nullable=False),
    Index("ix_tracker_due_next_at", "next_at"),
)
