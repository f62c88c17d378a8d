"""Roles as declared in the packs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.accounts.roles import RolesError, permissions_of, roles


def test_five_roles_are_declared_and_nobody_has_all_permissions_alone() -> None:
    declared = roles()
    assert set(declared) == {"counter_clerk", "desk_officer", "manager", "administrator", "auditor"}
    everything = permissions_of(declared)
    assert all(role.permissions < everything for role in declared.values())


def test_who_manages_accounts_cannot_see_residents() -> None:
    assert not permissions_of(["administrator"]) & {"residents.search", "cases.read", "counter_visit.open"}


def test_roles_add_up_and_an_unknown_role_gives_nothing() -> None:
    assert permissions_of(["auditor", "no_such_role"]) == roles()["auditor"].permissions
    assert permissions_of([]) == frozenset()


@pytest.mark.parametrize("content", ["", "roles: []", "roles: {clerk: {label: 窓口}}", "roles: {a: [", "- x"])
def test_a_file_of_another_shape_is_refused_by_name(tmp_path: Path, settings: Any, content: str) -> None:
    (tmp_path / "common").mkdir()
    (tmp_path / "common" / "roles.yaml").write_text(content, encoding="utf-8")
    settings.MADOGUCHI_PACKS = tmp_path
    with pytest.raises(RolesError, match=r"roles\.yaml"):
        roles()


def test_the_system_may_do_everything_and_a_resident_nothing_by_default() -> None:
    assert Actor.system("handover").may("cases.work")
    assert not Actor.resident("journey").may("cases.work")
