"""Facts told by clauses: how a text is cut, what a clause is made of, and that its weight is always the same."""

import os
import subprocess
import sys

import pytest

from plugins.redaction import RECOGNISERS
from plugins.redaction.facts.clauses import form, sentences
from plugins.redaction.facts.marks import kinds, marks
from plugins.redaction.facts.weights import HINTS, told, weight
from plugins.redaction.table import masked_by_all
from tests.conftest import ROOT

ILL = "当事人张某患有肺结核三年，请求从轻处罚。"
WEIGH = f"""
from plugins.redaction.facts.clauses import sentences
from plugins.redaction.facts.marks import marks
from plugins.redaction.facts.weights import weight
print([weight(marks(c, 0), "health-and-family") for c in sentences("{ILL}")])
"""


def pieces(text: str, recogniser: str = "health-and-family") -> list[str]:
    return [text[slice(*span)] for span in told(text, recogniser)]


def test_a_text_is_cut_into_sentences_and_clauses() -> None:
    cut = [[clause.form for clause in clauses] for clauses in sentences("张某，男；月收入2,300元（见附件）。")]
    assert cut == [["张某", "男"], ["月收入0元", "见附件"]]


def test_places_are_those_of_the_text() -> None:
    text = "家住长治，患有Ｈ ＩＶ相关疾病"
    assert [text[slice(*clause.span)] for clause in next(sentences(text))] == ["家住长治", "患有Ｈ ＩＶ相关疾病"]


def test_a_stretch_without_punctuation_is_cut() -> None:
    assert [len(clause.form) for clause in next(sentences("病" * 130))] == [60, 60, 10]


@pytest.mark.parametrize(
    ("words", "compared"),
    [
        ("存款12.5万元", "存款0元"),
        ("存款十二万元", "存款0元"),
        ("ＨＩＶ阳性", "a阳性"),
        ("李××", "李某"),
        ("张**患病", "张某患病"),
    ],
)
def test_numbers_foreign_words_and_hidden_names_are_alike(words: str, compared: str) -> None:
    assert form(words) == compared


def test_kinds_of_words_and_what_follows_what() -> None:
    (clauses,) = sentences("其患有肺癌")
    assert {"illness", "told"} <= kinds("患有肺癌")
    assert "told then illness" in marks(clauses, 0)


def test_the_person_stays_and_the_fact_goes() -> None:
    assert pieces(ILL) == ["患有肺结核三年"]
    assert masked_by_all(ILL) == "当事人张某［已隐去］，请求从轻处罚。"


def test_what_is_hidden_already_is_no_fact() -> None:
    assert pieces("当事人张某［已隐去］") == []


def test_the_same_words_of_a_product_or_a_rule_are_none() -> None:
    assert pieces("患有活动性肺结核的人员不得从事直接接触食品的工作。") == []
    assert pieces("该药品用于治疗肺结核。") == []


def test_nothing_is_kept_of_a_fact_whatever_the_mask() -> None:
    masks = dict.fromkeys(RECOGNISERS, "keep-first-6")
    assert masked_by_all("当事人患有肺结核三年", masks=masks) == "当事人*******"


def test_a_clause_without_a_telling_word_is_not_weighed() -> None:
    assert pieces("当事人于当日到场接受询问") == []
    assert set(HINTS) == {"health-and-family", "property"}


@pytest.mark.parametrize("seed", ["0", "1", "2"])
def test_the_sum_does_not_depend_on_the_order_of_a_set(seed: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    answer = subprocess.run([sys.executable, "-c", WEIGH], env=environment, capture_output=True, text=True, check=True)
    (clauses,) = sentences(ILL)
    assert answer.stdout.strip() == str([weight(marks(clauses, 0), "health-and-family")])
