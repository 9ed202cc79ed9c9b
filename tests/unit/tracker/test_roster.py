"""The agency list as a CSV; every mistake names line, column and remedy."""

from datetime import date

import pytest

from services.tracker.upkeep.roster import BadRoster, parse_roster

HEADER = "code,name,aliases,kind,parent,head,head_email,email,phone,valid_from,valid_to\n"


def test_a_line_is_an_agency() -> None:
    (one,) = parse_roster(
        HEADER + "H15.SNV,Sở Nội vụ,SNV| Sở NV ,department,H15.UB,Giám đốc,gd@x.vn,vt@x.vn,090,2025-07-01,\n"
    )
    assert one.line == 2
    assert one.columns == {
        "code": "H15.SNV", "name": "Sở Nội vụ", "aliases": ["SNV", "Sở NV"], "kind": "department", "parent": "H15.UB",
        "head": "Giám đốc", "head_email": "gd@x.vn", "email": "vt@x.vn", "phone": "090",
        "valid_from": date(2025, 7, 1), "valid_to": None, "provisional": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffcode,name\nA,Một\n",
        "name;code\nMột;A\n",
        "code\tname\nA\tMột\n",
        "sep=;\r\ncode;name\r\nA;Một\r\n",
        "CODE , Name,thêm\nA,Một,x\n\n",
        'code,name\r\nA,"Một"\r\n',
        "code,name\n,,\nA,Một",
    ],
)
def test_lists_of_other_programs_are_read(text: str) -> None:
    assert [(one.code, one.columns["name"]) for one in parse_roster(text)] == [("A", "Một")]


def test_short_lines_leave_the_rest_empty() -> None:
    (one,) = parse_roster(HEADER + "A,Một\n")
    assert (one.columns["aliases"], one.columns["email"], one.columns["valid_to"]) == ([], None, None)


def test_many_may_stand_under_one_another() -> None:
    rows = "".join(f"A{n},Cấp {n},A{n + 1}\n" for n in range(20_000))
    assert len(parse_roster("code,name,parent\n" + rows + "A20000,Trên cùng,\n")) == 20_001


@pytest.mark.parametrize(
    ("text", "line", "column", "remedy"),
    [
        ("name\nMột\n", 1, "code", "begin the file with code,name"),
        ("", 1, "code", "begin the file"),
        ("code,name\nA,\n", 2, "name", "fill it in"),
        ("code,name\n,Một\n", 2, "code", "fill it in"),
        ("code,name\nA B,Một\n", 2, "code", "write it like"),
        ("code,name\nA,Một\n\nA,Hai\n", 4, "code", "line 2"),
        ("code,name,email\nA,Một,không phải\n", 2, "email", "no e-mail"),
        ("code,name,valid_from\nA,Một,2025-13-01\n", 2, "valid_from", "2025-07-01"),
        ("code,name,valid_from,valid_to\nA,Một,2025-07-01,2025-06-30\n", 2, "valid_to", "before valid_from"),
        ("code,name,parent\nA,Một,B\nB,Hai,A\n", 2, "parent", "above itself"),
        ("code,name,parent\nA,Một,A\n", 2, "parent", "above itself"),
        ("code,name,parent\nD,Bốn,A\nA,Một,B\nB,Hai,C\nC,Ba,A\n", 3, "parent", "A stands above itself"),
        ("sep=;\ncode;name\nA;\n", 3, "name", "fill it in"),
        (f"code,name\nA,{'x' * 301}\n", 2, "name", "shorten"),
        ("code,name\nA,M\0t\n", 2, "name", "NUL"),
        ('code,name\nA,"Một\nB,Hai\n', 3, "*", "check the quotes"),
        (f"code,name\nA,{'x' * 200_000}\n", 2, "*", "check the quotes"),
    ],
)
def test_a_mistake_names_line_column_and_remedy(text: str, line: int, column: str, remedy: str) -> None:
    with pytest.raises(BadRoster) as wrong:
        parse_roster(text)
    assert (wrong.value.line, wrong.value.column) == (line, column)
    assert remedy in wrong.value.words.en
    assert str(line) in wrong.value.words.vi
