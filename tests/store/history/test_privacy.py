"""Nothing of a natural person stands in the ledger or in the evidence in clear."""

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import inspect, text

from engine.errors import UserError
from engine.reading import open_source
from store.callers import COMMAND_LINE
from store.history.earlier import Ledger
from store.home import Home
from store.secret import Secret
from store.settings import Settings
from tests.store.history.conftest import NOW, Make, handover

# Invented. Each stands where it belongs, and where a clerk who slips by a column would put it.
CANARIES = {
    "name": "欧阳金丝雀",
    "identity": "140402199003074514",
    "passport": "E99887766",
    "mobile": "13812345678",
    "account": "6222021234567890123",
    "address": "长治市潞州区金丝雀巷8号",
    "idempotency": "retry-欧阳金丝雀",
}


@pytest.fixture
def full_home(home: Home, records: Make, tmp_path: Path) -> Home:
    """A history into which the canaries came by every way."""
    names = {"CF_XDR_MC": CANARIES["name"], "CF_XDR_LB": CANARIES["name"], "CF_CFJGDM": CANARIES["identity"]}
    texts = {
        "CF_SY": f"{CANARIES['name']}，电话{CANARIES['mobile']}，住{CANARIES['address']}，账号{CANARIES['account']}"
    }
    identity = {"CF_XDR_ZJHM": CANARIES["identity"], "CF_JDRQ": CANARIES["identity"], "CF_CFJG": CANARIES["passport"]}
    for number, changed in enumerate((names, texts, identity, {**names, **texts, **identity})):
        home.intake.submit(
            records(number, CF_WSH=f"{CANARIES['name']}{number}", **changed),
            handover(ruleset="changzhi@2020.1", idempotency_key=CANARIES["idempotency"] + str(number)),
        )
    path = tmp_path / f"{CANARIES['name']}.csv"
    path.write_text(f"{CANARIES['name']},{CANARIES['mobile']}\n1,2\n", encoding="utf-8")
    job = home.intake.accept_job(open_source(path), path, handover())
    home.intake.run_job(job.id, "one", lambda: NOW)
    home.intake.accept_job(open_source(path), path, handover())
    return home


def test_the_canaries_are_in_the_answers(full_home: Home) -> None:
    """Or the test below would prove nothing."""
    said = ""
    with full_home.database.engine.connect() as connection:
        ids = connection.execute(text("SELECT id FROM submission")).scalars().all()
    for submission in ids:
        said += full_home.history.result(COMMAND_LINE, submission).model_dump_json()
    assert CANARIES["name"] in said


def test_no_table_has_them_in_clear(full_home: Home) -> None:
    with full_home.database.engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):
                for value in row:
                    _demand_clean(value if isinstance(value, bytes) else str(value).encode(), table)


def test_no_file_of_the_home_has_them_in_clear(full_home: Home, settings: Settings) -> None:
    files = [path for path in settings.home.rglob("*") if path.is_file()]
    assert files
    for path in files:
        _demand_clean(path.read_bytes(), path.name)


def test_a_name_cannot_be_guessed_from_the_ledger(full_home: Home) -> None:
    """Whoever has the ledger and not the secret gets other hashes for the same texts."""
    texts = pl.Series(["penalty\x1f1", None])
    own, foreign = (
        Ledger(full_home.database, secret).hashed(texts) for secret in (full_home.secret, Secret(b"x" * 32))
    )
    assert own[0] != foreign[0]
    assert own[1] is None


def test_a_large_upload_lies_open_for_no_longer_than_its_job(home: Home, records: Make, tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.write_text("甲,乙\n" + f"{CANARIES['name']},2\n" * 300_000, encoding="utf-8")
    job = home.intake.accept_job(open_source(path), path, handover())
    home.intake.run_job(job.id, "one", lambda: NOW)
    assert list(home.evidence.workspace.iterdir()) == []
    with pytest.raises(UserError):
        home.intake.evidence_source("nothing")
    assert home.intake.sweep(NOW + timedelta(days=4000), timedelta(0)) == 0


def _demand_clean(content: bytes, place: str) -> None:
    for name, canary in CANARIES.items():
        for encoding in ("utf-8", "utf-16-le", "gb18030"):
            assert canary.encode(encoding) not in content, f"{name} in {place}"
