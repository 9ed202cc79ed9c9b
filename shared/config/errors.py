"""A configuration that is refused: every fault with its line, its key and the remedy."""

from dataclasses import dataclass

from shared.config.positions import KeyPath
from shared.language import Lang, Words


@dataclass(frozen=True)
class Fault:
    """What is wrong at a key; `line` from 1."""

    line: int
    key: KeyPath
    words: Words

    def text(self, file: str, lang: Lang) -> str:
        key = ".".join(map(_written, self.key))
        return f"{file}:{self.line}: {key + ': ' if key else ''}{self.words.say(lang)}"


def _written(part: str | int) -> str:
    """As it stands in the file where it would be hard to see otherwise: `sources.""`."""
    return f'"{part}"' if not str(part).split() or len(str(part).split()) > 1 else str(part)


class ConfigError(Exception):
    """`text(lang)` has one line a fault: `dondoc.toml:LINE: key: what is wrong and what to write`."""

    def __init__(self, file: str, faults: tuple[Fault, ...]) -> None:
        self.file, self.faults = file, faults
        super().__init__(self.text("en"))

    def text(self, lang: Lang) -> str:
        return "\n".join(fault.text(self.file, lang) for fault in self.faults)
