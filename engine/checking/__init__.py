"""Checking: a layout's rules and their checks become a plan, a plan and slices become findings and what ran."""

from engine.checking.checker import Checker, Looked, Outcome
from engine.checking.plan import NO_LOOKUPS, Lookups, Plan, PlannedRule
from engine.checking.planning import make_plan

__all__ = ["NO_LOOKUPS", "Checker", "Looked", "Lookups", "Outcome", "Plan", "PlannedRule", "make_plan"]
