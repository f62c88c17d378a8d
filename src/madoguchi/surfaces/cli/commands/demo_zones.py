"""`madoguchi demo-zones`: two zones as two installations, and an application from home through both."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from madoguchi.surfaces.cli.commands.card import DEMO_PASSWORD, DEMO_PIN
from madoguchi.surfaces.cli.commands.demo import (
    LINK_PORT,
    LOGINS,
    RESIDENT_PORT,
    STAFF_PORT,
    children_running,
    demo_password,
    ensure_staff,
    held_port,
    main_scenario,
    wait_for,
)
from madoguchi.surfaces.cli.commands.journey import ensure_keys
from madoguchi.surfaces.cli.live_demo import LIVE_PORTS, with_live

if TYPE_CHECKING:
    from madoguchi.core.packs import Packs
    from madoguchi_testing.online.two_zones import CardHolder

PEOPLE = 3
"""With cards: the first applies in the terminal, the others are for whoever sits at the browser."""


class ZonesFailedError(Exception):
    """二つのゾーンを始められませんでした。"""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Whether to serve afterwards."""
    parser = subparsers.add_parser(
        "demo-zones",
        help="set up two separate zones and play an application from home through both",
        description="Makes two installations under var/zones, each with a PostgreSQL of its own and only the"
        " keys of its zone, and serves the link between them. A fictional resident signs and sends an"
        " application; the office fetches it, knows the applicant by the card's serial number, decides, hands"
        " over; the resident reads the result. Then serves both sites.",
    )
    parser.add_argument("--no-serve", action="store_true", help="stop after the application")
    parser.set_defaults(requires_django=False)


def run(arguments: argparse.Namespace) -> int:
    """0 when the result was read (and serving was ended by Ctrl+C), 1 with the reason otherwise."""
    from madoguchi.settings import environment
    from madoguchi.surfaces.cli.main import start_django
    from madoguchi_testing.zones import environment_of

    def say(text: str) -> None:
        if not arguments.json:
            print(text, flush=True)

    folder = environment.path("MADOGUCHI_VAR", environment.CHECKOUT / "var") / "zones"
    site, link, staff = (f"127.0.0.1:{held_port(one)}" for one in (RESIDENT_PORT, LINK_PORT, STAFF_PORT))
    believing = {"MADOGUCHI_JPKI_TEST_CARDS": "yes"}
    zones = {zone: environment_of(folder, zone, link) | believing for zone in ("public", "office")}
    zones["office"]["MADOGUCHI_PUBLIC_URL"] = f"http://{site}"
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    # This process is the administrator, who comes into both zones; from here on it is one of the office zone.
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    os.environ.update(zones["office"])
    try:
        start_django()
        packs, code, holders = prepare(folder, say)
        commands: list[tuple[Mapping[str, str], list[str]]] = [
            (zones["public"], ["serve", "--zone", "public", "--bind", site]),
            (zones["public"], ["serve", "--zone", "public", "--link", link, "--workers", "1"]),
            (zones["public"], ["work"]),
            (zones["office"], ["work"]),
        ]
        if not arguments.no_serve:
            commands.append((zones["office"], ["serve", "--zone", "office", "--bind", staff]))
            for zone, address in (("public", site), ("office", staff)):
                live = f"127.0.0.1:{held_port(LIVE_PORTS[zone])}"
                commands = with_live(commands, zone, address, live)
        with children_running(commands) as children:
            report = _play(packs, code, holders[0], site, link, public_database(folder), stop, say)
            if arguments.json:
                print(json.dumps({"municipality": code, **report}, ensure_ascii=False))
            if arguments.no_serve:
                return 0
            _tell(packs, code, holders[1:], site, link, staff, say)
            return _serve(children, stop)
    except ZonesFailedError as error:
        print(error, file=sys.stderr)
        return 1


