"""Texts: too long, not in a list, with stray characters; document numbers out of shape; repeated records."""

from collections.abc import Callable, Iterator
from random import Random
from typing import Final

import polars as pl

from benchmarks.codes import NO_CODE
from benchmarks.families.layout import Layout
from benchmarks.faults import EVERYWHERE, Change, Fault, Record, put

_PADDING: Final = "当事人应当按照要求整改并提交书面报告"
INVISIBLE: Final = {
    "zero width space": "\u200b",
    "zero width joiner": "\u200d",
    "zero width non-joiner": "\u200c",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "word joiner": "\u2060",
    "left-to-right mark": "\u200e",
    "right-to-left override": "\u202e",
}
CONTROLS: Final = {"unit separator": "\x1f", "bell": "\x07", "delete": "\x7f", "vertical tab": "\x0b", "C1": "\x86"}
MOJIBAKE: Final[dict[str, Callable[[str], str]]] = {
    "replacement characters": lambda text: text[:2] + "\ufffd\ufffd" + text[4:],
    "one replacement character": lambda text: text[:1] + "\ufffd" + text[2:],
    "GBK read as UTF-8": lambda text: text.encode("gbk", "replace").decode("utf-8", "replace"),
    "twice wrong": lambda text: text[:2] + "锟斤拷锟斤拷" + text[4:],
    "UTF-8 read as Latin-1": lambda text: text.encode().decode("latin-1"),
    "UTF-8 read as Windows-1252": lambda text: text.encode().decode("cp1252", "replace"),
    "UTF-8 read as GBK": lambda text: text.encode().decode("gbk", "replace")[:-1] + "\ufffd",
}
_CATEGORIES: Final = (
    "企业法人",
    "法人",
    "个体",
    "个体户",
    "自然人（个体）",
    "法人及其他组织",
    "01",
    "1",
    "個體工商戶",
    "公民",
    "非法人组织",
    "法人及非法人组织、自然人",
    "自 然 人",
    "法人及非法人组织（含企业事业单位社会团体）",
)
_PENALTY_KINDS: Final = (
    "批评教育",
    "罚金",
    "行政处罚",
    "罚款；批评教育",
    "训诫",
    "警告、批评教育",
    "02",
    "罚",
    "警示约谈",
    "口头警告",
    "没收保证金",
    "罚款2000元",
    "责令改正",
    "行政罚款",
)
_LICENCE_KINDS: Final = ("行政许可", "普通许可", "备案", "一般", "01", "普通、特许", "认定", "许可证", "变更", "A")
_ID_TYPES: Final = ("居民身份证", "驾驶证", "01", "身份証", "户口簿", "军官证", "身份证号码")
_BRACKETS: Final = ("【】", "[]", "()", "（）", "［］", "〖〗", "<>", "{}", "「」", "﹝﹞")
_SHAPES: Final = {
    "leading zero": "{organ}〔{year}〕0{number}号",
    "leading zeros": "{organ}〔{year}〕00{number}号",
    "with 第": "{organ}〔{year}〕第{number}号",
    "without 号": "{organ}〔{year}〕{number}",
    "short year": "{organ}〔{short}〕{number}号",
}
_MORE_SHAPES: Final = {
    "without brackets": "{organ}{year}第{number}号",
    "opening bracket only": "{organ}〔{year}{number}号",
    "closing bracket only": "{organ}{year}〕{number}号",
    "without number": "{organ}〔{year}〕号",
    "without organ": "〔{year}〕{number}号",
    "hyphens": "{organ}-{year}-{number}号",
    "year with 年": "{organ}〔{year}年〕{number}号",
    "number twice": "{organ}〔{year}〕{number}号号",
    "bracketed number": "{organ}〔{year}〕（{number}）号",
}


def faults(layout: Layout) -> Iterator[Fault]:
    """All faults of this family."""
    yield from _too_long(layout)
    yield from _lists(layout)
    yield from _characters(layout)
    yield from _document_numbers(layout)
    yield from _duplicates(layout)


def _too_long(layout: Layout) -> Iterator[Fault]:
    for field, most in layout.lengths.items():
        for beyond in (1, 40):
            where = ~layout.is_natural if field in (layout.representative, layout.party("GSZC")) else EVERYWHERE
            make = (
                _long_number(field, most + beyond) if field == layout.document_number else _padded(field, most + beyond)
            )
            yield Fault("too_long", f"{field} by {beyond}", (field,), ("too_long",), make, where)
    if layout.prefix == "CF":
        alone = pl.col("CF_CFLB") == "警告"
        yield Fault(
            "too_long", "CF_CFLB", ("CF_CFLB",), ("too_long",), put("CF_CFLB", "警告；其他-" + _PADDING * 20), alone
        )
    else:
        yield Fault("too_long", "XK_XKLB", ("XK_XKLB",), ("too_long",), put("XK_XKLB", "其他-" + _PADDING * 20))


