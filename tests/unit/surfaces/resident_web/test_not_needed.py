"""What was not needed: everything that was ruled out once, by its reason, and nothing that betrays."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from madoguchi.core.packs import MunicipalityPack, load_packs_or_refuse
from madoguchi.core.vocabulary import Facts
from madoguchi.engines.navigator.api import RuledOut, make_plan
from madoguchi.surfaces.resident_web.presentation.not_needed import any_ruled_out, not_needed
from madoguchi_testing.asking import households_for

TODAY = date(2026, 3, 19)
EVENTS = ("moving_in", "household_change", "bereavement")


@cache
def pack() -> MunicipalityPack:
    return load_packs_or_refuse(Path(__file__).resolve().parents[4] / "packs").for_municipality(
        "072028", TODAY
    )


@pytest.mark.parametrize("event", EVENTS)
def test_everything_that_was_ruled_out_stands_once_under_its_reason(event: str) -> None:
    for told in households_for(pack(), event, count=8, seed=11, today=TODAY):
        plan = make_plan(pack(), event, told.facts)
        reasons = not_needed(plan)
        shown = {one.key: reason.why for reason in reasons for one in reason.procedures}
        assert sum(len(reason.procedures) for reason in reasons) == len(shown)
        assert shown == {
            one.procedure.key: one.why for one in plan.ruled_out if not one.procedure.discreet_label
        }
        assert len({reason.why for reason in reasons}) == len(reasons)
        assert any_ruled_out(plan) is bool(reasons)


def test_whether_there_is_anything_to_tell_is_known_without_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = make_plan(pack(), "moving_in", Facts({"move.from_kind": "other_prefecture"}, (), TODAY))
    monkeypatch.setattr(RuledOut, "reason", property(lambda _: pytest.fail("a reason was put into words")))
    assert any_ruled_out(plan)


def test_whoever_does_not_need_it_while_others_do_is_named() -> None:
    head = {"person.relation": "head", "person.birth_date": date(1980, 5, 5)}
    child = {"person.relation": "child", "person.birth_date": date(2015, 7, 7)}
    cards = [head | {"person.has_my_number_card": True}, child | {"person.has_my_number_card": False}]
    facts = Facts({"move.date": date(2026, 3, 11), "move.from_kind": "other_prefecture"}, cards, TODAY)
    found = {one.key: one for reason in not_needed(make_plan(pack(), "moving_in", facts))
             for one in reason.procedures}  # fmt: skip
    assert found["my_number_card_continuation"].people == "お子さま（10歳）"
    assert found["late_elderly_join"].people == ""


@pytest.mark.parametrize("protected", [True, False], ids=["protected", "not protected"])
def test_whoever_must_not_be_found_is_betrayed_neither_by_the_procedure_nor_by_its_absence(
    protected: bool,
) -> None:
    head = {"person.relation": "head", "person.birth_date": date(1980, 5, 5)}
    case = {"move.date": date(2026, 3, 11), "move.from_kind": "other_prefecture", "move.protected": protected}
    reasons = not_needed(make_plan(pack(), "moving_in", Facts(case, (head,), TODAY)))
    assert "protection_measure" not in {one.key for reason in reasons for one in reason.procedures}
    assert not any("知られ" in reason.why for reason in reasons)
