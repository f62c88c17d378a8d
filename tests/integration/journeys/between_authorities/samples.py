"""A household that has moved in, and somebody of that name who had moved out next door."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.cases.api import Case, Channel, NewCase, OpenCases, OpenCasesInput
from madoguchi.lib.japanese.dates import parse_date

HERE, THERE = "072028", "072087"
KITAKATA = "福島県喜多方市字御清水東7244番地2"
TOKYO = "東京都世田谷区北沢2-8-18"
PEOPLE = [
    {"person.name": "会津 十三蔵", "person.birth_date": "1966-04-03", "person.sex": "male"},
    {"person.name": "会津 恵美子", "person.birth_date": "1970-11-02", "person.my_number_card": "yes"},
]


def system(code: str = HERE) -> Context:
    """A job, or a flow."""
    return Context(code, Actor.system("flows"), purpose="テスト")


def moved_in(
    address: str = KITAKATA, postal_code: str = "", *, code: str = HERE, online: bool = False, **more: Any
) -> Case:
    """An accepted 転入届 (online: one that has only arrived)."""
    data = {
        "move.date": "2026-03-11",
        "move.old_address": address,
        "move.old_postal_code": postal_code,
        "move.new_town": "門田町大字飯寺字村西",
        "contact.phone": "090-0000-1234",
        "members": PEOPLE,
    } | more
    new = NewCase("move_in_notification", "転入届", "resident_register", person_name="会津 十三蔵", data=data)
    return _open(code, new, Channel.ONLINE if online else Channel.COUNTER)


def moved_out(code: str = THERE, name: str = "会津 十三蔵", born: str = "1966-04-03") -> Case:
    """A 転出届 at the municipality that was left."""
    birth = parse_date(born.replace("-", ""))
    new = NewCase(
        "move_out_notification", "転出届", "resident_register", person_name=name, person_birth=birth
    )
    return _open(code, new, Channel.COUNTER)


def _open(code: str, new: NewCase, channel: Channel) -> Case:
    (case,) = run(OpenCases(), system(code), OpenCasesInput(uuid4(), (new,), channel))
    return case
