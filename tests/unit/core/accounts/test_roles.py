"""Roles as declared in the packs."""

from __future__ import annotations

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.accounts.roles import known_permissions, permissions_of, roles


def test_the_roles_are_declared_and_nobody_has_all_permissions_alone() -> None:
    declared = roles()
    offices = {
        "counter_clerk",
        "desk_officer",
        "property_tax_officer",
        "manager",
        "administrator",
        "auditor",
    }
    boards = {"board_secretary", "board_member"}
    assert set(declared) == offices | {"surveyor", "executive", "records_officer", *boards}
    assert all(set(role.permissions) < known_permissions() for role in declared.values())


def test_who_manages_accounts_cannot_see_residents() -> None:
    assert not permissions_of(["administrator"]) & {"residents.search", "cases.read", "counter_visit.open"}


def test_roles_add_up_and_an_unknown_role_gives_nothing() -> None:
    assert permissions_of(["auditor", "no_such_role"]) == set(roles()["auditor"].permissions)
    assert permissions_of(["auditor", "desk_officer"]) > permissions_of(["desk_officer"])
    assert permissions_of([]) == frozenset()


def test_the_system_may_do_everything_and_a_resident_nothing_by_default() -> None:
    assert Actor.system("handover").may("cases.work")
    assert not Actor.resident("journey").may("cases.work")
