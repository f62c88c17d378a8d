"""The office's side: who asks, whether it may be told, what the purpose allows; sealed to the asker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid5

from django.conf import settings

from madoguchi.core.actions import Action, Context, run
from madoguchi.core.audit.api import record_reading
from madoguchi.core.cards import card_trust, is_our_site
from madoguchi.core.packs import MunicipalityPack, load_packs_or_refuse
from madoguchi.engines.courier.api import LetterRefusedError, receiver, record_reply
from madoguchi.engines.residents.api import (
    HouseholdRecord,
    ResidentRecord,
    Status,
    certificate_holder,
    household_of,
)
from madoguchi.journeys.prefill.domain.answers import PrefillAnswer, Reason
from madoguchi.journeys.prefill.domain.requests import (
    PrefillRequest,
    PrefillRequestError,
    SignedRequest,
    read_signed_request,
)
from madoguchi.journeys.prefill.domain.telling import tell
from madoguchi.journeys.prefill.waiting import waiting_time
from madoguchi.lib.jpki import (
    CLOCKS_DIFFER,
    AuthenticationCertificate,
    JpkiError,
    Purpose,
    RevocationUnavailable,
    Verified,
)
from madoguchi.lib.sealing import Content, OpenedLetter

PURPOSE = "申請者本人の同意による登録内容の呼び出し"


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a request, for the audit log."""

    reason: Reason
    answer: PrefillAnswer = field(repr=False)
    household: HouseholdRecord | None = field(default=None, repr=False)


class AnswerPrefill(Action[SignedRequest, Answered]):
    """Answer a request of the public zone, or refuse it; either way one sealed reply and one audit entry.

    Nothing that the public zone verified is believed: the signature is verified again, the purpose looked up
    in the office's own packs. Raises AnchorsUnusable and RevocationUnavailable: then the letter waits.
    """

    name = "prefill.answer"
    permission = "courier.exchange"

    def perform(self, context: Context, given: SignedRequest) -> Answered:
        """Decide, write down what was read, promise the reply."""
        request = given.request
        answered = _answer(context, given)
        if answered.household is not None:
            record_reading(
                context,
                "prefill.household",
                f"household:{answered.household.uuid}",
                {
                    "request": str(request.number),
                    "purposes": sorted(key for key, _ in request.purposes),
                    "items": sorted(answered.answer.items),
                    "people": len(answered.answer.people),
                },
            )
        record_reply(
            context,
            request.reply,
            Content(answered.answer.to_payload()),
            key=uuid5(request.number, "answer"),
            expires_at=context.now + waiting_time(),
        )
        return answered

    def subject(self, given: SignedRequest, result: Answered) -> str:
        """The request by its number."""
        return f"prefill:{given.request.number}"

    def details(self, given: SignedRequest, result: Answered) -> Mapping[str, Any]:
        """How it ended, and the digest of what was signed, which proves the consent later."""
        return {"reason": result.reason.value, "signed": given.request.digest().hex()}


@receiver("prefill_requests")
def take(context: Context, letter: OpenedLetter) -> None:
    """Take a request from the letter, and answer it."""
    try:
        signed = read_signed_request(letter.content.payload)
    except PrefillRequestError as error:
        raise LetterRefusedError(str(error)) from None
    request = signed.request
    if (request.number, request.municipality_code) != (letter.header.letter_id, context.municipality_code):
        raise LetterRefusedError(PrefillRequestError.__doc__)
    run(
        AnswerPrefill(),
        Context(context.municipality_code, context.actor, context.now, purpose=PURPOSE),
        signed,
    )


def _answer(context: Context, given: SignedRequest) -> Answered:
    request = given.request
    if not request.made_at - CLOCKS_DIFFER <= context.now <= request.made_at + waiting_time():
        return _refused(request, Reason.TOO_LATE)
    try:
        verified = card_trust().authenticated(given.challenge, given.signature, given.certificate)
    except RevocationUnavailable:
        raise
    except JpkiError:
        return _refused(request, Reason.CARD_REFUSED)
    if not is_our_site(given.site):
        return _refused(request, Reason.OTHER_SITE)
    signer = _signer(context, verified)
    if isinstance(signer, Reason):
        return _refused(request, signer)
    household = household_of(signer.uuid, context.municipality_code)
    if household is None or signer.uuid not in {one.uuid for one in household.members}:
        return _refused(request, Reason.NOT_A_RESIDENT)
    if household.protected:
        return _refused(request, Reason.GUARDED)
    answer = tell(_pack(context), request, signer, household)
    if answer is None:
        return _refused(request, Reason.NOTHING_ALLOWED)
    return Answered(Reason.ANSWERED, answer, household)


def _signer(context: Context, verified: Verified[AuthenticationCertificate]) -> ResidentRecord | Reason:
    """Whose card it is, as the register's table of serial numbers knows it."""
    holder = certificate_holder(
        verified.certificate.identity, Purpose.AUTHENTICATION, context.municipality_code
    )
    if holder is None:
        return Reason.CARD_UNKNOWN
    if not holder.holds_at(context.now):
        return Reason.CARD_ENDED
    if holder.resident.status is not Status.RESIDENT:
        return Reason.NOT_A_RESIDENT
    return holder.resident


def _refused(request: PrefillRequest, reason: Reason) -> Answered:
    return Answered(reason, PrefillAnswer(request.number, reason.outcome))


def _pack(context: Context) -> MunicipalityPack:
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    return packs.for_municipality(context.municipality_code, context.day)
