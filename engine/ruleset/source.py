"""From YAML files to resolved rulesets: `extends` merged, field lines expanded into their rules.

A field line carries what the standard's table says of the field; its rules follow from it, so a maintainer who
changes a length edits one number. The expansions are: `header.*` of the layout, then per field `.required`,
`.blank`, `.placeholder`, `.length` and the rules of its type (`types:` in the ruleset), then the layout's own `rules:`.
Of these one with `each:` stands for several.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from engine.errors import RulesetError
from engine.ruleset.model import RECORD_TYPE_TEXT, Ruleset

Document = dict[str, Any]


class _UniqueKeyLoader(yaml.CSafeLoader):
    """YAML that refuses a key given twice: the second would silently win."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"key {key!r} is given twice", node.start_mark)
        return super().construct_mapping(node, deep)


def read_document(path: Path) -> Document:
    """One YAML file as plain values. Raises RulesetError with file and line where it is not YAML."""
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeyLoader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        place = " ".join(str(error).split())
        raise RulesetError(
            "ruleset-not-yaml", zh=f"规则集文件 {path.name} 不是有效的 YAML：{place}", en=f"{path.name}: {place}"
        ) from error
    if not isinstance(document, dict):
        raise RulesetError(
            "ruleset-not-yaml", zh=f"规则集文件 {path.name} 应为键值结构", en=f"{path.name} is not a mapping"
        )
    for record in document.get("records", {}).values():
        if "rules" in record:
            record["rules"] = [one for rule in record["rules"] for one in _spread(rule)]
    return document


def _spread(rule: Document) -> Iterator[Document]:
    """A rule with `each: [FIELD, …]` is one of each of these fields, which stands before its other fields."""
    each = rule.pop("each", None)
    if each is None:
        yield rule
    for code in each or ():
        yield {**rule, "id": f"{code}.{rule['id']}", "fields": [code, *rule.get("fields", [])]}


def merged(base: Document, child: Document) -> Document:
    """A child ruleset over the one it extends: lists and types by name, fields by code, rules by id, `without`
    takes rules away.
    """
    base = _with_source(base)
    result = {**base, **{key: value for key, value in child.items() if key not in ("lists", "types", "records")}}
    result.pop("abstract", None)
    if child.get("abstract"):
        result["abstract"] = True
    for section in ("lists", "types"):
        result[section] = {**base.get(section, {}), **child.get(section, {})}
    records = dict(base.get("records", {}))
    for record_type, record in child.get("records", {}).items():
        records[record_type] = _merged_record(records.get(record_type, {}), record)
    result["records"] = records
    return result


def _with_source(base: Document) -> Document:
    """What is inherited keeps the document that it stands on."""
    if "source" not in base:
        return base
    source = {"source": base["source"]}
    records = {
        record_type: {**record, "fields": [{**source, **line} for line in record.get("fields", [])]}
        for record_type, record in base.get("records", {}).items()
    }
    header_rules = [{**source, **row} for row in base.get("header_rules", [])]
    return {**base, "records": records, "header_rules": header_rules}


def _merged_record(base: Document, child: Document) -> Document:
    result = {**base, **{key: value for key, value in child.items() if key not in ("fields", "rules")}}
    result["fields"] = _merged_rows(base.get("fields", []), child.get("fields", []), "code")
    result["rules"] = _merged_rows(base.get("rules", []), child.get("rules", []), "id")
    without = [*base.get("without", []), *child.get("without", [])]
    if without:
        result["without"] = without
    return result


def _merged_rows(base: list[Document], child: list[Document], key: str) -> list[Document]:
    rows = {row[key]: row for row in base}
    for row in child:
        rows[row[key]] = {**rows.get(row[key], {}), **row}
    return list(rows.values())


