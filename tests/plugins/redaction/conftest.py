"""The plugin's checks, whether or not the installed package names the plugin already."""

import pytest

from engine.plugins import Registry, make_plugin_manager, make_registry
from plugins import redaction


@pytest.fixture(scope="session")
def registry() -> Registry:
    manager = make_plugin_manager()
    if not manager.is_registered(redaction):
        manager.register(redaction, name="redaction")
    return make_registry(manager)
