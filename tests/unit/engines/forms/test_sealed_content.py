import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.engines.forms.small_pack import CHILD, HEAD, TODAY, VOCABULARY, facts, item, pack

from madoguchi.core.vocabulary import (
    DONT_KNOW,
    UNKNOWN,
    Facts,
    Item,
    ItemType,
    PartialDate,
    Scope,
    Vocabulary,
)
from madoguchi.engines.forms.domain.characters import is_picture
from madoguchi.engines.forms.domain.sealed_content import (
    SealedContent,
    SealedContentError,
    answers_as_json,
    dictionary_strings,
    from_payload,
    sealing_dictionary,
    to_payload,
)

ID = UUID(int=7)
START = datetime(2026, 3, 11, 23, 0, tzinfo=UTC)


def content(known: Facts, chosen: tuple[str, ...] | None = None) -> SealedContent:
    return SealedContent("moving_in", known, chosen, ID, START, START.replace(minute=9), "abcdef0123456789")


def opened(payload: dict[str, Any], vocabulary: Vocabulary = VOCABULARY) -> SealedContent:
    return from_payload(payload, vocabulary, today=TODAY, journey_id=ID)


def values_of(one: Item) -> st.SearchStrategy[Any]:
    match one.type:
        case ItemType.BOOLEAN:
            return st.booleans()
        case ItemType.INTEGER:
            return st.integers(0, 99)
        case ItemType.DATE:
            return st.one_of(
                st.dates(date(1873, 1, 1), date(2199, 12, 31)),
                st.builds(PartialDate, st.integers(1873, 2199), st.one_of(st.none(), st.integers(1, 12))),
            )
        case ItemType.CODE:
            one_code = st.sampled_from(list(one.choices))
            return st.lists(one_code, unique=True).map(tuple) if one.multiple else one_code
        case _:
            # What our fields let through: no 外字, no emoji, nothing unseen.
            characters = st.characters(exclude_categories=["Cc", "Cf", "Co", "Cs", "So", "Zl", "Zp"]).filter(
                lambda character: not is_picture(character)
            )
            return st.text(characters, max_size=12)


def answers(scope: Scope) -> st.SearchStrategy[dict[str, Any]]:
    items = [one for one in VOCABULARY.values() if one.scope is scope and one.derived is None]
    known = {one.key: st.one_of(values_of(one), st.just(DONT_KNOW)) for one in items}
    return st.fixed_dictionaries({}, optional=known)


households = st.one_of(st.none(), st.lists(answers(Scope.PERSON), max_size=6).map(tuple))


@settings(max_examples=200, deadline=None)
@given(answers(Scope.CASE), households, st.one_of(st.none(), st.lists(st.sampled_from("abc")).map(tuple)))
def test_what_goes_in_comes_out(case: dict[str, Any], members: Any, chosen: tuple[str, ...] | None) -> None:
    before = content(Facts(case, members, TODAY), chosen)
    after = opened(to_payload(before, VOCABULARY))
    assert after.facts == before.facts
    assert (after.chosen, after.event, after.left_out) == (chosen, "moving_in", ())
    assert (after.started_at, after.finished_at) == (before.started_at, before.finished_at)
    assert before.pack_fingerprint.startswith(after.pack_fingerprint)


@settings(max_examples=100, deadline=None)
@given(answers(Scope.CASE), households)
def test_what_people_sign_is_json_that_they_can_read_and_opens_the_same(
    case: dict[str, Any], members: Any
) -> None:
    sent = content(Facts(case, members, TODAY))
    signed = json.dumps(answers_as_json(sent, VOCABULARY), ensure_ascii=False)
    assert opened(json.loads(signed)) == opened(to_payload(sent, VOCABULARY))
    assert all(value in signed for value in case.values() if isinstance(value, str) and value.isalnum())


