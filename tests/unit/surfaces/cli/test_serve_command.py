"""Which addresses other machines can reach; what is done before anybody asks for a page."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from madoguchi.surfaces.cli.commands import serve


@pytest.mark.parametrize(
    ("bind", "is_open"),
    [
        ("127.0.0.1:8000", False),
        ("localhost:8000", False),
        ("[::1]:8000", False),
        ("unix:/run/madoguchi.sock", False),
        ("0.0.0.0:8000", True),
        ("192.0.2.7:443", True),
        ("[::]:8000", True),
    ],
)
def test_only_an_address_beyond_this_machine_needs_https(bind: str, is_open: bool) -> None:
    assert serve._is_open(bind) is is_open


def test_every_template_of_the_sites_compiles() -> None:
    assert serve.compile_templates() > 40


def test_every_thread_opens_its_connection_before_the_first_visitor(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []
    monkeypatch.setattr(
        BaseDatabaseWrapper, "ensure_connection", lambda _: opened.append(threading.get_ident())
    )
    with ThreadPoolExecutor(max_workers=3) as threads:
        serve.open_connections(SimpleNamespace(cfg=SimpleNamespace(threads=3), tpool=threads))
    assert len(opened) == len(set(opened)) == 3
