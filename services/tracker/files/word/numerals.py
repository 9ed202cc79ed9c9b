"""Numbers of lists as Word writes them: decimal, roman, letters, Vietnamese words."""

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_WORDS = ("", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_LONGEST = 4999


def numeral(number: int, style: str) -> str:
    """`number` in one of Word's number formats; a format that is not known is decimal."""
    match style:
        case "upperRoman" | "lowerRoman" if 0 < number <= _LONGEST:
            return roman(number).upper() if style == "upperRoman" else roman(number)
        case "upperLetter" | "lowerLetter" if 0 < number <= _LONGEST:
            return letters(number).upper() if style == "upperLetter" else letters(number)
        case "decimalZero":
            return f"{number:02d}"
        case "vietnameseCounting" if 0 < number < len(_WORDS):
            return _WORDS[number]
        case "none" | "bullet":
            return ""
    return str(number)


def roman(number: int) -> str:
    """Lower-case roman numeral."""
    written = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        written += sign * count
    return written


def letters(number: int) -> str:
    """a … z, then aa, bb … as Word goes on."""
    times, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (times + 1)
