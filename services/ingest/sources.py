"""The sources of dondoc.toml, compiled for the receiving path. What can never work refuses to start."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.ingest.adapters.mapping import BadMapping
from services.ingest.adapters.registry import reader_for
from services.ingest.interpret import Reader
from services.ingest.rate import Bucket
from services.ingest.signatures import Verify, verifier
from shared.config import Config
from shared.language import Words


@dataclass(frozen=True, slots=True)
class Source:
    """A system that pushes, ready to be asked; `limit` in bytes."""

    name: str
    verify: Verify
    read: Reader[Any]
    limit: int
    bucket: Bucket | None


def compile_sources(config: Config) -> Mapping[str, Source]:
    """Every source by name. Raises ConfigError with the line of what can never work."""
    return {name: _compile(config, name) for name in config.sources}


def _compile(config: Config, name: str) -> Source:
    source = config.sources[name]
    try:
        read = reader_for(source)
    except BadMapping as bad:
        words = Words(f"dòng ánh xạ không dùng được ({bad.why}); hãy sửa", f"cannot be mapped: {bad.why}; mend it")
        raise config.wrong(("sources", name, "map", bad.name), words) from bad
    bucket = Bucket(*source.rate) if source.rate else None
    return Source(name, verifier(source.auth, source.tolerance), read, int(source.body_limit), bucket)
