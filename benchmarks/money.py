"""Sums of money in the wordings of penalty decisions, with the figure that belongs into the columns of 万元."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

_CAPITAL_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLAIN_DIGITS: Final = "零一二三四五六七八九"
_CAPITAL_UNITS: Final = ("", "拾", "佰", "仟")
_PLAIN_UNITS: Final = ("", "十", "百", "千")

# Yuan: the round sums that tariffs know, sums with zeros inside, and sums with jiao and fen.
_ROUND: Final = (
    *(50, 100, 150, 200, 300, 400, 500, 600, 800, 1000, 1200, 1500, 1800, 2000, 2500, 3000, 3500, 4000, 4800, 5000),
    *(5600, 6000, 7000, 7500, 8000, 9000, 10000, 10500, 12000, 13800, 15000, 16800, 18000, 20000, 22500, 25000, 26400),
    *(30000, 35000, 36000, 40000, 45000, 48000, 50000, 56000, 60000, 70000, 75000, 80000, 90000, 100000, 108000),
    *(120000, 123456, 150000, 180000, 200000, 206000, 250000, 300000, 350000, 400000, 500000, 550000, 600000),
    *(800000, 1000000, 1010000, 1200000, 1500000, 2000000, 3050000),
)
_WITH_ZEROS: Final = (87, 234, 1001, 1010, 2030, 3006, 10010, 10300, 20002, 30405, 100100, 101000)
_WITH_CHANGE: Final = (12350, 26840, 43210, 123456, 246805, 504080, 777777, 1234567, 2030405, 9876543)  # in fen
AMOUNTS: Final = (
    *(Decimal(yuan) for yuan in (*_ROUND, *_WITH_ZEROS)),
    *(Decimal(fen) / 100 for fen in _WITH_CHANGE),
)


def in_ten_thousands(yuan: Decimal) -> str:
    """The figure for a column of 万元: 2000 → 0.2."""
    return _stripped(yuan / 10_000)


def capital_numeral(yuan: Decimal) -> str:
    """As on a cheque: 贰万零伍拾元整, 壹仟贰佰叁拾肆元伍角陆分."""
    whole, change = divmod(int(yuan * 100), 100)
    jiao, fen = divmod(change, 10)
    text = _chinese(whole, _CAPITAL_DIGITS, _CAPITAL_UNITS) + "元"
    if not change:
        return text + "整"
    text += f"{_CAPITAL_DIGITS[jiao]}角" if jiao else "零"
    return text + (f"{_CAPITAL_DIGITS[fen]}分" if fen else "")


def plain_numeral(yuan: int) -> str:
    """As spoken: 二万零五十."""
    text = _chinese(yuan, _PLAIN_DIGITS, _PLAIN_UNITS)
    return text.removeprefix("一") if text.startswith("一十") else text


def fine_wordings(yuan: Decimal) -> tuple[str, ...]:
    """The ways in which decisions say a fine; the same number of them for every sum."""
    figure, capital = _stripped(yuan), capital_numeral(yuan)
    is_whole = yuan == int(yuan)
    spoken = f"罚款{plain_numeral(int(yuan))}元" if is_whole else f"罚款{capital}"
    short = f"罚款{_stripped(yuan / 10_000)}万元" if yuan >= 1000 and yuan % 100 == 0 else f"罚款{figure}元"
    return (
        f"罚款人民币{figure}元",
        f"罚款人民币{figure}元",
        f"罚款{figure}元",
        f"处罚款{figure}元",
        f"处以罚款{yuan:.2f}元",
        f"处{figure}元罚款",
        f"处以{figure}元的罚款",
        f"处人民币{yuan:,}元罚款",
        f"罚款{yuan:,}元",
        f"罚款{yuan:,.2f}元",
        f"罚款人民币{capital}",
        f"罚款人民币{capital}（￥{yuan:,.2f}）",
        f"罚款人民币{figure}元（大写：{capital}）",
        f"罚款人民币（大写）{capital}",
        f"罚款￥{yuan:.2f}元",
        f"罚款：人民币{figure}元整" if is_whole else f"罚款：人民币{figure}元",
        f"处以{capital}的罚款",
        f"处{spoken}",
        spoken,
        short,
        short.replace("罚款", "处以罚款人民币"),
        f"罚款金额为{figure}元",
    )


def confiscation_wordings(yuan: Decimal) -> tuple[str, ...]:
    """The ways in which decisions say how much unlawful gain is confiscated; the same number for every sum."""
    figure, capital = _stripped(yuan), capital_numeral(yuan)
    short = f"{_stripped(yuan / 10_000)}万" if yuan >= 10_000 and yuan % 1000 == 0 else figure
    return (
        f"没收违法所得{figure}元",
        f"没收违法所得人民币{figure}元",
        f"没收违法所得{yuan:.2f}元",
        f"没收违法所得{yuan:,}元",
        f"没收违法所得人民币{capital}",
        f"没收违法所得人民币{figure}元（大写：{capital}）",
        f"没收违法所得{short}元",
        f"没收违法所得共计{figure}元",
        f"没收违法所得：人民币{figure}元",
        f"没收当事人违法所得{figure}元",
        f"没收全部违法所得{figure}元",
    )


def _stripped(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _chinese(number: int, digits: str, units: tuple[str, ...]) -> str:
    high, low = divmod(number, 10_000)
    if not high:
        return _below_ten_thousand(low, digits, units) or digits[0]
    text = _chinese(high, digits, units) + "万"
    if low and low < 1000:
        text += digits[0]
    return text + _below_ten_thousand(low, digits, units)


def _below_ten_thousand(number: int, digits: str, units: tuple[str, ...]) -> str:
    parts = list(_places(number, digits, units))
    return "".join(parts).rstrip(digits[0])


def _places(number: int, digits: str, units: tuple[str, ...]) -> Iterator[str]:
    """The places of a number below ten thousand, from the highest that is not zero, with one 零 for each gap."""
    text = str(number) if number else ""
    previous = "0"
    for place, digit in enumerate(text):
        if digit != "0":
            yield digits[int(digit)] + units[len(text) - 1 - place]
        elif previous != "0":
            yield digits[0]
        previous = digit
