"""The checks: one recogniser on one text field each, made from `recognisers.yaml`."""

import inspect
from collections.abc import Callable, Sequence
from typing import Any, Final

import polars as pl

from engine import Check, Column, Mask, Violation, check
from plugins.redaction.context import NO_CONTEXT, Context
from plugins.redaction.descriptions import described
from plugins.redaction.screen import MakeContext, found
from plugins.redaction.table import RECOGNISERS, Recogniser

LAWS: Final = {
    "$penalty_law": "《浙江省行政处罚结果信息网上公开暂行办法》（不予公开和应当隐去的内容，各地通行）",
    "$protection_law": "《中华人民共和国个人信息保护法》第二十八条",
    "$openness": "《中华人民共和国政府信息公开条例》（国务院令第711号）第十四条、第十五条",
    "$secrecy_law": "《中华人民共和国保守国家秘密法》",
}
MESSAGE: Final = {
    "zh": "“{caption}”含{what}{count}：“{excerpt}”，公开前应当隐去",
    "en": "{caption} holds {what_en}{count_en}: {excerpt}; it must be masked before publication",
}
_WORKING: Final = "redaction"


def violation(
    text: Column, recogniser: Recogniser, mask: str | None, make_context: MakeContext, others: Sequence[Column] = ()
) -> Violation:
    """The violation of a recogniser: where, in which words, and the text with everything masked.

    Args:
        text: the field that is looked at.
        recogniser: what looks at it.
        mask: how its spans are masked; None = as the recogniser says. Spans of others get their own masks.
        make_context: values of the other fields → context.
        others: fields that the context comes from.
    """
    told = pl.col(_WORKING).struct
    return Violation(
        where=found(text, recogniser, make_context, others),
        details={
            "what": pl.lit(recogniser.words["zh"]),
            "what_en": pl.lit(recogniser.words["en"]),
            **{name: told.field(name) for name in ("count", "count_en", "excerpt")},
        },
        suggestion=told.field("suggestion"),
        spans=told.field("spans"),
        working={_WORKING: described(text, recogniser, mask, make_context, others)},
    )


def _judge_of(recogniser: Recogniser) -> Callable[..., Violation]:
    """The check's function: the text, the fields beside it as far as a rule names them, a mask, and options."""
    beside, options = recogniser.words.get("beside", ()), recogniser.words.get("options", ())

    def judge(text: Column, *others: Column, mask: str | None = None, **given: bool) -> Violation:
        def make_context(*values: str | None) -> Context:
            named: dict[str, Any] = {**dict(zip(beside, values, strict=False)), **given}
            return Context(**named)

        return violation(text, recogniser, mask, make_context if beside else lambda: NO_CONTEXT, others)

    judge.__doc__ = recogniser.words["about"]
    judge.__signature__ = _signature(beside, options)  # type: ignore[attr-defined]
    return judge


def _signature(beside: Sequence[str], options: Sequence[str]) -> inspect.Signature:
    """What the engine reads: how many fields a rule may name, and which parameters it may give."""
    kind = inspect.Parameter
    fields = [
        kind("text", kind.POSITIONAL_OR_KEYWORD, annotation=Column),
        *(kind(name, kind.POSITIONAL_OR_KEYWORD, annotation=Column | None, default=None) for name in beside),
    ]
    parameters = [
        kind("mask", kind.KEYWORD_ONLY, annotation=Mask | None, default=None),
        *(kind(name, kind.KEYWORD_ONLY, annotation=bool, default=False) for name in options),
    ]
    return inspect.Signature([*fields, *parameters])


def _check_of(recogniser: Recogniser) -> Check:
    words = recogniser.words
    declare = check(
        id=recogniser.id,
        kind="sensitive",
        title={"zh": f"含{words['zh']}", "en": f"holds {words['en']}"},
        message=words.get("message", MESSAGE),
        sources=[LAWS.get(source, source) for source in words["sources"]],
    )
    return declare(_judge_of(recogniser))


CHECKS: Final[list[Check]] = [_check_of(recogniser) for recogniser in RECOGNISERS.values()]
