"""Canaries: numbers and names of invented persons in every text field, in all clothes, and none of them in any output.

What is looked through is everything that leaves the command: the findings in four formats, the annotated workbook
(but for the submitter's own cells, which go back to the submitter as they came), the published view in three formats,
and what is said on the terminal. Digits are looked for under any clothes.
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from rich.console import Console

from benchmarks.codes import completed
from benchmarks.records import licences, penalties
from engine.gate import Gate, Judgement
from engine.reading import open_source
from engine.report.csv_report import render_csv
from engine.report.html import render_html
from engine.report.judgement import report_context
from engine.report.terminal import render_table
from engine.ruleset import RECORD_TYPES, RecordType
from tests.cli.conftest import Gongshi

IDENTITY = completed("identity", "14042119780305350")
CARD = "6228480170584881933"
WIDE = str.maketrans("0123456789X-@.", "０１２３４５６７８９Ｘ－＠．")
# What must not be seen → the text in which it stands.
NUMBERS = {
    IDENTITY: [
        f"身份证号{IDENTITY}",
        IDENTITY,
        f"持{IDENTITY[:6]} {IDENTITY[6:14]} {IDENTITY[14:]}登记",
        f"{IDENTITY[:6]}-{IDENTITY[6:14]}-{IDENTITY[14:]}",
        IDENTITY.translate(WIDE),
        "\u200b".join((IDENTITY[:9], IDENTITY[9:])),
    ],
    completed("identity", "14042419900101200"): ["身份证号" + completed("identity", "14042419900101200").lower()],
    "140421780305350": ["身份证140421780305350", "身份证" + "140421780305350".translate(WIDE)],
    "13812345678": ["手机13812345678", "138-1234-5678", "138 1234 5678", "+86 13812345678", "１３８１２３４５６７８"],
    "0355203456": ["家庭电话0355-2034567", "举报人电话（0355）2034567"],
    CARD: [f"卡号{CARD}", " ".join((CARD[:4], CARD[4:8], CARD[8:12], CARD[12:16], CARD[16:])), CARD.translate(WIDE)],
    "0405010109022100512": ["账号0405010109022100512"],
    "E12345678": ["护照号码E12345678", "护照E 12345678"],
    "D8K23": ["其驾驶晋D8K23T小型轿车"],
    "zhangsan77@": ["邮箱zhangsan77@qq.com", "邮箱zhangsan77@qq.com".translate(WIDE)],
    "wangjg1978": ["微信号wangjg1978"],
    "604815162": ["QQ604815162", "QQ号：604815162"],
}
WORDS = {
    "霞娟": ["举报人高霞娟反映", "其妻高霞娟"],
    "8号楼4单元": ["家住城区英雄南路289号8号楼4单元1389室"],
    "抑郁症": ["其患有抑郁症"],
}
CANARIES = [text for texts in (*NUMBERS.values(), *WORDS.values()) for text in texts]
EVERY_TEXT = ("text", "name", "docno", "list", "open_list", "multilist", "idno")
FREE_TEXT = ("text", "name")
FAULTS = {
    "plain": "{canary}",
    "too long": "{canary}，" + "经查明该单位未按规定办理，" * 45,
    # The canary stands where a shown value is cut.
    "cut": "经" * 113 + "，{canary}，" + "经查明该单位未按规定办理，" * 45,
    "bad characters": "经查，\u200b{canary}。\ufffd",
}


def folded(text: str) -> str:
    """Text in half width and capitals, without blanks, dashes, dots and what cannot be seen."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in plain if c.isalnum() or c == "@")


def seen(output: str) -> list[str]:
    plain = folded(output)
    return [raw for raw in (*NUMBERS, *WORDS) if folded(raw) in plain]


def sown(gate: Gate, record_type: RecordType, faults: Sequence[str], types: Sequence[str]) -> pl.DataFrame:
    """Records with a canary in each field of these types, each canary once in each field and with each fault."""
    make = {"penalty": penalties, "licence": licences}[record_type]
    layout = gate.library.get("national@2019").layouts_of(record_type)[0]
    may_stay = faults == ["plain"]  # what must be empty, or needs another field, would have the records refused
    fields = [d for d in layout.public_fields if d.type in types and not (may_stay and {"B", "C"} & {*d.presence})]
    codes = [definition.code for definition in fields]
    texts = [FAULTS[fault].format(canary=canary) for fault in faults for canary in CANARIES]
    turned = [texts[place % len(texts) :] + texts[: place % len(texts)] for place in range(len(codes))]
    return make(len(texts), 5).with_columns(map(pl.Series, codes, turned))


