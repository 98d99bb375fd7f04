"""Alembic's environment: the connection comes from the caller, and tables are changed in batches (for SQLite)."""

from alembic import context

from store.metadata import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
