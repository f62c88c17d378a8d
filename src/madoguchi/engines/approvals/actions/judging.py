"""What those on a route do: approve, agree, object, decide, send back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context, Event
from madoguchi.core.packs import StageKind
from madoguchi.engines.approvals.actions.drafting import event_of
from madoguchi.engines.approvals.deciding import decide
from madoguchi.engines.approvals.domain.authority import Warrant
from madoguchi.engines.approvals.domain.progress import earlier_stages, reopened
from madoguchi.engines.approvals.domain.states import ActKind, Outcome, State, Way
from madoguchi.engines.approvals.errors import (
    AlreadyActedError,
    CommentMissingError,
    NotYourTurnError,
    OwnDraftError,
    StageNotEarlierError,
)
from madoguchi.engines.approvals.models import Act, Document, LaterReview, Place
from madoguchi.engines.approvals.offices import Town, town_of
from madoguchi.engines.approvals.recording import (
    circulating,
    close_all,
    locked,
    open_next,
    places_of,
    record,
)
from madoguchi.lib.japanese.text import clean_text

APPROVE = "approvals.approve"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody says of the version that they saw. `place` names one of several places of theirs."""

    uuid: UUID
    version: int
    comment: str = field(default="", repr=False)
    place: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class SendingBack:
    """Back to an earlier stage, or (None) to the drafter, with what to do."""

    uuid: UUID
    version: int
    comment: str = field(repr=False)
    stage: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A place at which the actor may act now, and in which way."""

    place: Place
    warrant: Warrant


class _Judging(Action[Judgement, Document]):
    """What the verbs have in common: the row locked, the version compared, the place and the way found."""

    permission: ClassVar[str | None] = APPROVE
    of_kind: ClassVar[StageKind]
    outcome: ClassVar[Outcome]
    act: ClassVar[ActKind]
    needs_comment: ClassVar[bool] = False

    def perform(self, context: Context, given: Judgement) -> Document:
        """Raises StaleVersionError, NotCirculatingError, AlreadyDecidedError, NotYourTurnError,
        OwnDraftError, AlreadyActedError, CommentMissingError, DocumentNotFoundError, TextError; deciding
        also PaperNotBackError.
        """
        comment = clean_text(given.comment)
        if self.needs_comment and not comment:
            raise CommentMissingError
        document = locked(given.uuid)
        circulating(document, given.version)
        places, town = places_of(document), town_of(context)
        turn = turn_of(context, document, places, town, self.of_kind, given.place)
        take(context, document, turn, self.outcome, self.act, comment, town)
        self.go_on(context, document, places, turn.place)
        return document

    def go_on(self, context: Context, document: Document, places: list[Place], place: Place) -> None:
        """What follows: the next place opens."""
        open_next(context, places)

    def subject(self, given: Judgement, result: Document) -> str:
        """The document."""
        return f"approval:{result.uuid}"

    def details(self, given: Judgement, result: Document) -> Mapping[str, Any]:
        """Which version, and the state after it."""
        return {"version": result.version, "state": result.state}


class ApproveDocument(_Judging):
    """承認 at one's place."""

    name: ClassVar[str] = "approvals.approve"
    of_kind = StageKind.APPROVE
    outcome = Outcome.APPROVED
    act = ActKind.APPROVED


class AgreeToDocument(_Judging):
    """合議: no objection."""

    name: ClassVar[str] = "approvals.agree"
    of_kind = StageKind.CONSULT
    outcome = Outcome.AGREED
    act = ActKind.AGREED


class ObjectToDocument(_Judging):
    """合議: an objection, with the reason. As the route says, everybody after reads it, or it goes back."""

    name: ClassVar[str] = "approvals.object"
    of_kind = StageKind.CONSULT
    outcome = Outcome.OBJECTED
    act = ActKind.OBJECTED
    needs_comment = True

    def go_on(self, context: Context, document: Document, places: list[Place], place: Place) -> None:
        """On, or back."""
        if not place.objection_returns:
            open_next(context, places)
            return
        close_all(places)
        document.state = State.RETURNED.value
        document.save(update_fields=["state"])

    def events(self, context: Context, given: Judgement, result: Document) -> Iterable[Event]:
        """That it went back, if it did."""
        if result.where is State.RETURNED:
            yield event_of("approvals.sent_back", result, to="drafter")


class DecideDocument(_Judging):
    """決裁: the document gets its number and hash, and is never changed again."""

    name: ClassVar[str] = "approvals.decide"
    of_kind = StageKind.DECIDE
    outcome = Outcome.DECIDED
    act = ActKind.DECIDED

    def go_on(self, context: Context, document: Document, places: list[Place], place: Place) -> None:
        """Nothing comes after it."""
        open_next(context, places)
        way = f"（{place.acting_way}）" if place.acting_way else ""
        decide(context, document, f"{place.position_label} {context.actor.display_name}{way}"[:100])

    def details(self, given: Judgement, result: Document) -> Mapping[str, Any]:
        """The hash of the decision: the chain of the log holds it."""
        return decision_details(result)

    def events(self, context: Context, given: Judgement, result: Document) -> Iterable[Event]:
        """That it is decided."""
        yield event_of("approvals.decided", result, number=result.number)


