from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from madoguchi.core import clock
from madoguchi.core.packs import (
    PackErrors,
    Packs,
    PacksRefused,
    UnknownMunicipalityError,
    load_packs,
    load_packs_or_refuse,
)
from madoguchi.core.packs.municipalities import check_digit, contrast_on_white
from madoguchi_testing.broken_packs import lay_out

CORPUS = Path(__file__).parents[4] / "packs" / "_broken"
SCHEMAS = CORPUS.parent / "_schema"
TOWN = "hill/municipalities/990019.yaml"
NOTICE = "common/procedures/move_in_notification/procedure.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay_out(CORPUS, None, tmp_path)


@pytest.fixture
def change(root: Path) -> Callable[[str, str, str], None]:
    def changing(name: str, old: str, new: str) -> None:
        path = root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return changing


def load(root: Path) -> Packs:
    return load_packs(root, schemas=SCHEMAS)


def problems(root: Path) -> str:
    with pytest.raises(PackErrors) as caught:
        load(root)
    return str(caught.value)


def test_an_overlay_changes_its_own_municipality_only_in_what_it_says(root: Path) -> None:
    procedure = load(root).for_municipality("990019").procedures["move_in_notification"]
    assert procedure.minutes == 20
    assert procedure.label == "転入届"
    assert not procedure.added


def test_a_procedure_that_only_this_municipality_has_is_marked_as_added(root: Path) -> None:
    assert load(root).for_municipality("990019").procedures["garbage_calendar"].added


def test_a_hidden_procedure_is_not_there(root: Path, change: Callable[[str, str, str], None]) -> None:
    change(TOWN, "move_in_notification: {minutes: 20}", "care_transfer: {hidden: true}")
    change("hill/scenarios/mother.yaml", "    - {procedure: care_transfer, person: 母}\n", "")
    assert "care_transfer" not in load(root).for_municipality("990019").procedures


def test_a_desk_is_not_needed_for_a_hidden_procedure(
    root: Path, change: Callable[[str, str, str], None]
) -> None:
    change(TOWN, "move_in_notification: {minutes: 20}", "care_transfer: {hidden: true}")
    change(TOWN, "  care: {counter: 2番, name: 介護課, floor: 1階, line: blue}\n", "")
    change("hill/scenarios/mother.yaml", "    - {procedure: care_transfer, person: 母}\n", "")
    change("hill/halls/990019.yaml", "roles: [care]", "roles: []")
    assert list(load(root).for_municipality("990019").desks) == ["resident_register"]


def test_procedures_come_in_walking_order(root: Path) -> None:
    procedures = load(root).for_municipality("990019").procedures
    assert list(procedures) == ["garbage_calendar", "move_in_notification", "care_transfer"]


def test_the_fee_is_that_of_the_day(root: Path) -> None:
    pack = load(root).for_municipality("990019", date(2026, 3, 31))
    fee = pack.procedures["move_in_notification"].fee
    later = pack.as_of(date(2026, 4, 1)).procedures["move_in_notification"].fee
    assert fee is not None
    assert later is not None
    assert (fee.amount, later.amount) == (300, 350)
    assert pack.as_of(date(2019, 1, 1)).procedures["move_in_notification"].fee is None


def test_a_pack_is_made_once_for_all_days_on_which_the_same_holds(root: Path) -> None:
    packs = load(root)
    pack = packs.for_municipality("990019", date(2026, 4, 1))
    assert pack.as_of(date(2031, 1, 1)) is pack
    assert pack.begins == date(2026, 4, 1)


def test_without_a_day_the_pack_is_that_of_today(root: Path) -> None:
    packs = load(root)
    with clock.fixed(date(2021, 1, 1)):
        assert packs.for_municipality("990019") is packs.for_municipality("990019", date(2021, 1, 1))


def test_a_procedure_exists_only_while_it_is_in_force(
    root: Path, change: Callable[[str, str, str], None]
) -> None:
    change(NOTICE, "document: moving_notice", "in_force: {from: 2012-07-09, until: 2030-03-31}")
    packs = load(root)
    for day, there in ((date(2012, 7, 8), False), (date(2012, 7, 9), True), (date(2030, 3, 31), True)):
        assert ("move_in_notification" in packs.for_municipality("990019", day).procedures) is there
    assert "move_in_notification" not in packs.for_municipality("990019", date(2030, 4, 1)).procedures


def test_examples_are_known_as_examples(root: Path) -> None:
    municipality = load(root).municipalities["990019"]
    assert municipality.desks["care"].example
    assert municipality.is_example("telephone")
    assert municipality.is_example("desks.care")
    assert not municipality.is_example("name")


def test_conditions_are_compiled_and_shared_by_the_overlays(root: Path) -> None:
    procedures = load(root).for_municipality("990019").procedures
    assert procedures["garbage_calendar"].applies_when is procedures["move_in_notification"].applies_when


