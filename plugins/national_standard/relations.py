"""Checks that take all their meaning from the rule: a condition, and the shape of a division code."""

import polars as pl

from engine import Column, Condition, Violation, check
from plugins.national_standard.presence import STANDARD


@check(
    id="expression",
    kind="mismatch",
    title={"zh": "不符合规则", "en": "rule not met"},
    message={"zh": "{title}", "en": "{title}"},
    sources=[STANDARD],
)
def expression(*fields: Column, violated: Condition) -> Violation:
    """A record for which an SQL condition of the ruleset is true.

    The condition sees every field of the layout by its code: dates and numbers typed, text trimmed, empty as NULL. As
    always in SQL, a comparison with NULL is neither true nor false, and then the rule is not evaluated. It is not
    evaluated either where a field that it names is already known to be wrong. The rule's title is the message.

    Args:
        fields: the fields that are shown and coloured; the first one's value is the finding's value.
        violated: the condition.
    """
    return Violation(where=pl.sql_expr(violated))


@check(
    id="expression.as-written",
    kind="mismatch",
    title={"zh": "不符合规则", "en": "rule not met"},
    message={"zh": "{title}", "en": "{title}"},
    sources=[STANDARD],
    as_written=True,
)
def expression_as_written(*fields: Column, violated: Condition) -> Violation:
    """A record for which an SQL condition of the ruleset is true, whatever else is wrong with it.

    The condition sees every field by its code as it is filled in, those among them that other rules find fault with:
    for conditions on what is filled in and what is not.

    Args:
        fields: the fields that are shown and coloured; the first one's value is the finding's value.
        violated: the condition.
    """
    return Violation(where=pl.sql_expr(violated))


@check(
    id="division.shape",
    kind="bad_format",
    title={"zh": "行政区划代码格式不对", "en": "malformed division code"},
    message={
        "zh": "{caption}“{value}”应为6位数字的行政区划代码",
        "en": "{caption} '{value}' should be a division code of six digits",
    },
    sources=["GB/T 2260-2007《中华人民共和国行政区划代码》"],
)
def division_shape(code: Column) -> Violation:
    """A division code is not six digits. Whether the code is in today's table is never judged: abolished divisions
    keep their codes.

    Args:
        code: the field with the code.
    """
    return Violation(where=~code.text.str.contains("^[0-9]{6}$"))
