"""Names of agencies: every way of writing one finds it, at the date of the document; groups have their members."""

from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_OID, uuid5

import pytest

from services.tracker.domain.agency import Agency, AgencyIndex, Group, Known, Unknown
from services.tracker.domain.groups import group_kinds

ISSUED = date(2026, 11, 16)
REORGANISED = date(2025, 7, 1)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A row of the directory as these tests write it."""

    aliases: tuple[str, ...] = ()
    parent: str | None = "T"
    head: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    provisional: bool = False


def agency(code: str, name: str, kind: str = "department", entry: Entry = Entry()) -> Agency:
    return Agency(id=uuid5(NAMESPACE_OID, code), code=code, name=name, kind=kind, **vars(entry))


DIRECTORY = (
    agency("T", "UBND tỉnh Hòa An", "committee", Entry(aliases=("UBND tỉnh",), parent=None)),
    agency("T.VP", "Văn phòng UBND tỉnh", "office", Entry(head="Chánh Văn phòng")),
    agency("T.VP.TH", "Phòng Tổng hợp", "division", Entry(aliases=("TH",), parent="T.VP")),
    agency("T.SNV", "Sở Nội vụ", entry=Entry(aliases=("SNV",), head="Giám đốc Sở Nội vụ")),
    agency("T.SKHCN", "Sở Khoa học và Công nghệ"),
    agency("T.TTR", "Thanh tra tỉnh"),
    agency("T.CA", "Chi cục Kiểm lâm", "unit"),
    agency("T.X1", "UBND xã Tân An", "commune", Entry(valid_from=REORGANISED)),
    agency("T.P1", "UBND phường Tấn An", "commune", Entry(valid_from=REORGANISED)),
    agency("T.H1", "UBND huyện Tân An", "district", Entry(valid_to=date(2025, 6, 30))),
    agency("T.BAO", "Báo Hòa An", "press"),
    agency("T.TAX", "Thuế tỉnh Hòa An", "vertical"),
)
INDEX = AgencyIndex(DIRECTORY)


def code_of(written: str, on: date | None = ISSUED) -> str | None:
    found = INDEX.resolve(written, on)
    return found.agency.code if isinstance(found, Known) else None


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Sở Nội vụ", "T.SNV"),
        ("SỞ NỘI VỤ", "T.SNV"),
        ("Sở  nội vụ;", "T.SNV"),
        ("So Noi vu", "T.SNV"),
        ("SNV", "T.SNV"),
        ("T.SNV", "T.SNV"),
        ("Sở Nội vụ tỉnh", "T.SNV"),
        ("Sở Nội vụ tỉnh Hòa An", "T.SNV"),
        ("Sở Nội vụ tỉnh Hoà An", "T.SNV"),
        ("Giám đốc Sở Nội vụ", "T.SNV"),
        ("Đồng chí Giám đốc Sở Nội vụ", "T.SNV"),
        ("Giám đốc Sở Khoa học và Công nghệ", "T.SKHCN"),
        ("Sở KH&CN", "T.SKHCN"),
        ("Sở KHCN", None),
        ("UBND tỉnh", "T"),
        ("Uỷ ban nhân dân tỉnh Hoà An", "T"),
        ("Chủ tịch UBND tỉnh", "T"),
        ("Phó Chủ tịch UBND tỉnh", "T"),
        ("Văn phòng UBND tỉnh", "T.VP"),
        ("VPUBND tỉnh", "T.VP"),
        ("Văn phòng Ủy ban nhân dân tỉnh Hòa An", "T.VP"),
        ("Chánh Văn phòng UBND tỉnh", "T.VP"),
        ("Chánh Văn phòng", "T.VP"),
        ("Chánh Thanh tra tỉnh", "T.TTR"),
        ("Thanh tra", "T.TTR"),
        ("Phòng: TH", None),
        ("Trưởng phòng Tổng hợp", "T.VP.TH"),
        ("Chi cục trưởng Chi cục Kiểm lâm", None),
        ("Chi cục trưởng Kiểm lâm", "T.CA"),
        ("UBND xã Tân An", "T.X1"),
        ("Chủ tịch UBND phường Tấn An, tỉnh Hòa An", "T.P1"),
        ("UBND phường Tân An", None),
        ("Sở Ngoại vụ", None),
        ("", None),
    ],
)
def test_a_name_finds_its_agency(written: str, code: str | None) -> None:
    assert code_of(written) == code


def test_a_name_nobody_has_is_kept_as_written() -> None:
    assert INDEX.resolve("Ban Quản lý  dự án X", ISSUED) == Unknown("Ban Quản lý  dự án X")


def test_a_name_of_two_agencies_names_them_both() -> None:
    twins = AgencyIndex([agency("A", "Phòng Tổng hợp", "division"), agency("B", "Phòng Tổng hợp", "division")])
    found = twins.resolve("Phòng Tổng hợp", ISSUED)
    assert isinstance(found, Unknown)
    assert [one.code for one in found.candidates] == ["A", "B"]


def test_an_entered_agency_wins_over_a_provisional_one() -> None:
    both = AgencyIndex([agency("A", "Sở Mới", entry=Entry(provisional=True)), agency("B", "Sở mới")])
    found = both.resolve("Sở Mới", ISSUED)
    assert isinstance(found, Known)
    assert found.agency.code == "B"


def test_a_name_means_the_agency_of_its_day() -> None:
    renewed = AgencyIndex(
        [
            agency("OLD", "Sở Xây dựng", entry=Entry(valid_to=date(2025, 2, 28))),
            agency("NEW", "Sở Xây dựng", entry=Entry(valid_from=date(2025, 3, 1))),
        ]
    )
    for on, code in ((date(2025, 2, 28), "OLD"), (date(2025, 3, 1), "NEW"), (None, "NEW")):
        found = renewed.resolve("Sở Xây dựng", on)
        assert isinstance(found, Known)
        assert found.agency.code == code


def test_an_agency_that_was_not_there_that_day_is_still_known_but_flagged() -> None:
    found = INDEX.resolve("UBND huyện Tân An", ISSUED)
    assert isinstance(found, Known)
    assert (found.agency.code, found.in_force) == ("T.H1", False)


@pytest.mark.parametrize(
    ("written", "members"),
    [
        ("các sở, ban, ngành", ["T.SKHCN", "T.SNV", "T.TTR"]),
        ("Các Sở, ban ngành", ["T.SKHCN", "T.SNV", "T.TTR"]),
        ("Các sở, ngành", ["T.SKHCN", "T.SNV", "T.TTR"]),
        ("Sở, ban, ngành", ["T.SKHCN", "T.SNV", "T.TTR"]),
        ("Thủ trưởng các sở, ban, ngành", ["T.SKHCN", "T.SNV", "T.TTR"]),
        ("Giám đốc các Sở", ["T.SKHCN", "T.SNV", "T.TTR"]),
        ("Thủ trưởng các cơ quan", ["T.CA", "T.SKHCN", "T.SNV", "T.TTR"]),
        ("UBND các xã, phường", ["T.P1", "T.X1"]),
        ("Ủy ban nhân dân các phường, xã", ["T.P1", "T.X1"]),
        ("Chủ tịch UBND các xã, phường, đặc khu", ["T.P1", "T.X1"]),
        ("UBND cấp xã", ["T.P1", "T.X1"]),
        ("các địa phương", ["T.P1", "T.X1"]),
        ("các sở, ban, ngành; UBND các xã, phường", ["T.P1", "T.SKHCN", "T.SNV", "T.TTR", "T.X1"]),
        ("các cơ quan báo chí", ["T.BAO"]),
        ("các cơ quan ngành dọc", ["T.TAX"]),
        ("các cơ quan Trung ương trên địa bàn tỉnh", ["T.TAX"]),
    ],
)
def test_a_group_has_its_members_of_the_day(written: str, members: list[str]) -> None:
    found = INDEX.resolve(written, ISSUED)
    assert isinstance(found, Group)
    assert found.written == written
    assert [one.code for one in found.members] == members


def test_districts_were_members_until_they_ended() -> None:
    before = INDEX.resolve("UBND các huyện, thị xã, thành phố", date(2024, 5, 2))
    assert isinstance(before, Group)
    assert [one.code for one in before.members] == ["T.H1"]
    assert INDEX.resolve("UBND các huyện, thị xã, thành phố", ISSUED) == Unknown("UBND các huyện, thị xã, thành phố")


@pytest.mark.parametrize("written", ["các sở, ngành liên quan", "các đơn vị có liên quan", "các doanh nghiệp nhà nước"])
def test_a_group_that_leaves_open_whom_or_has_no_members_is_unknown(written: str) -> None:
    assert INDEX.resolve(written, ISSUED) == Unknown(written)


@pytest.mark.parametrize("written", ["Sở Nội vụ", "UBND xã Tân An", "Phòng Tổng hợp", "Ban Dân tộc", "Thanh tra tỉnh"])
def test_the_name_of_one_body_is_no_group(written: str) -> None:
    assert group_kinds(written) == frozenset()


def test_both_days_of_validity_count() -> None:
    one = agency("A", "Sở A", entry=Entry(valid_from=date(2025, 1, 1), valid_to=date(2025, 12, 31)))
    days = (date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1), None)
    assert [one.valid_at(on) for on in days] == [False, True, True, False, False]


def test_the_province_is_read_from_the_committee() -> None:
    assert INDEX.provinces() == ("tỉnh hòa an",)
