"""A realistic submission for the reports: a few dozen findings over many rules, with all that breaks a report in it."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import polars as pl
import pytest

from engine.errors import Language
from engine.kinds import Severity
from engine.report import ReportContext
from engine.verdict import (
    Counts,
    EngineReference,
    Finding,
    FindingCounts,
    Input,
    Result,
    RuleRun,
    RulesetReference,
    SubmissionVerdict,
)

FORMULA = "=cmd|' /C calc'!A0"
HTML = '<script>alert("x")</script>&<img src=x onerror=alert(1)>'
RICH_TEXT = "<r><t>伪造</t></r>"
ESCAPES = "\x1b[31m红\x1b[0m\u202e倒\u200b零\nnew[bold]line[/bold]"
RECORDS = 60
TITLE_ROWS = 3

CAPTIONS = {
    "CF_XDR_MC": "行政相对人名称",
    "CF_XDR_LB": "行政相对人类别",
    "CF_XDR_SHXYM": "行政相对人代码_1(统一社会信用代码)",
    "CF_FRDB": "法定代表人",
    "CF_WSH": "行政处罚决定书文号",
    "CF_WFXW": "违法行为类型",
    "CF_SY": "违法事实",
    "CF_CFLB": "处罚类别",
    "CF_NR": "处罚内容",
    "CF_NR_FK": "罚款金额（万元）",
    "CF_JDRQ": "处罚决定日期",
    "CF_GSJZQ": "公示截止期",
    "CF_CFJG": "处罚机关",
    "CF_XDR_ZZJG": "行政相对人代码_3(组织机构代码)",
}
HEADER = (*list(CAPTIONS.values())[:13], "备注说明", "")


@dataclass(frozen=True)
class FakeRule:
    """A rule of the fake ruleset and what it finds: (record, value, suggestion) each."""

    name: str
    field: str
    kind: str
    severity: Severity
    zh: str
    en: str
    clause: str
    message: str
    found: tuple[tuple[int | None, str | None, str | None], ...]


RULES = (
    FakeRule(
        "columns.missing",
        "CF_XDR_ZZJG",
        "missing_column",
        "reject",
        "表头须含标准规定的全部列",
        "the header has all columns of the standard",
        "发改办财金〔2018〕424号 附件2",
        "缺少“{caption}”一列",
        ((None, None, None),),
    ),
    FakeRule(
        "columns.unknown",
        "",
        "unknown_column",
        "info",
        "标准外的列不读取",
        "columns outside the standard are not read",
        "发改办财金〔2018〕424号 附件2",
        "“{value}”不是标准中的列，未读取",
        ((None, "备注说明", None),),
    ),
    FakeRule(
        "CF_XDR_MC.required",
        "CF_XDR_MC",
        "missing",
        "reject",
        "行政相对人名称必填",
        "the party's name is required",
        "行政处罚 1",
        "“{caption}”不能为空",
        ((5, None, None), (8, None, None), (33, None, None)),
    ),
    FakeRule(
        "CF_XDR_SHXYM.check-digit",
        "CF_XDR_SHXYM",
        "bad_checksum",
        "reject",
        "统一社会信用代码的校验码应正确",
        "the check character of the unified social credit code is right",
        "行政处罚 3；GB 32100-2015 法人和其他组织统一社会信用代码编码规则 第4.5条",
        "“{value}”的校验码不对",
        (
            (12, "92140425463193063B", "92140425463193063A"),
            (17, "931404023343BE5627", "931404023343BE5622"),
            (21, "91140400MA0GT4P68X", None),
            (44, "91140400MA0GT4P68Z", "91140400MA0GT4P683"),
        ),
    ),
    FakeRule(
        "CF_XDR_SHXYM.shape",
        "CF_XDR_SHXYM",
        "bad_format",
        "reject",
        "统一社会信用代码应为18位",
        "the unified social credit code has 18 characters",
        "行政处罚 3；GB 32100-2015",
        "“{value}”不是18位代码",
        ((2, FORMULA, None), (3, "1.40402E+17", None), (9, "9114-0400", None), (40, RICH_TEXT, None)),
    ),
    FakeRule(
        "CF_WSH.shape",
        "CF_WSH",
        "bad_document_number",
        "warn",
        "文书号应使用六角括号〔〕",
        "document numbers have 〔〕 around the year",
        "GB/T 9704-2012 第7.2.5条",
        "“{value}”应写作六角括号",
        tuple((row, f"潞市监罚字[2020]第0{row}号", f"潞市监罚字〔2020〕{row}号") for row in range(10, 26)),
    ),
    FakeRule(
        "CF_SY.length",
        "CF_SY",
        "too_long",
        "reject",
        "违法事实不超过2000字",
        "the facts have at most 2000 characters",
        "行政处罚 16",
        "“{caption}”超过2000字",
        ((14, "经查，当事人销售的预包装食品标签未标明生产日期。" * 30, None), (15, HTML, None)),
    ),
    FakeRule(
        "CF_SY.characters",
        "CF_SY",
        "bad_characters",
        "warn",
        "不得含控制字符或不可见字符",
        "no control or invisible characters",
        "行政处罚 16",
        "“{caption}”含不可见字符",
        ((16, ESCAPES, "红倒零newline"),),
    ),
    FakeRule(
        "CF_NR_FK.figure",
        "CF_NR_FK",
        "mismatch",
        "reject",
        "罚款金额应与处罚内容一致，单位为万元",
        "the fine agrees with the text, in units of 10 000 yuan",
        "行政处罚 20",
        "处罚内容为50000元，应填5",
        ((6, "50000", "5"), (7, "-20000", "2"), (12, "@SUM(1)", "0.5"), (12, "+30000", "3")),
    ),
    FakeRule(
        "CF_SY.sensitive",
        "CF_SY",
        "sensitive",
        "review",
        "违法事实不得含居民身份证号等个人信息",
        "the facts hold no personal numbers",
        "长信办发〔2020〕1号 二（三）",
        "含居民身份证号，须保密审查",
        tuple((row, "当事人王某某（1404**********123X）", None) for row in (18, 19, 27)),
    ),
    FakeRule(
        "CF_JDRQ.form",
        "CF_JDRQ",
        "bad_date",
        "warn",
        "日期写作 YYYY/MM/DD",
        "dates are written YYYY/MM/DD",
        "行政处罚 23",
        "“{value}”应写作 YYYY/MM/DD",
        tuple((row, f"2020-4-{row - 25}", f"2020/04/{row - 25:02}") for row in range(30, 40)),
    ),
    FakeRule(
        "CF_CFJG.spelling",
        "CF_CFJG",
        "unknown_organisation",
        "info",
        "处罚机关名称应为全称",
        "the authority is named in full",
        "行政处罚 26",
        "“{value}”疑为简称",
        ((50, "市市监局", "长治市市场监督管理局"),),
    ),
)


def _findings(language: Language) -> tuple[Finding, ...]:
    findings = [
        Finding(
            row=row,
            sheet_row=None if row is None else row + TITLE_ROWS + 1,
            rule=f"national.penalty.{rule.name}",
            kind=rule.kind,
            severity=rule.severity,
            fields=(rule.field,) if rule.field else (),
            message=rule.message.format(caption=CAPTIONS.get(rule.field), value=value) if language == "zh" else rule.en,
            value=value,
            suggestion=suggestion,
            clause=rule.clause,
        )
        for rule in RULES
        for row, value, suggestion in rule.found
    ]
    return tuple(sorted(findings, key=lambda finding: (finding.row or 0, finding.rule)))


def _counts(findings: tuple[Finding, ...]) -> Counts:
    rejected = {finding.row for finding in findings if finding.severity == "reject" and finding.row}
    review = {finding.row for finding in findings if finding.severity == "review" and finding.row} - rejected
    severities = Counter(finding.severity for finding in findings)
    accepted = RECORDS - len(rejected) - len(review)
    by_severity = FindingCounts(**{name: severities[name] for name in FindingCounts.model_fields})
    return Counts(records=RECORDS, accept=accepted, review=len(review), reject=len(rejected), findings=by_severity)


def _rule_runs() -> tuple[RuleRun, ...]:
    ran = [
        RuleRun(
            rule=f"national.penalty.{rule.name}",
            status="ran",
            reason=None,
            evaluated=RECORDS,
            violations=len(rule.found),
        )
        for rule in RULES
    ]
    others = [
        RuleRun(rule=f"national.penalty.{name}", status=status, reason=reason, evaluated=0, violations=0)
        for name, status, reason in (
            ("CF_XDR_SHZZ.length", "not_applicable", "没有这一列"),
            ("CF_CFJG.register", "skipped", "没有机构名录"),
            ("CF_NR.amount", "crashed", "<b>内存不足</b>"),
        )
    ]
    return (*ran, *others)


def _result(language: Language) -> Result:
    findings = _findings(language)
    return Result(
        verdict="partial",
        record_type="penalty",
        as_of="2020-04-30",
        ruleset=RulesetReference(id="national", version="2019", digest=f"sha256:{'ab12' * 16}"),
        engine=EngineReference(version="1.0.0", plugins={"national-standard": "1.0.0", "code-checksums": "1.0.0"}),
        input=Input(
            name="潞州区市场监督管理局 行政处罚<2020>.xlsx",
            sha256="0f" * 32,
            rows=RECORDS,
            format="xlsx",
            encoding=None,
            sheet="行政处罚",
            header_row=TITLE_ROWS + 1,
            columns=dict(list(CAPTIONS.items())[:13]),
        ),
        counts=_counts(findings),
        rules=_rule_runs(),
        findings=findings,
        truncated=False,
    )


def _context(language: Language) -> ReportContext:
    titles = {f"national.penalty.{rule.name}": rule.zh if language == "zh" else rule.en for rule in RULES}
    titles["national.penalty.CF_CFJG.register"] = (
        "处罚机关应在机构名录内" if language == "zh" else "the authority is registered"
    )
    return ReportContext(result=_result(language), titles=titles, captions=CAPTIONS, language=language)


@pytest.fixture(scope="session")
def context() -> ReportContext:
    """The fake result in Chinese."""
    return _context("zh")


@pytest.fixture(scope="session")
def english_context() -> ReportContext:
    """The same in English."""
    return _context("en")


@pytest.fixture(scope="session")
def clean_context(context: ReportContext) -> ReportContext:
    """A submission without any finding."""
    none = FindingCounts(reject=0, review=0, warn=0, info=0)
    counts = Counts(records=RECORDS, accept=RECORDS, review=0, reject=0, findings=none)
    rules = tuple(run.model_copy(update={"violations": 0}) for run in context.result.rules if run.status == "ran")
    clean = {"verdict": "accept", "counts": counts, "rules": rules, "findings": ()}
    return replace(context, result=context.result.model_copy(update=clean))


@pytest.fixture(scope="session")
def truncated_context(context: ReportContext) -> ReportContext:
    """The same submission with all but the first ten findings cut."""
    cut = {"findings": context.result.findings[:10], "truncated": True}
    return replace(context, result=context.result.model_copy(update=cut))


@pytest.fixture(scope="session")
def with_verdict(context: ReportContext) -> Callable[[SubmissionVerdict], ReportContext]:
    """The same submission with another verdict."""
    return lambda verdict: replace(context, result=context.result.model_copy(update={"verdict": verdict}))


@pytest.fixture(scope="session")
def header() -> tuple[str, ...]:
    """The captions as written: the known columns, one outside the standard, one without a caption."""
    return HEADER


@pytest.fixture(scope="session")
def columns() -> dict[str, int]:
    """Field code to column index."""
    return {code: index for index, code in enumerate(list(CAPTIONS)[:13])}


@pytest.fixture
def slices(columns: dict[str, int], context: ReportContext) -> Iterator[pl.DataFrame]:
    """The records as read, in slices of 25, with the faulty values in their cells."""
    plain = (
        "长治市示范商贸有限公司",
        "法人及非法人组织",
        "931404023343BE5622",
        "刘永英",
        "潞市监罚〔2020〕1号",
        "未按规定明示经营信息",
        "经查，该单位未按规定明示经营信息。",
        "罚款",
        "处罚款人民币伍万元整。",
        "0005",
        "2020/04/25",
        "2021/04/25",
        "长治市潞州区市场监督管理局",
        "007",
        None,
    )
    rows = [list(plain) for _ in range(RECORDS)]
    for finding in context.result.findings:
        if finding.row is not None:
            rows[finding.row - 1][columns[finding.fields[0]]] = finding.value
    schema = {f"c{index}": pl.String for index in range(len(HEADER))}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    numbers = pl.int_range(TITLE_ROWS + 2, TITLE_ROWS + 2 + RECORDS, dtype=pl.UInt32).alias("sheet_row")
    return frame.select(numbers, pl.all()).iter_slices(25)
