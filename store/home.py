"""The one door that opens everything for a process: gate, database, evidence, secret, intake, history, rates."""

from dataclasses import dataclass
from datetime import datetime

from engine.gate import Gate
from store.database import Database
from store.evidence.stores import EvidenceStore
from store.history.queries import History
from store.intake import Intake
from store.rates import Rates
from store.secret import Secret
from store.settings import Settings


@dataclass(frozen=True)
class Home:
    """All that a process works with. Close it at the end."""

    gate: Gate
    database: Database
    evidence: EvidenceStore
    secret: Secret
    intake: Intake
    history: History
    rates: Rates

    def close(self) -> None:
        """Close all connections."""
        self.rates.close()
        self.database.close()


def open_home(settings: Settings, now: datetime, gate: Gate | None = None) -> Home:
    """Open everything that the settings name: the schema is brought up to date, orphans are swept.

    Args:
        now: aware; orphans are told by their age.
        gate: None = all installed plugins, the rulesets of the distribution.

    Raises:
        UserError: the settings name something that cannot be.
        EngineError: a ruleset or plugin does not load, the database cannot be used, `wrong-secret`.
    """
    raise NotImplementedError
