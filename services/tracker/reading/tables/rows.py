"""Rows under a header: each a task; section rows and merged cells say what holds for the rows below them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from services.tracker.domain.deadline import Span
from services.tracker.reading.actors.names import first_verb, name_starts, names_in
from services.tracker.reading.tables.cells import blank, in_pieces, leads_and_partners, merged, names, trimmed
from services.tracker.reading.tables.heads import Column
from services.tracker.reading.text import Name, Text, squeeze

_SECTION = re.compile(r"(?:[ivx]{1,5}|[a-h])[.)]?$")
_COUNTED = re.compile(r"\W*(?:cong\W*$|tong\s+(?:cong|so)\b|\d{1,2}\W*$)")
_ROMAN = re.compile(r"\s*(?:[ivx]{1,5}|[a-h])[.)]\s+")
_NONE: Span = (0, 0)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table of tasks; `content` the places of its words, `time` of its time cell."""

    start: int
    end: int
    content: tuple[Span, ...]
    leads: tuple[Name, ...]
    partners: tuple[Name, ...]
    time: Span | None


@dataclass(slots=True)
class Rows:
    """Takes the rows of one table in order; `found` are its tasks."""

    text: Text
    columns: tuple[Column, ...]
    found: list[Row] = field(default_factory=list)
    section: tuple[Name, ...] = ()
    _above: Row | None = None
    _number: str = ""

    @property
    def _lead(self) -> Column:
        return Column.LEAD if Column.LEAD in self.columns else Column.UNIT

    def take(self, place: Span, cells: Sequence[Span]) -> None:
        """A row of the table; what is missing at its end is empty."""
        padded = (*cells, *[_NONE] * (len(self.columns) - len(cells)))
        places = dict(zip(reversed(self.columns), reversed(padded), strict=True))
        content = trimmed(self.text, places[Column.CONTENT])
        if not any(map(str.isalpha, self.text.shown[slice(*content)])) or _COUNTED.match(self.text.bare, *content):
            return
        number = squeeze(self.text.bare[slice(*places.get(Column.NUMBER, _NONE))])
        if self._goes_on(number, content):
            self._extend(place, content, places)
        elif self._heads(number, content, places):
            self.head(content)
        else:
            self._add(Row(*place, (content,), *self._who(places), self._when(places)), number)

    def take_pieces(self, place: Span, cells: Sequence[Sequence[Span]]) -> None:
        """A row whose cells are in several pieces, one a line."""
        before = len(self.found)
        self.take(place, [pieces[0] if pieces else _NONE for pieces in cells])
        if len(self.found) == before:
            return
        held = {column: pieces for column, pieces in zip(self.columns, cells, strict=True) if pieces}
        row = self.found[-1]
        leads, partners = row.leads, row.partners
        if len(held.get(self._lead, ())) > 1:
            leads, partners = in_pieces(self.text, held[self._lead])
        if len(held.get(Column.PARTNER, ())) > 1:
            partners = (*in_pieces(self.text, held[Column.PARTNER])[0],)
        time = held[Column.TIME][-1] if Column.TIME in held else row.time
        row = Row(row.start, row.end, tuple(held[Column.CONTENT]), leads or row.leads, partners, time)
        self._above = self.found[-1] = row

    def head(self, title: Span) -> None:
        """A section of the table: whom it names leads its rows."""
        start = self._opened(title)
        named = name_starts(self.text, start) and first_verb(self.text, start, title[1]) is None
        self.section = names_in(self.text, start, title[1]) if named else ()
        self._above = None

    def _opened(self, title: Span) -> int:
        marker = _ROMAN.match(self.text.bare, *title)
        return marker.end() if marker else title[0]

    def _goes_on(self, number: str, content: Span) -> bool:
        """A row without a number whose words go on with those of the row above."""
        return (
            self._above is not None
            and not number
            and Column.NUMBER in self.columns
            and (self.text.shown[content[0]].islower())
        )

    def _heads(self, number: str, content: Span, places: dict[Column, Span]) -> bool:
        others = (Column.PARTNER, Column.TIME, Column.OTHER)
        if not all(blank(self.text, places.get(column, _NONE)) for column in (self._lead, *others)):
            return False
        words = self.text.shown[slice(*content)]
        known = self._above is not None and (bool(self._number) or Column.NUMBER not in self.columns)
        above = "." in self._number and "." not in number  # 1.2 → 2
        return not known or above or bool(_SECTION.match(number)) or words.isupper() or words.endswith(":")

    def _who(self, places: dict[Column, Span]) -> tuple[tuple[Name, ...], tuple[Name, ...]]:
        lead = places.get(self._lead, _NONE)
        above = self._above
        if blank(self.text, lead) or merged(self.text, lead):
            return (above.leads, above.partners) if above else (self.section, ())
        leads, partners = leads_and_partners(self.text, lead)
        if self._lead is Column.UNIT and not (leads and _says_who(self.text, leads[0])):
            return (), ()
        partner = places.get(Column.PARTNER, _NONE)
        if above and partner != _NONE and merged(self.text, partner) and not blank(self.text, partner):
            return leads, above.partners
        return leads, (*partners, *names(self.text, partner))

    def _when(self, places: dict[Column, Span]) -> Span | None:
        time = places.get(Column.TIME, _NONE)
        if Column.TIME in places and merged(self.text, time):
            return self._above.time if self._above else None
        return None if blank(self.text, time) else time

    def _add(self, row: Row, number: str) -> None:
        self._above, self._number = row, number
        if row.leads:
            self.found.append(row)

    def _extend(self, place: Span, content: Span, places: dict[Column, Span]) -> None:
        if not self._above or not self.found or self.found[-1] is not self._above:
            return
        leads = self._above.leads
        more = trimmed(self.text, places.get(self._lead, _NONE))
        if leads and not blank(self.text, more):
            last = leads[-1]
            goes_on = replace(last, text=squeeze(f"{self.text.words(*last.span)} {self.text.words(*more)}"))
            leads = (*leads, *names(self.text, more)) if name_starts(self.text, more[0]) else (*leads[:-1], goes_on)
        time = self._above.time or self._when(places)
        row = Row(self._above.start, place[1], (*self._above.content, content), leads, self._above.partners, time)
        self._above = self.found[-1] = row


def _says_who(text: Text, name: Name) -> bool:
    """A name of an agency, and no measure (`Bộ`, `Trạm`)."""
    return " " in name.text and name_starts(text, name.span[0])
