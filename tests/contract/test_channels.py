"""What every channel promises, over every kind of channel; then what each kind promises by itself."""

import asyncio
import base64
import socket
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from standardwebhooks.webhooks import Webhook

from services.notifier.channels.message import Message, Refused, Sent, TryLater, Unknown
from services.notifier.domain.notice import Audience, Reason, Role
from services.notifier.wording.letter import DeadlineWords, DocumentWords, Letter
from services.notifier.wording.render import load_wording
from tests.contract.channel_rigs import HOOK_CONNECTIONS, RIGS, SECRET, Rig, console, hook, mail
from tests.fakes import SettableClock

WORDING = load_wording("vi")
NOTICE = UUID("01936d2e-0000-7000-8000-000000000001")
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
SUBJECT = "[Nhắc việc] Còn 03 ngày làm việc – Công văn số 812/UBND-NC ngày 16/11/2026 – hạn 25/11/2026"


def a_message(
    notice: UUID = NOTICE, address: str = "vt@snv.example", name: str | None = "Sở Nội vụ", **changed: str
) -> Message:
    values: dict[str, Any] = {"content": "Báo cáo kết quả", "agency": "Sở Nội vụ"} | changed
    letter = Letter(
        reason=Reason.UPCOMING, audience=Audience.AGENCY, role=Role.LEAD, recipient=name or "", office="VP UBND tỉnh",
        because="Bước -3wd.", notice=str(notice),
        document=DocumentWords(values.pop("reference", "812/UBND-NC"), "công văn", date(2026, 11, 16), "V/v báo cáo"),
        deadline=DeadlineWords("hạn 25/11", date(2026, 11, 25), True, datetime(2026, 11, 25, 17, tzinfo=UTC)),
        days=3, today=date(2026, 11, 19), **values,
    )  # fmt: skip
    return Message(
        notice, "upcoming", uuid4(), name, address, WORDING.render(letter), lambda: {"id": str(notice)}, TRACE
    )


@pytest.fixture(params=sorted(RIGS))
async def rig(request: pytest.FixtureRequest) -> AsyncIterator[Rig]:
    async with RIGS[request.param](SettableClock()) as made:
        yield made


@pytest.fixture(params=["smtp", "webhook"])
async def remote(request: pytest.FixtureRequest) -> AsyncIterator[Rig]:
    """The channels that have another side which may say no; a console has none."""
    async with RIGS[request.param](SettableClock()) as made:
        yield made


async def test_a_message_arrives_with_its_subject_text_and_identity(rig: Rig) -> None:
    assert isinstance(await rig.channel.send(a_message()), Sent)
    (one,) = rig.arrived()
    assert (one.identity, one.subject) == (str(NOTICE), SUBJECT)
    assert "Báo cáo kết quả" in one.text
    assert "Kính gửi: Sở Nội vụ" in one.text


async def test_the_same_message_again_can_be_told_from_a_new_one(rig: Rig) -> None:
    other = uuid4()
    for notice in (NOTICE, NOTICE, other):
        assert isinstance(await rig.channel.send(a_message(notice)), Sent)
    assert [one.identity for one in rig.arrived()] == [str(NOTICE), str(NOTICE), str(other)]


async def test_many_at_once_all_arrive_once(rig: Rig) -> None:
    identities = [uuid4() for _ in range(60)]
    outcomes = await asyncio.gather(*(rig.channel.send(a_message(notice)) for notice in identities))
    assert all(isinstance(outcome, Sent) for outcome in outcomes)
    assert sorted(one.identity for one in rig.arrived()) == sorted(str(notice) for notice in identities)


async def test_connections_are_few_and_used_again(remote: Rig) -> None:
    for _ in range(3):
        await asyncio.gather(*(remote.channel.send(a_message(uuid4())) for _ in range(20)))
    assert 1 <= remote.connections <= HOOK_CONNECTIONS


async def test_hostile_text_stays_text(rig: Rig) -> None:
    hostile = "x\r\nBcc: all@world.example\r\n\r\n<script>alert(1)</script>"
    message = a_message(reference=hostile, content=hostile, agency=hostile, name="a\r\nBcc: b@c.example")
    assert isinstance(await rig.channel.send(message), Sent)
    (one,) = rig.arrived()
    assert "\n" not in one.subject
    assert one.subject.startswith("[Nhắc việc]")


