"""The checks: one recogniser on one text field each."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from engine import Check, Column, Violation, check
from plugins.redaction.context import NO_CONTEXT, Context
from plugins.redaction.descriptions import Descriptions
from plugins.redaction.masks import Mask
from plugins.redaction.screen import MakeContext, found
from plugins.redaction.table import RECOGNISERS

PENALTY_LAW: Final = "《浙江省行政处罚结果信息网上公开暂行办法》（不予公开和应当隐去的内容，各地通行）"
PROTECTION_LAW: Final = "《中华人民共和国个人信息保护法》第二十八条"
OPENNESS: Final = "《中华人民共和国政府信息公开条例》（国务院令第711号）第十四条、第十五条"
SECRECY_LAW: Final = "《中华人民共和国保守国家秘密法》"
MESSAGE: Final = {
    "zh": "“{caption}”含{what}{count}：“{excerpt}”，公开前应当隐去",
    "en": "{caption} holds {what_en}{count_en}: {excerpt}; it must be masked before publication",
}


def _title(identity: str) -> dict[str, str]:
    return {"zh": f"含{RECOGNISERS[identity].zh}", "en": f"holds {RECOGNISERS[identity].en}"}


def violation(
    text: Column, identity: str, mask: str | None, make_context: MakeContext, others: Sequence[Column] = ()
) -> Violation:
    """The violation of a recogniser: where, in which words, and the text with everything masked.

    Args:
        text: the field that is looked at.
        identity: id of the recogniser.
        mask: how its spans are masked; None = as the recogniser says. Spans of others get their own masks.
        make_context: values of the other columns → context.
        others: columns that the context comes from.
    """
    recogniser = RECOGNISERS[identity]
    columns = [column.text for column in others]
    masks = {} if mask is None else {identity: mask}
    told = Descriptions(recogniser, masks, make_context, [text.text, *columns]).expressions()
    return Violation(
        where=found(text.text, recogniser, make_context, columns),
        details={
            "what": pl.lit(recogniser.zh),
            "what_en": pl.lit(recogniser.en),
            **{name: told[name] for name in ("count", "count_en", "excerpt")},
        },
        suggestion=told["suggestion"],
    )


def _no_context() -> Context:
    return NO_CONTEXT


@check(
    id="redaction.resident-identity",
    kind="sensitive",
    title=_title("redaction.resident-identity"),
    message=MESSAGE,
    sources=[PENALTY_LAW, "GB 11643-1999《公民身份号码》"],
)
def resident_identity(text: Column, *, mask: Mask | None = None) -> Violation:
    """A text holds a resident identity number.

    18 characters with a real date of birth and the right check character are one wherever they stand, with spaces,
    hyphens and full-width digits inside and with a lower-case x. 15 digits with a real date of birth are one unless a
    label says otherwise (注册号). A number that fails the check counts behind 身份证.

    Args:
        text: the field.
        mask: how the number is masked.
    """
    return violation(text, "redaction.resident-identity", mask, _no_context)


@check(
    id="redaction.travel-document",
    kind="sensitive",
    title=_title("redaction.travel-document"),
    message=MESSAGE,
    sources=[PENALTY_LAW, PROTECTION_LAW],
)
def travel_document(text: Column, *, mask: Mask | None = None) -> Violation:
    """A text holds the number of a passport, a travel permit, a foreigner's or a soldier's card.

    The word in front decides (护照, 通行证, 台胞证, 永久居留): licences and products are numbered alike.

    Args:
        text: the field.
        mask: how the number is masked.
    """
    return violation(text, "redaction.travel-document", mask, _no_context)


@check(
    id="redaction.driving-licence-file",
    kind="sensitive",
    title=_title("redaction.driving-licence-file"),
    message=MESSAGE,
    sources=[PENALTY_LAW, PROTECTION_LAW],
)
def driving_licence_file(text: Column, *, mask: Mask | None = None) -> Violation:
    """A text holds the file number of a driving licence: twelve digits behind 档案编号.

    The number of the licence itself is the identity number, which has a check of its own.

    Args:
        text: the field.
        mask: how the number is masked.
    """
    return violation(text, "redaction.driving-licence-file", mask, _no_context)


@check(
    id="redaction.mobile",
    kind="sensitive",
    title=_title("redaction.mobile"),
    message=MESSAGE,
    sources=[PENALTY_LAW],
)
def mobile(text: Column, *, mask: Mask | None = None) -> Violation:
    """A text holds a mobile telephone number, with or without country code, spaces, hyphens and full-width digits.

    Left alone are numbers that are meant to be known (监督电话) and eleven digits that are something else (订单号).

    Args:
        text: the field.
        mask: how the number is masked.
    """
    return violation(text, "redaction.mobile", mask, _no_context)


@check(
    id="redaction.landline",
    kind="sensitive",
    title=_title("redaction.landline"),
    message=MESSAGE,
    sources=[PENALTY_LAW],
)
def landline(text: Column, *, mask: Mask | None = None) -> Violation:
    """A text holds the landline number of a private person: 家庭电话, 举报人电话.

    The public telephones of organs and enterprises are left alone.

    Args:
        text: the field.
        mask: how the number is masked.
    """
    return violation(text, "redaction.landline", mask, _no_context)


@check(
    id="redaction.email",
    kind="sensitive",
    title=_title("redaction.email"),
    message=MESSAGE,
    sources=[PENALTY_LAW],
)
def email(text: Column, *, mask: Mask | None = None) -> Violation:
    """A text holds an e-mail address other than an organ's own (gov.cn, 举报邮箱).

    Args:
        text: the field.
        mask: how the address is masked.
    """
    return violation(text, "redaction.email", mask, _no_context)


@check(
    id="redaction.messenger",
    kind="sensitive",
    title=_title("redaction.messenger"),
    message=MESSAGE,
    sources=[PENALTY_LAW],
)
def messenger(text: Column, *, mask: Mask | None = None) -> Violation:
    """A text holds somebody's WeChat name or QQ number, found by the word in front.

    Accounts that speak for an organisation (公众号, 小程序) are public.

    Args:
        text: the field.
        mask: how the number is masked.
    """
    return violation(text, "redaction.messenger", mask, _no_context)


@check(
    id="redaction.bank-account",
    kind="sensitive",
    title=_title("redaction.bank-account"),
    message=MESSAGE,
    sources=[PENALTY_LAW, "GB/T 15694.1《识别卡 发卡者标识》", "ISO/IEC 7812-1"],
)
def bank_account(text: Column, *, mask: Mask | None = None) -> Violation:
    """A text holds a bank card (issuer's range and Luhn digit) or an account number behind 账号, 卡号 and the like.

    Accounts of organisations are hidden too.

    Args:
        text: the field.
        mask: how the number is masked.
    """
    return violation(text, "redaction.bank-account", mask, _no_context)


@check(
    id="redaction.home-address",
    kind="sensitive",
    title=_title("redaction.home-address"),
    message=MESSAGE,
    sources=[PENALTY_LAW],
)
def home_address(
    text: Column, category: Column | None = None, *, mask: Mask | None = None, business_addresses: bool = False
) -> Violation:
    """A text tells where somebody lives, to the door.

    住所 is an enterprise's registered office as well; it counts where the party is a natural person or the words around
    speak of one.

    Args:
        text: the field.
        category: the party's category; without it, the words alone decide.
        mask: how the address is masked.
        business_addresses: places of business count too.
    """

    def make_context(party_category: str | None = None) -> Context:
        return Context(category=party_category, business_addresses=business_addresses)

    return violation(text, "redaction.home-address", mask, make_context, [category] if category else [])


@check(
    id="redaction.vehicle-plate",
    kind="sensitive",
    title=_title("redaction.vehicle-plate"),
    message=MESSAGE,
    sources=[PENALTY_LAW, PROTECTION_LAW, "GA 36-2018《中华人民共和国机动车号牌》"],
)
def vehicle_plate(
    text: Column, category: Column | None = None, *, mask: Mask | None = None, enterprise_vehicles: bool = False
) -> Violation:
    """A text holds the plate of a natural person's vehicle.

    Plates of lorries and coaches in operation are left alone, unless the party is a natural person.

    Args:
        text: the field.
        category: the party's category; without it, the words alone decide.
        mask: how the plate is masked.
        enterprise_vehicles: plates of enterprises' vehicles count too.
    """

    def make_context(party_category: str | None = None) -> Context:
        return Context(category=party_category, enterprise_vehicles=enterprise_vehicles)

    return violation(text, "redaction.vehicle-plate", mask, make_context, [category] if category else [])


@check(
    id="redaction.third-person",
    kind="sensitive",
    title=_title("redaction.third-person"),
    message=MESSAGE,
    sources=[PENALTY_LAW],
)
def third_person(
    text: Column, party: Column | None = None, representative: Column | None = None, *, mask: Mask | None = None
) -> Violation:
    """A text names a natural person other than the party: 举报人张三, 其妻李四, 执法人员王五.

    Found by the word in front and the build of a Chinese name. Names that are hidden already (张某, 李××) are left
    alone.

    Args:
        text: the field.
        party: the party's name, which is no finding.
        representative: the name of its legal representative or operator, which is none either.
        mask: how the name is masked.
    """
    known = [(name, column) for name, column in (("party", party), ("representative", representative)) if column]

    def make_context(*values: str | None) -> Context:
        return Context(**{name: value for (name, _), value in zip(known, values, strict=True)})  # type: ignore[arg-type]

    return violation(text, "redaction.third-person", mask, make_context, [column for _, column in known])


@check(
    id="redaction.health-and-family",
    kind="sensitive",
    title=_title("redaction.health-and-family"),
    message=MESSAGE,
    sources=[PENALTY_LAW, PROTECTION_LAW],
)
def health_and_family(text: Column, *, mask: Mask | None = None) -> Violation:
    """A text tells somebody's state of health or family circumstances: 患有抑郁症, 其系低保户.

    Laws, products, and rules on health are left alone.

    Args:
        text: the field.
        mask: how the words are masked.
    """
    return violation(text, "redaction.health-and-family", mask, _no_context)


@check(
    id="redaction.property",
    kind="sensitive",
    title=_title("redaction.property"),
    message=MESSAGE,
    sources=[PENALTY_LAW, PROTECTION_LAW],
)
def property_facts(text: Column, *, mask: Mask | None = None) -> Violation:
    """A text tells what a natural person owns, owes or earns: 其名下有房产两套, 家庭年收入.

    What enterprises own is left alone.

    Args:
        text: the field.
        mask: how the words are masked.
    """
    return violation(text, "redaction.property", mask, _no_context)


@check(
    id="redaction.secrecy",
    kind="sensitive",
    title=_title("redaction.secrecy"),
    message={
        "zh": "“{caption}”有{what}{count}：“{excerpt}”，未经保密审查不得公开",
        "en": "{caption} has {what_en}{count_en}: {excerpt}; it must not go public without a secrecy review",
    },
    sources=[SECRECY_LAW, OPENNESS, PENALTY_LAW],
)
def secrecy(text: Column, *, mask: Mask | None = None) -> Violation:
    """A text carries a mark of secrecy (机密★) or touches a secret topic (国家秘密, 涉密, 军工).

    That nothing secret is touched, that somebody betrayed a trade secret, and the names of laws are left alone.

    Args:
        text: the field.
        mask: how the words are masked.
    """
    return violation(text, "redaction.secrecy", mask, _no_context)


CHECKS: Final[list[Check]] = [
    resident_identity,
    travel_document,
    driving_licence_file,
    mobile,
    landline,
    email,
    messenger,
    bank_account,
    home_address,
    vehicle_plate,
    third_person,
    health_and_family,
    property_facts,
    secrecy,
]
