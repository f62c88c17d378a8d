from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from madoguchi.core.packs import ChangeKind, Comparison, compare, read_pack_files
from madoguchi_testing.broken_packs import lay_out

PACKS = Path(__file__).parents[4] / "packs"
NOTICE = "common/procedures/move_in_notification/procedure.yaml"
OVERLAY = "hill/municipalities/990019.yaml"


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Comparison]:
    """Compares the base of the corpus with itself after (file, old text, new text) replacements."""
    old = lay_out(PACKS / "_broken", None, tmp_path / "old")
    new = lay_out(PACKS / "_broken", None, tmp_path / "new")

    def compared(*edits: tuple[str, str, str]) -> Comparison:
        for name, was, now in edits:
            text = (new / name).read_text(encoding="utf-8")
            assert was in text
            (new / name).write_text(text.replace(was, now), encoding="utf-8")
        return compare(
            read_pack_files(old, schemas=PACKS / "_schema"), read_pack_files(new, schemas=PACKS / "_schema")
        )

    return compared


def test_the_same_packs_differ_in_nothing(changed: Callable[..., Comparison]) -> None:
    assert changed().is_empty


def test_a_changed_field_is_told_with_both_values_and_where_it_holds(
    changed: Callable[..., Comparison],
) -> None:
    [change] = changed((NOTICE, "within: 14 days", "within: 20 days")).procedures
    assert (change.key, change.kind, change.municipalities) == (
        "move_in_notification",
        ChangeKind.CHANGED,
        ("990019",),
    )
    assert [(one.path, one.old, one.new) for one in change.fields] == [
        (("deadline", "within"), "14 days", "20 days")
    ]


def test_what_an_overlay_decides_itself_does_not_reach_its_municipality(
    changed: Callable[..., Comparison],
) -> None:
    comparison = changed((NOTICE, "desk: resident_register", "desk: resident_register\nminutes: 15"))
    assert comparison.procedures == ()
    [note] = comparison.hidden
    assert (note.municipality, note.path, note.old, note.new, note.own) == (
        "990019",
        ("minutes",),
        None,
        15,
        20,
    )


def test_an_overlay_that_now_says_the_same_as_common_is_superfluous(
    changed: Callable[..., Comparison],
) -> None:
    comparison = changed((NOTICE, "desk: resident_register", "desk: resident_register\nminutes: 20"))
    assert [(note.key, note.path, note.own) for note in comparison.superfluous] == [
        ("move_in_notification", ("minutes",), 20)
    ]
    assert comparison.hidden == ()


def test_a_change_of_a_procedure_that_is_hidden_here_stays_away(changed: Callable[..., Comparison]) -> None:
    comparison = changed(
        (OVERLAY, "move_in_notification: {minutes: 20}", "move_in_notification: {hidden: true}"),
        (NOTICE, "within: 14 days", "within: 20 days"),
    )
    assert [(one.key, one.kind) for one in comparison.procedures] == [
        ("move_in_notification", ChangeKind.REMOVED)
    ]
    assert [(note.path, note.own) for note in comparison.hidden] == [(("deadline", "within"), None)]


def test_a_procedure_only_of_one_municipality_is_told_when_it_goes(
    changed: Callable[..., Comparison],
) -> None:
    comparison = changed((OVERLAY, "garbage_calendar:", "rubbish_calendar:"))
    assert [(one.key, one.kind) for one in comparison.procedures] == [
        ("rubbish_calendar", ChangeKind.ADDED),
        ("garbage_calendar", ChangeKind.REMOVED),
    ]


def test_what_is_no_procedure_is_told_by_its_kind(changed: Callable[..., Comparison]) -> None:
    comparison = changed(
        ("common/roles.yaml", "label: 介護保険", "label: 介護"),
        ("common/events/moving_in.yaml", "label: 引越してきた", "label: 転入した"),
    )
    assert [(one.what, one.key, one.kind) for one in comparison.others] == [
        ("desk_role", "care", ChangeKind.CHANGED),
        ("event", "moving_in", ChangeKind.CHANGED),
    ]


def test_what_a_municipality_chose_of_flows_and_approvals_is_told(
    changed: Callable[..., Comparison],
) -> None:
    own = (
        "name: 見本市\nflows: {letter: {approval: without}}\napprovals: {kinds: {general: {retention: 5}}}\n"
    )
    told = {
        (one.what, one.key, change.path): change.new
        for one in changed((OVERLAY, "name: 見本市\n", own)).others
        for change in one.fields
    }
    assert told == {
        ("flow_choices", "見本市", ("letter",)): {"approval": "without"},
        ("own_approvals", "見本市", ("kinds",)): {"general": {"retention": 5}},
    }
