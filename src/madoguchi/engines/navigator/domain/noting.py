"""Notes about one thing to bring that several procedures ask for, told once."""

from __future__ import annotations

from collections.abc import Iterable

from madoguchi.core.languages import say, say_list


def merged_notes(of_thing: str | None, of_procedures: Iterable[tuple[str, str | None]]) -> tuple[str, ...]:
    """What to tell of a thing, each note once.

    `of_thing` is the note that the thing itself has, for whatever procedure; `of_procedures` are the label
    and the note of every procedure that asks for it. A note that another one contains, and that holds for no
    procedure more, says nothing new and is left out. One that does not hold for all of them says for which.
    """
    asking: dict[str, None] = {}
    holds_for: dict[str, dict[str, None]] = {}
    for label, note in of_procedures:
        asking[label] = None
        if note:
            holds_for.setdefault(note, {})[label] = None
    if of_thing:
        holds_for = {
            of_thing: asking,
            **{note: labels for note, labels in holds_for.items() if note != of_thing},
        }
    return tuple(
        note
        if labels.keys() == asking.keys()
        else say("{procedures}：{note}", procedures=say_list(labels), note=note)
        for note, labels in holds_for.items()
        if not any(
            note != other and note in other and labels.keys() <= others.keys()
            for other, others in holds_for.items()
        )
    )
