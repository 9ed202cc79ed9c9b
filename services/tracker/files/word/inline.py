"""The words of one paragraph: runs, tabs, symbols; deleted and hidden words left out, text boxes set aside."""

from lxml import etree

from services.tracker.files.word.package import W

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_WORDS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_LEFT_OUT = {
    W + name
    for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText", "delInstrText", "fldData", "sectPr", "rt")
}
_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_DASHES = frozenset(("F02D", "F0B7", "F0A7", "F076", "2D", "002D", "F0D8"))
_OFF = frozenset(("0", "false", "off", "none"))


class Inline:
    """`text` of the paragraph, and the contents of the text boxes that hang on it (`boxes`)."""

    def __init__(self, paragraph: etree._Element) -> None:
        self.boxes: list[etree._Element] = []
        self._parts: list[str] = []
        self._children(paragraph, capitals=False)
        self.text = "".join(self._parts)

    def _children(self, parent: etree._Element, *, capitals: bool) -> None:
        for child in parent:
            self._add(child, capitals=capitals)

    def _add(self, element: etree._Element, *, capitals: bool) -> None:
        tag = element.tag
        if tag in (f"{W}t", _MATH_WORDS):
            words = (element.text or "").replace("\n", " ")
            self._parts.append(words.upper() if capitals else words)
        elif tag in _SIGNS:
            self._parts.append(_SIGNS[tag])
        elif tag == f"{W}sym":
            self._parts.append("-" if (element.get(f"{W}char") or "").upper() in _DASHES else " ")
        elif tag == f"{W}txbxContent":
            self.boxes.append(element)
        elif tag == f"{_MC}AlternateContent":
            self._alternative(element, capitals=capitals)
        elif tag == f"{W}r":
            self._run(element)
        elif tag not in _LEFT_OUT:
            self._children(element, capitals=capitals)

    def _run(self, run: etree._Element) -> None:
        properties = run.find(f"{W}rPr")
        if not _is_on(properties, "vanish"):
            self._children(run, capitals=_is_on(properties, "caps"))

    def _alternative(self, element: etree._Element, *, capitals: bool) -> None:
        """A text box is written twice, for newer and for older programs: once is enough."""
        choices = element.findall(f"{_MC}Choice") + element.findall(f"{_MC}Fallback")
        worded = (one for one in choices if next(one.iter(f"{W}t"), None) is not None)
        found = next(worded, None)
        if found is not None:
            self._children(found, capitals=capitals)


def _is_on(properties: etree._Element | None, name: str) -> bool:
    found = properties.find(W + name) if properties is not None else None
    return found is not None and found.get(f"{W}val", "true") not in _OFF
