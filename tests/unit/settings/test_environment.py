"""Reading the environment."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from madoguchi.settings import environment
from madoguchi.settings.environment import SettingsError


@pytest.mark.parametrize(("written", "value"), [("yes", True), ("1", True), ("OFF", False), ("", True)])
def test_a_flag_is_yes_or_no(monkeypatch: pytest.MonkeyPatch, written: str, value: bool) -> None:
    monkeypatch.setenv("MADOGUCHI_HTTPS", written)
    assert environment.flag("MADOGUCHI_HTTPS", default=True) is value


def test_wrong_values_name_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MADOGUCHI_IDLE_MINUTES", "十五")
    with pytest.raises(SettingsError, match="MADOGUCHI_IDLE_MINUTES は整数"):
        environment.number("MADOGUCHI_IDLE_MINUTES", 15)
    monkeypatch.setenv("MADOGUCHI_HTTPS", "maybe")
    with pytest.raises(SettingsError, match="MADOGUCHI_HTTPS は yes か no"):
        environment.flag("MADOGUCHI_HTTPS", default=True)


def test_a_database_url_is_taken_apart() -> None:
    read = environment.database_from_url(
        "X", "postgresql://app:p%40ss@db.example:5433/madoguchi?sslmode=require"
    )
    assert read == {
        "NAME": "madoguchi",
        "USER": "app",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql://host", "madoguchi", "postgresql://h/"])
def test_another_kind_of_database_is_refused_without_repeating_its_password(url: str) -> None:
    with pytest.raises(SettingsError, match=r"postgresql://") as refused:
        environment.database_from_url("MADOGUCHI_DATABASE_URL", url)
    assert url not in str(refused.value)


def test_the_secret_key_is_made_once_and_kept_to_its_owner(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("MADOGUCHI_SECRET_KEY", raising=False)
    first = environment.secret_key(tmp_path / "var")
    assert environment.secret_key(tmp_path / "var") == first
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "var" / "secret_key").stat().st_mode) == 0o600
