"""What passes between authorities, and the board that they share: axe and widths on each page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from tests.acceptance.resident.browser import DESK_BY_DAY, PHONE_AT_NIGHT, window
from tests.integration.engines.exchange.samples import pass_on
from tests.integration.journeys.between_authorities.samples import (
    HERE,
    THERE,
    TOKYO,
    moved_in,
    moved_out,
    system,
)
from tests.integration.journeys.certification_board.samples import (
    BOARD,
    BODY,
    ask,
    cases,
    context,
    items,
    members_of,
    open_sitting,
    plan,
    staff_the_board,
)

from madoguchi.core import tenancy
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import run
from madoguchi.engines.boards.api import InviteMember, OfMember, OfSitting, SendAgenda
from madoguchi.journeys.between_authorities.api import OfCase, SendMoveInNotice

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]


def test_pages_of_the_exchange_can_be_read_and_used_by_everybody(
    serve: Callable[[str], str], sign_in_as: Callable[[StaffMember], Client]
) -> None:
    member = StaffMember.objects.create_staff(
        HERE,
        "shimin",
        "a-password-for-tests",
        display_name="市民 花子",
        roles=["desk_officer"],
        desks=["resident_register"],
    )
    moved_out(HERE)
    came = run(
        SendMoveInNotice(), system(THERE), OfCase(moved_in("福島県会津若松市追手町1", code=THERE).uuid)
    )
    pass_on(came)
    unclear = run(SendMoveInNotice(), system(), OfCase(moved_in("昭和村大字下中津川").uuid))
    by_post = run(SendMoveInNotice(), system(), OfCase(moved_in(TOKYO, "155-0031").uuid))
    address = f"{serve('office')}/{HERE}"
    session = sign_in_as(member).cookies[configured.SESSION_COOKIE_NAME].value
    with window("exchange", width=1280, script=True, folder="staff") as shown:
        page = shown.page
        page.context.add_cookies([{"name": configured.SESSION_COOKIE_NAME, "value": session, "url": address}])
        looks: list[Any] = [DESK_BY_DAY, PHONE_AT_NIGHT]
        for what, place in (
            ("list", "exchange/sent/"),
            ("received", f"exchange/received/{came.uuid}/"),
            ("to-address", f"exchange/sent/{unclear.uuid}/"),
            ("to-post", f"exchange/sent/{by_post.uuid}/"),
        ):
            page.goto(f"{address}/{place}")
            shown.look(what, *looks)
        page.goto(f"{address}/exchange/received/{came.uuid}/")
        page.check("input[name=own][value^=case]")
        page.click("button:has-text('処理済みにする')")
        page.wait_for_selector("text=処理済みにしました。")
        assert shown.found == []


def test_pages_of_a_board_can_be_read_and_used_by_everybody(
    serve: Callable[[str], str], sign_in_as: Callable[[StaffMember], Client]
) -> None:
    member = StaffMember.objects.create_staff(
        BODY, "jimu", "a-password-for-tests", display_name="事務 花子", roles=["board_secretary"]
    )
    for number in range(3):
        ask(f"case:{number}", items=items(**({"person.doctor_name": "髙橋 一郎"} if number == 1 else {})))
    panel = staff_the_board(facilities=("さくら園",), until=date(2099, 3, 31))
    sitting = plan(panel, most=2)

    def a_member() -> str:
        way = run(InviteMember(), context(), OfMember(members_of(panel)[2].uuid))
        with tenancy.municipality(BODY):
            account = StaffMember.objects.get(username=way.username)
            account.own_password_due = False
            account.save()
        return str(sign_in_as(account).cookies[configured.SESSION_COOKIE_NAME].value)

    address = f"{serve('office')}/{BODY}"
    session = sign_in_as(member).cookies[configured.SESSION_COOKIE_NAME].value
    with window("boards", width=1280, script=True, folder="staff") as shown:
        page = shown.page
        page.context.add_cookies([{"name": configured.SESSION_COOKIE_NAME, "value": session, "url": address}])
        page.goto(f"{address}/boards/sittings/{sitting.uuid}/")
        shown.look("planned", DESK_BY_DAY, PHONE_AT_NIGHT)
        run(SendAgenda(), context(), OfSitting(sitting.uuid))
        mine = f"{address}/boards/mine/{sitting.uuid}/"
        with window("members", width=390, script=True, folder="staff") as phone:
            cookie = {"name": configured.SESSION_COOKIE_NAME, "value": a_member(), "url": address}
            phone.page.context.add_cookies([cookie])
            for what, place in (("sitting", mine), ("case", f"{mine}cases/{cases()[0].uuid}/")):
                phone.page.goto(place)
                phone.look(what, PHONE_AT_NIGHT)
            phone.page.click("button:has-text('残して、一覧へ')")
            phone.page.wait_for_selector("text=事前の意見を残しました。")
            assert phone.found == []
        open_sitting(sitting, panel)
        for what, place in (
            ("calendar", f"boards/{BOARD}/"),
            ("people", f"boards/{BOARD}/people/"),
            ("case", f"boards/cases/{cases()[1].uuid}/"),
        ):
            page.goto(f"{address}/{place}")
            shown.look(what, DESK_BY_DAY, PHONE_AT_NIGHT)
        page.select_option("#result", "care_1")
        page.click("button:has-text('判定を記録する')")
        page.wait_for_selector("text=の判定を記録しました。")
        shown.look("open", DESK_BY_DAY)
        assert shown.found == []
