"""`madoguchi card`: a demo card for a fictional person, and signing and verifying with it or a real one."""

from __future__ import annotations

import argparse
from pathlib import Path

DEMO_PASSWORD, DEMO_PIN = "DEMO2026", "1234"


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Five verbs; a card is a file (`--card`) or lies in a reader (`--reader`)."""
    parser = subparsers.add_parser("card", help="make a demo card; show, sign and verify with a card")
    inner = parser.add_subparsers(title="commands", metavar="COMMAND", dest="card_command", required=True)
    make = inner.add_parser("make", help="a card in a file for a fictional person of a scenario")
    make.add_argument("scenario", type=Path, metavar="SCENARIO", help="a scenario file of the packs")
    make.add_argument("--person", metavar="NAME", help="whose card (default: the applicant's)")
    make.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="the card's file; never replaced"
    )
    make.add_argument("--password", default=DEMO_PASSWORD, help="署名用パスワード (default: %(default)s)")
    make.add_argument("--pin", default=DEMO_PIN, help="利用者証明用暗証番号 (default: %(default)s)")
    show = inner.add_parser("show", help="what is on a card, and how many tries its PINs have left")
    _which_card(show)
    show.add_argument("--signing", action="store_true", help="also the 基本4情報; asks for the password")
    sign = inner.add_parser(
        "sign", help="sign a file; asks for the password (or reads it from standard input)"
    )
    _which_card(sign)
    sign.add_argument("content", type=Path, metavar="FILE", help="what is signed")
    sign.add_argument("--out", type=Path, required=True, metavar="SIGNATURE", help="where the signature goes")
    sign_in = inner.add_parser(
        "sign-in", help="sign the sign-in file of a site (利用者証明用); asks for the PIN of four digits"
    )
    _which_card(sign_in)
    sign_in.add_argument("content", type=Path, metavar="FILE", help="the file that the site gave")
    sign_in.add_argument("--out", type=Path, required=True, metavar="SIGNATURE", help="what the site gets")
    verify = inner.add_parser("verify", help="who signed a file, if the signature holds")
    verify.add_argument("content", type=Path, metavar="FILE", help="what was signed")
    verify.add_argument("signature", type=Path, metavar="SIGNATURE", help="the file that `sign` has written")
    verify.add_argument("--test-cards", action="store_true", help="believe cards for tests and the demo's")


def _which_card(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--card", type=Path, metavar="FILE", help="a card in a file, from `card make`")
    which.add_argument("--reader", nargs="?", const="", metavar="NAME", help="the card in a PC/SC reader")


def run(arguments: argparse.Namespace) -> int:
    """0 when it was done, 1 with the reason when not."""
    # Certificates take a fifth of a second to import: the other commands do without.
    from madoguchi.surfaces.cli.cards import perform

    return perform(arguments)
