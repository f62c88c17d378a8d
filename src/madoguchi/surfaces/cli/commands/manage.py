"""`madoguchi manage …`: Django's own commands, with the settings of the zone."""

from __future__ import annotations

import argparse


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Everything after `manage` is passed on."""
    parser = subparsers.add_parser("manage", help="Django's own commands (migrate, check, shell …)")
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="…")


def run(arguments: argparse.Namespace) -> int:
    """Run Django's command line; its errors print themselves."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["madoguchi manage", *arguments.rest])
    return 0
