"""Every setting is documented, and what the documents and the files of `deploy/` set is a setting."""

import re

import yaml

from store.settings import Settings
from tests.conftest import ROOT

DIRECT = {"GONGSHI_BIND"}  # not a setting: where gunicorn listens
_NAME = re.compile(r"\bGONGSHI_[A-Z_]+\b")


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `(GONGSHI_[A-Z_]+)` ", text, re.MULTILINE))
    assert documented == {f"GONGSHI_{name.upper()}" for name in Settings.model_fields}


def test_nothing_else_is_set() -> None:
    known = {f"GONGSHI_{name.upper()}" for name in Settings.model_fields} | DIRECT
    for path in [*(ROOT / "deploy").iterdir(), ROOT / "docs" / "operations.md"]:
        assert set(_NAME.findall(path.read_text(encoding="utf-8"))) <= known, path


def test_the_compose_file_runs_what_there_is() -> None:
    services = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert set(services) == {"database", "server", "worker"}
    assert services["worker"]["command"] == ["gongshi", "worker"]
    assert services["server"]["environment"] == services["worker"]["environment"]


def test_the_image_copies_every_package() -> None:
    docker = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    copied = set(re.findall(r"^COPY (\w+) \1$", docker, re.MULTILINE))
    packages = re.search(
        r'^packages = \["engine", "plugins", "rulesets".*$', (ROOT / "pyproject.toml").read_text("utf-8"), re.M
    )
    assert packages is not None
    assert copied == set(re.findall(r'"(\w+)"', packages.group())) | {"examples"}