def judged(gate: Gate, path: Path) -> Judgement:
    return gate.check(open_source(path), as_of=date(2020, 4, 30), reference="changzhi@2020.1")


every_type = pytest.mark.parametrize("record_type", RECORD_TYPES)


def added_by_us(path: Path) -> Iterator[str]:
    """What an annotated workbook says beside the submitter's own cells: comments, added columns, the other sheets."""
    workbook = openpyxl.load_workbook(path)
    own, *others = workbook.worksheets
    for row in own.iter_rows():
        for place, cell in enumerate(row):
            if cell.comment:
                yield cell.comment.text
            if place >= len(row) - 3 and cell.value:
                yield str(cell.value)
    for sheet in others:
        yield from (str(value) for row in sheet.iter_rows(values_only=True) for value in row if value)


def published_text(path: Path) -> str:
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as archive:
            return "\n".join(archive.read(name).decode() for name in archive.namelist())
    if path.suffix == ".parquet":
        return pl.read_parquet(path).write_csv()
    return path.read_text(encoding="utf-8")


def lines_seen(text: str) -> dict[str, str]:
    """A canary → a line that shows it, for the message of a failure."""
    return {raw: line[:300] for line in text.splitlines() for raw in seen(line)} if seen(text) else {}


@every_type
def test_no_canary_is_in_any_finding(gongshi: Gongshi, gate: Gate, tmp_path: Path, record_type: RecordType) -> None:
    sample, workbook = tmp_path / "sample.csv", tmp_path / "annotated.xlsx"
    sown(gate, record_type, list(FAULTS), EVERY_TEXT).write_csv(sample)
    options = ("--as-of", "2020-04-30", "--ruleset", "changzhi@2020.1", "--format", "json")
    answer = gongshi("check", sample, *options, "--annotated", workbook)
    assert answer.status == 3, answer.err  # without registers
    assert lines_seen(f"{answer.out}\n{answer.err}") == {}
    assert lines_seen("\n".join(added_by_us(workbook))) == {}


@every_type
def test_no_canary_is_in_any_report(gate: Gate, tmp_path: Path, record_type: RecordType) -> None:
    sample = tmp_path / "sample.csv"
    sown(gate, record_type, list(FAULTS), EVERY_TEXT).write_csv(sample)
    context = report_context(judged(gate, sample), "zh")
    assert context.result.counts.findings.reject > len(CANARIES)
    table = io.StringIO()
    render_table(context, Console(file=table, width=200))
    for text in (render_csv(context).decode(), render_html(context), table.getvalue()):
        assert lines_seen(text) == {}


@every_type
@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_no_canary_is_in_the_published_view(
    gongshi: Gongshi, gate: Gate, tmp_path: Path, record_type: RecordType, ending: str
) -> None:
    sample, path = tmp_path / "sample.csv", tmp_path / f"view.{ending}"
    sown(gate, record_type, ["plain"], FREE_TEXT).write_csv(sample)
    answer = gongshi("check", sample, "--as-of", "2020-04-30", "--ruleset", "national@2019", "--published", path)
    assert answer.status in (0, 1), answer.err
    assert int(re.findall(r"（(\d+) 条）", answer.err)[0]) > len(CANARIES) / 2
    assert lines_seen(published_text(path)) == {}
    assert lines_seen(answer.err) == {}


def test_no_canary_of_a_header_is_in_an_answer(gongshi: Gongshi, tmp_path: Path) -> None:
    records = penalties(3, 5)
    strange = records.rename({"BZ": f"举报人高霞娟{IDENTITY}"}).with_columns(pl.lit("x").alias("手机13812345678"))
    headless = records.rename(
        {code: f"{code}{canary}" for code, canary in zip(records.columns, CANARIES, strict=False)}
    )
    for name, frame in (("strange", strange), ("headless", headless)):
        path = tmp_path / f"{name}.csv"
        frame.write_csv(path)
        for form in ("json", "table"):
            answer = gongshi("check", path, "--as-of", "2020-04-30", "--format", form)
            assert lines_seen(f"{answer.out}\n{answer.err}") == {}, name


def test_the_canaries_would_be_seen() -> None:
    assert sorted(seen("\n".join(CANARIES))) == sorted([*NUMBERS, *WORDS])
