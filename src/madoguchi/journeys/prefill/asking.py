"""The public side: what could be asked for, signing in for it, sending the request, reading the answer.

Everything between two pages lies in the resident's draft, under the key that the browser alone holds: the
challenge, the secret of the reply box, the answer. The public zone has no table for any of it.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from madoguchi.core import clock
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Action, Context, run
from madoguchi.core.cards import card_trust
from madoguchi.core.packs import LifeEvent, MunicipalityPack
from madoguchi.core.vocabulary import Facts, value_to_json
from madoguchi.engines.forms.api import DraftChange, DraftHandle, Json, open_draft, save_draft
from madoguchi.engines.mailbox.api import Box, post_letter, progress, replies_for, sealed_bytes
from madoguchi.engines.navigator.api import Plan
from madoguchi.journeys.prefill.domain.allowing import (
    Allowed,
    allowed_items,
    asks_the_office,
    is_in_register,
)
from madoguchi.journeys.prefill.domain.answers import Outcome, PrefillAnswer, read_answer
from madoguchi.journeys.prefill.domain.errors import FileMissingError, NoRequestError, NothingToAskError
from madoguchi.journeys.prefill.domain.requests import (
    PrefillRequest,
    PrefillRequestError,
    SignedRequest,
    WantedPerson,
    read_request,
)
from madoguchi.journeys.prefill.waiting import waiting_time
from madoguchi.lib.jpki import SignatureFile
from madoguchi.lib.sealing import Content, LetterError, ReplyBox, generate_reply_secret, open_reply, reply_box

REQUEST = "prefill/request"
ANSWER = "prefill/answer"
DECLINED = "prefill/declined"
_APPLICANT = "person.is_applicant"


class Stage(StrEnum):
    """How far a request has come."""

    NONE = "none"
    TO_SIGN = "to_sign"
    WAITING = "waiting"
    ANSWERED = "answered"
    UNAVAILABLE = "unavailable"
    CARD_REFUSED = "card_refused"
    TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True)
class Offer:
    """What the office could tell for a draft: for which procedures, of whom, and which items."""

    event: LifeEvent
    purposes: tuple[tuple[str, tuple[str, ...]], ...]
    people: tuple[WantedPerson, ...] = field(repr=False)
    allowed: Allowed

    def __bool__(self) -> bool:
        """Whether there is anything to ask for."""
        return bool(self.allowed)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a draft's request is. `fetched`: the office has it."""

    stage: Stage
    fetched: bool = False
    answer: PrefillAnswer | None = field(default=None, repr=False)


def offer(
    pack: MunicipalityPack, plan: Plan, member_keys: tuple[str, ...], chosen: tuple[str, ...] | None
) -> Offer:
    """What could be asked for the procedures that a resident prepares (None: all of the plan).

    Nothing for newcomers, whom the register does not have, and nothing where a household must not be found.
    """
    purposes: dict[str, list[str]] = {}
    for entry in plan.needed:
        if (chosen is None or entry.key in chosen) and asks_the_office(entry.procedure):
            named = purposes.setdefault(entry.key, [])
            named += [] if entry.person is None else [member_keys[entry.person]]
    if not is_in_register(plan.event) or plan.discreet:
        purposes = {}
    asked = tuple((key, tuple(named)) for key, named in purposes.items())
    allowed = allowed_items(pack, asked, member_keys)
    people = tuple(
        _wanted(plan.facts, number, key) for number, key in enumerate(member_keys) if allowed.people[key]
    )
    return Offer(plan.event, asked, people, allowed)


