"""Settings that differ by municipality: one value for all, or `072028=…;072087=…`."""

from __future__ import annotations

import re

_ONE = re.compile(r"\s*([0-9]{6})=")


def by_municipality(setting: str) -> dict[str, str]:
    """The values by code, in the order of the setting; empty where it is one value for all."""
    if _ONE.match(setting) is None:
        return {}
    parts = (part.partition("=") for part in setting.split(";"))
    return {code.strip(): value.strip() for code, _, value in parts if code.strip()}


def value_for(municipality_code: str, setting: str) -> str:
    """The value for one municipality; empty where the setting names others only."""
    values = by_municipality(setting)
    return values.get(municipality_code, "") if values else setting
