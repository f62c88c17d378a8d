"""What the tests of the counter begin with: the office's site with one clerk, and a family's code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.acceptance.staff.counter_window import CODE, PASSWORD

from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.lib.sealing import generate_keypair, write_keypair
from madoguchi_testing.people import sealed_code


@pytest.fixture
def address(serve: Callable[[str], str], committed_db: None, settings: Any) -> str:
    """The address of the office's site, with a counter clerk."""
    directory = settings.MADOGUCHI_KEYS_DIRECTORY
    if not (directory / f"{CODE}.public").exists():
        write_keypair(directory, CODE, generate_keypair())
    # The server is another process, with the hasher of production.
    settings.PASSWORD_HASHERS = ["madoguchi_testing.passwords.HashedOnce"]
    StaffMember.objects.create_staff(
        CODE,
        "clerk",
        PASSWORD,
        display_name="窓口担当",
        roles=["counter_clerk"],
        desks=["resident_register"],
    )
    return serve("office")


@pytest.fixture
def code(address: str, settings: Any) -> str:
    """The sealed code of the main family, with everything filled in at home."""
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    return sealed_code(packs, next(one for one in packs.scenarios if "tomizo" in one.file))


@pytest.fixture
def forty(address: str, settings: Any) -> str:
    """The sealed code of a household of forty."""
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    scenario = next(one for one in packs.scenarios if "tomizo" in one.file)
    people = [dict(one) for one in scenario.answers["members"]]
    letters = "一二三四五六七八九十百千万春夏秋冬東西南北金銀銅松竹梅鶴亀花鳥風月山川"
    more = [
        people[2] | {"name": f"会津 {one}", "name_kana": "アイヅ コ", "birth_date": f"19{50 + number}-05-05"}
        for number, one in enumerate(letters)
    ]
    crowd = replace(scenario, answers={**scenario.answers, "members": [*people, *more]})
    return sealed_code(packs, crowd)
