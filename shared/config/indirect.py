"""What stands elsewhere, secrets above all: `secret_file = "/run/secrets/x"`, `secrets_env = ["OLD", "NEW"]`."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from shared.causes import cause_of
from shared.config.errors import Fault
from shared.config.positions import KeyPath, Lines
from shared.language import Words

MAY_STAND_ELSEWHERE = ("secrets", "secret", "password", "value", "ca")


class Indirect:
    """Replaces `*_file` and `*_env` by what they name, in place; collects what could not be found in `faults`."""

    def __init__(self, folder: Path, environ: Mapping[str, str], lines: Lines) -> None:
        self.folder, self.environ, self.lines = folder, environ, lines
        self.faults: list[Fault] = []

    def resolve(self, node: Any, path: KeyPath = ()) -> None:
        if isinstance(node, dict):
            for name, suffix in list(_references(node)):
                self._replace(node, path, (name, suffix))
        for key, child in _children(node):
            self.resolve(child, (*path, key))

    def _replace(self, table: dict[str, Any], path: KeyPath, reference: tuple[str, str]) -> None:
        name, suffix = reference
        written = (*path, name + suffix)
        named = table.pop(name + suffix)
        places = named if isinstance(named, list) else [named]
        found = [self._look(suffix, str(place), written) for place in places]
        if name in table:
            self._fault(written, f"đã có {name}; chỉ giữ một trong hai", f"{name} stands there already; keep one")
        table[name] = found if name == "secrets" else "".join(found[:1])
        self.lines.alias((*path, name), written)

    def _look(self, suffix: str, place: str, written: KeyPath) -> str:
        try:
            value = self.environ[place] if suffix == "_env" else (self.folder / place).read_text("utf-8")
        except (KeyError, OSError, UnicodeDecodeError) as wrong:
            why = _why(wrong)
            self._fault(written, f"không đọc được {place}{why.vi}; hãy tạo hoặc sửa tên",
                        f"cannot read {place}{why.en}; create or mend it")  # fmt: skip
            return "?"
        return value.strip()

    def _fault(self, key: KeyPath, vi: str, en: str) -> None:
        self.faults.append(Fault(self.lines.of(key), key, Words(vi, en)))


def _why(wrong: Exception) -> Words:
    if not isinstance(wrong, OSError):
        return Words("", "")
    why = cause_of(wrong)
    return Words(f" ({why.vi})", f" ({why.en})")


def _references(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key in table:
        for suffix in ("_file", "_env"):
            if key.endswith(suffix) and key.removesuffix(suffix) in MAY_STAND_ELSEWHERE:
                yield key.removesuffix(suffix), suffix


def _children(node: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(node, dict):
        yield from list(node.items())
    elif isinstance(node, list):
        yield from enumerate(node)
