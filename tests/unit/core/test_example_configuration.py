"""deploy/dondoc.toml.example: it is accepted as it stands, and what it shows as the default is the default."""

import re
from pathlib import Path

import pytest

from shared.config import Config, load_config

EXAMPLE = (Path(__file__).parents[3] / "deploy" / "dondoc.toml.example").read_text("utf-8")
TABLES = ("regimes", "policy", "ingest", "log", "notices", "reading", "api")
UNSET = {"quiet_from", "quiet_to"}
AROUND = {"DONDOC_MAIL_PASSWORD": "x", "DONDOC_HOOK_SECRET": "whsec_ZG9uZG9j"}


def loaded(folder: Path, text: str) -> Config:
    for name in ("agencies.csv", "calendar.csv"):
        (folder / name).touch()
    (folder / "dondoc.toml").write_text(text, "utf-8")
    return load_config(folder / "dondoc.toml", AROUND)


def everything(text: str) -> str:
    """Every key that may be uncommented is."""
    return re.sub(r'^#(?=["\[a-z_])', "", text, flags=re.MULTILINE)


def test_it_is_accepted_as_it_stands(tmp_path: Path) -> None:
    config = loaded(tmp_path, EXAMPLE)
    assert (list(config.sources), list(config.channels)) == (["noi-bo"], ["console"])


@pytest.mark.parametrize("table", TABLES)
def test_what_it_shows_as_the_default_is_the_default(tmp_path: Path, table: str) -> None:
    shown = getattr(loaded(tmp_path, everything(EXAMPLE)), table)
    assert shown.model_dump(exclude=UNSET) == getattr(Config(), table).model_dump(exclude=UNSET)


@pytest.mark.parametrize("table", TABLES)
def test_it_shows_every_key(tmp_path: Path, table: str) -> None:
    shown = getattr(loaded(tmp_path, everything(EXAMPLE)), table)
    assert shown.model_fields_set == set(type(shown).model_fields)


def test_every_kind_of_channel_and_every_table_can_be_uncommented(tmp_path: Path) -> None:
    config = loaded(tmp_path, everything(EXAMPLE))
    assert [channel.kind for channel in config.channels.values()] == ["console", "smtp", "webhook"]
    assert {"agencies", "calendar"} <= config.office.model_fields_set
    assert [one.audience for one in config.recipients] == ["monitor", "office"]
    assert config.sources["noi-bo"].map == {"document.number": "vb.so"}
