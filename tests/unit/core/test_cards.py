"""Trust as the settings have it: read once, read again when a file comes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.unit.lib.jpki.samples import AT, CONTENT, authority, certificate, signature

from madoguchi.core.cards import card_trust, is_our_site
from madoguchi.lib.jpki import AnchorsUnusable, CardForTesting, NotChecked, RevocationLists


@pytest.fixture
def anchors(tmp_path: Path, settings: Any) -> Path:
    settings.MADOGUCHI_JPKI_ANCHORS = tmp_path / "anchors"
    return tmp_path / "anchors"


def test_an_authority_that_is_put_there_counts_from_the_next_call_on(anchors: Path) -> None:
    anchors.mkdir()
    with pytest.raises(AnchorsUnusable):
        card_trust()
    authority().write(anchors.parent / "keys", anchors)
    assert len(list(card_trust().anchors)) == 2
    assert card_trust().anchors is card_trust().anchors


def test_cards_for_tests_are_believed_where_the_settings_say_so(anchors: Path, settings: Any) -> None:
    authority().write(anchors.parent / "keys", anchors)
    with pytest.raises(CardForTesting):
        card_trust().signed(CONTENT, signature(), certificate(), AT)
    settings.MADOGUCHI_JPKI_TEST_CARDS = True
    assert card_trust().signed(CONTENT, signature(), certificate(), AT).at == AT


def test_revocation_is_asked_where_the_settings_say(anchors: Path, settings: Any) -> None:
    authority().write(anchors.parent / "keys", anchors)
    assert isinstance(card_trust().revocation, NotChecked)
    settings.MADOGUCHI_JPKI_REVOCATION_LISTS = str(anchors)
    assert isinstance(card_trust().revocation, RevocationLists)
    assert card_trust().revocation is card_trust().revocation


@pytest.mark.parametrize(
    ("ours", "site", "is_ours"),
    [
        pytest.param("https://madoguchi.example.jp/", "madoguchi.example.jp", True, id="the-same"),
        pytest.param(
            "https://madoguchi.example.jp", "Madoguchi.Example.JP:8443", True, id="capitals-and-port"
        ),
        pytest.param("https://窓口.example.jp", "xn--6or331g.example.jp", True, id="japanese"),
        pytest.param("http://[::1]:8000/", "[::1]:9000", True, id="numbers"),
        pytest.param("https://madoguchi.example.jp", "madoguchi.example.jp.evil.jp", False, id="longer"),
        pytest.param("https://madoguchi.example.jp", "evil-madoguchi.example.jp", False, id="before-it"),
        pytest.param("https://madoguchi.example.jp", "[", False, id="no-host"),
        pytest.param("madoguchi.example.jp", "evil.example.jp", False, id="setting-without-scheme"),
        pytest.param("https://", "evil.example.jp", False, id="setting-without-host"),
        pytest.param("", "evil.example.jp", True, id="not-set"),
    ],
)
def test_a_sign_in_names_our_site_or_another(settings: Any, ours: str, site: str, is_ours: bool) -> None:
    settings.MADOGUCHI_PUBLIC_URL = ours
    assert is_our_site(site) is is_ours