class SendBack(Action[SendingBack, Document]):
    """差戻し, to the drafter or to an earlier stage, with what to do."""

    name: ClassVar[str] = "approvals.send_back"
    permission: ClassVar[str | None] = APPROVE

    def perform(self, context: Context, given: SendingBack) -> Document:
        """Raises what judging raises, and StageNotEarlierError."""
        comment = clean_text(given.comment)
        if not comment:
            raise CommentMissingError
        document = locked(given.uuid)
        circulating(document, given.version)
        places, town = places_of(document), town_of(context)
        turn = turn_of(context, document, places, town)
        if given.stage is None:
            record(context, document, ActKind.SENT_BACK, comment, **_by(turn, town))
            close_all(places)
            document.state = State.RETURNED.value
            document.save(update_fields=["state"])
            return document
        steps = [place.step for place in places]
        if given.stage not in earlier_stages(steps):
            raise StageNotEarlierError
        again = {(step.stage, step.order) for step in reopened(steps, given.stage)}
        record(context, document, ActKind.SENT_TO_STAGE, comment, **_by(turn, town), to_stage=given.stage)
        for place in places:
            if (place.stage, place.order) in again:
                place.outcome, place.acted_at = Outcome.WAITING.value, None
                place.acted_by_id = place.acted_by_name = place.way = ""
                place.save(update_fields=["outcome", "acted_at", "acted_by_id", "acted_by_name", "way"])
        open_next(context, places)
        return document

    def subject(self, given: SendingBack, result: Document) -> str:
        """The document."""
        return f"approval:{result.uuid}"

    def details(self, given: SendingBack, result: Document) -> Mapping[str, Any]:
        """Where to."""
        return {"version": result.version, "stage": given.stage, "state": result.state}

    def events(self, context: Context, given: SendingBack, result: Document) -> Iterable[Event]:
        """That it went back."""
        yield event_of(
            "approvals.sent_back", result, to="drafter" if given.stage is None else f"stage {given.stage}"
        )


def turn_of(
    context: Context,
    document: Document,
    places: Iterable[Place],
    town: Town,
    kind: StageKind | None = None,
    wanted: tuple[int, int] | None = None,
) -> Turn:
    """The place at which the actor acts, of that kind, one's own before another's.

    Raises OwnDraftError, NotYourTurnError, AlreadyActedError (somebody was quicker).
    """
    if context.actor.id == document.drafter_id:
        raise OwnDraftError
    mine = [
        Turn(place, warrant)
        for place in places
        if (wanted is None or (place.stage, place.order) == wanted)
        and (kind is None or place.asks_for is kind)
        and (warrant := town.offices.warrant(context.actor.id, place.post, document.drafter_id))
    ]
    now = [turn for turn in mine if turn.place.is_open]
    if now:
        return min(now, key=lambda turn: list(Way).index(turn.warrant.way))
    if any(turn.place.result.is_done and turn.place.result is not Outcome.SKIPPED for turn in mine):
        raise AlreadyActedError
    raise NotYourTurnError


def take(
    context: Context,
    document: Document,
    turn: Turn,
    outcome: Outcome,
    kind: ActKind,
    comment: str,
    town: Town,
) -> Act:
    """Write the judgement into the place and the story, and put it on the list of who reviews it."""
    place, warrant = turn.place, turn.warrant
    place.outcome, place.acted_at, place.way = outcome.value, context.now, warrant.way.value
    place.acted_by_id, place.acted_by_name = context.actor.id, context.actor.display_name
    place.is_open = False
    place.save(update_fields=["outcome", "acted_at", "way", "acted_by_id", "acted_by_name", "is_open"])
    act = record(context, document, kind, comment, **_by(turn, town))
    if warrant.reviewed:
        LaterReview.objects.create(
            municipality_code=context.municipality_code,
            act=act,
            document=document,
            position=place.position,
            desk_role=place.desk_role,
            for_id=warrant.acting_for,
            for_name=town.name(warrant.acting_for),
            asked_at=context.now,
        )
    return act


def decision_details(document: Document) -> Mapping[str, Any]:
    """What the audit log keeps of a decision."""
    return {
        "kind": document.kind_key,
        "version": document.version,
        "medium": document.medium,
        "sha256": document.decision_hash,
    }


def _by(turn: Turn, town: Town) -> dict[str, Any]:
    own = turn.warrant.way is Way.OWN
    return {
        "place": turn.place,
        "warrant": turn.warrant,
        "for_name": "" if own else town.name(turn.warrant.acting_for),
    }
