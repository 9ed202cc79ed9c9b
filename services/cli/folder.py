"""The folder of an embedded installation: one process at a time writes there."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from services.cli.start import fail
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
    folder = Path(async_url(around.database_url).database or "dondoc.db").parent
    try:
        folder.mkdir(0o700, parents=True, exist_ok=True)
        lock = (folder / "dondoc.lock").open("ab")
    except OSError as refused:
        fail(Words(f"Không ghi được vào {folder} ({refused.strerror}); hãy đổi DONDOC_DATA hoặc cấp quyền ghi.",
                   f"Cannot write to {folder} ({refused.strerror}); change DONDOC_DATA or permit it."))  # fmt: skip
    if not _locked(lock):
        fail(Words(f"Một tiến trình dondoc khác đang dùng {folder}; hãy dừng nó hoặc đổi DONDOC_DATA.",
                   f"Another dondoc is using {folder}; stop it or change DONDOC_DATA."))  # fmt: skip
    return lock


def _locked(lock: BinaryIO) -> bool:
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
