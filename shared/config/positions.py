"""Where each key of a TOML file stands: a scanner for text that tomllib has already found valid."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

KeyPath = tuple[str | int, ...]

TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}' r"|'''.*?'{3,5}" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'"
    r"|\#[^\n]*|\n|\[\[|\]\]|[\[\]{}=,.]|[^\s\[\]{}=,.#\"']+",
    re.DOTALL,
)  # fmt: skip
ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)")
PLAIN_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}


@dataclass(frozen=True)
class Lines:
    """Key path → line (from 1). Items of arrays are numbered."""

    at: dict[KeyPath, int] = field(default_factory=dict)

    def of(self, key: KeyPath) -> int:
        """The line of `key`, or of the nearest table above it that is written down; 1 where none is."""
        return next((self.at[key[:n]] for n in range(len(key), 0, -1) if key[:n] in self.at), 1)

    def alias(self, key: KeyPath, other: KeyPath) -> None:
        """`key` came from what stands at `other`."""
        self.at[key] = self.of(other)


@dataclass(frozen=True)
class _Token:
    text: str
    line: int


class _Scanner:
    def __init__(self, text: str) -> None:
        self.lines = Lines()
        self.counts: dict[KeyPath, int] = {}
        self.tokens = list(_tokens(text))
        self.next = 0

    def run(self) -> Lines:
        table: KeyPath = ()
        while self.next < len(self.tokens):
            if self.peek() == "\n":
                self.next += 1
            elif self.peek() in ("[", "[["):
                table = self.header()
            else:
                self.pair(table)
        return self.lines

    def peek(self) -> str:
        return self.tokens[self.next].text if self.next < len(self.tokens) else "\n"

    def take(self) -> _Token:
        self.next += 1
        return self.tokens[self.next - 1]

    def header(self) -> KeyPath:
        opened = self.take()
        names = self.dotted("]" if opened.text == "[" else "]]")
        self.take()
        path = self.through_arrays(names[:-1])
        if opened.text == "[[":
            array = (*path, names[-1])
            path = (*array, self.counts.get(array, 0))
            self.counts[array] = self.counts.get(array, 0) + 1
            self.lines.at.setdefault(array, opened.line)
        else:
            path = self.through_arrays(names)
        self.remember(path, opened.line)
        return path

    def through_arrays(self, names: list[str]) -> KeyPath:
        path: KeyPath = ()
        for name in names:
            path = (*path, name)
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
        return path

    def dotted(self, end: str) -> list[str]:
        names: list[str] = []
        while self.peek() != end:
            token = self.take()
            if token.text != ".":
                names.append(_name(token.text))
        return names

    def pair(self, table: KeyPath) -> None:
        line = self.tokens[self.next].line
        path = (*table, *self.dotted("="))
        self.take()
        self.remember(path, line)
        self.value(path)

    def remember(self, path: KeyPath, line: int) -> None:
        for n in range(1, len(path) + 1):
            self.lines.at.setdefault(path[:n], line)

    def value(self, path: KeyPath) -> None:
        if self.peek() in ("[", "[["):
            self.array(path)
        elif self.peek() == "{":
            self.take()
            self.inline_table(path)
        else:
            while self.peek() not in (",", "]", "]]", "}", "\n"):
                self.take()

    def array(self, path: KeyPath) -> None:
        self.split("[")
        self.take()
        index = 0
        while self.peek() not in ("]", "]]"):
            if self.peek() in (",", "\n"):
                index += self.take().text == ","
                continue
            self.remember((*path, index), self.tokens[self.next].line)
            self.value((*path, index))
        self.split("]")
        self.take()

    def split(self, bracket: str) -> None:
        """Two brackets in a value are two arrays, not the header of an array of tables."""
        token = self.tokens[self.next]
        if token.text == bracket * 2:
            self.tokens[self.next : self.next + 1] = [_Token(bracket, token.line)] * 2

    def inline_table(self, path: KeyPath) -> None:
        while self.peek() != "}":
            if self.peek() in (",", "\n"):
                self.take()
            else:
                self.pair(path)
        self.take()


def _tokens(text: str) -> Iterator[_Token]:
    line, seen = 1, 0
    for match in TOKEN.finditer(text):
        line, seen = line + text.count("\n", seen, match.start()), match.start()
        if not match.group().startswith("#"):
            yield _Token(match.group(), line)


def _name(token: str) -> str:
    if token.startswith("'"):
        return token[1:-1]
    return ESCAPE.sub(_unescape, token[1:-1]) if token.startswith('"') else token


def _unescape(match: re.Match[str]) -> str:
    code = match.group(1)
    return chr(int(code[1:], 16)) if code[0] in "uU" and len(code) > 1 else PLAIN_ESCAPES.get(code, code)


def scan(text: str) -> Lines:
    """The lines of every key of a valid TOML text, keys of inline tables and items of arrays included."""
    return _Scanner(text).run()
