"""`madoguchi packs`: write, check, test and compare what the packs declare."""

from __future__ import annotations

import argparse
from pathlib import Path

from madoguchi.lib.garbage import without_looking_for_garbage


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`check` and `test` look for mistakes, `new` begins a procedure, `diff` and `unverified` report."""
    parser = subparsers.add_parser("packs", help="write, check, test and compare the packs")
    parser.set_defaults(requires_django=False)
    inner = parser.add_subparsers(title="commands", metavar="COMMAND", dest="packs_command", required=True)
    check = inner.add_parser(
        "check", help="read all packs; say file, line, cause and remedy of every mistake"
    )
    test = inner.add_parser("test", help="run the scenarios of the packs")
    unverified = inner.add_parser("unverified", help="list what nobody has compared with its source yet")
    translations = inner.add_parser("translations", help="what is missing or old in each language")
    translations.add_argument("--language", metavar="CODE", help="only this language, e.g. en")
    translations.add_argument("--event", metavar="KEY", help="only this life event")
    translations.add_argument(
        "--interface",
        action="store_true",
        help="only the texts of the pages themselves",
    )
    translations.add_argument("--write", action="store_true", help="write what is missing into the PO files")
    unverified.add_argument("--only", metavar="TEXT", default="", help="only entries that contain TEXT")
    unverified.add_argument("--page", metavar="N", type=_page, default=0, help="only page N, from 1")
    for command in (check, test):
        # Taking every procedure and condition apart again would take a tenth of the time.
        command.set_defaults(leaves_at_once=True)
    for command in (check, test, unverified, translations):
        command.add_argument(
            "folder",
            nargs="?",
            type=Path,
            metavar="FOLDER",
            help="the packs folder (default: MADOGUCHI_PACKS)",
        )
    test.add_argument(
        "--only", metavar="TEXT", default="", help="only scenarios whose title or file contains TEXT"
    )
    new = inner.add_parser("new", help="begin a procedure or a flow: files with comments")
    new.add_argument("what", choices=["procedure", "flow"], help="what to begin")
    new.add_argument("key", metavar="KEY", help="its name in lower-case English, e.g. snow_removal_help")
    new.add_argument("--from", dest="drawing", type=Path, metavar="FILE.bpmn", help="of a flow: its drawing")
    new.add_argument("--event", metavar="KEY", help="the life event in which it is offered")
    new.add_argument("--label", metavar="TEXT", help="its Japanese name")
    new.add_argument("--municipality", metavar="CODE", help="only this municipality offers it")
    diff = inner.add_parser("diff", help="what changes for each municipality between two versions")
    for name in ("old", "new"):
        diff.add_argument(name, metavar=name.upper(), help="a packs folder, or a revision of git")
    for command in (new, diff):
        command.add_argument("--packs", dest="folder", type=Path, metavar="FOLDER", help="the packs folder")


def run(arguments: argparse.Namespace) -> int:
    """0 when all is right, 1 when something is wrong."""
    # A short command that keeps whatever it reads.
    with without_looking_for_garbage():
        return _run(arguments)


def _run(arguments: argparse.Namespace) -> int:
    folder = (arguments.folder or _default_folder()).resolve()
    match arguments.packs_command:
        case "test":
            from madoguchi.surfaces.cli.pack_tools.checking import test

            return test(folder, arguments.only, as_json=arguments.json)
        case "new":
            from madoguchi.surfaces.cli.pack_tools.beginning import begin

            return begin(folder, arguments)
        case "diff":
            from madoguchi.surfaces.cli.pack_tools.differing import tell_differences

            return tell_differences(folder, arguments.old, arguments.new, as_json=arguments.json)
        case "unverified":
            from madoguchi.surfaces.cli.pack_tools.open_sources import tell_unverified

            return tell_unverified(folder, as_json=arguments.json, only=arguments.only, page=arguments.page)
        case "translations":
            from madoguchi.surfaces.cli.pack_tools.translating import tell_translations

            return tell_translations(folder, arguments)
    from madoguchi.surfaces.cli.pack_tools.checking import check

    return check(folder, as_json=arguments.json)


def _page(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"a page is a number from 1, not {text}")
    return int(text)


def _default_folder() -> Path:
    from madoguchi.settings import environment

    return environment.path("MADOGUCHI_PACKS", environment.CHECKOUT / "packs")
