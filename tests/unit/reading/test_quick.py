"""Patterns rewritten for speed find what they found before, where they found it before."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tracker.reading.quick import quick

EXPRESSIONS = [
    r"\b(?:thay the|thai bo|huy bo)(?: toan bo)? (?P<what>so \d)",
    r"\b(?:truoc|trong) (?:ngay|nam) \d|\bhang (?:nam|thang)\b|\bdinh ky\b",
    r"\bbao cao\b",
    r"\b(?:(?:chi dao|cho)) \w",
    r"(?<![\w/])(?:có|chủ trì|đến|đi)(?![\w/])",
    r"(?<!\w)(?:so|sau) \d",
    r"\bba?o",
    r"\b(?:bao?|cao) \d",
    r"\b(?:ca[c|)]|co\)|con\|) so",
]
UNTOUCHED = [
    r"\b(?:so)? \d",
    r"\b\w+",
    r"\b(?:b?ao|cao)",
    r"\bso|\d",
    r"(?:bao|cao)",
    r"\b(?P<n>\d) so",
    r"\b(?P<a>so)|\b(?P<b>bao)",
]
WORDS = st.sampled_from([
    "thay", "the", "thai", "bo", "huy", "toan", "so", "1", "truoc", "trong", "ngay", "hang", "nam", "dinh", "ky", "bao", "cao",
    "chi", "dao", "cho", "có", "chủ", "trì", "đến", "đi", " ", " ", " ", "/", "_", "\n", "x", "ba", "bo", "cac", "co)", "con|",
])  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS)
@given(words=st.lists(WORDS, max_size=24).map("".join))
def test_the_same_places_are_found(expression: str, words: str) -> None:
    assert quick(expression) != expression
    assert _places(quick(expression), words) == _places(expression, words)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_a_match_begins_with_letters(expression: str) -> None:
    assert not re.match(r"\W*\\b|\W*\(\?<!", quick(expression))


@pytest.mark.parametrize("expression", UNTOUCHED)
def test_what_does_not_begin_with_certain_letters_stays(expression: str) -> None:
    assert quick(expression) == expression


def _places(expression: str, words: str) -> list[tuple[tuple[int, int], tuple[str | None, ...]]]:
    return [(found.span(), found.groups()) for found in re.finditer(expression, words)]
