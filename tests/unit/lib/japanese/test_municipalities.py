"""Which municipality an address means, and when nobody can say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.lib.japanese.municipalities import NamedMunicipality, Whereabouts, whereabouts

KITAKATA = NamedMunicipality("072087", "福島県", "喜多方市")
WAKAMATSU = NamedMunicipality("072028", "福島県", "会津若松市")
KANEYAMA = NamedMunicipality("074454", "福島県", "金山町")
SHOWA = NamedMunicipality("074462", "福島県", "昭和村")
KNOWN = (KITAKATA, WAKAMATSU, KANEYAMA, SHOWA)


@pytest.mark.parametrize(
    ("address", "postal_code", "code"),
    [
        ("福島県喜多方市字御清水東7244番地2", "", "072087"),
        ("福島県 会津若松市 追手町1-1", "965-0873", "072028"),
        ("会津若松市追手町1番1号", "9650873", "072028"),
        ("福島県大沼郡金山町大字川口字森ノ上473番地", "", "074454"),
        ("福島県金山町大字川口", "", "074454"),
        ("福島県會津若松市追手町1-1", "", "072028"),
        ("福島県喜多方市字御清水東", "でたらめ", "072087"),
    ],
    ids=["prefecture", "both", "post", "county", "without-county", "old-kanji", "wrong-post"],
)
def test_an_address_that_leaves_no_doubt(address: str, postal_code: str, code: str) -> None:
    assert whereabouts(address, postal_code, KNOWN) == Whereabouts(code=code)


@pytest.mark.parametrize(
    ("address", "postal_code", "name"),
    [
        ("東京都世田谷区北沢2-8-18", "155-0031", "東京都世田谷区"),
        ("世田谷区北沢2-8-18", "155-0031", "東京都世田谷区"),
        ("山形県最上郡金山町大字金山324", "999-5402", "山形県最上郡金山町"),
        ("山形県金山町大字金山324", "999-5402", "山形県最上郡金山町"),
    ],
    ids=["tokyo", "without-prefecture", "namesake", "namesake-without-county"],
)
def test_an_address_that_is_certainly_elsewhere(address: str, postal_code: str, name: str) -> None:
    assert whereabouts(address, postal_code, KNOWN) == Whereabouts(elsewhere=name)


@pytest.mark.parametrize(
    ("address", "postal_code", "candidates", "why"),
    [
        ("", "965-0873", (), "住所がありません"),
        ("昭和村大字下中津川", "", ("074462",), "同じ名前のほかの市町村"),
        ("福島県喜多方市字御清水東", "965-0873", ("072087", "072028"), "別の市町村"),
        ("昭和村大字糸井388", "379-1298", ("074462",), "別の市町村"),
        ("東京都世田谷区北沢2-8-18", "", (), "分かりません"),
        ("東京都世田谷区北沢2-8-18", "965-0873", ("072028",), "同じ市町村のものではありません"),
        ("山形県金山町大字金山324", "", (), "分かりません"),
        ("追手町1-1", "965-0873", ("072028",), "同じ市町村のものではありません"),
        ("アメリカ合衆国", "", (), "分かりません"),
    ],
    ids=[
        "none",
        "name-alone",
        "two-say-two",
        "namesake",
        "no-post",
        "contradiction",
        "unknown",
        "town",
        "abroad",
    ],
)
def test_what_is_not_certain_is_told_and_never_decided(
    address: str, postal_code: str, candidates: tuple[str, ...], why: str
) -> None:
    found = whereabouts(address, postal_code, KNOWN)
    assert (found.code, found.elsewhere, found.candidates) == ("", "", candidates)
    assert why in found.why


@given(st.text(max_size=30), st.text(max_size=8))
def test_whatever_is_written_is_either_certain_or_explained(address: str, postal_code: str) -> None:
    found = whereabouts(address, postal_code, KNOWN)
    assert bool(found.code) + bool(found.elsewhere) + bool(found.why) == 1


def test_of_two_municipalities_of_one_name_neither_is_taken() -> None:
    twin = NamedMunicipality("990019", "福島県", "喜多方市")
    found = whereabouts("福島県喜多方市字御清水東", "", (*KNOWN, twin))
    assert found.candidates == ("072087", "990019")
