"""Marks and topics of secrecy.

That a decision does not touch state secrets (不涉及国家秘密), that somebody betrayed a trade secret (泄露商业秘密: the
offence itself), and what laws and rules are called is no secret.
"""

import re
from collections.abc import Iterator
from typing import Final

from plugins.redaction.patterns import HAN, Span, free, one_of
from plugins.redaction.vocabulary import words

_BOOK: Final = re.compile(r"《[^》]{0,60}》|“[^”]{0,40}(?:法|条例|办法|规定)”")
_SIGN: Final = one_of(words("secrecy", "mark_signs"))
_LEVEL: Final = one_of(words("secrecy", "marks"))
_PERIOD: Final = r"(?:[0-9０-９一二三四五十]{1,3}\s?[年月]|长期)"
_MARK: Final = re.compile(
    rf"(?P<mark>(?:[★▲☆※]\s?)?{_LEVEL}\s?(?:{_SIGN}\s?{_PERIOD}?|[（(【\[]?(?:[0-9０-９]{{1,2}}年|长期)[）)】\]]?))"
    rf"|(?P<signed>[★▲☆※]\s?{_LEVEL})"
    rf"|(?:^|[【\[〔（(])(?P<alone>{_LEVEL})(?=[】\]〕）)]|$)"
    rf"|(?:标注|标有|标明|标识|印有|注明|盖有|加盖|署有)[“\"「【《〔\[]?(?P<stamped>{_LEVEL})(?=[”\"」】》〕\]字标印章]|$)"
    rf"|^(?P<first>绝密|机密)(?=[\s　：:，,])"
    rf"|(?P<graded>密级(?:系|定为|为|是)?[：:\s“\"]{{0,2}}{_LEVEL}(?!\s?{_SIGN}))"
    rf"|(?:[本此该][件文]|文件|材料|图纸|附[表件图]|决定书)(?:系|为|属于?|定为|密级)?(?P<carrier>绝密|机密)(?![{HAN}])"
)
_CARRIED: Final = f"{_LEVEL}{one_of(words('secrecy', 'carriers'))}"
# Said of a whole text: 内部资料，注意保密; or of a part of it: 涉及当事人商业秘密.
_INTERNAL: Final = (
    r"内部(?:资料|文件|材料|使用|参考|掌握)?[，,、\s]{0,2}(?:请)?(?:注意保[密存管]|不得外传|请勿外传|严禁外传|妥善保管)"
    "|仅[供限]内部(?:使用|参考|掌握|传阅|阅读)"
)
_NOT_PUBLIC: Final = "不(?:宜|得|应|予)(?:对外|向社会|对社会|向公众)(?:公开|公示|公布)"
_TOUCHED: Final = f"涉及[{HAN}]{{1,6}}?(?:国家秘密|商业秘密|商业机密|个人隐私)"
_TOPIC: Final = re.compile(f"{_INTERNAL}|{_NOT_PUBLIC}|{_TOUCHED}|{one_of(words('secrecy', 'topics'))}|{_CARRIED}")
_DENIED: Final = re.compile(
    rf"{one_of(words('secrecy', 'denials'))}(?:涉及|属于|涉|属|含有?|任何|存在|构成|的)?"
    rf"(?:[{HAN}]{{2,6}}(?:、|和|或者?|以及|及)){{0,4}}(?:任何|依法|应当|按规定)?$"
)
_OFFENDED: Final = re.compile(rf"{one_of(words('secrecy', 'offences'))}[{HAN}]{{0,16}}$")
_DUTY: Final = re.compile(rf"{one_of(words('secrecy', 'duties'))}[{HAN}、]{{0,10}}$")
_BEHIND: Final = re.compile(
    rf"[^，。；“”]{{0,6}}”(?:系列|牌|品牌|剧本|游戏|主题|字样的)"
    rf"|(?:[、和或]{{1,2}}[{HAN}]{{2,6}}){{0,3}}(?:的)?{one_of(words('secrecy', 'behind'))}"
)
# 涉及商业秘密、个人隐私的不予公开: a rule about all that is secret.
_RULED: Final = re.compile(
    rf"[{HAN}、]{{0,24}}的(?:[，,]?(?:不予|不得|不应|不宜|应当|可以|依法|除外)|政府信息|信息|内容[，,]?(?:不予|不得|应当))"
)
_RULE_ENDS: Final = re.compile("(?:涉及|属于)[^，,]{0,24}的$")
_BUSINESS: Final = frozenset(words("secrecy", "businesses"))
_BUSINESS_BEHIND: Final = re.compile(rf"[{HAN}、（）]{{0,14}}{one_of(words('secrecy', 'business_words'))}")
_HARMLESS: Final = re.compile(one_of(words("secrecy", "harmless")))
HINT: Final = rf"{_LEVEL}|内部|不[宜得应予](?:对|向)|{one_of(words('secrecy', 'topics'))}"


def secrecy_spans(text: str) -> list[Span]:
    """Where a text carries a mark of secrecy or touches a secret topic."""
    harmless = [match.span() for pattern in (_BOOK, _HARMLESS) for match in pattern.finditer(text)]
    return free([*_marks(text), *_topics(text)], harmless)


def _marks(text: str) -> Iterator[Span]:
    for match in _MARK.finditer(text):
        group = next(
            name for name in ("mark", "signed", "alone", "stamped", "first", "graded", "carrier") if match.group(name)
        )
        yield match.span(group)


def _topics(text: str) -> Iterator[Span]:
    for match in _TOPIC.finditer(text):
        left = re.split("[，,。；;：:\n]", text[max(0, match.start() - 24) : match.start()])[-1]
        told = any(pattern.search(left) for pattern in (_DENIED, _OFFENDED, _DUTY))
        told = told or _RULED.match(text, match.end()) is not None
        told = told or (match.group().startswith("不") and _RULE_ENDS.search(left) is not None)
        business = match.group() in _BUSINESS and _BUSINESS_BEHIND.match(text, match.end())
        if not told and not business and not _BEHIND.match(text, match.end()):
            yield match.span()
