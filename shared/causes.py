"""Why the system, the network or a database refused, in both languages: the reader's first, its own words behind."""

import errno
import os
import socket
import sqlite3
from typing import Final

from shared.language import Words

CAUSES: Final[dict[int, str]] = {
    errno.ENOENT: "không có tệp hoặc thư mục này",
    errno.EACCES: "không có quyền truy cập",
    errno.EPERM: "thao tác không được phép",
    errno.ENOSPC: "đĩa đã đầy",
    errno.EDQUOT: "đã hết hạn mức đĩa",
    errno.EROFS: "hệ thống tệp chỉ cho đọc",
    errno.EISDIR: "đây là thư mục, không phải tệp",
    errno.ENOTDIR: "một phần của đường dẫn không phải là thư mục",
    errno.EEXIST: "đã có tệp hoặc thư mục cùng tên",
    errno.ENAMETOOLONG: "tên tệp quá dài",
    errno.EMFILE: "đã mở quá nhiều tệp",
    errno.EIO: "lỗi đọc, ghi của thiết bị",
    errno.ECONNREFUSED: "máy kia từ chối kết nối, có thể dịch vụ chưa chạy",
    errno.ECONNRESET: "kết nối bị máy kia ngắt",
    errno.ETIMEDOUT: "quá thời gian chờ",
    errno.EHOSTUNREACH: "không có đường tới máy này",
    errno.ENETUNREACH: "không có đường tới mạng này",
    errno.EADDRINUSE: "địa chỉ và cổng đang được tiến trình khác dùng",
    errno.EADDRNOTAVAIL: "máy này không có địa chỉ đó",
}
UNKNOWN_NAME: Final = "không tìm được địa chỉ của tên máy này"
#: SQLite's own words, or PostgreSQL's condition.
DATABASE: Final[dict[str, str]] = {
    "unable to open database file": "không mở được tệp cơ sở dữ liệu",
    "attempt to write a readonly database": "cơ sở dữ liệu chỉ cho đọc",
    "database or disk is full": "đĩa đã đầy",
    "database is locked": "tiến trình khác đang khóa cơ sở dữ liệu",
    "disk I/O error": "lỗi đọc, ghi đĩa",
    "file is not a database": "tệp không phải là cơ sở dữ liệu SQLite",
    "database disk image is malformed": "tệp cơ sở dữ liệu bị hỏng",
    "28P01": "sai mật khẩu",
    "28000": "người dùng này không được phép kết nối",
    "3D000": "không có cơ sở dữ liệu tên này",
    "42501": "người dùng của cơ sở dữ liệu không đủ quyền",
    "53100": "đĩa của máy chủ cơ sở dữ liệu đã đầy",
    "53300": "máy chủ cơ sở dữ liệu hết kết nối",
    "57P03": "máy chủ cơ sở dữ liệu chưa sẵn sàng",
}


def cause_of(failure: BaseException) -> Words:
    """What went wrong, in a line without a statement and its parameters: `không có tệp … – No such file …`."""
    said = _said(failure)
    known, own = known_cause(failure), _own(said)
    return Words(f"{known} – {own}" if known else own, own)


def known_cause(failure: BaseException) -> str | None:
    """The cause in Vietnamese, without names, values and addresses; None where nobody has put it into words yet."""
    said = _said(failure)
    if isinstance(said, socket.gaierror):
        return UNKNOWN_NAME
    if isinstance(said, OSError):
        return CAUSES.get(_number(said))
    return DATABASE.get(_own(said)) or DATABASE.get(str(getattr(said, "sqlstate", None)))


def reason_of(failure: BaseException) -> str:
    """SQLite's own words, PostgreSQL's condition, or the kind of failure: no names, no values, no addresses."""
    driver: BaseException | None = getattr(failure, "orig", None)
    if isinstance(driver, sqlite3.OperationalError):
        return f"OperationalError: {driver}"
    return type((driver and driver.__cause__) or driver or failure).__name__


def reason_for_people(failure: BaseException) -> str:
    """As `reason_of`, behind the cause in Vietnamese."""
    known = known_cause(failure)
    return f"{known} – {reason_of(failure)}" if known else reason_of(failure)


def _said(failure: BaseException) -> BaseException:
    driver: BaseException | None = getattr(failure, "orig", None)
    return driver or failure


def _number(failure: OSError) -> int:
    if failure.errno is None and isinstance(failure, TimeoutError):
        return errno.ETIMEDOUT
    return failure.errno or 0


def _own(said: BaseException) -> str:
    """A line; of the system's errors without the address that asyncio puts in."""
    if isinstance(said, OSError):
        number = _number(said)
        plain = os.strerror(number) if number in CAUSES and not isinstance(said, socket.gaierror) else said.strerror
        return plain or str(said) or type(said).__name__
    return (str(said) or type(said).__name__).splitlines()[0]
