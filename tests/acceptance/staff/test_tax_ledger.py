"""The pages of the tax ledger: axe and widths on each."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings as configured
from django.test import Client
from tests.acceptance.resident.browser import DESK_BY_DAY, window
from tests.integration.journeys.tax_ledger.samples import (
    HERE,
    asset,
    changes,
    load_ledger,
    notice,
    owner,
    tell,
    transfer,
    uuid_of,
)

from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import Context, run
from madoguchi.engines.tax_ledger.api import FileKind, NewFile
from madoguchi.journeys.tax_ledger.api import HoldFile

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]


def test_pages_of_the_tax_ledger_can_be_read_and_used_by_everybody(
    serve: Callable[[str], str], sign_in_as: Callable[[StaffMember], Client]
) -> None:
    member = StaffMember.objects.create_staff(
        HERE,
        "zeimu",
        "a-password-for-tests",
        display_name="税務 花子",
        roles=["property_tax_officer"],
        desks=["property_tax"],
    )
    load_ledger()
    file = tell(
        transfer("登記-0001", share="持分３分の１"),
        transfer(
            "登記-0002",
            location="会津若松市門田町大字飯寺字村東",
            lot_number="12番地3",
            share="2分の1",
            previous_owner_name="磐梯花子",
        ),
        notice("登記-0003", "地目変更", lot_number="583番地", land_category="雑種地", owner_name="磐梯花子"),
        transfer("登記-0004", location="会津若松市一箕町大字八幡字弁天下", lot_number="9番"),
    )
    heading = (
        "受付番号,土地家屋区分,登記の目的,物件所在,地番,権利者氏名\r\n1,1,所有権移転,一箕町,1番,例示\r\n"
    )
    sender = Context(HERE, member.as_actor(), purpose="テスト")
    held = run(HoldFile(), sender, NewFile(FileKind.NOTICES, "法務局.csv", heading.encode()))
    address = f"{serve('office')}/{HERE}/tax-ledger"
    session = sign_in_as(member).cookies[configured.SESSION_COOKIE_NAME].value
    with window("tax-ledger", width=1280, script=True, folder="staff") as shown:
        page = shown.page
        page.context.add_cookies([{"name": configured.SESSION_COOKIE_NAME, "value": session, "url": address}])
        for what, place in (
            ("start", ""),
            ("file", f"files/{file.uuid}/"),
            ("notices", "notices/"),
            ("notice-waiting", f"notices/{uuid_of('登記-0002')}/"),
            ("notice-entered", f"notices/{uuid_of('登記-0001')}/"),
            ("asset", f"assets/{asset('T001').uuid}/"),
            ("owner", f"owners/{owner('仮1').uuid}/"),
            ("changes", "changes/"),
            ("change", f"changes/{changes()[0].uuid}/"),
            ("find", "find/"),
            ("public", "public/"),
            ("to-value", "to-value/"),
            ("columns", f"files/columns/{held.uuid}/"),
        ):
            page.goto(f"{address}/{place}")
            shown.look(what, DESK_BY_DAY)
        page.goto(f"{address}/notices/{uuid_of('登記-0002')}/")
        page.check("input[name=owner-1][value=new]")
        page.fill("[id='share-10003']", "1/2")
        page.fill("[id='share-10002']", "")
        page.fill("[id='share-owner-1']", "1/2")
        page.click("button:has-text('台帳に入れる')")
        page.wait_for_selector("text=台帳に入れました。")
        assert shown.found == []
