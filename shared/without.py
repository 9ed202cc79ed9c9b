"""Imports without a library that another one would take in although we never use it: a quicker, smaller start."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(name: str) -> Iterator[None]:
    """Within the block `import name` fails as if it were not installed; one that is imported already stays."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # Python's own way to say "not there" (reference, 5.3.1)
    try:
        yield
    finally:
        del sys.modules[name]
