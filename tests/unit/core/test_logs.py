"""What of an exception stands in the log."""

from __future__ import annotations

import logging
import sys

import pytest

from madoguchi.core.accounts.access import NotPermittedError
from madoguchi.core.logs import DiscreetFormatter
from madoguchi.lib.japanese.text import TextError


def logged(error: Exception, cause: Exception | None = None) -> str:
    try:
        raise error from cause
    except Exception:
        record = logging.LogRecord(
            "test", logging.ERROR, __file__, 1, "Internal Server Error: %s", ("/a/",), sys.exc_info()
        )
    return DiscreetFormatter("{levelname} {message}", style="{").format(record)


def test_the_message_of_another_library_is_left_out_but_not_its_kind_and_place() -> None:
    said = logged(ValueError("Failing row contains (1, 会津 十三蔵)"))
    assert "会津" not in said
    assert said.startswith("ERROR Internal Server Error: /a/")
    assert said.endswith("builtins.ValueError")
    assert "test_logs.py" in said


def test_causes_stand_first_and_are_as_discreet() -> None:
    said = logged(RuntimeError("会津 葵"), KeyError("会津 紬"))
    assert "会津" not in said
    assert said.index("builtins.KeyError") < said.index("builtins.RuntimeError")


def test_our_own_messages_stay_for_they_hold_nothing_personal() -> None:
    assert logged(TextError()).endswith("madoguchi.lib.japanese.text.TextError: 入力できない文字があります。")


def test_an_exception_that_is_its_own_cause_does_not_go_round_for_ever() -> None:
    error, other = ValueError(), ValueError()
    other.__cause__ = error
    assert logged(error, other).count("builtins.ValueError") == 2


def test_a_refusal_is_one_line_without_code_and_without_its_words() -> None:
    said = logged(NotPermittedError("会津 葵の案件を見る役割がありません。"))
    assert said == "ERROR Internal Server Error: /a/ (NotPermittedError)"


def line_of(path: str) -> str:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Gone: %s", (path,), None)
    return DiscreetFormatter("{message}", style="{").format(record)


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/072028/booking/r/GKY7RYGN9KZYAB2D4SRQK0A6T/cancel/", "/072028/booking/r/…/cancel/"),
        ("/072028/booking/r/gky7r-ygn9k-zyab2-d4srq-k0a6t/", "/072028/booking/r/…/"),
        ("/072028/waiting/t/MFRGGZDFMZTWQ2LK", "/072028/waiting/t/…"),
        ("/072028/waiting/t/mfrggzdfmztwq2lk/now/", "/072028/waiting/t/…/now/"),
        ("/live/072028/main/t/mfrggzdfmztwq2lk", "/live/072028/main/t/…"),
        ("/072028/reception/main/kiosk/number/mfrggzdfmztwq2lk/", "/072028/reception/main/kiosk/number/…/"),
        ("/072028/reception/devices/open/gky7rygn9kzyab2d4srqk0a6/", "/072028/reception/devices/open/…/"),
        # Copied with the full stop behind it, or without its end, a link is nearly the link.
        ("/072028/booking/r/GKY7RYGN9KZYAB2D4SRQK0A6T。", "/072028/booking/r/…"),
        ("/072028/booking/w/gky7r-ygn9k-zyab2-d4srq-k0a6", "/072028/booking/w/…"),
        ("/GKY7RYGN9KZYAB2D4SRQK0A6T.html", "/….html"),
    ],
)
def test_what_opens_something_is_no_part_of_the_path_in_the_log(path: str, written: str) -> None:
    assert line_of(path) == f"Gone: {written}"


@pytest.mark.parametrize(
    "path",
    [
        "/072028/moving_in/booking/2026-03-23/1000/",
        "/072028/cases/0b0c5f0e-3c1b-4e0a-9d9e-0d1f6b0a7c11/",
        "/072028/procedures/national_health_insurance_join/",
    ],
)
def test_other_paths_stay_as_they_are(path: str) -> None:
    assert line_of(path) == f"Gone: {path}"
