"""Who asks: the roles of keys, and the caller that stands behind a request or a command."""

from dataclasses import dataclass
from typing import Final, Literal

Role = Literal["platform", "submitter", "reviewer", "maintainer", "auditor", "admin"]
ROLES: Final[tuple[Role, ...]] = ("platform", "submitter", "reviewer", "maintainer", "auditor", "admin")


@dataclass(frozen=True)
class Caller:
    """Who asks.

    Attributes:
        key_id: None = the command line.
        role: what it may do.
        organisation: of a submitter; it sees and hands in its own only.
    """

    key_id: str | None
    role: Role
    organisation: str | None = None


COMMAND_LINE: Final = Caller(None, "admin")
