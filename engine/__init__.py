"""What is true of a submission: checks, rulesets, reading, checking, verdict, reports. No HTTP, no database, no
clock, no globals.

The names below are what plugin authors and callers may rely on; everything else in this package is private.
"""

from engine.check import (
    SPANS,
    Check,
    Column,
    Condition,
    Earlier,
    Fault,
    Header,
    NotEvaluable,
    Repeated,
    Violation,
    check,
)
from engine.errors import EngineError, GongshiError, PluginError, RulesetError, UserError
from engine.evaluation.mapped import mapped
from engine.evaluation.patterns import contains, finder
from engine.expressions import on_candidates, on_distinct, on_present
from engine.hookspecs import hookimpl
from engine.masking.masks import Mask, Piece, apart, masked_piece, replaced
from engine.version import VERSION

__version__ = VERSION

__all__ = [
    "SPANS",
    "Check",
    "Column",
    "Condition",
    "Earlier",
    "EngineError",
    "Fault",
    "GongshiError",
    "Header",
    "Mask",
    "NotEvaluable",
    "Piece",
    "PluginError",
    "Repeated",
    "RulesetError",
    "UserError",
    "Violation",
    "__version__",
    "apart",
    "check",
    "contains",
    "finder",
    "hookimpl",
    "mapped",
    "masked_piece",
    "on_candidates",
    "on_distinct",
    "on_present",
    "replaced",
]
