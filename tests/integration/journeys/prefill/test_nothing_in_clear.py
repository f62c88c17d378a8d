"""A thief of everything on the public zone's disk finds nothing of what the office told."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from tests.integration.engines.mailbox.test_committed import clean_disk, everything_on_the_disk, spellings
from tests.integration.journeys.prefill.household import COURIER, HERE, Asking, living_together

from madoguchi.core import clock
from madoguchi.core.actions import Context, run
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.mailbox import api as mailbox
from madoguchi.engines.residents.api import HouseholdRecord, NewHousehold, ResidentRecord, Status
from madoguchi.journeys.pre_application import api as application
from madoguchi.journeys.prefill import api
from madoguchi.journeys.prefill.asking import REQUEST
from madoguchi.journeys.prefill.domain.requests import read_signed_request
from madoguchi.journeys.prefill.domain.telling import tell
from madoguchi.lib.sealing import Content, SealedLetter, open_letter, read_private_key, seal_reply

# In no other test: what a transaction wrote and took back lies on the disk as well.
SECRETS = {
    "name": "例示 武左衛門",
    "kana": "レイジ ブザエモン",
    "mother": "例示 多恵乃",
    "mother_kana": "レイジ タエノ",
    "town": "河東町大字翡翠沢",
    "block": "五百三十一番地",
    "phone": "0242-98-5813",
}


def test_no_prefilled_value_lies_in_the_files_of_the_public_zone(
    committed_db: None, superuser: psycopg.Connection[Any]
) -> None:
    """The database is that of the public zone alone: the office answers from memory."""
    since = clean_disk(superuser)
    asking = Asking.begin()
    asking.ask()
    secret = open_draft_of(asking)["secret"]
    (letter,) = mailbox.letters_waiting(HERE, mailbox.Box.PREFILL_REQUESTS)
    reply = answer_of_the_office(b"".join(mailbox.sealed_bytes(letter)))
    run(mailbox.PutReply(), Context(HERE, COURIER), mailbox.NewLetter.from_sealed(reply))
    assert api.standing(asking.handle).stage is api.Stage.ANSWERED
    found = application.proposals(asking.resident.application, asking.known())
    now = application.adopt(asking.handle, asking.known(), {one.id for one in found})
    api.forget(asking.handle)
    told = [one.text for one in found]
    assert now.facts.get("person.name", 1) == SECRETS["mother"]

    assert {SECRETS["mother"], SECRETS["mother_kana"], SECRETS["phone"]} <= set(told)
    # Years, and 女, stand in many files; all other values of the household stand for them.
    values = {
        *SECRETS.values(),
        secret,
        *(text for text in told if any(one in text for one in SECRETS.values())),
    }
    unreadable = {one for value in values for one in spellings(value)}
    found_on_disk: set[bytes] = set()
    places: set[str] = set()
    for place, stolen in everything_on_the_disk(superuser, since):
        found_on_disk |= {one for one in unreadable if one in stolen}
        places |= {place for one in (letter.digest.encode(),) if one in stolen}
    assert found_on_disk == set()
    # What anybody may know is found, so the search finds what is there.
    assert {"log", "dump"} < places


def open_draft_of(asking: Asking) -> Any:
    return asking.resident.application.state.content[REQUEST]


def answer_of_the_office(whole: bytes) -> SealedLetter:
    """What the office answers, without a table: the register is in another zone."""
    key = read_private_key(Path(settings.MADOGUCHI_KEYS_DIRECTORY), HERE)
    letter = open_letter(io.BytesIO(whole), private_key=key, municipality_code=HERE, now=clock.now())
    request = read_signed_request(letter.content.payload).request
    household = record_of(living_together(SECRETS))
    pack = load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality(HERE, clock.today())
    answer = tell(pack, request, household.members[0], household)
    assert answer is not None
    return seal_reply(
        Content(answer.to_payload()),
        to=request.reply,
        municipality_code=HERE,
        expires_at=clock.now() + timedelta(minutes=15),
    )


def record_of(new: NewHousehold) -> HouseholdRecord:
    members = tuple(
        ResidentRecord(
            uuid=one.uuid,
            household_uuid=new.uuid,
            municipality_code=HERE,
            resident_number=one.resident_number,
            household_number=new.household_number,
            name=f"{one.family_name} {one.given_name}",
            name_kana=f"{one.family_kana} {one.given_kana}",
            birth_date=one.birth_date,
            sex=one.sex,
            relation=one.relation,
            nationality_kind=one.nationality_kind,
            status=Status.RESIDENT,
            status_changed_on=None,
            protected=False,
            address=f"{new.town}{new.block}",
            postal_code=new.postal_code,
            destination="",
            became_resident_on=None,
            address_since=None,
            health_insurance="",
            pension_kind="",
            care_insured=False,
            care_level=one.care_level,
            child_allowance=False,
            has_my_number_card=True,
        )
        for one in new.residents
    )
    return HouseholdRecord(
        uuid=new.uuid,
        municipality_code=HERE,
        household_number=new.household_number,
        postal_code=new.postal_code,
        town=new.town,
        block=new.block,
        building=new.building,
        phone=new.phone,
        members=members,
    )
