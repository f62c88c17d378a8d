"""Charts as SVG."""

from __future__ import annotations

import itertools
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.surfaces.shared_web.charts import Line, line_chart

NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=30)


@given(
    st.lists(
        st.builds(
            Line, NAMES, NAMES, st.lists(st.tuples(st.floats(480, 1_100), st.floats(0, 900)), max_size=20)
        ),
        max_size=5,
    ),
    NAMES,
)
def test_whatever_is_drawn_is_well_formed(lines: list[Line], title: str) -> None:
    svg = line_chart(lines, label=title, marks=[(540, "9時")], title=title)
    root = ElementTree.fromstring(svg)
    assert root.attrib["aria-label"] == title
    names = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert all(line.name in names or not line.name for line in lines)


def test_markup_in_a_name_stays_text() -> None:
    svg = line_chart([Line("<script>alert(1)</script>", "&", [(0, 1)])], label='"><b>', marks=[])
    assert "<script>" not in svg
    assert "<b>" not in svg


def test_names_stand_apart() -> None:
    lines = [Line(f"{number}", "", [(0, 10), (1, 10)]) for number in range(4)]
    root = ElementTree.fromstring(line_chart(lines, label="x", marks=[]))
    bold = [one for one in root.iter("{http://www.w3.org/2000/svg}text") if one.get("font-weight") == "bold"]
    heights = sorted(float(one.attrib["y"]) for one in bold)
    assert all(later - former >= 40 for former, later in itertools.pairwise(heights))
