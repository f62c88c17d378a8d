"""What the clerk records besides the answers: identity, signature, things asked about, which procedures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context
from madoguchi.core.measuring import api as measuring
from madoguchi.journeys.counter_visit.domain.errors import InputNotReadError
from madoguchi.journeys.counter_visit.domain.identity import IdentityMethod
from madoguchi.journeys.counter_visit.models import Visit, VisitState
from madoguchi.journeys.counter_visit.visits import lock_open_visit, pack_of, save_change
from madoguchi.lib.japanese.text import clean_text, remove_invisible

LONGEST_NOTE = 200
LONGEST_CONSULTATION = 1_000
MOST_STROKES = 200
MOST_POINTS = 20_000


@dataclass(frozen=True, slots=True)
class IdentityRecord:
    """How the visitor's identity was checked."""

    uuid: UUID
    method: str


class RecordIdentity(Action[IdentityRecord, Visit]):
    """Record that identity was checked, how, when and by whom."""

    name: ClassVar[str] = "counter_visit.record_identity"
    permission: ClassVar[str | None] = "counter_visit.correct"

    def perform(self, context: Context, given: IdentityRecord) -> Visit:
        """Raises InputNotReadError for a method that is not in the list, VisitClosedError."""
        visit = lock_open_visit(given.uuid)
        try:
            visit.identity_method = IdentityMethod(given.method).value
        except ValueError:
            raise InputNotReadError("本人確認の方法を一覧から選んでください。") from None
        visit.identity_at = context.now
        visit.identity_by = context.actor.id
        save_change(visit, "identity_method", "identity_at", "identity_by")
        measuring.record("counter_visit.identified", visit.journey_id, at=context.now)
        return visit

    def details(self, given: IdentityRecord, result: Visit) -> Mapping[str, Any]:
        """The method."""
        return {"method": result.identity_method}


@dataclass(frozen=True, slots=True)
class SignatureRecord:
    """A signature: strokes of points between 0 and 1 as the tablet sent them, or None to take it away.

    `on_paper`: the visitor signs the printed form instead.
    """

    uuid: UUID
    strokes: object = None
    on_paper: bool = False


class Sign(Action[SignatureRecord, Visit]):
    """Keep the signature that the visitor drew, or that the paper is signed."""

    name: ClassVar[str] = "counter_visit.sign"
    permission: ClassVar[str | None] = "counter_visit.correct"

    def perform(self, context: Context, given: SignatureRecord) -> Visit:
        """Raises InputNotReadError when the strokes are none, VisitClosedError."""
        visit = lock_open_visit(given.uuid)
        visit.prints_for_signing = given.on_paper
        visit.signature = None if given.on_paper or given.strokes is None else _strokes(given.strokes)
        visit.signed_at = context.now if visit.signature else None
        save_change(visit, "signature", "signed_at", "prints_for_signing")
        if visit.signature:
            measuring.record("counter_visit.signed", visit.journey_id, actor_kind="resident", at=context.now)
        return visit

    def details(self, given: SignatureRecord, result: Visit) -> Mapping[str, Any]:
        """Where it was signed, if at all."""
        return {"signed": "paper" if given.on_paper else "tablet" if result.signature else "no"}


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The clerk asked about findings (by id) and writes what came of it; an empty note takes it back."""

    uuid: UUID
    findings: tuple[str, ...]
    note: str


class Acknowledge(Action[Acknowledgement, Visit]):
    """Tick off what was to be asked about; the same of several people at once."""

    name: ClassVar[str] = "counter_visit.acknowledge"
    permission: ClassVar[str | None] = "counter_visit.correct"

    def perform(self, context: Context, given: Acknowledgement) -> Visit:
        """Raises VisitClosedError."""
        visit = lock_open_visit(given.uuid)
        findings, note = [_writable(one) for one in given.findings], _writable(given.note)
        kept = {key: text for key, text in visit.acknowledged.items() if key not in findings}
        visit.acknowledged = kept | (dict.fromkeys(findings, note) if note else {})
        save_change(visit, "acknowledged")
        return visit

    def details(self, given: Acknowledgement, result: Visit) -> Mapping[str, Any]:
        """Whether they were ticked; a finding's id holds codes and numbers only."""
        return {"findings": [_writable(one) for one in given.findings], "ticked": bool(given.note)}


