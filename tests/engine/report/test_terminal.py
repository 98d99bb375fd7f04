import io
import re

import pytest
from rich.cells import cell_len
from rich.console import Console

from engine.report import ReportContext
from engine.report.terminal import render_table


def printed(context: ReportContext, width: int, *, colour: bool = False) -> str:
    stream = io.StringIO()
    system = "truecolor" if colour else None
    render_table(
        context, Console(file=stream, width=width, force_terminal=colour, color_system=system, legacy_windows=False)
    )
    return stream.getvalue()


@pytest.mark.parametrize("width", [40, 80, 100, 160])
def test_no_line_is_wider_than_the_console(context: ReportContext, width: int) -> None:
    assert max(cell_len(line) for line in printed(context, width).splitlines()) <= width


@pytest.mark.parametrize("width", [80, 100, 160])
def test_an_example_is_one_line(context: ReportContext, width: int) -> None:
    assert re.search(r"第17条·表格第21行 +931404023343BE5627 → 931404023343BE5622", printed(context, width))


def test_a_long_pair_takes_two_lines(context: ReportContext) -> None:
    assert re.search(r"潞市监罚字\[2020\]第010号 +\n +→ 潞市监罚字〔2020〕10号", printed(context, 80))
    assert "潞市监罚字[2020]第010号 → 潞市监罚字〔2020〕10号" in printed(context, 160)


def test_markup_and_control_characters_are_shown(context: ReportContext) -> None:
    text = printed(context, 160)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "␛[31m红" in text
    assert "<b>内存不足</b>" in text


def test_only_three_examples_a_rule(context: ReportContext) -> None:
    text = printed(context, 100)
    assert "第12条·表格第16行" in text
    assert "第44条·表格第48行" not in text


def test_order_of_the_parts(context: ReportContext) -> None:
    text = printed(context, 100)
    places = [text.index(words) for words in ("部分通过", "文件整体的问题", "按规则查看", "未运行的规则", "▶ 下一步")]
    assert places == sorted(places)


def test_colour_says_the_same_words(context: ReportContext) -> None:
    plain = re.sub(r"\x1b\[[0-9;]*m", "", printed(context, 100, colour=True))
    assert plain == printed(context, 100)


def test_clean_cut_and_english(
    clean_context: ReportContext, truncated_context: ReportContext, english_context: ReportContext
) -> None:
    assert "全部通过" in printed(clean_context, 80)
    assert "--annotated" not in printed(clean_context, 80)
    assert "明细未列出" in printed(truncated_context, 80)
    assert "record 17 · sheet row 21" in printed(english_context, 100)
