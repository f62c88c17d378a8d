"""The search box and a person's page."""

from __future__ import annotations

import re
import uuid
from datetime import date
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from tests.integration.surfaces.staff_web.conftest import HERE, NEIGHBOUR, SignedIn
from tests.integration.surfaces.staff_web.samples import AOI, HANA, SHIGE, SORA, TOMIZO, YOSHIDA, furnish

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.audit.models import AuditEntry
from madoguchi.engines.cases.api import NewCase, OpenCases, OpenCasesInput

SEARCH = f"/{HERE}/residents/"


@pytest.fixture
def clerk(signed_in: SignedIn) -> Client:
    furnish()
    return signed_in("counter_clerk", desks=("resident_register",))


def text_of(response: Any) -> str:
    return str(response.content.decode())


def search(client: Client, text: str) -> str:
    return text_of(client.post(SEARCH, {"text": text}, follow=True))


@pytest.mark.parametrize(
    "typed",
    ["会津 十三蔵", "あいづ とみぞう", "アイヅ", "ｱｲﾂﾞ", "19660403", "3410403", "101", "0000000101", "十三蔵"],
)
def test_a_person_is_found_however_a_clerk_types(clerk: Client, typed: str) -> None:
    page = search(clerk, typed)
    assert "会津 十三蔵" in page
    assert str(TOMIZO.uuid) in page


@pytest.mark.parametrize(
    ("typed", "name"), [("高橋 花", "髙橋 花"), ("渡辺 正", "渡邉 正"), ("吉田", "𠮷田 トメ")]
)
def test_a_person_is_found_by_other_shapes_of_the_kanji(clerk: Client, typed: str, name: str) -> None:
    assert name in search(clerk, typed)


def test_no_name_ever_stands_in_an_address(clerk: Client) -> None:
    answer = clerk.post(SEARCH, {"text": "会津 十三蔵"})
    assert re.fullmatch(rf"{SEARCH}\?search=\d+", answer.headers["Location"])
    assert text_of(clerk.get(f"{SEARCH}?q=会津")).count(str(TOMIZO.uuid)) == 0


def test_what_was_searched_lies_encrypted_in_the_session(clerk: Client) -> None:
    clerk.post(SEARCH, {"text": "会津 十三蔵"})
    stored = [session.get_decoded() for session in Session.objects.all()]
    assert any("searches" in one for one in stored)
    assert "会津" not in str(stored)
    assert "\\u4f1a" not in str(stored)


def test_two_tabs_keep_their_own_search_and_reloading_repeats_it(clerk: Client) -> None:
    first = clerk.post(SEARCH, {"text": "会津"}).headers["Location"]
    second = clerk.post(SEARCH, {"text": "渡邉"}).headers["Location"]
    assert first != second
    assert "会津 十三蔵" in text_of(clerk.get(first))
    assert "渡邉 正" in text_of(clerk.get(second))


def test_a_search_of_another_session_is_not_there(clerk: Client, signed_in: SignedIn) -> None:
    address = clerk.post(SEARCH, {"text": "会津"}).headers["Location"]
    page = text_of(signed_in("counter_clerk").get(address))
    assert "もう一度入力してください" in page
    assert "会津 十三蔵" not in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("5080230", "2月"),
        ("19660431", "4月"),
        ("1234567890123456", "15桁まで"),
        ("存在しない名前", "見つかりません"),
    ],
)
def test_what_cannot_be_searched_is_answered_with_the_reason(clerk: Client, typed: str, said: str) -> None:
    assert said in search(clerk, typed)


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "'; DROP TABLE residents_resident; --",
        "\x00",
        "葛󠄀城",
        "😀",
        "長" * 300,
        "%",
    ],
)
def test_hostile_and_awkward_text_is_searched_like_any_other(clerk: Client, typed: str) -> None:
    page = search(clerk, typed)
    assert "住民を探す" in page
    assert "<script>alert(1)" not in page


def test_who_moved_out_or_died_is_marked_in_the_list_and_on_the_page(clerk: Client) -> None:
    page = search(clerk, "あいづ")
    assert 'status-moved_out">転出<' in page
    assert 'status-deceased">死亡<' in page
    page = text_of(clerk.get(f"{SEARCH}{AOI.uuid}/"))
    assert "転出しています（令和7年3月28日）" in page
    assert page.index("status-band") < page.index("<h1>")
    page = text_of(clerk.get(f"{SEARCH}{SHIGE.uuid}/"))
    assert "亡くなっています" in page
    assert "この人の届出を始める" not in page


