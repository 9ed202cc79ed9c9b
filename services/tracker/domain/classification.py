"""Regime and class of a task: the Government's or the province's, a to d [seed 002]."""

from dataclasses import dataclass
from enum import StrEnum


class Regime(StrEnum):
    """QC42: assigned by the Government or the Prime Minister; QC45: by the provincial People's Committee.

    What is stored and compared; what people and other systems read and write are the RegimeNames.
    """

    QC42 = "QC42"
    QC45 = "QC45"


class Category(StrEnum):
    """a deadline and report · b deadline · c report · d neither."""

    A = "a"
    B = "b"
    C = "c"
    D = "d"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimeNames:
    """What the two regimes are called here: capital letters and a number, as in a marker [DOMAIN §2].

    `former` are names of the province's regulations before the one in force: still read, never written.
    """

    government: str = "QC42"
    province: str = "QC45"
    former: tuple[str, ...] = ()

    def of(self, regime: str | None) -> str | None:
        """The name of a regime."""
        if regime is None:
            return None
        return self.government if regime == Regime.QC42 else self.province

    def recognised(self) -> dict[str, Regime]:
        """Every name that is recognised. QC42 is the Government's everywhere, unless it is a name of the province's."""
        own = dict.fromkeys((self.province, *self.former), Regime.QC45)
        return {Regime.QC42.value: Regime.QC42, self.government: Regime.QC42} | own


BUILT_IN = RegimeNames()


def category_of(*, has_deadline: bool, must_report: bool) -> Category:
    """The class that deadline and report duty make [seed 002, 4b]."""
    if has_deadline:
        return Category.A if must_report else Category.B
    return Category.C if must_report else Category.D


def code_of(regime: str | None, category: str | None, names: RegimeNames = BUILT_IN) -> str | None:
    """`QC45_a`; None without a regime."""
    return f"{names.of(regime)}_{category}" if regime and category else None
