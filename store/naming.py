"""Names of constraints, fixed from the first migration on: a later migration can then drop what an earlier one made,
on SQLite (which rebuilds the table) as well as on PostgreSQL.
"""

from typing import Final

NAMING_CONVENTION: Final = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
