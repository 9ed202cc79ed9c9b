"""What a file is by its bytes, and how plain text is decoded."""

import pytest

from services.tracker.files.kinds import OLE, Kind, kind_of
from services.tracker.files.legible import is_legible
from services.tracker.files.plain import plain_text
from services.tracker.files.rows import row_line
from services.tracker.files.unreadable import Unreadable, Why
from tests.pdf_files import from_text as pdf
from tests.word_files import from_text as word


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"Giao S\xe1\xbb\x9f Y t\xe1\xba\xbf", Kind.PLAIN), ("Sở".encode("utf-16"), Kind.PLAIN), (word("x"), Kind.WORD), (pdf("x"), Kind.PDF),
     (b"\r\n\r\n" + pdf("x"), Kind.PDF), ("BM-01: Biểu mẫu báo cáo".encode(), Kind.PLAIN)],
)  # fmt: skip
def test_kinds_are_told_by_bytes(body: bytes, kind: Kind) -> None:
    assert kind_of(body) is kind


@pytest.mark.parametrize(
    ("body", "why"),
    [(OLE + b"W\0o\0r\0d\0", Why.OLD_WORD), (OLE + "EncryptedPackage".encode("utf-16-le"), Why.ENCRYPTED), (b"{\\rtf1", Why.OTHER_KIND),
     (b"\xff\xd8\xff\xe0", Why.OTHER_KIND), (b"BM\x36\x10\0\0\0\0", Why.OTHER_KIND), (b"MZ\0\1", Why.OTHER_KIND), (b"", Why.EMPTY), (b" \n\0", Why.EMPTY)],
)  # fmt: skip
def test_other_kinds_are_refused_with_their_reason(body: bytes, why: Why) -> None:
    with pytest.raises(Unreadable) as refused:
        kind_of(body)
    assert refused.value.why is why


def test_every_reason_names_a_remedy_in_both_languages() -> None:
    assert all("; " in why.words.vi and why.words.vi.endswith(".") and why.words.en.endswith(".") for why in Why)


def test_plain_text_keeps_its_line_ends_and_loses_its_mark() -> None:
    assert plain_text("\ufeffMột\r\nHai".encode()) == "Một\r\nHai"
    assert plain_text("Sở\n".encode("utf-16")) == "Sở\n"


def test_bytes_with_nul_are_no_text() -> None:
    with pytest.raises(Unreadable):
        plain_text(b"a\0b")


def test_a_row_parts_its_cells_by_bars_alone() -> None:
    assert row_line(["1", " Rà\nsoát | xong ", ""]) == "| 1 | Rà soát / xong | - |"


def test_words_of_an_old_font_and_signs_without_a_table_are_no_words() -> None:
    assert is_legible("Giao Sở Y tế báo cáo UBND tỉnh trước ngày 25/11/2026 § 3 “gấp”; \uf0b7 Rà soát. " * 2)
    assert not is_legible("ñy ban nh©n d©n tØnh §¾k L¾k yªu cÇu Së Y tÕ b¸o c¸o tr­íc ngµy 25/11/2026")
    assert not is_legible("\ue001\ue002\ue003 \ue004")
    assert is_legible("")
