"""Bank cards (issuer range and Luhn) and account numbers by context, of persons and of organisations."""

import re
from typing import Final

from plugins.redaction.identity import identity_spans
from plugins.redaction.patterns import SEPARATORS, D, Span, before, folded, free, one_of, overlapping
from plugins.redaction.phones import mobile_spans
from plugins.redaction.vocabulary import words

_CARD: Final = re.compile(
    rf"(?<![{D}A-Za-z])(?<![{D}][.．])(?=([3-69３-６９8８](?:{SEPARATORS}[{D}]){{14,18}})(?![{D}]|[.．][{D}]))"
)
_ISSUERS: Final = re.compile(
    r"(?:62[0-9]{14,17}|60[0-9]{14,17}|621[0-9]{13,16}|69[0-9]{14,17}|68[0-9]{14,17}|81[0-9]{14,17}|955[0-9]{13,16}|9[0-9]{18}"
    r"|4[0-9]{15}(?:[0-9]{3})?|5[1-5][0-9]{14}|3[47][0-9]{13}|35[0-9]{14})"
)
_LABEL: Final = one_of(words("labels", "accounts"))
_ACCOUNT: Final = re.compile(
    rf"{_LABEL}[^{D}，,。；;\n]{{0,24}}[（(：:为是\s]{{0,4}}(?<![A-Za-z])(?=([{D}](?:{SEPARATORS}[{D}]){{7,29}})(?![{D}年月元万]))"
)
# A bank says it as well as 账号, for a number that is long enough: 开户行：建设银行长治分行，1400….
_BANK_NAME: Final = "(?:银行|支行|分行|营业部|分理处|储蓄所|信用社|联社|[工农建中交招]行)"
_AT_BANK: Final = re.compile(
    rf"{_BANK_NAME}[^{D}，,。；;\n]{{0,10}}[，,]?[：:（(“\"\s]{{0,3}}(?<![A-Za-z])(?=([{D}](?:{SEPARATORS}[{D}]){{11,24}})(?![{D}年月元万]))"
)
_NO_ACCOUNT: Final = re.compile(
    "[编代单票行批文工型]号|罚|字|第|号码|电话|热线|流水|许可|代码|票|凭证|回单|保函|合同|交易|机构|终端|商户|时间|日期|于$"
)
_TELEPHONE: Final = re.compile(rf"[0０][{D}]{{2,3}}[-－—]")
_MOMENT: Final = re.compile(r"20[0-9]{2}[01][0-9][0-3][0-9](?:[0-2][0-9][0-5][0-9])?(?:[0-5][0-9])?")
# The number in front: 0505…（账号）, 6222…为其卡号.
_BEFORE_LABEL: Final = re.compile(
    rf"(?<![{D}A-Za-z])(?=([{D}](?:{SEPARATORS}[{D}]){{9,24}})[”\"]?(?:[（(]|[为系是][^，,。；;{D}\n]{{0,8}}){_LABEL})"
)
_OTHER_ACCOUNT: Final = re.compile(one_of(words("labels", "other_accounts")))
# 一卡通 is a card of the bus or of a school, and the account that allowances are paid to.
_ALLOWANCES: Final = re.compile(
    "(?:惠[农民]|财政|补[贴助]|涉农|粮[补食]|农[户民补]|社保|养老|低保)[^，,]{0,5}一卡通卡?的?$"
)
_PASS: Final = re.compile(
    "(?:校园|公交|市民|城市|学生|门禁|小区|园区|景区|就餐|食堂|企业|员工|电子)[^，,]{0,3}一卡通卡?的?$"
)
# 支付宝账号 is none of a bank, what somebody pays by 支付宝 to a card is.
_NO_BANK: Final = re.compile(
    rf"{one_of(words('labels', 'other_accounts'))}[^，,。；;\n向至到给往]{{0,6}}$"
    rf"|{one_of(words('labels', 'other_cards'))}卡?$"
)
_OTHER: Final = re.compile(rf"{one_of(words('labels', 'other_numbers'))}[^{D}，。；;\n]{{0,5}}$")
_BANK: Final = re.compile(_LABEL)
_UNIT: Final = re.compile(r"\s?(?:元|万元|吨|公斤|[.．][0-9])")
HINT: Final = rf"(?:^|[^{D}A-Za-z])[3-69３-６８９8](?:{SEPARATORS}[{D}]){{14}}|{_LABEL}|{_BANK_NAME}"
_MAIL: Final = re.compile(r"\s?[@＠]")
_DATE: Final = re.compile(rf"[{D}]{{4}}[-－.．][{D}]{{1,2}}[-－.．][{D}]{{1,2}}")


def account_spans(text: str) -> list[Span]:
    """Where a text holds card numbers or account numbers."""
    cards = [span for span in overlapping(_CARD, text) if _is_card(text, span)]
    accounts = [match.span(1) for match in _ACCOUNT.finditer(text) if _is_account(text, match.start(), match.span(1))]
    banked = [match.span(1) for match in _AT_BANK.finditer(text) if _is_at_bank(text, match)]
    in_front = [match.span(1) for match in _BEFORE_LABEL.finditer(text) if _is_in_front(text, match.span(1))]
    numbers = [*cards, *accounts, *banked, *in_front]
    return free(numbers, identity_spans(text), mobile_spans(text)) if numbers else []


def passes_luhn(digits: str) -> bool:
    """Whether the last digit confirms the others (ISO/IEC 7812-1)."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def _is_card(text: str, span: Span) -> bool:
    number = folded(text[slice(*span)])
    if not _ISSUERS.fullmatch(number) or not passes_luhn(number) or _UNIT.match(text, span[1]):
        return False
    left = before(text, span[0], 24)
    return _BANK.search(left) is not None or _OTHER.search(left) is None


def _is_account(text: str, label: int, span: Span) -> bool:
    piece, left = text[slice(*span)], before(text, label, 14)
    is_allowance = _ALLOWANCES.search(left) or (
        left.endswith("一卡通") and text.startswith(("账", "帐"), label) and not _PASS.search(left)
    )
    if (
        (_NO_BANK.search(left[-10:]) and not is_allowance)
        or _DATE.match(piece)
        or _MOMENT.fullmatch(folded(piece))
        or _MAIL.match(text, span[1])
    ):
        return False
    return _OTHER.search(before(text, span[0], 14)) is None


def _is_at_bank(text: str, match: re.Match[str]) -> bool:
    between, number = text[match.start() : match.start(1)], folded(match.group(1))
    if _NO_ACCOUNT.search(between) or _MOMENT.fullmatch(number) or _TELEPHONE.match(match.group(1)):
        return False
    return not _UNIT.match(text, match.end(1)) and not text.startswith("号", match.end(1))


def _is_in_front(text: str, span: Span) -> bool:
    behind = text[span[1] : span[1] + 12]
    return _OTHER_ACCOUNT.search(behind) is None and _OTHER.search(before(text, span[0], 14)) is None
