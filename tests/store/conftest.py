"""A real SQLite database in a directory of its own, and forms written as text."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from engine.plugins import Registry
from store.catalogue.importing import CatalogueImport, import_catalogue
from store.database import Database, open_database
from store.forms.reading import open_form
from store.migrations import upgrade
from store.organisations.importing import OrganisationsImport, import_organisations
from tests.conftest import EXAMPLES

START = date(2020, 1, 1)
MARKET, ECOLOGY, SAFETY = "111404001818998355", "11140400058644976U", "111404009896W81690"
ITEMS = "目录类别,行政决定部门,项目名称,行政相对人类别,公开范围"

ImportOrganisations = Callable[..., OrganisationsImport]
ImportCatalogue = Callable[..., CatalogueImport]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "home")
    upgrade(opened)
    yield opened
    opened.close()


@pytest.fixture
def take_organisations(database: Database, real_registry: Registry) -> ImportOrganisations:
    def take(form: str | bytes | Path, as_of: date = START, name: str = "名册.csv") -> OrganisationsImport:
        content = form.encode() if isinstance(form, str) else form
        source = open_form(content, None if isinstance(content, Path) else name)
        return import_organisations(database, source, real_registry, as_of=as_of, imported_on=date(2020, 6, 1))

    return take


@pytest.fixture
def take_catalogue(database: Database) -> ImportCatalogue:
    def take(
        form: str | bytes | Path, effective_from: date = START, organisation: str | None = None, name: str = "目录.csv"
    ) -> CatalogueImport:
        content = form.encode() if isinstance(form, str) else form
        source = open_form(content, None if isinstance(content, Path) else name)
        return import_catalogue(
            database, source, effective_from=effective_from, imported_on=date(2020, 6, 1), organisation=organisation
        )

    return take


@pytest.fixture
def register(take_organisations: ImportOrganisations) -> ImportOrganisations:
    """The sample register is in the database; returns the import for more."""
    take_organisations(EXAMPLES / "organisations.csv")
    return take_organisations


def items_form(*rows: str) -> str:
    """A flat form of annex 2 with these rows."""
    return "\n".join([ITEMS, *rows])
