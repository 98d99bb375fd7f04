"""Tables of the organisation register.

A line is valid from `valid_from` (null = always) until `valid_until` (exclusive; null = still). A change ends the
line and opens another; no line is ever overwritten or deleted.
"""

from datetime import date
from typing import Final

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from store.base import StoreTable

LEADER: Final = "leader"
HEAD: Final = "head"
ROLES: Final = (LEADER, HEAD)


class Organisation(StoreTable, table=True):
    """A unit, known by its unified social credit code."""

    __tablename__ = "organisation"

    code: str = Field(primary_key=True, max_length=18)


class OrganisationName(StoreTable, table=True):
    """A name that a unit bears or bore."""

    __tablename__ = "organisation_name"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(foreign_key="organisation.code", max_length=18, index=True)
    name: str = Field(max_length=200, index=True)
    valid_from: date | None = None
    valid_until: date | None = None
    import_id: int = Field(foreign_key="register_import.id")


class OrganisationParticulars(StoreTable, table=True):
    """Where a unit belongs.

    Attributes:
        county: county or district, or 市直 for a unit of the city itself.
        parent: name of the unit above it.
        leading_section: the section that answers for the 双公示 work (责任科室).
    """

    __tablename__ = "organisation_particulars"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(foreign_key="organisation.code", max_length=18, index=True)
    county: str | None = Field(default=None, max_length=100)
    parent: str | None = Field(default=None, max_length=200)
    leading_section: str | None = Field(default=None, max_length=200)
    valid_from: date | None = None
    valid_until: date | None = None
    import_id: int = Field(foreign_key="register_import.id")


class ResponsiblePerson(StoreTable, table=True):
    """Who answered for a unit, as `leader` (分管领导) or as `head` of the section (责任人).

    The telephone number is shown only to those who ask for contacts; it is no part of what a log or a report prints.
    """

    __tablename__ = "responsible_person"
    __table_args__ = (CheckConstraint("role IN ('leader', 'head')", name="role"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(foreign_key="organisation.code", max_length=18, index=True)
    role: str = Field(max_length=10)
    name: str = Field(max_length=100)
    position: str | None = Field(default=None, max_length=100)
    telephone: str | None = Field(default=None, max_length=40, repr=False)
    valid_from: date
    valid_until: date | None = None
    import_id: int = Field(foreign_key="register_import.id")
