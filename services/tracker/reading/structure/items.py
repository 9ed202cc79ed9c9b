"""Items: paragraphs in their places, each knowing its parent and its children."""

from dataclasses import dataclass, field

from services.tracker.reading.actors.clause import Clause
from services.tracker.reading.structure.lines import Level
from services.tracker.reading.structure.paragraphs import Paragraph


@dataclass(slots=True, eq=False)
class Item:
    """A paragraph with the items under it; `start` … `end` are its own words, without those under it.

    `clause` is kept once it has been read (`clause_of`).
    """

    paragraph: Paragraph
    start: int
    body: int
    end: int
    level: Level
    parent: "Item | None" = None
    clause: Clause | None = None
    children: list["Item"] = field(default_factory=list)

    @property
    def last(self) -> int:
        """Where the last item under it ends."""
        return self.children[-1].last if self.children else self.end


def items(paragraphs: list[Paragraph]) -> list[Item]:
    """All items in order of the text. A marker that stands alone takes the following paragraph as its words."""
    every: list[Item] = []
    stack: list[Item] = []
    for paragraph in paragraphs:
        if every and _waits(every[-1]) and paragraph.level is Level.PLAIN:
            _fill(every[-1], paragraph)
            continue
        item = Item(paragraph, paragraph.start, paragraph.body, paragraph.end, paragraph.level)
        _place(item, stack)
        every.append(item)
    return every


def _waits(item: Item) -> bool:
    return item.body >= item.end


def _fill(item: Item, paragraph: Paragraph) -> None:
    item.body, item.end = paragraph.body, paragraph.end


def _place(item: Item, stack: list[Item]) -> None:
    if item.level is Level.PLAIN:
        item.parent = stack[-1] if stack else None
    else:
        while stack and stack[-1].level >= item.level:
            stack.pop()
        item.parent = stack[-1] if stack else None
        stack.append(item)
    if item.parent:
        item.parent.children.append(item)
