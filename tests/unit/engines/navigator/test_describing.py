"""Whom a procedure is for and until when, before anybody has answered anything."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from madoguchi.core.packs import MunicipalityPack, load_packs_or_refuse
from madoguchi.engines.navigator.api import audiences, deadline_rule_text, procedures_of_event

PACKS = Path(__file__).resolve().parents[4] / "packs"


@cache
def pack() -> MunicipalityPack:
    return load_packs_or_refuse(PACKS).for_municipality("072028")


def test_what_an_event_says_itself_is_no_condition() -> None:
    found = {one.event.key: one for one in audiences(pack(), "my_number_card_continuation")}
    assert found["moving_in"].conditions == ("マイナンバーカードを持っている",)


def test_what_everybody_needs_says_so() -> None:
    found = {one.event.key: one for one in audiences(pack(), "move_in_notification")}
    assert found["moving_in"].everybody
    assert found["moving_in"].conditions == ()


def test_a_number_stands_behind_what_it_bounds() -> None:
    found = {one.event.key: one for one in audiences(pack(), "maternal_checkup_tickets")}
    said = "".join(found["moving_in"].conditions)
    assert "15が" not in said


def test_every_procedure_names_exactly_the_events_that_can_lead_to_it() -> None:
    leading: dict[str, set[str]] = {}
    for event in pack().events:
        for procedure in procedures_of_event(pack(), event):
            leading.setdefault(procedure.key, set()).add(event)
    for key in pack().procedures:
        assert {one.event.key for one in audiences(pack(), key)} == leading.get(key, set()), key


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("move_in_notification", "引越しの日の翌日から数えて14日以内"),
        ("move_out_notification", "引越しの日より前"),
        ("birth_registration", "生まれた日から数えて14日以内"),
    ],
    ids=["the day after counts first", "before", "the day itself counts"],
)
def test_the_rule_of_a_deadline_is_told_without_a_date(key: str, said: str) -> None:
    deadline = pack().procedures[key].deadline
    assert deadline is not None
    assert deadline_rule_text(deadline) == said