def _padded(field: str, length: int) -> Change:
    def change(record: Record, _random: Random) -> Record:
        return {field: ((record[field] or "") + _PADDING * (length // len(_PADDING) + 1))[:length]}

    return change


def _long_number(field: str, length: int) -> Change:
    def change(record: Record, _random: Random) -> Record:
        organ, rest = (record[field] or "").split("〔")
        return {field: (organ + "综合行政执法" * 30)[: length - len(rest) - 2] + "罚〔" + rest}

    return change


def _lists(layout: Layout) -> Iterator[Fault]:
    category = layout.party("LB")
    for word in _CATEGORIES:
        yield Fault("category", word, (category,), ("not_in_list",), put(category, word))
    without_code = pl.col(layout.party("SHXYM")) == NO_CODE
    yield Fault("category", "without a code", (category,), ("not_in_list",), put(category, "个体"), without_code)
    for word in _PENALTY_KINDS if layout.prefix == "CF" else _LICENCE_KINDS:
        yield Fault("list:kind", word, (layout.kinds,), ("not_in_list",), put(layout.kinds, word))
    for word in _ID_TYPES:
        field = layout.party("ZJLX")
        yield Fault("list:id-type", word, (field,), ("not_in_list",), put(field, word), layout.is_natural)
        field = f"{layout.prefix}_FR_ZJLX"
        yield Fault(
            "list:id-type", f"{word} (FR)", (field,), ("not_in_list",), put(field, word), pl.col(field).is_not_null()
        )
    if layout.prefix == "XK":
        for word in ("0", "3", "有效", "正常", "9", "Y", "1.0", "01"):
            yield Fault("list:status", word, ("XK_ZT",), ("not_in_list",), put("XK_ZT", word))


def _characters(layout: Layout) -> Iterator[Fault]:
    name, organ, source = layout.party("MC"), layout.organ, layout.source
    content = "CF_NR" if layout.prefix == "CF" else "XK_NR"
    for clothing, spoil in MOJIBAKE.items():
        for field in (name, organ, content):
            yield Fault(
                "chars:mojibake",
                f"{clothing} in {field}",
                (field,),
                ("bad_characters",),
                _spoiled(field, spoil),
                _is_chinese(field),
            )
    for clothing, character in INVISIBLE.items():
        for field in (name, source, layout.document_number):
            yield Fault(
                "chars:zero-width", f"{clothing} in {field}", (field,), ("bad_characters",), _inserted(field, character)
            )
    for clothing, character in CONTROLS.items():
        for field in (name, content):
            yield Fault(
                "chars:control", f"{clothing} in {field}", (field,), ("bad_characters",), _inserted(field, character)
            )


def _is_chinese(field: str) -> pl.Expr:
    return pl.col(field).str.len_chars() > 5


def _spoiled(field: str, spoil: Callable[[str], str]) -> Change:
    return lambda record, _random: {field: spoil(record[field] or "")}


def _inserted(field: str, character: str) -> Change:
    def change(record: Record, random: Random) -> Record:
        text = record[field] or ""
        place = random.randint(1, len(text) - 1)
        return {field: text[:place] + character + text[place:]}

    return change


def _document_numbers(layout: Layout) -> Iterator[Fault]:
    field = layout.document_number
    for opening, closing in _BRACKETS:
        marks = [mark * 2 if mark in "{}" else mark for mark in (opening, closing)]
        template = "{organ}" + marks[0] + "{year}" + marks[1] + "{number}号"
        yield _renumbered(field, "docno:brackets", f"{opening}{closing}", template)
    # A certificate's number may stand in a licence, so only what plainly is a document number is judged there.
    shapes = {**_SHAPES, **(_MORE_SHAPES if layout.prefix == "CF" else {})}
    for clothing, template in shapes.items():
        yield _renumbered(field, "docno:shape", clothing, template)
    digits = str.maketrans("0123456789", "０１２３４５６７８９")
    kinds = ("bad_document_number", "bad_characters")
    yield Fault("docno:full-width", "digits", (field,), kinds, _spoiled(field, lambda text: text.translate(digits)))


def _renumbered(field: str, name: str, clothing: str, template: str) -> Fault:
    def change(record: Record, _random: Random) -> Record:
        organ, _, rest = (record[field] or "").partition("〔")
        year, _, number = rest.rstrip("号").partition("〕")
        return {field: template.format(organ=organ, year=year, short=year[2:], number=number)}

    return Fault(name, clothing, (field,), ("bad_document_number",), change)


def _duplicates(layout: Layout) -> Iterator[Fault]:
    """The same record again, near or far from the first, exactly or with differences of width and brackets."""
    number, name = layout.document_number, layout.party("MC")
    brackets = str.maketrans("（）", "()")
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    changes: dict[str, Change] = {
        "exact": lambda record, _r: record,
        "brackets of the number": lambda record, _r: {
            **record,
            number: (record[number] or "").replace("〔", "[").replace("〕", "]"),
        },
        "full-width digits": lambda record, _r: {**record, number: (record[number] or "").translate(wide)},
        "brackets of the name": lambda record, _r: {**record, name: (record[name] or "").translate(brackets)},
        "surrounding spaces": lambda record, _r: {**record, name: f" {record[name]}　", number: f"{record[number]} "},
        "inner space": lambda record, _r: {**record, number: (record[number] or "").replace("〕", "〕 ")},
        "other remark": lambda record, _r: {**record, "BZ": "补报"},
    }
    for clothing, change in changes.items():
        for origin in (1, 700):
            bracketed = pl.col(name).str.contains("（", literal=True).shift(origin)
            where = bracketed if clothing == "brackets of the name" else EVERYWHERE
            yield Fault(
                "duplicate", f"{clothing}, {origin} before", (number, name), ("duplicate",), change, where, origin
            )
