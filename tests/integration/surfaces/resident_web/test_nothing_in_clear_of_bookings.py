"""What a thief of the whole public database would read of who books."""

from __future__ import annotations

from tests.integration.surfaces.resident_web.booking import BOOKING, OPEN, Booker
from tests.integration.surfaces.resident_web.test_nothing_in_clear import everything_written
from tests.integration.surfaces.resident_web.visitor import HERE

from madoguchi.journeys.appointments.api import found


def test_the_tables_hold_nothing_of_who_comes_and_nothing_that_opens_a_link() -> None:
    booker = Booker().with_plan()
    who = {"name": "会津 十三蔵", "email": "juzo@example.jp", "phone": "090-0000-9876"}
    secret = booker.book(f"{BOOKING}2026-03-23/1000/", **who)
    token = booker.client.cookies["booker"].value
    booker.go(f"{BOOKING}waiting/?day=2026-03-24")
    booker.send_later(**who | {"name": "会津 恵美子"})
    waiting = booker.secret()
    assert booker.url == f"{OPEN}w/{waiting}/"
    everything = everything_written()
    assert found(HERE, secret).code.encode() in everything
    for known in (
        *who.values(),
        "会津",
        "恵美子",
        "09000009876",
        secret,
        secret.lower(),
        waiting,
        token,
        "care_certification_transfer",
    ):
        assert known.encode() not in everything, known
        assert known.encode().hex().encode() not in everything, known
