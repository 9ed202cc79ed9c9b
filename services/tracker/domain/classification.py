"""Regime and class of a task: QC45 or QC42, a to d [seed 002]."""

from enum import StrEnum


class Regime(StrEnum):
    """QC42: assigned by the Government or the Prime Minister; QC45: by the provincial People's Committee."""

    QC42 = "QC42"
    QC45 = "QC45"


class Category(StrEnum):
    """a deadline and report · b deadline · c report · d neither."""

    A = "a"
    B = "b"
    C = "c"
    D = "d"


def category_of(*, has_deadline: bool, must_report: bool) -> Category:
    """The class that deadline and report duty make [seed 002, 4b]."""
    if has_deadline:
        return Category.A if must_report else Category.B
    return Category.C if must_report else Category.D


def code_of(regime: Regime | None, category: Category | None) -> str | None:
    """`QC45_a`; None without a regime."""
    return f"{regime}_{category}" if regime and category else None
