"""The amount confiscated against the text of the decision."""

from engine import Column, Violation, check
from plugins.consistency.amount_columns import against_text, wording

_CONFISCATED = wording("confiscated", "没收金额", "a confiscation", "没收违法所得")


@check(
    id="penalty.confiscated-amount",
    kind="mismatch",
    title={"zh": "没收金额与处罚内容不符", "en": "the amount confiscated contradicts the text"},
    message={"zh": "{caption}填“{value}”，{problem}", "en": "{caption} is “{value}”, {problem_en}"},
    sources=["发改办财金〔2018〕424号 行政处罚信息：没收金额以万元为单位", "《支付结算办法》（银发〔1997〕393号）附一"],
)
def penalty_confiscated_amount(amount: Column, content: Column) -> Violation:
    """The amount in the column of confiscations is not the one that the text of the decision names.

    Read like the fine (see `penalty.fine-amount`): 没收违法所得1.2万元, 没收违法所得人民币叁仟元整,
    没收非法财物500元, or several of them together. Goods confiscated without a figure are not evaluated; restitution
    (责令退赔) and the value of goods (货值金额) are no confiscation, but a column that agrees with them is left
    alone, for goods are often entered at their value.

    Args:
        amount: the amount confiscated, a decimal in 万元 (没收违法所得、没收非法财物的金额).
        content: the text of the decision (处罚内容).

    Source: 发改办财金〔2018〕424号, 行政处罚信息 第19、21项; capital numerals after 《支付结算办法》附一.
    """
    return against_text(amount, content, _CONFISCATED)
