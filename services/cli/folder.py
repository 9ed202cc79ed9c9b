"""The folder of an embedded installation: one process at a time writes there."""

import errno
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from services.cli.start import fail
from shared.causes import cause_of
from shared.language import Words

if TYPE_CHECKING:
    from shared.config import Environment


def hold(around: "Environment") -> BinaryIO | None:
    """Lock the folder of the SQLite file until the process ends (keep what is returned); None on PostgreSQL.

    Ends the command with 1 where the folder cannot be written to or another process holds it.
    """
    from shared.db import async_url

    if not around.on_sqlite:
        return None
    file = Path(async_url(around.database_url).database or "dondoc.db")
    folder = file.parent
    try:
        folder.mkdir(0o700, parents=True, exist_ok=True)
        lock = (folder / "dondoc.lock").open("ab")
        _may_write(folder, file, Path(f"{file}-wal"), Path(f"{file}-shm"))
    except OSError as refused:
        where, why = refused.filename, cause_of(refused)
        fail(Words(f"Không ghi được vào {where} ({why.vi}); hãy đổi DONDOC_DATA hoặc cấp quyền ghi.",
                   f"Cannot write to {where} ({why.en}); change DONDOC_DATA or permit it."))  # fmt: skip
    if not _locked(lock):
        fail(Words(f"Một tiến trình dondoc khác đang dùng {folder}; hãy dừng nó hoặc đổi DONDOC_DATA.",
                   f"Another dondoc is using {folder}; stop it or change DONDOC_DATA."))  # fmt: skip
    return lock


def _may_write(*places: Path) -> None:
    """SQLite makes files beside its own; each that is there must be open to writing. Raises PermissionError."""
    for place in places:
        if place.exists() and not os.access(place, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(place))


def _locked(lock: BinaryIO) -> bool:
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