@dataclass(frozen=True, slots=True)
class ConsultationNote:
    """What was talked about, in the clerk's words; empty takes it away."""

    uuid: UUID
    text: str = field(repr=False)


class RecordConsultation(Action[ConsultationNote, Visit]):
    """Write down what the visitor came to ask, so that no desk asks it again."""

    name: ClassVar[str] = "counter_visit.record_consultation"
    permission: ClassVar[str | None] = "counter_visit.correct"

    def perform(self, context: Context, given: ConsultationNote) -> Visit:
        """Raises VisitClosedError, TextError."""
        visit = lock_open_visit(given.uuid)
        visit.consultation = clean_text(given.text[:LONGEST_CONSULTATION])
        save_change(visit, "consultation")
        return visit

    def details(self, given: ConsultationNote, result: Visit) -> Mapping[str, Any]:
        """Whether there is one; never what it says."""
        return {"written": bool(result.consultation)}


@dataclass(frozen=True, slots=True)
class Choice:
    """Which procedures of the plan are filed at this visit (keys); None: all."""

    uuid: UUID
    procedures: tuple[str, ...] | None


class ChooseProcedures(Action[Choice, Visit]):
    """Leave a procedure for another day, or take it back in."""

    name: ClassVar[str] = "counter_visit.choose"
    permission: ClassVar[str | None] = "counter_visit.correct"

    def perform(self, context: Context, given: Choice) -> Visit:
        """Unknown keys are dropped. Raises VisitClosedError."""
        visit = lock_open_visit(given.uuid)
        known = pack_of(visit).procedures
        visit.chosen = None if given.procedures is None else [key for key in given.procedures if key in known]
        save_change(visit, "chosen")
        return visit

    def details(self, given: Choice, result: Visit) -> Mapping[str, Any]:
        """The keys."""
        return {"procedures": result.chosen}


@dataclass(frozen=True, slots=True)
class VisitReference:
    """A visit by its external id."""

    uuid: UUID


class CancelVisit(Action[VisitReference, Visit]):
    """The visitor goes again: nothing was filed, and the answers are not kept."""

    name: ClassVar[str] = "counter_visit.cancel"
    permission: ClassVar[str | None] = "counter_visit.correct"

    def perform(self, context: Context, given: VisitReference) -> Visit:
        """Empties the answers and frees the sealed code for another scan. Raises VisitClosedError."""
        visit = lock_open_visit(given.uuid)
        visit.state = VisitState.CANCELLED
        visit.answers, visit.origins, visit.acknowledged = {}, {}, {}
        visit.signature, visit.signed_at, visit.envelope_id = None, None, None
        visit.consultation = ""
        save_change(
            visit,
            "state",
            "answers",
            "origins",
            "acknowledged",
            "signature",
            "signed_at",
            "envelope_id",
            "consultation",
        )
        measuring.record("counter_visit.cancelled", visit.journey_id, at=context.now)
        return visit


def _writable(text: str) -> str:
    """At most 200 characters of the text, without those that PostgreSQL cannot keep (NUL, surrogates)."""
    return remove_invisible(text)[:LONGEST_NOTE].strip()


def _strokes(given: object) -> list[list[list[float]]]:
    """Strokes as plain lists of points between 0 and 1; raises InputNotReadError for anything else."""
    refusal = InputNotReadError("署名を読み取れませんでした。消して、もう一度書いてもらってください。")
    if not isinstance(given, list) or not 0 < len(given) <= MOST_STROKES:
        raise refusal
    strokes: list[list[list[float]]] = []
    points = 0
    for stroke in given:
        if not isinstance(stroke, list):
            raise refusal
        points += len(stroke)
        if points > MOST_POINTS:
            raise refusal
        strokes.append([_point(point, refusal) for point in stroke])
    if not any(len(stroke) > 1 for stroke in strokes):
        raise refusal
    return strokes


def _point(given: object, refusal: InputNotReadError) -> list[float]:
    if not isinstance(given, list) or len(given) != 2:
        raise refusal
    if any(isinstance(number, bool) or not isinstance(number, int | float) for number in given):
        raise refusal
    # NaN compares false with everything and is refused here as well.
    if not all(0 <= number <= 1 for number in given):
        raise refusal
    return [round(float(number), 4) for number in given]
