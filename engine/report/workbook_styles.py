"""The cell formats of the annotated workbook: few, calm, and every colour comes with a word."""

from collections.abc import Sequence
from typing import Final, Literal

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from engine.kinds import Severity
from engine.verdict import SubmissionVerdict

RecordVerdict = Literal["accept", "review", "reject", "undefined", "unlisted"]

LINE_HEIGHT: Final = 18
_FONT: Final = "Microsoft YaHei"
_TEXT: Final = {"font_name": _FONT, "font_size": 10, "num_format": "@", "valign": "top"}
# Ground and ink, as contrasted as on the HTML page.
_SEVERITY_COLOURS: Final[dict[Severity, tuple[str, str]]] = {
    "reject": ("#F8CFCB", "#8E1515"),
    "review": ("#E6D3F0", "#5A2578"),
    "warn": ("#FCEBB6", "#6B4700"),
    "info": ("#D6E8F5", "#1B4F70"),
}
_VERDICT_COLOURS: Final[dict[RecordVerdict | SubmissionVerdict, tuple[str, str]]] = {
    "accept": ("#DDF0E1", "#1D6437"),
    "partial": _SEVERITY_COLOURS["warn"],
    "review": _SEVERITY_COLOURS["review"],
    "reject": _SEVERITY_COLOURS["reject"],
    "undefined": _SEVERITY_COLOURS["reject"],
    "unlisted": ("#ECEFF2", "#54616F"),
}
_ACCENT: Final = "#1F4E79"
_LINE: Final = "#C3CCD6"


class Styles:
    """All formats of one workbook; a format belongs to the workbook that made it."""

    def __init__(self, workbook: Workbook) -> None:
        def style(**properties: object) -> Format:
            return workbook.add_format({**_TEXT, **properties})

        caption = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "border_color": _LINE}
        self.text = style()
        self.wrapped = style(text_wrap=True)
        self.plain = workbook.add_format({"font_name": _FONT, "font_size": 10})
        self.header = style(**caption, bg_color=_ACCENT, font_color="#FFFFFF")
        self.header_added = style(**caption, bg_color="#54616F", font_color="#FFFFFF")
        self.title = style(bold=True, font_size=16, font_color=_ACCENT)
        self.section = style(bold=True, font_size=12, font_color=_ACCENT, bottom=2, bottom_color=_ACCENT)
        self.label = style(font_color="#54616F")
        self.number = style(num_format="#,##0", align="right")
        self.link = style(font_color="#1F5A80", underline=1)
        self._faulty = {
            severity: style(bg_color=ground, font_color=ink, border=1, border_color=ink)
            for severity, (ground, ink) in _SEVERITY_COLOURS.items()
        }
        self._faulty_header = {
            severity: style(**caption, bg_color=ground, font_color=ink)
            for severity, (ground, ink) in _SEVERITY_COLOURS.items()
        }
        self._verdict = {
            verdict: style(bg_color=ground, font_color=ink, bold=True)
            for verdict, (ground, ink) in _VERDICT_COLOURS.items()
        }

    def faulty(self, severity: Severity | None, *, header: bool = False) -> Format:
        """The format of a faulty cell; plain text where no severity is known.

        Args:
            severity: of the cell's worst finding.
            header: the cell is a caption.
        """
        if severity is None:
            return self.text
        return self._faulty_header[severity] if header else self._faulty[severity]

    def verdict(self, verdict: RecordVerdict | SubmissionVerdict) -> Format:
        """The format of the verdict of a record or of the submission."""
        return self._verdict[verdict]


def lines_of(texts: Sequence[str], cells: int) -> int:
    """How many lines some texts fill in a column; a Chinese character, two bytes of GB 18030, takes two cells.

    Args:
        texts: each begins a line of its own.
        cells: width of the column in characters of the Latin alphabet.
    """
    return sum(1 + len(text.encode("gb18030", "replace")) // cells for text in texts)
