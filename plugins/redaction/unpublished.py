"""What a text says of itself: that it is not to be published (不宜公开, 勿上网公示), or is kept secret (配方保密).

A rule about others (任何单位不得公开…), a duty (应当为举报人保密), an offence (拒不公开) and an option that is not
ticked (□不公开) say no such thing.
"""

import re
from collections.abc import Iterator
from typing import Final

from plugins.redaction.patterns import HAN, Span, any_of, one_of
from plugins.redaction.vocabulary import words

_REACH: Final = 24
_FIRM: Final = one_of(words("secrecy", "refusals"))
_OUTWARDS: Final = one_of(words("secrecy", "outwards"))
_SHOWN: Final = one_of(words("secrecy", "showing"))
_SITE: Final = one_of(words("secrecy", "sites"))
_PAPER: Final = one_of(words("secrecy", "papers"))
# No object follows: 不得公开标底, 不公开听证 are about something else.
_END: Final = f"(?![{HAN}])"
_ANY_NO: Final = f"(?:{_FIRM}|不)"
_DONE: Final = "发提接开供给查在于上推报录挂列纳归属随外扩传翻转泄透"
_OTHERS: Final = "(?:第三方|第三人|外界|外单位|其他单位|社会|公众|他人)"
_LIST: Final = "(?:目录|范围|清单|内容|事项|信息)"
_SURE: Final = re.compile(
    # The first look spares most places the alternation.
    "(?=[不暂勿请切免严禁谢仅只专限供是对主向公披])(?:"
    + "|".join(
        (
            f"{_FIRM}{_OUTWARDS}{{0,2}}{_SHOWN}(?:{_END}|(?=的))",
            f"{_ANY_NO}{_OUTWARDS}{_OUTWARDS}?(?:{_SHOWN}|发布|提供|透露)(?:查询|查阅|服务)?{_END}",
            f"{_ANY_NO}{_OUTWARDS}?(?:提供|接受|开放|供|予以)?(?:给{_OTHERS})?(?:社会|公众|公开)?(?:查询|查阅){_END}",
            f"{_ANY_NO}提供给(?:第三方|第三人|外界|外单位)(?:查询|查阅|使用)?{_END}",
            f"{_ANY_NO}(?:在|于)[{HAN}“”]{{0,12}}?{_SITE}(?:上|中|内)?(?:{_SHOWN}|发布|刊登|刊载|展示){_END}",
            f"{_ANY_NO}(?:上传|推送|报送|录入|挂)(?:至|到|于)?[{HAN}“”]{{0,8}}?(?:公示|公开|信用|政务|门户)(?:中国)?{_SITE}?{_END}",
            f"{_ANY_NO}(?:上传|挂)(?:至|到|于)?[“”]?(?:外部|公共|任何|政府)?{_SITE}{_END}",
            f"{_ANY_NO}(?:列入|纳入|归入)[{HAN}“”]{{0,4}}(?:公示|公开)[“”]?{_LIST}?(?:之?内)?{_END}",
            f"{_ANY_NO}(?:在|属于?)[{HAN}“”]{{0,4}}(?:公示|公开)[“”]?{_LIST}(?:之?内)?{_END}",
            f"{_ANY_NO}随[{HAN}]{{1,8}}?(?:一并|一同)?{_SHOWN}{_END}",
            f"(?:不|不宜|不予|不得|暂不|暂缓|勿|请勿|切勿|严禁|禁止)上网(?:公示|公开|公布|发布){_END}",
            f"(?:不宜|不予|暂不|暂缓|勿|请勿|切勿)上网{_END}",
            f"{_FIRM}(?:随意|擅自)?外传",
            f"(?:是否)?(?:对外|主动|向社会)?{_SHOWN}(?:与否)?[：:]\\s?[√☑■]?(?:否|不|不予|不宜){_SHOWN}?{_END}",
            "(?:[仅只专][限供]于?|限于?|供)内部(?:人员)?(?:使用|参考|掌握|传阅|阅读|查阅|阅示|交流|存档|留存)",
            f"[仅只][限供]于?[{HAN}、]{{1,10}}?(?:知悉|掌握|传阅|阅知|知晓|阅存|阅处){_END}",
        )
    )
    + ")"
)
# 不 alone, and what may be done with things too, only where a paper is spoken of, or an option ticked.
_SOFT: Final = re.compile(
    f"不(?:公开|公示|公布|上网){_END}|{_FIRM}(?:随意|擅自)?(?:外泄|泄露|扩散|传播|翻印|翻拍|转载){_END}"
)
_OF_ITSELF: Final = r"(?:依法|一律|暂时?|均|全文|应|予以|经审查|申请|要求|建议|拟|故|因此|按规定)?$"
_SAID_OF_PAPER: Final = re.compile(
    rf"(?:(?:[本该此其]|上述|以上|所附|有关|全部|涉案|处罚|许可|行政|决定书?|案件)[{HAN}]{{0,6}}?|(?:^|[，,。；;：:])[{HAN}]{{0,2}})"
    rf"{_PAPER}(?:的?[内全]容|全文)?{_OF_ITSELF}"
    rf"|(?:秘密|机密|涉密|密级|隐私|国家安全|未成年人)[^。；;\n]{{0,16}}[，,]{_OF_ITSELF}"
)
_TICKED: Final = re.compile(
    r"[☑√✔■●◉]\s?$|(?:公开|公示)(?:属性|方式|选项|类型|类别|范围|形式|情况|状态|意见|选择|要求)(?:为|是|选择?|系)?[：:]?\s?[“【（(]?$|^[（(【]?$|[（(【]$"
)
_OFFERED: Final = re.compile(r"[□☐○〇◯/／|｜]\s?$")
_BY_RULE: Final = re.compile(
    rf"(?:未经|非经|不经)[{HAN}]{{0,14}}[，,]?$|的[，,](?:依法|一律|应当|可以)?$|拒$|公[开示布]了?[而却但]$"
)
# Such words lay down a rule for others as well, 勿 and 不宜 hardly do.
_FORBIDDEN: Final = re.compile("不(?:得|应|可|能|许|准)|严禁|禁止")
_BY_OTHERS: Final = re.compile(
    rf"{one_of(words('secrecy', 'ruled_persons'))}(?:均|依法|都|也)?$"
    rf"|(?:涉及|属于|含有|依法)[{HAN}、]{{2,18}}的[{HAN}]{{0,6}}[，,]?$"
)
_THIS_PAPER: Final = re.compile(rf"(?:[本此该]|上述|以上)[{HAN}]{{0,6}}?{_PAPER}")
_OWN_USE: Final = re.compile(one_of(words("secrecy", "own_use")))

