"""Two columns side by side (letterhead, foot, `Kính gửi` with its list): a gutter that no word crosses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from services.tracker.files.pdf.geometry import LABEL, Line, em_of, words_of

_GUTTER = 1.0  # ems: wider than a blank
_OUTSTANDING = 2.2  # times wider than the other blanks of the line, which justifying stretches alike

_OPENS = "Kính gửi"  # stands under the letterhead, with a list of its own beside it
_WRITTEN_IN = frozenset(("số", "số:", "ngày", "tháng"))


@dataclass(frozen=True, slots=True)
class Zone:
    """Consecutive lines: one column (`right` empty) or two."""

    left: tuple[Line, ...]
    right: tuple[Line, ...] = ()


Gap = tuple[float, float]


def zones(lines: Sequence[Line]) -> Iterator[Zone]:
    """The lines in order, each in one zone."""
    place = 0
    while place < len(lines):
        gap = widest_gap(lines[place])
        end = place + 1
        while gap is not None and end < len(lines):
            narrower = _common(gap, lines[end])
            if narrower is None or _far(lines[end - 1], lines[end]) or words_of(lines[end]).startswith(_OPENS):
                break
            gap, end = narrower, end + 1
        yield Zone((lines[place],)) if gap is None else _parted(lines[place:end], gap)
        place = end


def widest_gap(line: Line) -> Gap | None:
    """The widest gap between two words that is no blank, nor the tab behind the label of a list, nor the place where
    a number or a day is written in by hand."""
    first = 1 if LABEL.fullmatch(line[0].text) else 0
    pairs = zip(line[first:], line[first + 1 :], strict=False)
    gaps = [(before.x1, word.x0) for before, word in pairs if before.text.lower() not in _WRITTEN_IN]
    widest = max(gaps, key=_width, default=None)
    if widest is None:
        return None
    usual = median(map(_width, gaps)) if len(gaps) > 2 else 0
    return widest if _width(widest) >= max(_GUTTER * em_of(line), _OUTSTANDING * usual) else None


def _width(gap: Gap) -> float:
    return gap[1] - gap[0]


def _common(gap: Gap, line: Line) -> Gap | None:
    """What of the gap a further line leaves free; None where it is not enough for a gutter."""
    own = widest_gap(line) or _beside(gap, line)
    low, high = max(gap[0], own[0]), min(gap[1], own[1])
    return (low, high) if high - low >= _GUTTER * em_of(line) else None


def _beside(gap: Gap, line: Line) -> Gap:
    """The place beside a line that stands in one column only."""
    start, end = line[0].x0, line[-1].x1
    return (end, gap[1]) if start - gap[0] < gap[1] - end else (gap[0], start)


def _far(before: Line, line: Line) -> bool:
    """A signature's name stands some lines below its title; farther below is another matter."""
    return line[0].base - before[0].base > 10 * em_of(line)


def _parted(lines: Sequence[Line], gap: Gap) -> Zone:
    middle = sum(gap) / 2
    left = [tuple(word for word in line if word.x1 <= middle) for line in lines]
    right = [tuple(word for word in line if word.x1 > middle) for line in lines]
    return Zone(tuple(filter(None, left)), tuple(filter(None, right)))
