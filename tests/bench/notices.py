"""The notifier alone: a backlog of registered tasks, one or two notifiers, local sinks; beside a bare send loop."""

import asyncio
import contextlib
import os
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, date, datetime
from multiprocessing import Process, Value
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiosmtplib
import httpx
import uvloop

from services.notifier.channels.mime import Mail, build, mailbox, mailer
from services.notifier.channels.posting import Poster
from services.notifier.domain.notice import Audience, Reason, Role
from services.notifier.wording.letter import DeadlineWords, DocumentWords, Letter
from services.notifier.wording.render import load_wording
from shared.config.channels import SmtpChannel
from shared.events import Event, Subject, event
from shared.events.agencies import AgencyFact
from shared.events.tasks import AssignmentBrief, DeadlineBrief, DocumentBrief, TaskBrief, TaskFact
from tests.bench.figure import Figure
from tests.bench.office import write_office
from tests.bench.processes import database, dondoc
from tests.bench.register import fill
from tests.servers.place import await_, free_port, listens

NOW = datetime(2026, 11, 16, 2, tzinfo=UTC)
NOTICES = int(os.environ.get("BENCH_NOTICES", "4000"))
SMTP = """
[channels.email]
kind = "smtp"
host = "127.0.0.1"
port = {port}
from = "Đôn đốc <dondoc@vanphong.example>"
"""
WEBHOOK = """
[channels.hethong]
kind = "webhook"
url = "http://127.0.0.1:{port}/notices"
secret = "whsec_ZG9uZG9jLWJlbmNoLXNlY3JldC0wMDAx"
allow_private = true
[[recipients]]
audience = "agency"
channel = "hethong"
"""
LETTER = Letter(
    reason=Reason.ASSIGNED, audience=Audience.AGENCY, role=Role.LEAD, agency="Sở Mẫu 1", recipient="Sở Mẫu 1",
    office="Văn phòng UBND tỉnh Mẫu", notice=str(uuid4()), content="Báo cáo kết quả", code="QC45_a", leads=("Sở Mẫu 1",),
    because="Quy tắc giao việc: cơ quan chủ trì được báo ngay khi nhiệm vụ vào sổ.",
    document=DocumentWords("1/UBND-TH", "công văn", date(2026, 11, 16), "V/v thực hiện nhiệm vụ", "UBND tỉnh Mẫu"),
    deadline=DeadlineWords("25/11/2030", date(2030, 11, 25), True, datetime(2030, 11, 25, 17, tzinfo=UTC)),
)  # fmt: skip
Sink = Callable[[Any], asyncio.Protocol]  # handed the counter
HELLO = b"250-sink\r\n250 PIPELINING\r\n"
BODY = b"x" * 1800  # of a webhook, as a notice's is


def backlog(with_email: bool) -> Iterator[Event]:
    """Agencies, then NOTICES registered tasks of one assignment each."""
    ids = [uuid4() for _ in range(50)]
    for n, number in enumerate(ids):
        address = f"vt{n}@so.example" if with_email else None
        fact = AgencyFact(id=number, code=f"H00.{n}", name=f"Sở Mẫu {n}", email=address)
        yield event(Subject("agencies", str(number), "/dondoc/H00/tracker", NOW), "agency.changed", fact)
    for n in range(NOTICES):
        yield registered(n, ids[n % 50])


def registered(number: int, agency: Any) -> Event:
    document = DocumentBrief(id=uuid4(), reference=f"{number}/UBND-TH", type="công văn", issued_on=date(2026, 11, 16),
                             abstract="V/v thực hiện nhiệm vụ", issuer="UBND tỉnh Mẫu")  # fmt: skip
    due = DeadlineBrief(text="25/11/2030", on=date(2030, 11, 25), due_at=datetime(2030, 11, 25, 17, tzinfo=UTC))
    task = TaskBrief(id=uuid4(), ordinal=1, content="Báo cáo kết quả", code="QC45_a", deadline=due, document=document)
    assignment = AssignmentBrief(id=uuid4(), agency_id=agency, agency_name=f"Sở Mẫu {number % 50}", role="lead",
                                 state="not_started", due_at=due.due_at, deadline_version=1)  # fmt: skip
    fact = TaskFact(task=task, assignments=(assignment,), at=NOW)
    return event(Subject("tasks", str(task.id), "/dondoc/H00/tracker", NOW), "task.registered", fact)


class MailSink(asyncio.Protocol):
    """As little SMTP as a sender needs, so that it is not the brake: it takes commands together, and what came together
    it answers together, as Postfix, Exim and Exchange do [RFC 2920]."""

    def __init__(self, arrived: Any) -> None:
        self.arrived, self.unread, self.in_text = arrived, b"", False

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.unread += data
        answers = []
        while True:
            taken, end, rest = self.unread.partition(b"\r\n.\r\n" if self.in_text else b"\r\n")
            if not end:
                break
            self.unread = rest
            answers.append(self.answer(taken[:4].upper()))
        self.transport.write(b"".join(answers))

    def answer(self, verb: bytes) -> bytes:
        if self.in_text:
            self.in_text = False
            self.arrived.value += 1
            return b"250 sink\r\n"
        self.in_text = verb == b"DATA"
        return {b"DATA": b"354 go\r\n", b"QUIT": b"221 bye\r\n", b"EHLO": HELLO}.get(verb, b"250 sink\r\n")


