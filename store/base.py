"""The base of all tables: one metadata with named constraints."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from store.naming import NAMING_CONVENTION


class StoreTable(SQLModel):
    """Base of the store's tables."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