def test_items_that_the_office_does_not_know_are_left_out_and_named() -> None:
    payload = to_payload(content(facts({"household.dogs": 2}, HEAD, CHILD)), VOCABULARY)
    fewer = Vocabulary(one for one in VOCABULARY.values() if one.key not in ("household.dogs", "person.name"))
    after = opened(payload, fewer)
    assert after.left_out == ("household.dogs", "person.name")
    assert after.facts.get("person.birth_date", 1) == date(2004, 6, 1)


def test_a_code_that_the_office_no_longer_offers_is_left_out() -> None:
    payload = to_payload(content(facts({}, HEAD)), VOCABULARY)
    other = Vocabulary(
        item("person.relation", "code", "続柄", choices={"self": "本人"})
        if one.key == "person.relation"
        else one
        for one in VOCABULARY.values()
    )
    after = opened(payload, other)
    assert after.left_out == ("person.relation",)
    assert not after.facts.is_answered("person.relation", 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"format": 2},
        {"format": None},
        {"answers": []},
        {"answers": None},
        {"people": -1},
        {"people": 100},
        {"people": True},
        {"people": 3},
        {"members": []},
        {"members": {"name": "x"}},
        {"members": {"name": [1]}},
        {"event": 5},
        {"event": "x" * 300},
        {"event": "a\nb"},
        {"procedures": "all"},
        {"procedures": [1]},
        {"procedures": ["a"] * 501},
        {"started": "now"},
        {"started": 10**30},
        {"seconds": None},
        {"seconds": 10**30},
        {"pack": None},
    ],
)
def test_what_is_no_such_payload_is_refused_with_what_to_do(wrong: dict[str, Any]) -> None:
    payload = to_payload(content(facts({}, HEAD, CHILD)), VOCABULARY) | wrong
    with pytest.raises(SealedContentError, match="作り直してもらうか"):
        opened(payload)


plain = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.binary(max_size=8), st.floats()
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(list(to_payload(content(facts({}, HEAD)), VOCABULARY))), plain)
def test_whatever_a_stranger_seals_is_read_or_refused(key: str, value: object) -> None:
    payload = to_payload(content(facts({}, HEAD)), VOCABULARY)
    answers_with = {"move.date": value, "move.new_town": value, "person.name": value}
    for changed in ({**payload, key: value}, {**payload, "answers": answers_with}):
        try:
            after = opened(changed)
        except SealedContentError:
            continue
        assert after.facts.today == TODAY


def test_the_dictionary_is_the_same_for_the_same_pack() -> None:
    assert sealing_dictionary(pack()) == sealing_dictionary(pack())
    assert "move_in_notification" in set(dictionary_strings(pack()))


@pytest.mark.parametrize(
    "name",
    [
        "会" * 1000,
        "会" + "\U000e0100" * 900,
        "会津\ue000太郎",
        "会津 😀",
        "\u202e郎太 津会",
        "会津\u200b太郎",
    ],
    ids=["long", "heavy", "private", "emoji", "turned round", "unseen"],
)
def test_text_that_no_field_of_ours_gives_is_left_out_and_asked_again(name: str) -> None:
    payload = to_payload(content(facts({}, HEAD)), VOCABULARY)
    payload["members"]["name"] = [name]
    read = opened(payload)
    assert "person.name" in read.left_out
    assert read.facts.get("person.name", 0) is UNKNOWN


def test_a_name_with_its_variation_selector_comes_out_as_it_was_typed() -> None:
    payload = to_payload(content(facts({}, HEAD)), VOCABULARY)
    payload["members"]["name"] = ["葛\U000e0100城 𠮷之"]
    assert opened(payload).facts.get("person.name", 0) == "葛\U000e0100城 𠮷之"


def test_a_fingerprint_longer_than_any_of_ours_is_refused() -> None:
    payload = to_payload(content(facts({}, HEAD)), VOCABULARY) | {"pack": "x" * 65}
    with pytest.raises(SealedContentError):
        opened(payload)
