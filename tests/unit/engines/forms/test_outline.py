from tests.unit.engines.forms.small_pack import (
    CARD,
    CHILD,
    HEAD,
    MOVE_IN,
    VOCABULARY,
    WIFE,
    Entry,
    Plan,
    facts,
    pack,
)

from madoguchi.core.vocabulary import DONT_KNOW
from madoguchi.engines.forms.domain.fields import FieldReference, FormOutline
from madoguchi.engines.forms.domain.outline import fields_for, question_group


def ids(outline: FormOutline) -> list[str]:
    return [field.id for field in outline.fields]


def test_household_groups_come_first_in_their_order_then_one_group_for_each_person() -> None:
    outline = fields_for(pack(), Plan(), facts({}, HEAD, WIFE))
    assert [(group.key, group.label) for group in outline.groups] == [
        ("move", "引越しの日と住所"),
        ("contact", "連絡先"),
        ("person-0", "会津 十三蔵さん"),
        ("person-1", "会津 恵美子さん"),
    ]


def test_an_item_that_two_procedures_ask_stands_once() -> None:
    plan = Plan((Entry(MOVE_IN), Entry(CARD, 0), Entry(CARD, 1)))
    outline = fields_for(pack(), plan, facts({}, HEAD, WIFE))
    assert len(set(ids(outline))) == len(ids(outline))
    assert ids(outline).count("contact-phone") == 1
    assert ids(outline).count("person-0-name") == 1


def test_a_procedure_of_one_person_asks_only_that_person() -> None:
    outline = fields_for(pack(), Plan((Entry(CARD, 1),)), facts({}, HEAD, WIFE))
    assert [group.key for group in outline.groups] == ["contact", "person-1"]


def test_derived_items_are_not_asked() -> None:
    assert not any("age" in one for one in ids(fields_for(pack(), Plan(), facts({}, HEAD))))


def test_an_item_is_asked_unless_its_condition_is_certainly_false() -> None:
    plan = Plan((Entry(CARD, 0), Entry(CARD, 1), Entry(CARD, 2)))
    known = facts({}, HEAD | {"has_card": True}, WIFE | {"has_card": False}, CHILD)
    shown = ids(fields_for(pack(), plan, known))
    assert "person-0-card_pin_forgotten" in shown
    assert "person-1-card_pin_forgotten" not in shown
    assert "person-2-card_pin_forgotten" in shown


def test_what_the_navigator_knows_is_shown_filled_in_and_not_asked_again() -> None:
    outline = fields_for(pack(), Plan(), facts({}, HEAD), answered_before=["move.date", "person.birth_date"])
    date = outline.field("move-date")
    assert date is not None
    assert date.answered_before
    assert date.as_text() == "2026年（令和8年）3月11日（水）"
    group = outline.group("move")
    assert group is not None
    assert date not in group.asked


def test_what_nobody_knew_in_the_navigator_is_asked_again() -> None:
    known = facts({"move.new_town": None}, HEAD)
    outline = fields_for(pack(), Plan(), known, answered_before=["move.new_town"])
    town = outline.field("move-new_town")
    assert town is not None
    assert town.value is DONT_KNOW
    assert not town.answered_before


def test_only_chosen_procedures_are_filled_in() -> None:
    plan = Plan((Entry(MOVE_IN), Entry(CARD, 0)))
    assert "move-date" not in ids(fields_for(pack(), plan, facts({}, HEAD), chosen=["card_change"]))


def test_what_may_not_be_needed_is_not_filled_in() -> None:
    assert not fields_for(pack(), Plan((Entry(MOVE_IN, status="possible"),)), facts({}, HEAD)).groups


def test_a_reading_is_proposed_from_the_name() -> None:
    outline = fields_for(pack(), Plan(), facts({}, {"relation": "head", "name": "会津 花子"}))
    kana = outline.field("person-0-name_kana")
    assert kana is not None
    assert kana.value is None
    assert kana.as_input() == "アイヅ ハナコ"


def test_persons_keep_the_key_that_the_draft_gave_them() -> None:
    outline = fields_for(pack(), Plan(), facts({}, HEAD, WIFE), person_keys=["x7", "b2"].__getitem__)
    assert outline.group("person-b2") is not None
    name = outline.field("person-b2-name")
    assert name is not None
    assert name.reference == FieldReference("person.name", 1)


def test_pages_follow_each_other() -> None:
    outline = fields_for(pack(), Plan(), facts({}, HEAD))
    following = outline.after("move")
    assert following is not None
    assert following.key == "contact"
    assert outline.after("person-0") is None
    assert outline.after("nowhere") is None


def test_a_group_is_complete_when_only_optional_fields_are_empty() -> None:
    outline = fields_for(pack(), Plan(), facts({"contact.phone": "090-0000-1234"}, HEAD))
    contact, move = outline.group("contact"), outline.group("move")
    assert contact is not None
    assert contact.complete
    assert move is not None
    assert [field.id for field in move.missing] == ["move-new_postal_code", "move-new_town"]


def test_a_question_about_several_persons_has_a_field_for_each() -> None:
    group = question_group(pack(), VOCABULARY["person.has_card"], [0, 2], facts({}, HEAD, WIFE, CHILD))
    assert [field.id for field in group.fields] == ["person-0-has_card", "person-2-has_card"]


def test_a_household_of_forty_has_a_page_for_everybody() -> None:
    outline = fields_for(pack(), Plan(), facts({}, HEAD, *[CHILD] * 39))
    assert sum(group.person is not None for group in outline.groups) == 40
    assert len(set(ids(outline))) == len(ids(outline))
