"""Names of agencies as people write them: the same one with or without tone marks, old or new, spaced or dashed."""

import re
import unicodedata

_SHORT = (("uy ban nhan dan", "ubnd"), ("hoi dong nhan dan", "hdnd"))
_NOT_WORD = re.compile(r"[^0-9a-z&]+")


def fold_name(name: str) -> str:
    """`Sở Nội vụ`, `SỞ NỘI VỤ` and `so noi  vu` become `so noi vu`; `Ủy ban nhân dân` becomes `ubnd`."""
    plain = "".join(c for c in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(c))
    folded = _NOT_WORD.sub(" ", plain.replace("đ", "d")).strip()
    for long, short in _SHORT:
        folded = folded.replace(long, short)
    return folded
