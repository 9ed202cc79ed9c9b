"""Automatic numbers of lists (`1.`, `a)`, `-`): they stand in numbering.xml, not in the paragraphs [ECMA-376 17.9]."""

import re
from dataclasses import dataclass, field

from lxml import etree

from services.tracker.files.word.numerals import numeral
from services.tracker.files.word.package import W
from services.tracker.files.word.styles import Styles, value_of

LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
#: Bullets that officials type as plus signs and dashes; whatever else a bullet looks like is a dash.
_PLUS = frozenset("+o\uf02b")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: `text` with %1 … %9 for the numbers; `restart` the level whose number starts it anew."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    plain: bool = False
    style: str | None = None


@dataclass(slots=True)
class Series:
    """The numbers of one list so far; lists of one definition count on together [17.9.15]."""

    levels: dict[int, Level]
    counts: list[int | None] = field(default_factory=lambda: [None] * LEVELS)

    def next(self, place: int, levels: dict[int, Level]) -> str:
        """Count on at a level and give its label."""
        level = levels.get(place, Level())
        for above in range(place):
            if self.counts[above] is None:
                self.counts[above] = levels.get(above, Level()).start
        current = self.counts[place]
        self.counts[place] = level.start if current is None else current + 1
        for below in range(place + 1, LEVELS):
            if self._restarts(levels.get(below, Level()), place):
                self.counts[below] = None
        return self._label(level, levels)

    @staticmethod
    def _restarts(below: Level, place: int) -> bool:
        return below.restart is None or (below.restart > 0 and place < below.restart)

    def _label(self, level: Level, levels: dict[int, Level]) -> str:
        if level.format == "bullet":
            return "+" if level.text.strip() in _PLUS else "-" if level.text.strip() else ""
        if level.format == "none":
            return _PLACE.sub("", level.text).strip()

        def number(found: re.Match[str]) -> str:
            place = int(found[1]) - 1
            style = "decimal" if level.plain else levels.get(place, Level()).format
            return numeral(self.counts[place] or 0, style)

        return _PLACE.sub(number, level.text).strip()


class Numbering:
    """The lists of a document; asked for each paragraph in the order of the text, for it counts."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract = {} if root is None else _by_id(root, "abstractNum", "abstractNumId")
        self._numbers = {} if root is None else _by_id(root, "num", "numId")
        self._series: dict[str, Series] = {}
        self._levels: dict[str, dict[int, Level]] = {}
        self._started: set[str] = set()

    def label(self, number: str, level: int | None, style: str | None = None) -> str:
        """The label of the next paragraph of list `number`; the level may be that of a style. Empty: it has none."""
        definition = self._definition(number)
        if definition is None:
            return ""
        levels = self._levels_of(number, definition)
        place = level if level is not None else self._level_of_style(levels, style)
        series = self._series.setdefault(definition, Series(levels))
        self._restart(number, series)
        return series.next(min(place, LEVELS - 1), levels)

    @staticmethod
    def _level_of_style(levels: dict[int, Level], style: str | None) -> int:
        return next((place for place, level in levels.items() if style and level.style == style), 0)

    def _restart(self, number: str, series: Series) -> None:
        """A list that states its own beginning takes its definition's numbers back there, once."""
        if number in self._started:
            return
        self._started.add(number)
        for override in self._numbers[number].findall(f"{W}lvlOverride"):
            place = _whole(override.get(f"{W}ilvl"), 0)
            if override.find(f"{W}startOverride") is not None and place < LEVELS:
                series.counts[place] = None

    def _definition(self, number: str) -> str | None:
        """The id of the abstract definition, through a numbering style where it only links to one."""
        for _ in range(LEVELS):
            found = self._numbers.get(number)
            name = value_of(found, "abstractNumId") if found is not None else None
            if name is None or name not in self._abstract:
                return None
            linked = value_of(self._abstract[name], "numStyleLink")
            through = self._styles.listed(linked) if linked else None
            if through is None or through[0].number in (None, number):
                return name
            number = through[0].number or number
        return None

    def _levels_of(self, number: str, definition: str) -> dict[int, Level]:
        if number not in self._levels:
            levels = _levels(self._abstract[definition])
            for override in self._numbers[number].findall(f"{W}lvlOverride"):
                place = _whole(override.get(f"{W}ilvl"), 0)
                levels |= _levels(override)
                start = value_of(override, "startOverride")
                if start is not None:
                    old = levels.get(place, Level())
                    levels[place] = Level(_whole(start, 1), old.format, old.text, old.restart, old.plain, old.style)
            self._levels[number] = levels
        return self._levels[number]


def _by_id(root: etree._Element, tag: str, attribute: str) -> dict[str, etree._Element]:
    return {one.get(W + attribute, ""): one for one in root.findall(W + tag)}


def _levels(parent: etree._Element) -> dict[int, Level]:
    return {_whole(one.get(f"{W}ilvl"), 0): _level(one) for one in parent.findall(f"{W}lvl")}


def _level(element: etree._Element) -> Level:
    restart = value_of(element, "lvlRestart")
    legal = element.find(f"{W}isLgl")
    return Level(
        start=_whole(value_of(element, "start"), 1), format=value_of(element, "numFmt") or "decimal",
        text=value_of(element, "lvlText") or "", restart=None if restart is None else _whole(restart, 0),
        plain=legal is not None and legal.get(f"{W}val") not in ("0", "false"), style=value_of(element, "pStyle"),
    )  # fmt: skip


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else otherwise
