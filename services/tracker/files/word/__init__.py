"""Word (.docx): a zip of XML parts → lines of text, numbers of lists and tables included. Plain functions of bytes."""

from services.tracker.files.limits import Limits
from services.tracker.files.word.body import lines_of
from services.tracker.files.word.numbering import Numbering
from services.tracker.files.word.package import Package
from services.tracker.files.word.styles import Styles


def word_text(body: bytes, limits: Limits) -> str:
    """The text of the main part: headers, footers, notes and deletions left out. Raises Unreadable."""
    package = Package(body, limits)
    styles = Styles(package.part("styles"))
    return "\n".join(lines_of(package.document(), styles, Numbering(package.part("numbering"), styles)))
