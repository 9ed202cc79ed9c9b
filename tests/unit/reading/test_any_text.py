"""Any text is answered, in time proportional to its length, with spans that lie inside it."""

import gc
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.tracker.reading import read, read_deadline_words
from services.tracker.reading.text import normalise, without_marks

WORDS = st.sampled_from([
    "Giao ", "Sở Nội vụ ", "UBND các huyện, ", "chủ trì, ", "phối hợp với ", "báo cáo ", "trước ngày ", "20/3/2024", "; ",
    ".\n", "1. ", "a) ", "- ", "+ ", "hàng năm ", "trong 03 ngày làm việc ", "kể từ ngày nhận ", "Nơi nhận:\n", "(QC45_a)",
    "Số: 12/UBND-TH\n", "ngày 05 tháng 3 năm 2024", "Điều 1. ", "I. ", "| Nội dung | Chủ trì |\n", "TT\nNội dung\nChủ trì\nThời gian\n1\n", "TT\tNội dung\tChủ trì\n1\t", "\t", "\n\n", "quý IV/2024 ",
    "Đơn vị chủ trì: ", "Kính gửi: ", "yêu cầu ", "như sau:\n", "tháng 13 ", "31/02/2024 ", "\u0301", "ð", "İ", "\x00", "☃",
])  # fmt: skip
DIRECTIVE = (
    "ỦY BAN NHÂN DÂN\nTỈNH HOA LƯ\nSố: 12/UBND-TH\nHoa Lư, ngày 05 tháng 3 năm 2024\n\nUBND tỉnh yêu cầu:\n"
    "1. Sở Nội vụ chủ trì, phối hợp với Sở Tài chính hoàn thiện đề án; báo cáo UBND tỉnh trước ngày 30/6/2024.\n"
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=60).map("".join))
def test_a_mixture_of_directive_words_is_read(text: str) -> None:
    reading = read(text)
    for task in reading.tasks:
        assert 0 <= task.span[0] < task.span[1] <= len(text)
        assert 0 <= task.confidence <= 1
    assert read(text) == reading


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_characters_are_read(text: str) -> None:
    reading = read(text)
    deadlines = [task.deadline for task in reading.tasks if task.deadline]
    for deadline in (*deadlines, *read_deadline_words(text, None)):
        assert deadline.text
        assert deadline.span is None or text[slice(*deadline.span)].strip()


@given(st.text(max_size=200))
def test_foldings_keep_their_length(text: str) -> None:
    folded = normalise(text)
    assert len(folded.shown) == len(folded.plain) == len(folded.bare)
    assert folded.words(0, len(folded.bare)) == text


@pytest.mark.parametrize(
    ("marked", "bare"),
    [
        ("ủy ban nhân dân", "uy ban nhan dan"),
        ("đắk lắk", "dak lak"),
        ("ðề nghị", "de nghi"),
        ("“hỏa tốc”…", '"hoa toc".'),
    ],
)
def test_marks_are_taken_away_letter_by_letter(marked: str, bare: str) -> None:
    assert without_marks(marked) == bare


def test_decomposed_letters_give_spans_of_the_text_given() -> None:
    composed = "Giao Sở Nội vụ hoàn thành đề án trước ngày 30/6/2024."
    text = unicodedata.normalize("NFD", composed)
    (task,) = read(text).tasks
    assert task.deadline is not None
    assert task.deadline.span is not None
    assert unicodedata.normalize("NFC", text[slice(*task.deadline.span)]) == "trước ngày 30/6/2024"


@pytest.mark.parametrize(("old", "new"), [("hoà", "hòa"), ("uỷ", "ủy"), ("quý", "quý"), ("hoàn", "hoàn")])
def test_tone_marks_in_the_older_place_are_the_same_word(old: str, new: str) -> None:
    assert normalise(old).plain == new


@pytest.mark.parametrize(
    "unit",
    ["hàng năm ", "1. a\n- b\n+ c\n", "Sở A làm; ", "a) x\n- y\n", "ngày 1 ", "trước ", "((((", "1.1.1.", "Giao Sở Nội vụ ",
     "trong thời hạn 03 ", "Kính gửi: ", "Đơn vị chủ trì: Sở A\n", "Để làm, ", "| Nội dung | Chủ trì |\n", "\u0301",
     "TT\nNội dung\nĐơn vị chủ trì\n1\n", "TT\n", "1\tRà soát\n", "TT   Nội dung   Chủ trì\n", "TT   Nội dung   Chủ trì   Thời hạn\n1    Rà soát    Sở Y tế   Quý I\n",
     "TT\tNội dung\tChủ trì\n1\tRà soát\tSở Nội vụ\n",
     "Báo cáo định kỳ. ", "yêu cầu các đơn vị ", "- Sở A làm đề án trước ngày 01/02/2025.\n",
     "Sở: ", "ngày 05/3/2024, ", "Sở Nội vụ, UBND các huyện, ", "Sở Nội vụ rà soát; ", "a\tb\tc\n", "- Sở A\n+ làm đề án\n",
     "| Lập đề án | Sở Nội vụ |\n", "1. Sở A báo cáo:\n- kết quả\n", "QC45_a, ", "tháng 1 ", "Giao Sở Y tế rà soát. ", "\n", " ", "- \n",
     "1. Sở Y tế rà soát.\nNội dung 1 gửi về Sở trước ngày 30/6/2024.\n", "Công an tỉnh\na) Rà soát.\n", "Sở Y tế cùng ", "trước khi họp 5 ngày ",
     "xong trước ngày 5, báo cáo Sở trước ngày 5 hàng tháng, ", "tuần 2 tháng 5 ", "báo cáo do Sở lập "],
)  # fmt: skip
def test_time_grows_with_length_only(unit: str) -> None:
    """Eight times the text takes far less than sixty-four times as long."""
    small, large = unit * (4_000 // len(unit)), unit * (32_000 // len(unit))
    read(small)
    once, more = _seconds(small), _seconds(large)
    assert more < 30 * once + 0.3


def _seconds(text: str) -> float:
    """The reader's own time: a collection of what other tests left behind is not its."""
    gc.disable()
    try:
        started = time.process_time()
        read(text)
        return time.process_time() - started
    finally:
        gc.enable()


def test_a_directive_is_read_the_same_inside_a_long_text() -> None:
    padded = DIRECTIVE + "\nNơi nhận:\n- Như trên.\n" + "Phụ lục số liệu.\n" * 500
    assert [task.lead for task in read(padded).tasks] == [task.lead for task in read(DIRECTIVE).tasks]
