"""Labelled sentences in the language of decisions: what must not be published, and what only looks like it.

Two halves with different wordings and different fillers: `tuning` may be looked at while recognisers are mended,
`held_out` is only measured. Deterministic: the same half, count and seed give the same sentences. All persons,
numbers and addresses are invented.
"""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from benchmarks import words
from benchmarks.codes import completed

Half = Literal["tuning", "held_out"]
ByHand = Literal["blind", "blind_2", "blind_3", "blind_4", "blind_5", "blind_6", "blind_7", "blind_8"]
OfNames = Literal["names_dev", "names_first_sight", "names_and_secrets"]
OfFacts = Literal[
    "facts_1",
    "facts_2",
    "facts_3",
    "facts_4",
    "facts_5",
    "facts_6",
    "facts_7",
    "facts_8",
    "facts_9",
    "facts_10",
    "facts_11",
    "facts_12",
    "facts_13",
    "facts_14",
    "facts_15",
    "numbers",
]
FOLDER: Final = Path(__file__).parent / "redaction_sentences"
SENTENCES_A_HALF: Final = 12_000
_SLOT: Final = re.compile(r"<([a-z-]+)(?::([a-z_]+)|=([^>]+))>|\{([a-z0-9_]+)\}")
_WIDE: Final = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
_DISEASES: Final = {
    "tuning": ("糖尿病", "精神分裂症", "尿毒症", "冠心病", "乙肝", "肺结核", "抑郁症", "严重心脏病", "胃癌", "艾滋病"),
    "held_out": ("高血压", "癫痫", "白血病", "丙肝", "双相情感障碍", "脑梗塞", "肝硬化", "尘肺病", "乳腺癌", "梅毒"),
}
_STREETS: Final = {
    "tuning": ("英雄南路", "太行西街", "延安中路", "捉马东街"),
    "held_out": ("紫金街", "长兴北路", "城隍庙巷", "解放大道"),
}
_ESTATES: Final = {
    "tuning": ("御景花园", "长钢家属院", "滨河小区"),
    "held_out": ("碧水云天", "金威公寓", "锦绣新城二期"),
}
_RARER_GIVEN: Final = "翠萍喜旺根生凤仙腊梅保柱栓牢改变拴锁爱莲玉梅小军红霞晋峰潞生"


@dataclass(frozen=True)
class Sentence:
    """One labelled sentence.

    Attributes:
        text: the sentence.
        labels: recogniser without its prefix, start and end in characters; empty for a hard negative.
        template: what it was made from.
    """

    text: str
    labels: tuple[tuple[str, int, int], ...]
    template: str


def sentences(half: Half, count: int = SENTENCES_A_HALF, seed: int = 1) -> list[Sentence]:
    """One half of the corpus: as many positive sentences as hard negatives, all templates in turn.

    Args:
        half: `tuning` or `held_out`.
        count: how many.
        seed: another seed, other fillers.
    """
    templates: dict[str, Any] = yaml.safe_load((FOLDER / f"{half}.yaml").read_text(encoding="utf-8"))
    rng = random.Random(f"{half}-{seed}")
    return list(_made(templates, Fillers(half, rng), rng, count))


def handwritten(name: ByHand | OfNames | OfFacts = "blind") -> list[Sentence]:
    """The sentences of `blind.yaml`, `blind_2.yaml` …, as they stand there: no slot is filled."""
    listed: dict[str, list[str]] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    fillers = Fillers("held_out", random.Random(0))
    return [_filled(text, fillers, text) for kind in ("positive", "negative") for text in listed[kind]]


