"""Why something was refused is said in Vietnamese first; what nobody has translated stays as it is."""

import errno
import os
import socket
import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from shared.causes import CAUSES, cause_of, known_cause, reason_for_people, reason_of


@pytest.mark.parametrize("number", sorted(CAUSES))
def test_every_cause_is_said_in_both_languages(number: int) -> None:
    words = cause_of(OSError(number, os.strerror(number), "/a/b"))
    assert words.en == os.strerror(number)
    assert words.vi == f"{CAUSES[number]} – {os.strerror(number)}"
    assert not {";", "(", ")"} & set(CAUSES[number]), "it stands between brackets, before a remedy"


@pytest.mark.parametrize(
    ("failure", "vi"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connect call failed ('10.0.0.1', 5432)"),
         "máy kia từ chối kết nối, có thể dịch vụ chưa chạy – Connection refused"),
        (TimeoutError(), "quá thời gian chờ – Connection timed out"),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
         "không tìm được địa chỉ của tên máy này – Name or service not known"),
        (OSError(errno.ELOOP, "Too many levels"), "Too many levels"),
        (OSError("Multiple exceptions: …"), "Multiple exceptions: …"),
        (sqlite3.OperationalError("database or disk is full"), "đĩa đã đầy – database or disk is full"),
        (OperationalError("SELECT 1", {"a": 1}, sqlite3.OperationalError("unable to open database file")),
         "không mở được tệp cơ sở dữ liệu – unable to open database file"),
        (sqlite3.OperationalError("no such table: x"), "no such table: x"),
        (ValueError(), "ValueError"),
        (ValueError("one\ntwo"), "one"),
    ],
)  # fmt: skip
def test_a_failure_is_a_line_without_statement_or_address(failure: BaseException, vi: str) -> None:
    assert cause_of(failure).vi == vi
    assert cause_of(failure).en == vi.split(" – ")[-1]


class Refused(Exception):
    sqlstate = "28P01"


def test_postgresql_is_known_by_its_condition() -> None:
    assert known_cause(OperationalError("", {}, Refused("password authentication failed"))) == "sai mật khẩu"


def test_what_everybody_may_see_names_the_kind_alone() -> None:
    failure = ConnectionRefusedError(errno.ECONNREFUSED, "Connect call failed ('10.0.0.1', 5432)")
    assert reason_of(failure) == "ConnectionRefusedError"
    assert reason_for_people(failure) == f"{CAUSES[errno.ECONNREFUSED]} – ConnectionRefusedError"
    assert reason_for_people(ValueError("secret")) == "ValueError"
