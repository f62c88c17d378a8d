"""One application from home through two zones that share no network: letters and answers go as files.

For a process of the office zone; for what happens in the public zone it works in that zone's database.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.test.utils import override_settings

from madoguchi.core import clock
from madoguchi.core.jobs import run_jobs_until_idle
from madoguchi.core.packs import Municipality
from madoguchi.engines.courier import api as courier
from madoguchi.engines.forms.api import DraftHandle
from madoguchi.engines.handover.api import collect_answers
from madoguchi.engines.mailbox import api as mailbox
from madoguchi.engines.residents.api import ResidentRecord, Status, find
from madoguchi.journeys.online_application import api as online
from madoguchi.journeys.online_application.domain.signed_content import SignedContent
from madoguchi.journeys.pre_application.api import open_application
from madoguchi_testing.jpki import IssuedCard
from madoguchi_testing.online.drafts import WantedDraft, make_drafts
from madoguchi_testing.online.movers import EVENT, PROCEDURES, Mover, cards_of, make_known
from madoguchi_testing.online.office_side import authority_of_cards, core_system, decide, handled
from madoguchi_testing.zones import looking_into

_NAMES = ("さとう", "すずき", "わたなべ", "はしもと", "ほし", "ごとう", "さいとう", "いがらし")


class NobodyFoundError(LookupError):
    """台帳に、家から申請する人が見つかりません。"""


def play_by_files(
    place: Municipality, public: Mapping[str, Any], folder: Path, say: Callable[[str], None]
) -> dict[str, Any]:
    """Play it with somebody of the register and tell what everybody saw. `public` is how Django finds the
    database of the public zone, `folder` what a person carries between the zones. Raises NobodyFoundError.
    """
    code = place.code
    mover = Mover.of(_somebody(code))
    (card,) = cards_of([mover], place, authority_of_cards())
    make_known(code, [mover], [card])
    phone = f"090-0000-{random.randrange(10**4):04d}"
    answers = mover.answers(place, clock.today(), phone=phone)
    folder.mkdir(parents=True, exist_ok=True)
    with override_settings(MADOGUCHI_JPKI_TEST_CARDS=True):
        with looking_into(public):
            (cookie,) = make_drafts([WantedDraft(code, EVENT, PROCEDURES, answers)])
            signed, receipt = _sign_and_send(DraftHandle.from_cookie(code, cookie), card)
            mailbox.write_folder(folder, [code])
        say(f"  {mover.name}さん（架空の人）が転出届に署名して送りました　申請番号 {receipt.number}")
        courier.read_folder(folder, [code])
        run_jobs_until_idle()
    arrived = handled(code, signed.application)
    say(f"  庁内がファイルで受け取りました　受付番号 {arrived.reception}　本人の特定 {arrived.identified_by}")
    decide(code, signed.application)
    run_jobs_until_idle()
    core_system().receive()
    collect_answers(code)
    done = handled(code, signed.application)
    say(f"  課が決めました　{'、'.join(done.cases)}　引き渡し {'、'.join(done.handovers)}")
    courier.write_folder(folder, [code])
    with looking_into(public):
        mailbox.read_folder(folder, [code])
        told = online.follow(code, receipt.number, receipt.secret).told.sentence
    say(f"  状況のページ　{told}")
    return {"who": mover.name, "number": receipt.number, "told": told} | asdict(done)


def _somebody(code: str) -> ResidentRecord:
    """The head of a household who lives here, is not protected, and whose birth date is wholly known."""
    for name in _NAMES:
        for one in find(name, code, limit=200).records:
            known = one.relation == "head" and one.status is Status.RESIDENT and not one.protected
            if known and hasattr(one.birth_date, "isoformat"):
                return one
    raise NobodyFoundError(NobodyFoundError.__doc__)


def _sign_and_send(handle: DraftHandle, card: IssuedCard) -> tuple[SignedContent, online.Receipt]:
    application = open_application(handle)
    answers = online.Answers(handle, application.plan, application.state.chosen, application.state.started_at)
    paper = online.paper_to_sign(answers)
    online.take_signature(answers, card.signature_file(paper.signed))
    return paper.content, online.send(answers)
