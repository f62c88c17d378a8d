"""待ち時間と数字 and trying other numbers of desks: readable for everybody, on a phone as well."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings as configured
from django.test import Client
from tests.acceptance.resident.browser import DESK_BY_DAY, PHONE, WITH_PICTURES, window

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import Context, run
from madoguchi.engines.reception.api import DeviceKind, MakeDevice, NewDevice, OpenDevice, Rating
from madoguchi.surfaces.staff_web.devices import COOKIE
from madoguchi_testing.reception.tickets import past_days

HERE = "072028"
LOOKS = (DESK_BY_DAY, PHONE) if WITH_PICTURES else (PHONE,)
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]


def test_a_planner_reads_figures_and_tries_one_more_desk(
    serve: Callable[[str], str], sign_in_as: Callable[[StaffMember], Client]
) -> None:
    member = StaffMember.objects.create_staff(
        HERE, "kacho", "a-password-for-tests", display_name="課長 太郎", roles=["manager"], desks=[]
    )
    past_days(HERE, until=clock.today(), days=6, a_day=150)
    with tenancy.municipality(HERE):
        for number, face in enumerate((5, 5, 5, 4, 5, 4, 3)):
            Rating.objects.create(
                hall="main", day=clock.today(), at=clock.now(), face=face, source="phone",
                digest=f"{number:032}", remark="案内が分かりやすかった" if number < 2 else "",
            )  # fmt: skip
    system = Context(HERE, Actor.system("test"))
    made = run(MakeDevice(), system, NewDevice("main", DeviceKind.KIOSK, "出口の端末"))
    device = run(OpenDevice(), system, made.secret).secret
    address = f"{serve('office')}/{HERE}"
    session = sign_in_as(member).cookies[configured.SESSION_COOKIE_NAME].value
    with window("waits", width=1280, script=True, folder="staff") as shown:
        page = shown.page
        page.context.add_cookies([{"name": configured.SESSION_COOKIE_NAME, "value": session, "url": address}])
        page.goto(f"{address}/reception/figures/")
        assert page.is_visible("text=満足度は5点満点で")
        shown.look("figures", *LOOKS)
        page.goto(f"{address}/reception/planning/?desks-general=5")
        page.fill("#more", "2")
        page.press("#more", "Enter")
        page.wait_for_selector("h2:has-text('窓口を2つ増やすと')")
        shown.look("planning", *LOOKS)
        page.context.add_cookies([{"name": COOKIE, "value": device, "url": address}])
        page.goto(f"{address}/reception/main/faces/")
        shown.look("device-faces", *LOOKS)
        page.click("button:has-text('ふつう')")
        page.wait_for_selector("h1:has-text('ありがとうございました')")
    assert shown.found == []
