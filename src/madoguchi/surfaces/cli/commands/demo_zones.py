"""`madoguchi demo-zones`: two zones as two installations, and a sealed letter that goes there and back."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from madoguchi.surfaces.cli.commands.demo import RESIDENT_PORT, children_running, free_port, wait_for

LINK_PORT = 8443
PUBLIC_FILES = ("authority.crt", "server.crt", "server.key")
"""What of the link's certificates goes to the public zone; the rest stays in the office."""


class ZonesFailedError(Exception):
    """二つのゾーンを始められませんでした。"""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Whether to serve afterwards."""
    parser = subparsers.add_parser(
        "demo-zones",
        help="set up two separate zones and send a sealed letter there and back",
        description="Makes two installations under var/zones, each with a PostgreSQL of its own and only the"
        " keys of its zone, serves the link between them, and proves it with a sealed letter that the office"
        " fetches and answers. Then serves the resident site.",
    )
    parser.add_argument("--no-serve", action="store_true", help="stop after the proof")
    parser.set_defaults(requires_django=False)


def run(arguments: argparse.Namespace) -> int:
    """0 when the letter was answered (and serving was ended by Ctrl+C), 1 with the reason otherwise."""
    from madoguchi.settings import base

    def say(text: str) -> None:
        if not arguments.json:
            print(text, flush=True)

    site, link = f"127.0.0.1:{free_port(RESIDENT_PORT)}", f"127.0.0.1:{free_port(LINK_PORT)}"
    zones = {zone: environment_of(base.VAR / "zones", zone, link) for zone in ("public", "office")}
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        code = prepare(zones, say)
        commands: list[tuple[Mapping[str, str], list[str]]] = [
            (zones["public"], ["serve", "--zone", "public", "--bind", site]),
            (zones["public"], ["serve", "--zone", "public", "--link", link, "--workers", "1"]),
            (zones["office"], ["work"]),
        ]
        with children_running(commands) as children:
            for address in (site, link):
                wait_for(address, stop)
            say("■ 封をした確認の手紙を公開側に置き、庁内が取りに来るのを待ちます（1分ほど）。")
            answered = _ours(zones["public"], "courier", "check", "--municipality", code)
            say(f"  庁内に届いた時刻　{answered['arrived_at']}")
            say(f"  返事が来るまで　{answered['seconds']}秒")
            arrivals = _ours(zones["office"], "courier", "status")[code]
            say(f"  庁内の記録　渡した {arrivals['delivered']}件、開けない {arrivals['refused']}件")
            if arguments.json:
                print(json.dumps({"municipality": code, "check": answered, "arrivals": arrivals}))
            if arguments.no_serve:
                return 0
            say(f"\n■ 住民のサイト　http://{site}/")
            say(f"■ 接続口　https://{link}/link/（庁内の証明書がないとつながりません）")
            say("  終わるときは Ctrl+C を押してください。")
            while not stop.wait(0.5):
                if any(child.poll() is not None for child in children):
                    raise ZonesFailedError("一つが止まったため、終わります。上の表示を確かめてください。")
    except ZonesFailedError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def environment_of(folder: Path, zone: str, link: str) -> dict[str, str]:
    """What one zone's processes are told: nothing of this installation but packs, date and log level."""
    kept = ("MADOGUCHI_PACKS", "MADOGUCHI_TODAY", "MADOGUCHI_LOG_LEVEL")
    taken_back = {name: "" for name in os.environ if name.startswith("MADOGUCHI_") and name not in kept}
    own = {"MADOGUCHI_ZONE": zone, "MADOGUCHI_VAR": str(folder / zone)}
    if zone == "office":
        own["MADOGUCHI_LINK_URL"] = f"https://{link}"
    return taken_back | own


def prepare(zones: Mapping[str, Mapping[str, str]], say: Any) -> str:
    """Databases, keys and certificates, each where it belongs; returns a municipality for the proof."""
    for zone, name in (("public", "公開側"), ("office", "庁内")):
        made = _ours(zones[zone], "database", "prepare", "--zone", zone)
        say(f"■ {name}　{zones[zone]['MADOGUCHI_VAR']}（データベース {'、'.join(made['databases'])}）")
    _ours(zones["office"], "keys", "make", "--all")
    granted = _ours(zones["office"], "keys", "link", "--host", "127.0.0.1")
    public, office = (Path(zones[zone]["MADOGUCHI_VAR"]) for zone in ("public", "office"))
    for folder in ("keys", "link"):
        (public / folder).mkdir(parents=True, exist_ok=True)
    public_keys = sorted((office / "keys").glob("*.public"))
    for file in (*public_keys, *(office / "link" / name for name in PUBLIC_FILES)):
        shutil.copy2(file, public / file.parent.name / file.name)
    say(f"  公開側に写したもの　公開鍵 {len(public_keys)}、接続口の証明書。秘密鍵は庁内だけにあります。\n")
    return str(granted["municipalities"][0])


def _ours(variables: Mapping[str, str], *words: str) -> dict[str, Any]:
    """What our own command says in another zone. Raises ZonesFailedError with its words."""
    environment = {**os.environ, **variables}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "madoguchi.surfaces.cli.main", *words, "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        found = {}
    if done.returncode or not found:
        raise ZonesFailedError(f"{ZonesFailedError.__doc__}\n{found.get('error') or done.stderr}")
    return found
