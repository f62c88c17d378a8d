"""The municipality's key colour."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.surfaces.shared_web import theme

_WHITE = (1.0, 1.0, 1.0)
_DARK = theme._DARK_SURFACE

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(colours)
def test_any_key_colour_can_be_read_on_white_and_on_the_dark_surface(colour: str) -> None:
    assert theme.contrast(theme._parse(theme.light_shades(colour).key), _WHITE) >= 4.4
    assert theme.contrast(theme._parse(theme.dark_shades(colour).key), _DARK) >= 5.9


@given(colours)
def test_text_on_the_key_colour_can_be_read(colour: str) -> None:
    for shades in (theme.light_shades(colour), theme.dark_shades(colour)):
        assert theme.contrast(theme._parse(shades.key), theme._parse(shades.on_key)) >= 4.4


@given(colours)
def test_strong_text_on_the_wash_can_be_read(colour: str) -> None:
    for shades in (theme.light_shades(colour), theme.dark_shades(colour)):
        assert theme.contrast(theme._parse(shades.strong), theme._parse(shades.wash)) >= 4.4


def test_a_colour_that_passes_is_left_as_it_is() -> None:
    assert theme.light_shades("#0017c1").key == "#0017c1"


@pytest.mark.parametrize("wrong", ["blue", "#fff", "#0017c1;}body{display:none", "", "#0017c1\n"])
def test_anything_but_a_colour_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="not a colour"):
        theme.style_sheet(wrong)