def test_a_guarded_person_has_the_band_and_no_address_in_any_list(clerk: Client) -> None:
    page = search(clerk, "たかはし")
    told = page.count("支援措置のため、ここには出しません")
    assert told == 4, (
        "the child's address is the mother's; each stands in the table and, for phones, under the name"
    )
    assert "1番地2" not in page
    for one in (HANA, SORA):
        page = text_of(clerk.get(f"{SEARCH}{one.uuid}/"))
        assert "支援措置" in page
        assert page.index("status-band") < page.index("<h1>")
        assert "住所と電話番号を表示する" in page


def test_a_person_is_shown_with_the_household_in_which_the_person_lives(clerk: Client) -> None:
    page = text_of(clerk.get(f"{SEARCH}{TOMIZO.uuid}/"))
    assert "会津 恵美子" in page
    assert "前にいた人" in page
    assert "門田町大字飯寺字村西582番地1" in page
    assert "個人番号" not in page


def test_every_look_is_written_down_without_what_was_typed(clerk: Client) -> None:
    search(clerk, "会津 十三蔵")
    clerk.get(f"{SEARCH}{TOMIZO.uuid}/")
    with tenancy.municipality(HERE):
        looks = {
            entry.action: entry for entry in AuditEntry.objects.filter(action__startswith="read.residents")
        }
    assert looks["read.residents.search"].details == {"residents": [str(TOMIZO.uuid)]}
    assert looks["read.residents.resident"].subject == f"resident:{TOMIZO.uuid}"
    assert "会津" not in str([entry.details for entry in looks.values()])


def test_the_neighbours_people_are_not_there(clerk: Client, signed_in: SignedIn) -> None:
    neighbour = signed_in("counter_clerk", code=NEIGHBOUR)
    page = text_of(neighbour.post(f"/{NEIGHBOUR}/residents/", {"text": "会津"}, follow=True))
    assert "見つかりません" in page
    assert neighbour.get(f"/{NEIGHBOUR}/residents/{TOMIZO.uuid}/").status_code == 404
    assert neighbour.get(f"{SEARCH}{TOMIZO.uuid}/").status_code == 403


def test_nobody_is_found_under_a_number_that_is_none(clerk: Client) -> None:
    assert clerk.get(f"{SEARCH}{uuid.uuid4()}/").status_code == 404


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_who_may_not_search_has_no_box_and_no_page(signed_in: SignedIn, role: str) -> None:
    client = signed_in(role)
    assert 'role="search"' not in text_of(client.get(f"/{HERE}/"))
    assert client.get(SEARCH).status_code == 403


def test_where_nobody_is_found_the_near_ones_are_offered_with_the_reason(clerk: Client) -> None:
    page = search(clerk, "会津 十三造")
    assert "近い人" in page
    assert "名：1字ちがい" in page
    assert str(TOMIZO.uuid) in page
    guarded = search(clerk, "髙橋 華")
    assert str(HANA.uuid) in guarded
    assert "支援措置のため、ここには出しません" in guarded
    assert "近い人" not in search(clerk, "会津 十三蔵")


def test_likely_relatives_are_shown_with_the_reason_and_with_a_warning(clerk: Client) -> None:
    assert "親族かもしれない人を見る" in text_of(clerk.get(f"{SEARCH}{SHIGE.uuid}/"))
    page = text_of(clerk.get(f"{SEARCH}{SHIGE.uuid}/relatives/"))
    assert "同じ世帯（続柄：世帯主）" in page
    assert "証明ではありません" in page
    assert 'status-moved_out">転出<' in page
    assert "手がかりのある人はいません" in text_of(clerk.get(f"{SEARCH}{YOSHIDA.uuid}/relatives/"))
    assert clerk.get(f"{SEARCH}{uuid.uuid4()}/relatives/").status_code == 404


def test_a_case_of_the_family_register_leads_to_likely_relatives(clerk: Client, signed_in: SignedIn) -> None:
    def case(birth: date | None, desk: str = "family_register") -> str:
        new = NewCase("death", "死亡届", desk, person_name="会津 シゲ", person_birth=birth)
        context = Context(HERE, Actor.system("tests"), purpose="テスト")
        (opened,) = run(OpenCases(), context, OpenCasesInput(uuid.uuid4(), (new,)))
        return f"/{HERE}/cases/{opened.uuid}/"

    known = case(date(1938, 1, 15))
    assert "親族かもしれない人を住民記録で見る" in text_of(clerk.get(known))
    assert clerk.get(f"{known}relatives/").headers["Location"] == f"{SEARCH}{SHIGE.uuid}/relatives/"
    assert "住民記録に見つかりません" in text_of(clerk.get(f"{case(None)}relatives/"))
    assert "親族かもしれない人" not in text_of(clerk.get(case(date(1938, 1, 15), "water")))
    assert clerk.get(f"/{HERE}/cases/{uuid.uuid4()}/relatives/").status_code == 404
    assert signed_in("administrator").get(f"{known}relatives/").status_code == 403
