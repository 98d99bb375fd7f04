import datetime as dt
import io
from decimal import Decimal

import polars as pl
import pytest

from engine.errors import UserError
from engine.reading import open_source
from tests.engine.reading.files import rows_of


def parquet(frame: pl.DataFrame) -> bytes:
    stream = io.BytesIO()
    frame.write_parquet(stream)
    return stream.getvalue()


def test_every_type_becomes_text() -> None:
    frame = pl.DataFrame(
        {
            "文本": ["0012", None, ""],
            "日期": [dt.date(2020, 4, 30), None, None],
            "时刻": [dt.datetime(2020, 4, 30), dt.datetime(2020, 4, 30, 12, 30), None],
            "时间": [dt.time(12, 30), None, None],
            "整数": [5, 911404001818998300, None],
            "小数": [0.1 + 0.2, 5.0, None],
            "定点": [Decimal("1.50"), Decimal("20.00"), None],
            "真": [True, False, None],
            "空": [None, None, None],
            "类": ["a", None, None],
        },
        schema_overrides={"定点": pl.Decimal(10, 2), "类": pl.Categorical},
    )
    source = open_source(parquet(frame), "x.parquet")
    assert source.format == "parquet"
    assert source.sheets[0].preview[0] == (0, tuple(frame.columns))
    assert rows_of(source.sheets[0], 0) == [
        (1, "0012", "2020/04/30", "2020/04/30", "12:30:00", "5", "0.3", "1.5", "true", None, "a"),
        (2, None, None, "2020/04/30 12:30:00", None, "911404001818998300", "5", "20", "false", None, None),
    ]


@pytest.mark.parametrize("column", [[[1]], [{"a": 1}], [b"x"], [dt.timedelta(1)]])
def test_columns_that_are_no_cells(column: list[object]) -> None:
    with pytest.raises(UserError, match="nested-column") as caught:
        open_source(parquet(pl.DataFrame({"列": column})), "x.parquet")
    assert "“列”" in caught.value.zh


def test_damaged_files_are_user_errors() -> None:
    content = parquet(pl.DataFrame({"a": ["x"] * 1000}))
    for broken in (content[:20], content[:-4], content[:4] + bytes(len(content) - 8) + content[-4:], b"PAR1"):
        with pytest.raises(UserError, match="corrupt-parquet"):
            rows_of(open_source(broken, "x.parquet").sheets[0], 0, 1)


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_rows_are_the_same_for_every_slice_size(size: int) -> None:
    sheet = open_source(parquet(pl.DataFrame({"a": range(2500)})), "x.parquet").sheets[0]
    assert rows_of(sheet, 0, 1, size) == [(n + 1, str(n)) for n in range(2500)]