def prepare(folder: Path, say: Callable[[str], None]) -> tuple[Packs, str, list[CardHolder]]:
    """Both databases, the office's keys, certificates, register and cards; what the public zone needs is
    copied.

    Returns the packs, the municipality of the demo, and the people with cards.
    """
    from django.conf import settings

    from madoguchi.core.database.prepare import migrate, prepare_databases, provision
    from madoguchi.core.packs import load_packs_or_refuse
    from madoguchi_testing.online.office_side import authority_of_cards, link_certificates
    from madoguchi_testing.online.two_zones import card_holders
    from madoguchi_testing.zones import hand_over_to_public, looking_into

    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    code = main_scenario(packs)[0].municipality
    public = public_database(folder)
    with looking_into(public, "owner"):
        provision(public["EMBEDDED_DATA"], public["NAME"])
        migrate(public["NAME"])
    say(f"■ 公開側　{folder / 'public'}（データベース {public['NAME']}）")
    say(f"■ 庁内　{settings.VAR}（データベース {'、'.join(prepare_databases(['office']))}）")
    ensure_keys(list(packs.municipalities))
    link_certificates("127.0.0.1", list(packs.municipalities))
    authority_of_cards()
    holders = card_holders(
        packs.municipalities[code], folder / "cards", PEOPLE, password=DEMO_PASSWORD, pin=DEMO_PIN
    )
    keys = hand_over_to_public(Path(settings.VAR), folder / "public")
    say(f"  公開側に写したもの　公開鍵 {keys}、接続口の証明書。秘密鍵は庁内だけにあります。")
    say(f"  架空の住民{len(holders)}人のカードの番号を、台帳に登録しました。\n")
    return packs, code, holders


def public_database(folder: Path) -> dict[str, Any]:
    """How Django finds the embedded database of the public zone."""
    data = folder / "public" / "postgres"
    return {"NAME": "madoguchi_public", "EMBEDDED_DATA": data, "HOST": "", "PORT": ""}


def _play(
    packs: Packs,
    code: str,
    holder: CardHolder,
    site: str,
    link: str,
    public: Mapping[str, Any],
    stop: threading.Event,
    say: Callable[[str], None],
) -> dict[str, Any]:
    from madoguchi_testing.online.at_home import NotTakenError
    from madoguchi_testing.online.two_zones import NeverHappenedError, play
    from madoguchi_testing.people.persistent import NeverArrivedError

    for address in (site, link):
        wait_for(address, stop)
    say("■ 家からの申請")
    try:
        return play(packs.municipalities[code], holder, site, public, say)
    except (NeverArrivedError, NeverHappenedError, NotTakenError) as error:
        raise ZonesFailedError(str(error)) from None


def _tell(
    packs: Packs,
    code: str,
    holders: list[CardHolder],
    site: str,
    link: str,
    staff: str,
    say: Callable[[str], None],
) -> None:
    """What a person at the browser can try now."""
    from madoguchi_testing.online.movers import EVENT

    password = demo_password()
    ensure_staff(packs, code, password)
    place = packs.municipalities[code].name
    say(f"■ 住民のサイト　http://{site}/　（転出届は http://{site}/{code}/{EVENT}/ で「家から申請する」）")
    for holder in holders:
        who = holder.mover
        born = f"{who.birth_date:%Y年%-m月%-d日}生まれ"
        say(f"  {who.name}（{who.name_kana}）さん　{born}　{place}{who.address}　カード {holder.file}")
    say("  署名　madoguchi card sign --card カード shinsei.json --out shomei.json")
    say(f"  　　　署名用パスワード {DEMO_PASSWORD}")
    say(f"■ 職員のサイト　http://{staff}/{code}/sign-in/　（「オンライン申請」に届きます。1分ほど）")
    say(f"  利用者名　{'、'.join(f'{one.username}（{one.display_name}）' for one in LOGINS)}")
    say(f"  パスワード　{password}")
    say(f"■ 接続口　https://{link}/link/（庁内の証明書がないとつながりません）")
    say("  終わるときは Ctrl+C を押してください。")


def _serve(children: list[subprocess.Popen[bytes]], stop: threading.Event) -> int:
    from madoguchi_testing.online.office_side import core_system

    core = core_system()
    while not stop.wait(0.5):
        core.receive()
        core.receive_batches()
        if any(child.poll() is not None for child in children):
            raise ZonesFailedError("一つが止まったため、終わります。上の表示を確かめてください。")
    return 0
