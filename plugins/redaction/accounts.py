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
    r"|4[0-9]{15}|5[1-5][0-9]{14}|3[47][0-9]{13}|35[0-9]{14})"
)
_LABEL: Final = one_of(words("labels", "accounts"))
_ACCOUNT: Final = re.compile(
    rf"{_LABEL}[^{D}，,。；;\n]{{0,24}}[（(：:为是\s]{{0,4}}(?=([{D}](?:{SEPARATORS}[{D}]){{7,29}})(?![{D}年月元万]))"
)
# 支付宝账号 is none of a bank, what somebody pays by 支付宝 to a card is.
_NO_BANK: Final = re.compile(rf"{one_of(words('labels', 'other_accounts'))}[^，,。；;\n向至到给往]{{0,6}}$")
_OTHER: Final = re.compile(rf"{one_of(words('labels', 'other_numbers'))}[^{D}，。；;\n]{{0,5}}$")
_BANK: Final = re.compile(_LABEL)
_UNIT: Final = re.compile(r"\s?(?:元|万元|吨|公斤|[.．][0-9])")
HINT: Final = rf"(?:^|[^{D}A-Za-z])[3-69３-６８９8](?:{SEPARATORS}[{D}]){{14}}|{_LABEL}"
_MAIL: Final = re.compile(r"\s?[@＠]")
_DATE: Final = re.compile(rf"[{D}]{{4}}[-－.．][{D}]{{1,2}}[-－.．][{D}]{{1,2}}")


def account_spans(text: str) -> list[Span]:
    """Where a text holds card numbers or account numbers."""
    cards = [span for span in overlapping(_CARD, text) if _is_card(text, span)]
    accounts = [match.span(1) for match in _ACCOUNT.finditer(text) if _is_account(text, match.start(), match.span(1))]
    numbers = [*cards, *accounts]
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
    piece = text[slice(*span)]
    if _NO_BANK.search(before(text, label, 10)) or _DATE.match(piece) or _MAIL.match(text, span[1]):
        return False
    return _OTHER.search(before(text, span[0], 14)) is None
