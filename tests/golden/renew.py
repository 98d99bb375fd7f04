"""Write the golden results anew: `python -m tests.golden.renew`. Read the difference before you commit it."""

from datetime import date
from pathlib import Path

from engine.gate import Gate
from engine.reading import open_source
from engine.report.json_report import render_json
from store.gate import make_gate

ROOT = Path(__file__).parent.parent.parent
AS_OF = date(2020, 4, 30)
# Sample, ruleset, and the name of the golden file.
GOLDEN = (
    ("penalty.csv", "national@2019", "penalty-national-2019.json"),
    ("licence.xlsx", "national@2019", "licence-national-2019.json"),
)


def rendered(gate: Gate, sample: str, reference: str) -> str:
    """The whole result of a sample as JSON."""
    source = open_source(ROOT / "examples" / sample)
    return render_json(gate.check(source, as_of=AS_OF, reference=reference).result) + "\n"


def main() -> None:
    """Write every golden file."""
    gate = make_gate()
    for sample, reference, name in GOLDEN:
        (Path(__file__).parent / name).write_text(rendered(gate, sample, reference), encoding="utf-8")


if __name__ == "__main__":
    main()
