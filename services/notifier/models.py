"""The notifier's tables: its copy of contacts and of assignments, the facts it was told, notices and their attempts."""

from sqlalchemy import Column, Index, Integer, String, Table, Text, text

from shared.tables import Id, Instant, metadata

# The contacts of every agency, kept by agency.changed.
agencies = Table(
    "notifier_agencies",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("head", Text),
    Column("head_email", Text),
    Column("email", Text),
    Column("phone", Text),
)

# Every folded name and alias of an agency: monitoring units are known by name.
agency_names = Table(
    "notifier_agency_names",
    metadata,
    Column("folded", Text, primary_key=True),
    Column("agency_id", Id, primary_key=True),
    Index("ix_notifier_agency_names_agency_id", "agency_id"),
)

# How each assignment stands, from task.*: a notice is looked at again by this before it is sent.
assignments = Table(
    "notifier_assignments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("task_id", Id, nullable=False),
    Column("state", String(20), nullable=False),
    Column("deadline_version", Integer, nullable=False),
)

# What the tracker said, once for all notices that came from it; texts are made from it.
facts = Table(
    "notifier_facts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("fact", String(60), nullable=False),
    Column("payload", Text, nullable=False),
    Column("time", Instant, nullable=False),
    Column("traceparent", String(55)),
)

# One row a recipient and channel. `subject_id` is what the effect is about: an assignment (an agency for an alarm).
# `recipient_key` is the folded address, or what the notice waits for (`agency:<id>`) while no address is known.
# `due_at` (real time) is the next instant at which somebody must look: to send, to try again, to find the lease of a
# lost sender expired. `attempt` > 0 with `owner` set = being sent.
notices = Table(
    "notifier_notices",
    metadata,
    Column("id", Id, primary_key=True),
    Column("fact_id", Id, nullable=False),
    Column("subject_id", Id, nullable=False),
    Column("task_id", Id, nullable=False),
    Column("assignment_id", Id),
    Column("agency_id", Id),
    Column("agency_name", Text),
    Column("reference", Text),
    Column("reason", String(30), nullable=False),
    Column("step", String(10)),
    Column("deadline_version", Integer),
    Column("occasion", String(80), nullable=False),
    Column("audience", String(20), nullable=False),
    Column("recipient_key", Text, nullable=False),
    Column("recipient_name", Text),
    Column("address", Text),
    Column("channel", String(80), nullable=False),
    Column("status", String(20), nullable=False),
    Column("because", Text, nullable=False),
    Column("scheduled_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("due_at", Instant),
    Column("waits_until", Instant),
    Column("attempt", Integer, nullable=False),
    Column("tries_left", Integer, nullable=False),
    Column("owner", String(80)),
    Column("trace_id", String(32)),
    Index("uq_notifier_notices_effect", "subject_id", "reason", "occasion", "recipient_key", "channel", unique=True),
    Index(
        "ix_notifier_notices_due",
        "channel",
        "due_at",
        "id",
        postgresql_where=text("due_at IS NOT NULL"),
        sqlite_where=text("due_at IS NOT NULL"),
    ),
    Index(
        "ix_notifier_notices_waiting",
        "recipient_key",
        postgresql_where=text("waits_until IS NOT NULL"),
        sqlite_where=text("waits_until IS NOT NULL"),
    ),
    Index("ix_notifier_notices_task_id", "task_id", "id"),
    Index("ix_notifier_notices_assignment_id", "assignment_id", "id"),
    Index("ix_notifier_notices_recipient_key", "recipient_key", "id"),
    Index("ix_notifier_notices_status", "status", "id"),
)

# Written before the send (outcome null) and completed after it.
attempts = Table(
    "notifier_attempts",
    metadata,
    Column("notice_id", Id, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("outcome", String(20)),
    Column("detail", Text),
)

# Who is to be left alone until when (domain time); the empty fields match everything.
silences = Table(
    "notifier_silences",
    metadata,
    Column("id", Id, primary_key=True),
    Column("agency_id", Id),
    Column("task_id", Id),
    Column("recipient_key", Text),
    Column("until", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Index("ix_notifier_silences_until", "until"),
)
