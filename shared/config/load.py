"""dondoc.toml → Config, or a refusal that names file, line, key and remedy."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from shared.causes import cause_of
from shared.config.config import Config
from shared.config.errors import ConfigError, Fault
from shared.config.indirect import Indirect
from shared.config.known import TAGS, child, keys_of
from shared.config.positions import KeyPath, Lines, scan
from shared.config.syntax import misspelt
from shared.config.wording import sentence, unknown_channel, unknown_key
from shared.language import Words

DEFAULT_FILE = Path("dondoc.toml")
# A source's name is a part of its address, which `.` and `..` would shorten; no channel is what a notice has that waits
# for an address.
NAMES = {
    "sources": (re.compile(r"(?!\.{1,2}$)[^\s/?#%\x00-\x1f\x7f]{1,100}"), Words(
        "tên nguồn đứng trong địa chỉ /webhooks/<tên>: phải có 1–100 ký tự, không có dấu cách và / ? # %; hãy đổi tên",
        "a source's name stands in /webhooks/<name>: 1–100 characters, no space and none of / ? # %; rename it")),
    "channels": (re.compile(r"\S(?:.{0,98}\S)?"), Words(
        "tên kênh gửi phải có 1–100 ký tự, không có dấu cách ở đầu và cuối; hãy đổi tên",
        "a channel's name has 1–100 characters, no space at its ends; rename it")),
}  # fmt: skip


def load_config(path: Path | None = None, environ: Mapping[str, str] | None = None) -> Config:
    """The configuration in `path`; without one, `dondoc.toml` of the working folder or else the built-in defaults.

    `environ` is where `*_env` keys look. Raises ConfigError.
    """
    file = path or DEFAULT_FILE
    if path is None and not file.exists():
        return Config()
    text = _read(file)
    raw = _parse(file, text)
    lines = scan(text)
    indirect = Indirect(file.parent, environ or {}, lines)
    indirect.resolve(raw)
    config, faults = _validate(raw, lines)
    faults = [
        *indirect.faults,
        *faults,
        *_bad_names(raw, lines),
        *(_crossed(config, file.parent, lines) if config else ()),
    ]
    if faults or config is None:
        raise ConfigError(str(file), tuple(sorted(faults, key=lambda fault: fault.line)))
    return _resolved(config, file.parent).located(file, lines)


def load_tables(path: Path | None, *names: str) -> Config:
    """The tables `names` of the file by themselves, for a command that needs nothing else: no secret is looked for.

    Raises ConfigError.
    """
    file = path or DEFAULT_FILE
    text = _read(file)
    raw = _parse(file, text)
    config, faults = _validate({name: raw[name] for name in names if name in raw}, scan(text))
    if config is None:
        raise ConfigError(str(file), tuple(sorted(faults, key=lambda fault: fault.line)))
    return config


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as bad:
        words = Words("không phải UTF-8; hãy lưu lại bằng UTF-8", "is not UTF-8; save it as UTF-8")
        raise ConfigError(str(file), (Fault(bad.object[: bad.start].count(b"\n") + 1, (), words),)) from bad
    except OSError as bad:
        why = cause_of(bad)
        words = Words(f"không mở được tệp ({why.vi}); hãy kiểm tra --config",
                      f"cannot be opened ({why.en}); check --config")  # fmt: skip
        raise ConfigError(str(file), (Fault(1, (), words),)) from bad


def _parse(file: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as bad:
        line, words = misspelt(str(bad), text)
        raise ConfigError(str(file), (Fault(line, (), words),)) from bad


def _validate(raw: dict[str, Any], lines: Lines) -> tuple[Config | None, list[Fault]]:
    try:
        return Config.model_validate(raw), []
    except ValidationError as bad:
        errors = bad.errors(include_url=False, include_input=False)
        return None, [_fault(error, raw, lines) for error in errors if not _follows(error, errors)]


def _follows(error: ErrorDetails, errors: list[ErrorDetails]) -> bool:
    """A list whose entries are all refused counts as empty: the entries' own faults have said why."""
    place = error["loc"]
    return error["type"] == "too_short" and any(
        other["loc"][: len(place)] == place and len(other["loc"]) > len(place) for other in errors
    )


def _fault(error: ErrorDetails, raw: dict[str, Any], lines: Lines) -> Fault:
    key = _written(error["loc"], raw)
    context = error.get("ctx", {})
    if error["type"].startswith("union_tag"):
        key = (*key, str(context["discriminator"]).strip("'"))
    if error["type"] == "extra_forbidden":
        return Fault(lines.of(key), key, unknown_key(str(key[-1]), keys_of(Config, key[:-1], raw)))
    return Fault(lines.of(key), key, sentence(error["type"], context, error["msg"]))


def _written(location: tuple[str | int, ...], raw: dict[str, Any]) -> KeyPath:
    """pydantic's location without the names of union members, which nobody wrote as keys."""
    path: KeyPath = ()
    node: Any = raw
    for part in location:
        if isinstance(node, dict) and part not in node and part in [node.get(tag) for tag in TAGS]:
            continue
        path = (*path, part)
        node = child(node, part)
    return path


def _crossed(config: Config, folder: Path, lines: Lines) -> Iterator[Fault]:
    """What only two tables together, or a table and the disk, can show."""
    for n, recipient in enumerate(config.recipients):
        if recipient.channel and recipient.channel not in config.channels:
            key: KeyPath = ("recipients", n, "channel")
            yield Fault(lines.of(key), key, unknown_channel(recipient.channel, list(config.channels)))
    for name in ("agencies", "calendar"):
        named = getattr(config.office, name)
        if named and not (folder / named).is_file():
            words = Words(f"không có tệp {named}; hãy tạo hoặc sửa tên", f"there is no file {named}; create or mend it")
            yield Fault(lines.of(("office", name)), ("office", name), words)
    for source, settings in config.sources.items():
        yield from _bad_paths(("sources", source, "map"), settings.map, lines)


def _bad_names(raw: dict[str, Any], lines: Lines) -> Iterator[Fault]:
    """The names of tables that stand in addresses and on messages."""
    for table, (form, words) in NAMES.items():
        named = raw.get(table)
        for name in named if isinstance(named, dict) else ():
            if not form.fullmatch(name):
                yield Fault(lines.of((table, name)), (table, name), words)


def _bad_paths(table: KeyPath, mapping: Mapping[str, str], lines: Lines) -> Iterator[Fault]:
    import jmespath
    from jmespath.exceptions import JMESPathError

    for name, path in mapping.items():
        try:
            jmespath.compile(path)
        except JMESPathError as bad:
            key = (*table, name)
            why = str(bad).split("\n")[0]
            words = Words(f"không phải đường dẫn JMESPath ({why})", f"is not a JMESPath ({why})")
            yield Fault(lines.of(key), key, words)


def _resolved(config: Config, folder: Path) -> Config:
    office = config.office
    found = {name: folder / getattr(office, name) for name in ("agencies", "calendar") if getattr(office, name)}
    return config.model_copy(update={"office": office.model_copy(update=found)})
