"""Tables of a page: ruled lines that cross make a grid, and words belong to the cell that their middle lies in."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from services.tracker.files.pdf.geometry import Rule, Word, lines_of, words_of

_NEAR = 3.0  # points
_DRAWING = 1500  # rules of a page, put together; no table has more


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: `rows` of cells; a cell merged with others stands in each row, and in the first of its columns."""

    top: float
    bottom: float
    columns: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    words: frozenset[Word]


def grids(rules: Sequence[Rule], words: Sequence[Word]) -> list[Grid]:
    """The tables of a page that hold words, from the top down."""
    whole = [*_joined(rules, upright=True), *_joined(rules, upright=False)]
    if len(whole) > _DRAWING:
        return []
    found = [_grid(group, words) for group in _crossing(whole)]
    return sorted((grid for grid in found if grid is not None), key=lambda grid: grid.top)


def _joined(rules: Sequence[Rule], *, upright: bool) -> Iterator[Rule]:
    """Pieces that lie in one line and touch, as one rule: programs draw the border of each cell by itself."""
    ends = _upright_ends if upright else _level_ends
    pieces = sorted(map(ends, (rule for rule in rules if rule.upright is upright)))
    last: tuple[int, float, float, Rule] | None = None
    for place, start, end, rule in pieces:
        if last is not None and place == last[0] and start <= last[2] + _NEAR:
            last = (place, last[1], max(last[2], end), _around(last[3], rule))
            continue
        if last is not None:
            yield last[3]
        last = (place, start, end, rule)
    if last is not None:
        yield last[3]


def _upright_ends(rule: Rule) -> tuple[int, float, float, Rule]:
    return round(rule.x0 + rule.x1), rule.y0, rule.y1, rule


def _level_ends(rule: Rule) -> tuple[int, float, float, Rule]:
    return round(rule.y0 + rule.y1), rule.x0, rule.x1, rule


def _around(one: Rule, other: Rule) -> Rule:
    return Rule(min(one.x0, other.x0), min(one.y0, other.y0), max(one.x1, other.x1), max(one.y1, other.y1))


def _crossing(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Groups of rules that touch each other; each is met once."""
    left = sorted(rules, key=lambda rule: rule.y0)
    while left:
        group, left = [left[0]], left[1:]
        reached = 0
        while reached < len(group):
            touching = [rule for rule in left if _touch(group[reached], rule)]
            group += touching
            met = set(map(id, touching))
            left = [rule for rule in left if id(rule) not in met]
            reached += 1
        yield group


def _touch(one: Rule, other: Rule) -> bool:
    return (
        one.x0 - _NEAR <= other.x1 and other.x0 - _NEAR <= one.x1
        and one.y0 - _NEAR <= other.y1 and other.y0 - _NEAR <= one.y1
    )  # fmt: skip


def _grid(group: Sequence[Rule], words: Sequence[Word]) -> Grid | None:
    upright = [rule for rule in group if rule.upright]
    level = [rule for rule in group if not rule.upright]
    xs, ys = _places((rule.x0 + rule.x1) / 2 for rule in upright), _places((rule.y0 + rule.y1) / 2 for rule in level)
    if len(xs) < 3 or len(ys) < 2:  # one column is a frame around words
        return None
    inside = [word for word in words if xs[0] < (word.x0 + word.x1) / 2 < xs[-1] and ys[0] < word.middle < ys[-1]]
    if not inside:
        return None
    return Grid(ys[0], ys[-1], tuple(xs), _Cells(xs, ys, upright, level).rows(inside), frozenset(inside))


def _places(values: Iterable[float]) -> list[float]:
    """Distinct places, those that are near each other as one."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _NEAR:
            places.append(value)
    return places


Place = tuple[int, int]


class _Cells:
    """The cells of one grid; where no rule stands between two cells they are one."""

    def __init__(self, xs: list[float], ys: list[float], upright: Sequence[Rule], level: Sequence[Rule]) -> None:
        self._xs, self._ys = xs, ys
        self._upright, self._level = upright, level
        self._first: dict[Place, Place] = {}
        for row in range(len(ys) - 1):
            for column in range(len(xs) - 1):
                self._first[row, column] = self._merged_with(row, column)

    def _merged_with(self, row: int, column: int) -> Place:
        """The first cell of those that this one is merged with: itself, or one to the left or above."""
        x, y = self._middle(self._xs, column), self._middle(self._ys, row)
        if column and not any(
            _at(rule.x0, rule.x1, self._xs[column]) and _spans(rule.y0, rule.y1, y) for rule in self._upright
        ):
            return self._first[row, column - 1]
        if row and not any(
            _at(rule.y0, rule.y1, self._ys[row]) and _spans(rule.x0, rule.x1, x) for rule in self._level
        ):
            return self._first[row - 1, column]
        return row, column

    @staticmethod
    def _middle(places: list[float], index: int) -> float:
        return (places[index] + places[index + 1]) / 2

    def rows(self, words: Sequence[Word]) -> tuple[tuple[str, ...], ...]:
        held: dict[Place, list[Word]] = {}
        for word in words:
            place = self._index(self._ys, word.middle), self._index(self._xs, (word.x0 + word.x1) / 2)
            held.setdefault(self._first[place], []).append(word)
        texts = {place: " ".join(words_of(line) for line in lines_of(inside)) for place, inside in held.items()}
        rows = (self._row(row, texts) for row in range(len(self._ys) - 1))
        return tuple(row for row in rows if any(row))

    @staticmethod
    def _index(places: list[float], value: float) -> int:
        return max(index for index, place in enumerate(places[:-1]) if place <= value)

    def _row(self, row: int, texts: dict[Place, str]) -> tuple[str, ...]:
        """A cell's words once in a row; a row that is one cell is one text."""
        firsts = [self._first[row, column] for column in range(len(self._xs) - 1)]
        if len(set(firsts)) == 1:
            return (texts.get(firsts[0], ""),)
        return tuple(
            "" if column and firsts[column - 1] == first else texts.get(first, "")
            for column, first in enumerate(firsts)
        )


def _at(low: float, high: float, place: float) -> bool:
    return abs((low + high) / 2 - place) <= _NEAR


def _spans(low: float, high: float, value: float) -> bool:
    return low - _NEAR <= value <= high + _NEAR
