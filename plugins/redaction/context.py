"""What a recogniser may know of the record beside the text."""

from dataclasses import dataclass
from typing import Final

NATURAL_PERSONS: Final = ("自然人", "个体工商户")
_LONGEST_NAME: Final = 4


@dataclass(frozen=True)
class Context:
    """The record around a text.

    Attributes:
        party: the party's name; a person of that name is no third person.
        representative: the name of its legal representative or operator, likewise.
        category: the party's category, a word of the standard; None = unknown.
        business_addresses: addresses of enterprises count as well.
        enterprise_vehicles: plates of enterprises' vehicles count as well.
    """

    party: str | None = None
    representative: str | None = None
    category: str | None = None
    business_addresses: bool = False
    enterprise_vehicles: bool = False

    @property
    def is_natural_person(self) -> bool | None:
        """Whether the party is a person of flesh and blood, with or without a shop; None where that is unknown."""
        return None if self.category is None else self.category in NATURAL_PERSONS

    def is_party(self, name: str) -> bool:
        """Whether a name is the party's own, its representative's, or a part of the party's trade name."""
        known = [text for text in (self.party, self.representative) if text is not None]
        return name in known or any(name in text for text in known if len(text) > _LONGEST_NAME)


NO_CONTEXT: Final = Context()
