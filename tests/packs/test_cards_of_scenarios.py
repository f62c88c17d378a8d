"""People of scenarios get demo cards that say what the scenario says."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.lib.jpki.samples import certificate

from madoguchi.core.packs import Packs, Scenario, load_packs_or_refuse
from madoguchi.core.vocabulary import MEMBERS
from madoguchi.lib.japanese.dates import parse_date
from madoguchi.lib.jpki import Purpose, Sex, SigningCertificate, same_address, same_name
from madoguchi_testing.jpki.holders import HolderUnknownError, holder_of

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs_or_refuse(ROOT / "packs")


def scenario(packs: Packs, file: str) -> Scenario:
    return next(one for one in packs.scenarios if one.file.endswith(file))


def test_every_named_person_with_an_address_gets_a_certificate_that_says_the_same(packs: Packs) -> None:
    made = 0
    for one in packs.scenarios:
        for member in one.answers.get(MEMBERS) or ():
            try:
                holder = holder_of(one, member["name"])
            except (KeyError, HolderUnknownError):
                continue
            made += 1
            found = SigningCertificate.read(certificate(Purpose.SIGNING, holder=holder)).basic_information
            address = one.answers.get("move.old_address") or one.answers["household.address"]
            typed = f"{address} {one.answers.get('move.old_building') or ''}"
            assert same_name(found.name, str(member["name"]), found.name_substitutes)
            assert same_address(found.address, typed, found.address_substitutes)
            assert found.birth_date == parse_date(str(member["birth_date"]))
    assert made >= 40


def test_the_applicant_of_the_main_scenario(packs: Packs) -> None:
    holder = holder_of(scenario(packs, "tomizo_moves_in.yaml"))
    found = SigningCertificate.read(certificate(holder=holder)).basic_information
    assert (found.name, found.sex) == ("会津　十三蔵", Sex.MALE)


def test_who_is_not_in_the_scenario_gets_no_card(packs: Packs) -> None:
    with pytest.raises(HolderUnknownError, match="カードを作れる人がいません"):
        holder_of(scenario(packs, "tomizo_moves_in.yaml"), "だれか")
