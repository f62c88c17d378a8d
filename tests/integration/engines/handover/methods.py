"""A municipality of the packs that uses all methods, with records for each."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from tests.unit.engines.handover.samples import ANSWERS

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context
from madoguchi.core.packs import HandoverMethod, MunicipalityPack, load_packs_or_refuse
from madoguchi.engines.handover.api import HandoverRecord, NewHandover, record_handovers

CODE = "072087"
NOW = datetime(2026, 3, 19, 10, 0, tzinfo=clock.TOKYO)
WHOLE: dict[str, Any] = {
    **ANSWERS,
    "members": [ANSWERS["members"][0], {**ANSWERS["members"][1], "birth_date": "1950-02-12"}],
}
SIGN_IN = ("robot-1", "only-for-tests-7c1f")
"""The user and the password of the robot at the stand-in's screens."""
PROCEDURES = {
    HandoverMethod.ROBOT: "child_allowance_claim",
    HandoverMethod.TRANSCRIPTION: "care_certification_transfer",
    HandoverMethod.SCREEN_IMPORT: "child_medical_registration",
    HandoverMethod.BULK_FILE: "national_health_insurance_join",
    HandoverMethod.FILE: "move_in_notification",
}


def member(
    number: int, *permissions: str, desks: tuple[str, ...] = ("care_insurance", "child_support")
) -> Context:
    actor = Actor("staff", f"staff:{number}", CODE, f"職員 {number}", frozenset(permissions), desks)
    return Context(CODE, actor, NOW)


CLERK = member(1, "handover.enter", "handover.read")
COLLEAGUE = member(2, "handover.enter", "handover.read")
STRANGER = member(3, "handover.enter", "handover.read", desks=("school",))
MANAGER = member(9, "handover.enter", "handover.read", "handover.retry", "cases.assign")


def pack() -> MunicipalityPack:
    return load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality(CODE)


def accept(
    method: HandoverMethod, *, number: int = 1, answers: dict[str, Any] | None = None
) -> list[HandoverRecord]:
    """What accepting visits does, as far as the hand-over goes."""
    procedure = pack().procedures[PROCEDURES[method]]
    assert procedure.handover_method is method
    payload = {"answers": answers or WHOLE, "filed_on": "2026-03-19", "procedure": procedure.key}
    with tenancy.municipality(CODE):
        return record_handovers(CLERK, [NewHandover.of(procedure, payload, uuid4()) for _ in range(number)])


def stored(uuid: UUID) -> HandoverRecord:
    with tenancy.municipality(CODE):
        return HandoverRecord.objects.get(uuid=uuid)


def robot_signs_in(settings: Any) -> None:
    """What an installation says in its environment."""
    settings.MADOGUCHI_ENTRY_SCREENS_USER, settings.MADOGUCHI_ENTRY_SCREENS_PASSWORD = SIGN_IN
    settings.MADOGUCHI_ENTRY_SCREENS_PASSWORD_FILE = ""