def resolved(document: Document) -> Ruleset:
    """The ruleset that a merged document describes. Raises RulesetError naming ruleset and place."""
    name = f"{document.get('id')}@{document.get('version')}"
    try:
        effective = document.get("effective", {})
        body: Document = {
            "id": document["id"],
            "version": document["version"],
            "title": document["title"],
            "source": document["source"],
            "effective_from": effective["from"],
            "effective_until": effective.get("until"),
            "extends": document.get("extends"),
            "region": document.get("region"),
            "acceptance": document.get("acceptance", "records"),
            "skip_rows": document.get("skip_rows", {}),
            "publication": document.get("publication", {}),
            "lists": {key: _words(words) for key, words in document.get("lists", {}).items()},
            "layouts": [layout for record_type in document["records"] for layout in _layouts(document, record_type)],
        }
        digest = hashlib.sha256(json.dumps(body, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()
        return Ruleset.model_validate({**body, "digest": f"sha256:{digest}"})
    except KeyError as error:
        raise RulesetError(
            "ruleset-incomplete", zh=f"规则集 {name} 缺少 {error.args[0]}", en=f"{name} lacks {error.args[0]}"
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise RulesetError(
            "ruleset-ill-formed",
            zh=f"规则集 {name} 的 {place} 不对：{first['msg']}",
            en=f"{name}: {place}: {first['msg']}",
        ) from error


def _words(words: Any) -> list[str]:
    return [str(word) for word in words]


def _layouts(document: Document, record_type: str) -> Iterator[Document]:
    """One layout for each form of the record type; a record type without `forms` has one, named ''."""
    record = document["records"][record_type]
    categories = list(record["party"]["categories"])
    forms: Mapping[str, Any] = record.get("forms") or {"": {"categories": categories}}
    for form, definition in forms.items():
        places = [categories.index(category) for category in definition["categories"]]
        yield _layout(document, record_type, form, definition, places)


def _layout(document: Document, record_type: str, form: str, definition: Document, places: list[int]) -> Document:
    record = document["records"][record_type]
    party_field = record["party"].get("field")
    party = {"field": party_field, "categories": definition["categories"]}
    fields = [{**line, "presence": [line["presence"][place] for place in places]} for line in record["fields"]]
    codes = {line["code"] for line in fields}
    rules = [_header_rule(row, document, record_type) for row in document.get("header_rules", [])]
    for line in fields:
        rules += _field_rules(document, record_type, party, line)
    for rule in record.get("rules", []):
        if form in rule.get("forms", [form]) and set(rule.get("fields", [])) <= codes:
            rules.append(_own_rule(rule, document))
    without = set(record.get("without", []))
    return {
        "record_type": record_type,
        "form": form,
        "title": definition.get("title") or record.get("title") or RECORD_TYPE_TEXT[record_type],
        "party": party,
        "key": record["key"],
        "not_public": record.get("not_public", []),
        "organ": record.get("organ"),
        "decided": record.get("decided"),
        "fields": [_field_definition(document, record_type, line) for line in fields],
        "rules": [rule for rule in rules if rule["id"] not in without],
    }


def _field_definition(document: Document, record_type: str, line: Document) -> Document:
    return {
        "number": line["number"],
        "code": line["code"],
        "caption": line["caption"],
        "type": line["type"],
        "max_length": line.get("max"),
        "decimals": line.get("decimals"),
        "presence": line["presence"],
        "personal": line.get("personal", line["type"] in document.get("personal_types", [])),
        "value_type": document["types"][line["type"]].get("value", "text"),
        "caption_variants": document.get("caption_variants", {}).get(line["code"], []),
        "clause": _clause(document, record_type, line),
        "confidence": line["confidence"],
        "note": line.get("note", ""),
    }


def _clause(document: Document, record_type: str, line: Document) -> str:
    source = line.get("source", document["source"])
    return f"{source} {RECORD_TYPE_TEXT[record_type]['zh']}信息 第{line['number']}项"


def _header_rule(row: Document, document: Document, record_type: str) -> Document:
    source = row.get("source", document["source"])
    rule = {key: value for key, value in row.items() if key != "source"}
    return {"clause": f"{source} {RECORD_TYPE_TEXT[record_type]['zh']}信息", "confidence": "H", **rule}


def _own_rule(rule: Document, document: Document) -> Document:
    """A rule of the layout's `rules:`; what is not the rule model's own word is a parameter of the check."""
    own = {
        "id",
        "check",
        "fields",
        "severity",
        "kind",
        "when",
        "title",
        "message",
        "clause",
        "confidence",
        "note",
        "mandatory",
        "settles",
    }
    result = {key: value for key, value in rule.items() if key in own}
    parameters = {key: value for key, value in rule.items() if key not in own and key != "forms"}
    result["parameters"] = {key: _substituted(value, {}, document) for key, value in parameters.items()}
    return result


def _field_rules(document: Document, record_type: str, party: Document, line: Document) -> Iterator[Document]:
    base = {"fields": [line["code"]], "clause": _clause(document, record_type, line)}
    overrides = line.get("rules", {})
    for rule in [*_presence_rules(document, party, line), *_length_rule(document, line), *_type_rules(document, line)]:
        name = rule["id"]
        override = overrides.get(name, {})
        if override is False:
            continue
        clause = f"{rule.pop('standard')}；{base['clause']}" if "standard" in rule else base["clause"]
        doubt = _confidence_and_note(document, line, name)
        yield {**base, **doubt, **rule, "clause": clause, **override, "id": f"{line['code']}.{name}"}


def _confidence_and_note(document: Document, line: Document, rule: str) -> Document:
    """How sure a field's rule is: `H, M length` is sure but for the length. What is not sure says why."""
    aspect = {"length": "length", "required": "condition", "stand-in": "condition", "placeholder": "condition"}.get(
        rule
    )
    parts = [part.strip() for part in line["confidence"].split(",")]
    named = dict(part.split(" ", 1)[::-1] for part in parts if " " in part)
    bare = [part for part in parts if " " not in part]
    confidence = named.get(aspect) or (bare[0] if bare else "H")
    doubt = "" if confidence == "H" else document["doubts"][aspect if aspect in named else "field"]
    return {"confidence": confidence, "note": "; ".join(text for text in (line.get("note", ""), doubt) if text)}


def _presence_rules(document: Document, party: Document, line: Document) -> Iterator[Document]:
    """`.required`, `.blank` and `.placeholder` from the presence letters and the condition `required`."""
    words = [*document["lists"]["placeholders"], *document["lists"].get(_type_of(document, line).get("stand_ins"), [])]
    stand_in = {"check": "presence.placeholder", "parameters": {"words": _words(words)}}
    presence = dict(zip(party["categories"], line["presence"], strict=True))
    required, blank = _required_condition(party, presence, line.get("required")), _party_condition(party, presence, "B")
    if required is not None:
        yield {"id": "required", "check": "presence.required", "severity": "reject", "when": required or None}
    if blank is not None:
        yield {"id": "blank", "check": "presence.must-be-blank", "severity": "reject", "when": blank or None}
    if "R" in presence.values() or required == "":
        yield {"id": "placeholder", **stand_in, "severity": "reject"}
    elif required is not None:
        yield {"id": "placeholder", **stand_in, "severity": "reject", "when": required}
        lenient = f"NOT COALESCE(({required}), FALSE)"
        yield {"id": "stand-in", **stand_in, "severity": "warn", "when": lenient}
    else:
        yield {"id": "placeholder", **stand_in, "severity": "warn"}


def _type_of(document: Document, line: Document) -> Document:
    return dict(document["types"][line["type"]])


def _party_condition(party: Document, presence: dict[str, str], letter: str) -> str | None:
    """SQL for 'the party is of a category with this letter': '' where it always is, None where it never is or
    cannot be told.
    """
    categories = [category for category, given in presence.items() if given == letter]
    if not categories:
        return None
    if len(categories) == len(presence):
        return ""
    if party["field"] is None:
        return None
    return f"{party['field']} IN ({', '.join(repr(category) for category in categories)})"


def _required_condition(party: Document, presence: dict[str, str], condition: str | None) -> str | None:
    parts = [_party_condition(party, presence, "R")]
    if condition and "C" in presence.values():
        conditional = _party_condition(party, presence, "C")
        parts.append(condition if not conditional else f"({conditional}) AND ({condition})")
    given = [part for part in parts if part is not None]
    if not given:
        return None
    return "" if "" in given else " OR ".join(f"({part})" for part in given) if len(given) > 1 else given[0]


def _length_rule(document: Document, line: Document) -> Iterator[Document]:
    if line.get("max") is not None and document["types"][line["type"]].get("length", True):
        yield {"id": "length", "check": "text.length", "severity": "reject", "parameters": {"max_length": line["max"]}}


def _type_rules(document: Document, line: Document) -> Iterator[Document]:
    for template in document["types"][line["type"]]["rules"]:
        rule = {key: value for key, value in template.items() if key not in ("parameters",)}
        given = {**template.get("parameters", {}), **line.get("parameters", {}).get(template["id"], {})}
        rule["parameters"] = {key: _substituted(value, line, document) for key, value in given.items()}
        if "when" in rule:
            rule["when"] = rule["when"].format_map(line)
        yield rule


def _substituted(value: Any, line: Document, document: Document) -> Any:
    """`$list` is the field's code list, `$list:NAME` a named one, `$max` and the like another key of the field line."""
    if isinstance(value, str) and value.startswith("$list"):
        name = value.partition(":")[2] or line["list"]
        return _words(document["lists"][name])
    if isinstance(value, str) and value.startswith("$"):
        return line[value[1:]]
    return value
