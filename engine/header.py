"""Header matching: captions or codes, in any order, with the differences met in practice → the fields of a layout.

Matching folds the width of characters, case, white space, brackets, hyphens and underscores; what folding does not
reach is a variant in the ruleset.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Final

from engine.added_captions import is_added_caption
from engine.captions import codes_by_caption, composed, folded, is_duty, loose_code
from engine.check import Header
from engine.errors import UserError
from engine.reading import Sheet, Source
from engine.ruleset import RECORD_TYPE_TEXT, RecordLayout, RecordType, Ruleset

HEADER_ROWS: Final = 10
_MOST_KNOWN: Final = 64
# Sheets beside the table itself, where several fit.
_ASIDE: Final = ("样例", "样表", "示例", "范例", "模板", "说明", "参考")


@dataclass(frozen=True)
class Match:
    """A row of cells held against a layout.

    Attributes:
        layout: the layout.
        captions: the cells as written.
        columns: field code → column number, for fields found once.
        duplicates: field code → the captions that all mean it.
        unknown: captions that are no field.
    """

    layout: RecordLayout
    captions: tuple[str, ...]
    columns: Mapping[str, int]
    duplicates: Mapping[str, tuple[str, ...]]
    unknown: tuple[str, ...]

    @cached_property
    def missing(self) -> tuple[str, ...]:
        found = set(self.columns) | set(self.duplicates) | self.layout.always_blank
        return tuple(code for code in self.layout.codes if code not in found)

    @cached_property
    def score(self) -> tuple[int, int, int]:
        """How well it fits: fields found less foreign columns, then fields found, then fields missing."""
        found = len(self.columns) + len(self.duplicates)
        return found - len(self.unknown), found, -len(self.missing)

    @cached_property
    def field_columns(self) -> tuple[int, ...]:
        """Numbers of the columns that belong to the form, those that stand there twice among them."""
        codes = codes_by_caption(self.layout)
        twice = (number for number, cell in enumerate(self.captions) if cell.strip() and folded(cell) in codes)
        return tuple(sorted({*self.columns.values(), *twice}))

    @cached_property
    def names(self) -> frozenset[str]:
        """All that a column may be called, as written."""
        names = {name for field in self.layout.fields for name in (field.code, field.caption, *field.caption_variants)}
        return frozenset(names | {caption for caption in self.captions if caption.strip()})

    @cached_property
    def fits(self) -> bool:
        """At least half of the items that every record must fill are there."""
        required = self.layout.always_required
        found = required & (set(self.columns) | set(self.duplicates))
        return len(found) * 2 >= len(required)

    @cached_property
    def header(self) -> Header:
        """What submission checks see."""
        return Header(
            captions=self.captions,
            columns={code: self.captions[number] for code, number in self.columns.items()},
            missing=self.missing,
            unknown=self.unknown,
            duplicates=self.duplicates,
            required=self.layout.always_required,
            titles={definition.code: definition.caption for definition in self.layout.fields},
        )


@dataclass(frozen=True)
class Located:
    """A header that was found in a source.

    Attributes:
        sheet: the sheet it stands on.
        row: its sheet row (0 for formats whose keys are the header).
        match: the layout that fits it.
    """

    sheet: Sheet
    row: int
    match: Match


class KnownHeaders:
    """Rows that were found to be headers, with what they are in each layout: most files have the same. Rows that fit
    no layout are records as a rule, and are not kept.
    """

    def __init__(self) -> None:
        self._matches: dict[tuple[tuple[str, ...], tuple[int, ...]], list[Match]] = {}

    def matches(self, cells: tuple[str, ...], layouts: Sequence[RecordLayout]) -> list[Match]:
        """The row held against each layout."""
        key = (cells, tuple(map(id, layouts)))  # the matches hold the layouts, so no id comes to mean another one
        kept = self._matches.get(key)
        if kept is not None:
            return kept
        matches = [matched(cells, layout) for layout in layouts]
        if any(match.fits for match in matches):
            if len(self._matches) >= _MOST_KNOWN:
                self._matches.clear()
            self._matches[key] = matches
        return matches


def find_header(
    source: Source,
    ruleset: Ruleset,
    others: Iterable[Ruleset],
    record_type: RecordType | None,
    known: KnownHeaders | None = None,
) -> Located:
    """The sheet, header row and layout that fit.

    Args:
        ruleset: the ruleset to judge by.
        others: all known rulesets, to name the nearest one where nothing fits.
        record_type: None = the header decides.
        known: headers that were found before; those found now are added.

    Raises:
        UserError: nothing fits (with the nearest ruleset and what is missing), two sheets fit, or the header
            belongs to the other type.
    """
    best = _best_of_sheets(source, ruleset.layouts_of(record_type), known or KnownHeaders())
    fitting = [located for located in best if located.match.fits]
    # A hidden sheet is often an old copy that its author does not know of; where only hidden ones fit, they are meant.
    fitting = [located for located in fitting if not located.sheet.hidden] or fitting
    if len(fitting) > 1:
        fitting = _with_records(fitting)
    if len(fitting) > 1:
        raise _two_fit(source, fitting)
    if not fitting:
        raise _none_fits(source, ruleset, others, record_type)
    return fitting[0]


def _with_records(fitting: list[Located]) -> list[Located]:
    """Of several sheets those that are meant: an empty form and a sample stand beside many a table."""
    filled = [located for located in fitting if _records_of(located)] or fitting
    return [located for located in filled if not any(word in (located.sheet.name or "") for word in _ASIDE)] or filled


def _records_of(located: Located) -> list[tuple[str, ...]]:
    """The first rows below a header that are not the header once more."""
    below = [cells for row, cells in located.sheet.preview if row > located.row]
    return [cells for cells in below if not repeats(located.match, cells)]


def _best_of_sheets(source: Source, layouts: Sequence[RecordLayout], known: KnownHeaders) -> list[Located]:
    """The best match of each sheet."""
    best = (_best_of(sheet, layouts, known) for sheet in source.sheets)
    return [located for located in best if located is not None]


def _best_of(sheet: Sheet, layouts: Sequence[RecordLayout], known: KnownHeaders) -> Located | None:
    """The best match of a sheet, the first one of several."""
    best = None
    for row, cells in _headers(sheet, layouts):
        if best is not None and sum(map(bool, cells)) <= best.match.score[0]:
            continue  # a row of so few cells cannot fit better
        for match in known.matches(cells, layouts):
            found = Located(sheet, row, match)
            if best is None or _is_better(found, best):
                best = found
    return best


def _headers(sheet: Sheet, layouts: Sequence[RecordLayout]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Rows that may be headers, and pairs of rows that may be one together (then the row is the lower one)."""
    indexes = {id(index): index for index in map(codes_by_caption, layouts)}.values()
    above: tuple[str, ...] = ()
    for row, cells in sheet.preview[:HEADER_ROWS]:
        yield row, cells
        pairs = (composed(above, cells, index) for index in indexes) if above and row > 1 else ()
        yield from ((row, pair) for pair in pairs if pair is not None)
        above = cells


