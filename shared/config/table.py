"""What every table of dondoc.toml has in common: frozen, and an unknown key is an error."""

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError

from shared.language import Words


class Setting(BaseModel):
    """A table of dondoc.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def wrong(words: Words) -> PydanticCustomError:
    """What a validator raises: a refusal that can be said in both languages."""
    return PydanticCustomError("wrong", "{en}", {"vi": words.vi, "en": words.en})
