"""A large register to measure with: three years of documents, filled by the database itself."""

import asyncpg

AGENCIES = 60

# Three years of documents, two tasks each; an assignment a lead (skewed: the first agencies get most) and every third
# task a coordinating one. Nine tenths are done, an eighth of them late; a sixth has no deadline.
FILL = """
INSERT INTO tracker_agencies (id, code, name, aliases, provisional, created_at, updated_at, version, changed)
SELECT md5('a' || n)::uuid, 'B.' || n, 'Sở thứ ' || n, '[]', false, now(), now(), 1, 1
FROM generate_series(0, {agencies} - 1) n;
INSERT INTO tracker_documents (id, identity, key, origin, filled, status, number, notation, reference, reference_folded,
  type, abstract, issuer, issuer_folded, issued_on, accepted_at, urgency, regime, recipients, tasks_from, attachments,
  as_written, search_text, created_at, updated_at, version)
SELECT md5('d' || n)::uuid, 'i' || n, n || '/UBND-KT', 'bench', '{{}}', 'active', n::text, 'UBND-KT', n || '/UBND-KT',
  n || '/UBND-KT', 'công văn', 'Về việc triển khai nhiệm vụ phát triển kinh tế - xã hội số ' || n, 'UBND tỉnh Đắk Lắk',
  'ubnd tỉnh đắk lắk', (timestamptz '2026-11-16' - n * {gap})::date, timestamptz '2026-11-16' - n * {gap}, 'normal',
  'QC45', '[]', 'body', '[]', '{{}}', 've viec trien khai nhiem vu ' || n, timestamptz '2026-11-16' - n * {gap},
  now(), 1
FROM generate_series(1, {tasks} / 2) n;
INSERT INTO tracker_tasks (id, document_id, ordinal, content, regime, category, origin, confidence, needs_review,
  evidence, field, urgency, report_required, deadline, due_at, confirmed, deadline_version, withdrawn, reference_folded,
  search_text, issued_on, created_at, updated_at, version)
SELECT md5('t' || n)::uuid, md5('d' || (n / 2 + 1))::uuid, n % 2 + 1,
  'Chủ trì, phối hợp với các đơn vị liên quan báo cáo kết quả thực hiện nhiệm vụ ' || n || ' theo quy định',
  'QC45', substr('abcd', n % 4 + 1, 1), 'structured', 1, false, '[]', 'Kinh tế', 'normal', true,
  '{{"kind": "absolute", "text": "trước ngày 25/11/2026", "on": "2026-11-25", "rule": "field", "inclusive": true}}',
  CASE WHEN n % 6 = 0 THEN NULL ELSE timestamptz '2026-11-16' - (n / 2) * {gap} + n % 45 * interval '1 day' END,
  true, 1, false, (n / 2 + 1) || '/UBND-KT',
  'chu tri phoi hop voi cac don vi lien quan bao cao ket qua thuc hien nhiem vu ' || n || ' theo quy dinh '
  || (n / 2 + 1) || ' ubnd kt ve viec trien khai phat trien kinh te xa hoi',
  (timestamptz '2026-11-16' - (n / 2) * {gap})::date, timestamptz '2026-11-16' - (n / 2) * {gap}, now(), 1
FROM generate_series(0, {tasks} - 3) n;
INSERT INTO tracker_assignments (id, task_id, document_id, agency_id, role, as_written, state, settled, due_at,
  deadline_version, regime, category, field, urgency, issuer, reference_folded, issued_on, created_at, updated_at,
  version)
SELECT md5(role || t.id)::uuid, t.id, t.document_id,
  md5('a' || (floor({agencies} * power(hashtext(t.id::text || role)::bigint & 1023, 2) / 1048576)::int))::uuid, role,
  'x', s.state, s.settled, t.due_at, 1, t.regime, t.category, t.field, t.urgency, 'UBND tỉnh Đắk Lắk',
  t.reference_folded, t.issued_on, t.created_at, now(), 1
FROM tracker_tasks t, unnest(ARRAY['lead', 'coordinating']) role,
  LATERAL (SELECT hashtext(role || t.id)::bigint & 255 AS dice) d,
  LATERAL (SELECT CASE WHEN t.due_at > '2026-11-16' OR dice < 25 THEN 'in_progress' WHEN dice < 30 THEN 'submitted'
    ELSE 'done' END AS state) x,
  LATERAL (SELECT x.state, CASE WHEN x.state = 'in_progress' THEN NULL WHEN dice > 225 AND t.due_at IS NOT NULL
    THEN 'overdue' ELSE 'in_time' END AS settled) s
WHERE (role = 'lead' OR t.ordinal = 1 AND hashtext(t.id::text) % 3 = 0)
ON CONFLICT DO NOTHING;
INSERT INTO tracker_task_monitoring (task_id, ordinal, name, folded)
SELECT id, 0, 'Phòng Tổng hợp', 'phòng tổng hợp' FROM tracker_tasks;
"""

# The same, every task still open.
FILL_OPEN = FILL.replace("ELSE 'done' END AS state) x", "ELSE 'in_progress' END AS state) x").replace(
    "WHEN dice < 30 THEN 'submitted'", ""
)


async def fill(url: str, count: int, statements: str = FILL) -> None:
    """About `count` tasks over three years, analysed."""
    conn = await asyncpg.connect(url)
    gap = f"interval '{3 * 365 * 86400 / (count / 2):.3f} seconds'"
    for statement in statements.format(agencies=AGENCIES, tasks=count, gap=gap).split(";\n"):
        if statement.strip():
            await conn.execute(statement)
    await conn.execute("VACUUM ANALYZE")
    await conn.close()