def _is_better(found: Located, best: Located) -> bool:
    """Whether the match found later is the better one. Where two forms have the same columns, the records say it."""
    one, other = found.match, best.match
    same_type = one.layout.record_type == other.layout.record_type
    if found.row == best.row and same_type and one.score[:2] == other.score[:2]:
        return (_unfilled(found), -one.score[2]) < (_unfilled(best), -other.score[2])
    return one.score > other.score


def _unfilled(located: Located) -> tuple[int, int]:
    """Of the first records: how many have empty cells where the form asks for content, or content where it asks for
    none; and how many such cells there are.

    The two files of a record type may have the same columns; then only the records say which file it is.
    """
    layout, columns = located.match.layout, located.match.columns
    required = [columns[code] for code in layout.always_required if code in columns]
    blank = [columns[code] for code in layout.always_blank if code in columns]

    def filled(cells: Sequence[str], column: int) -> bool:
        return column < len(cells) and bool(cells[column].strip())

    faults = [
        sum(not filled(cells, column) for column in required) + sum(filled(cells, column) for column in blank)
        for cells in _records_of(located)
    ]
    return sum(map(bool, faults)), sum(faults)


def matched(cells: Sequence[str], layout: RecordLayout) -> Match:
    """One row of cells held against one layout."""
    found, unknown = _found(cells, layout)
    return Match(
        layout=layout,
        captions=tuple(cells),
        columns={code: numbers[0] for code, numbers in found.items() if len(numbers) == 1},
        duplicates={code: tuple(cells[n] for n in numbers) for code, numbers in found.items() if len(numbers) > 1},
        unknown=tuple(unknown),
    )


def _found(cells: Sequence[str], layout: RecordLayout) -> tuple[dict[str, list[int]], list[str]]:
    """Field code → numbers of its columns, and the captions that mean no field."""
    codes = codes_by_caption(layout)
    found: dict[str, list[int]] = {}
    others = []
    for number, cell in enumerate(cells):
        code = codes.get(folded(cell)) if cell.strip() else None
        if code is not None:
            found.setdefault(code, []).append(number)
        elif cell.strip() and not is_added_caption(cell):
            others.append(number)
    loose = {number: code for number in others if (code := loose_code(codes, cells[number])) not in (None, *found)}
    for number, code in loose.items():
        if code is not None and [*loose.values()].count(code) == 1:
            found[code] = [number]
            others.remove(number)
    return found, [cells[number].strip() for number in others]


