"""照合の確認 with the keyboard alone: look, press, next."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings as configured
from django.test import Client
from tests.acceptance.resident.browser import DESK_BY_DAY, PHONE, WITH_PICTURES, window
from tests.integration.engines.matching.samples import DESK, HERE, ask, candidate, review_of
from tests.integration.journeys.same_person.samples import DEAD, clerk, register, system

from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import run
from madoguchi.engines.matching.api import ReviewKind, ReviewStatus, register_kind
from madoguchi.journeys.same_person.api import CheckDuplicates, OfCheck, StartDuplicateCheck

LOOKS = (DESK_BY_DAY, PHONE) if WITH_PICTURES else (PHONE,)
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]


def test_a_clerk_decides_with_the_keyboard_and_takes_back(
    serve: Callable[[str], str], sign_in_as: Callable[[StaffMember], Client]
) -> None:
    member = StaffMember.objects.create_staff(
        HERE, "zei", "a-password-for-tests", display_name="税務 花子", roles=["desk_officer"], desks=[DESK]
    )
    register_kind(
        ReviewKind(
            "test.owner",
            "所有者",
            "この2つは、同じ人ですか。",
            "通知の所有者",
            "台帳の宛名",
            "「同じ」にすると、通知を登録します。",
        )
    )
    first = ask(candidate("渡辺 正", 1), candidate("渡部 正志", 2, 3.0), reason="候補が2人います。")
    second = ask(name="佐藤 花", subject="notice:2")
    address = f"{serve('office')}/{HERE}"
    session = sign_in_as(member).cookies[configured.SESSION_COOKIE_NAME].value
    with window("matching", width=1280, script=True, folder="staff") as shown:
        page = shown.page
        page.context.add_cookies([{"name": configured.SESSION_COOKIE_NAME, "value": session, "url": address}])
        page.goto(f"{address}/matching/")
        shown.look("list", *LOOKS)
        page.goto(f"{address}/matching/next/")
        shown.look("review", *LOOKS)
        page.set_viewport_size({"width": 1280, "height": 844})

        def press(key: str, then: str) -> None:
            page.wait_for_timeout(200)
            page.keyboard.press(key)
            page.wait_for_selector(then)

        press("j", "th:has-text('2／2')")
        press("ArrowLeft", "th:has-text('1／2')")
        press("2", "th:has-text('2／2')")
        press("1", "text=佐藤 花")
        assert review_of(first).chosen == "owner:2"
        press("u", "text=「同じ」を取り消しました")
        assert review_of(first).state is ReviewStatus.WAITING
        # What a scanner types decides nothing: its letters follow each other faster than a hand.
        page.evaluate(
            "() => { for (const key of '12345') document.body.dispatchEvent("
            "new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true})); }"
        )
        page.wait_for_timeout(200)
        assert review_of(first).state is ReviewStatus.WAITING
        # Keys of one letter can be switched off (WCAG 2.1.4).
        page.keyboard.press("?")
        page.uncheck("#keys-on")
        page.keyboard.press("Escape")
        page.keyboard.press("1")
        page.wait_for_timeout(300)
        assert review_of(first).state is ReviewStatus.WAITING
        page.click("text=あとで")
        page.wait_for_selector("text=佐藤 花")
    assert shown.found == []
    assert review_of(first).state is ReviewStatus.LATER
    assert review_of(second).state is ReviewStatus.WAITING


def test_the_register_seen_by_the_same_engine_can_be_read_by_everybody(
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
    register()
    run(CheckDuplicates(), system(), OfCheck(run(StartDuplicateCheck(), clerk(), None).uuid))
    address = f"{serve('office')}/{HERE}"
    session = sign_in_as(member).cookies[configured.SESSION_COOKIE_NAME].value
    with window("same-person", width=1280, script=True, folder="staff") as shown:
        page = shown.page
        page.context.add_cookies([{"name": configured.SESSION_COOKIE_NAME, "value": session, "url": address}])
        for what, place in (
            ("duplicates", "matching/duplicates/"),
            ("review", "matching/next/?kind=residents.duplicate"),
            ("relatives", f"residents/{DEAD.uuid}/relatives/"),
        ):
            page.goto(f"{address}/{place}")
            shown.look(what, *LOOKS)
        page.fill("#search", "五十嵐 ウネ")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=近い人")
        shown.look("near", *LOOKS)
    assert shown.found == []
