"""Adding members of staff."""

from __future__ import annotations

import pytest

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import Context, run
from madoguchi.core.actions.staff import AddStaffMember, NewStaffMember, StaffRefusedError
from madoguchi.core.audit import api as audit
from madoguchi.core.tenancy import municipality

pytestmark = pytest.mark.django_db

AIZU = "072028"
PASSWORD = "まどぐちを開けます2026"


def add(username: str = "hanako", password: str = PASSWORD, *roles: str) -> StaffMember:
    given = NewStaffMember(username, password, roles=roles or ("counter_clerk",))
    return run(AddStaffMember(), Context(AIZU, Actor.system("test")), given)


def test_a_member_of_staff_is_added_and_the_log_says_with_which_roles() -> None:
    member = add()
    assert member.check_password(PASSWORD)
    with municipality(AIZU):
        (entry,) = audit.entries()
    assert (entry.action, entry.subject) == ("accounts.add_staff", f"staff:{member.pk}")
    assert entry.details == {"roles": ["counter_clerk"], "desks": []}


@pytest.mark.parametrize(
    ("password", "roles", "why"),
    [
        ("short", (), "パスワード"),
        ("123456789012345", (), "数字"),
        (PASSWORD, ("boss",), "役割「boss」はありません"),
    ],
)
def test_weak_passwords_and_unknown_roles_are_refused(
    password: str, roles: tuple[str, ...], why: str
) -> None:
    with pytest.raises(StaffRefusedError, match=why):
        add("hanako", password, *roles)


def test_a_name_is_taken_once() -> None:
    add()
    with pytest.raises(StaffRefusedError, match="もう使われています"):
        add()


def test_the_password_is_not_in_what_is_printed_of_the_request() -> None:
    assert PASSWORD not in repr(NewStaffMember("hanako", PASSWORD))
