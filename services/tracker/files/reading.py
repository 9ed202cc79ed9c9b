"""A file's bytes → its text: plain text here and now, Word and PDF each in a process of its own that ends with it."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import services
from services.tracker.files.kinds import Kind, kind_of
from services.tracker.files.limits import Limits
from services.tracker.files.plain import plain_text
from services.tracker.files.unreadable import Unreadable, Why

READER = (sys.executable, "-P", "-m", "services.tracker.files.child")
_ROOT = str(Path(services.__file__).parents[1])
_ENVIRONMENT = {"PYTHONPATH": _ROOT, "LC_ALL": "C.UTF-8"}  # and nothing of ours: a stranger's file is read there
_BYTES_A_CHAR = 12  # of JSON, at most
#: PDFium ends itself where it gets no memory; the system kills who takes too much of it.
_DIED_OF = {
    -signal.SIGXCPU: Why.TOO_LONG,
    **dict.fromkeys((-signal.SIGKILL, -signal.SIGABRT, -signal.SIGTRAP, -signal.SIGILL), Why.TOO_HEAVY),
}


async def read_file(body: bytes, limits: Limits | None = None, reader: Sequence[str] = READER) -> str:
    """The text of a file, whatever it is called; `reader` is the program that reads it. Raises Unreadable."""
    limits = limits or Limits()
    if len(body) > limits.size:
        raise Unreadable(Why.TOO_LARGE)
    kind = kind_of(body)
    if kind is not Kind.PLAIN:
        return await _beside((*reader, kind.value, json.dumps(asdict(limits))), body, limits)
    text = plain_text(body)
    if len(text) > limits.chars:
        raise Unreadable(Why.TOO_LARGE)
    return text


async def _beside(command: Sequence[str], body: bytes, limits: Limits) -> str:
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        env=_ENVIRONMENT, start_new_session=True,
    )  # fmt: skip
    try:
        async with asyncio.timeout(limits.seconds + limits.starting):
            said, _ = await asyncio.gather(_answer(process, limits), _give(process, body))
            await process.wait()
    except TimeoutError:
        raise Unreadable(Why.TOO_LONG) from None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)  # process.kill() would ask for the end that the loop waits for
        await process.wait()
    return _text(said, process.returncode)


async def _give(process: asyncio.subprocess.Process, body: bytes) -> None:
    assert process.stdin is not None
    with suppress(BrokenPipeError, ConnectionResetError):  # it has ended early: its answer says why
        process.stdin.write(body)
        await process.stdin.drain()
        process.stdin.close()


async def _answer(process: asyncio.subprocess.Process, limits: Limits) -> bytes:
    """What the process says, up to what it may say."""
    assert process.stdout is not None
    said = bytearray()
    most = limits.chars * _BYTES_A_CHAR + 100
    while len(said) <= most and (part := await process.stdout.read(1 << 20)):
        said += part
    if len(said) > most:
        raise Unreadable(Why.TOO_LARGE)
    return bytes(said)


def _text(said: bytes, code: int | None) -> str:
    """The text that the process answered with. Raises Unreadable where it refused, or died of the file."""
    try:
        answered = json.loads(said)
    except ValueError:
        answered = None
    match answered:
        case {"text": str(text)}:
            return text.encode("utf-8", "replace").decode()
        case {"refused": str(why)} if why in set(Why):
            raise Unreadable(Why(why))
    raise Unreadable(_DIED_OF.get(code or 0, Why.BROKEN))
