"""What the process environment says (DONDOC_*): where to listen, where to keep things, whom to trust at first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

from shared.clock import BadClock, Clock, clock_from
from shared.language import Lang, Words

DATABASES = ("sqlite", "postgresql", "postgres")


class EnvironmentProblem(ValueError):
    """A DONDOC_ variable makes no sense; `words` name it and say what to write."""

    def __init__(self, words: Words) -> None:
        self.words = words
        super().__init__(words.en)


@dataclass(frozen=True)
class Environment:
    """`database_url` and `data` always have a value; `kafka_servers` None = the log is the table itself."""

    data: Path = Path("data")
    database_url: str = field(default="sqlite:///data/dondoc.db", repr=False)
    kafka_servers: str | None = None
    host: str = "127.0.0.1"
    port: int = 8080
    log_format: Literal["text", "json"] = "text"
    lang: Lang = "vi"
    bootstrap_token: str | None = field(default=None, repr=False)
    clock_text: str | None = None

    @classmethod
    def from_os(cls, environ: Mapping[str, str]) -> "Environment":
        """From the process environment; an empty variable counts as unset. Raises EnvironmentProblem."""
        given = {
            key.removeprefix("DONDOC_"): value for key, value in environ.items() if key.startswith("DONDOC_") and value
        }
        data = Path(given.get("DATA", "data")).absolute()
        return cls(
            data=data,
            database_url=_database(given["DATABASE_URL"]) if "DATABASE_URL" in given else f"sqlite:///{data}/dondoc.db",
            kafka_servers=given.get("KAFKA_SERVERS"),
            host=given.get("HOST", "127.0.0.1"),
            port=_port(given.get("PORT", "8080")),
            log_format=cast(Literal["text", "json"], _one_of(given, "LOG_FORMAT", ("text", "json"))),
            lang=cast(Lang, _one_of(given, "LANG", ("vi", "en"))),
            bootstrap_token=given.get("BOOTSTRAP_TOKEN"),
            clock_text=given.get("CLOCK"),
        )

    @property
    def on_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    def clock(self) -> Clock:
        """The clock that DONDOC_CLOCK asks for. Raises EnvironmentProblem."""
        try:
            return clock_from(self.clock_text)
        except BadClock as bad:
            example = "2026-11-16T08:00:00+07:00 x7200"
            words = Words(f"DONDOC_CLOCK: không đọc được; hãy viết như {example}", f"DONDOC_CLOCK: {bad}")
            raise EnvironmentProblem(words) from bad


def _database(url: str) -> str:
    from sqlalchemy.engine import make_url  # slow to import, and the variable is rarely set
    from sqlalchemy.exc import ArgumentError

    try:
        if make_url(url).get_backend_name() in DATABASES:
            return url
    except (ArgumentError, ValueError):
        pass  # refused as any other
    example = "postgresql://dondoc@127.0.0.1:5432/dondoc"
    raise EnvironmentProblem(Words(f"DONDOC_DATABASE_URL: không dùng được; hãy viết như {example}",
                                   f"DONDOC_DATABASE_URL: cannot be used; write it like {example}"))  # fmt: skip


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 <= int(text) <= 65_535:
        return int(text)
    raise EnvironmentProblem(Words(f"DONDOC_PORT: {text!r} không phải cổng; hãy viết số từ 0 đến 65535",
                                   f"DONDOC_PORT: {text!r} is no port; write a number from 0 to 65535"))  # fmt: skip


def _one_of(given: Mapping[str, str], name: str, accepted: tuple[str, ...]) -> str:
    value = given.get(name, accepted[0])
    if value in accepted:
        return value
    raise EnvironmentProblem(Words(f"DONDOC_{name}: {value!r} không dùng được; hãy viết {' hoặc '.join(accepted)}",
                                   f"DONDOC_{name}: {value!r} is unknown; write {' or '.join(accepted)}"))  # fmt: skip
