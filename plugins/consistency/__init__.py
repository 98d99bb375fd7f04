"""Checks of items against each other: amounts against the text, kinds against amounts, no penalties, duplicates."""

from engine import Check, hookimpl
from plugins.consistency import (
    already_submitted,
    confiscated_amount,
    duplicate,
    fine_amount,
    kinds_of_penalty,
    not_a_penalty,
    zero_fine,
)


@hookimpl
def gongshi_checks() -> list[Check]:
    """The checks of this plugin."""
    return [
        fine_amount.penalty_fine_amount,
        confiscated_amount.penalty_confiscated_amount,
        not_a_penalty.penalty_not_a_penalty,
        zero_fine.penalty_zero_fine,
        kinds_of_penalty.penalty_amount_without_kind,
        kinds_of_penalty.penalty_kind_without_content,
        duplicate.record_duplicate,
        already_submitted.record_already_submitted,
    ]
