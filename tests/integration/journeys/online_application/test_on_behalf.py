"""Whoever acts for somebody hears how far it is, but not what was decided, unless the person wishes it."""

from __future__ import annotations

from tests.integration.journeys.online_application.office import HERE, Office
from tests.integration.journeys.online_application.test_following import applied

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, Event
from madoguchi.core.actions.events import publish
from madoguchi.engines.cases.api import AcceptCase, Case, RejectCase
from madoguchi.journeys.online_application.domain.states import CaseStatus
from madoguchi.journeys.online_application.domain.submissions import SignedApplication
from madoguchi.journeys.online_application.models import Application
from madoguchi.journeys.online_application.office.telling import RESULT_ELSEWHERE
from madoguchi_testing.online import Sent

REASON = "認定の条件に当てはまりません。"


def acted_for(office: Office) -> tuple[Sent[SignedApplication], Case]:
    """An application that somebody else has sent for the person."""
    sent, case = applied(office)
    with tenancy.municipality(HERE):
        Application.objects.update(tells_result=False)
    return sent, case


def mandate_checked(
    office: Office, sent: Sent[SignedApplication], *, from_outside: bool = True, notices: bool
) -> None:
    context = Context(HERE, Actor.system("test"))
    application = office.application(sent)
    data = {"verdict": "verified", "notices_to_agent": notices, "from_outside": from_outside}
    with tenancy.municipality(HERE):
        publish(context, Event("mandates.checked", f"application:{application.uuid}", data))


def test_who_acts_hears_that_the_person_was_told(office: Office) -> None:
    sent, case = acted_for(office)
    office.desk(AcceptCase(), case.uuid)
    assert office.told(sent).cases[0].status is CaseStatus.ACCEPTED
    office.desk(RejectCase(), case.uuid, REASON)
    told = office.told(sent).cases[0]
    assert (told.status, told.message) == (CaseStatus.DONE, RESULT_ELSEWHERE)


def test_a_checked_mandate_that_covers_it_tells_the_result_and_another_check_takes_it_back(
    office: Office,
) -> None:
    sent, case = acted_for(office)
    office.desk(RejectCase(), case.uuid, REASON)
    mandate_checked(office, sent, notices=True)
    assert office.told(sent).cases[0].message == REASON
    mandate_checked(office, sent, notices=False)
    assert office.told(sent).cases[0].message == RESULT_ELSEWHERE


def test_who_applies_for_themselves_always_hears_it(office: Office) -> None:
    sent, case = applied(office)
    mandate_checked(office, sent, from_outside=False, notices=False)
    office.desk(RejectCase(), case.uuid, REASON)
    assert office.told(sent).cases[0].message == REASON
