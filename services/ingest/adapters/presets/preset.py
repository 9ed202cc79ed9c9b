"""The form of a preset."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.folding import fold


@dataclass(frozen=True)
class Preset:
    """`reads`: our field → names of the body, the better ones first; `ignores`: names known and not wanted.

    A canonical preset has our names already. `open_values`: values of secrecy fields known to mean "not secret".
    """

    canonical: bool = False
    reads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ignores: frozenset[str] = frozenset()
    open_values: tuple[str, ...] = ()

    def places(self) -> dict[str, tuple[str, int]]:
        """Folded name → (our field, rank): lower ranks win."""
        return {fold(name): (ours, rank) for ours, names in self.reads.items() for rank, name in enumerate(names)}
