"""Search, pages of procedures and the list that somebody sent, in a browser without script."""

from __future__ import annotations

from html import unescape

import pytest
from tests.integration.surfaces.resident_web.visitor import HERE, START, Visitor

from madoguchi.surfaces.resident_web import last_search
from madoguchi.surfaces.resident_web.site import packs

SEARCH = f"/{HERE}/search/"


def search(visitor: Visitor, words: str) -> str:
    return visitor.post(SEARCH, {"words": words})


def test_the_first_page_gathers_every_event_by_theme(visitor: Visitor) -> None:
    page = visitor.go(f"/{HERE}/")
    for theme in packs().themes.values():
        assert f">{theme.label}</h2>" in page
    for event in packs().events:
        assert page.count(f'href="/{HERE}/{event}/"') == 1
    assert visitor.headers["Cache-Control"].startswith("public")
    assert "csrfmiddlewaretoken" not in page


def test_everyday_words_find_events_and_procedures(visitor: Visitor) -> None:
    page = search(visitor, "赤ちゃんが生まれた")
    assert f'href="/{HERE}/childbirth/"' in page
    assert f'href="/{HERE}/procedures/birth_registration/"' in page
    assert 'value="赤ちゃんが生まれた"' in page


def test_what_was_searched_stands_in_no_address_and_in_no_readable_cookie(visitor: Visitor) -> None:
    search(visitor, "母が亡くなった")
    assert visitor.url == SEARCH
    assert "no-store" in visitor.headers["Cache-Control"]
    cookie = visitor.client.cookies[last_search.NAME]
    assert "母" not in cookie.value
    assert cookie["httponly"]
    assert cookie["path"] == SEARCH


def test_reloading_shows_the_same_and_sends_nothing_again(visitor: Visitor) -> None:
    first = search(visitor, "引越し")
    assert visitor.go(SEARCH) == first


def test_words_that_fit_nothing_lead_to_the_telephone_and_the_events(visitor: Visitor) -> None:
    page = search(visitor, "ずわずわずわ")
    assert "見つかりませんでした" in page
    assert 'class="telephone"' in page
    assert f'href="/{HERE}/moving_in/"' in page


def test_words_of_another_municipality_and_cookies_that_are_not_ours_are_no_search(visitor: Visitor) -> None:
    search(visitor, "引越し")
    kept = visitor.client.cookies[last_search.NAME].value
    for other in ("", "x", kept[:-4] + "AAAA", "===="):
        visitor.client.cookies[last_search.NAME] = other
        assert "ことばで探す</h1>" in visitor.go(SEARCH)
    visitor.client.cookies[last_search.NAME] = kept
    visitor.client.cookies[last_search.NAME]["path"] = "/"
    assert "ことばで探す</h1>" in visitor.go("/072087/search/")


def test_old_words_are_forgotten(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    search(visitor, "引越し")
    monkeypatch.setattr(last_search, "KEPT", last_search.KEPT * -1)
    assert "ことばで探す</h1>" in visitor.go(SEARCH)


@pytest.mark.parametrize(
    "words",
    ["<script>alert(1)</script>", "' OR 1=1 --", "あ" * 5000, "\x00", "🏠", ""],
    ids=["markup", "sql", "long", "nul", "emoji", "nothing"],
)
def test_awkward_words_do_no_harm(visitor: Visitor, words: str) -> None:
    page = search(visitor, words)
    assert visitor.status == 200
    assert "<script>alert" not in page


def test_a_procedure_says_for_whom_until_when_where_and_from_which_source(visitor: Visitor) -> None:
    page = unescape(visitor.go(f"/{HERE}/procedures/move_in_notification/"))
    for said in ("転入届", "引越しの日の翌日から数えて14日以内", "市民課", "住民基本台帳法第22条", "持ち物"):
        assert said in page
    assert f'href="{START}"' in page


def test_what_nobody_compared_with_its_source_says_so(visitor: Visitor) -> None:
    pack = packs().for_municipality(HERE)
    for key, procedure in list(pack.procedures.items())[::12]:
        page = visitor.go(f"/{HERE}/procedures/{key}/")
        assert visitor.status == 200, key
        told = "まだ確かめていません</p>" in page
        assert told is not all(source.verified for source in procedure.sources), key


def test_there_is_no_page_of_a_procedure_that_there_is_not(visitor: Visitor) -> None:
    visitor.go(f"/{HERE}/procedures/nonsense/")
    assert visitor.status == 404


def test_all_procedures_are_listed_once(visitor: Visitor) -> None:
    page = visitor.go(f"/{HERE}/procedures/")
    for key in packs().for_municipality(HERE).procedures:
        assert page.count(f'href="/{HERE}/procedures/{key}/"') == 1, key


def test_a_list_that_was_sent_shows_counters_and_things_to_bring(visitor: Visitor) -> None:
    keys = "move_in_notification.protection_measure.nonsense"
    page = unescape(visitor.go(f"{START}list/?procedures={keys}"))
    assert "転入届" in page
    assert "転出証明書" in page
    assert "支援措置" not in page
    assert "nonsense" not in page


@pytest.mark.parametrize("query", ["", "?procedures=", "?procedures=<b>", "?procedures=" + "a." * 3000])
def test_a_torn_link_says_so(visitor: Visitor, query: str) -> None:
    assert "この一覧には、手続きが入っていません" in visitor.go(f"{START}list/{query}")
