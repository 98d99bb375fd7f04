import datetime as dt
import io

import pytest
import xlwt

from engine.errors import UserError
from engine.reading import open_source
from tests.engine.reading.files import cells_by_label, rows_of


def xls() -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    date = xlwt.easyxf(num_format_str="yyyy/m/d")
    values = {
        "整数": (5,),
        "小数": (0.1 + 0.2,),
        "十八位": (911404001818998300,),
        "真": (True,),
        "文本": ("0012",),
        "空格": (" 甲 ",),
        "日期": (dt.date(2020, 4, 30), date),
        "时刻": (dt.datetime(2020, 4, 30, 8, 30), xlwt.easyxf(num_format_str="yyyy/m/d h:mm")),
    }
    for row, (label, cell) in enumerate(values.items(), 2):
        sheet.write(row, 0, label)
        sheet.write(row, 1, *cell)
    sheet.write(20, 0, "错误")
    sheet.row(20).set_cell_error(1, "#REF!")
    book.add_sheet("隐藏").visibility = 1
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_cells_of_every_kind() -> None:
    source = open_source(xls(), "旧表.xls")
    assert source.format == "xls"
    assert [(sheet.name, sheet.hidden) for sheet in source.sheets] == [("表", False), ("隐藏", True)]
    assert source.sheets[0].preview[0] == (3, ("整数", "5"))
    assert source.sheets[0].preview[-1][0] == 21
    assert cells_by_label(source) == {
        "整数": "5",
        "小数": "0.3",
        "十八位": "9.11404001818998E+17",
        "真": "TRUE",
        "文本": "0012",
        "空格": " 甲 ",
        "日期": "2020/04/30",
        "时刻": "2020/04/30 08:30:00",
        "错误": "#REF!",
    }


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_rows_are_the_same_for_every_slice_size(size: int) -> None:
    sheet = open_source(xls(), "x.xls").sheets[0]
    assert rows_of(sheet, 3, 2, size) == rows_of(sheet, 3, 2)


def test_password() -> None:
    content = xls()
    start = content.index(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20  # behind the first record of the workbook's stream
    encrypted = content[:start] + b"\x2f\x00" + content[start + 2 :]
    with pytest.raises(UserError, match="password-protected") as caught:
        open_source(encrypted, "x.xls")
    assert "请先取消密码" in caught.value.zh


def test_damaged_files_are_user_errors() -> None:
    content = xls()
    for length in range(8, len(content), 211):
        with pytest.raises(UserError, match=r"x\.xls"):
            open_source(content[:length], "x.xls")
    for place in range(8, len(content), 101):
        broken = content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]
        try:
            rows_of(open_source(broken, "x.xls").sheets[0], width=300)
        except UserError as error:
            assert "x.xls" in error.zh  # noqa: PT017