class HookSink(asyncio.Protocol):
    """Takes webhooks and counts them."""

    def __init__(self, arrived: Any) -> None:
        self.arrived, self.unread = arrived, b""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.unread += data
        while (at := self.unread.find(b"\r\n\r\n")) >= 0:
            head = self.unread[:at].lower()
            size = at + 4 + int(head[head.index(b"content-length:") + 15 :].split(b"\r\n", 1)[0])
            if len(self.unread) < size:
                break
            self.unread = self.unread[size:]
            self.arrived.value += 1
            self.transport.write(b"HTTP/1.1 204 No Content\r\n\r\n")


def _serve(kind: Sink, port: int, arrived: Any) -> None:
    async def forever() -> None:
        loop = asyncio.get_running_loop()
        await (await loop.create_server(lambda: kind(arrived), "127.0.0.1", port)).serve_forever()

    uvloop.run(forever())


@contextlib.contextmanager
def sink(kind: Sink) -> Iterator[tuple[int, Any]]:
    """A sink in a process of its own; gives (port, counter)."""
    port, arrived = free_port(), Value("l", 0, lock=False)
    process = Process(target=_serve, args=(kind, port, arrived), daemon=True)
    process.start()
    await_("sink", lambda: listens(port))
    try:
        yield port, arrived
    finally:
        process.terminate()
        process.join()


def delivered(settings: str, kind: Sink, with_email: bool, notifiers: int = 1) -> float:
    """Notices a second that reached the sink, from the first to the last."""
    with tempfile.TemporaryDirectory() as place, database() as url, sink(kind) as (port, arrived):
        folder = write_office(Path(place), settings.format(port=port))
        asyncio.run(fill(url, backlog(with_email)))
        with contextlib.ExitStack() as running:
            for _ in range(notifiers):
                running.enter_context(dondoc("notifier", folder, {"DONDOC_DATABASE_URL": url}))
            while not arrived.value:
                time.sleep(0.001)
            began, first = time.monotonic(), arrived.value
            while arrived.value < NOTICES and time.monotonic() < began + 180:
                time.sleep(0.01)
            assert arrived.value >= NOTICES, f"{arrived.value} of {NOTICES} arrived"
            return int(arrived.value - first) / (time.monotonic() - began)


Send = Callable[[], Awaitable[Any]]


def bare_smtp() -> float:
    """Messages a second of a bare loop: as many connections of the same library as the notifier has, each message of its
    own built, as every sender must, by the notifier's own builder from a text made once; nothing recorded."""
    sender, to = mailer("Đôn đốc <dondoc@vanphong.example>"), "vt1@so.example"
    words = load_wording("vi").render(LETTER)

    def message() -> bytes:
        mail = Mail(
            str(uuid4()), mailbox(LETTER.recipient, to), words.subject, words.text, words.html, datetime.now(UTC)
        )
        return build(mail, sender)

    @contextlib.asynccontextmanager
    async def connection(port: int) -> AsyncIterator[Send]:
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
            yield lambda: client.sendmail(sender.address, [to], message())

    return _bare(MailSink, connection, SmtpChannel.model_fields["connections"].default)


def bare_webhook() -> float:
    """Requests a second of a bare loop: sixteen at once with httpx, nothing recorded."""

    @contextlib.asynccontextmanager
    async def connection(port: int) -> AsyncIterator[Send]:
        async with httpx.AsyncClient() as client:
            yield lambda: client.post(f"http://127.0.0.1:{port}/notices", content=BODY)

    return _bare(HookSink, connection, 16)


def bare_posts() -> float:
    """The same with the poster that the notifier itself uses."""

    @contextlib.asynccontextmanager
    async def connection(port: int) -> AsyncIterator[Send]:
        poster = Poster(f"http://127.0.0.1:{port}/notices", allow_private=True, timeout=15, connections=1)
        yield lambda: poster.post(BODY, {"content-type": "application/json"})
        await poster.close()

    return _bare(HookSink, connection, 16)


def _bare(kind: Sink, connection: Any, connections: int) -> float:
    """From when all are open, on the loop that the notifier runs on."""

    async def again(send: Send) -> None:
        for _ in range(NOTICES // connections):
            await send()

    async def seconds(port: int) -> float:
        async with contextlib.AsyncExitStack() as opened:
            sends = [await opened.enter_async_context(connection(port)) for _ in range(connections)]
            began = time.monotonic()
            await asyncio.gather(*map(again, sends))
            return time.monotonic() - began

    with sink(kind) as (port, arrived):
        took = uvloop.run(seconds(port))
        return int(arrived.value) / took


def run() -> list[Figure]:
    mail, bare_mail = delivered(SMTP, MailSink, True), bare_smtp()
    hook, bare_hook, posts = delivered(WEBHOOK, HookSink, False), bare_webhook(), bare_posts()
    two = delivered(WEBHOOK, HookSink, False, notifiers=2)
    return [
        figure("e-mails delivered by one notifier", mail, bare_mail, 300),
        figure(
            "webhooks delivered by one notifier", hook, bare_hook, 600, f" with httpx; {posts:.0f}/s with our poster"
        ),
        Figure("webhooks delivered by two notifiers", f"{two:.0f}/s", "≥ 1000/s", two >= 1000),
    ]


def figure(name: str, rate: float, bare: float, goal: float, beside: str = "") -> Figure:
    met = rate >= goal and rate >= 0.5 * bare
    value = f"{rate:.0f}/s = {rate / bare:.2f} × the bare loop"
    return Figure(name, value, f"≥ {goal:.0f}/s, ≥ 0.5", met, f"bare loop {bare:.0f}/s{beside}")
