"""One application from home through two zones that run: sent, fetched, granted, handed over, read again.

For a process of the office zone; it reaches the public zone as a resident does, over its pages.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any, TypeVar

from madoguchi.core import clock, tenancy
from madoguchi.core.packs import Municipality
from madoguchi.engines.courier import api as courier
from madoguchi.engines.courier.promises import exchange_soon
from madoguchi.engines.handover.api import collect_answers
from madoguchi.engines.residents.api import count_residents, load_synthetic_register
from madoguchi_testing.jpki import IssuedCard
from madoguchi_testing.online.at_home import AtHome, Receipt, read_state
from madoguchi_testing.online.drafts import WantedDraft, make_drafts
from madoguchi_testing.online.movers import EVENT, PROCEDURES, Mover
from madoguchi_testing.online.office_side import application_of, core_system, decide, hand_out_cards, handled
from madoguchi_testing.people.browser import Browser
from madoguchi_testing.zones import looking_into

ALL_DONE = "手続きはすべて終わりました"
_LONGEST_SECONDS = 150.0
Found = TypeVar("Found")


class NeverHappenedError(Exception):
    """申請が、途中から先に進みません。"""


@dataclass(frozen=True, slots=True)
class CardHolder:
    """A fictional resident whom the register knows, with a card in a file."""

    mover: Mover
    file: Path
    card: IssuedCard = field(repr=False)


def card_holders(
    place: Municipality, folder: Path, number: int, *, password: str, pin: str
) -> list[CardHolder]:
    """So many people of the register with new cards in `folder`; they are the register where it is empty."""
    movers = [Mover.made_up(one) for one in range(number)]
    if not count_residents(place.code):
        load_synthetic_register(place.code, [mover.household() for mover in movers])
    files = hand_out_cards(place, movers, folder, password=password, pin=pin)
    return [CardHolder(mover, file, card) for mover, (file, card) in zip(movers, files, strict=True)]


def play(
    place: Municipality, holder: CardHolder, site: str, public: Mapping[str, Any], say: Callable[[str], None]
) -> dict[str, Any]:
    """Play it and tell what everybody saw. `site` is `host:port` of the residents' pages, `public` how Django
    finds the database of the public zone. Raises NeverHappenedError with the step at which it stopped.
    """
    code, core = place.code, core_system()
    phone = f"090-0000-{random.randrange(10**4):04d}"
    answers = holder.mover.answers(place, clock.today(), phone=phone)
    with looking_into(public):
        (cookie,) = make_drafts([WantedDraft(code, EVENT, PROCEDURES, answers)])
    person = AtHome(Browser(site, {"draft": cookie}), f"/{code}/{EVENT}/", holder.card)
    receipt = person.send(with_paper=True)
    if receipt is None or person.application is None:
        raise NeverHappenedError(f"{NeverHappenedError.__doc__}（送る）")
    number = person.application
    say(f"  {holder.mover.name}さん（架空の人）が転出届に署名して送りました　申請番号 {receipt.number}")
    with tenancy.municipality(code):
        exchange_soon(code)
    _until(lambda: application_of(code, number), "庁内が受け取る")
    arrived = handled(code, number)
    say(f"  庁内が受け取りました　受付番号 {arrived.reception}　本人の特定 {arrived.identified_by}")
    decide(code, number)

    def acknowledged() -> bool:
        core.receive()
        collect_answers(code)
        return all(one.endswith("受領済み") for one in handled(code, number).handovers)

    _until(acknowledged, "基幹システムに引き渡す")
    done = handled(code, number)
    say(f"  課が決めました　{'、'.join(done.cases)}　引き渡し {'、'.join(done.handovers)}")
    told = _until(lambda: _told(site, code, receipt), "住民が結果を読む")
    say(f"  状況のページ　{told}。\n")
    seen = {"who": holder.mover.name, "number": receipt.number, "phone": phone, "told": told}
    return {"application": seen | asdict(done), "arrivals": arrivals(code)}


def arrivals(code: str) -> dict[str, int]:
    """How many letters came, by what became of them, and how many answers have not gone."""
    counts = {status.value: number for status, number in courier.arrival_counts(code).items()}
    return counts | {"unsent": courier.unsent_count(code)}


def _told(site: str, code: str, receipt: Receipt) -> str:
    return ALL_DONE if ALL_DONE in read_state(site, code, receipt) else ""


def _until(found: Callable[[], Found | None], step: str) -> Found:
    ends = monotonic() + _LONGEST_SECONDS
    while not (seen := found()):
        if monotonic() > ends:
            raise NeverHappenedError(f"{NeverHappenedError.__doc__}（{step}）")
        sleep(0.1)
    return seen
