"""The registry of adapters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pytest

from madoguchi.core.plugins import OptionsError, Plugin, Registry, SelfTestResult, UnknownPluginError


@dataclass(frozen=True)
class Options:
    directory: str = "."


class CsvFiles:
    key: ClassVar[str] = "csv_files"
    label: ClassVar[str] = "CSVファイル"
    options: ClassVar[type] = Options

    def self_test(self) -> SelfTestResult:
        return SelfTestResult(works=True, message="書き込めます。")


@pytest.fixture
def targets() -> Registry[Plugin]:
    registry = Registry[Plugin]("引き渡し先")
    registry.register(CsvFiles)
    return registry


def test_a_plugin_is_found_by_its_key(targets: Registry[Plugin]) -> None:
    assert targets["csv_files"] is CsvFiles
    assert "csv_files" in targets
    assert list(targets) == [CsvFiles]


def test_an_unknown_key_names_what_is_known(targets: Registry[Plugin]) -> None:
    with pytest.raises(UnknownPluginError, match=r"「ftp」は登録されていません。使えるもの: csv_files"):
        targets["ftp"]


def test_a_key_is_taken_once(targets: Registry[Plugin]) -> None:
    with pytest.raises(ValueError, match="taken"):
        targets.register(CsvFiles)


def test_options_come_from_plain_data_and_unknown_ones_are_named(targets: Registry[Plugin]) -> None:
    assert targets.options_of("csv_files", {"directory": "/srv"}) == Options("/srv")
    with pytest.raises(OptionsError, match=r"「direktory」があります。書けるもの: directory"):
        targets.options_of("csv_files", {"direktory": "/srv"})
