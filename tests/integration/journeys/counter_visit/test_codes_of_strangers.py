"""Anyone can seal something to a public key: codes that our site would never make."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import run
from madoguchi.core.measuring import api as measuring
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.forms.domain.sealed_content import sealing_dictionary
from madoguchi.journeys.counter_visit import api
from madoguchi.lib.sealing import generate_keypair, read_public_key, seal, write_keypair
from madoguchi_testing.people import Clerk

HERE = "072028"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day_and_keys(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MADOGUCHI_KEYS_DIRECTORY = tmp_path / "keys"
    write_keypair(tmp_path / "keys", HERE, generate_keypair())
    with clock.fixed(date(2026, 3, 19)):
        yield


@pytest.fixture
def made_by_hand(settings: Any) -> Any:
    """Seals a payload of one person, with anything changed."""

    def text(name: str = "会津 花", envelope_id: UUID | None = None, **changed: Any) -> str:
        pack = load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality(HERE)
        payload = {
            "format": 1,
            "event": "moving_in",
            "answers": {},
            "people": 1,
            "members": {"name": [name], "relation": ["head"]},
            "procedures": None,
            "started": int(clock.now().timestamp()) - 600,
            "seconds": 60,
            "pack": pack.fingerprint[:8],
        } | changed
        return seal(
            payload,
            public_key=read_public_key(settings.MADOGUCHI_KEYS_DIRECTORY, HERE),
            municipality_code=HERE,
            expires_at=clock.now() + timedelta(days=3),
            dictionary=sealing_dictionary(pack),
            now=clock.now(),
            envelope_id=envelope_id,
        ).text

    return text


@pytest.fixture
def clerk() -> Clerk:
    return Clerk(HERE)


def test_a_code_with_the_id_of_another_family_does_not_open_that_familys_visit(
    clerk: Clerk, made_by_hand: Any
) -> None:
    victims = clerk.scan([made_by_hand("会津 花", UUID(int=7))])
    copied = clerk.scan([made_by_hand("よその 人", UUID(int=7))])
    assert (victims.again, copied.again) == (False, False)
    assert copied.uuid != victims.uuid


@pytest.mark.parametrize("name", ["会" * 1000, "会津\ue000", "会津 😀", "\u202e花 津会"])
def test_a_name_that_no_form_takes_is_asked_again_and_breaks_no_page(
    clerk: Clerk, made_by_hand: Any, name: str
) -> None:
    sheet = clerk.look(clerk.scan([made_by_hand(name)]).uuid)
    assert not sheet.facts.is_answered("person.name", 0)
    assert sheet.facts.is_answered("person.relation", 0)


@pytest.mark.parametrize(
    "times",
    [
        {"started": -62_135_596_800},
        {"started": 253_402_300_000},
        {"seconds": -1_000_000},
        {"seconds": 500_000_000},
    ],
)
def test_times_at_home_that_cannot_be_measure_nothing(
    clerk: Clerk, made_by_hand: Any, times: dict[str, int]
) -> None:
    visit = clerk.scan([made_by_hand(**times)]).visit
    with tenancy.municipality(HERE):
        assert [one.step for one in measuring.steps(visit.journey_id)] == ["counter_visit.scanned"]


def test_a_note_with_characters_that_no_table_keeps_is_kept_without_them(
    clerk: Clerk, made_by_hand: Any
) -> None:
    visit = clerk.scan([made_by_hand()]).visit
    given = api.Acknowledgement(visit.uuid, ("\0late",), "電話で\0確かめた\ud800")
    after = run(api.Acknowledge(), clerk.context, given)
    assert after.acknowledged == {"late": "電話で確かめた"}


STROKES = [[[0.1, 0.1], [0.5, 0.5]]]


def test_what_is_changed_after_the_signature_has_to_be_signed_again(clerk: Clerk, made_by_hand: Any) -> None:
    visit = clerk.scan([made_by_hand()]).visit
    run(api.Sign(), clerk.context, api.SignatureRecord(visit.uuid, STROKES))
    clerk.identify(visit.uuid)
    assert clerk.look(visit.uuid).visit.signature
    posted = {"person-0-name": "会津 葵"}
    run(api.CorrectItem(), clerk.context, api.Correction(visit.uuid, "person.name", 0, posted))
    after = clerk.look(visit.uuid).visit
    assert (after.signature, after.signed_at) == (None, None)
    assert after.identity_method


def test_leaving_out_a_procedure_after_the_signature_needs_a_new_one(clerk: Clerk, made_by_hand: Any) -> None:
    visit = clerk.scan([made_by_hand()]).visit
    run(api.Sign(), clerk.context, api.SignatureRecord(visit.uuid, STROKES))
    run(api.ChooseProcedures(), clerk.context, api.Choice(visit.uuid, ("move_in_notification",)))
    assert clerk.look(visit.uuid).visit.signature is None


def test_answers_that_could_not_be_read_are_asked_again_until_they_are_there(
    clerk: Clerk, made_by_hand: Any
) -> None:
    opened = clerk.scan([made_by_hand(answers={"move.date": "きのう", "no.such_item": "x"})])
    told = [check for check in clerk.look(opened.uuid).checks if check.finding.code == "left_out"]
    assert [check.must for check in told] == [False]
    assert "引越しの日" in told[0].finding.message
    assert "no.such_item" not in str(told[0])
    run(
        api.CorrectItem(),
        clerk.context,
        api.Correction(opened.uuid, "move.date", None, {"move-date": "2026-03-11"}),
    )
    assert "left_out" not in {check.finding.code for check in clerk.look(opened.uuid).checks}
