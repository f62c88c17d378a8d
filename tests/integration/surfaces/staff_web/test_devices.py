"""A manager makes a link, a machine opens it, and from then on it is that device and nothing else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from tests.integration.surfaces.staff_web.conftest import HERE, NEIGHBOUR, SignedIn

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.reception.api import (
    Device,
    DeviceKind,
    DeviceLinkError,
    DeviceSecret,
    MakeDevice,
    NewDevice,
    OfDevice,
    OpenDevice,
    RevokeDevice,
)
from madoguchi.surfaces.staff_web.devices import COOKIE, device_of, devices_only

pytestmark = pytest.mark.django_db
DEVICES = f"/{HERE}/reception/devices/"


@devices_only(DeviceKind.KIOSK)
def a_page(request: HttpRequest, municipality_code: str, hall: str) -> HttpResponse:
    return HttpResponse(f"{municipality_code} {hall} {device_of(request).name}")


def asked(key: str, code: str = HERE, hall: str = "main") -> HttpResponse:
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = key
    answer = a_page(request, code, hall)
    assert isinstance(answer, HttpResponse)
    return answer


def system() -> Context:
    return Context(HERE, Actor.system("test"))


def made(kind: DeviceKind = DeviceKind.KIOSK, hall: str = "main") -> DeviceSecret:
    return run(MakeDevice(), system(), NewDevice(hall, kind, "正面玄関"))


def opened(kind: DeviceKind = DeviceKind.KIOSK, hall: str = "main") -> DeviceSecret:
    return run(OpenDevice(), system(), made(kind, hall).secret)


def link_on(page: HttpResponse) -> str:
    told = page.content.decode()
    found = re.search(r"http://testserver(/[0-9]{6}/reception/devices/open/[0-9A-Z-]+/)", told)
    assert found
    return found[1]


def test_a_manager_makes_a_device_and_its_link_is_shown_once(signed_in: SignedIn) -> None:
    manager = signed_in("manager")
    assert "まだ端末はありません" in manager.get(DEVICES).content.decode()
    page = manager.post(f"{DEVICES}new/", {"name": "正面玄関の発券機", "kind": "kiosk", "hall": "main"})
    link = link_on(page)
    assert "<svg" in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"
    listed = manager.get(DEVICES).content.decode()
    assert "正面玄関の発券機" in listed
    assert "リンクを開くのを待っています" in listed
    secret = link.rstrip("/").rpartition("/")[2]
    assert secret not in listed
    with tenancy.municipality(HERE):
        assert secret.encode() not in bytes(Device.objects.get().link_digest or b"")


def test_a_machine_opens_the_link_and_keeps_a_key(signed_in: SignedIn) -> None:
    link = link_on(
        signed_in("manager").post(f"{DEVICES}new/", {"name": "入口", "kind": "display", "hall": "main"})
    )
    machine = Client()
    assert "「入口」として使う" in machine.get(link).content.decode()
    assert COOKIE not in machine.cookies, "looking changes nothing"
    answer = machine.post(link)
    assert answer.headers["Location"] == f"/{HERE}/reception/main/display/"
    cookie = machine.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 400 * 86400
    assert Client().get(link).status_code == Client().post(link).status_code == 410
    told = Client().get(link).content.decode()
    assert "新しいリンクを作る" in told
    told = machine.get(link).content.decode()
    assert "もう「入口」としてつながっています" in told
    assert f'href="/{HERE}/reception/main/display/"' in told
    assert "なくした、盗まれた" in signed_in("manager").get(DEVICES).content.decode()


def test_a_device_opens_pages_of_its_hall_kind_and_municipality_only() -> None:
    key = opened().secret
    assert asked(key).content.decode() == f"{HERE} main 正面玄関"
    assert asked(key).cookies[COOKIE].value == key
    assert asked(key, NEIGHBOUR).status_code == 403
    assert asked(key, hall="annex").status_code == 403
    assert asked(opened(DeviceKind.DISPLAY).secret).status_code == 403
    assert asked("").status_code == asked("0" * 25).status_code == asked("x\0; DROP").status_code == 403


@pytest.mark.parametrize("kind", list(DeviceKind))
def test_a_machine_that_opens_its_link_comes_to_its_page(kind: DeviceKind) -> None:
    machine = Client()
    page = machine.post(f"{DEVICES}open/{made(kind).secret}/", follow=True)
    assert page.redirect_chain == [(f"/{HERE}/reception/main/{kind.value}/", 302)]
    assert page.status_code == 200


def test_a_link_works_neither_twice_nor_late_nor_elsewhere() -> None:
    once = made()
    run(OpenDevice(), system(), once.secret.lower())
    late = made()
    with tenancy.municipality(HERE):
        Device.objects.filter(uuid=late.uuid).update(link_until=clock.now() - timedelta(seconds=1))
    for secret in (once.secret, late.secret, "", "no-secret"):
        with pytest.raises(DeviceLinkError):
            run(OpenDevice(), system(), secret)
    with pytest.raises(DeviceLinkError):
        run(OpenDevice(), Context(NEIGHBOUR, Actor.system("test")), made().secret)


def test_a_link_is_no_key_and_a_key_no_link() -> None:
    assert asked(made().secret).status_code == 403
    with pytest.raises(DeviceLinkError):
        run(OpenDevice(), system(), opened().secret)


def test_a_new_link_leaves_the_old_machine_until_it_is_opened(signed_in: SignedIn) -> None:
    first = opened()
    page = signed_in("manager").post(f"{DEVICES}{first.uuid}/link/")
    assert asked(first.secret).status_code == 200
    Client().post(link_on(page))
    assert asked(first.secret).status_code == 403


def test_a_revoked_device_gets_nothing_more(signed_in: SignedIn) -> None:
    device = opened()
    manager = signed_in("manager")
    answer = manager.post(f"{DEVICES}{device.uuid}/revoke/", follow=True)
    assert "止めました" in answer.content.decode()
    refused = asked(device.secret)
    assert refused.status_code == 403
    assert "この端末は、つながっていません" in refused.content.decode()
    # Somebody else's page still shows it: said, not a broken page.
    again = manager.post(f"{DEVICES}{device.uuid}/revoke/", follow=True)
    assert "見つかりません" in again.content.decode()


def test_that_a_device_is_there_is_noted_once_a_minute() -> None:
    device = opened()
    long_ago = clock.now() - timedelta(hours=1)
    with tenancy.municipality(HERE):
        Device.objects.filter(uuid=device.uuid).update(last_seen_at=long_ago)
    asked(device.secret)
    with tenancy.municipality(HERE):
        seen = Device.objects.get(uuid=device.uuid).last_seen_at
    assert seen is not None
    assert seen > long_ago
    asked(device.secret)
    with tenancy.municipality(HERE):
        assert Device.objects.get(uuid=device.uuid).last_seen_at == seen


def test_clerks_make_no_devices(signed_in: SignedIn) -> None:
    clerk = signed_in("counter_clerk")
    assert clerk.get(DEVICES).status_code == 403
    assert clerk.post(f"{DEVICES}new/", {"name": "x", "kind": "kiosk", "hall": "main"}).status_code == 403


def test_a_device_needs_a_name_a_known_kind_and_a_hall_that_is_there(signed_in: SignedIn) -> None:
    manager = signed_in("manager")
    for name in (" ", "\x00", "\u202e\u200b"):
        nameless = manager.post(f"{DEVICES}new/", {"name": name, "kind": "kiosk", "hall": "main"})
        assert nameless.status_code == 422
        assert "端末の名前を入れてください" in nameless.content.decode()
    for wrong in ({"kind": "printer", "hall": "main"}, {"kind": "kiosk", "hall": "nowhere"}):
        assert manager.post(f"{DEVICES}new/", {"name": "x", **wrong}).status_code == 404


def test_the_audit_log_names_device_and_hall_and_no_secret(signed_in: SignedIn) -> None:
    device = made()
    run(RevokeDevice(), system(), OfDevice(device.uuid))
    with tenancy.municipality(HERE):
        from madoguchi.core.audit.models import AuditEntry

        told = [(one.action, one.subject, str(one.details)) for one in AuditEntry.objects.order_by("id")]
    assert [one[0] for one in told][-2:] == ["reception.make_device", "reception.revoke_device"]
    assert all(device.secret not in "".join(one) for one in told)


def test_the_demo_has_a_kiosk_and_a_display_whose_links_open() -> None:
    from madoguchi_testing.reception.devices import demo_devices

    first = demo_devices(HERE)
    assert [name for name, _ in first] == ["正面玄関の発券機", "待合の案内表示"]
    again = demo_devices(HERE)
    assert Client().post(first[0][1]).status_code == 410, "begun again, the demo has new links"
    assert Client().post(again[0][1]).headers["Location"].endswith("/reception/main/kiosk/")
    with tenancy.municipality(HERE):
        assert Device.objects.count() == 2
