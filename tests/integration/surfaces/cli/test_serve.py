"""A site served as in production."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable


def test_the_resident_site_answers_with_its_policy(committed_db: None, serve: Callable[[str], str]) -> None:
    with urllib.request.urlopen(f"{serve('public')}/", timeout=120) as answer:
        assert answer.status == 200
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "窓口" in answer.read().decode()
