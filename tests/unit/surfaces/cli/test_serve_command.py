"""Which addresses other machines can reach; templates that compile before anybody asks for a page."""

from __future__ import annotations

import pytest

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