async def test_a_refusal_for_good_is_refused_and_the_next_one_still_goes(remote: Rig) -> None:
    remote.refuse()
    assert isinstance(await remote.channel.send(a_message()), Refused)
    assert isinstance(await remote.channel.send(a_message()), Sent)


async def test_a_passing_refusal_is_tried_later(remote: Rig) -> None:
    remote.put_off()
    assert isinstance(await remote.channel.send(a_message()), TryLater)
    assert not remote.arrived()
    assert isinstance(await remote.channel.send(a_message()), Sent)


async def test_silence_after_the_last_byte_is_unknown_and_nothing_is_sent_twice_by_itself(remote: Rig) -> None:
    assert isinstance(await remote.channel.send(a_message()), Sent)
    remote.vanish()
    assert isinstance(await remote.channel.send(a_message(uuid4())), Unknown)
    assert remote.connections == 1


async def test_a_closed_channel_gives_its_connections_back(remote: Rig) -> None:
    await remote.channel.send(a_message())
    await remote.channel.close()
    assert len(remote.arrived()) == 1


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@pytest.mark.parametrize("kind", ["smtp", "webhook"])
async def test_nobody_there_is_tried_later(kind: str) -> None:
    port = free_port()
    where = {"port": port} if kind == "smtp" else {"url": f"http://127.0.0.1:{port}/"}
    rigs: dict[str, Any] = {"smtp": mail, "webhook": hook}
    async with rigs[kind](SettableClock(), **where) as rig:
        outcome = await rig.channel.send(a_message())
    assert isinstance(outcome, TryLater)
    assert "no " in outcome.reason


# e-mail by itself


