"""The header of a submission against the record layout: missing, foreign and repeated columns."""

import re
import unicodedata
from difflib import get_close_matches
from typing import Final

from engine import Fault, Header, check
from plugins.national_standard.presence import STANDARD

# Below this two captions have little more in common than the words that all captions share.
_CLOSE_ENOUGH: Final = 0.75


@check(
    id="header.missing-column",
    kind="missing_column",
    scope="submission",
    title={"zh": "缺少列", "en": "missing column"},
    message={"zh": "缺少“{column}”一列，{way_out}", "en": "column {column} ({code}) is missing: {way_out_en}"},
    sources=[STANDARD],
)
def missing_column(header: Header, *, required: bool) -> list[Fault]:
    """The header lacks a column of the standard.

    Args:
        header: the header of the submission.
        required: true tells the columns that every record must fill, false the others.
    """
    way_out = (
        ("每条记录都必须填写，请补上", "every record must fill it")
        if required
        else ("请对照标准模板核对", "compare with the form")
    )
    return [
        Fault(
            fields=(code,),
            details={"column": header.titles[code], "code": code, "way_out": way_out[0], "way_out_en": way_out[1]},
        )
        for code in header.missing
        if (code in header.required) == required
    ]


@check(
    id="header.unknown-column",
    kind="unknown_column",
    scope="submission",
    title={"zh": "标准外的列", "en": "column not in the standard"},
    message={
        "zh": "“{column}”不是标准中的列，其内容未检查{way_out}",
        "en": "column {column} is not in the standard and was not checked{way_out_en}",
    },
    sources=[STANDARD],
)
def unknown_column(header: Header) -> list[Fault]:
    """The header has a column that the standard does not know. The nearest caption that is still missing is proposed,
    if one is close.

    Args:
        header: the header of the submission.
    """
    faults = []
    for caption in header.unknown:
        if not caption.strip():
            continue
        near = _nearest(caption, header)
        details = {
            "column": caption.strip(),
            "way_out": f"；是否应为“{near}”" if near else "",
            "way_out_en": f"; is it {near}?" if near else "",
        }
        faults.append(Fault(fields=(), details=details, value=caption.strip(), suggestion=near))
    return faults


@check(
    id="header.duplicate-column",
    kind="duplicate_column",
    scope="submission",
    title={"zh": "重复的列", "en": "duplicate column"},
    message={
        "zh": "“{column}”有{count}列（{captions}），无法判断以哪一列为准，请只保留一列",
        "en": "{count} columns mean {column} ({captions}): keep one",
    },
    sources=[STANDARD],
)
def duplicate_column(header: Header) -> list[Fault]:
    """Several columns of the header mean the same item.

    Args:
        header: the header of the submission.
    """
    return [
        Fault(
            fields=(code,),
            details={"column": header.titles[code], "count": str(len(captions)), "captions": "、".join(captions)},
            value="、".join(captions),
        )
        for code, captions in header.duplicates.items()
    ]


def _nearest(caption: str, header: Header) -> str | None:
    """The missing column that a caption most resembles; None where none is close."""
    missing = {_folded(header.titles[code]): header.titles[code] for code in header.missing}
    near = get_close_matches(_folded(caption), list(missing), n=1, cutoff=_CLOSE_ENOUGH)
    return missing[near[0]] if near else None


def _folded(caption: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", caption)).casefold()
