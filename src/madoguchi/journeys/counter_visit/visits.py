"""Reading a visit's row: the facts in it, the pack that it was opened under, and the lock for changing it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from madoguchi.core.database.compiled import CompiledQuery
from madoguchi.core.packs import MunicipalityPack, load_packs_or_refuse
from madoguchi.core.vocabulary import MEMBERS, Facts, facts_from_json, facts_to_json
from madoguchi.journeys.counter_visit.domain.errors import VisitClosedError, VisitNotFoundError
from madoguchi.journeys.counter_visit.models import Visit, VisitState

LOOKS_BACK = timedelta(days=30)
"""How long ago an earlier visit still counts as perhaps the same."""


def _by_uuid(uuid: UUID) -> QuerySet[Visit]:
    return Visit.objects.filter(uuid=uuid)


_BY_UUID = CompiledQuery(_by_uuid, uuid=UUID(int=1))


def pack_of(visit: Visit) -> MunicipalityPack:
    """What held in the visit's municipality on the day of the visit."""
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    return packs.for_municipality(visit.municipality_code, visit.received_on)


def facts_of(visit: Visit) -> Facts:
    """The answers as facts, read for the day of the visit. Raises AnswersError for an older vocabulary."""
    return facts_from_json(visit.answers, pack_of(visit).vocabulary, visit.received_on)


def get_visit(uuid: UUID) -> Visit:
    """The visit, inside `tenancy.municipality(...)`; not a neighbour's. Raises VisitNotFoundError."""
    found = _BY_UUID.rows(uuid=uuid)
    if not found:
        raise VisitNotFoundError
    return found[0]


def lock_visit(uuid: UUID) -> Visit:
    """The same with the row locked until the transaction ends."""
    visit = Visit.objects.select_for_update().filter(uuid=uuid).first()
    if visit is None:
        raise VisitNotFoundError
    return visit


def lock_open_visit(uuid: UUID) -> Visit:
    """The same; raises VisitClosedError when the visit was accepted or cancelled."""
    visit = lock_visit(uuid)
    if not visit.is_open:
        raise VisitClosedError
    return visit


def same_people_before(visit: Visit, facts: Facts) -> Visit | None:
    """Another visit of the last days for the same event with the same first person: perhaps the same notice.

    A resident who corrects an answer at home makes a new code, which is a new visit; nobody wants two sets of
    cases from it. Inside `tenancy.municipality(...)`.
    """
    answers = facts_to_json(facts).get(MEMBERS)
    if not visit.is_open or not isinstance(answers, list) or not answers:
        return None
    person = {key: answers[0].get(key) for key in ("person.name", "person.birth_date")}
    if not all(person.values()):
        return None
    return (
        Visit.objects.filter(
            event_key=visit.event_key,
            received_on__gt=visit.received_on - LOOKS_BACK,
            answers__members__contains=[person],
        )
        .exclude(pk=visit.pk)
        .exclude(state=VisitState.CANCELLED)
        .order_by("-opened_at")
        .first()
    )


def save_change(visit: Visit, *fields: str) -> None:
    """Save the named fields and count the change.

    A signature stands under what was signed: when the answers or the procedures change, it has to be given
    anew.
    """
    changed = {*fields, "version"}
    if visit.signature and changed & {"answers", "chosen"}:
        visit.signature, visit.signed_at = None, None
        visit.signature_fell = True
        changed |= {"signature", "signed_at"}
    visit.version += 1
    visit.save(update_fields=changed)
