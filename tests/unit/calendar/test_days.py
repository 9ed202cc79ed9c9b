"""The calendar's CSV: what is read, and how a mistake is named."""

from datetime import date

import pytest

from services.tracker.calendar.days import BadCalendar, CalendarDay, DayKind, parse_days

HEADER = "date,kind,name,decision\n"


def test_rows_become_days() -> None:
    text = HEADER + "2026-11-24,off,Ngày Văn hóa Việt Nam,28/2026/QH16\n2026-11-28,work,,\n"
    assert parse_days(text) == (
        CalendarDay(date(2026, 11, 24), DayKind.OFF, "Ngày Văn hóa Việt Nam", "28/2026/QH16"),
        CalendarDay(date(2026, 11, 28), DayKind.WORK, "", None),
    )


@pytest.mark.parametrize("written", ["2026-11-24", "24/11/2026", "24-11-2026", " 24/11/2026 "])
def test_a_date_may_be_written_as_officials_write_it(written: str) -> None:
    assert parse_days(f"{HEADER}{written},off,,\n")[0].on == date(2026, 11, 24)


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffdate,kind,name,decision\n2026-11-24,off,Nghỉ,\n",
        "date;kind;name;decision\n2026-11-24;off;Nghỉ;\n",
        "Date,Kind,Name\r\n2026-11-24,OFF,Nghỉ\r\n\r\n,,\r\n",
        "name,date,kind,note\nNghỉ,2026-11-24,off,gì đó\n",
    ],
    ids=["byte order mark", "semicolons", "other case, blank lines", "other order, further columns"],
)
def test_files_of_spreadsheets_are_read_too(text: str) -> None:
    assert parse_days(text) == (CalendarDay(date(2026, 11, 24), DayKind.OFF, "Nghỉ", None),)


def test_columns_beyond_date_and_kind_may_be_missing() -> None:
    assert parse_days("date,kind\n2026-11-24,off\n") == (CalendarDay(date(2026, 11, 24), DayKind.OFF),)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "date, kind is missing"),
        ("ngày,kind\n", 1, "begin the file with date,kind,name,decision"),
        (HEADER + "2026-11-24,nghỉ,,\n", 2, "write off or work"),
        (HEADER + "2026-11-24,,,\n", 2, "write off or work"),
        (HEADER + "\n24.11.2026,off,,\n", 3, "write it like 2026-11-24"),
        (HEADER + "2026-02-30,off,,\n", 2, "write it like 2026-11-24"),
        (HEADER + ",off,Nghỉ,\n", 2, "write it like 2026-11-24"),
        (HEADER + "2026-11-24,off,,\n24/11/2026,work,,\n", 3, "stands on line 2 already"),
        (HEADER + '2026-11-24,off,"Nghỉ,\n2026-11-25,off,,\n', 3, "check the quotes"),
        (HEADER + "2026-11-24,off," + "n" * 200_000 + ",\n", 2, "check the quotes"),
        (HEADER + "2026-11-24,off," + "n" * 301 + ",\n", 2, "more than 300 characters"),
        (HEADER + "2026-11-24,off,a\0b,\n", 2, "name has a NUL"),
        (HEADER + '2026-11-24,off,"hai\ndòng",\n2026-11-25,half,,\n', 4, "write off or work"),
    ],
)
def test_a_mistake_names_its_line_and_the_remedy(text: str, line: int, words: str) -> None:
    with pytest.raises(BadCalendar) as wrong:
        parse_days(text)
    assert wrong.value.line == line
    assert words in wrong.value.words.en
    assert wrong.value.at("lich.csv").vi.startswith(f"lich.csv:{line}: ")
    assert wrong.value.words.vi != wrong.value.words.en
    assert str(wrong.value).startswith(f"line {line}: ")
