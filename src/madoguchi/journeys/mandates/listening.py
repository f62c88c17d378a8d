"""A new case of somebody who may have applied already; and no decision before a mandate was checked."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from madoguchi.core.actions import Context, Event, subscribe
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.core.vocabulary import ACTING
from madoguchi.engines.cases.api import CaseHeldError

_CASE = "case:"


class MandateOpenError(CaseHeldError):
    """Nobody has checked it."""

    def __init__(self) -> None:
        super().__init__(
            "委任をまだ確かめていないので、決定できません。案件の「代わりに申請した人」の「委任を確かめる」で、"
            "先に確かめてください。書類が足りないときは、補正を求めてください。"
        )


class MandateRefusedError(CaseHeldError):
    """Somebody has checked it, and it does not hold."""

    def __init__(self) -> None:
        super().__init__(
            "委任を認めていないので、決定できません。補正を求めるか、却下してください。新しい書類を見たときは、"
            "「委任をもう一度確かめる」で記録してください。"
        )


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


@subscribe("cases.decided")
def _not_before_the_mandate_was_checked(context: Context, event: Event) -> None:
    """Somebody would be told who may not be meant. Raises MandateOpenError, MandateRefusedError."""
    from madoguchi.journeys.mandates.reading import mandate_of

    standing = mandate_of(context, UUID(event.subject.removeprefix(_CASE)))
    if standing.is_open:
        raise (MandateRefusedError if standing.refusal else MandateOpenError)()
