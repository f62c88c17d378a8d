"""An event that is no move goes all the way through the counter, and nothing speaks of moving."""

from __future__ import annotations

import io
import shutil
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pypdf import PdfReader
from tests.integration.surfaces.staff_web.counter.steps import HERE, accept, scan, text_of, version_in, visits

from madoguchi.core import tenancy
from madoguchi.core.packs import Packs, load_packs_or_refuse
from madoguchi.engines.cases.api import Case
from madoguchi.engines.handover.api import records
from madoguchi.engines.residents.api import NewHousehold, NewResident, load_synthetic_register
from madoguchi.journeys.counter_visit.api import VisitDocument
from madoguchi_testing.people import sealed_code

pytestmark = pytest.mark.django_db

PACKS = Path(__file__).parents[5] / "packs"

EVENT = """
key: key_lost
label: 公民館の鍵をなくした
description: 公民館の鍵をなくしたとき
icon: other
sets: {life.event: key_lost, move.kind: none}
questions:
  - {item: members, roster: [person.relation, person.birth_date]}
  - contact.visitor
"""
PROCEDURES = {
    "key_report": """
key: key_report
label: 鍵の届
summary: 鍵をなくしたことを届け出ます。
sources: [{title: 試験のための手続き, at: 試験, read: 2026-11-21, verified: true}]
concerns: household
applies_when: life.event == "key_lost"
channels: [pre_application, counter]
desk: resident_register
bring:
  - {what: power_of_attorney, who: household, when: contact.visitor == "proxy"}
asks: [household.address, contact.phone, person.name, person.name_kana, person.birth_date, person.relation]
document: generic_application
handover: resident_register.key_lost
flow: by_hand
""",
    "key_meeting": """
key: key_meeting
label: 鍵の説明会
summary: 65歳以上の方に説明します。
sources: [{title: 試験のための手続き, at: 試験, read: 2026-11-21, verified: true}]
concerns: person
applies_when: life.event == "key_lost" and person.age >= 65
channels: [counter]
desk: care_insurance
flow: by_hand
asks: [person.name]
""",
    "key_tax": """
key: key_tax
label: 鍵の税の届
summary: 税務署に届け出ます。
sources: [{title: 試験のための手続き, at: 試験, read: 2026-11-21, verified: true}]
concerns: household
applies_when: life.event == "key_lost"
channels: [counter]
desk: tax_office
""",
}
SCENARIO = """
scenario: 鍵をなくした夫婦
municipality: "072028"
today: 2026-03-19
event: key_lost
answers:
  contact.visitor: member
  contact.phone: 0242-00-1234
  household.address: 会津若松市門田町大字飯寺字村西582番地1
  members:
    - {name: 髙橋 隆, name_kana: タカハシ タカシ, birth_date: 1950-01-01, relation: head, is_applicant: true}
    - {name: 髙橋 緑, name_kana: タカハシ ミドリ, birth_date: 1962-02-02, relation: spouse}
plan: {includes: [{procedure: key_report}]}
"""
HEAD = NewResident(
    uuid4(), "0000000011", "髙橋", "隆", "タカハシ", "タカシ", date(1950, 1, 1), "male", "head"
)
WIFE = NewResident(
    uuid4(), "0000000012", "髙橋", "緑", "タカハシ", "ミドリ", date(1962, 2, 2), "female", "spouse"
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packs with one event more, which is no move."""
    root = tmp_path_factory.mktemp("installation") / "packs"
    shutil.copytree(PACKS, root, ignore=shutil.ignore_patterns("_broken"))
    choices = root / "common/vocabulary/life.yaml"
    text = choices.read_text(encoding="utf-8")
    choices.write_text(text.replace("    choices:\n", "    choices:\n      key_lost: 鍵\n"), encoding="utf-8")
    (root / "common/events/key_lost.yaml").write_text(EVENT, encoding="utf-8")
    for key, procedure in PROCEDURES.items():
        (root / "common/procedures" / key).mkdir()
        (root / "common/procedures" / key / "procedure.yaml").write_text(procedure, encoding="utf-8")
    (root / "aizu/scenarios/key_lost.yaml").write_text(SCENARIO, encoding="utf-8")
    return root


@pytest.fixture
def packs(root: Path, settings: Any) -> Packs:
    settings.MADOGUCHI_PACKS = root
    return load_packs_or_refuse(root)


@pytest.fixture
def key_lost(packs: Packs) -> str:
    """The couple's sealed code."""
    return sealed_code(packs, next(one for one in packs.scenarios if one.event == "key_lost"))


def load_the_couple() -> None:
    home = NewHousehold(
        uuid4(), "0000777777", "9650846", "門田町大字飯寺字村西", "582番地1", "", "", (HEAD, WIFE)
    )
    load_synthetic_register(HERE, [home])


def test_residents_are_compared_with_the_register_as_residents(key_lost: str, clerk: Client) -> None:
    load_the_couple()
    page = text_of(clerk.get(scan(clerk, key_lost)["Location"]))
    assert "住民記録 0000000011" in page
    assert "すでに住民として登録されています" not in page
    assert "足りないもの・食い違いはありません" in page


def test_who_is_not_in_the_register_is_asked_about(key_lost: str, clerk: Client) -> None:
    page = text_of(clerk.get(scan(clerk, key_lost)["Location"]))
    assert page.count("住民の登録に見つかりません") == 2
    assert "直さないと受理できないこと" not in page


def test_the_screen_speaks_neither_of_moving_nor_of_the_event_as_an_answer(
    key_lost: str, clerk: Client
) -> None:
    page = text_of(clerk.get(scan(clerk, key_lost)["Location"]))
    assert "公民館の鍵をなくした" in page
    for word in ("引越し", "転入", "転出", "手続きの種類", "row-life-event"):
        assert word not in page


def test_it_is_accepted_with_its_cases_papers_and_hand_over(key_lost: str, clerk: Client) -> None:
    load_the_couple()
    address = scan(clerk, key_lost)["Location"]
    page = text_of(accept(clerk, address))
    assert "届出を受理しました" in page
    with tenancy.municipality(HERE):
        cases = {(one.procedure_key, one.person_name) for one in Case.objects.all()}
        papers = {one.document_key: one for one in VisitDocument.objects.all()}
    assert cases == {("key_report", "髙橋 隆"), ("key_meeting", "髙橋 隆")}
    assert set(papers) == {"generic_application", "guide_slip"}
    assert [one.kind for one in records(HERE)] == ["key_lost"]
    for paper in papers.values():
        text = "".join(one.extract_text() for one in PdfReader(io.BytesIO(bytes(paper.pdf))).pages)
        assert "髙橋" in text or "鍵" in text
        for word in ("引越し", "前の住所", "転入"):
            assert word not in text, paper.document_key


def test_the_visitor_signs_what_the_application_says(key_lost: str, clerk: Client) -> None:
    page = text_of(clerk.get(f"{scan(clerk, key_lost)['Location']}sign/"))
    assert "会津若松市門田町大字飯寺字村西582番地1" in page
    assert "鍵の届" in page


def test_a_visit_without_a_code_is_led_to_the_same_plan(packs: Packs, clerk: Client) -> None:
    address = clerk.post(f"/{HERE}/counter/start/", {"event": "key_lost"})["Location"]
    page = clerk.get(address)
    keys = [row.key for row in page.context["people_rows"]]
    posted: dict[str, Any] = {"version": version_in(text_of(page)), "person": keys}
    posted |= {f"person-{keys[0]}-relation": "child", f"person-{keys[0]}-birth_date": "S41.4.3"}
    assert clerk.post(f"{address}people/", posted).status_code == 303
    page = text_of(clerk.get(address))
    assert "鍵の届" in page
    assert "世帯主がいません" not in page


def test_a_visit_from_the_register_begins_with_the_address_where_the_household_stays(
    packs: Packs, clerk: Client
) -> None:
    load_the_couple()
    clerk.post(f"/{HERE}/counter/begin/{WIFE.uuid}/", {"event": "key_lost"})
    (kept,) = visits()
    assert kept.answers["household.address"] == "会津若松市門田町大字飯寺字村西582番地1"
    assert "move.old_address" not in kept.answers
    assert [one["person.name"] for one in kept.answers["members"]] == ["髙橋 隆", "髙橋 緑"]


def test_what_another_authority_takes_is_told_and_not_filed(key_lost: str, clerk: Client) -> None:
    page = text_of(clerk.get(scan(clerk, key_lost)["Location"]))
    assert "鍵の税の届" in page
    assert 'value="key_tax"' not in page
    assert "税務署" in page
