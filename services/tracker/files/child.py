"""The process that reads one file and ends: limits first, then the bytes from stdin, then the answer on stdout.

Started by `reading.read_file`. What kills this process kills nothing else, and what a file makes of it can write no
file and knows no secret: its environment is empty.
"""

import json
import os
import resource
import sys
from collections.abc import Callable

from services.tracker.files.kinds import Kind
from services.tracker.files.legible import is_legible
from services.tracker.files.limits import Limits
from services.tracker.files.unreadable import Unreadable, Why

_DEEP = 4000  # Python's own frames; libxml2 allows 256 elements within each other
_HANDLES = 16
Extract = Callable[[bytes, Limits], str]


def main() -> None:
    """`child KIND LIMITS` with the file on stdin: `{"text": …}` or `{"refused": slug}` on stdout."""
    kind, limits = Kind(sys.argv[1]), Limits(**json.loads(sys.argv[2]))
    extract = extractor(kind)
    confine(limits)
    sys.stdout.buffer.write(json.dumps(answer(extract, sys.stdin.buffer.read(limits.size + 1), limits)).encode())


def answer(extract: Extract, body: bytes, limits: Limits) -> dict[str, str]:
    """What the extraction gives, as it is answered."""
    try:
        text = extract(body, limits)
    except Unreadable as refused:
        return {"refused": refused.why}
    except MemoryError:
        return {"refused": Why.TOO_HEAVY}
    except RecursionError:
        return {"refused": Why.BROKEN}
    if len(text) > limits.chars:
        return {"refused": Why.TOO_LARGE}
    if not text.strip():
        return {"refused": Why.EMPTY}
    return {"text": text} if is_legible(text) else {"refused": Why.GARBLED}


def extractor(kind: Kind) -> Extract:
    """The function of a kind; its libraries are loaded before the limits hold."""
    if kind is Kind.WORD:
        from services.tracker.files.word import word_text

        return word_text
    from services.tracker.files.pdf import pdf_text

    return pdf_text


def confine(limits: Limits) -> None:
    """Hold this process to its limits for good; it works behind everything else."""
    seconds = int(limits.seconds) + 1
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_HANDLES, _HANDLES))
    sys.setrecursionlimit(_DEEP)
    os.nice(5)


if __name__ == "__main__":
    main()
