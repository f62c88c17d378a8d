"""What flows know of cases, and what they do with them."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from madoguchi.core import clock
from madoguchi.core.actions import Context
from madoguchi.core.packs import MunicipalityPack, load_packs_or_refuse
from madoguchi.core.vocabulary import Facts, facts_from_json
from madoguchi.engines.cases.api import Case, CaseNotFoundError, lock_source_of

CASE = "case"


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
