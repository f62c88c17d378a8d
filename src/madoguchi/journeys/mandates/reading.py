"""Who acts in a case, what was checked, and which other cases ask for the same."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings

from madoguchi.core import tenancy
from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.core.audit.api import record_reading
from madoguchi.core.clock import TOKYO
from madoguchi.core.packs import MunicipalityPack, load_packs_or_refuse
from madoguchi.core.vocabulary import ACTING, AnswersError, facts_from_json
from madoguchi.engines.cases.api import Case, Status
from madoguchi.journeys.mandates.domain.representing import (
    Office,
    Refusal,
    Representation,
    doubts,
    representation_in,
)
from madoguchi.journeys.mandates.models import AgentOffice, MandateCheck, Verdict

READ: Final = "cases.read"
NEAR: Final = timedelta(days=60)
"""So far apart two applications for the same may still be one that was made twice."""

MOST: Final = 5
_OVER: Final = (Status.REJECTED.value, Status.WITHDRAWN.value)


@dataclass(frozen=True, slots=True)
class Alike:
    """Another case of the same person for the same, and who applied in it."""

    case: Case
    acting: Representation | None


@dataclass(frozen=True, slots=True)
class ActingView:
    """What a desk sees: who acts (None: the person), what speaks against it, what was checked last, and
    cases that ask for the same.
    """

    acting: Representation | None
    doubts: tuple[str, ...]
    check: MandateCheck | None
    alike: tuple[Alike, ...]

    @property
    def is_open(self) -> bool:
        """Whether a paper has to prove the mandate and nobody has accepted one."""
        verified = self.check is not None and self.check.verdict == Verdict.VERIFIED
        return self.acting is not None and self.acting.must_be_checked and not verified

    @property
    def refusal(self) -> str:
        """Why it was refused, in words; empty when it was not."""
        refused = self.check is not None and self.check.verdict == Verdict.REFUSED
        return Refusal(self.check.reason).label if self.check is not None and refused else ""


def acting_view(context: Context, case: Case) -> ActingView:
    """Everything about who acts in a case that was read already. Raises NotAllowedError."""
    if not context.actor.may(READ):
        raise NotAllowedError(NotAllowedError.__doc__)
    asked = ACTING in case.data
    if not _somebody_may_act(case):
        return ActingView(None, (), None, ())
    acting = representation_of_case(case)
    with tenancy.municipality(context.municipality_code):
        others = tuple(Alike(one, representation_of_case(one)) for one in cases_alike(case)) if asked else ()
        if acting is None:
            found = ActingView(None, (), None, others)
        else:
            office, listed = _office(acting.office_number)
            said = tuple(doubts(acting, office, listed, _received_on(case)))
            found = ActingView(acting, said, latest_check(case.source_uuid), others)
        if others:
            record_reading(context, "mandates.alike", f"case:{case.uuid}", {"cases": len(others)})
    return found


def mandate_of(context: Context, case_uuid: UUID) -> ActingView:
    """Who acts in a case and what was checked, without others like it; for the platform itself."""
    with tenancy.municipality(context.municipality_code):
        case = Case.objects.filter(uuid=case_uuid).first()
        if case is None or not _somebody_may_act(case):
            return ActingView(None, (), None, ())
        return ActingView(representation_of_case(case), (), latest_check(case.source_uuid), ())


def representation_of_case(case: Case) -> Representation | None:
    """Who acts, read with the packs of the day on which the case came."""
    pack = _pack(case)
    try:
        facts = facts_from_json(case.data, pack.vocabulary, _received_on(case))
    except AnswersError:
        return None
    return representation_in(facts, pack.procedures.get(case.procedure_key))


def latest_check(source: UUID | None) -> MandateCheck | None:
    """What was checked last about a visit or an application, inside `tenancy.municipality(...)`."""
    return MandateCheck.objects.filter(source_uuid=source).order_by("-id").first() if source else None


def cases_alike(case: Case, *, before: bool = False) -> list[Case]:
    """Other cases of a person with this name and birth date for the same matter, from around the same time.

    What was refused or taken back does not count. `before`: only those that were opened earlier. Inside
    `tenancy.municipality(...)`; at most MOST, the newest first.
    """
    if not case.name_key or case.birth_first is None:
        return []
    found = Case.objects.filter(
        name_key=case.name_key,
        birth_first=case.birth_first,
        birth_last=case.birth_last,
        procedure_key__in=_same_matter(case),
        opened_at__gte=case.opened_at - NEAR,
        opened_at__lte=case.opened_at + NEAR,
    ).exclude(status__in=_OVER)
    found = found.filter(pk__lt=case.pk) if before else found.exclude(pk=case.pk)
    return list(found.order_by("-id")[:MOST])


def agent_offices(context: Context) -> tuple[AgentOffice, ...]:
    """All offices on the municipality's list. Raises NotAllowedError."""
    if not context.actor.may(READ):
        raise NotAllowedError(NotAllowedError.__doc__)
    with tenancy.municipality(context.municipality_code):
        return tuple(AgentOffice.objects.all())


def addressee_of(context: Context, case_uuid: UUID) -> tuple[str, ...]:
    """To whom notices of a case go: the person at home, or whoever acts where a checked mandate says so and
    the person wishes it. Lines for a letter; empty where the case is not known. Raises NotAllowedError.
    """
    if not context.actor.may(READ):
        raise NotAllowedError(NotAllowedError.__doc__)
    with tenancy.municipality(context.municipality_code):
        case = Case.objects.filter(uuid=case_uuid).first()
        if case is None:
            return ()
        acting, check = representation_of_case(case), latest_check(case.source_uuid)
        record_reading(context, "mandates.addressee", f"case:{case_uuid}")
    if acting is not None and check is not None and check.notices_to_agent:
        whose = f"（{case.person_name}様の申請について）"
        return tuple(filter(None, (acting.address, acting.office, f"{acting.name}　様", whose)))
    address = case.data.get("household.address")
    home = address if isinstance(address, str) else ""
    return tuple(filter(None, (home, f"{case.person_name}　様")))


def _somebody_may_act(case: Case) -> bool:
    return ACTING in case.data or case.data.get("contact.visitor") == "proxy"


def _same_matter(case: Case) -> Collection[str]:
    """The procedures that share the form of this one, which is their own; else this one alone."""
    procedures = _pack(case).procedures
    procedure = procedures.get(case.procedure_key)
    if procedure is None or procedure.flow is None or procedure.document is None:
        return (case.procedure_key,)
    shared = (procedure.document, procedure.flow)
    return [key for key, one in procedures.items() if (one.document, one.flow) == shared]


def _office(number: str) -> tuple[Office | None, bool]:
    """What the list says of a number, and whether there is a list."""
    if not number:
        return None, False
    row = AgentOffice.objects.filter(number=number).first()
    if row is None:
        return None, AgentOffice.objects.exists()
    return Office(row.number, row.name, row.kind, row.closed_on), True


def _pack(case: Case) -> MunicipalityPack:
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    return packs.for_municipality(case.municipality_code, _received_on(case))


def _received_on(case: Case) -> date:
    return case.opened_at.astimezone(TOKYO).date()