def consent(handle: DraftHandle, what: Offer, site: str) -> None:
    """The resident wants it: a new request and the challenge for its signature, in place of an older one.

    `site` is the host's name. Raises NothingToAskError, DraftNotFoundError.
    """
    if not what:
        raise NothingToAskError
    secret = generate_reply_secret()
    request = PrefillRequest(
        number=uuid4(),
        municipality_code=handle.municipality_code,
        event=what.event.key,
        purposes=what.purposes,
        people=what.people,
        reply=reply_box(secret, handle.municipality_code),
        made_at=clock.now().replace(microsecond=0),
    )
    kept = _Kept(request, secret, request.challenge(site), None)
    save_draft(handle, DraftChange({REQUEST: kept.to_json()}, frozenset({ANSWER})))


def challenge(handle: DraftHandle) -> bytes:
    """What the card is to sign. Raises NoRequestError where there is none, or its time is over."""
    kept = _kept(handle, open_draft(handle))
    if kept is None or kept.sent_at is not None or kept.is_over(clock.now()):
        raise NoRequestError
    return kept.challenge


def send(handle: DraftHandle, signature_file: bytes) -> None:
    """Verify what the card made and post the request, once. Twice is the same as once.

    Raises FileMissingError, JpkiError (also for a file that is none), NoRequestError, MailboxError.
    """
    if not signature_file:
        raise FileMissingError
    signed = SignatureFile.read(signature_file)
    kept = _kept(handle, open_draft(handle))
    if kept is None or kept.is_over(clock.now()):
        raise NoRequestError
    if kept.sent_at is not None:
        return
    card_trust().authenticated(kept.challenge, signed.signature, signed.certificate)
    request = SignedRequest(kept.request, kept.challenge, signed.signature, signed.certificate)

    def change(content: Mapping[str, Json]) -> DraftChange:
        now = _kept(handle, content)
        if now is None or now.request.number != request.request.number:
            raise NoRequestError
        if now.sent_at is not None:
            return DraftChange()
        # In the draft's own transaction: a letter that is posted is a letter that the draft waits for.
        context = Context(handle.municipality_code, Actor.resident(str(now.request.number)))
        run(AskForPrefill(), context, request)
        return DraftChange({REQUEST: now.sent(context.now).to_json()})

    save_draft(handle, change)


class AskForPrefill(Action[SignedRequest, None]):
    """A resident's request goes out, sealed to the municipality. Raises MailboxError."""

    name = "prefill.ask"
    permission = None

    def perform(self, context: Context, given: SignedRequest) -> None:
        """Post the letter; nobody fetches it when the resident has stopped waiting."""
        request = given.request
        post_letter(
            context,
            Box.PREFILL_REQUESTS,
            Content(given.to_payload()),
            letter_id=request.number,
            reply_address=request.reply.address,
            expires_at=request.made_at + waiting_time(),
        )

    def subject(self, given: SignedRequest, result: None) -> str:
        """The request by its number."""
        return f"prefill:{given.request.number}"

    def details(self, given: SignedRequest, result: None) -> Mapping[str, Any]:
        """The digest of what was signed: the same stands in the office's log."""
        return {"signed": given.request.digest().hex()}


class TakeAnswer(Action[UUID, None]):
    """The answer was opened with the secret of the draft, and put into it."""

    name = "prefill.take"
    permission = None

    def perform(self, context: Context, given: UUID) -> None:
        """Nothing but the entry: what was told lies in the draft alone."""

    def subject(self, given: UUID, result: None) -> str:
        """The request by its number."""
        return f"prefill:{given}"


def standing(handle: DraftHandle) -> Standing:
    """How far the draft's request has come; an answer that lies there is taken into the draft.

    Raises DraftNotFoundError.
    """
    content = open_draft(handle)
    if ANSWER in content:
        return _answered(content[ANSWER])
    kept = _kept(handle, content)
    if kept is None:
        return Standing(Stage.NONE)
    if kept.sent_at is None:
        return Standing(Stage.NONE if kept.is_over(clock.now()) else Stage.TO_SIGN)
    answer = _opened(handle, kept)
    if answer is None:
        if kept.is_over(clock.now()):
            return Standing(Stage.TOO_LATE)
        known = progress(handle.municipality_code, kept.request.number)
        return Standing(Stage.WAITING, fetched=known is not None and known.acknowledged_at is not None)
    return _answered(_take(handle, kept, answer)[ANSWER])


