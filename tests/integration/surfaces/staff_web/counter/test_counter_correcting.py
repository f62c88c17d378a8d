"""Correcting what hangs together: a postal code and its town, an answer and the register, a signature."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from tests.integration.surfaces.staff_web.counter.steps import HERE, text_of, visits
from tests.integration.surfaces.staff_web.counter.test_counter_register import HEAD, load

pytestmark = pytest.mark.django_db

CODE = "item/move.new_postal_code/"
NAMES = {"code": "move-new_postal_code", "town": "move-new_town", "choice": "move-new_town-choice"}


def correct(client: Client, visit: str, **inputs: str) -> Any:
    posted = {NAMES.get(name, name): text for name, text in inputs.items()}
    return client.post(visit + CODE, posted)


def answers() -> dict[str, Any]:
    (kept,) = visits()
    return dict(kept.answers)


@pytest.fixture
def without_town(clerk: Client, visit: str) -> str:
    """The family's visit, the town not answered."""
    assert clerk.post(f"{visit}item/move.new_town/", {"move-new_town": ""}).status_code == 303
    return visit


def test_a_postal_code_fills_the_town_in_one_go(clerk: Client, without_town: str) -> None:
    assert correct(clerk, without_town, code="９６５−０８０１", town="").status_code == 303
    assert answers()["move.new_town"] == "宮町"
    (kept,) = visits()
    assert kept.origins["move-new_town"] == "clerk"


def test_a_town_that_differs_stays_until_the_clerk_has_chosen(clerk: Client, visit: str) -> None:
    before = answers()["move.new_town"]
    asked = correct(clerk, visit, code="9650801", town=before)
    page = text_of(asked)
    assert asked.status_code == 200
    assert "すでに入力されているので、そのままにしています" in page
    assert 'value="宮町"' in page
    assert answers()["move.new_town"] == before
    chosen = correct(clerk, visit, code="9650801", town=before, choice="宮町", confirmed="9650801")
    assert chosen.status_code == 303
    assert (answers()["move.new_postal_code"], answers()["move.new_town"]) == ("965-0801", "宮町")


def test_who_keeps_the_town_is_asked_once(clerk: Client, visit: str) -> None:
    before = answers()["move.new_town"]
    assert correct(clerk, visit, code="9650801", town=before, confirmed="9650801").status_code == 303
    assert answers()["move.new_town"] == before


def test_a_code_of_elsewhere_is_kept_and_the_check_speaks_of_it(clerk: Client, visit: str) -> None:
    assert correct(clerk, visit, code="9638024", town=answers()["move.new_town"]).status_code == 303
    assert "会津若松市の郵便番号ではありません" in text_of(clerk.get(visit))


def test_the_old_address_goes_on_where_the_code_ends(clerk: Client, visit: str) -> None:
    names = {"move-old_postal_code": "9638024", "move-old_address": ""}
    page = text_of(clerk.post(f"{visit}item/move.old_postal_code/", names))
    assert "続きを入力してください" in page
    assert 'value="福島県郡山市' in page


def test_a_colleagues_town_is_not_overwritten_beside_a_code(clerk: Client, visit: str) -> None:
    stale = correct(clerk, visit, code="9650801", town="宮町", seen_beside="どこか")
    assert stale.status_code == 409


def test_the_register_is_taken_over_and_undone_by_a_correction(clerk: Client) -> None:
    load(HEAD)
    begun = clerk.post(f"/{HERE}/counter/begin/{HEAD.uuid}/", {"event": "moving_within"})
    visit, register = str(begun["Location"]), "person/0/item/person.name_kana/register/"
    assert register not in text_of(clerk.get(visit))
    clerk.post(f"{visit}person/0/item/person.name_kana/", {"person-0-name_kana": "タカハシ タケシ"})
    page = text_of(clerk.get(visit))
    assert register in page
    assert "こちらにする" in page
    stale = clerk.post(visit + register, {"seen": "タカハシ ジロウ"}, follow=True)
    assert "ほかの職員がこの受付を先に変えました" in text_of(stale)
    done = clerk.post(visit + register, {"seen": "タカハシ タケシ"})
    assert done["Location"].endswith("#row-person-0-name_kana")
    (kept,) = visits()
    assert kept.answers["members"][0]["person.name_kana"] == "タカハシ タカシ"
    assert kept.origins["person-0-name_kana"] == "register"
    clerk.post(f"{visit}person/0/item/person.name_kana/", {"person-0-name_kana": "タカハシ タケシ"})
    assert answers()["members"][0]["person.name_kana"] == "タカハシ タケシ"


def test_what_the_register_does_not_know_cannot_be_taken_over(clerk: Client, visit: str) -> None:
    before = answers()
    refused = clerk.post(f"{visit}item/move.date/register/", follow=True)
    assert "その項目はこの手続きにありません" in text_of(refused)
    assert answers() == before


def test_the_clerk_is_told_when_a_correction_takes_the_signature_away(clerk: Client, visit: str) -> None:
    clerk.post(f"{visit}sign/", {"strokes": json.dumps([[[0.1, 0.1], [0.5, 0.5]]])})
    assert "画面に署名をもらいました" in text_of(clerk.get(visit))
    told = clerk.post(f"{visit}item/contact.phone/", {"contact-phone": "0242-00-9999"}, follow=True)
    page = text_of(told)
    assert "署名を消しました。もう一度、署名をもらってください" in page
    assert "画面に署名をもらいました" not in page
    assert "署名を消しました" not in text_of(clerk.get(visit))


def test_recording_identity_leaves_the_signature_alone(clerk: Client, visit: str) -> None:
    clerk.post(f"{visit}sign/", {"strokes": json.dumps([[[0.1, 0.1], [0.5, 0.5]]])})
    page = text_of(clerk.post(f"{visit}identity/", {"method": "passport"}, follow=True))
    assert "署名を消しました" not in page
