"""`madoguchi courier`: sealed letters between the zones, over the link or as files."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

NOT_FETCHED = (
    "庁内がまだ取りに来ていません。公開側の「serve --zone public --link」と、庁内の「work」と"
    "MADOGUCHI_LINK_URL を確かめてください。"
)
FETCHED_ONLY = (
    "庁内に届きましたが、返事が来ません。庁内の「work」と、「madoguchi courier status」を確かめてください。"
)


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`exchange` and `status` in the office zone, `check` in the public zone, `write` and `read` in both."""
    parser = subparsers.add_parser("courier", help="carry sealed letters between the zones")
    inner = parser.add_subparsers(title="commands", metavar="COMMAND", dest="courier_command", required=True)
    inner.add_parser("exchange", help="office: fetch what waits and bring answers, now")
    inner.add_parser("status", help="office: how many letters arrived, and which could not be opened")
    check = inner.add_parser("check", help="public: send a letter to the office and wait for its answer")
    check.add_argument("--municipality", required=True, metavar="CODE", help="six digits")
    check.add_argument("--wait", type=float, default=150.0, metavar="SECONDS", help="how long (default 150)")
    for name, told in (
        ("write", "write what is to go to the other zone as files"),
        ("read", "take in the files that came from the other zone; they stay where they are"),
    ):
        files = inner.add_parser(name, help=told)
        files.add_argument("folder", type=Path, metavar="FOLDER")
        if name == "write":
            files.add_argument("--again", action="store_true", help="also what was written before")


def run(arguments: argparse.Namespace) -> int:
    """0 when it was done, 1 with the reason when not, 2 in the wrong zone."""
    from django.conf import settings

    from madoguchi.core.packs import load_packs_or_refuse

    is_public = settings.MADOGUCHI_ZONE == "public"
    command = arguments.courier_command
    if command in ("exchange", "status", "check") and (command == "check") is not is_public:
        zone = "公開側（MADOGUCHI_ZONE=public）" if command == "check" else "庁内（MADOGUCHI_ZONE=office）"
        return _tell(arguments, {"error": f"この操作は{zone}でします。"}, 2)
    codes = list(load_packs_or_refuse(settings.MADOGUCHI_PACKS).municipalities)
    if command == "exchange":
        return _exchange(arguments, codes)
    if command == "status":
        return _status(arguments, codes)
    if command == "check":
        return _check(arguments, codes)
    return _carry(arguments, codes, is_public=is_public)


def _exchange(arguments: argparse.Namespace, codes: list[str]) -> int:
    from madoguchi.engines.courier import api as courier

    done = {"fetched": 0, "torn": 0, "sent": 0}
    try:
        with courier.open_link() as link:
            for code in sorted(set(codes) & set(link.municipalities())):
                one = courier.exchange(code, link)
                done = {name: count + getattr(one, name) for name, count in done.items()}
    except courier.LinkError as error:
        return _tell(arguments, {"error": str(error)}, 1)
    text = "受け取ったもの {fetched}件、送った返信 {sent}件、途中で切れたもの {torn}件".format(**done)
    return _tell(arguments, done, 1 if done["torn"] else 0, [text])


def _status(arguments: argparse.Namespace, codes: list[str]) -> int:
    from madoguchi.engines.courier import api as courier

    rows: dict[str, dict[str, Any]] = {}
    lines = []
    for code in codes:
        counts = courier.arrival_counts(code)
        refused = courier.refused_arrivals(code)
        rows[code] = {status.value: count for status, count in counts.items()}
        rows[code]["unsent"] = courier.unsent_count(code)
        rows[code]["messages"] = {str(one.uuid): one.message for one in refused}
        if sum(counts.values()):
            told = "、".join(f"{status.label} {count}件" for status, count in counts.items())
            lines += [f"{code}: {told}、返信待ち {rows[code]['unsent']}件"]
            lines += [f"  {one.uuid}: {one.message}" for one in refused]
    return _tell(arguments, rows, 0, lines or ["まだ何も届いていません。"])


def _check(arguments: argparse.Namespace, codes: list[str]) -> int:
    """A letter of our own goes all the way, as a resident's does, and its answer comes back."""
    from uuid import uuid4

    from madoguchi.core.accounts.actor import Actor
    from madoguchi.core.actions import Context
    from madoguchi.engines.mailbox import api as mailbox
    from madoguchi.lib.sealing import Content, KeyUnusable, generate_reply_secret, open_reply, reply_box

    code = arguments.municipality
    if code not in codes:
        return _tell(arguments, {"error": f"市町村コード {code} のパックがありません。"}, 1)
    box = reply_box(generate_reply_secret(), code)
    context = Context(code, Actor.system("madoguchi courier check"), purpose="接続の確認")
    content = Content({"reply": box.to_payload()})
    try:
        letter = mailbox.post_letter(
            context, mailbox.Box.LINK_CHECKS, content, letter_id=uuid4(), reply_address=box.address
        )
    except (mailbox.MailboxError, KeyUnusable) as error:
        return _tell(arguments, {"error": str(error)}, 1)
    begun = time.monotonic()
    while time.monotonic() - begun < arguments.wait:
        for reply in mailbox.replies_for(code, box.address):
            _, answer = open_reply(mailbox.sealed_bytes(reply), box=box)
            seconds = round(time.monotonic() - begun, 1)
            found = {
                "letter": str(letter.uuid),
                "arrived_at": answer.payload["arrived_at"],
                "seconds": seconds,
            }
            return _tell(arguments, found, 0, [f"庁内に届き、{seconds}秒で返事が来ました。"])
        time.sleep(0.2)
    steps = mailbox.progress(code, letter.uuid)
    fetched = steps is not None and steps.acknowledged_at is not None
    return _tell(arguments, {"error": FETCHED_ONLY if fetched else NOT_FETCHED}, 1)


def _carry(arguments: argparse.Namespace, codes: list[str], *, is_public: bool) -> int:
    from madoguchi.engines.courier import api as courier
    from madoguchi.engines.mailbox import api as mailbox
    from madoguchi.lib.letter_files import LetterFileError

    end: Any = mailbox if is_public else courier
    if arguments.courier_command == "read" and not arguments.folder.is_dir():
        return _tell(arguments, {"error": f"フォルダー {arguments.folder} がありません。"}, 1)
    try:
        if arguments.courier_command == "write":
            report = end.write_folder(arguments.folder, codes, again=arguments.again)
        else:
            report = end.read_folder(arguments.folder, codes)
    except (LetterFileError, OSError) as error:
        return _tell(arguments, {"error": str(error)}, 1)
    found = {
        "letters": report.letters,
        "replies": report.replies,
        "receipts": report.receipts,
        "refused": dict(report.refused),
    }
    lines = [f"申請 {report.letters}件、返信 {report.replies}件、受領の記録 {report.receipts}件"]
    lines += [f"  {name}: {reason}" for name, reason in report.refused]
    return _tell(arguments, found, 1 if report.refused else 0, lines)


def _tell(
    arguments: argparse.Namespace, found: dict[str, Any], code: int, lines: list[str] | None = None
) -> int:
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        print("\n".join(lines or [str(found["error"])]), file=sys.stderr if code else sys.stdout)
    return code
