"""Every setting is documented, and nothing is documented that does not exist."""

from __future__ import annotations

import re
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
SETTING = re.compile(r"MADOGUCHI_[A-Z_]*[A-Z]")


def settings_in_the_code() -> set[str]:
    return {
        name
        for file in (CHECKOUT / "src").rglob("*.py")
        for name in SETTING.findall(file.read_text(encoding="utf-8"))
    }


def settings_in_the_documentation() -> set[str]:
    page = (CHECKOUT / "docs/reference/settings.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `(MADOGUCHI_[A-Z_]+)`", page, flags=re.MULTILINE))


def test_code_and_documentation_name_the_same_settings() -> None:
    in_code, documented = settings_in_the_code(), settings_in_the_documentation()
    assert in_code - documented == set(), "add them to docs/reference/settings.md"
    assert documented - in_code == set(), "take them out of docs/reference/settings.md"
