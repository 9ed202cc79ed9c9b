"""Groups of agencies as directives address them, and the kinds of agencies they mean [DOMAIN §3, all seeds]."""

import re

from services.tracker.domain.folding import fold_name, without_diacritics

# Kinds of the directory (column `kind` of agencies.csv).
DEPARTMENT, COMMUNE, DISTRICT = "department", "commune", "district"
VERTICAL, PRESS, ENTERPRISE, UNIT = "vertical", "press", "enterprise", "unit"

# Matched on folded names without diacritics; each that matches adds its kinds.
_GROUPS = tuple(
    (re.compile(pattern), frozenset(kinds))
    for pattern, kinds in (
        (r"\b(?:cac|tat ca|toan the) (?:giam doc )?(?:cac )?(?:so|ban nganh|nganh)\b", {DEPARTMENT}),
        (r"\bso ban nganh\b|\bcac co quan chuyen mon\b|\bcac nganh\b", {DEPARTMENT}),
        (
            r"\b(?:thu truong )?cac co quan(?: don vi)?\b(?! (?:trung uong|nganh doc|bao chi|thong tan))",
            {DEPARTMENT, UNIT},
        ),
        (r"\bcac don vi(?: su nghiep)?\b", {UNIT}),
        (r"\bubnd cac (?:[\w ]*?)?(?:xa|phuong|dac khu|thi tran)\b", {COMMUNE}),
        (r"\bcac (?:xa|phuong|dac khu)\b", {COMMUNE}),
        (r"\bubnd cac (?:[\w ]*?)?(?:huyen|tx|tp)\b|\bcac huyen\b", {DISTRICT}),
        (r"\bubnd (?:cac )?cap xa\b", {COMMUNE}),
        (r"\bubnd (?:cac )?cap huyen\b", {DISTRICT}),
        (r"\bcac dia phuong\b", {COMMUNE, DISTRICT}),
        (r"\bcac co quan (?:trung uong|nganh doc)|\bcac don vi nganh doc", {VERTICAL}),
        (r"\bcac co quan (?:thong tan )?bao chi|\bcac bao\b", {PRESS}),
        (r"\bcac (?:tap doan |tong cong ty )?(?:cong ty|doanh nghiep) nha nuoc|\bcac doanh nghiep\b", {ENTERPRISE}),
    )
)
# "Liên quan" leaves open whom: nobody can be given the task by a rule.
_OPEN = re.compile(r"\blien quan\b")


def group_kinds(written: str) -> frozenset[str]:
    """The kinds of agencies that a group's name means; empty where it names no group or leaves open whom."""
    name = without_diacritics(fold_name(written))
    if _OPEN.search(name):
        return frozenset()
    return frozenset().union(*(kinds for pattern, kinds in _GROUPS if pattern.search(name)))
