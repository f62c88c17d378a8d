"""Somebody died: the relative who comes, the record of who died, and everything handed on at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests.integration.surfaces.staff_web.counter.steps import HERE, accept, scan, text_of, visits

from madoguchi.core import clock, tenancy
from madoguchi.core.packs import Scenario, load_packs_or_refuse
from madoguchi.engines.cases.api import Case
from madoguchi.engines.residents.api import NewHousehold, NewResident, Status, load_synthetic_register
from madoguchi.journeys.counter_visit.api import VisitDocument
from madoguchi_testing.people import sealed_code

pytestmark = pytest.mark.django_db

FATHER = NewResident(
    uuid4(), "0000000021", "例示", "正", "レイジ", "タダシ", date(1946, 3, 3), "male", "head"
)
MOTHER = NewResident(
    uuid4(), "0000000022", "例示", "花", "レイジ", "ハナ", date(1948, 5, 5), "female", "spouse"
)
FATHER_ENTERED = replace(FATHER, status=Status.DECEASED, status_changed_on=date(2026, 10, 5))


@pytest.fixture(autouse=True)
def _day_of_the_scenario(_day_and_keys: None) -> Iterator[None]:
    with clock.fixed(date(2026, 10, 13)):
        yield


@pytest.fixture
def scenario(settings: Any) -> Scenario:
    """The father of 80 who lived alone; his son comes."""
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    return next(one for one in packs.scenarios if one.file.endswith("scenarios/bereavement.yaml"))


@pytest.fixture
def sealed(scenario: Scenario, settings: Any) -> str:
    return sealed_code(load_packs_or_refuse(settings.MADOGUCHI_PACKS), scenario)


def register(*people: NewResident) -> None:
    home = NewHousehold(uuid4(), "0000777778", "9650000", "例示町一丁目", "2番3号", "", "", people)
    load_synthetic_register(HERE, [home])


def test_the_record_of_who_died_stands_beside_the_answers(sealed: str, clerk: Client) -> None:
    register(FATHER_ENTERED)
    page = text_of(clerk.get(scan(clerk, sealed)["Location"]))
    assert "住民記録 0000000021（死亡）" in page
    assert "亡くなった方の氏名 例示 正" in page
    assert "ほかの方はいません" in page
    # That he died is why they came: no band shouts it at them.
    assert "band-deceased" not in page
    # A claim may run for years: the clerk reads which year.
    assert "2028年10月5日まで" in page
    assert "住民のままです" not in page


def test_a_matter_of_the_family_register_leads_to_possible_relatives(sealed: str, clerk: Client) -> None:
    register(FATHER_ENTERED)
    page = text_of(clerk.get(scan(clerk, sealed)["Location"]))
    assert page.count("親族かもしれない人を住民記録で見る") == 1
    assert f"/residents/{FATHER_ENTERED.uuid}/relatives/" in page


def test_a_death_that_nobody_entered_is_asked_about(sealed: str, clerk: Client) -> None:
    register(FATHER, MOTHER)
    page = text_of(clerk.get(scan(clerk, sealed)["Location"]))
    assert "例示 正は、住民記録ではまだ住民のままです。" in page
    assert "例示 花（夫・妻）" in page
    assert "直さないと受理できないこと" not in page


def test_whoever_is_not_in_the_register_is_asked_about(sealed: str, clerk: Client) -> None:
    page = text_of(clerk.get(scan(clerk, sealed)["Location"]))
    assert "例示 正が、住民記録に見つかりません。" in page


def test_a_day_that_differs_from_the_register_is_marked_and_taken_over(sealed: str, clerk: Client) -> None:
    register(replace(FATHER_ENTERED, status_changed_on=date(2026, 10, 4)))
    address = scan(clerk, sealed)["Location"]
    page = text_of(clerk.get(address))
    assert "（亡くなった日を住民記録に合わせる）" in page
    seen = re.search(r'deceased\.date/register/".*?name="seen" value="([^"]+)"', page, re.DOTALL)
    assert seen is not None
    clerk.post(f"{address}item/deceased.date/register/", {"seen": seen[1]})
    (visit,) = visits()
    assert visit.answers["deceased.date"] == "2026-10-04"


def test_everything_is_accepted_at_once_under_the_name_of_who_died(sealed: str, clerk: Client) -> None:
    register(FATHER_ENTERED)
    page = text_of(accept(clerk, scan(clerk, sealed)["Location"]))
    assert "届出を受理しました" in page
    with tenancy.municipality(HERE):
        cases = {one.procedure_key: (one.person_name, one.desk_role) for one in Case.objects.all()}
        papers = {one.document_key for one in VisitDocument.objects.all()}
    assert cases["late_elderly_death"] == ("例示 正", "health_insurance")
    assert cases["care_insurance_death"] == ("例示 正", "care_insurance")
    assert len({desk for _, desk in cases.values()}) >= 5
    assert papers == {"guide_slip", "generic_application"}


def test_without_a_code_the_household_says_who_died(clerk: Client) -> None:
    register(FATHER, MOTHER)
    begin = f"/{HERE}/counter/begin/{MOTHER.uuid}/"
    assert "亡くなった方のこと：この世帯のどなたですか" in text_of(clerk.get(begin))
    clerk.post(begin, {"event": "bereavement", "about": str(FATHER.uuid)})
    (visit,) = visits()
    assert visit.answers["deceased.name"] == "例示 正"
    assert visit.answers["deceased.resident"] is True
    (member,) = visit.answers["members"]
    assert member["person.name"] == "例示 花"
    assert member["person.is_applicant"] is True
    # She is the wife of a head who is no more.
    assert "person.relation" not in member
