"""Marks and topics of secrecy.

That a decision does not touch state secrets (不涉及国家秘密), that somebody betrayed a trade secret (泄露商业秘密: the
offence itself), and what laws and rules are called is no secret.
"""

import re
from collections.abc import Iterator
from typing import Final

from plugins.redaction import unpublished
from plugins.redaction.patterns import HAN, Span, any_of, free, one_of
from plugins.redaction.vocabulary import words

_BOOK: Final = re.compile(r"《[^》]{0,60}》|“[^”]{0,40}(?:法|条例|办法|规定)”")
_SIGN: Final = one_of(words("secrecy", "mark_signs"))
_LEVEL: Final = one_of(words("secrecy", "marks"))
_PERIOD: Final = r"(?:[0-9０-９一二三四五十]{1,3}\s?[年月]|长期)"
_MARK: Final = re.compile(
    rf"(?P<mark>(?:[★▲☆※]\s?)?{_LEVEL}\s?(?:{_SIGN}\s?{_PERIOD}?|[（(【\[]?(?:[0-9０-９]{{1,2}}年|长期)[）)】\]]?))"
    rf"|(?P<signed>[★▲☆※]\s?{_LEVEL})"
    rf"|(?:^|[【\[〔（(])(?P<alone>{_LEVEL})(?=[】\]〕）)]|$)"
    rf"|(?:标注|标有|标明|标识|印有|注明|盖有|加盖|署有)[“\"「【《〔\[]?(?P<stamped>{_LEVEL}|保密|内部)(?=[”\"」】》〕\]字标印章]|$)"
    rf"|^(?P<first>绝密|机密)(?=[\s　：:，,])"
    rf"|(?P<graded>密级(?:系|定为|确定为|为|是)?[：:\s“\"]{{0,2}}{_LEVEL}(?!\s?{_SIGN})|定密(?:系|为|是)?[：:“\"]?{_LEVEL}级?)"
    rf"|(?:[本此该][件文]|文件|材料|图纸|附[表件图]|决定书)(?:系|为|属于?|定为|密级)?(?P<carrier>绝密|机密)(?![{HAN}])"
)
_CARRIED: Final = f"{_LEVEL}{one_of(words('secrecy', 'carriers'))}"
# Said of a whole text: 内部资料，注意保密; or of a part of it: 涉及当事人商业秘密.
_INTERNAL: Final = (
    r"内部(?:资料|文件|材料|使用|参考|掌握)?[，,、\s]{0,2}(?:请)?(?:注意保[密存管]|不得外传|请勿外传|严禁外传|妥善保管)"
)
# Part of a longer word these are something else: 精密件, 定密责任.
_SENT: Final = (
    "(?<![精严紧致高周缜机])密件|(?:已|经|被|予以)定密(?![责依权管工程审])(?![^。；]{0,8}[绝机秘]密)"
    "|涉军(?![人属民休训烈优官维医])|机要(?:件|文件|函|电报|传递|交换|送达|渠道|通道|邮件|材料|资料|密件)"
    rf"|(?<![司业位厂店团其者人0-9a-zA-Z])内部(?:文件|材料)(?![{HAN}]{{0,2}}(?:柜|管理|规定|流转|出版|印刷|性))"
    rf"|(?:(?<=[为系属于本此该])|^|(?<=[：:。；（(【]))内部(?:资料|使用|掌握|传阅|讨论稿|件)(?![{HAN}])"
)
_HURTING: Final = "侵犯|侵害|泄露|泄漏|偷窥|窥|散布|偷拍|披露|保护|尊重|维护|不|未|无"
_TOUCHED: Final = (
    f"(?:涉及?|事关|关系到?|关乎|牵涉|触及)(?:(?!{_HURTING})[{HAN}]){{0,8}}?(?:国家秘密|商业秘密|商业机密|隐私|[国军][家防事]安全)"
    f"|(?:属于?|系|为|含有?|包含|载有|记载)(?:(?!{_HURTING})[{HAN}]){{0,6}}?隐私"
)
# A first look at one character spares most places the alternation.
_FIRST: Final = any_of(
    {word[0] for word in words("secrecy", "topics")} | set("绝机秘内密已经被予涉事关牵触属系为含包载记")
)
_TOPIC: Final = re.compile(
    f"(?={_FIRST})(?:{_INTERNAL}|{_SENT}|{_TOUCHED}|{one_of(words('secrecy', 'topics'))}|{_CARRIED})"
)
_DENIED: Final = re.compile(
    rf"{one_of(words('secrecy', 'denials'))}(?:涉及|属于|涉|属|含有?|任何|存在|构成|的)?"
    rf"(?:[{HAN}]{{2,6}}(?:、|和|或者?|以及|及)){{0,4}}(?:任何|依法|应当|按规定)?$"
)
_OFFENDED: Final = re.compile(rf"{one_of(words('secrecy', 'offences'))}[{HAN}]{{0,16}}$")
_DUTY: Final = re.compile(rf"{one_of(words('secrecy', 'duties'))}[{HAN}、]{{0,20}}$")
_BEHIND: Final = re.compile(
    rf"[^，。；“”]{{0,6}}”(?:系列|牌|品牌|剧本|游戏|主题|字样的)"
    rf"|(?:[、和或]{{1,2}}[{HAN}]{{2,6}}){{0,3}}(?:的|依法|应当|均|也|都|予以|加以){{0,2}}"
    + one_of(words("secrecy", "behind"))
)
# 涉及商业秘密、个人隐私的不予公开: a rule about all that is secret.
_RULED: Final = re.compile(
    rf"[{HAN}、]{{0,24}}的(?:[，,]?(?:不予|不得|不应|不宜|应当|可以|依法|除外)|政府信息|信息|内容[，,]?(?:不予|不得|应当))"
    rf"|[{HAN}]{{0,4}}的(?:规定|情形|范围|若干|认定|定义|理由|依据|条件|除外)"
)
_RULE_ENDS: Final = re.compile("(?:涉及|属于)[^，,]{0,24}的$")
_BUSINESS: Final = frozenset(words("secrecy", "businesses"))
_BUSINESS_BEHIND: Final = re.compile(rf"[{HAN}、（）]{{0,14}}{one_of(words('secrecy', 'business_words'))}")
_HARMLESS: Final = re.compile(one_of(words("secrecy", "harmless")))
# Reason and consequence are one piece: 涉及国家秘密，依法不公开.
_HANGING: Final = re.compile(r"[^。；;\n]{0,11}")
_SOME: Final = f"{_LEVEL}|内部|隐私|[国军][家防事]安全|密件|定密|涉军|机要"
HINT: Final = f"{_SOME}|{one_of(words('secrecy', 'topics'))}|{unpublished.HINT}"


