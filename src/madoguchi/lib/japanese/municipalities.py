"""To which municipality an address belongs, where that is certain; and why not, where it is not.

Nothing is guessed. Several municipalities have one name, and the name alone says nothing: prefecture, or a
postal code of Japan Post, has to say which of them is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from madoguchi.lib.japanese.kanji import search_key
from madoguchi.lib.japanese.postal import PostalAddress, PostalCodeError, lookup

_PREFECTURE = re.compile(r"北海道|東京都|京都府|大阪府|[^\s0-9]{2,3}県")
_DISTRICT = re.compile(r"[^\s0-9]{1,5}?郡")


@dataclass(frozen=True, slots=True)
class NamedMunicipality:
    """A municipality that may be meant: six-digit code, prefecture, name."""

    code: str
    prefecture: str
    name: str


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What an address says.

    `code`: it is certainly this one of the municipalities that were given. `elsewhere`: it is certainly this
    other one, by prefecture and name, as Japan Post writes it. Neither: `why` says (in Japanese, without the
    address) what is not clear, and `candidates` are the codes that come into question.
    """

    code: str = ""
    elsewhere: str = ""
    candidates: tuple[str, ...] = ()
    why: str = ""


def whereabouts(address: str, postal_code: str, known: Iterable[NamedMunicipality]) -> Whereabouts:
    """The municipality of an address; `postal_code` may be empty or wrong."""
    places = tuple(known)
    line = re.sub(r"\s", "", address)
    if not line:
        return Whereabouts(why="住所がありません。")
    said = _PREFECTURE.match(line)
    prefecture, rest = (said.group(), line[said.end() :]) if said else ("", line)
    posted = _posted(postal_code)
    by_post = {one.municipality_code for one in posted}
    named = [one for one in places if _begins(rest, one.name) and prefecture in ("", one.prefecture)]
    longest = max((len(one.name) for one in named), default=0)
    codes = [one.code for one in named if len(one.name) == longest]
    if len(codes) == 1:
        return _of_one(codes[0], said=bool(prefecture), by_post=by_post, places=places)
    if codes:
        return Whereabouts(candidates=tuple(codes), why="住所が2つの市町村にあてはまります。")
    fitting = {
        f"{one.prefecture}{one.municipality}"
        for one in posted
        if prefecture in ("", one.prefecture) and _begins(rest, one.municipality)
    }
    if len(fitting) == 1:
        return Whereabouts(elsewhere=fitting.pop())
    candidates = tuple(one.code for one in places if one.code in by_post)
    if posted:
        return Whereabouts(candidates=candidates, why="住所と郵便番号が、同じ市町村のものではありません。")
    return Whereabouts(why="住所から市町村が分かりません。")


def _of_one(code: str, *, said: bool, by_post: set[str], places: Sequence[NamedMunicipality]) -> Whereabouts:
    """One name fits: it is certain when prefecture or postal code say so and neither says otherwise."""
    if by_post and code not in by_post:
        others = tuple(one.code for one in places if one.code in by_post)
        return Whereabouts(candidates=(code, *others), why="住所と郵便番号が、別の市町村のものです。")
    if said or by_post:
        return Whereabouts(code=code)
    return Whereabouts(
        candidates=(code,), why="都道府県と郵便番号がなく、同じ名前のほかの市町村かもしれません。"
    )


def _begins(rest: str, name: str) -> bool:
    """Whether what follows the prefecture begins with the name; either may leave out the county (郡)."""
    district = _DISTRICT.match(rest)
    written = {rest, rest[district.end() :] if district else rest}
    of_name = _DISTRICT.match(name)
    names = {name, name[of_name.end() :] if of_name else name}
    return any(
        search_key(one).startswith(search_key(wanted)) for one in written for wanted in names if wanted
    )


def _posted(postal_code: str) -> tuple[PostalAddress, ...]:
    try:
        return tuple(lookup(postal_code)) if postal_code else ()
    except PostalCodeError:
        return ()