def test_an_unknown_municipality_is_named(root: Path) -> None:
    with pytest.raises(UnknownMunicipalityError, match="990027"):
        load(root).for_municipality("990027")


def test_the_fingerprint_follows_the_content_and_not_the_scenarios(
    root: Path, change: Callable[[str, str, str], None]
) -> None:
    before = load(root).fingerprint
    change("hill/scenarios/mother.yaml", "today: 2026-03-25", "today: 2026-03-24")
    assert load(root).fingerprint == before
    change(NOTICE, "label: 転入届", "label: 転入の届")
    assert load(root).fingerprint != before


def test_all_mistakes_of_a_step_are_told_at_once(root: Path, change: Callable[[str, str, str], None]) -> None:
    change(NOTICE, "desk: resident_register", "desk: nowhere")
    change(NOTICE, "document: moving_notice", "document: nothing")
    change(NOTICE, "who: applicant", "who: person")
    assert len(problems(root).splitlines()) == 3


def test_a_mistake_that_an_overlay_inherits_is_told_once_and_in_the_common_file(
    root: Path, change: Callable[[str, str, str], None]
) -> None:
    change(NOTICE, "after: move.date", "after: move.dte")
    told = problems(root).splitlines()
    assert len(told) == 1
    assert told[0].startswith(
        "packs/common/procedures/move_in_notification/procedure.yaml 9行目: deadline.after の"
    )


def test_a_mistake_in_a_dated_value_is_told_with_its_own_line(
    root: Path, change: Callable[[str, str, str], None]
) -> None:
    change(
        NOTICE,
        "deadline:\n  within: 14 days\n  after: move.date\n",
        "deadline:\n  - from: 2020-04-01\n    value: {within: 14 days, after: move.date}\n"
        "  - from: 2026-04-01\n    value: {within: 14 days, after: move.dte}\n",
    )
    assert "procedure.yaml 11行目: deadline.after の「move.dte」" in problems(root)


def test_a_link_that_leads_out_of_the_folder_is_refused_unread(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("items: {}", encoding="utf-8")
    (root / "common" / "vocabulary" / "more.yaml").symlink_to(outside)
    assert problems(root) == (
        "packs/common/vocabulary/more.yaml 1行目: packs フォルダーの外を指しています。"
        "リンクをやめて、ファイルそのものを置いてください。"
    )


def test_a_linked_folder_is_not_passed_over_in_silence(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / "common" / "procedures" / "linked").symlink_to(outside)
    assert "packs/common/procedures/linked 1行目: packs フォルダーの外を指しています。" in problems(root)


def test_a_file_that_cannot_be_opened_is_said(root: Path) -> None:
    (root / "common" / "vocabulary" / "more.yaml").symlink_to(root / "common" / "nothing.yaml")
    assert "packs/common/vocabulary/more.yaml 1行目: ファイルを開けません" in problems(root)


def test_a_missing_folder_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(PackErrors, match="パックのフォルダーがありません"):
        load_packs(tmp_path / "packs")


def test_a_wrong_pack_stops_the_start_with_its_message(
    root: Path, change: Callable[[str, str, str], None]
) -> None:
    (root / "_schema").symlink_to(SCHEMAS)
    change(NOTICE, 'move.kind == "move_in"', 'move.kidn == "move_in"')
    with pytest.raises(PacksRefused) as caught:
        load_packs_or_refuse(root)
    said = str(caught.value)
    assert "起動を中止しました" in said
    assert "procedure.yaml 6行目: applies_when の「move.kidn」という項目は語彙にありません。" in said


def test_the_check_digits_of_the_municipalities_of_the_country_are_right() -> None:
    # 札幌市, 会津若松市, 千代田区, 那覇市
    for code in ("011002", "072028", "131016", "472018"):
        assert check_digit(code[:5]) == code[5]


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast_on_white("#000000") == pytest.approx(21)
    assert contrast_on_white("#ffffff") == pytest.approx(1)
    assert contrast_on_white("#767676") == pytest.approx(4.54, abs=0.01)


def test_an_overlay_that_depends_on_a_question_nobody_asks_is_a_mistake_of_the_event(
    root: Path, change: Callable[[str, str, str], None]
) -> None:
    change("common/events/moving_in.yaml", "  - {item: person.has_care_level, group: family}\n", "")
    change(TOWN, "move_in_notification: {minutes: 20}", "care_transfer: {applies_when: person.age >= 65}")
    change("hill/scenarios/mother.yaml", "    - {procedure: care_transfer, person: 母}\n", "")
    assert "questions に「person.has_care_level」がありません" in problems(root)
    change(
        "common/procedures/care_transfer/procedure.yaml", "person.age >= 65 and person.has_care_level", "true"
    )
    change(TOWN, "applies_when: person.age >= 65", "applies_when: person.has_care_level")
    assert "questions に「person.has_care_level」がありません" in problems(root)
