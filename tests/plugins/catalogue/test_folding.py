"""What is folded together, and what is not."""

import pytest

from plugins.catalogue.containment import contains
from plugins.catalogue.folding import RecordType, folded_item, folded_unit


@pytest.mark.parametrize(
    ("record_type", "one", "other"),
    [
        ("penalty", "对违法超限运输的处罚", "违法超限运输"),
        ("penalty", "对捏造、散布涨价信息，哄抬价格的行为的处罚", "捏造散布涨价信息哄抬价格的违法行为"),
        ("penalty", "对对外承包工程违法分包的处罚", "对外承包工程违法分包"),
        ("penalty", "未按照规定登记或者备案", "未按规定登记或备案"),
        ("licence", "食品经营许可", "食品经营许可证核发"),
        ("licence", "排污许可", "长治市生态环境局关于准予排污许可的决定"),
        ("licence", "ＡＢ类药品经营许可", "ab类药品经营许可证书"),
    ],
)
def test_the_same_item(record_type: RecordType, one: str, other: str) -> None:
    assert folded_item(one, record_type).core == folded_item(other, record_type).core


@pytest.mark.parametrize("name", ["", "许可", "处罚", "的行为", "证", "〔〕", "关于准予的决定"])
def test_a_frame_around_nothing_stays(name: str) -> None:
    for record_type in ("penalty", "licence"):
        assert bool(folded_item(name, record_type).core) == bool(folded_item(name, record_type).text)


@pytest.mark.parametrize(
    ("record_type", "text", "name", "stands_alone"),
    [
        ("licence", "长治市某局关于准予食品经营许可的决定", "食品经营许可", True),
        ("licence", "小餐饮食品经营许可证", "食品经营许可", False),
        ("licence", "食品经营许可（延续）", "食品经营许可", True),
        ("penalty", "某店经营超过保质期的食品，情节严重", "经营超过保质期的食品", True),
        ("penalty", "经营超过保质期的食品添加剂", "经营超过保质期的食品", False),
        ("penalty", "未按规定设置标志", "按规定设置标志", False),
        ("penalty", "食品添加剂、食品", "食品", True),
    ],
)
def test_a_name_inside_a_text(record_type: RecordType, text: str, name: str, stands_alone: bool) -> None:
    assert contains(folded_item(text, record_type), name, record_type) is stands_alone


def test_units_are_compared_without_width_brackets_and_spaces() -> None:
    spellings = [
        "长治市 某局（知识产权局）",
        "长治市某局(知识产权局)",
        "长治市某局【知识产权局】",
        "长治市某局［知识产权局］　",
    ]
    assert len({folded_unit(name) for name in spellings}) == 1
    assert folded_unit("甲局") != folded_unit("乙局")
