"""The amount of the fine against the text of the decision."""

from engine import Column, Violation, check
from plugins.consistency.amount_columns import against_text, wording

_FINE = wording("fine", "罚款", "a fine", "罚款")


@check(
    id="penalty.fine-amount",
    kind="mismatch",
    title={"zh": "罚款金额与处罚内容不符", "en": "the fine contradicts the text"},
    message={"zh": "{caption}填“{value}”，{problem}", "en": "{caption} is “{value}”, {problem_en}"},
    sources=["发改办财金〔2018〕424号 行政处罚信息：罚款金额以万元为单位", "《支付结算办法》（银发〔1997〕393号）附一"],
)
def penalty_fine_amount(amount: Column, content: Column) -> Violation:
    """The fine in the amount column is not the fine that the text of the decision names.

    The text may give it in Arabic or Chinese numerals, in yuan or in 万元, once, in parts, or as parts and total:
    罚款人民币贰万元整, 处2万元罚款, 罚款20,000元. The check is violated only where the text names a fine beyond doubt
    and neither a single sum nor any of its sums together agrees with the column to the nearest fen. Limits
    (2000元以下), rates (每平方米20元), shared fines (各罚款1000元), the daily surcharge for late payment, and sums
    waived or imposed earlier are not taken for the fine; where they leave doubt, the record is not evaluated. A text
    that names only a fine of zero is left to `penalty.not-a-penalty`.

    Where the figure is 10 000 times too large, yuan were entered in a column of 万元: the message says so, and the
    right figure in 万元 is the suggestion.

    Args:
        amount: the fine, a decimal in 万元 (罚款金额).
        content: the text of the decision (处罚内容).

    Source: 发改办财金〔2018〕424号, 行政处罚信息 第19、20项; capital numerals after 《支付结算办法》附一.
    """
    return against_text(amount, content, _FINE)
