"""A rule that stands for several: one of each field of `each`."""

from pathlib import Path

from engine.ruleset.source import merged, read_document

RULES = """
id: local
version: "1"
records:
  penalty:
    rules:
      - {id: names, each: [CF_SY, BZ], check: redaction.third-person, fields: [CF_XDR_MC], severity: review}
      - {id: dates, check: expression, fields: [CF_JDRQ]}
"""
REGRADED = """
id: local
version: "2"
records:
  penalty:
    rules:
      - {id: BZ.names, severity: warn}
"""


def rules_of(tmp_path: Path, *texts: str) -> list[tuple[str, list[str], str | None]]:
    """Id, fields and severity of each rule of the last of some rulesets, each extending the one before."""
    documents = []
    for number, text in enumerate(texts):
        path = tmp_path / f"{number}.yaml"
        path.write_text(text, encoding="utf-8")
        documents.append(read_document(path))
    document = documents[0]
    for child in documents[1:]:
        document = merged(document, child)
    rules = document["records"]["penalty"]["rules"]
    return [(rule["id"], rule["fields"], rule.get("severity")) for rule in rules]


def test_one_rule_for_each_field_which_stands_before_the_others(tmp_path: Path) -> None:
    assert rules_of(tmp_path, RULES) == [
        ("CF_SY.names", ["CF_SY", "CF_XDR_MC"], "review"),
        ("BZ.names", ["BZ", "CF_XDR_MC"], "review"),
        ("dates", ["CF_JDRQ"], None),
    ]


def test_one_of_them_can_be_graded_anew(tmp_path: Path) -> None:
    assert ("BZ.names", ["BZ", "CF_XDR_MC"], "warn") in rules_of(tmp_path, RULES, REGRADED)
