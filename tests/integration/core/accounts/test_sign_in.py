"""Signing in, being locked out, being timed out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from madoguchi.core import clock
from madoguchi.core.accounts.access import ANYONE, SIGNED_IN, who_may_call
from madoguchi.core.accounts.lock_out import unlock
from madoguchi.core.accounts.middleware import StaffMiddleware
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.accounts.sign_in import SignInLockedError, SignInRefusedError, sign_in
from madoguchi.core.audit import api as audit
from madoguchi.core.audit.models import AuditEntry
from madoguchi.core.tenancy import municipality

pytestmark = pytest.mark.django_db

AIZU, KITAKATA = "072028", "072087"
PASSWORD = "まどぐち-demo-2026"
MORNING = datetime(2026, 3, 19, 9, 0, tzinfo=clock.TOKYO)


@pytest.fixture
def hanako() -> StaffMember:
    return StaffMember.objects.create_staff(
        AIZU,
        "hanako",
        PASSWORD,
        display_name="窓口 花子",
        roles=["counter_clerk"],
        desks=["resident_register"],
    )


def a_request(session: Any = None, path: str = "/") -> HttpRequest:
    request = RequestFactory().get(path)
    if session is None:
        SessionMiddleware(lambda _: HttpResponse()).process_request(request)
    else:
        request.session = session
    request.user = AnonymousUser()
    return request


def user_of_the_next_request(session: Any) -> HttpRequest:
    request = a_request(session)
    StaffMiddleware(lambda _: HttpResponse())(request)
    return request


def test_name_and_password_open_a_session_in_their_own_municipality(hanako: StaffMember) -> None:
    request = a_request()
    member = sign_in(request, municipality_code=AIZU, username="hanako", password=PASSWORD)
    assert member.may("counter_visit.accept")
    assert not member.may("audit.read")
    assert user_of_the_next_request(request.session).user == hanako


@pytest.mark.parametrize(
    ("code", "username", "password"),
    [
        (AIZU, "hanako", "wrong"),
        (AIZU, "taro", PASSWORD),
        (KITAKATA, "hanako", PASSWORD),
        (AIZU, "hanako", ""),
    ],
)
def test_a_wrong_name_password_or_municipality_all_sound_the_same(
    hanako: StaffMember, code: str, username: str, password: str
) -> None:
    with pytest.raises(SignInRefusedError, match="利用者名かパスワードが違います"):
        sign_in(a_request(), municipality_code=code, username=username, password=password)


def test_a_password_kept_in_an_older_form_opens_and_is_kept_in_todays_form(
    hanako: StaffMember, settings: Any
) -> None:
    older, newer = settings.PASSWORD_HASHERS[0], "django.contrib.auth.hashers.PBKDF2PasswordHasher"
    settings.PASSWORD_HASHERS = [newer, older]
    sign_in(a_request(), municipality_code=AIZU, username="hanako", password=PASSWORD)
    with municipality(AIZU):
        hanako.refresh_from_db()
    assert hanako.password.startswith("pbkdf2_sha256$")


def test_the_same_name_may_exist_in_two_municipalities(hanako: StaffMember) -> None:
    namesake = StaffMember.objects.create_staff(KITAKATA, "hanako", PASSWORD + "2")
    assert (
        sign_in(a_request(), municipality_code=KITAKATA, username="hanako", password=PASSWORD + "2").pk
        == namesake.pk
    )


def test_after_repeated_failures_even_the_right_password_waits_but_the_namesake_does_not(
    hanako: StaffMember, settings: Any
) -> None:
    StaffMember.objects.create_staff(KITAKATA, "hanako", PASSWORD)
    for _ in range(settings.MADOGUCHI_LOCK_OUT_FAILURES):
        with pytest.raises((SignInRefusedError, SignInLockedError)):
            sign_in(a_request(), municipality_code=AIZU, username="hanako", password="wrong")
    with pytest.raises(SignInLockedError):
        sign_in(a_request(), municipality_code=AIZU, username="hanako", password=PASSWORD)
    sign_in(a_request(), municipality_code=KITAKATA, username="hanako", password=PASSWORD)
    assert "hanako" not in str(list(AccessAttempt.objects.values()))
    assert unlock(AIZU, "hanako")
    sign_in(a_request(), municipality_code=AIZU, username="hanako", password=PASSWORD)


def test_a_success_forgets_earlier_failures(hanako: StaffMember, settings: Any) -> None:
    for _ in range(3):
        for _ in range(settings.MADOGUCHI_LOCK_OUT_FAILURES - 1):
            with pytest.raises(SignInRefusedError):
                sign_in(a_request(), municipality_code=AIZU, username="hanako", password="wrong")
        sign_in(a_request(), municipality_code=AIZU, username="hanako", password=PASSWORD)


@pytest.mark.parametrize(
    ("pauses", "why"),
    [([16], "idle"), ([14, 14, 14], None), ([10] * 61, "too_old")],
    ids=["sixteen minutes idle", "always busy", "ten hours busy"],
)
def test_a_session_ends_when_idle_or_too_old(hanako: StaffMember, pauses: list[int], why: str | None) -> None:
    request = a_request()
    with clock.fixed(MORNING):
        sign_in(request, municipality_code=AIZU, username="hanako", password=PASSWORD)
    moment = MORNING
    for minutes in pauses:
        moment += timedelta(minutes=minutes)
        with clock.fixed(moment):
            last = user_of_the_next_request(request.session)
    assert last.session_ended == why  # type: ignore[attr-defined]
    assert last.user.is_authenticated == (why is None)


@who_may_call(SIGNED_IN)
def for_staff(request: HttpRequest, municipality_code: str) -> HttpResponse:
    return HttpResponse("開きました")


@who_may_call("audit.read")
def for_auditors(request: HttpRequest, municipality_code: str) -> HttpResponse:
    return HttpResponse("開きました")


@who_may_call(ANYONE)
def for_anyone(request: HttpRequest) -> HttpResponse:
    return HttpResponse("開きました")


def test_views_open_only_to_whom_they_name(hanako: StaffMember) -> None:
    request = a_request(path="/072028/counter/?q=1")
    assert for_anyone(request).status_code == 200
    refused = for_staff(request, municipality_code=AIZU)
    assert refused.status_code == 302
    assert refused["Location"] == "/072028/sign-in/?next=%2F072028%2Fcounter%2F%3Fq%3D1"
    request.user = hanako
    assert for_staff(request, municipality_code=AIZU).status_code == 200
    with pytest.raises(PermissionDenied, match="ほかの市町村"):
        for_staff(request, municipality_code=KITAKATA)
    with pytest.raises(PermissionDenied, match="役割"):
        for_auditors(request, municipality_code=AIZU)


def test_signing_in_and_failing_to_are_written_down_without_what_was_typed(hanako: StaffMember) -> None:
    with pytest.raises(SignInRefusedError):
        sign_in(a_request(), municipality_code=AIZU, username="hanako", password="typed-wrong")
    with pytest.raises(SignInRefusedError):
        sign_in(a_request(), municipality_code=AIZU, username=PASSWORD, password="hanako")
    with pytest.raises(SignInRefusedError):
        sign_in(a_request(), municipality_code="nowhere", username="hanako", password=PASSWORD)
    sign_in(a_request(), municipality_code=AIZU, username="hanako", password=PASSWORD)
    with municipality(AIZU):
        written = [(entry.action, entry.subject) for entry in audit.entries()]
        everything = str(list(AuditEntry.objects.values()))
    staff = f"staff:{hanako.pk}"
    assert written == [
        ("accounts.signed_in", staff),
        ("accounts.sign_in_failed", ""),
        ("accounts.sign_in_failed", staff),
    ]
    assert PASSWORD not in everything
    assert "typed-wrong" not in everything
