"""Large things by reference {sha256, size, media_type}: a folder where the database is SQLite, else a table.

Written before the transaction that refers to them; what nothing refers to is swept later.
"""

import asyncio
import hashlib
import os
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path
from threading import Lock
from typing import Protocol
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from shared.clock import Clock
from shared.db import Database
from shared.events.documents import BlobRef
from shared.tables import blobs as table

YOUNG = timedelta(hours=24)  # a blob this young may belong to a transaction that has not committed yet
PORTION = 500


class NoSuchBlob(LookupError):
    """Nothing is kept under this hash."""


class Blobs(Protocol):
    """Where large things are kept."""

    async def put(self, body: bytes, media_type: str) -> BlobRef:
        """Keep `body` durably; the same bytes are kept once."""
        ...

    async def get(self, sha256: str) -> bytes:
        """The bytes under the hash (hex). Raises NoSuchBlob."""
        ...

    async def sweep(self, referred: Collection[str], older: timedelta = YOUNG) -> int:
        """Remove what was last put longer ago than `older` and is not among `referred` (hex hashes); how many went."""
        ...


class FolderBlobs:
    """One file a blob, `<folder>/<2 hex>/<sha256>`."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder, self.clock = folder, clock
        self._one = Lock()  # what is put again is not removed: one process has the folder

    async def put(self, body: bytes, media_type: str) -> BlobRef:
        reference = _reference(body, media_type)
        await asyncio.to_thread(self._write, self._path(reference.sha256), body)
        return reference

    async def get(self, sha256: str) -> bytes:
        try:
            return await asyncio.to_thread(self._path(sha256).read_bytes)
        except FileNotFoundError as missing:
            raise NoSuchBlob(sha256) from missing

    async def sweep(self, referred: Collection[str], older: timedelta = YOUNG) -> int:
        before = (self.clock.real() - older).timestamp()
        return await asyncio.to_thread(self._remove, referred, before)

    def _path(self, sha256: str) -> Path:
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise NoSuchBlob(sha256)
        return self.folder / sha256[:2] / sha256

    def _write(self, path: Path, body: bytes) -> None:
        with self._one:
            if path.exists():
                self._touch(path)
                return
        self._make(path, body)

    def _touch(self, path: Path) -> None:
        now = self.clock.real().timestamp()
        os.utime(path, (now, now))

    def _make(self, path: Path, body: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f".{uuid4().hex}")
        with half.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        self._touch(half)
        half.replace(path)
        _sync(path.parent)
        _sync(self.folder)

    def _remove(self, referred: Collection[str], before: float) -> int:
        orphans = [path for path in self.folder.glob("??/*") if path.name not in referred]
        return sum(self._remove_old(path, before) for path in orphans)

    def _remove_old(self, path: Path, before: float) -> bool:
        with self._one:
            old = path.stat().st_mtime < before
            if old:
                path.unlink()
        return old


class TableBlobs:
    """One row a blob (PostgreSQL)."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database, self.clock = database, clock

    async def put(self, body: bytes, media_type: str) -> BlobRef:
        reference = _reference(body, media_type)
        now = self.clock.real()
        row = {**reference.model_dump(), "body": body, "created_at": now}
        fresh = {"created_at": now}
        statement = insert(table).values(row).on_conflict_do_update(index_elements=["sha256"], set_=fresh)
        async with self.database.write() as tx:
            await tx.execute(statement)
        return reference

    async def get(self, sha256: str) -> bytes:
        async with self.database.read() as conn:
            body = (await conn.execute(select(table.c.body).where(table.c.sha256 == sha256))).scalar()
        if body is None:
            raise NoSuchBlob(sha256)
        return bytes(body)

    async def sweep(self, referred: Collection[str], older: timedelta = YOUNG) -> int:
        old = table.c.created_at < self.clock.real() - older
        async with self.database.read() as conn:
            found = [sha256 for (sha256,) in await conn.execute(select(table.c.sha256).where(old))]
        orphans = [sha256 for sha256 in found if sha256 not in referred]
        removed = 0
        for start in range(0, len(orphans), PORTION):
            # What is put again meanwhile is young: `old` is looked at once more behind the row's lock.
            gone = delete(table).where(table.c.sha256.in_(orphans[start : start + PORTION]), old)
            async with self.database.write() as tx:
                removed += (await tx.execute(gone)).rowcount
        return removed


def open_blobs(database: Database, folder: Path, clock: Clock) -> Blobs:
    """The place that fits the database: `<folder>/blobs` beside SQLite, the table on PostgreSQL."""
    return FolderBlobs(folder / "blobs", clock) if database.dialect == "sqlite" else TableBlobs(database, clock)


def _reference(body: bytes, media_type: str) -> BlobRef:
    return BlobRef(sha256=hashlib.sha256(body).hexdigest(), size=len(body), media_type=media_type)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
