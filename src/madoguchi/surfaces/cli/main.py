"""The `madoguchi` command: finds the modules in `commands/` and hands over to the one that was named.

A command is a module `commands/<name>.py` with two functions:

- `register(subparsers)` adds its parser: `subparsers.add_parser("plan", help="…")`;
- `run(arguments) -> int` does the work and returns the exit code.

A command whose parser carries `requires_django=False` as a default (`parser.set_defaults(...)`) starts
without Django; for all others the settings of `MADOGUCHI_ZONE` are loaded first. One that carries
`leaves_at_once=True` has nothing to close: its process ends without taking apart what it has in memory.
`--json` is added to every command.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol, cast

from madoguchi.surfaces.cli import commands


class Command(Protocol):
    """What a command module offers."""

    def register(self, subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
        """Add the command's parser, its help and its arguments."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do the work; return the exit code (0 done, 1 refused or failed, 2 wrong usage)."""


def discover() -> dict[str, Command]:
    """All command modules by module name, in alphabetical order."""
    return {name: _command(name) for name in _names()}


def named_by(words: Sequence[str]) -> dict[str, Command]:
    """The module of the command with which a command line begins; all where it names none.

    The others would be imported only to say what they are for.
    """
    name = words[0].replace("-", "_") if words else ""
    return {name: _command(name)} if name in _names() else discover()


def _names() -> list[str]:
    names = sorted(module.name for module in pkgutil.iter_modules(commands.__path__))
    return [name for name in names if not name.startswith("_")]


def _command(name: str) -> Command:
    return cast("Command", importlib.import_module(f"{commands.__name__}.{name}"))


def build_parser(found: dict[str, Command]) -> argparse.ArgumentParser:
    """The parser with one subparser per command; every subparser knows its module and `--json`."""
    parser = argparse.ArgumentParser(
        prog="madoguchi",
        description="窓口: one platform for the counters, online procedures and offices of municipalities.",
    )
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command")
    for module_name, command in found.items():
        known_before = set(subparsers.choices)
        command.register(subparsers)
        for name in set(subparsers.choices) - known_before:
            subparser = subparsers.choices[name]
            subparser.set_defaults(command_module=module_name)
            _offer_json(subparser)
    return parser


def _offer_json(parser: argparse.ArgumentParser) -> None:
    """Add `--json` to a parser and, where a command has commands of its own, to each of those."""
    nested = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for action in nested:
        for inner in action.choices.values():
            _offer_json(inner)
    takes_all = any(action.nargs == argparse.REMAINDER for action in parser._actions)
    if not nested and not takes_all and "--json" not in parser._option_string_actions:
        parser.add_argument("--json", action="store_true", help="print the result as JSON, for programs")


def start_django() -> None:
    """Load the settings of the zone named by `MADOGUCHI_ZONE` (office unless told otherwise)."""
    import django
    from django.apps import apps

    from madoguchi.lib.garbage import without_looking_for_garbage

    zone = os.environ.get("MADOGUCHI_ZONE", "office")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"madoguchi.settings.{zone}")
    if apps.ready:
        return
    with without_looking_for_garbage():
        django.setup()
    gc.freeze()  # modules and packs stay as long as the process


def main(argv: Sequence[str] | None = None) -> int:
    """Read the command line, run the command, return its exit code."""
    found = named_by(sys.argv[1:] if argv is None else argv)
    parser = build_parser(found)
    arguments = parser.parse_args(argv)
    if arguments.command is None:
        parser.print_help()
        return 2
    if getattr(arguments, "requires_django", True):
        start_django()
    code = found[arguments.command_module].run(arguments)
    if argv is None and getattr(arguments, "leaves_at_once", False):
        _leave(code)
    return code


def _leave(code: int) -> None:
    """End the process as it stands. Where the output cannot be written Python's own way out says so."""
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
