"""The rules in words: days, fields, rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from madoguchi.core import clock
from madoguchi.core.packs import Packs, load_packs_or_refuse, side_by_side
from madoguchi.core.packs.side_by_side import COMPARED
from madoguchi.surfaces.staff_web.rules.presentation.changing import change_lines
from madoguchi.surfaces.staff_web.rules.presentation.comparison import (
    Filters,
    groups_of,
    places_beside,
    rows_by_desk,
)
from madoguchi.surfaces.staff_web.rules.presentation.days import chosen_day, neighbours
from madoguchi.surfaces.staff_web.rules.presentation.words import RuleWords

TODAY = date(2026, 11, 21)
PACKS = Path(__file__).parents[4] / "packs"
AIZU, KITAKATA = "072028", "072087"


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs_or_refuse(PACKS)


def rows(packs: Packs, **filters: str) -> Iterator[str]:
    compared = side_by_side(packs, [AIZU, KITAKATA], TODAY)
    region = [packs.municipalities[code] for code in (AIZU, KITAKATA)]
    for _, found in rows_by_desk(packs, compared, region, Filters(**filters)):
        yield from (row.key for row in found)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("", TODAY),
        ("  ", TODAY),
        ("2027-04-01", date(2027, 4, 1)),
        ("令和9年4月1日", date(2027, 4, 1)),
        ("R9.4.1", date(2027, 4, 1)),
        ("５０９０４０１", date(2027, 4, 1)),
        ("2027年（令和9年）4月1日（木）", date(2027, 4, 1)),
    ],
    ids=["empty", "spaces", "iso", "wareki", "letters", "seven-digits", "as-the-field-shows-it"],
)
def test_a_day_is_read_however_it_is_written(typed: str, day: date) -> None:
    chosen = chosen_day(typed, TODAY)
    assert (chosen.day, chosen.problem) == (day, "")
    assert chosen.in_address == ("" if day == TODAY else day.isoformat())


@pytest.mark.parametrize(
    "typed",
    ["2027-02-30", "あした", "令和9年4月", "1867-01-01", "9999-01-01", "<script>", "x" * 5000],
    ids=["no-such-day", "a-word", "a-month", "too-early", "too-late", "markup", "endless"],
)
def test_a_day_that_cannot_be_read_leaves_today_and_says_why(typed: str) -> None:
    chosen = chosen_day(typed, TODAY)
    assert (chosen.day, chosen.is_today) == (TODAY, True)
    assert chosen.problem
    assert chosen.in_field == typed[:60]


def test_the_field_shows_a_day_that_can_be_sent_again() -> None:
    chosen = chosen_day("2019-05-01", TODAY)
    assert chosen_day(chosen.in_field, TODAY).day == date(2019, 5, 1)


def test_the_changes_around_a_day() -> None:
    days = [date(2024, 3, 1), date(2026, 4, 1)]
    assert neighbours(days, date(2024, 3, 1)) == (date(2024, 3, 1), date(2026, 4, 1))
    assert neighbours(days, date(2024, 2, 29)) == (None, date(2024, 3, 1))
    assert neighbours(days, date(2027, 1, 1)) == (date(2026, 4, 1), None)
    assert neighbours([], TODAY) == (None, None)


def test_every_field_of_every_procedure_can_be_said(packs: Packs) -> None:
    words = RuleWords(packs)
    for procedure in packs.common(clock.today()).values():
        for name in COMPARED:
            said = words.said(procedure, name)
            assert said.rule is not None or all(said.lines), (procedure.key, name)
            assert said.label != name, f"field_words has no word for {name}"


def test_a_deadline_says_how_it_is_counted(packs: Packs) -> None:
    notice = packs.common(TODAY)["move_in_notification"]
    lines = RuleWords(packs).said(notice, "deadline").lines
    assert lines[0] == "引越しの日から14日以内（当日は数えない）"
    assert lines[1] == "最後の日が休みなら、次の開庁日まで"


def test_what_says_nothing_is_left_out_except_where_people_look_for_it(packs: Packs) -> None:
    notice = packs.common(TODAY)["move_in_notification"]
    told = {said.name for _, fields in groups_of(notice, RuleWords(packs)) for said in fields}
    assert "in_force" not in told
    assert {"deadline", "fee", "bring"} <= told


@pytest.mark.parametrize(
    ("filters", "there", "not_there"),
    [
        ({"text": "てんにゅう"}, (), ("move_in_notification",)),
        ({"text": "転入届"}, ("move_in_notification",), ("moped_disposal",)),
        ({"text": "ﾏｲﾅﾝﾊﾞｰｶｰﾄﾞ"}, ("my_number_card_continuation",), ("moped_disposal",)),
        ({"desk": "tax"}, ("moped_disposal",), ("move_in_notification",)),
        ({"event": "moving_out"}, ("move_out_notification",), ("move_in_notification",)),
        ({"show": "differs"}, ("child_medical_registration",), ("move_out_notification",)),
        ({"text": "転入届", "desk": "tax"}, (), ("move_in_notification", "moped_disposal")),
    ],
    ids=["no-reading", "label", "half-width", "desk", "event", "differs", "both"],
)
def test_the_overview_can_be_narrowed(
    packs: Packs, filters: dict[str, str], there: tuple[str, ...], not_there: tuple[str, ...]
) -> None:
    found = set(rows(packs, **filters))
    assert set(there) <= found
    assert not found & set(not_there)


def test_unverified_means_a_source_that_nobody_compared(packs: Packs) -> None:
    found = set(rows(packs, show="unverified"))
    common = packs.common(TODAY)
    assert found
    assert all(any(not source.verified for source in common[key].sources) for key in found if key in common)


def test_beside_the_common_pack_stand_only_the_fields_that_differ(packs: Packs) -> None:
    compared = {one.key: one for one in side_by_side(packs, [AIZU, KITAKATA], TODAY)}
    region = [packs.municipalities[code] for code in (AIZU, KITAKATA)]
    words = RuleWords(packs)
    aizu, kitakata = places_beside(compared["moped_disposal"], region, words)
    assert (aizu.mark.words, aizu.fields) == ("共通と同じ", ())
    assert kitakata.mark.words == "ちがう"
    assert "だれに案内するか" in {field.own.label for field in kitakata.fields}
    assert all(field.common != field.own for field in kitakata.fields)
    assert kitakata.sources
    assert kitakata.file.endswith(f"{KITAKATA}.yaml")
    hidden = places_beside(compared["moped_address_change"], region, words)[1]
    assert (hidden.mark.words, hidden.mark.sign, hidden.fields) == ("案内しない", "✕", ())


def test_a_cell_says_its_standing_in_words_unless_all_is_as_usual(packs: Packs) -> None:
    region = [packs.municipalities[code] for code in (AIZU, KITAKATA)]
    compared = side_by_side(packs, [AIZU, KITAKATA], TODAY)
    [(_, [row])] = rows_by_desk(packs, compared, region, Filters(text="原付バイクなどの住所変更"))
    assert row.cells.count("<td") == 2
    assert "案内しない" in row.cells
    assert "共通と同じ" not in row.cells


def test_a_change_shows_only_the_lines_that_differ(packs: Packs) -> None:
    region = [packs.municipalities[code] for code in (AIZU, KITAKATA)]
    lines = change_lines(packs, region, RuleWords(packs))
    fields = [field for line in lines for field in line.fields]
    assert fields
    for before, after in fields:
        if before.rule is None and after.rule is None and before.lines != after.lines:
            assert set(before.lines).isdisjoint(after.lines)
            assert before.lines or after.lines


def test_changes_are_found_by_words_in_any_writing(packs: Packs) -> None:
    lines = change_lines(packs, [packs.municipalities[AIZU]], RuleWords(packs))
    found = {line.label for line in lines if line.has(["わんすとっぷ"])}
    assert "ふるさと納税のワンストップ特例" in found
    assert all("ワンストップ" in label for label in found)
    assert not any(line.has(["そんなことばはない"]) for line in lines)
