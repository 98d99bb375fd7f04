"""The hooks that a plugin may implement. Hooks register things; none runs per record."""

import pluggy

from engine.check import Check

hookspec = pluggy.HookspecMarker("gongshi")
hookimpl = pluggy.HookimplMarker("gongshi")


@hookspec
def gongshi_checks() -> list[Check]:  # type: ignore[empty-body]
    """The checks that this plugin provides."""
