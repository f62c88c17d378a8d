"""Calling with the keyboard alone, beside somebody who does the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings as configured
from django.test import Client
from playwright.sync_api import expect
from tests.acceptance.resident.browser import DESK, DESK_BY_DAY, PHONE, WITH_PICTURES, window

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import Context, run
from madoguchi.engines.reception import api
from madoguchi_testing.reception.running import running_hall

HERE = "072028"
LOOKS = (DESK, PHONE) if WITH_PICTURES else (DESK_BY_DAY,)
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]


def test_a_clerk_calls_with_the_keyboard_and_sees_what_others_do(
    serve: Callable[[str], str], sign_in_as: Callable[[StaffMember], Client]
) -> None:
    member = StaffMember.objects.create_staff(
        HERE,
        "madoguchi",
        "a-password-for-tests",
        display_name="窓口 花子",
        roles=["counter_clerk"],
        desks=["resident_register"],
    )
    running_hall(HERE)
    site = serve("office")
    address = f"{site}/{HERE}/reception/"
    session = sign_in_as(member).cookies[configured.SESSION_COOKIE_NAME].value
    system = Context(HERE, Actor.system("test"))
    with window("reception", width=1280, script=True, folder="staff") as shown:
        page = shown.page
        page.context.add_cookies([{"name": configured.SESSION_COOKIE_NAME, "value": session, "url": site}])
        page.goto(address)
        shown.look("choose", *LOOKS)
        page.click("a.row-link[href$='/main/3/']")
        if WITH_PICTURES:
            shown.look("closed", *LOOKS)

        def look_again() -> None:
            """What the page does by itself every few seconds."""
            page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow'))")

        def press(key: str, then: str) -> None:
            page.wait_for_load_state()
            page.wait_for_timeout(200)
            page.keyboard.press(key)
            page.wait_for_selector(then)

        press("o", "button:has-text('次を呼ぶ')")
        if WITH_PICTURES:
            shown.look("free", *LOOKS)
        press("n", ".current-number")
        number = page.inner_text(".current-number")
        press("b", ".badge:has-text('対応中')")
        shown.look("serving", *LOOKS)
        press("h", "#ask-hold[open]")
        if WITH_PICTURES:
            shown.look("hold", *LOOKS)
        press("1", f".desk-asides b:has-text('{number}')")
        press("u", f".current-number:has-text('{number}')")
        press("t", "#ask-transfer[open]")
        press("2", "#ask-transfer .button-primary:focus")
        if WITH_PICTURES:
            shown.look("transfer", *LOOKS)
        assert page.input_value("#to-1") == "tax", "before where the purpose leads by itself"
        press("Enter", ".desk-current.is-empty")
        assert _ticket(number).counter == "tax"
        # The network is away: the page and its line stay, and what was pressed is pressed again after it.
        page.context.set_offline(True)
        press("n", "#lost:not([hidden])")
        assert page.is_visible(".desk-current.is-empty")
        page.context.set_offline(False)
        page.wait_for_selector("#lost", state="hidden")
        press("n", ".current-number")
        # Whoever was just called cannot have been served: asked once, and left alone again.
        press("n", "#ask-came:modal")
        if WITH_PICTURES:
            shown.look("came", *LOOKS)
        page.keyboard.press("Escape")
        press("Shift+F", "#ask-finish[open]")
        press("1", ".desk-current.is-empty")
        # Somebody else takes a ticket and opens a desk: it stands here without a key, and the focus stays.
        page.focus("text=席を変える")
        taken = run(api.TakeTicket(), system, api.NewTicket("main", "moving", language="ko"))
        look_again()
        page.wait_for_selector(f".queue-number:has-text('{taken.number}')")
        page.wait_for_function("document.activeElement.textContent === '席を変える'")
        # Nothing is exchanged while a question is open.
        press("q", "#ask-close[open]")
        late = run(api.TakeTicket(), system, api.NewTicket("main", "moving"))
        look_again()
        page.wait_for_timeout(700)
        expect(page.locator(f".queue-number:has-text('{late.number}')")).to_have_count(0)
        page.keyboard.press("Escape")
        page.wait_for_selector(f".queue-number:has-text('{late.number}')")
        # Signed out in another tab: whoever presses is asked to sign in, and what was pressed waits.
        with page.expect_response("**/now/**"):
            look_again()  # so that the press comes before the next look
        page.context.clear_cookies(name=configured.SESSION_COOKIE_NAME)
        page.keyboard.press("n")
        page.wait_for_selector("#session[open] h2:has-text('サインアウトしました')")
        page.context.add_cookies([{"name": configured.SESSION_COOKIE_NAME, "value": session, "url": site}])
        page.click("#session button:has-text('続ける'):visible")
        page.wait_for_selector(".current-number")
        press("f", ".desk-current.is-empty")
        press("q", "#ask-close[open]")
        press("1", "text=この席は閉じています")
    assert shown.found == []


def _ticket(number: str) -> api.Ticket:
    with tenancy.municipality(HERE):
        return api.Ticket.objects.get(number=number)
