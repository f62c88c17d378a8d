"""What the packs allow, for the persons whom a procedure concerns."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from madoguchi.core.packs import MunicipalityPack, load_packs_or_refuse
from madoguchi.engines.residents.api import REGISTER_ITEMS
from madoguchi.journeys.prefill.domain.allowing import allowed_items, is_in_register

PACKS = Path(__file__).parents[4] / "packs"


@pytest.fixture(scope="module")
def pack() -> MunicipalityPack:
    return load_packs_or_refuse(PACKS).for_municipality("072028", date(2026, 4, 1))


def test_a_procedure_of_persons_allows_items_of_the_persons_named_only(pack: MunicipalityPack) -> None:
    allowed = allowed_items(pack, [("care_certification_renewal", ("mother",))], ["son", "mother"])
    assert allowed.people["son"] == frozenset()
    assert "person.name" in allowed.people["mother"]
    assert "household.address" in allowed.household


def test_a_procedure_of_the_household_allows_items_of_everybody(pack: MunicipalityPack) -> None:
    allowed = allowed_items(pack, [("move_out_notification", ())], ["son", "mother"])
    assert allowed.people["son"] == allowed.people["mother"] != frozenset()


def test_a_stranger_and_an_unknown_procedure_are_allowed_nothing(pack: MunicipalityPack) -> None:
    unknown = allowed_items(pack, [("no_such_procedure", ("son",))], ["son"])
    assert not unknown
    of_a_stranger = allowed_items(pack, [("care_certification_renewal", ("stranger",))], ["son"])
    assert of_a_stranger.people == {"son": frozenset()}


def test_newcomers_are_not_in_the_register(pack: MunicipalityPack) -> None:
    assert not is_in_register(pack.events["moving_in"])
    assert is_in_register(pack.events["moving_out"])


def test_every_allow_list_names_what_the_register_knows_and_no_secret(pack: MunicipalityPack) -> None:
    for procedure in pack.procedures.values():
        assert set(procedure.prefill) <= REGISTER_ITEMS & set(procedure.asks), procedure.key
        assert not any(pack.vocabulary[key].discreet for key in procedure.prefill), procedure.key
        assert not (procedure.prefill and pack.desk_roles[procedure.desk].outside), procedure.key
