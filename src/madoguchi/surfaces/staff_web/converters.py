"""What the places in an address take: `<code:…>`. Registered when this is imported."""

from __future__ import annotations

from django.urls import register_converter


class StaffMunicipalityCode:
    """Six digits."""

    regex = "[0-9]{6}"

    def to_python(self, value: str) -> str:
        """The code as text: it may begin with 0."""
        return value

    def to_url(self, value: str) -> str:
        """The code."""
        return value


register_converter(StaffMunicipalityCode, "code")
