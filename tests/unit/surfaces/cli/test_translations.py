"""`madoguchi packs translations`: files to fill in, and what is missing or old."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from madoguchi.core.packs import load_packs
from madoguchi.surfaces.cli.main import main
from madoguchi.surfaces.cli.pack_tools.translation_pages import how_far
from madoguchi_testing.catalogs import translate

SMALL = Path(__file__).parents[4] / "packs/_broken/_base"
SCHEMAS = SMALL.parents[1] / "_schema"


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    shutil.copytree(SMALL, tmp_path / "packs")
    shutil.copytree(SCHEMAS, tmp_path / "packs/_schema")
    return tmp_path / "packs"


def translations(packs: Path, *more: str) -> int:
    return main(["packs", "translations", str(packs), "--language", "en", *more])


def a_file(packs: Path) -> Path:
    return packs / "common/languages/en/events/moving_in.po"


def fill_in(file: Path) -> None:
    translate(file, "English of {}".format)


def test_files_to_fill_in_make_the_event_complete(packs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert translations(packs) == 1
    assert translations(packs, "--write") == 1
    for file in packs.rglob("*.po"):
        fill_in(file)
    capsys.readouterr()
    assert translations(packs) == 0
    assert "訳のない文が0" in capsys.readouterr().out
    english = load_packs(packs).for_municipality("990019").in_language("en")
    assert english.procedures["move_in_notification"].label.startswith("English of ")
    assert english.language.tag == "en"


def test_a_changed_japanese_text_has_no_translation_until_somebody_looked(
    packs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    translations(packs, "--write")
    for file in packs.rglob("*.po"):
        fill_in(file)
    procedure = packs / "common/procedures/move_in_notification/procedure.yaml"
    procedure.write_text(
        procedure.read_text(encoding="utf-8").replace("転入届", "転入の届出", 1), encoding="utf-8"
    )
    capsys.readouterr()
    assert translations(packs) == 1
    told = capsys.readouterr().out
    assert "訳のない文が1" in told
    assert "日本語の文が変わったか、なくなった訳: 1" in told
    assert translations(packs, "--write") == 1
    written = a_file(packs).read_text(encoding="utf-8")
    assert '#, fuzzy\nmsgid "転入の届出"\nmsgstr "English of 転入届"' in written
    assert translations(packs) == 1


def test_names_of_events_and_floors_are_asked_for_with_the_interface(packs: Path) -> None:
    assert translations(packs, "--interface", "--write") == 1
    assert not a_file(packs).exists()
    asked = (packs / "common/languages/en/interface/municipality.po").read_text(encoding="utf-8")
    for text in ("引越してきた", "ほかの市区町村から引越してきたとき", "1階", "青の線"):
        assert f'msgid "{text}"' in asked
    translations(packs, "--write")
    assert 'msgid "引越してきた"' not in a_file(packs).read_text(encoding="utf-8")


def test_a_name_without_translation_takes_no_language_from_the_menu(packs: Path) -> None:
    translations(packs, "--write")
    names = packs / "common/languages/en/interface/municipality.po"
    for file in packs.rglob("*.po"):
        if file != names:
            fill_in(file)
    (english,) = [line for line in how_far(load_packs(packs)) if line.startswith("ことば en")]
    assert "画面はそろっています" in english
    assert f"訳のない文{names.read_text(encoding='utf-8').count('msgid') - 1}、" in english


def test_what_is_translated_stays_when_files_are_written_again(packs: Path) -> None:
    translations(packs, "--write")
    fill_in(a_file(packs))
    translations(packs, "--write")
    before = a_file(packs).read_text(encoding="utf-8")
    translations(packs, "--write")
    assert a_file(packs).read_text(encoding="utf-8") == before


def test_a_translation_whose_text_moved_to_another_page_is_not_lost(packs: Path) -> None:
    translations(packs, "--write")
    for file in packs.rglob("*.po"):
        fill_in(file)
    first, *_ = (one for one in sorted(packs.rglob("languages/en/interface/*.po")))
    moved = 'msgid "転入届"\nmsgstr "English of 転入届"\n'
    a_file(packs).write_text(a_file(packs).read_text(encoding="utf-8").replace(moved, ""), encoding="utf-8")
    first.write_text(f"{first.read_text(encoding='utf-8')}\n{moved}", encoding="utf-8")
    before = first.read_text(encoding="utf-8")
    assert moved in before
    assert translations(packs, "--write") == 0
    assert moved in first.read_text(encoding="utf-8")
