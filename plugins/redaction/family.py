"""Family circumstances of natural persons: marriage, relatives and how they live, need."""

import re
from collections.abc import Iterator
from typing import Final

from plugins.redaction.circumstances import KIN, is_about_rules, is_about_things, is_somebodys, laws_in
from plugins.redaction.patterns import HAN, Span, before, free, one_of
from plugins.redaction.vocabulary import words

_PARTNER: Final = "(?:丈夫|妻子|配偶|前夫|前妻|爱人|夫|妻)"
# 与丈夫离婚, 随公婆生活.
_TOGETHER: Final = (
    rf"(?:已|现已|正在|曾)?(?:与|和|同|随|跟)(?:其)?(?:{KIN}|{_PARTNER})(?:已|协议|诉讼|长期|共同|一起)?"
    "(?:离婚|离异|分居|同住|同居|生活|感情不和|感情破裂)(?:多年|[数两二三四五六七八九十]年)?"
)
# 父母均年过八旬卧床, 丈夫去世后改嫁.
_FATE: Final = one_of(sorted(words("facts", "fates"), key=len, reverse=True))
_LONG: Final = "(?:[0-9０-９一二两三四五六七八九十数]{1,3}(?:多|余)?(?:个多?月|年|周|天))?"
_RELATIVE: Final = rf"{KIN}(?P<fate>(?:[{HAN}]{{0,6}}?{_FATE}{_LONG}){{1,3}}(?:[，、]{_FATE}){{0,2}})"
# 儿子由前妻抚养, 独自照顾两位老人, 家有一妹在读初中.
_CARED_FOR: Final = (
    rf"{KIN}(?:由|归|随)(?:其)?{KIN}(?:抚养|照顾|监护|生活)"
    rf"|由{KIN}(?:抚养|照顾|监护)(?:长大|成人)?"
    rf"|(?:独自|单独|一人|独力)(?:抚养|赡养|扶养|照顾|照料|拉扯|带)[{HAN}]{{0,6}}?(?:孩子|子女|儿女|女儿|儿子|老人|父母|孙子|孙女)"
    rf"|(?:家有|家中有|上有|下有|育有|膝下有)[{HAN}0-9]{{0,4}}(?:[一二两三四0-9](?:个|名|位)?(?:子|女|妹|弟|兄|姐|孩子|老人)|老母|老父|幼子|幼女)"
    rf"(?:[{HAN}]{{0,3}}(?:在读|就读|读|上)(?:幼儿园|小学|初中|高中|中学|大学))?"
)
_STATES: Final = one_of(sorted(words("facts", "family"), key=len, reverse=True))
_MEASURE: Final = "(?:[0-9０-９一二两三四五六七八九十]{1,3}(?:个|名|位)?(?:多|余)?(?:年|孩子|子女|小孩|老人))?"
# 曾因盗窃被判处有期徒刑二年.
_SENTENCED: Final = rf"(?:曾因|因|有)[{HAN}]{{1,12}}?被?(?:判处|判决|判)(?:有期徒刑|拘役|管制|缓刑)[{HAN}]{{0,6}}"
_FACT: Final = re.compile(rf"{_SENTENCED}|{_TOGETHER}|{_RELATIVE}|{_CARED_FOR}|{_STATES}{_MEASURE}")
_AT_HOME: Final = re.compile(f"^家|{KIN}")
# In front of a fact that is told of nobody in so many words.
_LABELLED: Final = re.compile("(?:家庭|婚姻)(?:情况|状况|成员)?[：:，,是为系]?$")
HINT: Final = one_of(
    [
        *words("facts", "family"),
        *words("facts", "kin"),
        *("其父", "其母", "其夫", "其妻", "其子", "其女", "其兄", "其弟", "其姐", "其妹"),
        *(
            "判处",
            "判决",
            "离婚",
            "离异",
            "分居",
            "独自",
            "单独",
            "独力",
            "一人",
            "家有",
            "家中有",
            "上有",
            "下有",
            "育有",
            "膝下有",
        ),
    ]
)


def family_spans(text: str) -> list[Span]:
    """Where a text tells somebody's family circumstances."""
    return free(_facts(text), laws_in(text))


def _facts(text: str) -> Iterator[Span]:
    for match in _FACT.finditer(text):
        start, end = match.span("fate") if match.group("fate") else match.span()
        is_home = (
            _AT_HOME.search(match.group()) is not None or _LABELLED.search(before(text, match.start(), 8)) is not None
        )
        is_nobodys = is_about_rules if is_home else is_about_things
        if not is_nobodys(text, start, end) and (is_home or is_somebodys(text, start, 24)):
            yield start, end
