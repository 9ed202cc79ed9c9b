"""Makes services/tracker/calendar/days.csv from the library `holidays` and what DOMAIN §4 adds to it.

Run once, `python -m tests.unit.calendar.seed`, when a year's decisions are known; the cross-check test uses it too.
"""

import csv
import re
import sys
from datetime import date

import holidays

FIRST, LAST = 2016, 2030
SWAPPED = re.compile(r"Ngày nghỉ \(thay cho ngày (\d\d)/(\d\d)/(\d{4})\)")
CULTURE_DAY = "Ngày Văn hóa Việt Nam"
# What is not in the library: 2/1 and 10/1/2026 [DOMAIN §4].
ADDED = {
    date(2026, 1, 2): ("off", "Ngày nghỉ hoán đổi (làm bù ngày 10/01/2026)", ""),
    date(2026, 1, 10): ("work", "Ngày làm bù (thay cho ngày 02/01/2026)", ""),
}
# Decisions that the library's own sources name, and DOMAIN §4.
DECISIONS = {
    date(2018, 12, 31): "6519/VPCP-KGVX",
    date(2019, 1, 5): "6519/VPCP-KGVX",
    date(2024, 4, 29): "2450/VPCP-KGVX",
    date(2024, 5, 4): "2450/VPCP-KGVX",
    date(2025, 4, 26): "6150/TB-BLĐTBXH",
    date(2025, 5, 2): "6150/TB-BLĐTBXH",
}
Row = tuple[date, str, str, str]


def rows() -> list[Row]:
    """Every special day of the years, in order."""
    library = holidays.country_holidays("VN", years=range(FIRST, LAST + 1), language="vi")
    days: dict[date, tuple[str, str, str]] = {}
    for on, name in library.items():
        if FIRST <= on.year <= LAST and not (CULTURE_DAY in name and (on.month, on.day) != (11, 24)):
            days |= _days(on, name)
    days |= ADDED
    return [(on, kind, name, DECISIONS.get(on, decision)) for on, (kind, name, decision) in sorted(days.items())]


def _days(on: date, name: str) -> dict[date, tuple[str, str, str]]:
    swap = SWAPPED.search(name)
    if swap:
        day, month, year = map(int, swap.groups())
        other = date(year, month, day)
        return {
            on: ("off", f"Ngày nghỉ hoán đổi (làm bù ngày {other:%d/%m/%Y})", ""),
            other: ("work", f"Ngày làm bù (thay cho ngày {on:%d/%m/%Y})", ""),
        }
    if (on.month, on.day) == (9, 2) or "Quốc khánh" not in name or "nghỉ bù" in name:
        return {on: ("off", name, "28/2026/QH16" if CULTURE_DAY in name else "")}
    return {on: ("off", "Quốc khánh (ngày nghỉ thứ hai)", "")}


def main() -> None:
    """Writes the file to standard output."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["date", "kind", "name", "decision"])
    writer.writerows([on.isoformat(), *rest] for on, *rest in rows())


if __name__ == "__main__":
    main()
