"""One small registry for everything that differs between vendors: each adapter is a plugin under a key.

A plugin has a key (ASCII, stable, written in packs and settings), a label in Japanese, a dataclass that says
which options it takes, and a self-test that tells an administrator in Japanese whether it can work here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, ClassVar, Generic, Protocol, TypeVar, runtime_checkable


@dataclass(frozen=True)
class SelfTestResult:
    """Whether an adapter can work here, and if not, what to do about it (Japanese)."""

    works: bool
    message: str


@runtime_checkable
class Plugin(Protocol):
    """What every adapter offers."""

    key: ClassVar[str]
    label: ClassVar[str]
    options: ClassVar[type]

    def self_test(self) -> SelfTestResult:
        """Try what can be tried without changing anything."""


PluginType = TypeVar("PluginType", bound=Plugin)


class UnknownPluginError(LookupError):
    """この名前の接続部品は登録されていません。"""


class OptionsError(ValueError):
    """接続部品の設定に、知らない項目があります。"""


class Registry(Generic[PluginType]):
    """Plugins of one kind by key; `kind` is the Japanese word for them in messages.

    ```python
    targets = Registry[HandoverTarget]("引き渡し先")

    @targets.register
    class CsvFiles: ...
    ```
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._plugins: dict[str, type[PluginType]] = {}

    def register(self, plugin: type[PluginType]) -> type[PluginType]:
        """Register a class, as a decorator. Raises ValueError for a taken key or missing options."""
        if plugin.key in self._plugins:
            raise ValueError(f"{self.kind}: the key {plugin.key!r} is taken")
        if not is_dataclass(plugin.options):
            raise ValueError(f"{self.kind}: {plugin.key!r} needs a dataclass as its options")
        self._plugins[plugin.key] = plugin
        return plugin

    def __getitem__(self, key: str) -> type[PluginType]:
        try:
            return self._plugins[key]
        except KeyError:
            known = "、".join(sorted(self._plugins)) or "なし"
            raise UnknownPluginError(
                f"{self.kind}「{key}」は登録されていません。使えるもの: {known}"
            ) from None

    def __contains__(self, key: object) -> bool:
        return key in self._plugins

    def __iter__(self) -> Iterator[type[PluginType]]:
        """The plugins in the order of their keys."""
        return iter(plugin for _, plugin in sorted(self._plugins.items()))

    def __len__(self) -> int:
        return len(self._plugins)

    def options_of(self, key: str, given: Mapping[str, Any]) -> Any:
        """The options of a plugin from plain data; raises OptionsError that names what is not known."""
        options = self[key].options
        known = {field.name for field in fields(options)}
        unknown = sorted(set(given) - known)
        if unknown:
            raise OptionsError(
                f"{self.kind}「{key}」の設定に知らない項目「{'、'.join(unknown)}」があります。"
                f"書けるもの: {'、'.join(sorted(known)) or 'なし'}"
            )
        return options(**given)
