"""The plugin manager. Built-in plugins come in by the same door as others: the entry point group `gongshi.plugins`."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import metadata

import pluggy

from engine import hookspecs
from engine.check import Check
from engine.errors import PluginError, RulesetError

ENTRY_POINT_GROUP = "gongshi.plugins"


@dataclass(frozen=True)
class Registry:
    """What the loaded plugins provide.

    Attributes:
        checks: check id → check.
        plugins: plugin name → version, for the result.
        providers: check id → name of the plugin that provides it.
    """

    checks: Mapping[str, Check]
    plugins: Mapping[str, str]
    providers: Mapping[str, str]

    def check(self, identity: str, rule: str) -> Check:
        """The check that a rule names. Raises RulesetError with the nearest name where no plugin provides it."""
        if identity in self.checks:
            return self.checks[identity]
        near = get_close_matches(identity, self.checks, n=1)
        zh_hint, en_hint = (f"，是否应为 {near[0]}？", f"; did you mean {near[0]}?") if near else ("", "")
        raise RulesetError(
            "unknown-check",
            zh=f"规则 {rule} 使用的检查 {identity} 没有任何插件提供{zh_hint}",
            en=f"rule {rule} names check {identity}, which no plugin provides{en_hint}",
        )


def make_plugin_manager() -> pluggy.PluginManager:
    """A plugin manager with every installed plugin registered.

    Raises:
        PluginError: a plugin does not import, or implements a hook that does not exist. Nothing starts with half
            its checks.
    """
    manager = pluggy.PluginManager("gongshi")
    manager.add_hookspecs(hookspecs)
    for entry_point in sorted(metadata.entry_points(group=ENTRY_POINT_GROUP), key=lambda point: point.name):
        try:
            manager.register(entry_point.load(), name=entry_point.name)
        except Exception as error:
            raise PluginError(
                "plugin-does-not-load",
                zh=f"插件 {entry_point.name}（{entry_point.value}）无法加载：{error}",
                en=f"plugin {entry_point.name} ({entry_point.value}) does not load: {error}",
            ) from error
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise PluginError("unknown-hook", zh=f"插件实现了不存在的钩子：{error}", en=str(error)) from error
    return manager


def make_registry(manager: pluggy.PluginManager) -> Registry:
    """Collect what the plugins register.

    Raises:
        PluginError: two plugins provide the same check id, or a check needs one that nobody provides.
    """
    checks: dict[str, Check] = {}
    providers: dict[str, str] = {}
    for name, plugin in sorted(manager.list_name_plugin()):
        for provided in plugin.gongshi_checks() if hasattr(plugin, "gongshi_checks") else ():
            if provided.id in checks:
                raise PluginError(
                    "check-given-twice",
                    zh=f"检查 {provided.id} 由 {providers[provided.id]} 和 {name} 重复提供",
                    en=f"check {provided.id} is provided by both {providers[provided.id]} and {name}",
                )
            checks[provided.id], providers[provided.id] = provided, name
    for provided in checks.values():
        for need in provided.needs:
            if need not in checks:
                raise PluginError(
                    "need-not-provided",
                    zh=f"检查 {provided.id} 的前提 {need} 没有任何插件提供",
                    en=f"check {provided.id} needs {need}, which no plugin provides",
                )
    return Registry(checks=checks, plugins=_versions(manager), providers=providers)


def _versions(manager: pluggy.PluginManager) -> dict[str, str]:
    """Plugin name → version of the distribution that brings it."""
    versions = {}
    for entry_point in metadata.entry_points(group=ENTRY_POINT_GROUP):
        versions[entry_point.name] = entry_point.dist.version if entry_point.dist else "0"
    return {name: versions.get(name, "0") for name, _ in sorted(manager.list_name_plugin())}
