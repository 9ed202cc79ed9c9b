"""How a row of a table is written, so that the reader knows its cells: bars around them, a dash where one is empty."""

from collections.abc import Iterable


def row_line(cells: Iterable[str]) -> str:
    """`| 1 | Rà soát | Sở Y tế | - |`; bars and line ends inside a cell would part it."""
    return f"| {' | '.join(_cell(words) for words in cells)} |"


def _cell(words: str) -> str:
    return " ".join(words.replace("|", "/").split()) or "-"
