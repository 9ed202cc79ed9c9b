"""The two languages that people read: Vietnamese first, English second (DONDOC_LANG)."""

from dataclasses import dataclass
from typing import Literal

Lang = Literal["vi", "en"]


@dataclass(frozen=True)
class Words:
    """One sentence in both languages."""

    vi: str
    en: str

    def say(self, lang: Lang) -> str:
        return self.vi if lang == "vi" else self.en
