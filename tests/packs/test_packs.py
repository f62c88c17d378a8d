"""The packs that Madoguchi carries are right and complete."""

from __future__ import annotations

from pathlib import Path

import pytest

from madoguchi.core.packs import Packs, load_packs_or_refuse

PACKS = Path(__file__).parents[2] / "packs"

pytestmark = pytest.mark.packs


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs_or_refuse(PACKS)


def test_every_municipality_has_a_desk_and_an_event_to_begin_with(packs: Packs) -> None:
    for code in packs.municipalities:
        pack = packs.for_municipality(code)
        assert pack.desks
        assert pack.procedures
    assert packs.events


def test_every_procedure_names_a_source_with_the_day_it_was_read(packs: Packs) -> None:
    for code in packs.municipalities:
        for procedure in packs.for_municipality(code).procedures.values():
            assert procedure.sources, procedure.key


def test_no_pack_holds_code() -> None:
    allowed = {".yaml", ".json", ".typ", ".txt", ".md", ".svg", ".yml", ".po", ".bpmn"}
    strangers = [path for path in PACKS.rglob("*") if path.is_file() and path.suffix not in allowed]
    assert strangers == []
