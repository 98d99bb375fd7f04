"""What must not go public: recognisers of personal data and secrets in texts, and of parties under age.

`RECOGNISERS` is public beside the checks: it gives spans and masked texts to whatever shows records to the public.
"""

from engine import Check, hookimpl
from plugins.redaction.checks import CHECKS
from plugins.redaction.context import NO_CONTEXT, Context
from plugins.redaction.minors import minor
from plugins.redaction.table import RECOGNISERS, Recogniser, masked_by_all

__all__ = [
    "NO_CONTEXT",
    "RECOGNISERS",
    "Context",
    "Recogniser",
    "gongshi_checks",
    "masked_by_all",
]


@hookimpl
def gongshi_checks() -> list[Check]:
    """The checks of this plugin."""
    return [*CHECKS, minor]
