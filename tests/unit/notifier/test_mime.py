"""The bytes of an e-mail, read back by the standard library."""

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifier.channels.mime import BadAddress, Mail, build, checked, mailbox, mailer, words

SENDER = mailer("Đôn đốc nhiệm vụ <dondoc@vp.example>")
AT = datetime(2026, 11, 16, 1, tzinfo=UTC)
TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"], blacklist_characters="\x85"), max_size=200)


def a_mail(subject: str = "[Giao nhiệm vụ] Công văn", text: str = "Kính gửi", html: str = "<p>Kính gửi</p>") -> Mail:
    return Mail("0193-1", mailbox("Sở Nội vụ", "vt@snv.example"), subject, text, html, AT)


@given(TEXT)
def test_a_subject_reads_back_as_it_was(subject: str) -> None:
    raw = build(a_mail(subject), SENDER)
    read = message_from_bytes(raw, policy=policy.default)["Subject"]
    assert " ".join(str(read).split()) == " ".join(subject.split())
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


@given(st.text(max_size=3000))
def test_a_text_reads_back_as_it_was(text: str) -> None:
    message = message_from_bytes(build(a_mail(text=text), SENDER), policy=policy.SMTP)
    part = message.get_body(("plain",))
    assert part
    assert part.get_payload(decode=True) == text.encode("utf-8", "replace")


def test_no_line_is_longer_than_mail_allows() -> None:
    raw = build(a_mail("ệ" * 500, "ộ" * 5000, "<p>" + "ữ" * 5000), SENDER)
    assert all(len(line) <= 76 for line in raw.split(b"\r\n"))
    assert raw.isascii()


def test_the_same_mail_is_the_same_bytes() -> None:
    assert build(a_mail(), SENDER) == build(a_mail(), SENDER)


def test_the_message_id_is_the_notice_at_the_senders_domain() -> None:
    message = message_from_bytes(build(a_mail(), SENDER), policy=policy.default)
    assert (message["Message-ID"], message["X-Dondoc-Notice"]) == ("<0193-1@vp.example>", "0193-1")
    assert message["Date"].datetime == AT


def test_no_text_can_start_a_header() -> None:
    raw = build(a_mail("x\r\nBcc: a@b.example", "\r\n.\r\nMAIL FROM:<x>"), SENDER)
    head = raw.partition(b"\r\n\r\n")[0]
    assert b"Bcc" not in head
    assert b"\r\n.\r\n" not in raw


@pytest.mark.parametrize("address", ["vt@snv.example", "a.b+c@x-y.example", " vt@snv.example ", "UP@CASE.EXAMPLE"])
def test_plain_addresses_pass(address: str) -> None:
    assert checked(address) == address.strip()


@pytest.mark.parametrize(
    "address", ["", "a", "a@", "@b", "a@b c", "a@b>", "a\n@b", "ă@b.example", "a@b.example\r\nX: y", "a@-b"]
)
def test_everything_else_is_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        checked(address)


def test_encoded_words_are_short_enough() -> None:
    assert all(len(word) <= 75 for word in words("Cơ quan " * 30).split("\r\n "))
