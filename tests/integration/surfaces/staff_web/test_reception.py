"""The calling page: choose a desk, call, send on; what others do, and what stands in the way."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from tests.integration.surfaces.staff_web.conftest import HERE, SignedIn
from tests.integration.surfaces.staff_web.kiosk_window import TUESDAY, a_kiosk

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.accounts.sign_in import SESSION_LAST_SEEN
from madoguchi.core.actions import Context, run
from madoguchi.engines.reception import api
from madoguchi_testing.reception.running import demo_hall, running_hall

pytestmark = pytest.mark.django_db
CHOOSE, DESK = f"/{HERE}/reception/", f"/{HERE}/reception/main/1/"
SOMEBODY = Context(HERE, Actor.system("test"))


def take(purpose: str = "my_number", **more: object) -> api.Ticket:
    return run(api.TakeTicket(), SOMEBODY, api.NewTicket("main", purpose, **more))  # type: ignore[arg-type]


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def do(client: Client, verb: str, desk: str = DESK, **given: str) -> str:
    """Press, and read the page that comes."""
    return client.post(f"{desk}do/", {"verb": verb, **given}, follow=True).content.decode()


def state(ticket: api.Ticket) -> str:
    with tenancy.municipality(HERE):
        return api.Ticket.objects.get(uuid=ticket.uuid).status


def pressed(client: Client, verb: str, desk: str = DESK, **given: str) -> str:
    """Press the button of the page itself, with what its form holds."""
    page = client.get(desk).content.decode()
    forms = [form for form in re.findall(r"<form.*?</form>", page, re.S) if f'value="{verb}"' in form]
    assert forms, f"no button for {verb}"
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', forms[0]))
    return do(client, **(fields | given), desk=desk)


def test_a_desk_is_opened_calls_serves_and_is_closed(signed_in: SignedIn) -> None:
    clerk = signed_in("counter_clerk", desks=("resident_register",))
    ticket, second = take(), take()
    assert "この席は閉じています" in clerk.get(DESK).content.decode()
    page = text(do(clerk, "open"))
    assert "次は D001" in page
    assert "いま、この席に方はいません" in page
    page = text(pressed(clerk, "next"))
    assert "D001 マイナンバーカード 呼び出し中" in page
    pressed(clerk, "begin")
    assert state(ticket) == "serving"
    pressed(clerk, "next")
    assert (state(ticket), state(second)) == ("finished", "called")
    pressed(clerk, "finish")
    page = text(do(clerk, "close", reason="lunch"))
    assert "この席は閉じています" in page


def test_the_computer_remembers_its_desk(signed_in: SignedIn) -> None:
    clerk = signed_in("counter_clerk")
    assert "どの席で呼び出しますか" in clerk.get(CHOOSE).content.decode()
    clerk.get(DESK)
    assert clerk.get(CHOOSE)["Location"] == DESK
    page = clerk.get(f"{CHOOSE}?choose").content.decode()
    assert f'href="{DESK}" aria-current="true"' in page
    clerk.cookies["madoguchi_desk"] = "cellar/99"
    assert clerk.get(CHOOSE).status_code == 200


def test_nobody_waits_and_nobody_is_called(signed_in: SignedIn) -> None:
    clerk = signed_in("counter_clerk")
    do(clerk, "open")
    answer = clerk.post(f"{DESK}do/", {"verb": "next"})
    assert answer.status_code == 409
    assert "で待っている方はいません" in answer.content.decode()


def test_a_key_pressed_twice_sends_nobody_away(signed_in: SignedIn) -> None:
    clerk = signed_in("counter_clerk")
    do(clerk, "open")
    first, second = take(), take()
    do(clerk, "next", current="")
    page = text(do(clerk, "next", current=""))
    assert "もうD001番を呼び出しています" in page
    assert (state(first), state(second)) == ("called", "waiting")


def test_every_verb_of_who_is_here(signed_in: SignedIn) -> None:
    clerk = signed_in("counter_clerk")
    do(clerk, "open")
    ticket = take()
    pressed(clerk, "next")
    assert "2回 呼んだ" in text(pressed(clerk, "again"))
    page = text(pressed(clerk, "hold", reason="fetching"))
    assert "保留（書類を取りに行った）" in page
    assert "最後の操作: D001を保留にした" in page
    pressed(clerk, "undo")
    assert state(ticket) == "called"
    pressed(clerk, "absent")
    assert state(ticket) == "absent"
    pressed(clerk, "back")
    assert state(ticket) == "waiting"
    pressed(clerk, "call")
    page = text(pressed(clerk, "transfer", to="tax"))
    assert state(ticket) == "waiting"
    assert "税 1人 最長 0分 席なし" in page
    pressed(clerk, "undo")
    pressed(clerk, "absent")
    pressed(clerk, "left")
    assert state(ticket) == "left"


def test_somebody_is_sent_round_several_counters_in_order(signed_in: SignedIn) -> None:
    clerk = signed_in("counter_clerk")
    do(clerk, "open")
    ticket = take("other")
    pressed(clerk, "next")
    clerk.post(f"{DESK}do/", {"verb": "transfer", "uuid": str(ticket.uuid), "to": ["tax", "care", ""]})
    with tenancy.municipality(HERE):
        there = api.Ticket.objects.get(uuid=ticket.uuid)
    assert (there.counter, there.then, there.turn_sequence) == ("tax", ["care"], ticket.turn_sequence)
    page = do(clerk, "open", f"/{HERE}/reception/main/7/")
    assert "つづき" in page


def test_an_old_page_reads_what_happened_and_breaks_nothing(signed_in: SignedIn) -> None:
    clerk = signed_in("counter_clerk")
    do(clerk, "open")
    ticket = take()
    pressed(clerk, "next")
    old = {"uuid": str(ticket.uuid), "seen": "2"}
    do(clerk, "transfer", uuid=str(ticket.uuid), to="tax", seen="2")
    answer = clerk.post(f"{DESK}do/", {"verb": "finish", **old})
    assert answer.status_code == 409
    assert re.search(r"D001番は、\d\d:\d\dに1番が「税」へ送りました", answer.content.decode())
    assert state(ticket) == "waiting"


def test_a_colleague_is_named_before_one_takes_over(signed_in: SignedIn) -> None:
    clerk, other = signed_in("counter_clerk"), signed_in("counter_clerk")
    do(clerk, "open")
    assert "窓口 1子さん" in other.get(CHOOSE).content.decode()
    page = other.get(DESK).content.decode()
    assert "窓口 1子さんが" in page
    assert "交代して開く" in page
    refused = other.post(f"{DESK}do/", {"verb": "open"})
    assert refused.status_code == 409
    do(other, "open", take_over="yes")
    assert "交代して開く" not in other.get(DESK).content.decode()


def test_at_the_desk_of_a_colleague_nothing_is_pressed_by_mistake(signed_in: SignedIn) -> None:
    clerk, other = signed_in("counter_clerk"), signed_in("counter_clerk")
    do(clerk, "open")
    take()
    pressed(clerk, "next")
    page = other.get(DESK).content.decode()
    assert "D001" in page
    assert set(re.findall(r'name="verb" value="(\w+)"', page)) == {"open"}
    page = pressed(other, "open", take_over="yes")
    assert {"next", "begin", "finish", "close"} <= set(re.findall(r'name="verb" value="(\w+)"', page))


def test_the_keys_of_a_desk_are_told_without_other_meanings_of_the_same_letters(signed_in: SignedIn) -> None:
    clerk = signed_in("counter_clerk")
    told = re.findall(r"<dt><kbd>n</kbd>.*?<dd>(.*?)</dd>", clerk.get(DESK).content.decode())
    assert told == ["次を呼ぶ（いまの方は終わりになります）"]
    assert "次のページ" in clerk.get(f"/{HERE}/").content.decode()


def test_the_next_one_right_after_a_call_asks_once_whether_the_last_one_came(signed_in: SignedIn) -> None:
    clerk = signed_in("counter_clerk")
    do(clerk, "open")
    first, second = take(), take()
    pressed(clerk, "next")
    page = pressed(clerk, "next")
    assert "この方は来ましたか" in page
    assert (state(first), state(second)) == ("called", "waiting")
    assert "この方は来ましたか" not in clerk.get(DESK).content.decode(), "only where it was asked"
    page = pressed(clerk, "next", came="no")
    assert (state(first), state(second)) == ("absent", "called")
    assert "保留・不在 D001" in text(page)
    assert 'data-press="A"' not in page, "nobody else waits"


def test_an_end_without_a_sign_of_the_person_is_mended_with_one_button(signed_in: SignedIn) -> None:
    clerk = signed_in("counter_clerk")
    do(clerk, "open")
    ticket = take()
    pressed(clerk, "next")
    page = text(pressed(clerk, "finish"))
    assert "D001 は「来た」を押さずに終わりました" in page
    page = text(pressed(clerk, "never"))
    assert "「来た」を押さずに" not in page
    assert state(ticket) == "absent"


def test_a_desk_closes_with_the_last_person_of_the_day(signed_in: SignedIn) -> None:
    clerk = signed_in("counter_clerk")
    do(clerk, "open")
    ticket = take()
    pressed(clerk, "next")
    pressed(clerk, "begin")
    assert "いまの方（ D001 ）は、終わりになります" in text(clerk.get(DESK).content.decode())
    page = pressed(clerk, "close", reason="end")
    assert "この席は閉じています" in page
    assert state(ticket) == "finished"


def test_the_next_morning_begins_empty_whatever_was_left_open(signed_in: SignedIn) -> None:
    somebody = Actor("staff", "staff:1", HERE, "窓口", frozenset({"reception.call"}))
    yesterday = Context(HERE, somebody, now=clock.now() - timedelta(days=1))
    run(api.OpenDesk(), yesterday, api.Opening("main", "1"))
    for _ in range(2):
        run(api.TakeTicket(), yesterday, api.NewTicket("main", "my_number"))
    left = run(api.CallNext(), yesterday, api.Next("main", "1"))
    clerk = signed_in("counter_clerk")
    page = text(clerk.get(DESK).content.decode())
    assert "この席は閉じています" in page
    assert "D001" not in page
    assert "「席を開く」を押してください" in do(clerk, "next", current=str(left.uuid)), "an old page"
    do(clerk, "open")
    assert take().number == "D001"
    assert "D001 マイナンバーカード 呼び出し中" in text(pressed(clerk, "next"))
    run(api.EndDays(), Context(HERE, Actor.system("reception")), None)
    assert state(left) == "left"
    assert "呼び出し中" in text(clerk.get(DESK).content.decode()), "today goes on"


def test_who_comes_with_what_stands_beside_the_number(signed_in: SignedIn) -> None:
    clerk = signed_in("counter_clerk")
    do(clerk, "open")
    in_time = clock.now() + timedelta(minutes=90)
    take("moving", language="vi")
    take("moving", origin=api.Origin.PRE_APPLICATION)
    take("moving", origin=api.Origin.BOOKING, booked_at=in_time, booking_code="ABC234")
    page = text(clerk.get(DESK).content.decode())
    assert "A002 引越し 事前申請" in page
    assert "A001 引越し Tiếng Việt" in page
    assert f"A003 引越し 予約 {in_time:%-H:%M}（まだ）" in page
    page = clerk.post(f"{DESK}do/", {"verb": "next"}, follow=True).content.decode()
    assert f'href="/{HERE}/counter/"' in page
    assert "窓口の画面でコードを読み取る" in page


def test_the_parts_that_change_come_only_when_something_did_or_a_minute_went_by(signed_in: SignedIn) -> None:
    clerk = signed_in("counter_clerk")
    moment = clock.now()
    with clock.fixed(moment):
        do(clerk, "open")
        now = clerk.get(f"{DESK}now/").content.decode()
        assert "<html" not in now
        version = re.search(r'data-version="([\d.]+)"', now)
        assert version is not None
        asked = f"{DESK}now/?version={version[1]}"
        assert clerk.get(asked).status_code == 204
        take()
        assert "D001" in clerk.get(asked).content.decode()
    with clock.fixed(moment + timedelta(minutes=1)):
        assert clerk.get(asked).status_code == 200


def test_a_page_that_asks_by_itself_is_no_sign_of_life(signed_in: SignedIn) -> None:
    clerk = signed_in("counter_clerk")
    seen = clerk.session[SESSION_LAST_SEEN]
    with clock.fixed(clock.now() + timedelta(minutes=10)):
        assert clerk.get(f"{DESK}now/").status_code == 200
    assert clerk.session[SESSION_LAST_SEEN] == seen
    with clock.fixed(clock.now() + timedelta(minutes=16)):
        assert clerk.get(f"{DESK}now/").status_code == 302


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"verb": "explode"},
        {"verb": "finish"},
        {"verb": "finish", "uuid": "x' OR 1=1"},
        {"verb": "next", "current": "\0"},
        {"verb": "transfer", "uuid": "", "to": "tax"},
    ],
)
def test_what_no_page_sends_is_told_so(signed_in: SignedIn, given: dict[str, str]) -> None:
    clerk = signed_in("counter_clerk")
    do(clerk, "open")
    answer = clerk.post(f"{DESK}do/", given)
    assert answer.status_code == 422
    assert "画面を開き直してください" in answer.content.decode()


def test_a_hall_and_a_desk_that_there_are_not_are_not_found(signed_in: SignedIn) -> None:
    clerk = signed_in("counter_clerk")
    for address in ("cellar/1/", "main/99/", "main/99/now/"):
        assert clerk.get(f"{CHOOSE}{address}").status_code == 404
    assert clerk.post(f"{CHOOSE}main/99/do/", {"verb": "open"}).status_code == 404


def test_whoever_may_not_call_does_not_come_here(signed_in: SignedIn) -> None:
    auditor = signed_in("auditor")
    for address in (CHOOSE, DESK, f"{DESK}now/"):
        assert auditor.get(address).status_code == 403
    assert "呼び出し</" not in auditor.get(f"/{HERE}/shortcuts/").content.decode()


def test_a_running_hall_shows_a_whole_morning(signed_in: SignedIn) -> None:
    tickets = running_hall(HERE)
    assert demo_hall(HERE) == 0, "the demo leaves a hall alone in which somebody has a number"
    clerk = signed_in("counter_clerk", desks=("resident_register",))
    page = text(clerk.get(DESK).content.decode())
    assert len(tickets) > 15
    assert "保留（書類を書いている）" in page
    assert "不在" in page
    assert "Tiếng Việt" in page


def test_a_village_with_one_desk_has_no_other_counters(signed_in: SignedIn) -> None:
    clerk = signed_in("counter_clerk", code="074462")
    desk = "/074462/reception/main/1/"
    do(clerk, "open", desk)
    run(api.TakeTicket(), Context("074462", Actor.system("test")), api.NewTicket("main", "other"))
    page = pressed(clerk, "next", desk)
    assert 'id="others-title"' not in page
    assert "ask-transfer" not in page


def test_a_hall_that_a_box_looks_after_is_only_looked_at(signed_in: SignedIn) -> None:
    clerk = signed_in("counter_clerk")
    run(api.GiveHallToBox(), SOMEBODY, api.GivenToBox("main", "本庁舎の箱"))
    assert "「本庁舎の箱」の画面で呼び出してください" in clerk.get(DESK).content.decode()
    refused = clerk.post(f"{DESK}do/", {"verb": "open"})
    assert refused.status_code == 409
    assert "受付端末「本庁舎の箱」で動いています" in refused.content.decode()


def test_a_kiosk_that_went_silent_is_told_at_every_desk_but_not_out_of_hours(signed_in: SignedIn) -> None:
    ten = TUESDAY.replace(hour=10)
    with clock.fixed(ten):
        kiosk = a_kiosk()
    clerk, manager = signed_in("counter_clerk"), signed_in("manager", "counter_clerk")

    def page(at: datetime, client: Client = clerk) -> str:
        client = sign_again(client, at)
        with clock.fixed(at):
            return text(client.get(DESK).content.decode())

    assert "動いていません" not in page(ten + timedelta(minutes=4))
    told = page(ten + timedelta(minutes=6))
    assert "正面玄関 が 10:00 から動いていません。電源とネットワークを確かめ" in told
    assert "端末の一覧" not in told
    assert "課長・係長に知らせてください" in told
    assert "端末の一覧" in page(ten + timedelta(minutes=6), manager)
    assert "「番号札を出す」から渡してください" in told.replace(" ", "")
    for silent in (ten.replace(hour=8, minute=29), ten.replace(hour=17, minute=15), ten + timedelta(days=4)):
        assert "動いていません" not in page(silent)
    assert "正面玄関 が 4月7日 10:00 から動いていません" in page(ten + timedelta(days=1))
    with clock.fixed(ten + timedelta(days=1)):
        kiosk.get(f"/{HERE}/reception/main/kiosk/")
    assert "動いていません" not in page(ten + timedelta(days=1))
    run(api.GiveHallToBox(), SOMEBODY, api.GivenToBox("main", "本庁舎の箱"))
    assert "動いていません" not in page(ten + timedelta(days=2)), "a box hears of its own machines"


def sign_again(client: Client, at: datetime) -> Client:
    """As if the last page had been looked at just now, whenever now is."""
    session = client.session
    session[SESSION_LAST_SEEN] = at.timestamp()
    session.save()
    return client


def test_a_display_that_went_dark_is_told_as_well_and_that_numbers_are_called_aloud(
    signed_in: SignedIn,
) -> None:
    ten, system = TUESDAY.replace(hour=10), Actor.system("test")
    with clock.fixed(ten):
        made = run(
            api.MakeDevice(), Context(HERE, system), api.NewDevice("main", api.DeviceKind.DISPLAY, "北側")
        )
        link = f"/{HERE}/reception/devices/open/{made.secret}/"
        display = Client()
        display.post(link)
    later = ten + timedelta(minutes=6)
    clerk = sign_again(signed_in("counter_clerk"), later)
    with clock.fixed(later):
        told = text(clerk.get(DESK).content.decode())
        assert "北側 が 10:00 から動いていません" in told
        assert "呼んだ番号を声でも伝えてください" in told
        display.get(f"/{HERE}/reception/main/display/")
        assert "動いていません" not in text(clerk.get(DESK).content.decode())
