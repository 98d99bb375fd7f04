"""The gate that everything uses: all installed plugins, the rulesets that came with the distribution."""

from importlib import resources
from pathlib import Path

from engine.gate import Gate
from engine.plugins import make_plugin_manager, make_registry
from engine.ruleset import load_library


def rulesets_directory() -> Path:
    """Where the rulesets of the distribution lie."""
    return Path(str(resources.files("rulesets")))


def make_gate(directory: Path | None = None) -> Gate:
    """A gate over the rulesets of a directory (default: those of the distribution).

    Raises:
        EngineError: a plugin or a ruleset does not load.
    """
    return Gate(load_library(directory or rulesets_directory()), make_registry(make_plugin_manager()))
