"""What a plugin can test: the `@check` decorator and the values that pass through it.

A check is code and knows no dates and no law; a rule (data) applies it to fields, gives it a severity and a clause.
A check function receives one `Column` for each field the rule names, keyword parameters from the rule, and returns
expressions, so that the engine can evaluate all rules of a slice together. No check sees an empty value it did not
ask for, nor a value that failed one of its `needs`: the engine has made those null. A null in `Violation.where`
means *not evaluated*, never *fine* and never *wrong*.
"""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, create_model

from engine.errors import Language, PluginError
from engine.kinds import KINDS

Scope = Literal["record", "group", "submission", "history"]
MakeExpression = Callable[[pl.Expr], pl.Expr]
SPANS: Final = pl.List(pl.Struct({"start": pl.UInt32, "end": pl.UInt32, "masked": pl.String}))
"""Type of `Violation.spans`."""
CONTEXT_PARAMETERS: Final = frozenset({"as_of"})
_CHECK_ID: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z][a-z0-9]*(-[a-z0-9]+)*)*")


@dataclass(frozen=True)
class Column:
    """One field of the record layout, as a check sees it.

    Attributes:
        code: the field's code in the standard (`CF_XDR_SHXYM`).
        caption: the caption that a clerk knows.
        text: String expression: the cell without surrounding white space; null where empty or where a prerequisite
            failed.
        value: typed expression: Date for dates, Float64 for decimals, otherwise the same as `text`; null where it
            cannot be typed.
        raw: String expression: the cell exactly as handed in (surrounding white space included), masked like `text`.
        share: set by the engine; see `shared`.
    """

    code: str
    caption: str
    text: pl.Expr
    value: pl.Expr
    raw: pl.Expr
    share: Callable[[str, MakeExpression], pl.Expr] | None = None

    def shared(self, name: str, make: MakeExpression) -> pl.Expr:
        """A column that several checks read, worked out once for each cell of the field.

        It is made from the cell's text as it is, whatever hides the field from a check: read it beside `text`.

        Args:
            name: tells it from others; the same name always stands for the same expression.
            make: the field's text (a String expression) → an elementwise expression.
        """
        return make(self.text) if self.share is None else self.share(name, make)


@dataclass(frozen=True)
class Violation:
    """Where a record check is violated, and what to tell about it.

    Attributes:
        where: Boolean expression, one value a record: true = violated, false = fine, null = not evaluated. It depends
            on the record's cells and the rule's parameters alone, not on other records nor on a field's code or
            caption: the same rule of several fields is evaluated once, with their cells in one column.
        details: named expressions that fill the message's placeholders; computed for violating records only.
        suggestion: String expression with the repaired value, null where none is certain; computed for violating
            records only.
        spans: expression of type `SPANS`: the stretches of the first field's text that are meant, in the order of the
            text and without overlap: start and end in characters (start inclusive, end exclusive), and what to
            show in their place. Computed for violating records only.
        working: named columns that details, suggestion and spans may read as `pl.col(name)`: worked out once, for
            violating records only.
        facts: what the check found out about every record, violated or not, for the history: `item` (String: code or
            name of the item in the catalogue) and `working_days` (whole number: from the decision to handing in).
    """

    where: pl.Expr
    details: Mapping[str, pl.Expr] = field(default_factory=dict)
    suggestion: pl.Expr | None = None
    spans: pl.Expr | None = None
    working: Mapping[str, pl.Expr] = field(default_factory=dict)
    facts: Mapping[str, pl.Expr] = field(default_factory=dict)

    @property
    def told(self) -> tuple[pl.Expr, ...]:
        """What a finding tells beside its value: details, suggestion and spans."""
        return tuple(one for one in (*self.details.values(), self.suggestion, self.spans) if one is not None)


@dataclass(frozen=True)
class Repeated:
    """What a group check returns: a record is violated when an earlier record of the submission has the same key.

    Attributes:
        key: String expression; null = not evaluated for this record.
    """

    key: pl.Expr


@dataclass(frozen=True)
class Earlier:
    """What a history check returns: a record is violated when one with the same key was accepted earlier.

    Attributes:
        key: String expression; null = not evaluated for this record. All history rules of a layout have the same.
        same_content: violated where all items are the same as they were then (True), or where some are not (False).
    """

    key: pl.Expr
    same_content: bool


