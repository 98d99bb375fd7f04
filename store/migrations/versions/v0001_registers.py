"""The registers: organisations and item catalogue."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

RECORD_TYPE = "record_type IN ('licence', 'penalty')"


def upgrade() -> None:
    """Make the tables."""
    _create_imports()
    _create_organisations()
    _create_responsible_persons()
    _create_catalogue_versions()
    _create_catalogue_items()
    _create_zero_declarations()


def _create_imports() -> None:
    op.create_table(
        "register_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("register_name", sa.String(20), nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("applies_from", sa.Date(), nullable=False),
        sa.Column("imported_on", sa.Date(), nullable=False),
        _primary_key("register_import"),
    )


def _create_organisations() -> None:
    op.create_table(
        "organisation",
        sa.Column("code", sa.String(18), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_organisation")),
    )
    op.create_table(
        "organisation_name",
        *_lines("organisation_name", sa.Column("name", sa.String(200), nullable=False)),
    )
    op.create_index(op.f("ix_organisation_name_code"), "organisation_name", ["code"])
    op.create_index(op.f("ix_organisation_name_name"), "organisation_name", ["name"])
    op.create_table(
        "organisation_particulars",
        *_lines(
            "organisation_particulars",
            sa.Column("county", sa.String(100)),
            sa.Column("parent", sa.String(200)),
            sa.Column("leading_section", sa.String(200)),
        ),
    )
    op.create_index(op.f("ix_organisation_particulars_code"), "organisation_particulars", ["code"])


def _create_responsible_persons() -> None:
    op.create_table(
        "responsible_person",
        *_lines(
            "responsible_person",
            sa.Column("role", sa.String(10), nullable=False),
            sa.Column("name", sa.String(100), nullable=False),
            sa.Column("position", sa.String(100)),
            sa.Column("telephone", sa.String(40)),
            always_dated=True,
        ),
        sa.CheckConstraint("role IN ('leader', 'head')", name=op.f("ck_responsible_person_role")),
    )
    op.create_index(op.f("ix_responsible_person_code"), "responsible_person", ["code"])


def _create_catalogue_versions() -> None:
    op.create_table(
        "catalogue_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(18), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        _primary_key("catalogue_version"),
        _foreign_key("catalogue_version", "organisation", "organisation", "code"),
        _foreign_key("catalogue_version", "import_id", "register_import", "id"),
        sa.UniqueConstraint("organisation", "number", name=op.f("uq_catalogue_version_organisation_number")),
    )
    op.create_index(op.f("ix_catalogue_version_organisation"), "catalogue_version", ["organisation"])
    op.create_table(
        "catalogue_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("done_by", sa.String(100)),
        sa.Column("done_on", sa.Date(), nullable=False),
        _primary_key("catalogue_review"),
        _foreign_key("catalogue_review", "version_id", "catalogue_version", "id"),
        sa.UniqueConstraint("version_id", "state", name=op.f("uq_catalogue_review_version_id_state")),
        sa.CheckConstraint("state IN ('reviewed', 'published')", name=op.f("ck_catalogue_review_state")),
    )
    op.create_index(op.f("ix_catalogue_review_version_id"), "catalogue_review", ["version_id"])


def _create_catalogue_items() -> None:
    parties = "for_natural_persons OR for_legal_persons OR for_other_organisations"
    op.create_table(
        "catalogue_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("record_type", sa.String(10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.String(100)),
        sa.Column("item_name", sa.String(500), nullable=False),
        sa.Column("for_natural_persons", sa.Boolean(), nullable=False),
        sa.Column("for_legal_persons", sa.Boolean(), nullable=False),
        sa.Column("for_other_organisations", sa.Boolean(), nullable=False),
        sa.Column("open_to_government", sa.Boolean(), nullable=False),
        sa.Column("open_to_public", sa.Boolean(), nullable=False),
        _primary_key("catalogue_item"),
        _foreign_key("catalogue_item", "version_id", "catalogue_version", "id"),
        sa.UniqueConstraint(
            "version_id", "record_type", "item_name", name=op.f("uq_catalogue_item_version_id_record_type_item_name")
        ),
        sa.UniqueConstraint(
            "version_id", "record_type", "position", name=op.f("uq_catalogue_item_version_id_record_type_position")
        ),
        sa.CheckConstraint(RECORD_TYPE, name=op.f("ck_catalogue_item_record_type")),
        sa.CheckConstraint(parties, name=op.f("ck_catalogue_item_parties")),
        sa.CheckConstraint("open_to_government OR open_to_public", name=op.f("ck_catalogue_item_scopes")),
    )
    op.create_index(op.f("ix_catalogue_item_version_id"), "catalogue_item", ["version_id"])


def _create_zero_declarations() -> None:
    columns = ("organisation", "record_type", "period_from", "period_to")
    op.create_table(
        "zero_declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(18), nullable=False),
        sa.Column("record_type", sa.String(10), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("declared_on", sa.Date(), nullable=False),
        _primary_key("zero_declaration"),
        _foreign_key("zero_declaration", "organisation", "organisation", "code"),
        sa.UniqueConstraint(*columns, name=op.f("uq_zero_declaration_period")),
        sa.CheckConstraint(RECORD_TYPE, name=op.f("ck_zero_declaration_record_type")),
        sa.CheckConstraint("period_from <= period_to", name=op.f("ck_zero_declaration_period")),
    )
    op.create_index(op.f("ix_zero_declaration_organisation"), "zero_declaration", ["organisation"])


def _lines(table: str, *columns: sa.Column[Any], always_dated: bool = False) -> list[Any]:
    """A table whose lines belong to a unit and are valid from a date until another."""
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(18), nullable=False),
        *columns,
        sa.Column("valid_from", sa.Date(), nullable=not always_dated),
        sa.Column("valid_until", sa.Date()),
        sa.Column("import_id", sa.Integer(), nullable=False),
        _primary_key(table),
        _foreign_key(table, "code", "organisation", "code"),
        _foreign_key(table, "import_id", "register_import", "id"),
    ]


def _primary_key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _foreign_key(table: str, column: str, other: str, key: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=op.f(f"fk_{table}_{column}_{other}"))
