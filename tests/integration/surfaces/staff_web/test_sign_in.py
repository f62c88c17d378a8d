"""Coming in and going out, through the pages."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.integration.surfaces.staff_web.conftest import HERE, NEIGHBOUR, PASSWORD, SignedIn

from madoguchi.core import clock
from madoguchi.core.accounts.models import StaffMember

NOW = datetime(2026, 3, 19, 9, 0, tzinfo=clock.TOKYO)


@pytest.fixture
def hanako(db: None) -> StaffMember:
    return StaffMember.objects.create_staff(
        HERE,
        "hanako",
        PASSWORD,
        display_name="窓口 花子",
        roles=["counter_clerk"],
        desks=["resident_register"],
    )


def sign_in(client: Client, password: str = PASSWORD, name: str = "hanako", **more: str):  # type: ignore[no-untyped-def]
    return client.post(f"/{HERE}/sign-in/", {"username": name, "password": password, **more})


def text_of(response) -> str:  # type: ignore[no-untyped-def]
    return response.content.decode()


@pytest.mark.django_db
def test_one_chooses_where_one_works() -> None:
    page = text_of(Client().get("/"))
    assert f'href="/{HERE}/sign-in/"' in page
    assert page.count("/sign-in/") >= 13


def test_with_name_and_password_one_reaches_the_start_page(hanako: StaffMember) -> None:
    client = Client()
    assert sign_in(client).headers["Location"] == f"/{HERE}/"
    page = text_of(client.get(f"/{HERE}/"))
    assert "窓口 花子" in page
    assert "市民課" in page


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(hanako: StaffMember) -> None:
    wrong_password, wrong_name = sign_in(Client(), "wrong"), sign_in(Client(), name="nobody")
    assert wrong_password.status_code == wrong_name.status_code == 403
    for page in (text_of(wrong_password), text_of(wrong_name)):
        assert "利用者名かパスワードが違います" in page
    assert PASSWORD not in text_of(wrong_password)


def test_after_five_failures_even_the_right_password_is_refused_with_what_to_do(hanako: StaffMember) -> None:
    client = Client()
    for _ in range(5):
        answer = sign_in(client, "wrong")
    answer = sign_in(client)
    assert answer.status_code == 429
    assert "15分" in text_of(answer)
    assert "情報担当" in text_of(answer)


def test_one_comes_back_to_the_page_that_one_wanted(hanako: StaffMember) -> None:
    client = Client()
    sent_away = client.get(f"/{HERE}/shortcuts/")
    assert sent_away.headers["Location"] == f"/{HERE}/sign-in/?next=%2F{HERE}%2Fshortcuts%2F"
    assert sign_in(client, next=f"/{HERE}/shortcuts/").headers["Location"] == f"/{HERE}/shortcuts/"


@pytest.mark.parametrize(
    "trap",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        f"/{NEIGHBOUR}/",
        "javascript:alert(1)",
        f"/{HERE}/sign-out/",
        "\x00",
    ],
)
def test_signing_in_never_leads_elsewhere(hanako: StaffMember, trap: str) -> None:
    assert sign_in(Client(), next=trap).headers["Location"] == f"/{HERE}/"


def test_the_session_ends_after_fifteen_idle_minutes_and_the_page_says_so(hanako: StaffMember) -> None:
    client = Client()
    with clock.fixed(NOW):
        sign_in(client)
    with clock.fixed(NOW + timedelta(minutes=14)):
        assert client.get(f"/{HERE}/still-here/").status_code == 200
    with clock.fixed(NOW + timedelta(minutes=28)):
        assert client.get(f"/{HERE}/").status_code == 200
    with clock.fixed(NOW + timedelta(minutes=44)):
        away = client.get(f"/{HERE}/")
        assert "ended=idle" in away.headers["Location"]
        assert "しばらく操作がなかったため" in text_of(client.get(away.headers["Location"]))


def test_a_page_within_half_a_minute_writes_no_session_and_knows_how_long_it_lasts(
    hanako: StaffMember,
) -> None:
    client = Client()
    with clock.fixed(NOW):
        sign_in(client)
    for seconds, writes, left in ((20, 0, 880), (40, 1, 900), (60, 0, 880), (75, 1, 900)):
        with clock.fixed(NOW + timedelta(seconds=seconds)), CaptureQueriesContext(connection) as captured:
            page = text_of(client.get(f"/{HERE}/shortcuts/"))
        written = [one for one in captured.captured_queries if one["sql"].startswith("UPDATE")]
        assert (seconds, len(written)) == (seconds, writes)
        assert f'data-idle="{left}"' in page


def test_a_session_of_ten_hours_ends_however_busy_it_was(hanako: StaffMember) -> None:
    client = Client()
    with clock.fixed(NOW):
        sign_in(client)
    for minutes in range(10, 600, 10):
        with clock.fixed(NOW + timedelta(minutes=minutes)):
            assert client.get(f"/{HERE}/still-here/").status_code == 200
    with clock.fixed(NOW + timedelta(minutes=601)):
        assert "ended=too_old" in client.get(f"/{HERE}/").headers["Location"]


def test_a_page_in_parts_is_told_to_load_the_sign_in_page(db: None) -> None:
    answer = Client().get(f"/{HERE}/still-here/", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == f"/{HERE}/sign-in/"


def test_going_out_ends_the_session(hanako: StaffMember) -> None:
    client = Client()
    sign_in(client)
    assert client.get(f"/{HERE}/sign-out/").status_code == 405
    away = client.post(f"/{HERE}/sign-out/")
    assert "サインアウトしました" in text_of(client.get(away.headers["Location"]))
    assert client.get(f"/{HERE}/").status_code == 302


def test_who_is_signed_in_already_need_not_do_it_again(signed_in: SignedIn) -> None:
    assert signed_in("auditor").get(f"/{HERE}/sign-in/").headers["Location"] == f"/{HERE}/"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["\x00", "𠮷" * 300, "<script>alert(1)</script>", "' OR 1=1 --", "😀", ""])
def test_whatever_is_typed_as_a_name_is_refused_quietly(name: str) -> None:
    answer = sign_in(Client(), "\x00" + name, name)
    assert answer.status_code == 403
    assert "<script>alert" not in text_of(answer)


@pytest.mark.django_db
def test_a_municipality_that_is_not_here_has_no_sign_in_page() -> None:
    assert Client().get("/999999/sign-in/").status_code == 404
