from datetime import date

from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.engines.forms.small_pack import CHILD, HEAD, TODAY, VOCABULARY, WIFE, Plan, facts, pack

from madoguchi.core.vocabulary import DONT_KNOW, Facts, PartialDate
from madoguchi.engines.forms.domain.fields import FieldReference, FormGroup
from madoguchi.engines.forms.domain.outline import fields_for, question_group
from madoguchi.engines.forms.domain.parsing import ParsedGroup, parse_group

FACTS = facts({}, HEAD, WIFE)
UNNAMED = facts({}, {"relation": "head"})


def group(key: str, known: Facts = FACTS, **more: object) -> FormGroup:
    found = fields_for(pack(), Plan(), known, **more).group(key)  # type: ignore[arg-type]
    assert found is not None
    return found


def parse(key: str, posted: object, known: Facts = FACTS, **more: object) -> ParsedGroup:
    return parse_group(group(key, known), posted, known, VOCABULARY, **more)  # type: ignore[arg-type]


def test_a_page_is_read_into_values() -> None:
    parsed = parse(
        "move", {"move-date": "R8.3.11", "move-new_postal_code": "9650846", "move-new_town": "門田町大字飯寺"}
    )
    assert parsed.is_clean
    assert parsed.values == {
        FieldReference("move.date"): date(2026, 3, 11),
        FieldReference("move.new_postal_code"): "965-0846",
        FieldReference("move.new_town"): "門田町大字飯寺",
    }


def test_what_cannot_be_read_is_kept_as_typed_beside_its_message() -> None:
    parsed = parse("move", {"move-date": "令和8年2月30日", "move-new_town": "本町"})
    assert set(parsed.errors) == {"move-date"}
    assert parsed.raw["move-date"] == "令和8年2月30日"
    assert parsed.values == {FieldReference("move.new_town"): "本町"}


def test_three_date_fields_count_when_the_text_field_is_empty() -> None:
    posted = {
        "person-0-birth_date": "",
        "person-0-birth_date-era": "昭和",
        "person-0-birth_date-year": "18",
        "person-0-birth_date-month": "",
        "person-0-birth_date-day": "",
    }
    parsed = parse("person-0", posted)
    assert parsed.values == {FieldReference("person.birth_date", 0): PartialDate(1943)}
    assert parsed.raw["person-0-birth_date-era"] == "昭和"


def test_an_empty_field_is_cleared_and_an_absent_one_left_alone() -> None:
    parsed = parse("contact", {"contact-phone": "  "})
    assert parsed.cleared == {FieldReference("contact.phone")}
    assert not parsed.values


def test_an_empty_field_is_an_error_only_where_it_is_needed_and_demanded() -> None:
    posted = {"contact-phone": "", "contact-email": ""}
    assert parse("contact", posted).is_clean
    assert parse("contact", posted, demand=True).errors == {"contact-phone": "電話番号を入力してください。"}


def test_a_box_for_not_knowing_counts_for_its_field() -> None:
    parsed = parse("move", {"move-new_town": "", "move-new_town-unsure": "1"})
    assert parsed.values == {FieldReference("move.new_town"): DONT_KNOW}


def test_a_reading_left_empty_is_proposed_from_the_name_of_the_same_page() -> None:
    parsed = parse(
        "person-0", {"person-0-name": "髙橋　花子", "person-0-name_kana": ""}, UNNAMED, demand=True
    )
    assert parsed.values[FieldReference("person.name_kana", 0)] == "タカハシ ハナコ"
    assert parsed.notes == {
        "person-0-name_kana": "氏名のフリガナを「タカハシ ハナコ」としました。違うときは直してください。"
    }
    assert parsed.is_clean


def test_a_reading_that_was_typed_is_never_replaced() -> None:
    parsed = parse("person-0", {"person-0-name": "東 海", "person-0-name_kana": "アズマ カイ"}, UNNAMED)
    assert parsed.values[FieldReference("person.name_kana", 0)] == "アズマ カイ"
    assert not parsed.notes


def test_fields_shown_from_the_navigator_are_not_read() -> None:
    shown = group("move", answered_before=["move.date"])
    parsed = parse_group(shown, {"move-date": "2020-01-01"}, FACTS, VOCABULARY)
    assert not parsed.values


def test_several_ticked_boxes_of_a_browser_are_all_read() -> None:
    question = question_group(pack(), VOCABULARY["person.languages"], [0], FACTS)
    posted = QueryDict("person-0-languages=vi&person-0-languages=ja")
    parsed = parse_group(question, posted, FACTS, VOCABULARY)
    assert parsed.values == {FieldReference("person.languages", 0): ("ja", "vi")}


def test_fields_of_other_pages_are_not_read() -> None:
    assert not parse("contact", {"move-date": "2026-03-01", "person-1-name": "別人"}).values


ENDS = ("", "-year", "-month", "-day", "-era", "-unsure", "-choice")
FIELDS = fields_for(pack(), Plan(), facts({}, HEAD, WIFE, CHILD)).fields
names = st.sampled_from([field.id + end for field in FIELDS for end in ENDS])
strange = st.sampled_from(["令和8年3月11日", "9650846", "<b>", "\x00", "😀", "あ" * 3000])
typed = st.one_of(st.text(max_size=40), strange)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(names, typed), st.booleans())
def test_parsing_never_raises_and_never_loses_what_was_typed(posted: dict[str, str], demand: bool) -> None:
    for one in fields_for(pack(), Plan(), FACTS).groups:
        parsed = parse_group(one, posted, FACTS, VOCABULARY, demand=demand)
        for field in one.fields:
            if field.id in parsed.errors and field.id in posted:
                assert posted[field.id].startswith(parsed.raw[field.id])
            assert (field.reference in parsed.values) + (field.reference in parsed.cleared) <= 1


def test_today_is_the_day_of_the_facts() -> None:
    assert FACTS.today == TODAY