_KEPT_NOUN: Final = one_of(words("secrecy", "kept"))
_KEPT_THING: Final = one_of(words("secrecy", "kept_things"))
_KEPT: Final = re.compile(
    f"(?:需要|需|须|予以|请予|请予以|务请|要求予以|申请予以|已作|(?<!申)请){{1,2}}(?:严格|依法)?保密{_END}"
    rf"|(?<=[人方者位司业厂])(?:书面|明确)?(?:要求|申请|请求)保密{_END}"
    rf"|{_KEPT_NOUN}(?:等|均|全部|部分)?(?:要求|申请|请求|需|须|严格)?保密{_END}"
    rf"|(?:要求|申请|请求|同意)对[{HAN}]{{1,12}}?保密{_END}"
    rf"|保密{_KEPT_THING}(?![柜室袋库车管制工])"
    rf"|保密期限?(?:至|为|自|到|[：:]|届满|内|未满|[0-9０-９一二三四五六七八九十长])?(?:[0-9０-９年月日一二三四五六七八九十]{{1,11}}|长期)?"
)
_ALSO_DUTY: Final = re.compile(
    "应当|应该|有义务|必须|不得|承诺|将|可以|有权|身份|协议|合同|约定|[未违]|制度|规定|负有|没有"
)
_NOT_SAID: Final = re.compile(f"人员$|不(?:予|需|属于)?$|为[{HAN}]{{2,6}}$")
# With what anything begins that is not to be done.
_BEGINS: Final = any_of(
    {word[0] for word in (*words("secrecy", "outwards"), *words("secrecy", "showing"))} | set(_DONE)
)
HINT: Final = f"{_ANY_NO}{_BEGINS}|保密|[仅只][限供]|[限供]于?内部|{_SHOWN}(?:与否)?[：:]"


def unpublished_spans(text: str) -> Iterator[Span]:
    """Where a text says that it is not to be published, or that something in it is kept secret."""
    for match in _SURE.finditer(text):
        if not _is_rule(text, match.start()) and not _is_own_use(text, *match.span()):
            yield match.span()
    for match in _SOFT.finditer(text):
        before = text[max(0, match.start() - _REACH) : match.start()]
        if not _OFFERED.search(before) and (_SAID_OF_PAPER.search(before) or _TICKED.search(before)):
            yield match.span()
    yield from _kept(text)


def _kept(text: str) -> Iterator[Span]:
    for match in _KEPT.finditer(text) if "保密" in text else ():
        left = _clause(text, match.start())
        if not _NOT_SAID.search(left) and not _ALSO_DUTY.search(f"{left}{match.group()}"):
            yield match.span()


def _clause(text: str, start: int) -> str:
    """What stands in front of a place in the same clause."""
    return re.split("[，,。；;：:\n]", text[max(0, start - _REACH) : start])[-1]


def _is_rule(text: str, start: int) -> bool:
    """Whether the words in front tell of a rule, an offence, or an option that was not chosen."""
    before = text[max(0, start - _REACH) : start]
    if _OFFERED.search(before):
        return True
    if _THIS_PAPER.search(_clause(text, start)):
        return False
    is_forbidden = _FORBIDDEN.match(text, start) and _BY_OTHERS.search(before)
    return bool(is_forbidden or _BY_RULE.search(before))


def _is_own_use(text: str, start: int, end: int) -> bool:
    """Whether a thing is for the own people only, no paper."""
    return text[start] in "仅只限供专" and _OWN_USE.search(text[max(0, start - 16) : end + 8]) is not None
