"""A unit's code and name against the register of organisations."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any, Final

import polars as pl

from engine import Check, Column, Violation, check, mapped
from plugins.catalogue.distinct import DistinctAnswers, described
from plugins.catalogue.matchers import Matchers
from plugins.catalogue.register import Assessment, Register
from plugins.catalogue.wording import chinese_day, percent

NOTICE: Final = "长信办发〔2020〕1号"
# Below this similarity the nearest unit is named in the message but not proposed.
LEAST_SIMILARITY: Final = 70.0
_TEXTS: Final = ("problem", "problem_en", "suggestion")
_Texts = Mapping[str, str | None]
_NOT_JUDGED, _KNOWN, _VIOLATED = 0, 1, 2


def make_organisation_known(matchers: Matchers) -> Check:
    """The check `organisation.known`, sharing registers with the other checks."""

    @check(
        id="organisation.known",
        kind="unknown_organisation",
        lookups=["organisations"],
        title={"zh": "单位未登记，或代码与名称不符", "en": "organisation not registered, or code and name disagree"},
        message={"zh": "{caption}“{value}”{problem}", "en": "{caption} '{value}' {problem_en}"},
        sources=[f"{NOTICE}《关于做好行政许可和行政处罚信息归集公示工作的通知》第一项、第五项"],
    )
    def organisation_known(
        code: Column, name: Column, decided: Column | None = None, *, organisations: pl.DataFrame, as_of: date
    ) -> Violation:
        """A unit's code and name are not those of one unit of the register on that day.

        Four faults are told apart: the code is not registered (with the nearest unit by name, and how near it is);
        the name is another unit's than the code; the code is right but its unit has no such name; the unit had that
        name earlier or got it later. Names are compared after folding width, brackets and spaces. A former name is
        accepted on days before its end. Where the name is empty, the code alone is looked up; where the code is
        empty or faulty in itself, nothing is judged.

        The suggestion repairs the code, the first field, and is given where the code is what has to change: the
        name is a registered unit's, or near enough to one. Where the name has to change, the message says to what.

        Args:
            code: the unit's unified social credit code.
            name: the unit's name.
            decided: the day on which the name must hold, a date; by default the as-of date. A record whose date is
                empty may use any name that the unit ever had.
            organisations: the register, one line a unit and name.
            as_of: the as-of date.

        Source: 长信办发〔2020〕1号, items 1 (responsible units) and 5 (codes of the deciding organ and source unit).
        """
        register = matchers.register(organisations)
        day = pl.when(code.text.is_not_null()).then(pl.lit(as_of)) if decided is None else decided.value
        columns = [code.text, name.text, day]
        status = mapped(columns, _statuses(register), pl.UInt32, partial(_status, register))
        texts = described(columns, _TEXTS, lambda line: _described(register, name.caption, *line))
        return Violation(
            where=pl.when(status > _NOT_JUDGED).then(status == _VIOLATED),
            details={key: texts[key] for key in _TEXTS[:2]},
            suggestion=texts["suggestion"],
        )

    return organisation_known


def _statuses(register: Register) -> Any:
    """A kernel over slices of codes, names and days."""
    answers = DistinctAnswers()

    def of_line(line: tuple[Any, ...]) -> int:
        return _status(register, *line)

    def kernel(parts: Any) -> pl.Series:
        codes, names, days = parts
        return answers.of(
            pl.DataFrame({"code": codes, "name": names, "day": register.epochs.first_days(days)}), of_line
        )

    return kernel


def _status(register: Register, code: str | None, name: str | None, day: date | None) -> int:
    """The same for one record; the register is the same on all days between two of its changes."""
    if code is None:
        return _NOT_JUDGED
    first = None if day is None else register.epochs.first_day(day)
    return _KNOWN if register.assess(code, name, first).status == "known" else _VIOLATED


def _described(register: Register, caption: str, code: str, name: str | None, day: date | None) -> _Texts:
    found = register.assess(code, name, day)
    if found.status in ("other_name", "former_name", "later_name"):
        return _name_to_change(found, caption, name)
    return _name_elsewhere(found, caption, name) if found.status == "other_code" else _nobody(found, caption, name)


def _nobody(found: Assessment, caption: str, name: str | None) -> _Texts:
    if found.meant is None:
        return _texts(f"没有登记，{caption}又未填写，请核对代码", f"is not registered, {caption} is empty: check it")
    near, share = found.meant, percent(found.similarity)
    return _texts(
        f"和{caption}“{name}”都没有登记，名称最接近的单位是“{near.name}”（代码{near.code}，相似度{share}），请核对",
        f"and {caption} '{name}' are not registered; the nearest unit by name is '{near.name}' ({near.code}, {share})",
        near.code if found.similarity >= LEAST_SIMILARITY else None,
    )


def _name_elsewhere(found: Assessment, caption: str, name: str | None) -> _Texts:
    assert found.meant is not None
    right = found.meant.code
    if found.owner is None:
        return _texts(
            f"没有登记，而{caption}“{name}”登记的代码是{right}，请将代码改为{right}",
            f"is not registered; the code of {caption} '{name}' is {right}: change the code",
            right,
        )
    owner = found.owner.name
    return _texts(
        f"是“{owner}”的代码，而{caption}填“{name}”，其代码是{right}；名称无误的，请将代码改为{right}",
        f"is the code of '{owner}', but {caption} is '{name}' with the code {right}: if the name is right, change it",
        right,
    )


def _name_to_change(found: Assessment, caption: str, name: str | None) -> _Texts:
    assert found.meant is not None
    right, met = found.meant.name, found.met
    if met is None:
        return _texts(
            f"登记的单位是“{right}”，而{caption}填“{name}”，请将{caption}改为“{right}”",
            f"belongs to '{right}', but {caption} is '{name}': change {caption} to '{right}'",
        )
    if found.status == "former_name" and met.end is not None:
        since, since_en = f"自{chinese_day(met.end)}起不再使用", f"ended on {met.end}"
    else:
        since, since_en = f"自{chinese_day(met.start)}起才启用" if met.start else "", f"began on {met.start}"
    return _texts(
        f"的单位在该日期的名称是“{right}”，{caption}所填“{name}”{since}，请将{caption}改为“{right}”",
        f"belongs to '{right}' on that day; {caption} '{name}' {since_en}: change {caption} to '{right}'",
    )


def _texts(problem: str, problem_en: str, suggestion: str | None = None) -> _Texts:
    return dict(zip(_TEXTS, (problem, problem_en, suggestion), strict=True))
