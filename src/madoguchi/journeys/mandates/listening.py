"""A new case of somebody who may have applied already: a job looks for the other one."""

from __future__ import annotations

from django.conf import settings

from madoguchi.core.actions import Context, Event, subscribe
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.core.vocabulary import ACTING

_CASE = "case:"


@subscribe("cases.opened")
def _look_for_another(context: Context, event: Event) -> None:
    """Only where several people may apply for one: everything else would be looked for in vain."""
    key = str(event.data.get("procedure", ""))
    pack = load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality(context.municipality_code)
    procedure = pack.procedures.get(key)
    if procedure is None or ACTING not in procedure.asks or procedure.flow is None:
        return
    from madoguchi.journeys.mandates.tasks import note_alike

    note_alike.defer(municipality_code=context.municipality_code, case=event.subject.removeprefix(_CASE))
