"""How much waits for somebody, for the navigation of every page: numbers only, so nobody's data is read."""

from __future__ import annotations

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import Context
from madoguchi.core.packs import MunicipalityPack
from madoguchi.engines.approvals.api import number_of_stuck, number_of_turns, waiting_drafts
from madoguchi.engines.assessments.api import waiting_surveys
from madoguchi.engines.exchange.api import waiting_messages
from madoguchi.engines.flows.api import waiting_tasks
from madoguchi.engines.matching.api import waiting_reviews
from madoguchi.engines.tax_ledger.api import waiting_notices
from madoguchi.journeys.appointments.office.api import waiting_calls
from madoguchi.journeys.online_application.office.api import waiting_applications
from madoguchi.surfaces.staff_web.navigation import Waiting, desks_of


def waiting_of(context: Context, pack: MunicipalityPack) -> Waiting:
    """What waits for the person: one round trip to the database, two statements more for who approves,
    and what finds documents that nobody can move for who names people.
    """
    actor = context.actor
    desks = [desk.role for desk in desks_of(actor, pack)] if actor.may("cases.work") else []
    asked = (
        *waiting_messages(actor),
        *waiting_applications(actor),
        *waiting_surveys(actor),
        *waiting_reviews(actor),
        *waiting_notices(actor),
        *waiting_drafts(actor),
        *waiting_calls(actor),
    )
    if desks:
        asked += waiting_tasks(desks, clock.today())
    found = tenancy.count_each(pack.municipality.code, asked)
    return Waiting(
        tasks=found.get("tasks", 0),
        late=found.get("late_tasks", 0),
        approvals=number_of_turns(context) + number_of_stuck(context),
        sent_back=found.get("sent_back", 0),
        messages=found.get("messages", 0),
        applications=found.get("applications", 0),
        surveys=found.get("surveys", 0),
        reviews=found.get("reviews", 0),
        notices=found.get("notices", 0),
        calls=found.get("calls", 0),
    )
