"""A group of deliveries on PostgreSQL in one statement, which is one transaction and one round trip.

What it does in one go is what `store` does in steps: the deliveries that are not there yet, the routing keys of their
documents, and then, under the log's lock and with nothing after it but the commit, the log entries.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.ingest.delivery import Delivery
from shared.db import PUBLISHING_TO, Database
from shared.events import PREFIX
from shared.ids import new_id

# Rows go in by (source, dedupe) and by (source, source_id), so that two groups cannot wait for each other. `settled`
# gives the key that a document's first event had, also where another transaction has just written it. `locked` waits
# for `settled`, the entries wait for `locked`: positions are drawn under the lock, in the order of receipt.
KEEP = """
WITH given AS (
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::bytea[], $7::bytea[],
      $8::text[], $9::text[], $10::text[], $11::uuid[], $12::text[], $13::bytea[])
    WITH ORDINALITY AS t(id, source, key, reason, received_at, body, body_sha256, traceparent, source_id, own, event_id,
      type, payload, n)),
kept AS (
  INSERT INTO ingest_deliveries (id, source, key, dedupe, status, reason, received_at, body, body_size, body_sha256,
      event_sha256, traceparent)
    SELECT id, source, key, key, CASE WHEN event_id IS NULL THEN 'held' ELSE 'accepted' END, reason, received_at, body,
        length(body), body_sha256, sha256(payload), traceparent
      FROM given ORDER BY source COLLATE "C", key COLLATE "C", n
    ON CONFLICT (source, dedupe) DO NOTHING RETURNING id),
settled AS (
  INSERT INTO ingest_keys AS k (source, source_id, key)
    SELECT DISTINCT ON (source COLLATE "C", source_id COLLATE "C") source, source_id, own
      FROM given JOIN kept USING (id) WHERE source_id IS NOT NULL
      ORDER BY source COLLATE "C", source_id COLLATE "C", n
    ON CONFLICT (source, source_id) DO UPDATE SET key = k.key RETURNING source, source_id, key),
locked AS MATERIALIZED (PUBLISHING FROM (SELECT count(*) AS number FROM settled) AS s WHERE s.number >= 0),
published AS (
  INSERT INTO log_entries (id, aggregatetype, aggregateid, type, payload, time, source, traceparent)
    SELECT event_id, 'documents', coalesce(s.key, own), type, convert_from(payload, 'UTF8'), received_at, $14,
        traceparent
      FROM given JOIN kept USING (id) LEFT JOIN settled AS s USING (source, source_id) CROSS JOIN locked
      WHERE event_id IS NOT NULL ORDER BY n)
SELECT id FROM kept
""".replace("PUBLISHING", PUBLISHING_TO.replace("$1", "'documents'"))


async def keep_at_once(database: Database, group: Sequence[Delivery], origin: str) -> set[UUID]:
    """Keep and publish what is new of `group`; the ids of that. Raises DBAPIError, and then it kept all or nothing."""
    columns = zip(*map(_row, group), strict=True)
    async with database.driver() as connection:
        kept = {row[0] for row in await connection.fetch(KEEP, *columns, origin)}
    if kept:
        database.published(("documents",))
    return kept


def _row(delivery: Delivery) -> tuple[Any, ...]:
    published = delivery.publication
    head = (
        delivery.id, delivery.source, delivery.key, delivery.reason, delivery.received_at, delivery.body,
        delivery.body_sha256, delivery.traceparent,
    )  # fmt: skip
    if published is None:
        return (*head, None, None, None, None, None)
    return (
        *head, published.source_id, published.key(delivery.source), new_id(), f"{PREFIX}{published.fact}.v1",
        published.data,
    )  # fmt: skip
