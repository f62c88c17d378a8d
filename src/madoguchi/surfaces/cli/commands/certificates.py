"""`madoguchi certificates`: take over from the register whose certificates have which serial numbers."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

_MOST_TOLD = 20


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The file's layout is that of `engines/residents/domain/certificates.py`."""
    parser = subparsers.add_parser("certificates", help="whose certificates have which serial numbers")
    inner = parser.add_subparsers(
        title="commands", metavar="COMMAND", dest="certificates_command", required=True
    )
    load = inner.add_parser("load", help="office: take over a CSV file of the register")
    load.add_argument("file", type=Path, metavar="FILE", help="UTF-8, one line for each certificate")
    load.add_argument("--municipality", required=True, metavar="CODE", help="six digits")
    load.add_argument(
        "--complete", action="store_true", help="the file has every certificate: what is not in it has ended"
    )


def run(arguments: argparse.Namespace) -> int:
    """0 when every line was taken over, 1 when lines or the file were refused."""
    from madoguchi.core.accounts.actor import Actor
    from madoguchi.core.actions import Context, run
    from madoguchi.core.tenancy import InvalidMunicipalityCodeError
    from madoguchi.engines.residents import api as residents

    context = Context(
        arguments.municipality, Actor.system("madoguchi certificates load"), purpose="紐付情報の最新化"
    )
    try:
        with arguments.file.open(encoding="utf-8", newline="") as lines:
            given = residents.LoadCertificatesInput(lines, complete=arguments.complete)
            loaded = run(residents.LoadCertificates(), context, given)
    except (residents.CertificateFileError, InvalidMunicipalityCodeError) as error:
        return _refuse(arguments, str(error))
    except UnicodeDecodeError:
        return _refuse(arguments, residents.CertificateFileError.__doc__ or "")
    except OSError:
        return _refuse(arguments, f"{arguments.file} を開けません。場所と権限を確かめてください。")
    found: dict[str, Any] = asdict(loaded)
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        counts = (
            "新しいもの {new}件、変わったもの {changed}件、同じもの {unchanged}件、終わったもの {ended}件"
        )
        print(counts.format(**found))
        for row in loaded.refused[:_MOST_TOLD]:
            print(f"  {row.line}行目: {row.message}")
        if len(loaded.refused) > _MOST_TOLD:
            print(f"  ほか {len(loaded.refused) - _MOST_TOLD}行")
    return 1 if loaded.refused else 0


def _refuse(arguments: argparse.Namespace, message: str) -> int:
    if arguments.json:
        print(json.dumps({"error": message}, ensure_ascii=False))
    else:
        print(message, file=sys.stderr)
    return 1
