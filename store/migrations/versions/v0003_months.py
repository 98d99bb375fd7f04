"""An index of the months of decisions: lists of submissions by the period of the decision begin where it lies."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    name = op.f("ix_record_count_decided_month_record_count_submission")
    op.create_index(name, "record_count", ["decided_month", "submission"], unique=False)
