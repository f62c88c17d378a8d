"""`madoguchi box`: the reception of one building on a machine of its own."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from madoguchi.core.actions import Context

PORT = 8444
ENVIRONMENT = "box.env"
NOT_A_BOX = (
    "ここは受付端末ではありません。MADOGUCHI_BOX_HALL を「市町村コード:待合」にした端末で実行してください。"
)

CENTRE_AWAY = (
    "庁内につながりません。回線と、MADOGUCHI_CENTRE_URL・証明書を確かめてください。"
    "受付はこのまま続けられます。番号札は残っていて、つながると届きます。"
)


CENTRE_REFUSES = "庁内が断りました。{why}番号札は残っています。"
DATABASE_AWAY = (
    "データベースにつながりません（{why}）。PostgreSQLが動いているか、ディスクに空きがあるか、"
    "MADOGUCHI_DATABASE_URL が正しいかを確かめてください。番号札の記録は消えていません。"
)


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`make`, `list` and `end` run at the centre, `begin`, `tell` and `check` on the box."""
    parser = subparsers.add_parser("box", help="let a small machine in a building look after its hall")
    inner = parser.add_subparsers(title="commands", metavar="COMMAND", dest="box_command", required=True)
    make = inner.add_parser("make", help="give a hall to a box, and write what the box needs into a folder")
    _which(make)
    make.add_argument("--name", metavar="NAME", help="of the box (default: box-HALL)")
    make.add_argument(
        "--centre", required=True, metavar="HOST", help="under which the box reaches the centre"
    )
    make.add_argument("--port", type=int, default=PORT, help=f"of `serve --boxes` (default {PORT})")
    make.add_argument(
        "--address",
        action="append",
        default=[],
        metavar="HOST",
        help="name or IP address under which kiosks, displays and desks open the box; may be repeated",
    )
    make.add_argument("--into", required=True, type=Path, metavar="FOLDER", help="to carry to the box")
    inner.add_parser("list", help="which halls have a box, and when it was heard last")
    end = inner.add_parser("end", help="take a hall back; first let its box tell everything")
    _which(end)
    inner.add_parser("begin", help="on the box: fetch accounts and the tickets of today")
    inner.add_parser("tell", help="on the box: tell the centre now what it does not know")
    inner.add_parser("check", help="on the box: database, disk, clock, certificate, the way to the centre")


