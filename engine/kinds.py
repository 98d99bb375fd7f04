"""The closed list of what a finding can say, and how bad it can be.

Source: the project's contract, section 2. Every check names one kind; no other exist.
"""

from dataclasses import dataclass
from typing import Final, Literal

Severity = Literal["reject", "review", "warn", "info"]
SEVERITIES: Final[tuple[Severity, ...]] = ("reject", "review", "warn", "info")


@dataclass(frozen=True)
class Kind:
    """One kind of finding.

    Attributes:
        id: the word that other programs see.
        zh: what a clerk reads.
        en: the same in English.
        spoils: the value cannot be relied on, so rules that relate it to other fields are not evaluated for that
            record.
    """

    id: str
    zh: str
    en: str
    spoils: bool = False


_ALL: Final = (
    Kind("missing_column", "缺少列", "missing column"),
    Kind("unknown_column", "标准外的列", "column not in the standard"),
    Kind("duplicate_column", "重复的列", "duplicate column"),
    Kind("missing", "必填项为空", "required item empty"),
    Kind("placeholder", "用占位词代替内容", "stand-in for nothing", spoils=True),
    Kind("must_be_blank", "应为空而填写", "must be left blank", spoils=True),
    Kind("too_long", "超过长度", "too long"),
    Kind("not_in_list", "不在代码表内", "not in the code list", spoils=True),
    Kind("bad_date", "日期不正确", "bad date", spoils=True),
    Kind("bad_number", "数值不正确", "bad number", spoils=True),
    Kind("bad_format", "格式不正确", "bad format", spoils=True),
    Kind("bad_checksum", "校验码不正确", "bad check character", spoils=True),
    Kind("bad_characters", "含异常字符", "bad characters", spoils=True),
    Kind("bad_document_number", "文书号不规范", "document number not in official shape"),
    Kind("date_order", "日期先后矛盾", "dates contradict each other", spoils=True),
    Kind("future_date", "日期在未来", "date in the future", spoils=True),
    Kind("mismatch", "两项内容矛盾", "items contradict each other"),
    Kind("wrong_class", "代码类别与相对人类别不符", "code class contradicts category"),
    Kind("duplicate", "重复记录", "duplicate record"),
    Kind("already_submitted", "此前已报送", "already submitted"),
    Kind("late", "迟报", "late"),
    Kind("not_in_catalogue", "不在事项目录内", "not in the item catalogue"),
    Kind("wrong_authority", "非本机关事项", "not this organ's item"),
    Kind("wrong_counterpart", "相对人类别不在事项范围", "not for this category of party"),
    Kind("wrong_scope", "不属社会公开范围", "not for public disclosure"),
    Kind("unknown_organisation", "单位未登记或名称代码不符", "unknown organisation"),
    Kind("sensitive", "含不宜公开的内容", "must not be published"),
    Kind("minor", "涉未成年人", "party was a minor"),
    Kind("publication_period", "公示期限不合规定", "publication period outside the rule"),
    Kind("not_a_penalty", "不属于行政处罚", "not a penalty"),
)

KINDS: Final[dict[str, Kind]] = {kind.id: kind for kind in _ALL}
# Whatever its severity, a record with such a finding is not shown to the public.
UNPUBLISHABLE_KINDS: Final = frozenset({"wrong_scope", "minor"})

SEVERITY_TEXT: Final[dict[Severity, dict[str, str]]] = {
    "reject": {"zh": "退回", "en": "reject"},
    "review": {"zh": "待审", "en": "review"},
    "warn": {"zh": "提醒", "en": "warn"},
    "info": {"zh": "提示", "en": "info"},
}
