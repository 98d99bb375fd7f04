"""No text makes the recognisers slow.

Python's patterns go back and forth, so it is shown by construction that none can look farther than some hundred
characters from where it begins: the work at a place of a text does not depend on the text's length. That nothing walks
the whole text again for each place is counted: twice the length takes about twice the calls.
"""

import re
import sys
from collections.abc import Callable
from importlib import import_module
from pkgutil import walk_packages
from re import _parser  # type: ignore[attr-defined]  # the one place that tells how far a pattern reaches
from types import CodeType, FrameType

import polars as pl
import pytest

import plugins.redaction
from engine import Column, Violation
from plugins.redaction import RECOGNISERS, masked_by_all
from plugins.redaction.checks import CHECKS
from plugins.redaction.screen import SCREENS

LENGTH = 5000
FARTHEST = 400
UNITS = [
    "1234567890",
    "1",
    " ",
    "１",
    "\u3000",
    "Ａ",
    "1 ",
    "1-",
    "王",
    "证人",
    "证人王五、",
    "住址",
    "住址东街1号",
    "a@",
    "a.",
    "晋A",
    "账号",
    "账号1",
    "其名下",
    "患有",
    "国家秘密、",
    "《",
    "一",
    "一号",
    "1号",
    "一单元",
    "护照",
    "护照E",
    "微信",
    "微信a",
    "QQ1",
    "13812345678",
    "阿·",
    "档案编号1",
    "，",
    "身份证",
    "系员工",
]
every_unit = pytest.mark.parametrize("unit", UNITS)


def patterns() -> dict[str, re.Pattern[str]]:
    """Every pattern that a module of the plugin holds."""
    prefix = f"{plugins.redaction.__name__}."
    names = [module.name for module in walk_packages(plugins.redaction.__path__, prefix)]
    values = [(f"{name}.{key}", value) for name in names for key, value in vars(import_module(name)).items()]
    return {name: value for name, value in values if isinstance(value, re.Pattern)}


def reach(pattern: str) -> int:
    """How many characters a pattern takes at most, and those that it only looks at beyond."""
    return sum(_reach(_parser.parse(pattern)))


def _reach(parsed: object) -> tuple[int, int]:
    """Characters taken, and looked at beyond them."""
    parts = [_reach_of(str(operation), argument) for operation, argument in parsed]  # type: ignore[attr-defined]
    return sum(taken for taken, _ in parts), max((beyond for _, beyond in parts), default=0)


def _reach_of(operation: str, argument: tuple[object, ...]) -> tuple[int, int]:
    if operation in ("MAX_REPEAT", "MIN_REPEAT"):
        taken, beyond = _reach(argument[2])
        return int(argument[1]) * taken, beyond  # type: ignore[call-overload]
    if operation == "BRANCH":
        branches = [_reach(branch) for branch in argument[1]]  # type: ignore[attr-defined]
        return max(taken for taken, _ in branches), max(beyond for _, beyond in branches)
    if operation == "SUBPATTERN":
        return _reach(argument[-1])
    if operation in ("ASSERT", "ASSERT_NOT"):
        return 0, sum(_reach(argument[1]))
    return (0 if operation == "AT" else 1), 0


def calls(work: Callable[[], object]) -> int:
    """How many functions, Python's and C's, are called."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: CodeType) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def test_the_measure_of_reach_knows_boundless_patterns() -> None:
    assert reach("a{2,5}(?=bc)(?:d|ee)") == 9
    assert reach("(?:ab?)+") > FARTHEST
    assert len(patterns()) > 50


def test_no_pattern_reaches_far() -> None:
    far = {name: reach(pattern.pattern) for name, pattern in patterns().items() if reach(pattern.pattern) > FARTHEST}
    assert far == {}


@every_unit
def test_twice_the_length_takes_twice_the_calls(unit: str) -> None:
    half, whole = (unit * LENGTH)[: LENGTH // 2], (unit * LENGTH)[:LENGTH]
    for recogniser in RECOGNISERS.values():
        assert calls(lambda: recogniser.spans(whole)) <= 2.2 * calls(lambda: recogniser.spans(half)) + 100  # noqa: B023
    assert calls(lambda: masked_by_all(whole)) <= 2.2 * calls(lambda: masked_by_all(half)) + 100


@every_unit
def test_checks_answer_for_long_fields_as_the_recognisers_do(unit: str) -> None:
    text = (unit * LENGTH)[:LENGTH]
    frame = pl.DataFrame({"text": [text, None, "清白"]})
    column = Column("text", "文本", pl.col("text"), pl.col("text"), pl.col("text"))
    for check in CHECKS:
        answer: Violation = check.function(column)
        where = frame.select(where=answer.where)["where"].to_list()
        assert where == [bool(RECOGNISERS[check.id].spans(text)), None, False]


@pytest.mark.parametrize("pattern", [*SCREENS, *(recogniser.hint for recogniser in RECOGNISERS.values())])
def test_screen_and_hints_are_patterns_of_polars(pattern: str) -> None:
    """Polars' engine runs in linear time whatever the pattern; it refuses what would make it go back."""
    assert pl.Series(["清白"]).str.contains(pattern, strict=True).to_list() == [False]
