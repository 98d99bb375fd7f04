"""`gongshi organisations`: exit status, what is shown, what never is."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Gongshi
from tests.conftest import EXAMPLES

REGISTER = EXAMPLES / "organisations.csv"
CODE, TELEPHONE = "111404001818998355", "13933749464"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of its own for every test."""
    monkeypatch.setenv("GONGSHI_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("GONGSHI_DATABASE_URL", raising=False)


def test_the_register_is_imported_and_listed(gongshi: Gongshi) -> None:
    answer = gongshi("organisations", "import", REGISTER, "--as-of", "2020-01-01")
    assert (answer.status, answer.out) == (0, "")
    assert "新增 10 个单位" in answer.err
    listed = gongshi("organisations", "list", "--on", "2020-04-30", "--county", "武乡县")
    assert listed.status == 0
    assert "11140400711042936M" in listed.out
    assert CODE not in listed.out


def test_telephones_are_shown_to_those_who_ask_only(gongshi: Gongshi) -> None:
    imported = gongshi("organisations", "import", REGISTER, "--as-of", "2020-01-01", "--format", "json")
    listed = gongshi("organisations", "list", "--on", "2020-04-30")
    shown = gongshi("organisations", "show", CODE)
    for answer in (imported, listed, shown):
        assert TELEPHONE not in answer.out + answer.err
    assert TELEPHONE in gongshi("organisations", "show", CODE, "--with-contacts").out


def test_a_faulty_register_changes_nothing_and_has_status_2(gongshi: Gongshi, tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    path.write_text(REGISTER.read_text(encoding="utf-8-sig").replace(CODE, CODE[:-1] + "4"), encoding="utf-8")
    answer = gongshi("organisations", "import", path, "--format", "json")
    assert answer.status == 2
    report = json.loads(answer.out)
    assert report["imported"] is False
    assert [finding["kind"] for finding in report["findings"]] == ["bad_checksum"]
    lines = answer.err.splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("第 2 行：统一社会信用代码")
    assert CODE not in gongshi("organisations", "list").out


def test_findings_are_in_english_when_asked_for(gongshi: Gongshi, tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text(f"统一社会信用代码,单位名称\n{CODE},长治市市场监督管理局\n", encoding="utf-8")
    answer = gongshi("organisations", "import", path, "--format", "json", "--lang", "en")
    assert answer.status == 0
    assert "register imported: 1 units added" in answer.err
    assert "required item" in json.loads(answer.out)["findings"][0]["message"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", "nobody"), "名册中没有代码"),
        (("import", "nothing.csv"), "不存在"),
    ],
)
def test_bad_input_is_one_line_with_status_2(gongshi: Gongshi, arguments: tuple[str, ...], words: str) -> None:
    answer = gongshi("organisations", *arguments)
    assert answer.status == 2
    assert words in answer.err
    assert len(answer.err.splitlines()) == 1


def test_a_database_url_that_is_none_is_told(gongshi: Gongshi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGSHI_DATABASE_URL", "nonsense")
    answer = gongshi("organisations", "list")
    assert answer.status == 2
    assert "GONGSHI_DATABASE_URL" in answer.err
