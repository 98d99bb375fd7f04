"""What tests of all rooms share: the real plugins, the real rulesets, the samples."""

from pathlib import Path

import pytest
from hypothesis import settings

from engine.gate import Gate
from engine.plugins import Registry, make_plugin_manager, make_registry
from engine.ruleset import RulesetLibrary, load_library

pytest_plugins = ["tests.parts.postgresql", "tests.parts.redis", "tests.parts.objects"]

# The same examples at every run, and no clock.
settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"


@pytest.fixture(scope="session")
def real_registry() -> Registry:
    return make_registry(make_plugin_manager())


@pytest.fixture(scope="session")
def library() -> RulesetLibrary:
    return load_library(ROOT / "rulesets")


@pytest.fixture(scope="session")
def gate(library: RulesetLibrary, real_registry: Registry) -> Gate:
    return Gate(library, real_registry)