def repeats(match: Match, cells: Sequence[str | None]) -> bool:
    """Whether a row of cells belongs to the header of a match: at least half of its fields once more, in the same
    places, or nothing but marks (必填, 选填) or the numbers of the columns.
    """
    if is_marks(cells):
        return True
    codes = codes_by_caption(match.layout)
    most_others = len(match.columns) / 2
    row = [cell or "" for cell in (*cells, *[None] * (len(match.captions) - len(cells)))]
    others = (
        1
        for code, number in match.columns.items()
        if row[number] != match.captions[number] and codes.get(folded(row[number])) != code
    )
    return not any(count > most_others for count in accumulate(others))


def names_fields(match: Match, cells: Sequence[str | None]) -> bool:
    """Whether a row of cells is a header too, in whatever order: it names at least half as many fields."""
    codes = codes_by_caption(match.layout)
    named = {code for cell in cells if cell and (code := codes.get(folded(cell))) is not None}
    return 2 * len(named) >= len(match.columns)


def is_marks(cells: Sequence[str | None]) -> bool:
    """Whether all cells of a row say whether an item must be filled, or number the columns."""
    filled = [(number, cell.strip()) for number, cell in enumerate(cells, 1) if cell and cell.strip()]
    if len(filled) * 2 < len(cells):  # a record with nothing but a number or a mark in it is a record
        return False
    numbered = all(cell == str(number) for number, cell in filled)
    return numbered or all(is_duty(cell) for _, cell in filled)


def _two_fit(source: Source, fitting: Sequence[Located]) -> UserError:
    names = "、".join(f"“{located.sheet.name}”" for located in fitting)
    types = {located.match.layout.record_type for located in fitting}
    zh = "，或用 --type 说明报送的是许可还是处罚" if len(types) > 1 else "（或合并成一张）"
    en = ", or say with --type which record type is meant" if len(types) > 1 else ", or join them"
    return UserError(
        "two-sheets-fit",
        zh=f"{source.name}：工作表 {names} 都像数据表，请只保留一张{zh}",
        en=f"{source.name}: sheets {names} all fit; keep one of them{en}",
    )


def _none_fits(
    source: Source, ruleset: Ruleset, others: Iterable[Ruleset], record_type: RecordType | None
) -> UserError:
    everywhere = [
        (located.match.fits, located.match.score, known.reference == ruleset.reference, known, located.match)
        for known in (ruleset, *others)
        for located in _best_of_sheets(source, known.layouts, KnownHeaders())
    ]
    if not everywhere or max(item[1][1] for item in everywhere) == 0:
        return UserError(
            "no-header",
            zh=f"{source.name}：前 {HEADER_ROWS} 行里没有找到表头，请保留标准模板的表头行（如“行政相对人名称”）",
            en=f"{source.name}: no header within the first {HEADER_ROWS} rows; keep the template's header row",
        )
    *_, known, match = max(everywhere, key=lambda item: item[:3])
    layout = match.layout
    if record_type is not None and match.fits and layout.record_type != record_type:
        return _other_type(source, layout.record_type, record_type)
    if match.fits:
        return _other_ruleset(source, ruleset, known, layout)
    required = [code for code in match.missing if code in layout.always_required] or list(match.missing)
    missing = "、".join(layout.field(code).caption for code in required[:5]) or "—"
    form = layout.title["zh"]
    return UserError(
        "header-does-not-fit",
        zh=f"{source.name}：表头与 {ruleset.reference} 的字段对不上；"
        f"最接近的是 {known.reference} 的{form}表，缺少：{missing}",
        en=f"{source.name}: the header does not fit {ruleset.reference}; "
        f"nearest is {known.reference} {layout.title['en']}, missing: {', '.join(required[:5])}",
    )


def _other_ruleset(source: Source, ruleset: Ruleset, known: Ruleset, layout: RecordLayout) -> UserError:
    return UserError(
        "other-ruleset",
        zh=f"{source.name}：表头不是 {ruleset.reference} 的格式，而是 {known.reference} 的{layout.title['zh']}表；"
        f"请换用当前标准的模板，或用 --ruleset {known.reference} 按该版本检查",
        en=f"{source.name}: the header is not that of {ruleset.reference} but of {known.reference} "
        f"({layout.title['en']}); use the current form, or judge it by --ruleset {known.reference}",
    )


def _other_type(source: Source, found: RecordType, wanted: RecordType) -> UserError:
    zh_found, zh_wanted = RECORD_TYPE_TEXT[found]["zh"], RECORD_TYPE_TEXT[wanted]["zh"]
    return UserError(
        "other-record-type",
        zh=f"{source.name}：指定的是{zh_wanted}，但表头是{zh_found}；请改用 --type {found} 或去掉 --type",
        en=f"{source.name}: --type says {wanted}, the header is that of a {found}; use --type {found} or leave it out",
    )
