"""Callers wait for a place: put on the list on the telephone, called back, taken off and put back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from tests.integration.journeys.appointments.callers import KEN, book
from tests.integration.surfaces.staff_web.conftest import HERE
from tests.integration.surfaces.staff_web.telephone import PHONE, pressed, seen

from madoguchi.core import tenancy
from madoguchi.engines.booking.api import Status
from madoguchi.journeys.appointments.office import api as office
from madoguchi_testing.booking import MONDAY, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("telephone_desk")]
HANA = {"name": "試作 花", "kana": "しさく はな", "phone": "0242-00-0000", "email": ""}


def a_full_day() -> list[office.Booked]:
    """Every half hour of the one desk, each of somebody else."""
    return [
        book(at("09:00") + timedelta(minutes=30 * number), replace(KEN, phone=f"090-0000-{number:04}"))
        for number in range(16)
    ]


def copied() -> None:
    """The office has heard of everything, and its worker has looked at every mail."""
    office.refresh(HERE)
    with tenancy.municipality(HERE):
        mails = list(office.Mail.objects.filter(kind=office.Telling.OFFER).values_list("pk", flat=True))
    for mail in mails:
        office.send_mail(HERE, mail)


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
    assert "お待ちいただいていた空きが出ました。11月30日月曜日、午前10時です" in told
    assert "0242-00-0000" in told
    assert '<span class="count">1件</span>' in told or "1件" in told.partition("予約（電話）")[2][:200]
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
    taken = a_full_day()
    pressed(clerk, "book", **{"wait-from": MONDAY, "wait-until": MONDAY}, **HANA)
    clerk.post(f"{PHONE}{taken[2].uuid}/step/", {"step": "cancel", "version": taken[2].version})
    copied()
    settings.MADOGUCHI_BOOKINGS_HERE, settings.MADOGUCHI_LINK_URL = False, "https://127.0.0.1:9"
    told = seen(clerk.get(f"{PHONE}waiting/"))
    assert "空き待ちの一覧を出せません" in told
    assert "0242-00-0000" in told
    assert "に写した一覧です" in told
    assert 'value="take"' not in told
    assert "登録は済んでいます" in seen(clerk.get(f"{PHONE}waiting/?joined={uuid4()}"))
