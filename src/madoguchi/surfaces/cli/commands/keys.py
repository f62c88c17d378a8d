"""`madoguchi keys`: the key pair with which answers are sealed to a municipality and opened there."""

from __future__ import annotations

import argparse
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
    link = inner.add_parser(
        "link", help="make the certificates with which the office fetches letters from the public zone"
    )
    link.add_argument(
        "--host",
        action="append",
        help="name or address of the public zone's link; repeatable, needed at first",
    )
    link.add_argument(
        "--municipality",
        action="append",
        dest="municipalities",
        metavar="CODE",
        help="whose letters this office fetches; repeatable (default: all of the packs)",
    )
    link.add_argument("--office", default="office", metavar="NAME", help="where offices have one each")
    show = inner.add_parser("show", help="short fingerprints of the public keys, and which files are here")
    show.add_argument("--municipality", required=True, metavar="CODE", help="six digits")


def run(arguments: argparse.Namespace) -> int:
    """0 when it was done, 1 with the reason when not."""
    from django.conf import settings

    from madoguchi.core.packs import load_packs_or_refuse

    directory = Path(settings.MADOGUCHI_KEYS_DIRECTORY)
    known = load_packs_or_refuse(settings.MADOGUCHI_PACKS).municipalities
    if arguments.keys_command == "link":
        return _link(arguments, Path(settings.MADOGUCHI_LINK_DIRECTORY), list(known))
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
    from madoguchi.lib.sealing import fingerprint, generate_keypair, write_keypair

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


def _link(arguments: argparse.Namespace, folder: Path, known: list[str]) -> int:
    from madoguchi.lib.link_certificates import (
        AUTHORITY,
        CENTRE,
        SERVER,
        make_authority,
        make_office,
        make_server,
    )

    codes = arguments.municipalities or known
    unknown = [code for code in codes if code not in known]
    if unknown:
        return _refuse(arguments, f"市町村コード {'、'.join(unknown)} のパックがありません。")
    if arguments.office in (AUTHORITY, SERVER, CENTRE):
        return _refuse(arguments, f"「{arguments.office}」は使えない名前です。ほかの名前にしてください。")
    if make_authority(folder) and not arguments.host:
        return _refuse(arguments, "公開側の接続口の名前かアドレスを --host で示してください。")
    try:
        office = make_office(folder, codes, arguments.office)
        made = [office.certificate]
        if arguments.host:
            made.append(make_server(folder, arguments.host).certificate)
    except ValueError:
        return _refuse(arguments, "名前は英小文字・数字・「-」「_」で、40文字までです。")
    if arguments.json:
        print(json.dumps({"made": list(map(str, made)), "municipalities": codes}, ensure_ascii=False))
        return 0
    print(f"接続口の証明書を {folder} に作りました（{len(codes)}市町村、2年あまり有効）。")
    print("authority.crt・server.crt・server.key を、住民用サイトの同じ場所に写してください。")
    print(f"authority.key と {office.key.name} は庁内から出さないでください。")
    return 0


def _show(arguments: argparse.Namespace, directory: Path, code: str) -> int:
    from madoguchi.engines.handover.api import verify_key
    from madoguchi.lib.sealing import KeyUnusable, fingerprint, read_public_key

    has_private = _file(directory, code, "private").exists()
    try:
        public = read_public_key(directory, code)
        # Codes for the core system's input screen are signed where the private key is, and only there.
        of_codes = verify_key(code).fingerprint if has_private else ""
    except KeyUnusable as problem:
        return _refuse(arguments, str(problem))
    if arguments.json:
        told = {"municipality": code, "fingerprint": fingerprint(public), "private": has_private}
        print(json.dumps(told | ({"verify_key": of_codes} if of_codes else {})))
        return 0
    print(f"{code}: {fingerprint(public)}（秘密鍵: {'あり' if has_private else 'なし'}）")
    if of_codes:
        print(f"取込コードの公開鍵の指紋: {of_codes}")
    return 0


def _file(directory: Path, code: str, kind: str) -> Path:
    return directory / f"{code}.{kind}"


def _refuse(arguments: argparse.Namespace, message: str) -> int:
    if arguments.json:
        print(json.dumps({"error": message}, ensure_ascii=False))
    else:
        print(message, file=sys.stderr)
    return 1