async def test_an_email_has_both_parts_and_stable_headers() -> None:
    async with mail(SettableClock()) as rig:
        await rig.channel.send(a_message())
        await rig.channel.send(a_message())
        first, second = (one.raw for one in rig.arrived())
    assert first["Message-ID"] == second["Message-ID"] == f"<{NOTICE}@vp.example>"
    assert (first["From"], first["To"]) == ("Đôn đốc <dondoc@vp.example>", "Sở Nội vụ <vt@snv.example>")
    assert first["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in first.iter_parts()] == ["text/plain", "text/html"]
    assert "<table" in first.get_body(("html",)).get_content()
    assert not first.defects


async def test_html_is_escaped_in_the_html_part_alone() -> None:
    async with mail(SettableClock()) as rig:
        await rig.channel.send(a_message(content="<b>gấp</b>", agency="<i>Sở</i>"))
        (one,) = rig.arrived()
    html = one.raw.get_body(("html",)).get_content()
    assert "&lt;b&gt;gấp" in html
    assert "<i>" not in html
    assert "<b>gấp</b>" in one.text


@pytest.mark.parametrize(
    "address", ["", "không@dấu.example", "a b@c.example", "a@b\r\nRCPT TO:<x@y>", "<a@b.example>", "a@"]
)
async def test_an_address_that_cannot_be_one_is_refused_without_asking_the_server(address: str) -> None:
    async with mail(SettableClock()) as rig:
        outcome = await rig.channel.send(a_message(address=address))
        assert rig.connections == 0
    assert isinstance(outcome, Refused)
    assert outcome.reason.startswith("bad-address")
    assert "dấu" not in outcome.reason


async def test_a_rested_connection_that_the_server_dropped_is_replaced_at_once() -> None:
    async with mail(SettableClock()) as rig:
        await rig.channel.send(a_message())
        rig.server.drop()
        assert isinstance(await rig.channel.send(a_message()), Sent)
        assert rig.connections == 2


async def test_a_long_rested_connection_is_asked_first() -> None:
    clock = SettableClock()
    async with mail(clock) as rig:
        await rig.channel.send(a_message())
        clock.advance(3600)
        assert isinstance(await rig.channel.send(a_message()), Sent)
        assert rig.connections == 1


async def test_starttls_that_the_server_lacks_sends_nothing() -> None:
    async with mail(SettableClock(), tls="starttls") as rig:
        outcome = await rig.channel.send(a_message())
        assert not rig.arrived()
    assert isinstance(outcome, TryLater)


async def test_an_unknown_outcome_is_sent_again_only_where_the_policy_says_so() -> None:
    async with mail(SettableClock()) as careful, mail(SettableClock(), retry_unknown=True) as bold:
        assert (careful.channel.repeatable, bold.channel.repeatable) == (False, True)


# webhooks by themselves


async def test_a_webhook_is_signed_as_standard_webhooks_asks() -> None:
    clock = SettableClock(real=datetime.now(UTC))  # the oracle compares with the machine's clock
    async with hook(clock) as rig:
        await rig.channel.send(a_message())
        headers, body = rig.arrived()[0].raw
    assert Webhook(SECRET).verify(body, headers)
    assert headers["webhook-id"] == str(NOTICE)
    assert len(base64.b64decode(headers["webhook-signature"].removeprefix("v1,"))) == 32


async def test_a_webhook_carries_a_cloud_event() -> None:
    async with hook(SettableClock()) as rig:
        message = a_message()
        await rig.channel.send(message)
        headers, body = rig.arrived()[0].raw
    told = orjson.loads(body)
    assert headers["content-type"].startswith("application/cloudevents+json")
    assert {key: told[key] for key in ("specversion", "id", "source", "type", "subject")} == {
        "specversion": "1.0", "id": str(NOTICE), "source": "/dondoc/H15/notifier",
        "type": "vn.dondoc.notice.upcoming.v1", "subject": str(message.task_id),
    }  # fmt: skip
    assert told["traceparent"] == headers["traceparent"] == TRACE
    assert told["data"]["id"] == str(NOTICE)


@pytest.mark.parametrize("status", [400, 401, 404, 410, 422])
async def test_an_answer_that_will_not_change_is_refused(status: int) -> None:
    async with hook(SettableClock()) as rig:
        rig.server.answers.append(f"{status} No")
        assert await rig.channel.send(a_message()) == Refused(f"HTTP {status}")


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503])
async def test_an_answer_that_may_change_is_tried_later(status: int) -> None:
    async with hook(SettableClock()) as rig:
        rig.server.answers.append(f"{status} Later")
        assert await rig.channel.send(a_message()) == TryLater(f"HTTP {status}")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120.0), ("Mon, 16 Nov 2026 01:01:30 GMT", 90.0), ("Mon, 16 Nov 2026 00:00:00 GMT", 0.0), ("soon", None)],
)
async def test_retry_after_is_heard(header: str, seconds: float | None) -> None:
    async with hook(SettableClock()) as rig:
        rig.server.answers.append(f"503 Busy\r\nRetry-After: {header}")
        assert await rig.channel.send(a_message()) == TryLater("HTTP 503", seconds)


async def test_a_redirect_is_not_followed() -> None:
    async with hook(SettableClock()) as rig:
        rig.server.answers.append("307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/elsewhere")
        outcome = await rig.channel.send(a_message())
        assert not rig.arrived()
    assert isinstance(outcome, Refused)


async def test_a_private_target_is_refused_unless_it_is_allowed() -> None:
    async with hook(SettableClock(), allow_private=False) as rig:
        outcome = await rig.channel.send(a_message())
        assert rig.connections == 0
    assert isinstance(outcome, Refused)
    assert outcome.reason.startswith("private-target")


async def test_an_answer_that_does_not_come_in_time_is_unknown() -> None:
    async with hook(SettableClock(), timeout=0.5) as rig:
        rig.server.silent = True
        assert await rig.channel.send(a_message()) == Unknown("after the request: no answer in time")
        assert len(rig.arrived()) == 1


# the console by itself


async def test_the_console_masks_addresses() -> None:
    async with console(SettableClock()) as rig:
        await rig.channel.send(a_message())
        assert "vt@snv.example" not in rig.arrived()[0].raw
        assert "v***@snv.example" in rig.arrived()[0].raw