def _made(templates: dict[str, Any], fillers: "Fillers", rng: random.Random, count: int) -> Iterator[Sentence]:
    for number in range(count):
        kind = templates["positive" if number % 2 == 0 else "negative"]
        core = kind[number // 2 % len(kind)]
        whole = rng.choice(templates["openings"]) + core + rng.choice(templates["endings"])
        # A mark of secrecy stands at the head of a text.
        yield _filled(core if "★" in core else whole, fillers, core)


def _filled(template: str, fillers: "Fillers", core: str) -> Sentence:
    text, place, labels = "", 0, []
    for slot in _SLOT.finditer(template):
        label, filler, words_given, plain = slot.groups()
        text += template[place : slot.start()]
        made = words_given or fillers.made(filler or plain)
        if label:
            labels.append((label, len(text), len(text) + len(made)))
        text, place = text + made, slot.end()
    return Sentence(text + template[place:], tuple(labels), core)


class Fillers:
    """Makes what stands in the slots; each half its own way."""

    def __init__(self, half: Half, rng: random.Random) -> None:
        self.half, self.rng = half, rng

    def made(self, name: str) -> str:
        """One filler by its name: `digits8`, `n400`, or a method of this class."""
        if name.startswith("digits"):
            return self.digits(int(name.removeprefix("digits")))
        if name.startswith("n") and name[1].isdigit():
            most, _, width = name[1:].partition("_")
            return str(self.rng.randint(1, int(most))).zfill(int(width or 1))
        method: Callable[[], str] = getattr(self, name)
        return method()

    def digits(self, count: int) -> str:
        return str(self.rng.randint(1, 9)) + "".join(self.rng.choices("0123456789", k=count - 1))

    def dressed(self, number: str, groups: tuple[int, ...]) -> str:
        """A number plain, in groups, or in full width, as people write it."""
        choice = self.rng.random()
        if choice < 0.5:
            return number
        if choice < 0.65:
            return number.translate(_WIDE)
        marks = (" ", "-") if self.half == "tuning" else (" ", "－", "　", "-", " - ", ".")
        parts, place = [], 0
        for size in groups:
            parts.append(number[place : place + size])
            place += size
        return self.rng.choice(marks).join([*parts, number[place:]] if number[place:] else parts)

    def identity(self) -> str:
        dressed = self.dressed(completed("identity", self._identity_body()), (6, 8, 4))
        return dressed.lower() if self.rng.random() < 0.3 else dressed

    def identity_wrong(self) -> str:
        right = completed("identity", self._identity_body())
        return right[:-1] + self.rng.choice([digit for digit in "0123456789" if digit != right[-1]])

    def identity_old(self) -> str:
        number = self._identity_body()
        return number[:6] + number[8:17]

    def _identity_body(self) -> str:
        year, month, day = self.rng.randint(1940, 1999), self.rng.randint(1, 12), self.rng.randint(1, 28)
        return f"{self.rng.choice(words.REGIONS)}{year}{month:02}{day:02}{self.digits(3)}"

    def passport(self) -> str:
        forms = {
            "tuning": (f"E{self.digits(8)}", f"G{self.digits(8)}", f"EA{self.digits(7)}"),
            "held_out": (
                f"EJ{self.digits(7)}",
                f"e{self.digits(8)}",
                f"M{self.digits(8)}",
                self.digits(9),
                f"PE{self.digits(7)}",
            ),
        }
        return self.rng.choice(forms[self.half])

    def permit_hk(self) -> str:
        return self.rng.choice("HM") + self.digits(self.rng.choice((8, 10)))

    def permit_tw(self) -> str:
        return self.digits(8) if self.rng.random() < 0.7 else self.digits(10) + "(B)"

    def foreigner(self) -> str:
        country, place = self.rng.choice(("USA", "KOR", "JPN")), self.rng.choice(words.REGIONS)
        return f"{country}{place}{self.rng.randint(50, 99)}0{self.rng.randint(1, 9)}1{self.digits(1)}"

    def file_number(self) -> str:
        return f"{self.rng.choice(('1404', '1401', '4101', '1304'))}{self.digits(8)}"

    def mobile(self) -> str:
        number = self.plain_mobile()
        dressed = self.dressed(number, (3, 4, 4))
        prefixes = (
            ("", "", "", "", "+86", "+86 ") if self.half == "tuning" else ("", "", "", "", "86-", "0086 ", "（+86）")
        )
        return self.rng.choice(prefixes) + dressed if dressed[0] == "1" else dressed

    def plain_mobile(self) -> str:
        return f"1{self.rng.choice('3456789')}{self.digits(9)}"

    def landline(self) -> str:
        number = f"{self.rng.choice('2356')}{self.digits(6)}"
        forms = {
            "tuning": (f"0355-{number}", f"0355{number}", f"（0355）{number}"),
            "held_out": (
                f"(0355){number}",
                f"0355 {number}",
                f"０３５５－{number}".translate(_WIDE),
                f"010-8{number}",
                f"0355—{number}",
            ),
        }
        return self.rng.choice(forms[self.half])

    def email(self) -> str:
        name = self.rng.choice(("zhang.san", "lihua", "wang_wei", "x"))
        hosts = ("qq.com", "163.com") if self.half == "tuning" else ("139.com", "foxmail.com", "mail.example.com.cn")
        return f"{name}{self.digits(self.rng.randint(1, 6))}@{self.rng.choice(hosts)}"

    def wechat(self) -> str:
        return self.rng.choice(("wxid_", "zhang", "abc-", "lin_")) + self.digits(self.rng.randint(4, 8))

    def qq(self) -> str:
        return self.digits(self.rng.randint(6, 10))

    def card(self) -> str:
        starts = (
            ("622848", "621700", "622202")
            if self.half == "tuning"
            else ("623059", "621661", "622588", "955880", "621799")
        )
        body = self.rng.choice(starts) + self.digits(12 if self.rng.random() < 0.8 else 9)
        total = sum(sum(divmod(int(d) * (2 if place % 2 == 0 else 1), 10)) for place, d in enumerate(reversed(body)))
        return self.dressed(body + str(-total % 10), (4, 4, 4, 4))

    def account(self) -> str:
        return self.dressed(self.digits(self.rng.choice((15, 17, 19, 20))), (4, 4, 4, 4))

    def address(self) -> str:
        rng = self.rng
        street, estate = rng.choice(_STREETS[self.half]), rng.choice(_ESTATES[self.half])
        flat = f"{rng.randint(1, 30)}号楼{rng.randint(1, 6)}单元{rng.randint(101, 2402)}"
        place = rng.choice([place for place in words.PLACES if place != "长治市"])
        forms = {
            "tuning": (
                f"{place}{street}{rng.randint(1, 400)}号{flat}室",
                f"山西省长治市{place}{estate}{flat}室",
                f"{place}{street}{rng.randint(1, 99)}号",
                f"{estate}{flat}户",
                f"{place}韩店镇东王村{rng.randint(1, 200)}号",
            ),
            "held_out": (
                f"长治市{place}{street}{rng.randint(1, 400)}号{estate}{flat.replace('号楼', '栋')}号",
                f"{estate}{rng.randint(1, 9)}幢{rng.randint(101, 999)}室",
                f"{place}西堡村三组{rng.randint(1, 99)}号",
                f"山西省{place}{street}{rng.randint(1, 99)}号院{rng.randint(1, 9)}排{rng.randint(1, 9)}号",
                f"{estate}{rng.randint(1, 30)}-{rng.randint(1, 4)}-{rng.randint(101, 999)}",
            ),
        }
        return rng.choice(forms[self.half])

    def plate(self) -> str:
        rng = self.rng
        letter, province = rng.choice("ABDEFHK"), rng.choice("晋晋晋冀豫陕京")
        number = rng.choice(
            (
                self.digits(5),
                f"{rng.choice('ABCKQ')}{self.digits(4)}",
                f"{self.digits(3)}{rng.choice('XZT')}{self.digits(1)}",
            )
        )
        gap = rng.choice(("", "", "·")) if self.half == "tuning" else rng.choice(("", "·", " ", "-", "•"))
        new_energy = self.half == "held_out" and rng.random() < 0.2
        return f"{province}{letter}{gap}{'D' + self.digits(5) if new_energy else number}"

    def name(self) -> str:
        rng = self.rng
        surname = rng.choice(words.SURNAMES)
        if self.half == "tuning":
            return surname + "".join(rng.choices(words.GIVEN, k=rng.choice((1, 2, 2))))
        if rng.random() < 0.06:
            surname = rng.choice(("欧阳", "司马", "上官", "令狐"))
        given = _RARER_GIVEN if rng.random() < 0.4 else words.GIVEN
        return surname + "".join(rng.choices(given, k=rng.choice((1, 2, 2))))

    def shop(self) -> str:
        return (
            f"{self.rng.choice(list(words.PLACES))}{self.rng.choice(words.TRADE_WORDS)}{self.rng.choice(words.SHOPS)}"
        )

    def disease(self) -> str:
        return self.rng.choice(_DISEASES[self.half])

    def money(self) -> str:
        return self.rng.choice(
            (str(self.rng.randint(1, 999) * 100), self.digits(7), f"{self.digits(8)}.00", "12,345,678")
        )

    def registration(self) -> str:
        return completed("registration", f"{self.rng.choice(words.REGIONS)}{self.digits(8)}")

    def unified(self) -> str:
        letters = "".join(self.rng.choices("0123456789ABCDEFGHJKLMNPQRTUWXY", k=9))
        return completed("unified", f"{self.rng.choice(('91', '92', '93'))}{self.rng.choice(words.REGIONS)}{letters}")