def secrecy_spans(text: str) -> list[Span]:
    """Where a text carries a mark of secrecy, touches a secret topic, or says that it is not to be published."""
    harmless = [match.span() for pattern in (_BOOK, _HARMLESS) for match in pattern.finditer(text)]
    kept_back = [span for span in unpublished.unpublished_spans(text) if not _is_told(text, *span)]
    found = free([*_marks(text), *_topics(text), *kept_back], harmless)
    return list(_hung_together(text, found, {start for start, _ in kept_back}))


def _hung_together(text: str, spans: list[Span], consequences: set[int]) -> Iterator[Span]:
    """The spans, each with the consequences that hang on it."""
    whole: Span | None = None
    for start, end in spans:
        if whole and start in consequences and _HANGING.fullmatch(text, whole[1], start):
            whole = (whole[0], end)
            continue
        if whole:
            yield whole
        whole = (start, end)
    if whole:
        yield whole


def _marks(text: str) -> Iterator[Span]:
    for match in _MARK.finditer(text):
        group = next(
            name for name in ("mark", "signed", "alone", "stamped", "first", "graded", "carrier") if match.group(name)
        )
        yield match.span(group)


def _topics(text: str) -> Iterator[Span]:
    for match in _TOPIC.finditer(text):
        left = _clause(text, match.start())
        told = _OFFENDED.search(left) or _DUTY.search(left) or _is_told(text, *match.span())
        business = match.group() in _BUSINESS and _BUSINESS_BEHIND.match(text, match.end())
        if not told and not business:
            yield match.span()


def _is_told(text: str, start: int, end: int) -> bool:
    """Whether a secret is denied, or told of by a rule."""
    left = _clause(text, start)
    is_ruled = _RULED.match(text, end) or (text[start] == "不" and _RULE_ENDS.search(left))
    return bool(_DENIED.search(left) or is_ruled or _BEHIND.match(text, end))


def _clause(text: str, start: int) -> str:
    """What stands in front of a place in the same clause."""
    return re.split("[，,。；;：:\n]", text[max(0, start - 24) : start])[-1]
