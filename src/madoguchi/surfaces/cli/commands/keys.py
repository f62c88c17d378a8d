"""`madoguchi keys`: the key pair with which answers are sealed to a municipality and opened there."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`make` runs once in the office zone; `show` in both zones, to compare."""
    parser = subparsers.add_parser("keys", help="make the keys of a municipality, or compare them")
    inner = parser.add_subparsers(title="commands", metavar="COMMAND", dest="keys_command", required=True)
    make = inner.add_parser("make", help="make a pair; never replaces one that is there")
    which = make.add_mutually_exclusive_group(required=True)
    which.add_argument("--municipality", metavar="CODE", help="six digits")
    which.add_argument("--all", action="store_true", help="every municipality of the packs that has none")
    show = inner.add_parser("show", help="a short fingerprint of the public key, and which files are here")
    show.add_argument("--municipality", required=True, metavar="CODE", help="six digits")


def run(arguments: argparse.Namespace) -> int:
    """0 when it was done, 1 with the reason when not."""
    from django.conf import settings

    from madoguchi.core.packs import load_packs_or_refuse

    directory = Path(settings.MADOGUCHI_KEYS_DIRECTORY)
    known = load_packs_or_refuse(settings.MADOGUCHI_PACKS).municipalities
    code = arguments.municipality
    if code is not None and code not in known:
        return _refuse(arguments, f"市町村コード {code} のパックがありません。")
    if arguments.keys_command == "show":
        return _show(arguments, directory, code)
    if code is not None:
        return _make(arguments, directory, [code])
    return _make(
        arguments, directory, [one for one in known if not _file(directory, one, "private").exists()]
    )


def _make(arguments: argparse.Namespace, directory: Path, codes: list[str]) -> int:
    from madoguchi.lib.sealing import generate_keypair, write_keypair

    made = []
    for code in codes:
        pair = generate_keypair()
        try:
            write_keypair(directory, code, pair)
        except FileExistsError:
            return _refuse(
                arguments,
                f"{_file(directory, code, 'private')} はもうあります。"
                "置きかえると、いまある申請コードが開けなくなります。",
            )
        made.append(
            {"municipality": code, "directory": str(directory), "fingerprint": fingerprint(pair.public)}
        )
    if arguments.json:
        print(json.dumps({"made": made}, ensure_ascii=False))
        return 0
    for one in made:
        print(f"{one['municipality']}: 鍵を作りました（{one['fingerprint']}）。")
    print(f"置き場所は {directory} です。")
    if made:
        print("「番号.public」だけを、住民用サイトの鍵の置き場所に写してください。")
        print(
            "「番号.private」は庁内から出さず、別の場所に控えを取ってください。なくすと、申請コードを開けません。"
        )
    return 0


def _show(arguments: argparse.Namespace, directory: Path, code: str) -> int:
    from madoguchi.lib.sealing import KeyUnusable, read_public_key

    try:
        public = read_public_key(directory, code)
    except KeyUnusable as problem:
        return _refuse(arguments, str(problem))
    has_private = _file(directory, code, "private").exists()
    if arguments.json:
        print(json.dumps({"municipality": code, "fingerprint": fingerprint(public), "private": has_private}))
    else:
        print(f"{code}: {fingerprint(public)}（秘密鍵: {'あり' if has_private else 'なし'}）")
    return 0


def fingerprint(public_key: bytes) -> str:
    """Sixteen hexadecimal digits in fours, to be compared by eye between the two zones."""
    digits = hashlib.sha256(public_key).hexdigest()[:16]
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


def _file(directory: Path, code: str, kind: str) -> Path:
    return directory / f"{code}.{kind}"


def _refuse(arguments: argparse.Namespace, message: str) -> int:
    if arguments.json:
        print(json.dumps({"error": message}, ensure_ascii=False))
    else:
        print(message, file=sys.stderr)
    return 1
