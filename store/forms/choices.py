"""Options with one column for each choice, ticked in the rows: the captions of the choices stand below the option's
own caption, which is merged over them, or in the header itself.

The ticks of a row become the text that a single cell with tick boxes would have, so that both are read alike. A mark
that could mean yes as well as no is refused.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engine.captions import folded

TICKED: Final = "☑"
_YES: Final = frozenset("√✓✔☑✅■●◉▣vy1是有对rþü")
_NO: Final = frozenset(["--", "——", *"□☐○◯◻▢〇否无不n0-—/£¨o"])


@dataclass(frozen=True)
class Choice:
    """One choice of an option.

    Attributes:
        field: the option's name in the code.
        caption: as it stands in the form.
        column: number of its column from 0.
    """

    field: str
    caption: str
    column: int


@dataclass(frozen=True)
class SubHeader:
    """A row of choices below the header.

    Attributes:
        row: the row that a person sees.
        choices: from left to right.
        unknown: column and caption of cells in the option's columns that are no choice of it.
        width: number of columns.
    """

    row: int
    choices: tuple[Choice, ...]
    unknown: tuple[tuple[int, str, str], ...]
    width: int


def own_choices(cells: Sequence[str], choices: Mapping[str, str]) -> tuple[Choice, ...]:
    """The choices among the cells of a header.

    Args:
        choices: folded caption of a choice → field.
    """
    found = ((number, cell, choices.get(folded(cell))) for number, cell in enumerate(cells))
    return tuple(Choice(field, _one_line(cell), number) for number, cell, field in found if field is not None)


def sub_header(
    above: Sequence[str],
    fields: Sequence[str | None],
    row: int,
    cells: Sequence[str],
    choices: Mapping[str, str],
) -> SubHeader | None:
    """The row below a header, where it names choices.

    Args:
        above: cells of the header.
        fields: their fields.
        row: number of the row below.
        cells: its cells.
        choices: folded caption of a choice → field.
    """
    owners = _owners(above, fields, len(cells), frozenset(choices.values()))
    found, unknown = [], []
    for number, cell in enumerate(cells):
        if not cell.strip() or (number < len(above) and folded(above[number]) == folded(cell)):
            continue  # a cell that is merged with the one above
        owner = owners[number]
        if owner is None:
            return None
        if choices.get(folded(cell)) == owner:
            found.append(Choice(owner, _one_line(cell), number))
        else:
            unknown.append((number, _one_line(cell), owner))
    if not found:
        return None
    return SubHeader(row, tuple(found), tuple(unknown), max(len(above), len(cells)))


def _owners(
    above: Sequence[str], fields: Sequence[str | None], width: int, optional: frozenset[str]
) -> list[str | None]:
    """The option over each column: its own caption, or that of the merged cell that reaches to it."""
    owners: list[str | None] = []
    for number in range(width):
        if number < len(above) and above[number].strip():
            field = fields[number]
            owners.append(field if field in optional else None)
        else:
            owners.append(owners[-1] if owners else None)
    return owners


def ticked_text(choices: Sequence[Choice], cells: Sequence[str | None]) -> tuple[str | None, list[Choice]]:
    """The text of a cell in which the same is ticked, None where nothing is; and the choices whose mark is not clear.

    Args:
        choices: of one option.
        cells: of a row.
    """
    lines, unclear = [], []
    for choice in choices:
        ticked = _is_ticked(cells[choice.column] or "", choice.caption)
        if ticked is None:
            unclear.append(choice)  # the form is refused for it; that nothing is ticked would be a second fault
        if ticked is not False:
            lines.append(f"{TICKED}{choice.caption}")
    return "\n".join(lines) or None, unclear


def _is_ticked(cell: str, caption: str) -> bool | None:
    """Whether a mark says yes; None where it is not clear."""
    mark = unicodedata.normalize("NFKC", cell).strip().strip("()[]【】 ").casefold()
    if not mark or mark in _NO:
        return False
    if mark in _YES or folded(mark.strip("".join(_YES - {"r", "v", "y", "o"}))) == folded(caption):
        return True
    return None


def by_field(choices: Sequence[Choice]) -> Iterator[tuple[str, tuple[Choice, ...]]]:
    """The choices of each option."""
    for field in dict.fromkeys(choice.field for choice in choices):
        yield field, tuple(choice for choice in choices if choice.field == field)


def _one_line(caption: str) -> str:
    return "".join(caption.split())
