"""Items that are missing, hold a stand-in, or must be blank."""

from collections.abc import Iterator
from itertools import cycle
from typing import Final

import polars as pl

from benchmarks.codes import NO_CODE
from benchmarks.families.codes import of_class
from benchmarks.families.layout import Layout
from benchmarks.faults import EVERYWHERE, Fault, put

BLANKS: Final = {
    "empty": "",
    "null": None,
    "spaces": "  ",
    "full-width space": "　",
    "no-break space": "\u00a0",
    "tab": "\t",
    "mixed": " \u3000\t",
    "em space": "\u2003",
}
STAND_INS: Final = (
    "无",
    "暂无",
    "空",
    "没有",
    "不详",
    "未知",
    "详见附件",
    "见附件",
    "同上",
    "待补",
    "略",
    "/",
    "//",
    "\\",
    "-",
    "--",
    "—",
    "——",
    "— —",
    "null",
    "NULL",
    "Null",
    "None",
    "N/A",
    "n/a",
    "nan",
    "NaN",
    "0000",
    " 无 ",
    "　/",
)
# In no published list of words, and yet the same habit.
OTHER_STAND_INS: Final = (
    "／",
    "－",
    "———",
    "_",
    "...",
    "……",
    "***",
    "？",
    "无。",
    "（无）",
    "(空)",
    "待定",
    "暂缺",
    "不适用",
    "N／A",
    "待补充",
    "/ /",
    "空白",
)


def faults(layout: Layout) -> Iterator[Fault]:
    """All faults of this family."""
    for field in layout.required:
        yield from missing(field, f"missing:{field}")
    yield from missing(layout.party("LB"), "missing:lb-without-code", pl.col(layout.party("SHXYM")) == NO_CODE)
    yield from missing(layout.representative, "missing:frdb", ~layout.is_natural)
    yield from missing(layout.party("SHXYM"), "missing:shxym", ~layout.is_natural)
    yield from missing(layout.party("ZJLX"), "missing:zjlx", layout.is_natural)
    yield from missing(layout.party("ZJHM"), "missing:zjhm", layout.is_natural)
    has_type = pl.col(f"{layout.prefix}_FR_ZJLX").is_not_null()
    yield from missing(f"{layout.prefix}_FR_ZJHM", "missing:fr_zjhm", has_type)
    yield from missing(layout.party("GSZC"), "missing:gszc", pl.col(layout.party("SHXYM")) == NO_CODE)
    yield from _stand_ins(layout)
    yield from _must_be_blank(layout)


def missing(field: str, name: str, where: pl.Expr | None = None) -> Iterator[Fault]:
    """A required field without content, in every way of being blank.

    Args:
        field: the field.
        name: of the fault.
        where: records in which the field is required; None = all.
    """
    for clothing, value in BLANKS.items():
        yield Fault(name, clothing, (field,), ("missing",), put(field, value), EVERYWHERE if where is None else where)


def _stand_ins(layout: Layout) -> Iterator[Fault]:
    """Every word in two texts; a few words in codes, dates, lists and names of people."""
    texts = [field for field in layout.lengths if field in layout.required]
    fields = cycle(texts)
    for word in (*STAND_INS, *STAND_INS, *OTHER_STAND_INS):
        field = next(fields)
        name = "placeholder" if word in STAND_INS else "placeholder:other"
        yield Fault(name, f"{word!r} in {field}", (field,), ("placeholder",), put(field, word))
    for word in ("无", "/", "详见附件", "NULL"):
        for field in (layout.organ_code, layout.source_code):
            yield Fault("placeholder:code", f"{word!r} in {field}", (field,), ("placeholder",), put(field, word))
        for field in layout.dates:
            yield Fault("placeholder:date", f"{word!r} in {field}", (field,), ("placeholder",), put(field, word))
        for field in (layout.party("SHXYM"), layout.representative):
            yield Fault(
                "placeholder:party",
                f"{word!r} in {field}",
                (field,),
                ("placeholder",),
                put(field, word),
                ~layout.is_natural,
            )
        for field in (layout.party("ZJHM"), layout.party("ZJLX")):
            yield Fault(
                "placeholder:party",
                f"{word!r} in {field}",
                (field,),
                ("placeholder",),
                put(field, word),
                layout.is_natural,
            )
        yield Fault("placeholder:list", f"{word!r}", (layout.kinds,), ("placeholder",), put(layout.kinds, word))


def _must_be_blank(layout: Layout) -> Iterator[Fault]:
    """What belongs to organisations in records of persons, and the other way round."""
    legal, individual, natural = (layout.is_category(word) for word in ("法人及非法人组织", "个体工商户", "自然人"))
    prefix = layout.prefix
    for_organisations = {
        layout.party("SHXYM"): ("91140402MA0GTXYY3B", "92140402MA0H4NNC8D"),
        layout.party("GSZC"): ("140400123456784",),
        layout.party("ZZJG"): ("MA0GTXYY3", "11058176-5"),
        layout.party("SWDJ"): ("140402110581765",),
        layout.party("SYDW"): ("114040200123",),
        layout.party("SHZZ"): ("晋社证字第010123号",),
        layout.representative: ("王建国", "阿依古丽·买买提"),
        f"{prefix}_FR_ZJLX": ("身份证",),
        f"{prefix}_FR_ZJHM": ("14040219870602506X",),
    }
    for field, values in for_organisations.items():
        for value in values:
            yield _filled("blank:natural", field, value, natural)
    field = layout.party("SHXYM")
    for code_class in ("91", "92", "12"):
        yield Fault("blank:uscc", code_class, (field,), ("must_be_blank",), of_class(field, code_class), natural)
    for field in (layout.party("SYDW"), layout.party("SHZZ")):
        yield _filled("blank:individual", field, "114040200123", individual)
    for where in (legal, individual):
        yield _filled("blank:id", layout.party("ZJLX"), "身份证", where)
        yield _filled("blank:id", layout.party("ZJLX"), "护照号", where)
        yield _filled("blank:id", layout.party("ZJHM"), "140402198706025060", where)
        yield _filled("blank:id", layout.party("ZJHM"), "E12345678", where)


def _filled(name: str, field: str, value: str, where: pl.Expr) -> Fault:
    return Fault(name, f"{value} in {field}", (field,), ("must_be_blank",), put(field, value), where)