@dataclass(frozen=True)
class Header:
    """The header of a submission, as a submission check sees it.

    Attributes:
        captions: all header cells as written, left to right.
        columns: field code → caption as written, for every field that was found once.
        missing: codes of the layout's fields that the header lacks, in the layout's order.
        unknown: captions that are no field of the layout.
        duplicates: field code → the captions that all mean it.
        required: codes of fields that every record must fill, whatever its category.
        titles: field code → caption in the standard, for every field of the layout.
    """

    captions: tuple[str, ...]
    columns: Mapping[str, str]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    duplicates: Mapping[str, tuple[str, ...]]
    required: frozenset[str]
    titles: Mapping[str, str]


@dataclass(frozen=True)
class Fault:
    """One violation of a submission check; it has no row.

    Attributes:
        fields: codes of the fields concerned (may be empty).
        details: values for the message's placeholders.
        value: what was found, as written.
        suggestion: the repair, if one is certain.
    """

    fields: tuple[str, ...]
    details: Mapping[str, str]
    value: str | None = None
    suggestion: str | None = None


CheckFunction = Callable[..., Any]


class NotEvaluable(Exception):  # noqa: N818 - not an error of anybody: the rule is skipped, and says why
    """Raised by a check function that cannot judge at all on this date or with this reference data.

    The rule is `skipped` with this reason; if it is mandatory, the verdict is undefined.

    Args:
        zh, en: the reason, one line in each language.
    """

    def __init__(self, *, zh: str, en: str) -> None:
        super().__init__(en)
        self.reason: dict[Language, str] = {"zh": zh, "en": en}


@dataclass(frozen=True)
class _ConditionMark:
    """Marks a parameter whose text is an SQL condition over the record."""


Condition = Annotated[str, _ConditionMark()]
"""Type of a check's parameter that holds an SQL condition: the engine exchanges the field codes in it for columns,
and evaluates the rule only where every field that the condition names is reliable."""


