from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from madoguchi.core.packs import (
    PackErrors,
    SkeletonRefusedError,
    load_packs,
    new_procedure,
    read_pack_files,
)
from madoguchi_testing.broken_packs import lay_out

PACKS = Path(__file__).parents[4] / "packs"
SCHEMAS = PACKS / "_schema"
TODAY = date(2026, 12, 1)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay_out(PACKS / "_broken", None, tmp_path)


def _begin(root: Path, key: str = "snow_help", **given: str) -> list[Path]:
    skeleton = new_procedure(read_pack_files(root, schemas=SCHEMAS), key, today=TODAY, **given)  # type: ignore[arg-type]
    return [root / relative for relative in skeleton.write(root)]


def _fill(path: Path) -> None:
    """What a clerk does at each mark."""
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        field, mark, _ = line.partition("【記入】")
        if mark and not line.lstrip().startswith("#"):
            value = {"desk": "care", "applies_when": 'move.kind == "move_in"', "event": "moving_in"}
            name = field.strip(" -'").rstrip(": ")
            line = f"{field.rstrip(chr(39))}{value.get(name, '書いた')}"
        lines.append(line)
    path.write_text("\n".join(lines), encoding="utf-8")


def test_until_it_is_filled_in_every_open_place_is_named(root: Path) -> None:
    procedure, _ = _begin(root, event="moving_in")
    with pytest.raises(PackErrors) as caught:
        load_packs(root, schemas=SCHEMAS)
    marked = [
        number
        for number, line in enumerate(procedure.read_text(encoding="utf-8").splitlines(), start=1)
        if "【記入】" in line and not line.lstrip().startswith("#")
    ]
    assert [problem.line for problem in caught.value.problems] == marked
    assert all(problem.remedy for problem in caught.value.problems)


@pytest.mark.parametrize("event", [None, "moving_in"], ids=["event left open", "event named"])
def test_filled_in_it_is_a_procedure(root: Path, event: str | None) -> None:
    for path in _begin(root, **({"event": event} if event else {}), label="雪かき: 'てつだい'"):
        _fill(path)
    if event is None:
        # the base has one event only, so that no family can be without it
        scenarios = root / "common" / "procedures" / "snow_help" / "scenarios.yaml"
        scenarios.write_text(scenarios.read_text(encoding="utf-8").rpartition("- scenario")[0], "utf-8")
    pack = load_packs(root, schemas=SCHEMAS).for_municipality("990019")
    assert pack.procedures["snow_help"].label == "雪かき: 'てつだい'"


def test_for_one_municipality_it_stands_in_the_overlay_and_nothing_else_there_changes(root: Path) -> None:
    overlay = root / "hill" / "municipalities" / "990019.yaml"
    before = overlay.read_text(encoding="utf-8")
    for path in _begin(root, municipality="990019", event="moving_in"):
        _fill(path)
    assert overlay.read_text(encoding="utf-8").startswith(before.rstrip("\n"))
    assert load_packs(root, schemas=SCHEMAS).for_municipality("990019").procedures["snow_help"].added


def test_an_overlay_that_goes_on_below_its_procedures_keeps_the_rest(root: Path) -> None:
    overlay = root / "hill" / "municipalities" / "990019.yaml"
    overlay.write_text(overlay.read_text(encoding="utf-8") + "# おわり\nemblem: window\n", encoding="utf-8")
    _begin(root, municipality="990019", event="moving_in")
    value = yaml.safe_load(overlay.read_text(encoding="utf-8"))
    assert value["emblem"] == "window"
    assert {"move_in_notification", "garbage_calendar", "snow_help"} == set(value["procedures"])


def test_a_second_one_can_be_begun_before_the_first_is_filled_in(root: Path) -> None:
    _begin(root)
    assert len(_begin(root, "snow_help_two")) == 2


@pytest.mark.parametrize(
    ("key", "given", "told"),
    [
        ("Snow-Help", {}, "「Snow-Help」というキーは使えません"),
        ("../../etc", {}, "「../../etc」というキーは使えません"),
        ("move_in_notification", {}, "という手続きは common/procedures/move_in_notification/procedure.yaml"),
        ("garbage_calendar", {}, "という手続きは hill/municipalities/990019.yaml にもうあります"),
        ("snow_help", {"event": "moving_inn"}, "「moving_in」ではありませんか"),
        ("snow_help", {"municipality": "990018"}, "「990019」ではありませんか"),
        ("snow_help", {"label": "雪\nかき"}, "1行で書いてください"),
    ],
    ids=["capitals", "a path", "taken", "taken by an overlay", "event", "municipality", "line break"],
)
def test_what_cannot_be_made_is_refused_with_the_reason(
    root: Path, key: str, given: dict[str, str], told: str
) -> None:
    with pytest.raises(SkeletonRefusedError, match=told.replace("(", r"\(")):
        _begin(root, key, **given)


def test_a_file_that_is_there_is_never_written_over(root: Path) -> None:
    folder = root / "common" / "procedures" / "snow_help"
    folder.mkdir()
    (folder / "scenarios.yaml").write_text("# mine\n", encoding="utf-8")
    with pytest.raises(SkeletonRefusedError, match="上書きはしません"):
        _begin(root)
    assert (folder / "scenarios.yaml").read_text(encoding="utf-8") == "# mine\n"
    assert not (folder / "procedure.yaml").exists()


def test_procedures_on_one_line_are_not_guessed_at(root: Path) -> None:
    overlay = root / "hill" / "municipalities" / "990019.yaml"
    text = overlay.read_text(encoding="utf-8").partition("procedures:")[0] + "procedures: {}\n"
    overlay.write_text(text, encoding="utf-8")
    with pytest.raises(SkeletonRefusedError, match="1行で書かれている"):
        _begin(root, municipality="990019")
    assert overlay.read_text(encoding="utf-8") == text
