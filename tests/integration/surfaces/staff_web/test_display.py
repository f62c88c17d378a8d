"""The display belongs to devices of its hall, and shows what the stream would."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from tests.integration.engines.reception.hall import CODE, HALL, call, open_desk, take

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.reception.api import DeviceKind, MakeDevice, NewDevice

pytestmark = pytest.mark.django_db
DISPLAY = f"/{CODE}/reception/{HALL}/display/"


@pytest.fixture(autouse=True)
def a_tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MADOGUCHI_TODAY", "2026-04-07")


def a_device(kind: DeviceKind = DeviceKind.DISPLAY, hall: str = HALL) -> Client:
    manager = Actor("staff", "staff:1", CODE, "係長", frozenset({"reception.manage"}))
    made = run(MakeDevice(), Context(CODE, manager), NewDevice(hall, kind, "1"))
    machine = Client()
    machine.post(f"/{CODE}/reception/devices/open/{made.secret}/")
    return machine


def shown_in(page: Any) -> dict[str, Any]:
    found = re.search(r'id="shown">(.*?)</script>', page.content.decode())
    assert found
    shown: dict[str, Any] = json.loads(found[1])
    return shown


def test_a_display_gets_the_calls_with_its_page_and_from_the_address_it_asks() -> None:
    open_desk()
    ticket = take("other", language="en")
    call()
    machine = a_device()
    page = machine.get(DISPLAY)
    shown = shown_in(page)
    assert shown["calls"][0]["number"] == ticket.number
    assert [one["language"] for one in shown["calls"][0]["speech"]] == ["ja-JP", "en-US"]
    assert f'data-stream="/live/{CODE}/{HALL}/hall"' in page.content.decode()
    again = machine.get(f"{DISPLAY}now/").json()
    assert [one["key"] for one in again["calls"]] == [one["key"] for one in shown["calls"]]


def test_a_display_that_is_loaded_without_network_says_that_numbers_are_called() -> None:
    answer = a_device().get(f"{DISPLAY}worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "staff_web/offline_worker" in answer.content.decode()
    said = json.loads(answer.content.decode().split("=", 1)[1].split(";\n")[0])["said"]
    assert [(tag, bool(heading and what)) for tag, heading, what in said] == [("ja", True), ("en", True)]
    assert "職員がお呼びします" in said[0][2]


def test_the_live_process_may_have_a_host_of_its_own(settings: Any) -> None:
    settings.MADOGUCHI_LIVE_URL = "https://live.example.lg.jp:8443"
    page = a_device().get(DISPLAY)
    assert f'data-stream="https://live.example.lg.jp:8443/live/{CODE}' in page.content.decode()
    assert "connect-src 'self' https://live.example.lg.jp:8443;" in page["Content-Security-Policy"]


@pytest.mark.parametrize("address", [DISPLAY, f"{DISPLAY}now/", f"{DISPLAY}worker.js"])
def test_nobody_else_opens_it(address: str) -> None:
    assert Client().get(address).status_code == 403
    assert a_device(DeviceKind.KIOSK).get(address).status_code == 403
    assert a_device().get(address.replace(HALL, "elsewhere")).status_code == 403
    assert a_device().post(address).status_code == 405
