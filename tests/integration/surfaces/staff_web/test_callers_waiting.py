"""Callers wait for a place: put on the list on the telephone, called back, taken off and put back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from tests.integration.engines.booking.samples import given_back_is_offered
from tests.integration.journeys.appointments.callers import KEN, book
from tests.integration.surfaces.staff_web.conftest import HERE, SignedIn
from tests.integration.surfaces.staff_web.telephone import PHONE, pressed, seen

from madoguchi.core import clock, tenancy
from madoguchi.engines.booking.api import Status
from madoguchi.journeys.appointments.office import api as office
from madoguchi_testing.booking import MONDAY, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("telephone_desk")]
HANA = {"name": "試作 花", "kana": "しさく はな", "phone": "0242-00-0000", "email": ""}


@pytest.fixture
def colleague(signed_in: SignedIn) -> Client:
    """Another clerk at another telephone."""
    return signed_in("counter_clerk", desks=("resident_register",))


def a_full_day() -> list[office.Booked]:
    """Every half hour of the one desk, each of somebody else."""
    return [
        book(at("09:00") + timedelta(minutes=30 * number), replace(KEN, phone=f"090-0000-{number:04}"))
        for number in range(16)
    ]


def copied() -> None:
    """What was given back is offered, the office has heard of it, and its worker has looked at every mail."""
    given_back_is_offered()
    office.refresh(HERE)
    with tenancy.municipality(HERE):
        mails = list(office.Mail.objects.filter(kind=office.Telling.OFFER).values_list("pk", flat=True))
    for mail in mails:
        office.send_mail(HERE, mail)


def call_number(told: str) -> str:
    """The telephone number that stands large; empty for none."""
    found = re.search(r'class="call-number figures">([^<]*)<', told)
    return found[1] if found else ""


def press_call(client: Client, step: str, status: int = 200) -> str:
    """Press the button of the first call that has it, with what its form holds; the page that comes."""
    page = client.get(f"{PHONE}waiting/").content.decode()
    forms = [
        one for one in re.findall(r"<form.*?</form>", page, re.S) if f'name="step" value="{step}"' in one
    ]
    assert forms, f"no button for {step}"
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', forms[0]))
    answer = client.post(f"{PHONE}waiting/", {**fields, "step": step}, follow=True)
    assert answer.status_code == status
    return seen(answer)


def somebody_to_call(clerk: Client, place: int = 2) -> None:
    """A full day, one who waits, and a place that became free for them."""
    taken = a_full_day()
    pressed(clerk, "book", **{"wait-from": MONDAY, "wait-until": MONDAY}, **HANA)
    freed = taken[place]
    clerk.post(f"{PHONE}{freed.uuid}/step/", {"step": "cancel", "version": freed.version})
    copied()


def test_a_caller_waits_is_called_back_and_takes_the_place(clerk: Client) -> None:
    taken = a_full_day()
    full = seen(pressed(clerk, f"day:{MONDAY}", procedure=["move_in_notification"]))
    assert "空きが出たら知らせる" in full
    asked = seen(pressed(clerk, f"wait:{MONDAY}", **HANA))
    assert "11月30日月曜日に空きが出たら、この電話番号にお電話します" in asked
    key = str(uuid4())
    wish = {"key": key, "wait-from": MONDAY, "wait-until": MONDAY, **HANA}
    joined = [pressed(clerk, "book", **wish)["Location"] for _ in range(2)]
    assert set(joined) == {f"{PHONE}waiting/?joined={key}"}
    told = seen(clerk.get(joined[0]))
    assert "空き待ちに入れました" in told
    assert "1番目" in told
    assert "電話をかける人" not in told.partition("<table")[0].replace("「電話をかける人」", "")
    clerk.post(f"{PHONE}{taken[2].uuid}/step/", {"step": "cancel", "version": taken[2].version})
    copied()
    told = seen(clerk.get(f"{PHONE}waiting/"))
    assert "電話をかける人" in told
    assert call_number(told) == "", "the number comes with the call"
    assert '<span class="count">1件</span>' in told or "1件" in told.partition("予約（電話）")[2][:200]
    told = press_call(clerk, "call")
    assert call_number(told) == "0242-00-0000"
    assert "お待ちいただいていた空きが出ました。11月30日月曜日、午前10時です" in told
    offer = re.search(r'name="uuid" value="([^"]+)"><input type="hidden" name="version" value="(\d+)"', told)
    assert offer is not None
    done = clerk.post(f"{PHONE}waiting/", {"step": "take", "uuid": offer[1], "version": offer[2]})
    assert "予約しました" in seen(clerk.get(done["Location"]))
    assert office.booked(HERE, UUID(offer[1])).state is Status.BOOKED
    again = clerk.post(f"{PHONE}waiting/", {"step": "take", "uuid": offer[1], "version": offer[2]})
    assert again.status_code == 302, "pressed twice, taken once"


def test_who_is_taken_off_the_list_by_mistake_comes_back_to_the_same_turn(clerk: Client) -> None:
    a_full_day()
    first, second = str(uuid4()), str(uuid4())
    days = {"wait-from": MONDAY, "wait-until": MONDAY}
    pressed(clerk, "book", key=first, **days, **HANA)
    pressed(clerk, "book", key=second, **days, **{**HANA, "name": "架空 葉"})
    ended = clerk.post(f"{PHONE}waiting/", {"step": "end", "uuid": first})
    told = seen(clerk.get(ended["Location"]))
    assert "空き待ちから外しました" in told
    assert "試作 花" not in told
    clerk.post(f"{PHONE}waiting/", {"step": "undo", "uuid": first})
    told = seen(clerk.get(f"{PHONE}waiting/"))
    assert told.index("試作 花") < told.index("架空 葉")


def test_who_waits_already_or_for_days_that_are_no_days_reads_so(clerk: Client) -> None:
    a_full_day()
    days = {"wait-from": MONDAY, "wait-until": MONDAY}
    pressed(clerk, "book", **days, **HANA)
    twice = pressed(clerk, "book", **days, **HANA)
    assert "もう登録されています" in seen(twice)
    assert "理由を残して" not in seen(twice)
    wrong = {"wait-from": MONDAY, "wait-until": MONDAY - timedelta(days=1)}
    assert "終わりの日が、始まりの日より前です" in seen(pressed(clerk, "book", **wrong, **HANA))
    over = {"wait-from": "2026-01-05", "wait-until": MONDAY}
    assert "もう過ぎた日です" in seen(pressed(clerk, "book", **over, **HANA))
    assert pressed(clerk, "book", **days, **{**HANA, "phone": ""}).status_code == 422


def test_without_the_public_zone_the_copy_says_who_is_to_be_called(clerk: Client, settings: Any) -> None:
    somebody_to_call(clerk)
    settings.MADOGUCHI_BOOKINGS_HERE, settings.MADOGUCHI_LINK_URL = False, "https://127.0.0.1:9"
    told = seen(clerk.get(f"{PHONE}waiting/"))
    assert "空き待ちの一覧を出せません" in told
    assert "に写した一覧です" in told
    told = press_call(clerk, "call", 503)
    assert call_number(told) == "0242-00-0000"
    assert 'value="take"' not in told
    assert "留守と記録しました（1回目" in press_call(clerk, "not-in", 503)
    assert "登録は済んでいます" in seen(clerk.get(f"{PHONE}waiting/?joined={uuid4()}"))


def test_two_clerks_do_not_call_the_same_person(clerk: Client, colleague: Client) -> None:
    somebody_to_call(clerk)
    old_page = colleague.get(f"{PHONE}waiting/").content.decode()
    assert call_number(press_call(clerk, "call")) == "0242-00-0000"
    fields = re.search(
        r'name="uuid" value="([^"]+)"><input type="hidden" name="version" value="0"><button[^>]*value="call"',
        old_page,
    )
    assert fields is not None
    refused = colleague.post(f"{PHONE}waiting/", {"step": "call", "uuid": fields[1], "version": 0})
    assert refused.status_code == 409
    assert re.search(r"窓口 \S+さんが\d+:\d\dから電話しています", seen(refused))
    told = seen(colleague.get(f"{PHONE}waiting/"))
    assert call_number(told) == ""
    assert "さんが電話中" in told
    assert call_number(
        seen(
            colleague.post(
                f"{PHONE}waiting/", {"step": "call", "uuid": fields[1], "over": "yes"}, follow=True
            )
        )
    )
    assert call_number(seen(clerk.get(f"{PHONE}waiting/"))) == ""


def test_nobody_in_is_noted_undone_and_tried_again(clerk: Client, colleague: Client) -> None:
    somebody_to_call(clerk)
    press_call(clerk, "call")
    told = press_call(clerk, "not-in")
    assert "留守と記録しました（1回目" in told
    assert "留守 1回" in told
    offer = re.search(r'name="uuid" value="([^"]+)"', told.partition("留守と記録しました")[2])
    assert offer is not None
    twice = clerk.post(f"{PHONE}waiting/", {"step": "not-in", "uuid": offer[1], "version": 1}, follow=True)
    assert "留守 1回" in seen(twice), "a button pressed twice"
    stale = colleague.post(f"{PHONE}waiting/", {"step": "not-in", "uuid": offer[1], "version": 1})
    assert (stale.status_code, "記録が変わりました" in seen(stale)) == (409, True)
    back = clerk.post(f"{PHONE}waiting/", {"step": "answered", "uuid": offer[1], "version": 2}, follow=True)
    assert "留守 1回" not in seen(back)
    assert call_number(seen(back)) == "0242-00-0000", "and the call is one's own again"
    press_call(clerk, "not-in")
    press_call(colleague, "call")
    assert "留守 2回" in press_call(colleague, "not-in")
    press_call(clerk, "call")
    assert 'value="let-go"' not in press_call(clerk, "let-go")


def test_the_number_is_for_who_calls_and_who_may_only_read_sees_how_it_stands(
    clerk: Client, signed_in: SignedIn
) -> None:
    somebody_to_call(clerk)
    assert "0242-00-0000" not in seen(clerk.get(f"{PHONE}waiting/"))
    assert seen(clerk.get(f"{PHONE}waiting/")).count("上の「電話をかける」で") == 1
    press_call(clerk, "call")
    reader = signed_in("property_tax_officer")
    told = seen(reader.get(f"{PHONE}waiting/"))
    assert "0242-00-0000" not in told
    assert "から電話しています" in told
    assert 'value="call"' not in told
    assert ">電話で予約</a>" not in told, "no way to a page that is closed to them"


def test_who_is_on_the_telephone_while_a_place_is_free_is_called_by_nobody_else(clerk: Client) -> None:
    taken = a_full_day()
    clerk.post(f"{PHONE}{taken[2].uuid}/step/", {"step": "cancel", "version": taken[2].version})
    joined = pressed(clerk, "book", **{"wait-from": MONDAY, "wait-until": MONDAY}, **HANA)
    copied()
    assert "いま、空きが1つ出ています" in seen(clerk.get(joined["Location"]))
    assert 'value="not-in"' in seen(clerk.get(f"{PHONE}waiting/")), "it is the own call already"


def test_a_call_for_what_is_over_is_refused(clerk: Client) -> None:
    somebody_to_call(clerk)
    told = press_call(clerk, "call")
    offer = re.search(r'name="uuid" value="([^"]+)"><input type="hidden" name="version" value="(\d+)"', told)
    assert offer is not None
    clerk.post(f"{PHONE}waiting/", {"step": "take", "uuid": offer[1], "version": offer[2]})
    for step in ("call", "not-in", "answered", "let-go"):
        late = clerk.post(f"{PHONE}waiting/", {"step": step, "uuid": offer[1], "version": 1})
        assert (late.status_code, "電話はしないでください" in seen(late)) == (409, True), step


def test_who_could_not_be_reached_in_time_is_told_of_and_waits_again_by_the_same_turn(
    clerk: Client, signed_in: SignedIn
) -> None:
    somebody_to_call(clerk, place=15)
    press_call(clerk, "call")
    press_call(clerk, "not-in")
    with tenancy.municipality(HERE):
        until = office.Booked.objects.get(status=Status.HELD).held_until
    assert until is not None
    with clock.fixed(until + timedelta(minutes=1)):
        clerk = signed_in("counter_clerk", desks=("resident_register",))
        clerk.post(f"{PHONE}waiting/", {"step": "offer", "calendar": "counters"})
        copied()
        told = seen(clerk.get(f"{PHONE}waiting/"))
        assert "話せないまま期限が過ぎた人" in told
        assert "留守 1回" in told
        assert call_number(told) == "0242-00-0000"
        assert "1件" in told.partition("予約（電話）")[2][:200]
        told = press_call(clerk, "settle")
        assert "件" not in told.partition("予約（電話）")[2][:60]
        assert "話せないまま期限が過ぎた人" not in told
        offer = re.search(r'name="uuid" value="([^"]+)"', told.partition("済みにしました")[2])
        assert offer is not None
        back = {"step": "unsettle", "uuid": offer[1]}
        assert "話せないまま期限が過ぎた人" in seen(clerk.post(f"{PHONE}waiting/", back, follow=True))
        told = press_call(clerk, "return")
        assert "空き待ちに戻しました" in told
        assert "話せないまま期限が過ぎた人" not in told
        assert "試作 花" in told
        again = clerk.post(f"{PHONE}waiting/", {"step": "return", "uuid": offer[1]})
        assert again.status_code == 409, "an old page"
        for step in ("settle", "return"):
            wrong = clerk.post(f"{PHONE}waiting/", {"step": step, "uuid": str(uuid4())})
            assert wrong.status_code == 409
