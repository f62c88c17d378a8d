"""A hall moves to a box in its building and back; what the box did is joined here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from madoguchi.core.actions import Action, Context, Event
from madoguchi.core.database.announcing import announce
from madoguchi.engines.reception.boxes.joining import join, mark_joined, whole_day
from madoguchi.engines.reception.errors import HallElsewhereError, JoiningRefusedError
from madoguchi.engines.reception.halls import hall_of
from madoguchi.engines.reception.models import HallHome
from madoguchi.engines.reception.recording import CHANNEL


@dataclass(frozen=True, slots=True)
class GivenToBox:
    """Which hall moves to which box; `serial` is the number of its certificate."""

    hall: str
    box: str
    serial: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """What a box tells of its hall; `serial` is the number of the certificate that it showed."""

    hall: str
    batch: Mapping[str, Any] = field(repr=False)
    serial: str = ""


class GiveHallToBox(Action[GivenToBox, HallHome]):
    """From now on a box gives and calls the tickets of the hall. Raises HallNotFoundError, and
    HallElsewhereError where another box does already.
    """

    name: ClassVar[str] = "reception.give_to_box"
    permission: ClassVar[str | None] = "reception.manage"

    def perform(self, context: Context, given: GivenToBox) -> HallHome:
        """The same box may get a new certificate."""
        hall = hall_of(context.municipality_code, given.hall)
        home, made = HallHome.objects.select_for_update().get_or_create(
            hall=hall.key, defaults={"box": given.box, "since": context.now, "serial": given.serial}
        )
        if not made and home.box != given.box:
            raise HallElsewhereError(
                f"この待合は、受付端末「{home.box}」に任せてあります。"
                "先に「madoguchi box end」で戻してください。"
            )
        if not made:
            home.serial = given.serial
            home.save(update_fields=["serial"])
        return home

    def subject(self, given: GivenToBox, result: HallHome) -> str:
        """The hall."""
        return f"hall:{given.hall}"

    def details(self, given: GivenToBox, result: HallHome) -> Mapping[str, Any]:
        """Which box."""
        return {"hall": given.hall, "box": given.box}


class TakeHallBack(Action[str, HallHome]):
    """The hall of that key has its home here again. What the box has not told by now is not taken any more.

    Raises HallNotFoundError, and HallElsewhereError where no box looks after it.
    """

    name: ClassVar[str] = "reception.take_back_from_box"
    permission: ClassVar[str | None] = "reception.manage"

    def perform(self, context: Context, given: str) -> HallHome:
        """The tickets stay as they were told last."""
        hall = hall_of(context.municipality_code, given)
        home = HallHome.objects.select_for_update().filter(hall=hall.key).first()
        if home is None:
            raise HallElsewhereError("この待合は、受付端末に任せていません。")
        HallHome.objects.filter(pk=home.pk).delete()
        announce(CHANNEL, f"{context.municipality_code}:{hall.key}")
        return home

    def subject(self, given: str, result: HallHome) -> str:
        """The hall."""
        return f"hall:{given}"

    def details(self, given: str, result: HallHome) -> Mapping[str, Any]:
        """Which box it was."""
        return {"hall": given, "box": result.box}


class JoinFromBox(Action[Brought, int]):
    """Take in what the box of a hall tells; how many tickets came or changed.

    Raises HallNotFoundError, and JoiningRefusedError where the hall has no box, where it is another one than
    this, and for what cannot be joined.
    """

    name: ClassVar[str] = "reception.join"
    permission: ClassVar[str | None] = "reception.manage"

    def perform(self, context: Context, given: Brought) -> int:
        """Everything of the batch or nothing."""
        home = home_for(context, given.hall, given.serial)
        joined = join(given.hall, given.batch)
        HallHome.objects.filter(pk=home.pk).update(heard_at=context.now)
        announce(CHANNEL, f"{context.municipality_code}:{given.hall}")
        return joined

    def subject(self, given: Brought, result: int) -> str:
        """The hall."""
        return f"hall:{given.hall}"

    def details(self, given: Brought, result: int) -> Mapping[str, Any]:
        """How many."""
        return {"hall": given.hall, "tickets": result}

    def events(self, context: Context, given: Brought, result: int) -> Iterable[Event]:
        """Whoever booked and was checked in there has arrived."""
        codes = sorted({str(one["booking_code"]) for one in given.batch.get("tickets", ())} - {""})
        if codes:
            yield Event("reception.joined", f"hall:{given.hall}", {"booking_codes": codes})


class TakeOverDay(Action[Brought, int]):
    """On a box that begins: go on where the centre stopped today. What comes is known there already."""

    name: ClassVar[str] = "reception.take_over"
    permission: ClassVar[str | None] = "reception.manage"

    def perform(self, context: Context, given: Brought) -> int:
        """The numbers of the day go on."""
        joined = join(given.hall, given.batch)
        mark_joined(given.batch)
        return joined

    def subject(self, given: Brought, result: int) -> str:
        """The hall."""
        return f"hall:{given.hall}"

    def details(self, given: Brought, result: int) -> Mapping[str, Any]:
        """How many."""
        return {"hall": given.hall, "tickets": result}


def home_for(context: Context, hall: str, serial: str) -> HallHome:
    """The home of a hall, where the box with that certificate looks after it.

    Inside `tenancy.municipality(...)`. Raises HallNotFoundError and JoiningRefusedError.
    """
    hall_of(context.municipality_code, hall)
    home = HallHome.objects.select_for_update().filter(hall=hall).first()
    if home is None:
        raise JoiningRefusedError(
            "この待合は、もう受付端末に任せていません。庁内の担当者に確かめてください。"
        )
    if home.serial and serial != home.serial:
        raise JoiningRefusedError("この待合は、ほかの受付端末に任せてあります。証明書を確かめてください。")
    return home


def day_for_box(context: Context, hall: str, serial: str) -> dict[str, Any]:
    """Everything of today, for the box that begins. Inside `tenancy.municipality(...)`."""
    home_for(context, hall, serial)
    return whole_day(context.municipality_code, hall, context.day)
