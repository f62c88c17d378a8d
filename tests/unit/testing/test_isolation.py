"""What a test leaves changed is told and taken back."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest
from django.conf import settings
from tests.isolation import Process


def test_what_is_left_changed_is_told_and_taken_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MADOGUCHI_ZONE", "public")
    logger = logging.getLogger("madoguchi.tests.of_isolation")
    before = Process.now()
    os.environ["MADOGUCHI_ZONE"] = "office"
    os.environ["MADOGUCHI_OF_A_TEST"] = "left"
    os.chdir(tmp_path)
    logger.disabled = True
    settings.MADOGUCHI_OF_A_TEST, settings.MADOGUCHI_TODAY = "left", "2026-12-01"
    later = Process.now()
    before.put_back()
    assert before.changes(later) == [
        "the variable MADOGUCHI_OF_A_TEST was None, is 'left'",
        "the variable MADOGUCHI_ZONE was 'public', is 'office'",
        "the setting MADOGUCHI_OF_A_TEST is another",
        "the setting MADOGUCHI_TODAY is another",
        "the logger madoguchi.tests.of_isolation was silenced",
        f"the folder was {before.folder!r}, is {str(tmp_path)!r}",
    ]
    assert before.changes(Process.now()) == []
    assert os.environ["MADOGUCHI_ZONE"] == "public"
    assert not logger.disabled
