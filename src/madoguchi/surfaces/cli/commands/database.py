"""`madoguchi database`: make the databases ready, or print what an external server's administrator runs."""

from __future__ import annotations

import argparse
import json


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Two commands: `prepare` and `provision-sql`."""
    parser = subparsers.add_parser("database", help="create and migrate the databases")
    inner = parser.add_subparsers(title="commands", metavar="COMMAND", dest="database_command", required=True)
    prepare = inner.add_parser(
        "prepare", help="roles, databases, grants and migrations; does nothing that is done"
    )
    prepare.add_argument("--zone", choices=["public", "office"], help="only this zone's (default: both)")
    script = inner.add_parser("provision-sql", help="print the SQL that prepares an external server")
    script.add_argument("database", help="name of the database to create")


def run(arguments: argparse.Namespace) -> int:
    """Prepare, or print."""
    from madoguchi.core.database import prepare, roles

    if arguments.database_command == "provision-sql":
        text = roles.provision_script(arguments.database)
        print(json.dumps({"sql": text}) if arguments.json else text)
        return 0
    names = prepare.prepare_databases([arguments.zone] if arguments.zone else prepare.ZONES)
    print(json.dumps({"databases": names}) if arguments.json else f"準備ができました: {'、'.join(names)}")
    return 0
