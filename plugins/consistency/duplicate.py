"""The same record twice in one submission."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from engine import Column, Repeated, check, finder, mapped

_SEPARATOR: Final = "\x1f"
# Width of letters, digits and signs, letter case, brackets of all kinds, and spaces make no difference between two
# keys.
_FOLDED: Final = {
    **{chr(0xFF01 + place): chr(0x21 + place).upper() for place in range(94)},
    **{chr(letter): chr(letter).upper() for letter in range(ord("a"), ord("z") + 1)},
    **dict.fromkeys("(（[［【〖", "〔"),
    **dict.fromkeys(")）]］】〗", "〕"),
    **dict.fromkeys(" \t\r\n\u00a0\u2002\u2003\u2009\u200b\u3000\ufeff", ""),
}
# Half-width digits and capitals stand for themselves, so most keys need no folding at all.
_NEEDS_FOLDING: Final = r"[\x{ff01}-\x{ff5e}a-z()\[\]【】〖〗\s\x{200b}\x{feff}]"


@check(
    id="record.duplicate",
    kind="duplicate",
    scope="group",
    title={"zh": "重复记录", "en": "duplicate record"},
    message={
        "zh": "与第 {first_row} 条（第 {first_sheet_row} 行）重复：{caption}、{other}均相同",
        "en": "the same as record {first_row} (row {first_sheet_row}): {caption} and {other} are equal",
    },
    sources=["发改办财金〔2018〕424号", "GB/T 9704-2012 7.2.5"],
)
def record_duplicate(*fields: Column) -> Repeated:
    """An earlier record of the same submission has the same key.

    Keys are compared as a reader would: the width of letters, digits and brackets, letter case, the kind of brackets
    in a document number (〔2020〕, [2020], 【2020】, （2020）) and spaces make no difference. A record that lacks one
    of the key's fields is not evaluated.

    Args:
        fields: the fields that make a record one and the same, in practice 文书号 and 行政相对人名称.

    Source: the key of the national interface (发改办财金〔2018〕424号 and its templates); brackets after GB/T
    9704-2012 7.2.5.
    """
    return Repeated(key=folded_key(fields))


def folded_key(fields: Sequence[Column]) -> pl.Expr:
    """The fields as one String expression, without what makes no difference to a reader; null where one is empty."""
    key = pl.concat_str([field.text for field in fields], separator=_SEPARATOR)
    return mapped([key], lambda parts: _folded(parts[0]), pl.String, _folded_alone)


def _folded_alone(key: str | None) -> str | None:
    """The same for one record."""
    if key is None or not finder(_NEEDS_FOLDING)(key):
        return key
    folded: str = _folded(pl.Series([key])).item()
    return folded


def _folded(keys: pl.Series) -> pl.Series:
    """The keys with everything folded that makes no difference; costly, so only where there is something to fold."""
    touched = keys.str.contains(_NEEDS_FOLDING).fill_null(False)
    if not touched.any():
        return keys
    folded = keys.filter(touched).str.replace_many(list(_FOLDED), list(_FOLDED.values()))
    return keys.scatter(touched.arg_true(), folded)
