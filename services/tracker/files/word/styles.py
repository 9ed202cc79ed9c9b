"""Paragraph styles, as far as lists need them: the list that a style gives its paragraphs."""

from dataclasses import dataclass

from lxml import etree

from services.tracker.files.word.package import W

_DEEPEST = 20  # styles above a style


@dataclass(frozen=True, slots=True)
class Listed:
    """A paragraph's place in a list as it is stated: None where nothing is said of it."""

    number: str | None
    level: int | None


def listed(properties: etree._Element | None) -> Listed | None:
    """`w:numPr` under a paragraph's or a style's properties."""
    found = properties.find(f"{W}numPr") if properties is not None else None
    if found is None:
        return None
    level = value_of(found, "ilvl")
    return Listed(value_of(found, "numId"), int(level) if level and level.isdecimal() else None)


def value_of(parent: etree._Element, name: str) -> str | None:
    """The `w:val` of a child."""
    child = parent.find(W + name)
    return None if child is None else child.get(f"{W}val")


class Styles:
    """What paragraph styles say of lists, inherited from the styles that they are based on."""

    def __init__(self, root: etree._Element | None) -> None:
        every = [] if root is None else root.findall(f"{W}style")
        self._styles = {style.get(f"{W}styleId", ""): style for style in every}
        self.default = next(
            (style.get(f"{W}styleId") for style in every
             if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true")), None,
        )  # fmt: skip

    def listed(self, style: str | None) -> tuple[Listed, str] | None:
        """The list of a style, and the style that states it."""
        for _ in range(_DEEPEST):
            found = self._styles.get(style or "")
            if found is None or style is None:
                return None
            said = listed(found.find(f"{W}pPr"))
            if said and said.number:
                return said, style
            style = value_of(found, "basedOn")
        return None
