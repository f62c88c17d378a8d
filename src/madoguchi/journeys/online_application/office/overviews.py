"""The owner of a card asks where all their applications stand."""

from __future__ import annotations

from madoguchi.core.actions import Context
from madoguchi.core.audit.api import record_reading
from madoguchi.core.cards import card_trust, is_our_site
from madoguchi.engines.courier.api import LetterRefusedError, record_reply
from madoguchi.engines.residents.api import certificate_holder
from madoguchi.journeys.online_application.domain.states import MOST_OVERVIEWED, overview_payload
from madoguchi.journeys.online_application.domain.submissions import Overview
from madoguchi.journeys.online_application.models import Application
from madoguchi.journeys.online_application.office.telling import standing_of
from madoguchi.lib.jpki import JpkiError, Purpose, RevocationUnavailable
from madoguchi.lib.sealing import Content

NOT_FRESH = "カードでの問い合わせですが、署名が古いか、この問い合わせのために作られたものではありません。"
OTHER_SITE = (
    "カードでの問い合わせですが、住民のサイトではない所（{site}）で作られた署名です。答えは返していません。"
    "住民のサイトの名前は、庁内の設定 MADOGUCHI_PUBLIC_URL で決まります。"
)


def answer_overview(context: Context, asked: Overview) -> None:
    """Reply with the state of each application of the card's owner, the newest first; audited as a reading.

    Nobody is found for a card that the register does not know: the answer is then empty, and the applicant
    still has number and secret. Raises LetterRefusedError for a signature that was not made for this
    question, or at another site, RevocationUnavailable and AnchorsUnusable where the letter waits.
    """
    try:
        if not asked.was_signed_for(context.municipality_code, context.now):
            raise LetterRefusedError(NOT_FRESH)
        if not is_our_site(asked.site):
            raise LetterRefusedError(OTHER_SITE.format(site=asked.site))
        verified = card_trust().authenticated(asked.challenge, asked.signature, asked.certificate)
    except RevocationUnavailable:
        raise
    except JpkiError as error:
        raise LetterRefusedError(str(error)) from None
    identity = verified.certificate.identity
    holder = certificate_holder(identity, Purpose.AUTHENTICATION, context.municipality_code)
    found: list[Application] = []
    if holder is not None and holder.holds_at(context.now):
        mine = Application.objects.filter(resident_uuid=holder.resident.uuid)
        found = list(mine.order_by("-id")[:MOST_OVERVIEWED])
    record_reply(context, asked.reply, Content(overview_payload(map(standing_of, found))))
    subject = f"resident:{holder.resident.uuid}" if holder is not None else ""
    record_reading(context, "online_application.overview", subject, {"applications": len(found)})
