"""What the tests of the counter begin with: the office's site with one clerk, and a family's code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.acceptance.staff.counter_window import CODE, PASSWORD

from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.journeys.pre_application import api as pre_application
from madoguchi.lib.sealing import generate_keypair, write_keypair
from madoguchi_testing.people import Resident


@pytest.fixture
def address(serve: Callable[[str], str], committed_db: None, settings: Any) -> str:
    """The address of the office's site, with a counter clerk."""
    directory = settings.MADOGUCHI_KEYS_DIRECTORY
    if not (directory / f"{CODE}.public").exists():
        write_keypair(directory, CODE, generate_keypair())
    # The server is another process, with the hasher of production.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
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
    family = Resident(next(one for one in packs.scenarios if "tomizo" in one.file))
    family.answer_everything()
    family.fill_in_everything()
    return pre_application.seal_answers(family.handle).text
