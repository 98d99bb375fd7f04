"""Sums of money are read back exactly as they were written, in every form, and never read where they are in doubt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.consistency.chinese_amounts import Amounts, amounts, contradicts, misplaced
from plugins.consistency.chinese_numerals import fen

UPPER, LOWER = "零壹贰叁肆伍陆柒捌玖", "零一二三四五六七八九"
fens = st.one_of(
    st.integers(1, 9_999_999_999),
    st.integers(1, 99_999_999).map(lambda yuan: yuan * 100),
    st.integers(1, 9_999).map(lambda ten_thousands: ten_thousands * 1_000_000),
)


def chinese(number: int, digits: str, units: str) -> str:
    """An independent writer of Chinese numerals: figure by figure, one 零 for a gap."""
    figures = str(number)
    result = ""
    for place, figure in zip(range(len(figures) - 1, -1, -1), figures, strict=True):
        if figure != "0":
            result += digits[int(figure)] + ("", *units)[place % 4]
        elif not result.endswith(digits[0]):
            result += digits[0]
        if place == 4:
            result = result.rstrip(digits[0]) + "万"
    return result.rstrip(digits[0]) or digits[0]


def upper_case_yuan(amount: int) -> str:
    return chinese_yuan(amount, UPPER, "拾佰仟")


def chinese_yuan(amount: int, digits: str, units: str) -> str:
    yuan, rest = divmod(amount, 100)
    jiao, last = divmod(rest, 10)
    text = chinese(yuan, digits, units) + "元"
    if jiao:
        text += digits[jiao] + "角"
    elif last:
        text += digits[0]
    return text + (digits[last] + "分" if last else "")


def forms(amount: int) -> list[str]:
    """The sum in fen in every form in which it can be written exactly."""
    yuan, rest = divmod(amount, 100)
    cents = f".{rest:02d}"
    ten_thousands = f"{amount // 1_000_000}.{amount % 1_000_000:06d}".rstrip("0").rstrip(".")
    written = [
        f"{yuan}{cents}元",
        f"{yuan:,}{cents}元",
        f"{yuan:,}{cents}元".replace(",", "，"),
        f"¥{yuan:,}{cents}",
        f"人民币{yuan}{cents}元整",
        f"{yuan}{cents}元".translate({ord("0") + figure: ord("０") + figure for figure in range(10)}),
        f"{ten_thousands}万元",
        chinese_yuan(amount, UPPER, "拾佰仟"),
        chinese_yuan(amount, LOWER, "十百千"),
    ]
    if not rest:
        written += [f"{yuan}元", f"{yuan:,}元", f"￥{yuan}元", f"人民币{chinese(yuan, UPPER, '拾佰仟')}圆整"]
    return written


@given(fens)
def test_every_form_of_a_fine_is_read_back_exactly(amount: int) -> None:
    for written in forms(amount):
        assert amounts(f"没收工具，罚款{written}。").fines == (amount,), written


@given(fens, fens)
def test_fine_and_confiscation_are_told_apart(fine: int, confiscated: int) -> None:
    for fined, seized in zip(forms(fine)[:9], forms(confiscated)[:9], strict=True):
        assert amounts(f"没收违法所得{seized}，并处罚款{fined}。") == Amounts((fine,), (confiscated,), (), frozenset())


@given(st.integers(100_000, 99_999_999).map(lambda yuan: yuan * 100))
def test_yuan_entered_for_ten_thousands_of_yuan_are_recognised(amount: int) -> None:
    named = amounts(f"罚款{amount // 100}元")
    assert contradicts(named, "fine", amount * 10_000) is True
    assert misplaced(named, "fine", amount * 10_000) == amount


WORDS = [
    *"015.，,零一两壹十拾百佰千万亿元圆角分整点余之倍%处¥（）至每、。",
    "25",
    "000",
    "罚款",
    "没收",
    "违法所得",
    "人民币",
    "以下",
]


@given(st.lists(st.sampled_from(WORDS), max_size=40).map("".join))
def test_any_text_is_read_without_failing(text: str) -> None:
    named = amounts(text)
    assert all(sum_ >= 0 for sum_ in (*named.fines, *named.confiscated, *named.others))


@pytest.mark.parametrize(
    "numeral",
    [
        "两万五",
        "二百三",
        "1,2000",
        "20.000",
        "二三",
        "万",
        "0200",
        "2万3万",
        "一万零十五",
        "零拾贰万",
        "1.5万3千",
        "1.2345678万",
        "",
        "一" * 41,
    ],
)
def test_a_numeral_in_doubt_is_not_read(numeral: str) -> None:
    assert fen(numeral) is None


@pytest.mark.parametrize(
    ("numeral", "yuan"),
    [
        ("贰万伍仟", 25_000),
        ("2万5千", 25_000),
        ("1万2000", 12_000),
        ("2.5万", 25_000),
        ("一点二万", 12_000),
        ("十五", 15),
        ("壹拾万", 100_000),
        ("两千零五", 2_005),
        ("贰仟零佰零拾零", 2_000),
        ("贰万零仟伍佰零拾零", 20_500),
        ("壹万伍佰", 10_500),
        ("一亿零三百万", 103_000_000),
        ("零", 0),
    ],
)
def test_numerals_of_practice(numeral: str, yuan: int) -> None:
    assert fen(numeral) == yuan * 100


FINES = {
    "罚款人民币贰万元整": [20_000],
    "处2.5万元罚款": [25_000],
    "罚款20，000元": [20_000],
    "罚款￥20000": [20_000],
    "罚款 30 000 元": [30_000],
    "罚款（大写）壹拾万元整（¥100000.00）": [100_000],
    "处以人民币三千元罚款": [3_000],
    "处人民币壹万元整（￥10000.00）的罚款": [10_000],
    "对A罚款1000元，对B罚款2000元，合计罚款3000元": [1_000, 2_000, 3_000],
    "罚款金额：3000元": [3_000],
    "1.警告；2.罚款1500元": [1_500],
    "处二千元以上二万元以下罚款，决定罚款人民币伍仟元": [5_000],
    "给予警告并处500元罚款，5000元保证金不予退还": [500],
    "没收违法所得500元罚款2000元": [2_000],
    "处20000元罚款（依法从轻）": [20_000],
    "罚款2000元。缴至账户6228480170584881933。": [2_000],
    "罚款2000元，逾期不缴纳罚款的，每日按罚款数额的3%加处罚款": [2_000],
    "责令退赔5000元，货值金额3000元，罚款6000元": [6_000],
    "罚款2元5角": [2.5],
    "处应缴社会保险费1234元百分之五十的罚款，计617元": [617],
    "罚款200元，驾驶证记6分": [200],
}


@pytest.mark.parametrize(("text", "yuan"), FINES.items())
def test_fines_of_practice(text: str, yuan: list[float]) -> None:
    assert amounts(text).fines == tuple(int(sum_ * 100) for sum_ in yuan)


@pytest.mark.parametrize(
    "text",
    [
        "处2000元以下罚款",
        "处1000元至2000元罚款",
        "罚款1000-2000元",
        "按每平方米20元罚款",
        "罚款500元/平方米",
        "对甲、乙各罚款1000元",
        "对甲、乙分别罚款1000元",
        "免予罚款1000元",
        "拟罚款1000元",
        "可以处1000元罚款",
        "逾期每日加处罚款60元",
        "罚款两万五元",
        "罚款数千元",
        "罚款2万余元",
        "罚款贰万元整（2000元）",
        "没收违法所得和罚款共计20800元",
        "罚没款合计5000元",
        "罚款1000美元",
        "作出如下处罚：1.2000元罚款；2.警告",
        "处违法所得5000元2倍罚款",
        "曾因同类行为被罚款1000元",
        "罚款5000元（含没收违法所得800元）",
    ],
)
def test_sums_that_are_no_certain_fine_are_not_judged(text: str) -> None:
    assert contradicts(amounts(text), "fine", 777) is None


def test_any_sum_of_the_parts_agrees() -> None:
    named = amounts("对甲罚款1000元，对乙罚款2000元，对丙罚款4000元")
    agreeing = [yuan for yuan in range(1000, 8000, 1000) if contradicts(named, "fine", yuan * 100) is False]
    assert agreeing == [1000, 2000, 3000, 4000, 5000, 6000, 7000]
    assert contradicts(named, "fine", 800_000) is True


def test_more_than_eight_sums_are_not_judged() -> None:
    named = amounts("".join(f"对第{place}户罚款{place}00元；" for place in range(1, 12)))
    assert contradicts(named, "fine", 777) is None


UNITS = [
    "1",
    "万",
    "元",
    "罚款",
    "1,",
    "1.",
    "罚款1,",
    "罚款1元",
    "壹元整(",
    "人民币",
    "¥1",
    "没收违法所得",
    "一点",
    "处1元罚款",
]


@pytest.mark.parametrize("unit", UNITS)
def test_the_time_is_linear_in_the_length(unit: str) -> None:
    """A reader that is quadratic in the length would need minutes for each of these texts; a linear one is quick."""
    length = 200_000
    named = amounts((unit * length)[:length] + "。")
    assert contradicts(named, "fine", 777) is None
