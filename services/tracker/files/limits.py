"""How much one file may cost."""

from dataclasses import dataclass

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` of time, `memory` and `size` (of the file) in bytes; `unpacked` of all parts that are read of it.
    `starting`: seconds beside those for the process to start on a busy machine."""

    seconds: float = 20
    starting: float = 10
    memory: int = 1024 * MEGABYTE
    size: int = 50 * MEGABYTE
    unpacked: int = 100 * MEGABYTE
    pages: int = 1000
    chars: int = 5_000_000