@dataclass(frozen=True)
class Check:
    """A declared check. Made by `@check`, registered by a plugin, named by rules.

    Attributes:
        id: dotted kebab-case name, unique over all plugins (`uscc.check-digit`).
        kind: one word of the closed list in `engine.kinds`.
        title: what is wrong when it is violated, per language, a short noun phrase.
        message: template per language; placeholders `{caption}`, `{value}`, `{other}` and the names in `details`.
        needs: ids of checks that the same field must have passed before this one sees it.
        sources: the standards that the check rests on.
        scope: `record`, `group`, `submission` or `history`.
        spoils: a violated value cannot be relied on by rules that relate it to other fields.
        as_written: it asks what is filled in, whatever other rules find wrong with that; nothing is hidden from it.
        parameters: pydantic model of the keyword parameters that a rule gives.
        context: names of parameters that the engine gives (`as_of`).
        conditions: names of parameters that hold SQL conditions.
        lookups: names of parameters that are reference data (`organisations`), frames that the caller hands in.
        minimum_fields, maximum_fields: how many fields a rule may name (maximum None = any number).
        documentation: the function's docstring.
    """

    id: str
    kind: str
    title: Mapping[str, str]
    message: Mapping[str, str]
    needs: tuple[str, ...]
    sources: tuple[str, ...]
    scope: Scope
    spoils: bool
    function: CheckFunction
    parameters: type[BaseModel]
    context: frozenset[str]
    conditions: frozenset[str]
    lookups: tuple[str, ...]
    minimum_fields: int
    maximum_fields: int | None
    documentation: str
    module: str
    as_written: bool = False

    def validated(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The rule's parameters, typed. Raises pydantic's ValidationError for an unknown, missing or ill-typed one."""
        model = self.parameters.model_validate(dict(given))
        return {name: getattr(model, name) for name in type(model).model_fields}


def check(
    *,
    id: str,
    kind: str,
    title: Mapping[str, str],
    message: Mapping[str, str],
    sources: list[str],
    needs: list[str] | None = None,
    scope: Scope = "record",
    spoils: bool | None = None,
    lookups: list[str] | None = None,
    as_written: bool = False,
) -> Callable[[CheckFunction], Check]:
    """Declare a check. See `Check` for the arguments.

    Args:
        spoils: default: what the kind says; give False where the value is understood all the same (an unusual date
            form).

    Raises:
        PluginError: the declaration is not sound: unknown kind, missing language, no docstring, unusable signature.
    """

    def declare(function: CheckFunction) -> Check:
        _demand_sound(id, kind, (title, message), sources, function)
        minimum, maximum = _field_count(function, scope)
        return Check(
            id=id,
            kind=kind,
            title=dict(title),
            message=dict(message),
            needs=tuple(needs or ()),
            sources=tuple(sources),
            scope=scope,
            spoils=KINDS[kind].spoils if spoils is None else spoils,
            function=function,
            parameters=_parameter_model(id, function, CONTEXT_PARAMETERS | set(lookups or ())),
            context=frozenset(_keywords(function)) & CONTEXT_PARAMETERS,
            conditions=_condition_parameters(function),
            lookups=tuple(lookups or ()),
            minimum_fields=minimum,
            maximum_fields=maximum,
            documentation=inspect.getdoc(function) or "",
            module=function.__module__,
            as_written=as_written,
        )

    return declare


def call_check(
    checked: Check, arguments: tuple[Any, ...], parameters: Mapping[str, Any], context: Mapping[str, Any]
) -> Any:
    """Call a check's function with the rule's parameters and as much of the context as it asked for."""
    given = {name: context[name] for name in (*checked.context, *checked.lookups)}
    return checked.function(*arguments, **parameters, **given)


def _demand_sound(
    identity: str, kind: str, texts: tuple[Mapping[str, str], ...], sources: list[str], function: CheckFunction
) -> None:
    """Raises PluginError for a declaration that lacks something."""
    kebab = _CHECK_ID.fullmatch(identity) is not None
    _demand(identity, kebab, "the id must be dotted kebab-case, like uscc.check-digit")
    _demand(identity, kind in KINDS, f"kind {kind!r} is not in the closed list")
    _demand(identity, all({"zh", "en"} <= set(text) for text in texts), "title and message need zh and en")
    _demand(identity, bool(inspect.getdoc(function)), "the function needs a docstring: it is the check's page")
    _demand(identity, bool(sources), "name at least one source")


def _demand(identity: str, condition: bool, why: str) -> None:
    if not condition:
        raise PluginError("unsound-check", zh=f"检查 {identity} 的声明不完整：{why}", en=f"check {identity}: {why}")


def _keywords(function: CheckFunction) -> Iterator[str]:
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
            yield name


def _condition_parameters(function: CheckFunction) -> frozenset[str]:
    parameters = inspect.signature(function, eval_str=True).parameters.values()
    return frozenset(p.name for p in parameters if _ConditionMark() in getattr(p.annotation, "__metadata__", ()))


def _field_count(function: CheckFunction, scope: Scope) -> tuple[int, int | None]:
    """How many fields a rule may name, read off the function's positional parameters (`*others: Column` = any
    number more).
    """
    if scope == "submission":
        return 0, 0
    parameters = inspect.signature(function).parameters.values()
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    minimum = sum(p.default is p.empty for p in positional)
    return minimum, None if any(p.kind is p.VAR_POSITIONAL for p in parameters) else len(positional)


def _parameter_model(identity: str, function: CheckFunction, given: frozenset[str]) -> type[BaseModel]:
    """A pydantic model of the parameters that a rule gives, so that a ruleset's mistakes are found when it loads."""
    fields: dict[str, Any] = {}
    for name, parameter in inspect.signature(function, eval_str=True).parameters.items():
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY or name in given:
            continue
        _demand(identity, parameter.annotation is not parameter.empty, f"parameter {name} needs a type")
        default = ... if parameter.default is parameter.empty else parameter.default
        fields[name] = (parameter.annotation, default)
    configuration = ConfigDict(extra="forbid", arbitrary_types_allowed=False, frozen=True)
    return create_model(f"Parameters[{identity}]", __config__=configuration, **fields)
