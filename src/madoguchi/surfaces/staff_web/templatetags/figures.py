"""Numbers as people read them."""

from __future__ import annotations

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def thousands(number: float | Decimal | None, sign: str = "") -> str:
    """`{{ 1335|thousands }}`: 1,335; with `:"+"` a number above zero has its sign. None is a dash."""
    return "—" if number is None else f"{number:{sign},}"
