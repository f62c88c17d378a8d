"""Rules about addresses: is the town there, is it in this municipality, does the postal code belong to it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from madoguchi.core.languages import say, say_mistake
from madoguchi.engines.forms.domain.checks.subject import Subject
from madoguchi.engines.forms.domain.findings import Finding, ask, must
from madoguchi.lib.japanese.addresses import split_town, town_key
from madoguchi.lib.japanese.postal import PostalAddress, PostalCodeError, lookup, towns_of

PREFECTURE = re.compile(r"(?:北海道|東京都|京都府|大阪府|[^\s0-9]{2,3}県)")
_DISTRICT = re.compile(r"[^\s0-9]{1,5}郡")
_POSTAL_CODE, _TOWN = "move.new_postal_code", "move.new_town"


def addresses(subject: Subject) -> Iterator[Finding]:
    """All rules of this file."""
    if subject.text("move.kind") != "move_out":
        yield from _new_town(subject)
        yield from _new_postal_code(subject)
    if subject.text("move.kind") == "move_in":
        yield from _already_here(subject, "move.old_address")
    if subject.text("move.kind") == "move_out":
        yield from _already_here(subject, "move.destination_address")


def without_municipality(subject: Subject, address: str) -> str | None:
    """The address after this municipality's prefecture and name; None when it names another municipality.

    An address that names none is inside this one. Only a prefecture makes sure that a name is meant as that
    of a municipality: many towns end in 町 as well.
    """
    municipality = subject.pack.municipality
    rest = address.replace(" ", "")
    said_prefecture = PREFECTURE.match(rest)
    if said_prefecture:
        if said_prefecture.group() != municipality.prefecture:
            return None
        rest = rest[said_prefecture.end() :]
    without_district = _DISTRICT.sub("", rest, count=1) if _DISTRICT.match(rest) else rest
    if without_district.startswith(municipality.name):
        return without_district.removeprefix(municipality.name)
    return None if said_prefecture else rest


def _new_town(subject: Subject) -> Iterator[Finding]:
    town = subject.text(_TOWN)
    if town is None:
        return
    here = subject.pack.municipality
    inside = without_municipality(subject, town)
    if inside is None:
        message = say("新しい住所が、{municipality}の外になっています。", municipality=here.name)
        remedy = say(
            "{municipality}の中の住所を入力するか、はじめに戻って引越し先の市町村を選び直してください。",
            municipality=here.name,
        )
        yield must("other_municipality", message, _TOWN, remedy=remedy)
        return
    towns = towns_of(here.code)
    if towns and split_town(inside, here.code).town is None:
        near = _nearest_town(inside, [one.name for one in towns])
        if near:
            guess = say("「{town}」ではありませんか。", town=near)
        else:
            guess = say("町の名前を、契約書などで確かめてください。")
        message = say(
            "新しい住所の町の名前が、{municipality}の町名の一覧にありません。", municipality=here.name
        )
        yield ask("unknown_town", message, _TOWN, remedy=guess)


def _nearest_town(typed: str, known: list[str]) -> str | None:
    by_key = {town_key(name): name for name in known}
    typed_key = town_key(typed)
    found = difflib.get_close_matches(typed_key, list(by_key), n=1, cutoff=0.6)
    return by_key[found[0]] if found else None


def _new_postal_code(subject: Subject) -> Iterator[Finding]:
    postal_code = subject.text(_POSTAL_CODE)
    if postal_code is None:
        return
    here = subject.pack.municipality
    try:
        known = lookup(postal_code)
    except PostalCodeError as problem:
        said = say_mistake(problem)
        yield must(
            "postal_code",
            say("新しい住所の郵便番号：{problem}", problem=said),
            _POSTAL_CODE,
            remedy=say("7桁の数字に直してください。"),
        )
        return
    if not known:
        message = say("新しい住所の郵便番号が、郵便番号の一覧にありません。")
        yield ask("unknown_postal_code", message, _POSTAL_CODE, remedy=say("郵便番号を確かめてください。"))
        return
    own = [address for address in known if address.municipality_code == here.code]
    if not own:
        other = f"{known[0].prefecture}{known[0].municipality}"
        message = say(
            "新しい住所の郵便番号は、{other}のものです。{municipality}の郵便番号ではありません。",
            other=other,
            municipality=here.name,
        )
        remedy = say("郵便番号を直すか、はじめに戻って引越し先の市町村を選び直してください。")
        yield must("postal_code_of_other_municipality", message, _POSTAL_CODE, remedy=remedy)
        return
    yield from _postal_code_and_town(subject, own)


def _postal_code_and_town(subject: Subject, own: list[PostalAddress]) -> Iterator[Finding]:
    inside = without_municipality(subject, subject.text(_TOWN) or "")
    town = split_town(inside, subject.pack.municipality.code).town if inside else None
    named = {town_key(address.town) for address in own if address.town}
    if town is not None and named and town_key(town.name) not in named:
        belongs = "、".join(sorted({address.town for address in own if address.town})[:3])
        message = say(
            "新しい住所の郵便番号は「{towns}」のもので、入力された町の名前とちがいます。", towns=belongs
        )
        yield ask(
            "postal_code_and_town",
            message,
            _POSTAL_CODE,
            _TOWN,
            remedy=say("どちらが正しいか、確かめてください。"),
        )


def _already_here(subject: Subject, key: str) -> Iterator[Finding]:
    address = subject.text(key)
    if address is None or not PREFECTURE.match(address.replace(" ", "")):
        return
    here = subject.pack.municipality
    if without_municipality(subject, address) is not None:
        if key == "move.old_address":
            message = say("これまでの住所が、{municipality}の中になっています。", municipality=here.name)
        else:
            message = say("引越し先の住所が、{municipality}の中になっています。", municipality=here.name)
        remedy = say(
            "{municipality}の中の引越しは「転居届」です。住所か、手続きの種類を確かめてください。",
            municipality=here.name,
        )
        yield ask("same_municipality", message, key, "move.kind", remedy=remedy)
