"""The 案内票 of whole scenarios."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.core.vocabulary import Facts
from madoguchi.engines.documents.api import Circumstances, guide_slip_of
from madoguchi.engines.navigator.api import make_plan

PACKS = Path(__file__).resolve().parents[2] / "packs"
TODAY = date(2026, 3, 19)
HEAD = {"person.relation": "head", "person.is_applicant": True, "person.birth_date": date(1980, 5, 5)}


@pytest.mark.parametrize(
    ("known", "printed"),
    [({"person.name": "例示 誠"}, "例示 誠さん"), ({}, "")],
    ids=["named", "not named yet"],
)
def test_who_comes_is_named_where_the_name_is_known_and_is_never_only_you(
    known: dict[str, str], printed: str
) -> None:
    facts = Facts(
        {"move.date": date(2026, 3, 11), "move.from_kind": "other_prefecture"}, (HEAD | known,), TODAY
    )
    plan = make_plan(load_packs_or_refuse(PACKS).for_municipality("072028", TODAY), "moving_in", facts)
    request = guide_slip_of(plan.pack, plan, Circumstances(printed_on=TODAY))
    assert request.data["guide"]["applicant"] == printed


def test_the_time_at_each_counter_is_rounded_like_the_whole_time() -> None:
    facts = Facts(
        {"move.date": date(2026, 3, 11), "move.from_kind": "other_prefecture"},
        (HEAD, {"person.relation": "child", "person.birth_date": date(2015, 5, 5)}),
        TODAY,
    )
    plan = make_plan(load_packs_or_refuse(PACKS).for_municipality("072028", TODAY), "moving_in", facts)
    assert any(stop.minutes % 5 for stop in plan.stops)
    stops = guide_slip_of(plan.pack, plan, Circumstances(printed_on=TODAY)).data["guide"]["stops"]
    told = [stop["minutes"] for stop in stops if stop["minutes"] is not None]
    assert told == [-(-stop.minutes // 5) * 5 for stop in plan.stops]
