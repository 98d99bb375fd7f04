"""What became of each rule: it ran, it did not apply, it was skipped, it crashed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from engine.checking.plan import Plan, PlannedRule
from engine.errors import Language
from engine.verdict import RuleStatus


@dataclass(slots=True)
class RuleTally:
    """What became of one rule so far."""

    evaluated: int = 0
    violations: int = 0
    crash: str | None = None


Tallies = dict[int, RuleTally]
"""Rule number → what became of it so far."""


class Run(NamedTuple):
    """What became of one rule, with the reason in both languages; see `RuleRun`."""

    rule: str
    status: RuleStatus
    reason: Mapping[Language, str] | None
    evaluated: int
    violations: int


class Runs:
    """What became of the rules of a plan.

    Args:
        plan: the rules.
        tallies: rule number → what was counted.
        asked: the history was asked.
    """

    def __init__(self, plan: Plan, tallies: Mapping[int, RuleTally], asked: bool) -> None:
        self._plan, self._tallies, self._asked = plan, tallies, asked
        self._not_run: dict[str, list[PlannedRule]] = {}
        for rule in plan.rules:
            if rule.skipped or tallies[rule.number].crash:
                self._not_run.setdefault(rule.check.id, []).append(rule)

    @property
    def lacks_mandatory(self) -> bool:
        """Whether a mandatory rule did not run."""
        if not self._not_run:
            return False
        itself = (rule for rules in self._not_run.values() for rule in rules)  # the quick way to most of them
        return any(map(self._is_missed, itself)) or any(map(self._is_missed, self._plan.rules))

    def all(self) -> Iterator[Run]:
        """One entry a rule of the ruleset, in the ruleset's order."""
        for rule in self._plan.rules:
            if rule.id:
                tally = RuleTally() if rule.told else self._tallies[rule.number]
                yield Run(rule.id, *self._status(rule, tally), tally.evaluated, tally.violations)

    def _is_missed(self, rule: PlannedRule) -> bool:
        reported = bool(rule.id) and rule.severity is not None and rule.rule.mandatory
        return reported and bool(self._tallies[rule.number].crash or rule.skipped or self._failed_need(rule))

    def _failed_need(self, rule: PlannedRule) -> str | None:
        """The check that this rule waits for and that did not run, if any: then the rule has not seen all."""
        if not self._not_run or not rule.fields:
            return None
        failed = [other for need in rule.check.needs for other in self._not_run.get(need, ())]
        here = [o for o in failed if o.number != rule.number and o.fields and o.fields[0].code == rule.fields[0].code]
        return min(here, key=lambda other: other.number).check.id if here else None

    def _status(self, rule: PlannedRule, tally: RuleTally) -> tuple[RuleStatus, Mapping[Language, str] | None]:
        if rule.told:
            return "not_applicable", {"zh": "报送文件没有该列", "en": "the submission has no such column"}
        if rule.severity is None:
            return "not_applicable", {"zh": "该日期尚未生效", "en": "not in force on the as-of date"}
        if rule.same_content is not None and not self._asked:
            return "not_applicable", {"zh": "未查询历史报送记录", "en": "no history was asked"}
        if tally.crash:
            return "crashed", {"zh": f"检查程序出错：{tally.crash}", "en": f"the check failed: {tally.crash}"}
        if rule.skipped:
            return "skipped", rule.skipped
        need = self._failed_need(rule)
        if need:
            return "skipped", {"zh": f"前提检查 {need} 未能运行", "en": f"needs {need}, which did not run"}
        if rule.number in self._plan.absent and not tally.evaluated:
            return "not_applicable", {"zh": "报送文件没有该列", "en": "the submission has no such column"}
        return "ran", None
