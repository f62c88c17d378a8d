"""A family of the register with a card, the draft of its son, and both zones over one mailbox."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from django.conf import settings

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.chunks import ChunkReader
from madoguchi.core.packs import Scenario, load_packs_or_refuse
from madoguchi.engines.courier import api as courier
from madoguchi.engines.courier.models import CourierChunk, Reply
from madoguchi.engines.mailbox import api as mailbox
from madoguchi.engines.residents.api import (
    LoadCertificates,
    LoadCertificatesInput,
    NewHousehold,
    NewResident,
    load_synthetic_register,
)
from madoguchi.journeys.pre_application import api as application
from madoguchi.journeys.prefill import api
from madoguchi.lib.jpki import AuthenticationCertificate, Purpose, SignatureFile
from madoguchi_testing.jpki import Authority, Holder, IssuedCard
from madoguchi_testing.people import Resident

HERE = "072028"
DAY = date(2026, 4, 1)
HOST = "tetsuzuki.example.jp"
COURIER = Actor.system("courier")
NUMBERS = ("0000000801", "0000000802")
SECRETS = {
    "name": "例示 直樹ノ介",
    "kana": "レイジ ナオキノスケ",
    "mother": "例示 登志江",
    "mother_kana": "レイジ トシエ",
    "town": "東山町大字湯本字翡翠平",
    "block": "七百四十二番地",
    "phone": "0242-97-0801",
}


@cache
def authority() -> Authority:
    return Authority.new()


@cache
def card() -> IssuedCard:
    return authority().issue_card(Holder("例示　直樹", "1", "319720501", "福島県会津若松市例示町"))


@cache
def strangers_card() -> IssuedCard:
    return authority().issue_card(Holder("例示　他人", "1", "319720501", "福島県会津若松市例示町"))


def identity(one: IssuedCard) -> Any:
    return AuthenticationCertificate.read(one.certificates[Purpose.AUTHENTICATION]).identity


def living_together(secrets: Mapping[str, str] = SECRETS, **changes: Any) -> NewHousehold:
    son, mother = NUMBERS
    names = (secrets["mother"], secrets["mother_kana"])
    return NewHousehold(
        uuid=uuid.uuid4(),
        household_number="0000000800",
        postal_code="9650814",
        town=secrets["town"],
        block=secrets["block"],
        building="",
        phone=secrets["phone"],
        residents=(
            person(son, secrets["name"], secrets["kana"], date(1972, 5, 1), "male", "head", **changes),
            person(mother, *names, date(1950, 2, 12), "female", "parent", care_level="care_2"),
        ),
    )


def person(
    number: str, name: str, kana: str, birth: date, sex: str, relation: str, **more: Any
) -> NewResident:
    family, given = name.split()
    family_kana, given_kana = kana.split()
    return NewResident(
        uuid.uuid4(), number, family, given, family_kana, given_kana, birth, sex, relation, **more
    )


def load_register(**changes: Any) -> None:
    """The family in the register, and the son's card in the table of serial numbers."""
    load_synthetic_register(HERE, [living_together(**changes)])
    link_card(card())


def link_card(one: IssuedCard, *, revoked: str = "") -> None:
    found = identity(one)
    lines = [
        "宛名番号,証明書種別,発行者,シリアル番号,有効期間開始,有効期間終了,失効日時",
        f'{NUMBERS[0]},利用者証明用,"{found.issuer}",{found.serial:X},2024-01-01,2034-01-01,{revoked}',
    ]
    loaded = run(LoadCertificates(), Context(HERE, COURIER), LoadCertificatesInput(lines))
    assert not loaded.refused


@dataclass
class Asking:
    """A draft of the scenario whose questions are answered and whose form is still empty."""

    resident: Resident

    @classmethod
    def begin(cls) -> Asking:
        resident = Resident(scenario(), HERE)
        resident.answer_everything()
        return cls(resident)

    @property
    def handle(self) -> application.DraftHandle:
        return self.resident.handle

    def offer(self) -> api.Offer:
        now = self.resident.application
        return api.offer(now.pack, now.plan, now.member_keys, now.state.chosen)

    def sign(self, one: IssuedCard | None = None) -> bytes:
        """What `madoguchi card sign-in` makes of the challenge."""
        return signature_file(one or card(), api.challenge(self.handle))

    def ask(self, one: IssuedCard | None = None) -> None:
        api.consent(self.handle, self.offer(), HOST)
        api.send(self.handle, self.sign(one))

    def known(self) -> Mapping[str | None, Any]:
        answer = api.standing(self.handle).answer
        assert answer is not None
        return {None: answer.household, **answer.people}


def signature_file(one: IssuedCard, challenge: bytes) -> bytes:
    made = one.keys[Purpose.AUTHENTICATION].sign(challenge, padding.PKCS1v15(), hashes.SHA256())
    return SignatureFile(one.certificates[Purpose.AUTHENTICATION], made).as_text().encode()


def scenario() -> Scenario:
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    return next(one for one in packs.scenarios if "renews_care_certification" in one.file)


def carry_to_office() -> list[courier.Arrival]:
    """Every request that waits, received and delivered, as the courier does."""
    arrivals = []
    for letter in mailbox.letters_waiting(HERE, mailbox.Box.PREFILL_REQUESTS):
        arrivals.append(deliver(b"".join(mailbox.sealed_bytes(letter)), letter.uuid, letter.digest))
        done = mailbox.Acknowledged(letter.uuid, letter.digest)
        run(mailbox.AcknowledgeLetters(), Context(HERE, COURIER), [done])
    return arrivals


def deliver(whole: bytes, number: uuid.UUID, digest: str) -> courier.Arrival:
    with NamedTemporaryFile() as file:
        Path(file.name).write_bytes(whole)
        given = courier.CameIn(Path(file.name), number, digest)
        arrival = run(courier.ReceiveLetter(), Context(HERE, COURIER), given)
    return run(courier.DeliverLetter(), Context(HERE, COURIER), arrival.uuid)


def carry_back() -> int:
    """Every answer of the office, put into the mailbox."""
    with tenancy.municipality(HERE):
        replies = list(Reply.objects.filter(sent_at__isnull=True))
        Reply.objects.update(sent_at=clock.now())
    for reply in replies:
        parts = ChunkReader(CourierChunk, HERE, reply.content)
        run(mailbox.PutReply(), Context(HERE, COURIER), mailbox.NewLetter(parts))
    return len(replies)
