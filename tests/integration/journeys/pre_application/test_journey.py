"""The journey at home with the real packs: the main family, two windows, changed minds, the code."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from tests.integration.journeys.pre_application.resident import (
    ELSEWHERE,
    HERE,
    TODAY,
    finished,
)

from madoguchi.core import clock
from madoguchi.core.packs import Scenario
from madoguchi.core.vocabulary import DONT_KNOW, MEMBERS
from madoguchi.engines.forms.api import open_content
from madoguchi.journeys.pre_application import api
from madoguchi.lib.sealing import (
    EnvelopeExpired,
    EnvelopeForOther,
    KeyUnusable,
)
from madoguchi_testing.people import Resident, roster_post

pytestmark = pytest.mark.django_db


def test_the_main_family_from_the_first_question_to_the_opened_code(tomizo: Scenario) -> None:
    resident = Resident(tomizo)
    asked = resident.answer_everything()
    assert asked[0] == "move.date"
    assert MEMBERS in asked
    assert resident.application.plan.finished
    resident.fill_in_everything()
    review = api.review(resident.handle)
    assert review.must == ()
    assert review.ready
    sealed = api.seal_answers(resident.handle)
    assert len(sealed.symbols) == 1
    assert sealed.symbols[0].version <= 25
    assert len(sealed.text) < 900
    assert sealed.expires_at.date() == TODAY + timedelta(days=14)

    pack = resident.application.pack
    opened = open_content(pack, [sealed.text.lower()])
    assert opened.envelope_id == sealed.envelope_id
    assert opened.content.event == "moving_in"
    assert opened.content.left_out == ()
    assert opened.content.facts == resident.application.facts
    assert opened.content.facts.get("person.name", 4) == "会津 トメ"
    assert opened.content.started_at <= opened.content.finished_at


def test_no_field_of_the_form_repeats_a_question(tomizo: Scenario) -> None:
    resident = Resident(tomizo)
    resident.answer_everything()
    for group in resident.application.outline.groups:
        for one in group.asked:
            known = one.value is not None and one.value is not DONT_KNOW
            assert not known or one.item.key not in resident.application.state.asked
    assert resident.application.outline.field("move-date").answered_before  # type: ignore[union-attr]


def test_an_earlier_answer_can_be_changed_and_the_plan_follows(tomizo: Scenario) -> None:
    resident = Resident(tomizo)
    resident.answer_everything()
    before = {entry.procedure.key for entry in resident.application.plan.needed}
    page = resident.application.question_page("person.care_level")
    posted = {one.id: "none" for one in page.group.fields}
    changed = api.answer(resident.handle, "person.care_level", posted).application
    after = {entry.procedure.key for entry in changed.plan.needed}
    assert "care_certification_transfer" in before - after


def test_an_answer_taken_back_is_asked_again(tomizo: Scenario) -> None:
    resident = Resident(tomizo)
    resident.answer_everything()
    now = api.withdraw_answer(resident.handle, "move.from_kind")
    assert now.plan.next_question is not None
    assert now.plan.next_question.item.key == "move.from_kind"


def test_the_way_back_goes_through_the_questions(tomizo: Scenario) -> None:
    resident = Resident(tomizo)
    asked = resident.answer_everything()
    now = resident.application
    assert now.previous_question() == asked[-1]
    assert now.previous_question(asked[2]) == asked[1]
    assert now.previous_question(asked[0]) is None


def test_a_question_without_an_answer_stays_and_keeps_what_was_typed() -> None:
    handle = api.start(HERE, "moving_in")
    saved = api.answer(handle, "move.date", {"move-date": "令和8年2月30日"})
    assert "move-date" in saved.errors
    page = api.open_application(handle).question_page("move.date")
    assert page.raw == {"move-date": "令和8年2月30日"}
    assert "28日まで" in page.errors["move-date"]
    assert api.answer(handle, "move.date", {}).errors
    assert api.answer(handle, "move.date", {"move-date": "5080311"}).is_clean
    assert api.open_application(handle).question_page("move.date").raw == {}


def test_saving_twice_is_saving_once(tomizo: Scenario) -> None:
    resident = Resident(tomizo)
    posted = roster_post(resident.members, resident.keys)
    api.answer(resident.handle, "move.date", {"move-date": "R8.3.11"})
    first = api.save_roster(resident.handle, posted).application
    second = api.save_roster(resident.handle, posted).application
    assert first.state.content == second.state.content
    assert len(second.member_keys) == 5
    assert second.facts.applicant() == 0


def test_two_windows_that_add_people_keep_both(tomizo: Scenario) -> None:
    resident = Resident(tomizo)
    api.save_roster(resident.handle, roster_post(resident.members[:2], ["aa", "ab"]))
    api.save_roster(resident.handle, roster_post(resident.members[2:3], ["b1"]))
    api.save_roster(resident.handle, roster_post(resident.members[3:4], ["c1"]))
    assert resident.application.member_keys == ("aa", "ab", "b1", "c1")


def test_a_window_left_open_neither_empties_nor_overwrites_what_another_saved(tomizo: Scenario) -> None:
    resident = Resident(tomizo)
    resident.answer_everything()
    old_window = resident.application.group_page("contact")
    api.save_group(resident.handle, "contact", {"contact-phone": "090-0000-1234"})
    stale = {one.id: one.as_input() for one in old_window.group.asked} | {api.SEEN: old_window.seen}
    api.save_group(resident.handle, "contact", stale | {"contact-email": "a@example.jp"})
    facts = resident.application.facts
    assert facts.get("contact.phone") == "090-0000-1234"
    assert facts.get("contact.email") == "a@example.jp"


def test_what_a_person_empties_is_emptied(tomizo: Scenario) -> None:
    resident = Resident(tomizo)
    resident.answer_everything()
    api.save_group(resident.handle, "contact", {"contact-phone": "090-0000-1234"})
    page = resident.application.group_page("contact")
    api.save_group(resident.handle, "contact", {"contact-phone": "", api.SEEN: page.seen})
    assert not resident.application.facts.is_answered("contact.phone")


def test_a_page_of_somebody_who_was_taken_off_writes_into_nobody(tomizo: Scenario) -> None:
    resident = Resident(tomizo)
    resident.answer_everything()
    api.remove_member(resident.handle, "k1")
    with pytest.raises(api.NoSuchPersonError):
        api.save_group(resident.handle, "person-k1", {"person-k1-name": "会津 恵美子"})
    assert "会津 恵美子" not in str(resident.application.state.content)
    assert resident.application.member_keys == ("k0", "k2", "k3", "k4")


def test_a_roster_left_open_does_not_bring_back_whom_another_window_took_off(tomizo: Scenario) -> None:
    resident = Resident(tomizo)
    api.save_roster(resident.handle, roster_post(resident.members, resident.keys))
    old_window = resident.application.question_page(MEMBERS)
    api.remove_member(resident.handle, "k1")
    stale = roster_post(resident.members, resident.keys) | {api.SEEN: old_window.seen}
    now = api.save_roster(resident.handle, stale).application
    assert now.member_keys == ("k0", "k2", "k3", "k4")


def test_errors_on_a_page_save_the_rest_and_keep_the_input(tomizo: Scenario) -> None:
    resident = Resident(tomizo)
    resident.answer_everything()
    saved = api.save_group(
        resident.handle, "contact", {"contact-phone": "なし😀", "contact-email": "a@example.jp"}
    )
    assert set(saved.errors) == {"contact-phone"}
    page = resident.application.group_page("contact")
    assert page.raw == {"contact-phone": "なし😀"}
    assert "contact-phone" in page.errors
    assert resident.application.facts.get("contact.email") == "a@example.jp"


def test_the_postal_code_fills_the_town_and_saves_the_rest(tomizo: Scenario) -> None:
    resident = Resident(tomizo)
    resident.answer_everything()
    posted = {
        "move-new_postal_code": "９６５０８４６",
        "move-new_town": "",
        "look_up": "move-new_postal_code",
    }
    saved = api.save_group(resident.handle, "move", posted)
    assert saved.filling is not None
    assert saved.raw["move-new_town"] == "門田町飯寺"
    assert not saved.is_clean
    assert resident.application.facts.get("move.new_postal_code") == "965-0846"


def test_a_code_is_not_made_while_something_is_wrong(tomizo: Scenario) -> None:
    resident = Resident(tomizo)
    resident.answer_everything()
    with pytest.raises(api.NotReadyError) as refusal:
        api.seal_answers(resident.handle)
    assert refusal.value.findings
    now = resident.application
    assert all(now.group_of(finding) or now.question_of(finding) for finding in refusal.value.findings)


def test_the_code_stays_the_same_until_something_changes(tomizo: Scenario) -> None:
    resident = finished(tomizo)
    first = api.seal_answers(resident.handle)
    assert api.seal_answers(resident.handle) == first
    assert api.sealed_answers(resident.application) == first
    api.save_group(resident.handle, "contact", {"contact-phone": "090-0000-9999"})
    assert api.sealed_answers(resident.application) is None
    assert api.seal_answers(resident.handle).envelope_id != first.envelope_id


def test_only_chosen_procedures_travel(tomizo: Scenario) -> None:
    resident = finished(tomizo)
    sealed = api.seal_answers(resident.handle, ["move_in_notification", "nonsense"])
    assert open_content(resident.application.pack, [sealed.text]).content.chosen == ("move_in_notification",)


def test_an_expired_code_is_refused_and_made_anew(tomizo: Scenario) -> None:
    resident = finished(tomizo)
    sealed = api.seal_answers(resident.handle)
    with clock.fixed(TODAY + timedelta(days=15)):
        with pytest.raises(EnvelopeExpired):
            open_content(resident.application.pack, [sealed.text])
        assert api.sealed_answers(resident.application) is None
        again = api.seal_answers(resident.handle)
        assert again.envelope_id != sealed.envelope_id


def test_a_code_for_another_municipality_is_refused(tomizo: Scenario) -> None:
    resident = finished(tomizo)
    sealed = api.seal_answers(resident.handle)
    with pytest.raises(EnvelopeForOther):
        open_content(api.pack_of(ELSEWHERE), [sealed.text])


def test_the_public_zone_needs_and_reads_no_private_key(tomizo: Scenario, settings: Any) -> None:
    resident = finished(tomizo)
    (settings.MADOGUCHI_KEYS_DIRECTORY / f"{HERE}.private").unlink()
    sealed = api.seal_answers(resident.handle)
    with pytest.raises(KeyUnusable):
        open_content(resident.application.pack, [sealed.text])


def test_nothing_is_left_after_discarding(tomizo: Scenario) -> None:
    resident = Resident(tomizo)
    api.discard(resident.handle)
    with pytest.raises(api.DraftNotFoundError):
        api.open_application(resident.handle)


def test_an_event_that_is_not_there_is_refused() -> None:
    with pytest.raises(api.NoSuchEventError):
        api.start(HERE, "nonsense")


def test_pages_that_are_not_there_are_refused() -> None:
    handle = api.start(HERE, "moving_in")
    now = api.open_application(handle)
    for key in ("person.name", "person.age", "nonsense", "<b>"):
        with pytest.raises(api.NoSuchPageError):
            now.question_page(key)
    with pytest.raises(api.NoSuchPageError):
        now.group_page("nonsense")


def test_a_household_of_forty_is_sealed_into_several_symbols(tomizo: Scenario) -> None:
    resident = Resident(tomizo)
    chance = random.Random(40)
    child = {key: value for key, value in resident.members[3].items() if key != "name_kana"}
    for number in range(35):
        given = "".join(chance.choices("葵紬陽菜結愛凛咲莉子美桜花楓心春杏芽依奈穂香音羽千紗", k=3))
        born = date(2009, 4, 2) + timedelta(days=chance.randrange(2_000))
        resident.members.append(
            child | {"name": f"会津 {given}{number}".rstrip("0123456789"), "birth_date": born}
        )
    resident.keys = [f"k{number}" for number in range(40)]
    resident.answer_everything()
    resident.fill_in_everything()
    review = api.review(resident.handle)
    assert "many_members" in {finding.code for finding in review.ask}
    assert review.must == (), review.must
    sealed = api.seal_answers(resident.handle)
    assert len(sealed.symbols) > 1
    parts = [symbol.text for symbol in reversed(sealed.symbols)]
    assert open_content(resident.application.pack, parts).content.facts == resident.application.facts
