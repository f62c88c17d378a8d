"""The site in another language: an event whole or not at all, Japanese with a word about it otherwise."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from django.test import Client
from tests.integration.surfaces.resident_web.translated import forgotten, translated_packs

HERE = "072028"


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packs with one event in (made-up) English and やさしい日本語, the others in Japanese only."""
    return translated_packs(
        tmp_path_factory.mktemp("translated"), "moving_in", ("en", "EN {}".format), ("ja-easy", easy)
    )


def easy(text: str) -> str:
    places = "".join(f"{{{name}}}" for _, name, _, _ in Formatter().parse(text) if name)
    return f"これは 文《ぶん》です{places}"


@pytest.fixture
def browser(resident_site: None, settings: Any, packs: Path, db: None) -> Client:
    settings.MADOGUCHI_PACKS = packs
    return Client()


def read(browser: Client, address: str) -> str:
    return browser.get(address, follow=True).content.decode()


def test_choosing_a_language_leads_back_to_the_page_and_is_remembered(browser: Client) -> None:
    chosen = browser.get(f"/{HERE}/?language=en")
    assert (chosen.status_code, chosen["Location"]) == (302, f"/{HERE}/")
    page = read(browser, f"/{HERE}/moving_in/")
    assert '<html lang="en">' in page
    assert "EN 引越してきた" in page


@pytest.mark.parametrize("path", ["//evil.example/", "///evil.example/x", "//evil.example@testserver/"])
def test_choosing_a_language_leads_to_no_other_site(browser: Client, path: str) -> None:
    """What begins with two slashes is another host to a browser."""
    chosen = browser.get("/?language=en", PATH_INFO=path)
    assert chosen.status_code == 302
    assert not chosen["Location"].startswith("//")


def test_an_event_that_is_not_translated_stays_japanese_and_says_so(browser: Client) -> None:
    browser.cookies["language"] = "en"
    page = read(browser, f"/{HERE}/moving_out/")
    assert '<html lang="ja">' in page
    assert 'class="only-in-japanese" lang="en"' in page
    body = page.partition("<main")[2].partition("</main>")[0]
    assert "EN " not in re.sub(r'<p class="only-in-japanese".*?</p>', "", body)


def test_readings_become_ruby_on_the_page_and_vanish_from_its_title(browser: Client) -> None:
    browser.cookies["language"] = "ja-easy"
    page = read(browser, f"/{HERE}/moving_in/")
    assert "<ruby>文<rp>（</rp><rt>ぶん</rt><rp>）</rp></ruby>" in page
    assert "<ruby>" not in page.partition("<title>")[2].partition("</title>")[0]
    assert "\ufff9" not in page


@pytest.mark.parametrize("language", ["ja", "en", "ja-easy"])
def test_no_page_shows_the_marks_around_a_reading(browser: Client, language: str) -> None:
    browser.cookies["language"] = language
    page = read(browser, f"/{HERE}/moving_out/")
    assert '<html lang="ja">' in page
    assert "<rt>にほんご</rt>" in page.partition('<nav aria-label="Language">')[2]
    assert not set("\ufff9\ufffa\ufffb") & set(page)


@pytest.mark.parametrize("language", ["xx", "../en", "<b>", ""], ids=["unknown", "path", "markup", "empty"])
def test_an_unknown_language_is_japanese(browser: Client, language: str) -> None:
    browser.cookies["language"] = language
    assert '<html lang="ja">' in read(browser, f"/{HERE}/moving_in/")
    chosen = browser.get(f"/{HERE}/", {"language": language})
    assert chosen.cookies["language"].value == "ja"


def test_a_page_for_everybody_is_kept_by_proxies_for_each_language_alone(browser: Client) -> None:
    assert "Cookie" in browser.get(f"/{HERE}/")["Vary"]


def test_the_start_page_names_every_event_in_the_language_and_marks_those_with_japanese_pages(
    browser: Client,
) -> None:
    browser.cookies["language"] = "en"
    page = read(browser, f"/{HERE}/")
    tiles = tiles_of(page)
    assert "EN 日本語だけ" not in tiles["moving_in"]
    assert "<strong>EN 引越して出ていく</strong>" in tiles["moving_out"]
    assert "EN 日本語だけ" in tiles["moving_out"]
    assert 'lang="ja"' not in "".join(tiles.values())
    assert ">EN 仕事とお金</h2>" in page


def test_an_event_whose_name_has_no_translation_is_named_in_japanese_and_takes_no_language_away(
    browser: Client, packs: Path, tmp_path: Path, settings: Any
) -> None:
    settings.MADOGUCHI_PACKS = shutil.copytree(packs, tmp_path / "packs")
    event = tmp_path / "packs/common/events/moving_out.yaml"
    changed = event.read_text(encoding="utf-8").replace("label: 引越して出ていく", "label: まちを出る")
    event.write_text(changed, encoding="utf-8")
    browser.cookies["language"] = "en"
    page = read(browser, f"/{HERE}/")
    assert '<html lang="en">' in page
    assert '<strong lang="ja">まちを出る</strong>' in tiles_of(page)["moving_out"]


def test_floor_line_and_opening_hours_are_told_and_the_counter_keeps_its_name(browser: Client) -> None:
    browser.cookies["language"] = "en"
    page = read(browser, f"/{HERE}/procedures/")
    assert "EN EN 1階・EN 赤の線" in page
    assert '<span lang="ja">市民課</span>' in page
    assert "EN 平日 8時30分から17時15分まで" in page


@pytest.mark.parametrize("language", ["ja", "ja-easy"])
def test_only_those_who_chose_another_language_are_told_what_is_japanese(
    browser: Client, language: str
) -> None:
    browser.cookies["language"] = language
    marked = "badge-japanese" in tiles_of(read(browser, f"/{HERE}/"))["moving_out"]
    assert marked == (language != "ja")


def test_the_list_of_procedures_says_nothing_past_the_catalogs(browser: Client) -> None:
    browser.cookies["language"] = "en"
    page = read(browser, f"/{HERE}/procedures/").partition("<main")[2].partition("</main>")[0]
    assert forgotten(re.sub("EN [^<]*", "", page)) == []
    assert page.count("EN 日本語だけ") > 10
    assert "<strong>EN " in page


def tiles_of(page: str) -> dict[str, str]:
    """The tiles of a page by the key of their events."""
    found = re.findall(rf'<a class="tile" href="/{HERE}/([a-z_]+)/">(.*?)</a>', page, re.DOTALL)
    return dict(found)