def _which(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--municipality", required=True, metavar="CODE", help="six digits")
    parser.add_argument("--hall", required=True, metavar="KEY", help="key of the hall in the packs")


def run(arguments: argparse.Namespace) -> int:
    """0 when it was done, 1 with the reason when not."""
    from django.db import OperationalError

    from madoguchi.core.accounts.actor import Actor
    from madoguchi.core.actions import Context
    from madoguchi.engines.courier.api import LinkAnsweredError, LinkError, LinkRefusedError
    from madoguchi.engines.reception.api import ReceptionError

    commands: Mapping[str, Callable[[argparse.Namespace, Callable[[str], Context]], dict[str, Any]]]
    commands = {
        "make": _make,
        "list": _list,
        "end": _end,
        "begin": _begin,
        "tell": _tell,
        "check": _check,
    }
    try:
        told = commands[arguments.box_command](
            arguments, lambda code: Context(code, Actor.system("madoguchi box"), purpose="受付端末の管理")
        )
    except (ReceptionError, LinkAnsweredError, _RefusedError) as error:
        return _say_why(arguments, str(error))
    except LinkRefusedError as error:
        return _say_why(arguments, CENTRE_REFUSES.format(why=error))
    except LinkError:
        return _say_why(arguments, CENTRE_AWAY)
    except OperationalError as error:
        return _say_why(arguments, DATABASE_AWAY.format(why=type(error.__cause__ or error).__name__))
    text = str(told.pop("text", ""))
    print(json.dumps(told, ensure_ascii=False) if arguments.json else text)
    return 0 if told.get("ok", True) else 1


def _say_why(arguments: argparse.Namespace, why: str) -> int:
    if arguments.json:
        print(json.dumps({"error": why}, ensure_ascii=False))
    else:
        print(why, file=sys.stderr)
    return 1


_MANY = 150
"""So many tickets are one batch."""


class _RefusedError(Exception):
    """この操作はできません。"""


def _make(arguments: argparse.Namespace, context: Callable[[str], Context]) -> dict[str, Any]:
    from django.conf import settings

    from madoguchi.core.actions import run as run_action
    from madoguchi.engines.reception.api import GiveHallToBox, GivenToBox, hall_of
    from madoguchi.lib.link_certificates import (
        CENTRE,
        RESERVED,
        link_files,
        make_authority,
        make_box,
        make_centre,
        serial_of,
    )

    code, hall = arguments.municipality, arguments.hall
    hall_of(code, hall)
    name = arguments.name or f"box-{code}-{hall.replace('_', '-')}"
    if name in RESERVED:
        raise _RefusedError(f"「{name}」は使えない名前です。ほかの名前にしてください。")
    folder = Path(settings.MADOGUCHI_LINK_DIRECTORY)
    try:
        make_authority(folder)
        if not link_files(folder, CENTRE).are_there:
            make_centre(folder, [arguments.centre])
        files = make_box(folder, code, hall, name)
    except ValueError:
        raise _RefusedError("端末の名前は英小文字・数字・「-」「_」で、40文字までです。") from None
    given = GivenToBox(hall, name, serial_of(files))
    run_action(GiveHallToBox(), context(code), given)
    _write(
        arguments.into, files, code, hall, f"https://{arguments.centre}:{arguments.port}", arguments.address
    )
    text = (
        f"待合「{hall}」を、受付端末「{name}」に任せました。\n"
        f"{arguments.into} を受付端末に移し（鍵が入っています。移したあとは消してください）、受付端末で\n"
        f"  set -a; . ./{ENVIRONMENT}; set +a\n"
        "  madoguchi box begin; madoguchi box check; madoguchi serve --zone office と madoguchi work\n"
        "を動かしてください。庁内では\n"
        f"  madoguchi serve --zone office --boxes 0.0.0.0:{arguments.port}\n"
        "を動かします。"
    )
    return {"municipality": code, "hall": hall, "box": name, "folder": str(arguments.into), "text": text}


def _write(into: Path, files: Any, code: str, hall: str, centre: str, addresses: list[str]) -> None:
    """Certificate, key and settings; the key for its owner's eyes only."""
    from madoguchi.lib.link_certificates import OFFICE, link_files

    there = link_files(into / "link", OFFICE)
    there.key.parent.mkdir(parents=True, exist_ok=True)
    for source, target in zip(
        (files.certificate, files.key, files.trusted),
        (there.certificate, there.key, there.trusted),
        strict=True,
    ):
        target.touch(mode=0o600, exist_ok=True)
        target.write_bytes(source.read_bytes())
    (into / ENVIRONMENT).write_text(
        f"MADOGUCHI_ZONE=office\nMADOGUCHI_BOX_HALL={code}:{hall}\nMADOGUCHI_CENTRE_URL={centre}\n"
        f"MADOGUCHI_ALLOWED_HOSTS={','.join(['localhost', '127.0.0.1', *addresses])}\n"
        'MADOGUCHI_LINK_DIRECTORY="$PWD/link"\n',
        encoding="utf-8",
    )


def _list(arguments: argparse.Namespace, context: Callable[[str], Context]) -> dict[str, Any]:
    from django.conf import settings

    from madoguchi.core.clock import TOKYO
    from madoguchi.core.packs import load_packs_or_refuse
    from madoguchi.engines.reception.api import homes_of

    rows = [
        {
            "municipality": code,
            "hall": home.hall,
            "box": home.box,
            "heard_at": home.heard_at.astimezone(TOKYO).isoformat(timespec="seconds")
            if home.heard_at
            else None,
        }
        for code in load_packs_or_refuse(settings.MADOGUCHI_PACKS).municipalities
        for home in homes_of(code)
    ]
    lines = [
        f"{one['municipality']}　{one['hall']}　{one['box']}　"
        f"最後に届いたのは {one['heard_at'] or 'まだありません'}"
        for one in rows
    ]
    return {"boxes": rows, "text": "\n".join(lines) or "受付端末に任せた待合はありません。"}


def _end(arguments: argparse.Namespace, context: Callable[[str], Context]) -> dict[str, Any]:
    from madoguchi.core.actions import run as run_action
    from madoguchi.engines.reception.api import TakeHallBack

    home = run_action(TakeHallBack(), context(arguments.municipality), arguments.hall)
    text = f"待合「{arguments.hall}」を、受付端末「{home.box}」から庁内に戻しました。"
    return {"municipality": arguments.municipality, "hall": arguments.hall, "box": home.box, "text": text}


def _begin(arguments: argparse.Namespace, context: Callable[[str], Context]) -> dict[str, Any]:
    from madoguchi.core.database.prepare import prepare_databases
    from madoguchi.journeys.hall_box.api import begin, open_way

    code, hall = _own()
    prepare_databases()
    with open_way() as centre:
        tickets = begin(code, hall, centre)
    text = f"職員と、きょうの番号札{tickets}枚を受け取りました。受付を始められます。"
    return {"municipality": code, "hall": hall, "tickets": tickets, "text": text}


def _tell(arguments: argparse.Namespace, context: Callable[[str], Context]) -> dict[str, Any]:
    from madoguchi.journeys.hall_box.api import bring_accounts, open_way, tell_everything

    code, hall = _own()
    with open_way() as centre:
        tickets = tell_everything(code, hall, centre)
        accounts = bring_accounts(code, hall, centre)
    text = f"番号札{tickets}枚を知らせました。職員の変更は{accounts}人です。"
    return {"municipality": code, "hall": hall, "tickets": tickets, "accounts": accounts, "text": text}


def _check(arguments: argparse.Namespace, context: Callable[[str], Context]) -> dict[str, Any]:
    """Goes to the centre as a round does, so that what is told is of now."""
    from madoguchi.engines.courier.api import LinkError, LinkRefusedError
    from madoguchi.engines.reception.api import note_round, unjoined
    from madoguchi.journeys.hall_box.api import bring_accounts, open_way, troubles_here

    code, hall = _own()
    waiting = len(unjoined(code, hall).get("tickets", ()))
    try:
        with open_way() as centre:
            bring_accounts(code, hall, centre)
        reached = True
    except LinkRefusedError as error:
        reached = False
        note_round(code, hall, refused=str(error))
    except LinkError:
        reached = False
        note_round(code, hall)
    troubles = troubles_here(code, hall)
    lines = [
        "データベース: 動いています",
        f"庁内: {'つながります' if reached else 'つながりません。受付はこのまま続けられます'}",
        f"まだ庁内に届いていない番号札: {waiting}枚{'以上' if waiting >= _MANY else ''}",
        *(f"{'至急' if one.is_urgent else '注意'}: {one.heading}\n　　{one.text}" for one in troubles),
    ]
    if reached and not troubles:
        lines.append("直すところはありません。")
    return {
        "ok": reached and not any(one.is_urgent for one in troubles),
        "centre": reached,
        "untold": waiting,
        "troubles": [{"heading": one.heading, "text": one.text, "urgent": one.is_urgent} for one in troubles],
        "text": "\n".join(lines),
    }


def _own() -> tuple[str, str]:
    from madoguchi.engines.reception.api import hall_of_this_box

    own = hall_of_this_box()
    if own is None:
        raise _RefusedError(NOT_A_BOX)
    return own
