"""Reading alone, in one process on one core: documents a second, memory over many, and long and dense texts."""

import os
import re
import resource
import sys
import time
import unicodedata
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

from services.tracker.reading import read
from tests import score
from tests.bench.figure import Figure
from tests.bench.office import directive

Result = TypeVar("Result")
SIZE = 14_000
DOCUMENTS = int(os.environ.get("BENCH_READ", "1000"))
ROUNDS = 5
_WORDS = re.compile(r"\w+")
_ITEM = re.compile(r"^\s*(?:\d{1,2}[.)]|[a-zđ]\)|[-+])\s[^\n]{40,}\n", re.MULTILINE)
#: What makes readers slow: each is a text that says the same again and again.
DENSE = {
    "items with actor and date": "- Sở Nội vụ lập đề án trước ngày 01/02/2025.\n",
    "dates": "trước ngày 05/3/2024, ",
    "one line": "Giao Sở Nội vụ rà soát, báo cáo UBND tỉnh trước ngày 5 tháng 3. ",
    "agencies": "Sở Nội vụ, Sở Tài chính, UBND các huyện, thành phố, ",
    "nested lists": "1. Sở A\na) Rà soát\n- lập đề án\n+ báo cáo\n",
}


def corpus() -> list[str]:
    """The real directives beside the project; where they are not there, one of the generated ones."""
    if not score.SCORER.exists():
        return [directive(1)]
    development, aside = score.parts()
    return [path.read_bytes().decode("utf-8-sig") for path in development + aside]


def seconds(work: Callable[[str], object], texts: Sequence[str], rounds: int = ROUNDS) -> float:
    """The core's time that the texts take, in the fastest of some rounds."""
    return min(_once(work, texts) for _ in range(rounds))


def _once(work: Callable[[str], object], texts: Sequence[str]) -> float:
    began = time.process_time()
    for text in texts:
        work(text)
    return time.process_time() - began


def bare(text: str) -> list[str]:
    """The baseline: what every reader does at least."""
    return _WORDS.findall(unicodedata.normalize("NFC", text).lower())


def rate() -> tuple[float, float]:
    """Documents of 14 kB a second and core: read, and brought into NFC and words only."""
    texts = corpus()
    read(texts[0])
    documents = sum(len(text.encode()) for text in texts) / SIZE
    return documents / seconds(read, texts), documents / seconds(bare, texts)


def memory(documents: int) -> tuple[float, float]:
    """Peak MB of this process before and after so many documents, their readings let go."""
    texts = corpus()
    read(texts[0])
    before = _peak()
    for number in range(documents):
        read(texts[number % len(texts)])
    return before, _peak()


def _peak() -> float:
    """Of this process alone; on Linux in kB, on macOS in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


def long_texts() -> tuple[float, float]:
    """Seconds for 1 MB and for 5 MB of one operative part: the items of the real directives, again and again."""
    items = "".join(found.group() for text in corpus() for found in _ITEM.finditer(text))
    return seconds(read, [_of_size(items, 1_000_000)], 2), seconds(read, [_of_size(items, 5_000_000)], 1)


def dense() -> dict[str, float]:
    """How many times as long four times as much of a dense text takes."""
    return {
        name: seconds(read, [_of_size(unit, 400_000)], 2) / seconds(read, [_of_size(unit, 100_000)], 2)
        for name, unit in DENSE.items()
    }


def _of_size(unit: str, size: int) -> str:
    return unit * (size // len(unit.encode())) + unit[: size % len(unit.encode()) // 2]


def apart(work: Callable[..., Result], *arguments: object) -> Result:
    """In a process of its own, so that what went before leaves no trace."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def run() -> list[Figure]:
    documents, words = apart(rate)
    before, after = apart(memory, DOCUMENTS)
    one, five = apart(long_texts)
    worst, ratio = max(apart(dense).items(), key=lambda item: item[1])
    return [
        Figure("reading: documents of 14 kB a second and core", f"{documents:.0f}/s = {documents / words:.3f} × the words",
               "≥ 150/s", documents >= 150, f"NFC, lower case and words only: {words:,.0f}/s"),
        Figure(f"memory while {DOCUMENTS:,} documents are read", f"{after:.0f} MB at most", "≤ 150 MB", after <= 150,
               f"{before:.0f} MB after the first"),
        Figure("a text of 1 MB", f"{one:.2f} s", "≤ 1 s", one <= 1),
        Figure("a text of 5 MB, in units of that of 1 MB", f"{five / one:.1f}", "≤ 6", five <= 6 * one),
        Figure("four times as much of the densest texts", f"{ratio:.1f} × as long at most", "≤ 6", ratio <= 6, worst),
    ]  # fmt: skip
