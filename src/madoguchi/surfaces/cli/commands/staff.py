"""`madoguchi staff`: give a member of staff a name to sign in with, or another try."""

from __future__ import annotations

import argparse
import getpass
import json
import sys


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The password is asked for, or read from standard input; never an argument that others can see."""
    parser = subparsers.add_parser("staff", help="add members of staff")
    inner = parser.add_subparsers(title="commands", metavar="COMMAND", dest="staff_command", required=True)
    add = inner.add_parser("add", help="add one; asks for the password, or reads it from standard input")
    add.add_argument("--municipality", required=True, metavar="CODE", help="six digits")
    add.add_argument("--username", required=True)
    add.add_argument("--display-name", default="", help="as colleagues know the person")
    add.add_argument(
        "--role", action="append", default=[], dest="roles", metavar="KEY", help="may be repeated"
    )
    add.add_argument(
        "--desk", action="append", default=[], dest="desks", metavar="KEY", help="may be repeated"
    )
    unlock = inner.add_parser("unlock", help="let somebody try again who failed too often")
    unlock.add_argument("--municipality", required=True, metavar="CODE", help="six digits")
    unlock.add_argument("--username", required=True)


def run(arguments: argparse.Namespace) -> int:
    """0 when it was done, 1 with the reason when not."""
    return _unlock(arguments) if arguments.staff_command == "unlock" else _add(arguments)


def _unlock(arguments: argparse.Namespace) -> int:
    from madoguchi.core.accounts.lock_out import unlock

    was_locked = unlock(arguments.municipality, arguments.username)
    told = "もう一度サインインできます。" if was_locked else "この利用者名に、失敗の記録はありません。"
    print(json.dumps({"unlocked": was_locked}) if arguments.json else told)
    return 0


def _add(arguments: argparse.Namespace) -> int:
    from madoguchi.core.accounts.actor import Actor
    from madoguchi.core.actions import Context, run
    from madoguchi.core.actions.staff import AddStaffMember, NewStaffMember, StaffRefusedError
    from madoguchi.core.tenancy import InvalidMunicipalityCodeError

    password = getpass.getpass("パスワード: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    given = NewStaffMember(
        username=arguments.username,
        password=password,
        display_name=arguments.display_name,
        roles=tuple(arguments.roles),
        desks=tuple(arguments.desks),
    )
    context = Context(arguments.municipality, Actor.system("madoguchi staff add"), purpose="職員の登録")
    try:
        member = run(AddStaffMember(), context, given)
    except (StaffRefusedError, InvalidMunicipalityCodeError) as refused:
        print(json.dumps({"error": str(refused)}, ensure_ascii=False) if arguments.json else refused)
        return 1
    told = {"id": member.pk, "username": member.username}
    print(json.dumps(told, ensure_ascii=False) if arguments.json else f"{member.username}を登録しました。")
    return 0
