"""A small office: a register with people whom one must not overlook, cases on desks, hand-overs, times."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from madoguchi.core import clock, measuring, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.measuring import api as measuring_api
from madoguchi.core.packs import MunicipalityPack
from madoguchi.engines.cases.api import Case, NewCase, OpenCases, OpenCasesInput
from madoguchi.engines.handover.api import HandoverRecord, NewHandover, Status, record_handovers
from madoguchi.engines.residents.api import NewHousehold, NewResident, load_synthetic_register
from madoguchi.engines.residents.api import Status as ResidentStatus
from madoguchi.journeys.flow_work import listening

__all__ = ["Office", "furnish", "measuring"]

HERE, NEIGHBOUR = "072028", "072087"


def person(number: int, name: str, kana: str, birth: date, **more: object) -> NewResident:
    (family, given), (family_kana, given_kana) = name.split(" "), kana.split(" ")
    values: dict[str, object] = {
        "sex": "male",
        "relation": "head",
        "became_resident_on": date(2001, 4, 1),
        "address_since": date(2010, 10, 1),
        "health_insurance": "national",
    } | more
    return NewResident(
        uuid.UUID(int=number), f"{number:010d}", family, given, family_kana, given_kana, birth, **values
    )  # type: ignore[arg-type]


TOMIZO = person(101, "会津 十三蔵", "アイヅ トミゾウ", date(1966, 4, 3))
EMIKO = person(
    102, "会津 恵美子", "アイヅ エミコ", date(1970, 11, 2), sex="female", relation="spouse", care_insured=True
)
AOI = person(
    103,
    "会津 葵",
    "アイヅ アオイ",
    date(2004, 8, 9),
    sex="female",
    relation="child",
    status=ResidentStatus.MOVED_OUT,
    status_changed_on=date(2025, 3, 28),
    destination="東京都世田谷区北沢2-8-18",
)
SHIGE = person(
    104,
    "会津 シゲ",
    "アイヅ シゲ",
    date(1938, 1, 15),
    sex="female",
    relation="parent",
    status=ResidentStatus.DECEASED,
    status_changed_on=date(2024, 12, 1),
)
HANA = person(201, "髙橋 花", "タカハシ ハナ", date(1988, 2, 29), sex="female", protected=True)
SORA = person(202, "髙橋 空", "タカハシ ソラ", date(2015, 6, 1), relation="child")
TADASHI = person(301, "渡邉 正", "ワタナベ タダシ", date(1950, 1, 1))
YOSHIDA = person(401, "𠮷田 トメ", "ヨシダ トメ", date(1943, 5, 5), sex="female")


def household(number: int, *people: NewResident, block: str = "582番地1", phone: str = "") -> NewHousehold:
    return NewHousehold(
        uuid.UUID(int=number * 1000),
        f"{number:010d}",
        "9650846",
        "門田町大字飯寺字村西",
        block,
        "",
        phone,
        people,
    )


@dataclass(frozen=True)
class Office:
    """What lies there."""

    cases: list[Case]
    handovers: list[HandoverRecord]


@contextmanager
def moved_by_hand() -> Iterator[None]:
    """A municipality whose overlay says `flow: by_hand` of every procedure."""
    known = listening.pack_of

    def without_flows(code: str) -> MunicipalityPack:
        pack = known(code)
        moved = {key: replace(one, flow=None) for key, one in pack.procedures.items()}
        return replace(pack, procedures=moved)

    with pytest.MonkeyPatch.context() as patching:
        patching.setattr(listening, "pack_of", without_flows)
        yield


def furnish(code: str = HERE, *, cases: int = 3, people: bool = True) -> Office:
    """Fill one municipality. Works in a test's transaction as well as committed."""
    actor = Actor.system("tests")
    context = Context(code, actor, purpose="テスト")
    if people:
        load_synthetic_register(
            code,
            [
                household(1, TOMIZO, EMIKO, AOI, SHIGE, phone="090-0000-1234"),
                household(2, HANA, SORA, block="1番地2", phone="090-0000-5678"),
                household(3, TADASHI, block="3番地"),
                household(4, YOSHIDA, block="4番地"),
            ],
        )
    today = clock.today()
    opened = run(
        OpenCases(),
        context,
        OpenCasesInput(
            uuid.uuid4(), tuple(_case(number, today + timedelta(days=number - 1)) for number in range(cases))
        ),
    )
    with tenancy.municipality(code):
        handovers = record_handovers(
            context,
            [
                NewHandover(
                    "resident_register",
                    "move_in",
                    {
                        "procedure": "move_in_notification",
                        "persons": None,
                        "answers": {"members": []},
                        "filed_on": today.isoformat(),
                        "number": number,
                    },
                )
                for number in range(3)
            ],
        )
        handovers[0].status, handovers[0].attempts = Status.ACKNOWLEDGED.value, 1
        handovers[0].acknowledged_at = clock.now()
        handovers[1].status, handovers[1].attempts = Status.FAILED.value, 2
        handovers[1].message = "町字コードが住民記録にありません。住所を直してください。"
        for record in handovers[:2]:
            record.save()
        for minutes in (3, 4, 9):
            journey = uuid.uuid4()
            begin = clock.now() - timedelta(hours=3)
            for step, after in (
                ("pre_application.started", 0),
                ("pre_application.finished", minutes),
                ("counter_visit.scanned", 100),
                ("counter_visit.identified", 103),
                ("counter_visit.accepted", 108),
            ):
                measuring_api.record(step, journey, at=begin + timedelta(minutes=after))
    return Office(opened, handovers)


def _case(number: int, due: date) -> NewCase:
    names = ["会津 十三蔵", "髙橋 花", "𠮷田 トメ", "渡邉 正"]
    return NewCase(
        "national_health_insurance_join" if number % 2 else "care_certification_transfer",
        "国民健康保険の加入" if number % 2 else "要介護認定の引継ぎ",
        "health_insurance",
        number,
        names[number % 4],
        due,
        {
            "move.date": "2026-03-11",
            "move.new_town": "門田町大字飯寺字村西",
            "move.new_block": "582番地1",
            "members": [
                {
                    "person.name": names[number % 4],
                    "person.birth_date": "1950-02-12",
                    "person.care_level": "care_2",
                }
            ],
        },
    )
