"""E-mail addresses, and numbers of WeChat and QQ by context."""

import re
from typing import Final

from plugins.redaction.identity import identity_spans
from plugins.redaction.patterns import HAN, LEADS_ON, LETTERS, D, Span, free, label_before, with_next
from plugins.redaction.phones import mobile_spans

_NAME: Final = rf"{LETTERS}{D}._%+\-"
_MAIL: Final = re.compile(
    rf"(?<![{_NAME}])([{LETTERS}{D}][{_NAME}]{{0,63}}\s?[@＠]\s?[{LETTERS}{D}](?:[{LETTERS}{D}\-]{{0,62}}[.．]){{1,4}}[{LETTERS}]{{2,10}})"
)
# An organ's own address, or one that is meant to be known.
_OFFICIAL_DOMAIN: Final = re.compile(r"(?i)gov[.．]cn$")
_PUBLIC: Final = re.compile(
    r"(?:举报|监督|投诉|咨询|政务|公开|单位|官方|受理|办公|客服|服务|意见|反馈|建议|复议|公务|招聘|我局|本局|本机关)(?!人|者|群众)[^，。；;\n举由从过自经材信]{0,6}(?:邮箱|信箱|邮件|[Ee]-?mail)[^，。；;\n]{0,4}$"
)
# The address of an enterprise or an organ, not of somebody in it.
_OF_ORGANISATION: Final = re.compile(
    r"(?:公司|企业|[^当]局|委员会|中心|大队|支队|法院|政府|机关|医院|学校|厂)的?(?:官方|公用|工作|电子|联系){0,2}(?:邮箱|信箱|邮件|[Ee]-?mail)[^，。；;\n]{0,4}$"
)
# 举报电话：0355-…；邮箱：…
_WAYS_TO_REPORT: Final = re.compile(
    r"(?:监督|举报|投诉|咨询|受理|反馈)(?:电话|热线|地址|方式|渠道|途径)[^。\n某]{0,40}[；;，,、\s](?:电子)?(?:邮箱|信箱|[Ee]-?mail)[：:为\s]{0,2}$"
)
_MESSENGER: Final = re.compile(
    rf"(?:微信|ＱＱ|[QＱ]\s[QＱ]|[加＋+]\s?(?:[QqＱVvＶ](?=[：:\s]?[{LETTERS}{D}])|微(?=[：:\s]?[{LETTERS}{D}])|薇信?)"
    rf"|(?<![{LETTERS}{D}{HAN}])[QqＱ](?=[：:]\s?[1-9][{D}]{{5}})|(?<![{HAN}])微(?=[：:]\s?[{LETTERS}])|薇信|威信|企鹅号?|扣扣|(?<![{LETTERS}{D}])(?:QQ|qq|Qq|V信|v信|VX|Vx|vx|WX|wx|[Ww]e[Cc]hat))"
    rf"(?:\s?(?:账号|帐号|账户|号码|号|昵称|联系方式|联系人|好友|用户|名片|名称|名|ID|id|账|添加|加))?(?:[“\"][^”\"\n]{{1,12}}[”\"])?(?:[（(][^）)\n]{{0,8}}[）)])?"
    rf"(?:分别|均|号码?|账号|[\s：:为是即系由“\"（()）]){{0,4}}"
    rf"(?=([{LETTERS}][{LETTERS}{D}_\-]{{4,19}}|[1-9１-９][{D}]{{4,10}})(?![{LETTERS}{D}_\-元万]))"
)
# Digits in groups.
_GROUPED_QQ: Final = re.compile(
    rf"(?:QQ|qq|ＱＱ|扣扣|企鹅)(?:账号|号码?|[：:])[：:为是\s“\"（(]{{0,3}}"
    rf"(?=([1-9１-９][{D}]{{1,3}}(?:[ \-－][{D}]{{2,4}}){{1,3}})(?![{LETTERS}{D}元万年月]))"
)
_NEXT: Final = re.compile(
    rf"{LEADS_ON}(?=([{LETTERS}][{LETTERS}{D}_\-]{{5,19}}|[1-9１-９][{D}]{{5,10}})(?![{LETTERS}{D}_\-元万年月条名人次个@＠]))"
)
# The other way round: 加bj13579x为微信好友, 470349210（QQ）, 123456@微信.
_NAMED_BEHIND: Final = re.compile(
    rf"(?<![{LETTERS}{D}_\-])(?=(?P<name>[{LETTERS}][{LETTERS}{D}_\-]{{4,19}}|[1-9１-９][{D}]{{4,10}})"
    r"(?:[（(](?:微信|QQ|qq|ＱＱ)号?[）)]|号的?(?:微信|QQ|qq|ＱＱ)|(?:的|为|成为|作为|是其|是|系)(?:其|对方)?的?(?:微信|QQ|qq|ＱＱ)(?:号|好友|账号|联系|$)))"
)
_GROUP: Final = re.compile(
    r"(?:公众号|小程序|视频号|群|企业|官方|订阅号|服务号|支付|转账|收款|平台|客户端|电脑版)[^，。；;\n]{0,3}$"
)
_SPEAKS_FOR: Final = re.compile(r"(?:官方|公众|企业|政务)的?$")
_AMOUNT: Final = re.compile(r"\s?(?:元|万|余元|条|名|人|次|个|年|月|日)")
_TECHNICAL: Final = re.compile(r"(?i)^(?:android|iphone|windows|https?|www|version|group)$")
MAIL_HINT: Final = "[@＠]"
MESSENGER_HINT: Final = (
    "[QＱ]\\s[QＱ]|[QqＱ微][：:]|[加＋+]\\s?[QqＱVvＶ薇微]|薇信|微信"
    "|[Qqｑ][Qqｑ]|ＱＱ|[VvWw][Xx]|[Vv]信|威信|企鹅|扣扣|[Ww]e[Cc]hat"
)


def email_spans(text: str) -> list[Span]:
    """Where a text holds e-mail addresses; those of organs (gov.cn, 举报邮箱) are public."""
    return free(match.span(1) for match in _MAIL.finditer(text) if _is_private_mail(text, match.span(1)))


def messenger_spans(text: str) -> list[Span]:
    """Where a text holds a WeChat name or a QQ number; accounts that speak for an organisation (公众号) are public."""
    found = [match.span(1) for match in _MESSENGER.finditer(text) if _is_private_number(text, match)]
    found += [match.span(1) for match in _GROUPED_QQ.finditer(text) if _is_private_number(text, match)]
    found += [match.span("name") for match in _NAMED_BEHIND.finditer(text)]
    found = with_next(text, found, _NEXT)
    return free(found, identity_spans(text), mobile_spans(text), email_spans(text)) if found else []


def _is_private_mail(text: str, span: Span) -> bool:
    left = label_before(text, span[0], 20)
    is_public = any(pattern.search(left) for pattern in (_PUBLIC, _OF_ORGANISATION))
    is_public = is_public or _WAYS_TO_REPORT.search(text[max(0, span[0] - 60) : span[0]]) is not None
    return not is_public and not _OFFICIAL_DOMAIN.search(text[slice(*span)])


def _is_private_number(text: str, match: re.Match[str]) -> bool:
    start, end = match.span(1)
    if _SPEAKS_FOR.search(text[max(0, match.start() - 6) : match.start()]):
        return False
    if _GROUP.search(text[match.start() : start]) or _AMOUNT.match(text, end) or text[end : end + 1] in ("@", "＠"):
        return False
    piece = text[start:end]
    return not _TECHNICAL.match(piece)
