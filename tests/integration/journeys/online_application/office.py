"""The office as a test sees it: letters come in, answers go out, desks work."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Action, Context, run
from madoguchi.core.chunks import ChunkReader
from madoguchi.core.packs import Packs
from madoguchi.engines.cases.api import Case, CaseStep
from madoguchi.engines.courier.api import Arrival, CameIn, DeliverLetter, ReceiveLetter
from madoguchi.engines.courier.models import CourierChunk, Reply
from madoguchi.engines.residents.api import NewHousehold
from madoguchi.journeys.online_application.domain.states import Standing
from madoguchi.journeys.online_application.models import Application
from madoguchi.lib.jpki import Purpose
from madoguchi.lib.sealing import KeyPair, LetterError, ReplyBox, open_reply
from madoguchi_testing.jpki import Authority, IssuedCard
from madoguchi_testing.online import Applicant, Sent
from madoguchi_testing.people import demo_actor

HERE, NEIGHBOUR = "072028", "072087"
COURIER = Actor.system("courier")


@dataclass
class Office:
    """One municipality with its keys and one family that it knows."""

    packs: Packs
    keys: KeyPair
    folder: Path
    authority: Authority
    card_keys: Mapping[Purpose, Any] = field(repr=False)
    family: NewHousehold
    applicant: Applicant

    @property
    def card(self) -> IssuedCard:
        """The applicant's card."""
        return self.applicant.card

    def arrives(
        self, sent: Sent, *, letter_id: UUID | None = None, sealed: datetime | None = None
    ) -> Arrival:
        """A letter comes in and is given to its receiver; with another number, or sealed at another time."""
        return self.delivers(self._receives(sent, letter_id, sealed))

    def receives(self, some: Sequence[Sent[Any]]) -> list[Arrival]:
        """Letters come in and wait for their delivery."""
        return [self._receives(sent) for sent in some]

    def delivers(self, arrival: Arrival) -> Arrival:
        """A letter that waits is given to its receiver."""
        return run(DeliverLetter(), self.courier, arrival.uuid)

    @property
    def courier(self) -> Context:
        """As the courier acts."""
        return Context(HERE, COURIER, purpose="申請の受け取り")

    def _receives(
        self, sent: Sent[Any], letter_id: UUID | None = None, sealed: datetime | None = None
    ) -> Arrival:
        with clock.fixed(sealed or clock.now()):
            letter = sent.sealed(self.keys.public, HERE, letter_id=letter_id)
        whole = letter.to_bytes()
        number, digest = letter.header.letter_id, hashlib.sha256(whole).hexdigest()
        return run(ReceiveLetter(), self.courier, CameIn(whole, number, digest))

    def application(self, sent: Sent) -> Application:
        """The application as it is kept."""
        with tenancy.municipality(HERE):
            return Application.objects.get(uuid=sent.number)

    def cases(self, sent: Sent | None = None) -> list[Case]:
        """The cases of an application, or all of them, in the order in which they were opened."""
        with tenancy.municipality(HERE):
            found = Case.objects.order_by("id")
            if sent is not None:
                found = found.filter(source_uuid=sent.number)
            return list(found)

    def replies(self, box: ReplyBox) -> list[Standing]:
        """What the applicant reads, oldest first."""
        return [Standing.from_payload(one) for one in self.answers(box)]

    def answers(self, box: ReplyBox) -> list[dict[str, Any]]:
        """The payloads of the answers to one secret, oldest first."""
        with tenancy.municipality(HERE):
            rows = list(Reply.objects.order_by("id"))
        opened = []
        for row in rows:
            sealed = ChunkReader(CourierChunk, HERE, row.content)
            try:
                opened.append(dict(open_reply(sealed, box=box)[1].payload))
            except LetterError:
                continue
        return opened

    def told(self, sent: Sent) -> Standing:
        """The last answer: the one that counts."""
        return self.replies(sent.reply)[-1]

    def decides(self, action: Action[Any, Application], given: Any) -> Application:
        """A clerk at the counter decides about an application that waits."""
        return run(action, Context(HERE, demo_actor(HERE), purpose="申請者の確認"), given)

    def desk(self, action: Action[CaseStep, Case], uuid: UUID, note: str = "") -> Case:
        """A desk does something with a case."""
        actor = demo_actor(HERE, roles=("manager",), desks=("childcare", "child_support"))
        return run(action, Context(HERE, actor, purpose="案件の処理"), CaseStep(uuid, note))
