"""Whether signs are words: fonts without a Unicode table, and the old ones of TCVN3, give signs that are none."""

_TCVN3 = frozenset("©®µ¶·¹¨»¼½¾ª«¬\xad×÷§£¤¥¦¡¢¸")  # letters of Vietnamese in the old code, seldom signs in Unicode
_PRIVATE = range(0xE000, 0xF900)
_MOST = 0.04  # the noise of a good recognition is a tenth of it


def is_legible(text: str) -> bool:
    """Whether few of the signs are such that no Vietnamese text has many of them."""
    signs = [sign for sign in text if not sign.isspace()]
    odd = sum(sign in _TCVN3 or ord(sign) in _PRIVATE or not sign.isprintable() or sign == "\ufffd" for sign in signs)
    return odd <= _MOST * len(signs)
