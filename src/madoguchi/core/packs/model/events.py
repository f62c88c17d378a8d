"""Life events: what happened to a family, what it is asked, and which items stand together on a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from madoguchi.core.packs.model.documents import Per
from madoguchi.core.vocabulary import Item


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """Items that people think of together: one page of the form, or one page for each person."""

    key: str
    label: str
    order: int = 100
    per: Per = Per.HOUSEHOLD
    note: str | None = None
    own_page: bool = False
    """Items of a person in this group stand on a page of their own, not among the person's other items."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a life event. For `members` the roster names what is asked of each person at once."""

    item: str
    group: str | None = None
    roster: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """Life events that people think of together: 引越し, 家族, 仕事とお金."""

    key: str
    label: str
    order: int = 100


class People(StrEnum):
    """Who the people of a life event are to the resident register.

    Newcomers are not in it yet. Movers are, at the address that they leave. Residents are, and stay there.
    """

    NEWCOMERS = "newcomers"
    MOVERS = "movers"
    RESIDENTS = "residents"


@dataclass(frozen=True, slots=True)
class Wording:
    """How one event puts a question in words of its own; what is empty stays as it is asked everywhere.

    `how_many` is the question before the list of people (`members`).
    """

    question: str = ""
    how_many: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """What happened to a family. `sets` are the facts that choosing it already answers.

    `wording`: by item, how this event asks what other events ask otherwise. `about`: the event is about
    somebody who is none of its people (who died); the items `<about>.name`, `<about>.birth_date` … tell who.
    """

    key: str
    label: str
    description: str
    icon: str
    sets: Mapping[str, Any]
    questions: tuple[Question, ...]
    order: int = 100
    procedures_order: tuple[str, ...] = ()
    people: People = People.RESIDENTS
    theme: str | None = None
    wording: Mapping[str, Wording] = field(default_factory=dict)
    about: str | None = None

    def worded(self, item: Item) -> Item:
        """The item with this event's words; `how_many` becomes an option of the same name."""
        wording = self.wording.get(item.key)
        if wording is None:
            return item
        counting = {"how_many": wording.how_many} if wording.how_many else {}
        return replace(
            item,
            question=wording.question or item.question,
            help=wording.help or item.help,
            options={**item.options, **counting},
        )
