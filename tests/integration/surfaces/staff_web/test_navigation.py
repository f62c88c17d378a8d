"""The numbers beside the lines of the navigation: what waits for the person, and for nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from tests.integration.engines.assessments.people import an_office, ordered
from tests.integration.engines.exchange.samples import pass_on, send
from tests.integration.surfaces.staff_web.conftest import HERE, NEIGHBOUR, SignedIn
from tests.integration.surfaces.staff_web.flows.samples import REGISTER, opened

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import run
from madoguchi.engines.approvals.api import Absence, ApproveDocument, number_of_turns
from madoguchi.engines.assessments.api import SurveyReason, WithdrawSurvey
from madoguchi.engines.flows.api import FlowTask
from madoguchi_testing.approvals import leave, town_hall

_LINE = re.compile(
    r'<li class="is-waiting"><a href="([^"]*)"[^>]*>(?:(?!</li>).)*'
    r'<span class="side-count figures">(.*?)</span></a>'
)


def counts(client: Client, code: str = HERE) -> dict[str, str]:
    """By address below the municipality: what stands beside the line, without marks."""
    page = client.get(f"/{code}/shortcuts/").content.decode()
    return {
        where.removeprefix(f"/{code}/"): re.sub(r"<[^>]*>", " ", words).strip()
        for where, words in _LINE.findall(page)
    }


def test_open_and_late_tasks_of_ones_own_desks_are_counted(signed_in: SignedIn) -> None:
    officer, other = signed_in("desk_officer", desks=(REGISTER,)), signed_in("desk_officer", desks=("tax",))
    assert counts(officer) == {}
    late, calm = opened(), opened(name="髙橋 花")
    opened(code=NEIGHBOUR)
    with tenancy.municipality(HERE):
        waiting = FlowTask.objects.filter(desk_role=REGISTER, ended_at__isnull=True, kind="person")
        for case, due in ((late, clock.today() - timedelta(days=1)), (calm, clock.today())):
            waiting.filter(subject=f"case:{case.uuid}").update(due=due)
        number, overdue = waiting.count(), waiting.filter(subject=f"case:{late.uuid}").count()
    assert counts(officer)["tasks/"].split() == [f"{number}件", f"遅れ{overdue}件"]
    assert "tasks/" not in counts(other)
    assert counts(signed_in("auditor")) == {}


def test_messages_are_counted_for_the_desk_they_came_to(signed_in: SignedIn) -> None:
    pass_on(send())
    assert counts(signed_in("desk_officer", desks=(REGISTER,), code=NEIGHBOUR), NEIGHBOUR) == {
        "exchange/": "1件"
    }
    assert counts(signed_in("desk_officer", desks=(REGISTER,))) == {}


@pytest.mark.django_db
def test_approvals_are_counted_for_whoever_may_judge_today(
    sign_in_as: Callable[[StaffMember], Client],
) -> None:
    hall = town_hall(HERE)
    document = hall.submit(hall.draft())
    hall.submit(hall.draft("kakaricho"), "kakaricho")
    assert counts(sign_in_as(hall.members["kakaricho"])) == {"approvals/": "1件"}
    assert counts(sign_in_as(hall.members["zeikacho"])) == {"approvals/": "1件"}
    hall.act("kakaricho", ApproveDocument, document)
    with tenancy.municipality(HERE):
        Absence.objects.create(
            municipality_code=HERE,
            staff_id=hall.actor("zeikacho").id,
            staff_name="課長",
            first_day=clock.today(),
            last_day=clock.today(),
            delegate_id=hall.actor("fuku").id,
        )
    turns = {name: number_of_turns(hall.context(name)) for name in ("tanto", "kakaricho", "zeikacho", "fuku")}
    # The chief clerk as deputy of the section chief, but never for the own draft.
    assert turns == {"tanto": 0, "kakaricho": 1, "zeikacho": 2, "fuku": 2}
    leaving = hall.context("fuku")
    leave(hall.members["fuku"])
    assert number_of_turns(leaving) == 0


@pytest.mark.django_db
def test_a_surveyor_reads_on_every_page_how_many_surveys_wait(
    sign_in_as: Callable[[StaffMember], Client],
) -> None:
    office = an_office()
    with tenancy.municipality(HERE):
        account = StaffMember.objects.get(pk=int(office.surveyor.actor.id.partition(":")[2]))
    surveyor = sign_in_as(account)
    assert "わたしが行く調査" in surveyor.get(f"/{HERE}/").content.decode()
    assert counts(surveyor) == {}
    first = ordered(office)
    ordered(office)
    ordered(office, to=office.other_surveyor)
    assert counts(surveyor) == {"tablet/": "2件"}
    start = surveyor.get(f"/{HERE}/").content.decode()
    assert '<b class="figures">2</b>件' in start
    assert "ここに待っている仕事はありません" not in start
    assert "会津 十三蔵" not in start
    run(WithdrawSurvey(), office.official, SurveyReason(first.uuid, "申請の取下げ"))
    assert counts(surveyor) == {"tablet/": "1件"}
