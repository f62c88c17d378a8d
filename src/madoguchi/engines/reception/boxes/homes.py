"""A hall has one home: whoever stands elsewhere changes nothing in it."""

from __future__ import annotations

from django.conf import settings

from madoguchi.core import tenancy
from madoguchi.engines.reception.errors import HallElsewhereError
from madoguchi.engines.reception.models import HallHome


def hall_of_this_box() -> tuple[str, str] | None:
    """Municipality code and hall where this installation is the box of one hall; None at the centre."""
    code, _, hall = str(settings.MADOGUCHI_BOX_HALL).partition(":")
    return (code, hall) if code and hall else None


def refuse_elsewhere(code: str, hall: str) -> None:
    """Raises HallElsewhereError where the tickets of the hall are given elsewhere.

    To be asked in the transaction that changes something, after the lock of the hall.
    """
    own = hall_of_this_box()
    if own is not None:
        if own != (code, hall):
            raise HallElsewhereError("この受付端末は、ほかの待合のものです。待合を選び直してください。")
        return
    home = HallHome.objects.filter(hall=hall).first()
    if home is not None:
        raise HallElsewhereError(
            f"この待合の受付と呼び出しは、庁舎の受付端末「{home.box}」で動いています。"
            "そちらの画面を開いてください。"
        )


def homes_of(code: str) -> list[HallHome]:
    """The halls of a municipality that a box looks after."""
    with tenancy.reading(code):
        return list(HallHome.objects.order_by("hall"))


def box_of(code: str, hall: str) -> HallHome | None:
    """The box that looks after a hall; None where the hall has its home here."""
    with tenancy.reading(code):
        return HallHome.objects.filter(hall=hall).first()
