"""The one door that opens everything for a process: gate, database, evidence, secret, intake, history, rates."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from engine.gate import Gate
from store.database import Database, make_home, open_database
from store.evidence.keeping import Evidences
from store.evidence.opening import open_evidence
from store.evidence.stores import EvidenceStore
from store.gate import make_gate
from store.history.queries import History
from store.intake import StoreUnavailable
from store.jobwork import JobIntake
from store.migrations import upgrade
from store.rates import Rates, open_rates
from store.secret import Secret, demand_same_secret, load_secret
from store.settings import Settings


@dataclass(frozen=True)
class Home:
    """All that a process works with. Close it at the end."""

    gate: Gate
    database: Database
    evidence: EvidenceStore
    secret: Secret
    intake: JobIntake
    history: History
    rates: Rates

    def close(self) -> None:
        """Close all connections."""
        self.rates.close()
        self.database.close()


def open_home(settings: Settings, now: datetime, gate: Gate | None = None) -> Home:
    """Open everything that the settings name: the schema is brought up to date, orphans are swept where the
    evidence store can be reached.

    Args:
        now: aware; orphans are told by their age.
        gate: None = all installed plugins, the rulesets of the distribution.

    Raises:
        UserError: the settings name something that cannot be.
        EngineError: a ruleset or plugin does not load, `database-unusable`, `wrong-secret`.
    """
    gate = gate or make_gate()
    make_home(settings.home)
    database = open_database(settings.home, settings.database_url)
    try:
        upgrade(database)
        secret = load_secret(settings.home, settings.secret.get_secret_value() if settings.secret else None)
        demand_same_secret(database, secret)
        evidence = open_evidence(settings.home, settings.evidence_url)
        intake = JobIntake(gate, database, Evidences(database, evidence, secret), secret, settings.region)
        with suppress(StoreUnavailable):  # the next process sweeps; small evidence needs no evidence store
            intake.sweep(now)
        return Home(gate, database, evidence, secret, intake, History(database, secret), open_rates(database))
    except BaseException:
        database.close()
        raise
