"""Keys short and clean enough for an index."""

from hashlib import sha256

LONGEST = 200


def bounded(text: str) -> str:
    """`text` without control characters, or its hash where it is too long for an index."""
    clean = text if text.isprintable() else "".join(c for c in text if c.isprintable())
    if len(clean) <= LONGEST:
        return clean
    return "sha256:" + sha256(clean.encode()).hexdigest()
