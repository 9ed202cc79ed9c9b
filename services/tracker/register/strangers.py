"""The provisional agencies that one transaction made of names that nobody has."""

from uuid import UUID

from services.tracker.domain.agency import Agency


class Strangers:
    """By folded name, by id and by code: a document may name thousands."""

    def __init__(self) -> None:
        self._by_name: dict[str, Agency] = {}
        self._by_id: dict[UUID, Agency] = {}
        self._codes: set[str] = set()

    def named(self, folded: str) -> Agency | None:
        """The one that was made of this name."""
        return self._by_name.get(folded)

    def of_id(self, agency_id: UUID) -> Agency | None:
        """The one of this id."""
        return self._by_id.get(agency_id)

    def has_code(self, code: str) -> bool:
        """Whether one of them has this code."""
        return code in self._codes

    def add(self, folded: str, agency: Agency) -> None:
        """Know it from now on."""
        self._by_name[folded] = self._by_id[agency.id] = agency
        self._codes.add(agency.code)