def forget(handle: DraftHandle) -> None:
    """The resident types by hand, or is done with the answer: request, secret and answer go."""
    save_draft(handle, DraftChange(removed=frozenset({REQUEST, ANSWER})))


def decline(handle: DraftHandle) -> None:
    """The resident was asked and goes on typing: nobody is asked twice."""
    save_draft(handle, DraftChange({DECLINED: True}))


def was_declined(content: Mapping[str, Json]) -> bool:
    """Whether the form is not to begin with the offer any more."""
    return content.get(DECLINED) is True


def _take(handle: DraftHandle, kept: _Kept, answer: PrefillAnswer) -> Mapping[str, Json]:
    def change(content: Mapping[str, Json]) -> DraftChange:
        if ANSWER in content:
            return DraftChange()
        number = kept.request.number
        run(TakeAnswer(), Context(handle.municipality_code, Actor.resident(str(number))), number)
        return DraftChange({ANSWER: answer.to_payload()}, frozenset({REQUEST}))

    return save_draft(handle, change)


def _answered(written: Json) -> Standing:
    answer = read_answer(written)
    stages = {
        Outcome.ANSWERED: Stage.ANSWERED,
        Outcome.UNAVAILABLE: Stage.UNAVAILABLE,
        Outcome.CARD_REFUSED: Stage.CARD_REFUSED,
        Outcome.TOO_LATE: Stage.TOO_LATE,
    }
    return Standing(stages[answer.outcome], fetched=True, answer=answer)


def _opened(handle: DraftHandle, kept: _Kept) -> PrefillAnswer | None:
    """The answer to this very request; what does not open, or answers another one, is none."""
    box = kept.request.reply
    for letter in replies_for(handle.municipality_code, box.address):
        try:
            _, content = open_reply(sealed_bytes(letter), box=box)
            answer = read_answer(content.payload)
        except (LetterError, PrefillRequestError):
            continue
        if answer.request == kept.request.number:
            return answer
    return None


@dataclass(frozen=True, slots=True)
class _Kept:
    """A request as it lies in the draft."""

    request: PrefillRequest
    secret: str = field(repr=False)
    challenge: bytes = field(repr=False)
    sent_at: datetime | None

    def is_over(self, now: datetime) -> bool:
        return now > self.request.made_at + waiting_time()

    def sent(self, now: datetime) -> _Kept:
        return _Kept(self.request, self.secret, self.challenge, now)

    def to_json(self) -> dict[str, Json]:
        return {
            "request": self.request.to_bytes().decode("utf-8"),
            "secret": self.secret,
            "challenge": base64.b64encode(self.challenge).decode("ascii"),
            "sent_at": None if self.sent_at is None else self.sent_at.isoformat(),
        }


def _kept(handle: DraftHandle, content: Mapping[str, Json]) -> _Kept | None:
    raw = content.get(REQUEST)
    if not isinstance(raw, dict):
        return None
    box: ReplyBox = reply_box(raw["secret"], handle.municipality_code)
    sent_at = raw["sent_at"]
    return _Kept(
        read_request(raw["request"].encode("utf-8"), box),
        raw["secret"],
        base64.b64decode(raw["challenge"]),
        None if sent_at is None else datetime.fromisoformat(sent_at),
    )


def _wanted(facts: Facts, number: int, key: str) -> WantedPerson:
    def known(item: str) -> str:
        if not facts.is_answered(item, number):
            return ""
        value = value_to_json(facts.get(item, number))
        return value if isinstance(value, str) else ""

    return WantedPerson(
        key,
        birth_date=known("person.birth_date"),
        relation=known("person.relation"),
        name=known("person.name"),
        is_applicant=facts.get(_APPLICANT, number) is True,
    )
