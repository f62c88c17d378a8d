"""Municipalities beside the common pack, on any day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from madoguchi.core.packs import (
    ChangeKind,
    Packs,
    Standing,
    day_changes,
    events_leading_to,
    load_packs,
    side_by_side,
)
from madoguchi.core.packs.side_by_side import differing_fields
from madoguchi_testing.broken_packs import lay_out

PACKS = Path(__file__).parents[4] / "packs"
NOTICE = "common/procedures/move_in_notification/procedure.yaml"
OVERLAY = "hill/municipalities/990019.yaml"
HERE = "990019"
TODAY = date(2026, 11, 21)

Loaded = Callable[..., Packs]


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    """The base of the corpus of wrong packs, after (file, old text, new text) replacements."""
    root = lay_out(PACKS / "_broken", None, tmp_path / "packs")
    # The base's scenario would refuse a notice that is hidden or not there on its day.
    (root / "hill/scenarios/mother.yaml").unlink()

    def packs(*edits: tuple[str, str, str]) -> Packs:
        for name, was, now in edits:
            text = (root / name).read_text(encoding="utf-8")
            assert was in text
            (root / name).write_text(text.replace(was, now), encoding="utf-8")
        return load_packs(root, schemas=PACKS / "_schema")

    return packs


def standings(packs: Packs, day: date = TODAY) -> dict[str, Standing]:
    return {one.key: one.standing(HERE) for one in side_by_side(packs, [HERE], day)}


def test_each_procedure_says_how_a_municipality_stands_to_the_common_pack(loaded: Loaded) -> None:
    packs = loaded()
    assert standings(packs) == {
        "move_in_notification": Standing.DIFFERS,
        "care_transfer": Standing.SAME,
        "garbage_calendar": Standing.ADDED,
    }
    [notice] = [one for one in side_by_side(packs, [HERE], TODAY) if one.key == "move_in_notification"]
    assert notice.differing[HERE] == ("minutes",)
    assert notice.somebody_differs


def test_what_a_municipality_does_not_offer_is_hidden(loaded: Loaded) -> None:
    packs = loaded((OVERLAY, "{minutes: 20}", "{hidden: true}"))
    assert standings(packs)["move_in_notification"] is Standing.HIDDEN


def test_a_line_that_says_what_common_says_is_no_difference(loaded: Loaded) -> None:
    packs = loaded((OVERLAY, "{minutes: 20}", "{minutes: 10, applies_when: 'move.kind  ==  \"move_in\"'}"))
    assert standings(packs)["move_in_notification"] is Standing.SAME


def test_a_procedure_that_exists_only_on_some_days_is_not_there_on_others(loaded: Loaded) -> None:
    packs = loaded((NOTICE, "history:", "in_force: {from: 2027-04-01, until: 2028-03-31}\nhistory:"))
    there = {
        day: "move_in_notification" in standings(packs, day)
        for day in (date(2027, 3, 31), date(2027, 4, 1), date(2028, 3, 31), date(2028, 4, 1))
    }
    assert list(there.values()) == [False, True, True, False]


def test_every_change_is_told_on_its_day_and_once_where_all_take_it_over(loaded: Loaded) -> None:
    changes = list(day_changes(loaded(), [HERE]))
    assert [(one.day, one.key, one.kind, one.municipalities, one.fields) for one in changes] == [
        (date(2020, 4, 1), "move_in_notification", ChangeKind.CHANGED, (), ("fee",)),
        (date(2026, 4, 1), "move_in_notification", ChangeKind.CHANGED, (), ("fee",)),
    ]
    assert [one.after.fee.amount for one in changes if one.after and one.after.fee] == [300, 350]


def test_a_change_of_one_municipality_alone_is_told_with_its_name(loaded: Loaded) -> None:
    own = "{minutes: [{from: 2020-04-01, value: 20}, {from: 2027-10-01, value: 25}]}"
    changes = list(day_changes(loaded((OVERLAY, "{minutes: 20}", own)), [HERE]))
    assert (date(2027, 10, 1), (HERE,), ("minutes",)) in [
        (one.day, one.municipalities, one.fields) for one in changes
    ]


def test_the_common_pack_can_be_asked_for_on_any_day(loaded: Loaded) -> None:
    packs = loaded()
    fees = [packs.common(day)["move_in_notification"].fee for day in (date(1990, 1, 1), date(2026, 4, 1))]
    assert fees[0] is None
    assert fees[1] is not None
    assert fees[1].amount == 350
    assert packs.change_days == (date(2020, 4, 1), date(2026, 4, 1))


def test_events_that_rule_a_procedure_out_do_not_lead_to_it(loaded: Loaded) -> None:
    packs = loaded()
    notice = packs.common(TODAY)["move_in_notification"]
    found = events_leading_to(notice, packs.events.values(), packs.vocabulary)
    assert [event.key for event in found] == ["moving_in"]


def test_a_form_that_is_missing_differs_in_nothing(loaded: Loaded) -> None:
    notice = loaded().common(TODAY)["move_in_notification"]
    assert differing_fields(notice, None) == ()
    assert differing_fields(None, notice) == ()
