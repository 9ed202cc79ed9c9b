"""A state secret is refused before anything of a document entered by hand is stored or logged [law: Law 117/2025]."""

from collections.abc import Iterator

from services.tracker.domain.folding import fold_search

NAMES = frozenset({"secrecy", "do mat", "domat", "muc do mat", "mucdomat", "confidential"})
OPEN = frozenset({"", "khong", "thuong", "binh thuong"})
STAMPS = frozenset({"mat", "toi mat", "tuyet mat", "tai lieu thu hoi"})
LONGEST_STAMP = 60


def is_secret(body: object) -> bool:
    """Whether a field says so, or a stamp stands alone on a line of any text, in capitals."""
    return any(_says_secret(name, value) for name, value in _leaves(body, ""))


def _leaves(value: object, name: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, str(key))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner, name)
    else:
        yield name, value


def _says_secret(name: str, value: object) -> bool:
    if fold_search(name) in NAMES:
        return value is not None and value is not False and fold_search(str(value)) not in OPEN
    return isinstance(value, str) and any(_is_stamp(line) for line in value.splitlines())


def _is_stamp(line: str) -> bool:
    return len(line) <= LONGEST_STAMP and line.isupper() and fold_search(line) in STAMPS
