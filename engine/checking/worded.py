"""The finding of a record that comes alone: its texts without Polars.

The texts are those of `shown` and `findings` in this room; what Python cannot say of them exactly, or what has
something to mask in it, is left to those.
"""

from collections.abc import Callable, Mapping
from typing import Any

from engine.checking.findings import PLACEHOLDER, template
from engine.checking.plan import Plan, PlannedRule
from engine.checking.shown import DETAIL, LONGEST_VALUE, NETTED, is_withheld, may_hold_text, netted, told_by
from engine.evaluation.blanks import CRASHES
from engine.evaluation.scalars import Step, compiled
from engine.masking.concealing import Concealer
from engine.masking.numbers import masked_code, masked_number_alone

Line = tuple[Any, ...]


class Worded:
    """What the findings of a rule say.

    Args:
        rule: a record rule.
        concealer: masks what is shown.
    """

    def __init__(self, rule: PlannedRule, concealer: Concealer) -> None:
        self._rule, self._concealer = rule, concealer
        self._templates = template(rule, "zh"), template(rule, "en")
        self._steps = self._read()

    def line(self, cells: Mapping[str, Any]) -> Line | None:
        """A line of `FINDING_SCHEMA`; None where Polars must make it.

        Args:
            cells: of the working frame, `row` and `sheet_row` among them.
        """
        if self._steps is None:
            return None
        try:
            texts = {name: step(cells) for name, step in self._steps.items()}
        except CRASHES:  # Polars says what it is
            return None
        if not self._is_clean(cells, texts):
            return None
        if not is_withheld(self._rule):
            texts |= {name: _cut(texts[name]) for name in NETTED}
        shown = {name.removeprefix(DETAIL): text for name, text in texts.items() if name != "suggestion"}
        messages = [PLACEHOLDER.sub(lambda name: shown.get(name[1]) or "", one) for one in self._templates]
        place = cells["row"], cells["sheet_row"], self._rule.number, self._rule.id
        return *place, *messages, texts["value"], texts["suggestion"], None, None

    def _is_clean(self, cells: Mapping[str, Any], texts: Mapping[str, str | None]) -> bool:
        rule, name = self._rule, self._concealer.text
        if is_withheld(rule) or not may_hold_text(rule, rule.fields[0]):
            return True
        looked_at = {cells[f"{rule.fields[0].code}.text"], *texts.values()} - {None}
        return all(self._concealer.is_clean({name: text}) for text in looked_at)

    def _read(self) -> dict[str, Step] | None:
        """Name of a text → how it comes about; None where one of them needs Polars."""
        violation = self._rule.violation
        if violation is None or violation.spans is not None or violation.working:
            return None
        steps = {name: self._step(name, expression) for name, expression in told_by(self._rule)}
        known = {name: step for name, step in steps.items() if step is not None}
        return known if len(known) == len(steps) else None

    def _step(self, name: str, expression: Any) -> Step | None:
        definition = self._rule.fields[0] if self._rule.fields else None
        if name not in NETTED:
            return compiled(masked_code(expression), str)
        if definition is not None and definition.personal:
            return _then(compiled(expression, str), masked_number_alone)
        return compiled(netted(expression, definition), str)


def worded(plan: Plan, rule: PlannedRule) -> Worded:
    """What the findings of a rule of a plan say; made once."""
    made: Worded | None = plan.worded.get(rule.number)
    if made is None:
        made = plan.worded[rule.number] = Worded(rule, plan.concealer)
    return made


def _then(step: Step | None, mask: Callable[[str], str]) -> Step | None:
    if step is None:
        return None

    def masked(cells: Mapping[str, Any]) -> str | None:
        text = step(cells)
        return None if text is None else mask(text)

    return masked


def _cut(text: str | None) -> str | None:
    return text if text is None or len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
