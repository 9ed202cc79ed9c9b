"""Directives and what identifies them: one row per document, however many systems push it."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text

from shared.tables import Id, Instant, Json, metadata

# identity: issuer, number, notation and year, folded (NULL while one of number and notation is unknown). key: the
# routing key of the log (folded number/notation, else source and source_id). origin: the source that registered it;
# filled: {field: source} of the fields that another source filled. status: active | recalled | replaced. whole: {lead,
# coordinating, deadline} of the document as a whole. tasks_from: body | text | abstract | none.
tracker_documents = Table(
    "tracker_documents",
    metadata,
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

# Opaque keys: a source's own id (origin = the source) and the exchange's document ids (origin = "edxml").
tracker_document_keys = Table(
    "tracker_document_keys",
    metadata,
    Column("key", Text, primary_key=True),
    Column("origin", Text, primary_key=True),
    Column("document_id", Id, ForeignKey("tracker_documents.id"), nullable=False, index=True),
)

# Recalls and progress of documents that have not arrived: the event as it came.
tracker_waiting = Table(
    "tracker_waiting",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Text, nullable=False, index=True),
    Column("source_key", Text, index=True),
    Column("fact", String(60), nullable=False),
    Column("payload", Text, nullable=False),
    Column("time", Instant, nullable=False),
    Column("traceparent", String(55)),
)
