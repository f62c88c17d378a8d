"""The public end of the link as in production: a process of its own, TLS, certificates of both ends."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import wait_until_it_answers
from tests.integration.engines.mailbox.samples import HERE, KEYS, NEIGHBOUR

from madoguchi.core.database import embedded
from madoguchi.engines.courier.link import Link
from madoguchi.lib.link_certificates import LinkFiles, link_files, make_authority, make_office, make_server
from madoguchi.lib.sealing import write_keypair
from madoguchi_testing.ports import free_port


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority, the public end, an office of HERE (`office`) and one of the neighbour."""
    folder = tmp_path_factory.mktemp("link")
    make_authority(folder)
    make_server(folder, ["127.0.0.1", "localhost"])
    make_office(folder, [HERE])
    make_office(folder, [NEIGHBOUR], "neighbour")
    return folder


@pytest.fixture(scope="session")
def public_end(
    django_db_setup: None, certificates: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of the link."""
    from django.conf import settings

    server = embedded.server_address(Path(settings.DATABASES["owner"]["EMBEDDED_DATA"]))
    database = settings.DATABASES["default"]["NAME"]
    environment = os.environ | {
        "MADOGUCHI_DATABASE_URL": f"postgresql://madoguchi_app@localhost:{server.port}/{database}?host={server.host}",
        "MADOGUCHI_SECRET_KEY": settings.SECRET_KEY,
        "MADOGUCHI_LINK_DIRECTORY": str(certificates),
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    port = free_port()
    command = [sys.executable, "-m", "madoguchi.surfaces.cli.main", "serve", "--zone", "public"]
    command += ["--link", f"127.0.0.1:{port}", "--workers", "1"]
    log = tmp_path_factory.mktemp("served") / "link"
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        wait_until_it_answers(port, process, log)
        yield f"https://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=120)


@pytest.fixture
def office(certificates: Path) -> LinkFiles:
    """The certificate of the office of HERE."""
    return link_files(certificates, "office")


@pytest.fixture
def link(committed_db: None, public_end: str, office: LinkFiles) -> Iterator[Link]:
    """The office's connection."""
    with Link(public_end, office) as opened:
        yield opened


@pytest.fixture
def keys(settings: Any, tmp_path: Path) -> None:
    """The key pair of HERE, and a folder of this test for what is under way."""
    settings.MADOGUCHI_KEYS_DIRECTORY = tmp_path / "keys"
    settings.MADOGUCHI_COURIER_DIRECTORY = tmp_path / "courier"
    write_keypair(tmp_path / "keys", HERE, KEYS)
