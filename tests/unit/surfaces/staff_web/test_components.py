"""The macros of the desks' pages look like the components of the others; the frame of both is one."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.template import engines
from django_cotton.compiler_regex import CottonCompiler
from jinja2 import UndefinedError
from tests.unit.surfaces.resident_web.test_components import seen

from madoguchi.surfaces.staff_web.templating import ENGINE

CONTEXT = {
    "text": "<b>&</b>",
    "line": None,
    "day": date(2026, 3, 9),
    "moment": datetime(2026, 3, 8, 23, 5, tzinfo=UTC),
}

PAIRS = {
    "badge": ("{{ ui.badge(text, 'warning') }}", '<c-badge kind="warning">{{ text }}</c-badge>'),
    "badge_of_no_kind": ("{{ ui.badge(text) }}", "<c-badge>{{ text }}</c-badge>"),
    "line_badge": (
        "{{ ui.line_badge('red', text, 'top-desk') }}",
        '<c-line-badge line="red" label="{{ text }}" class="top-desk" />',
    ),
    "no_line": ("{{ ui.line_badge(line, '3') }}", '<c-line-badge :line="line" label="3" />'),
    "notice": (
        "{% call ui.notice('error', text, alert=True) %}<p>{{ text }}</p>{% endcall %}",
        '<c-notice kind="error" heading="{{ text }}" role="alert"><p>{{ text }}</p></c-notice>',
    ),
    "notice_without_heading": ("{% call ui.notice() %}x{% endcall %}", "<c-notice>x</c-notice>"),
    "field_error": (
        "{{ ui.field_error('x-error', text) }}",
        '<c-field-error id="x-error" :message="text" />',
    ),
    "field": (
        "{% call ui.field('x', text, text, text) %}<input>{% endcall %}",
        '<c-field id="x" label="{{ text }}" help="{{ text }}" error="{{ text }}"><input></c-field>',
    ),
    "plain_field": (
        "{% call ui.field('x', 'メモ') %}<input>{% endcall %}",
        '<c-field id="x" label="メモ"><input></c-field>',
    ),
    "table": (
        "{% set head %}<th>期限</th>{% endset %}"
        "{% call ui.table(text, head, 'cases') %}<tr></tr>{% endcall %}",
        '<c-table caption="{{ text }}" hide_caption="yes" class="cases"><c-slot name="head"><th>期限</th>'
        "</c-slot><tr></tr></c-table>",
    ),
    "empty_state": (
        "{% call ui.empty_state(text) %}<p>x</p>{% endcall %}",
        '<c-empty-state heading="{{ text }}"><p>x</p></c-empty-state>',
    ),
    "icon": ("{{ icon('document') }}", '<c-icon name="document" />'),
    "example": ("{{ example }}", "<c-example />"),
    "mark": ("{{ mark }}", "<c-mark />"),
    "date": ("{{ day|date('Y年n月j日（D）') }}", '{{ day|date:"Y年n月j日（D）" }}'),
    "moment": ("{{ moment|date('n月j日 G:i') }}", '{{ moment|date:"n月j日 G:i" }}'),
    "lines": ("{{ (text ~ '\n' ~ text)|linebreaksbr }}", "{{ text }}<br>{{ text }}"),
}


@pytest.mark.parametrize(("macro", "component"), PAIRS.values(), ids=PAIRS)
def test_a_macro_gives_what_the_component_gives(macro: str, component: str) -> None:
    ours = engines[ENGINE].from_string(macro).render(CONTEXT)
    theirs = engines["django"].from_string(CottonCompiler().process(component)).render(CONTEXT)
    assert seen(ours) == seen(theirs)


def test_a_name_that_a_page_does_not_give_is_a_mistake() -> None:
    with pytest.raises(UndefinedError, match="telephone"):
        engines[ENGINE].from_string("{{ telephone }}").render({})
