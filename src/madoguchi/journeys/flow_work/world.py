"""What flows know of cases, and what they do with them."""

from __future__ import annotations

from uuid import UUID, uuid5

from django.conf import settings

from madoguchi.core import clock
from madoguchi.core.actions import Context
from madoguchi.core.packs import MunicipalityPack, load_packs_or_refuse
from madoguchi.core.vocabulary import Facts, facts_from_json
from madoguchi.engines.cases.api import Case, CaseNotFoundError, lock_source_of
from madoguchi.engines.flows.api import Service, Waiting
from madoguchi.engines.handover.api import HandoverRecord, Status
from madoguchi.journeys.flow_work.services import SERVICES

CASE = "case"
CORRECTED = "cases.corrected"
ACKNOWLEDGED = "handover.acknowledged"


def subject_of(case: UUID) -> str:
    """How a flow names a case."""
    return f"{CASE}:{case}"


def case_of(subject: str) -> Case:
    """The case that a flow names. Raises CaseNotFoundError."""
    case = Case.objects.filter(uuid=UUID(subject.removeprefix(f"{CASE}:"))).first()
    if case is None:
        raise CaseNotFoundError(CaseNotFoundError.__doc__)
    return case


def pack_of(municipality_code: str) -> MunicipalityPack:
    """What holds in a municipality today."""
    return load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality(municipality_code)


class Cases:
    """The world of cases (`World` of the flows engine)."""

    def facts(self, context: Context, subject: str) -> Facts:
        """The answers of the case."""
        return facts_from_json(
            case_of(subject).data, pack_of(context.municipality_code).vocabulary, clock.today()
        )

    def lock(self, subject: str) -> None:
        """Hold the visit or application of the case."""
        lock_source_of(UUID(subject.removeprefix(f"{CASE}:")))

    def wait(self, context: Context, subject: str, message: str) -> Waiting:
        """The hand-over of the case, its correction."""
        if message == ACKNOWLEDGED:
            return self._handover(case_of(subject))
        return Waiting(subject)

    def service(self, key: str) -> Service | None:
        """What the platform does by itself."""
        return SERVICES.get(key)

    @staticmethod
    def _handover(case: Case) -> Waiting:
        """The record of the case's visit, or its own where it came online; without one nothing is awaited."""
        if case.source_uuid is None:
            return Waiting(str(case.uuid), "")
        # Made in the same way where a visit is accepted and where an online case is granted.
        keys = [uuid5(case.source_uuid, case.procedure_key), uuid5(case.source_uuid, str(case.uuid))]
        record = HandoverRecord.objects.filter(uuid__in=keys).first()
        if record is None:
            return Waiting(str(case.uuid), "")
        return Waiting(str(record.uuid), "" if record.state is Status.ACKNOWLEDGED else None)
