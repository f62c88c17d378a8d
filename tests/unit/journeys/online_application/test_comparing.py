"""Certificate and form are compared in one way, whoever asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.vocabulary import DONT_KNOW, Facts, Value
from madoguchi.journeys.online_application.domain.comparing import (
    compared_with_form,
    may_be_signer,
    same_birth,
)
from madoguchi.lib.japanese.dates import AnyDate, PartialDate
from madoguchi.lib.jpki import BasicInformation, Likeness, Sex

SIGNER = BasicInformation(
    name="例示　健",
    name_substitutes="0000",
    sex=Sex.MALE,
    birth_date=date(1990, 4, 10),
    birth_date_code="41990410",
    address="福島県会津若松市例示町1番2号",
    address_substitutes="0" * 14,
)
BIRTHS: st.SearchStrategy[AnyDate] = st.dates(date(1868, 1, 1), date(2199, 12, 31)) | st.builds(
    PartialDate, st.integers(1868, 2199), st.none() | st.integers(1, 12)
)


def facts(case: dict[str, Value] | None = None, **person: Value) -> Facts:
    member = {f"person.{key}": value for key, value in person.items()}
    return Facts(case=case or {}, members=(member,), today=date(2026, 10, 13))


def differing(given: Facts) -> list[str]:
    return [one.label for one in compared_with_form(SIGNER, given, 0, "会津若松市") if one.differs]


@pytest.mark.parametrize(
    ("person", "labels"),
    [
        pytest.param({"name": "例示 健", "birth_date": date(1990, 4, 10)}, [], id="the-same"),
        pytest.param({"name": "別人 健"}, ["氏名"], id="another-name"),
        pytest.param({"birth_date": date(1990, 4, 11)}, ["生年月日"], id="another-day"),
        pytest.param({"birth_date": PartialDate(1990, 4)}, [], id="part-of-the-day"),
        pytest.param({"birth_date": PartialDate(1991)}, ["生年月日"], id="another-year"),
        pytest.param({"name": DONT_KNOW, "birth_date": DONT_KNOW}, [], id="not-known"),
        pytest.param({}, [], id="not-asked"),
    ],
)
def test_what_the_form_says_is_compared_and_nothing_else(person: dict[str, Any], labels: list[str]) -> None:
    assert differing(facts(**person)) == labels
    assert may_be_signer(SIGNER, facts(**person), 0) is not bool(labels)


@pytest.mark.parametrize(
    ("case", "labels"),
    [
        pytest.param({"household.address": "例示町1-2"}, [], id="without-the-municipality"),
        pytest.param({"household.address": "会津若松市例示町1番2号"}, [], id="with-the-municipality"),
        pytest.param(
            {"household.address": "例示町1番2号", "household.building": "例示荘101"}, [], id="with-a-building"
        ),
        pytest.param(
            {"move.old_address": "福島県会津若松市例示町1番2号", "household.address": "架空町9番"},
            [],
            id="one-of-two",
        ),
        pytest.param({"household.address": "架空町9番"}, ["住所"], id="another"),
    ],
)
def test_any_address_of_the_form_may_be_that_of_the_card(case: dict[str, Value], labels: list[str]) -> None:
    assert differing(facts(case)) == labels


def test_a_town_is_written_without_its_county() -> None:
    owner = replace(SIGNER, address="福島県耶麻郡例示町大字架空字下38番地", address_substitutes="")
    *_, address = compared_with_form(owner, facts({"household.address": "架空下38"}), 0, "例示町")
    assert address.likeness is Likeness.SAME


def test_a_substitute_is_told_from_the_same() -> None:
    owner = BasicInformation("髙橋　健", "1000", Sex.MALE, None, "", "", "")
    name, *_ = compared_with_form(owner, facts(name="𠮷橋 健"), 0, "会津若松市")
    assert name.likeness is Likeness.SUBSTITUTED
    assert not name.differs


@given(BIRTHS, BIRTHS)
def test_births_may_be_one_in_both_directions(one: AnyDate, other: AnyDate) -> None:
    assert same_birth(one, one)
    assert same_birth(one, other) is same_birth(other, one)
    assert not same_birth(one, None)


def test_nothing_personal_shows_in_a_log() -> None:
    shown = repr(compared_with_form(SIGNER, facts(name="例示 健"), 0, "会津若松市"))
    assert "例示" not in shown
    assert "1990" not in shown
