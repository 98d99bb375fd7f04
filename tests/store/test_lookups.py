"""What the engine gets from the registers."""

from datetime import date

import polars as pl

from engine.lookups import LOOKUP_SCHEMAS
from store.database import Database
from store.lookups import lookups_of
from tests.conftest import EXAMPLES
from tests.store.conftest import SAFETY, ImportCatalogue, ImportOrganisations, items_form


def test_the_frames_have_the_schemas_of_the_engine(
    database: Database, register: ImportOrganisations, take_catalogue: ImportCatalogue
) -> None:
    take_catalogue(EXAMPLES / "catalogue.csv")
    frames = lookups_of(database).frames
    assert {name: dict(frame.schema) for name, frame in frames.items()} == {
        name: dict(pl.Schema(schema)) for name, schema in LOOKUP_SCHEMAS.items()
    }


def test_empty_registers_have_the_same_schemas(database: Database) -> None:
    frames = lookups_of(database).frames
    assert {name: dict(frame.schema) for name, frame in frames.items()} == {
        name: dict(pl.Schema(schema)) for name, schema in LOOKUP_SCHEMAS.items()
    }
    assert all(frame.is_empty() for frame in frames.values())


def test_the_digest_changes_with_the_contents_only(
    database: Database, register: ImportOrganisations, take_catalogue: ImportCatalogue
) -> None:
    before = lookups_of(database).digest
    assert lookups_of(database).digest == before
    register(EXAMPLES / "organisations.csv", date(2020, 3, 1))
    assert lookups_of(database).digest == before
    take_catalogue(items_form("行政处罚,长治市应急管理局,甲,法人,社会公开"))
    assert lookups_of(database).digest != before


def test_five_thousand_items_come_whole(
    database: Database, register: ImportOrganisations, take_catalogue: ImportCatalogue
) -> None:
    rows = (f"行政处罚,长治市应急管理局,对第{number}类行为的处罚,法人,社会公开" for number in range(5000))
    take_catalogue(items_form(*rows))
    frame = lookups_of(database).frames["catalogue"]
    assert frame.height == 5000
    assert frame["organisation"].unique().to_list() == [SAFETY]
