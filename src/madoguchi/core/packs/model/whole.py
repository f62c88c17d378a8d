"""The whole of what holds in one municipality on one day."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from madoguchi.core.languages import JAPANESE, Language, Texts
from madoguchi.core.packs.model.approvals import ApprovalRules
from madoguchi.core.packs.model.assessments import Assessment
from madoguchi.core.packs.model.bookings import NO_BOOKINGS, Bookings
from madoguchi.core.packs.model.documents import DocumentDefinition
from madoguchi.core.packs.model.events import ItemGroup, LifeEvent, Theme
from madoguchi.core.packs.model.faqs import Faq
from madoguchi.core.packs.model.flows import Flow
from madoguchi.core.packs.model.halls import Hall
from madoguchi.core.packs.model.places import Desk, DeskRole, Municipality
from madoguchi.core.packs.model.procedures import ItemToBring, Procedure
from madoguchi.core.packs.model.words import Words
from madoguchi.core.vocabulary import Vocabulary

Computed = TypeVar("Computed")


@dataclass(frozen=True, slots=True)
class MunicipalityPack:
    """Everything that holds in one municipality on one day. Made by `Packs.for_municipality`."""

    municipality: Municipality
    procedures: Mapping[str, Procedure]
    events: Mapping[str, LifeEvent]
    vocabulary: Vocabulary
    groups: Mapping[str, ItemGroup]
    items_to_bring: Mapping[str, ItemToBring]
    documents: Mapping[str, DocumentDefinition]
    desk_roles: Mapping[str, DeskRole]
    fingerprint: str
    begins: date | None
    """The day from which these values hold; None: from the beginning."""
    _as_of: Callable[[date], MunicipalityPack] = field(repr=False, compare=False)
    _in_language: Callable[[str], MunicipalityPack] = field(repr=False, compare=False)
    themes: Mapping[str, Theme] = field(default_factory=dict)
    """The themes of the life events, in the order in which people see them."""
    approvals: ApprovalRules = field(default_factory=ApprovalRules, repr=False)
    """Who decides what, and how it gets there."""
    words: Words = field(default=Words(), repr=False, compare=False)
    assessments: Mapping[str, Assessment] = field(default_factory=dict, repr=False)
    """What is found out by a survey and an opinion, by key."""
    flows: Mapping[str, Flow] = field(default_factory=dict, repr=False)
    faqs: Mapping[str, Faq] = field(default_factory=dict, repr=False)
    """Questions that people ask again and again, in their order."""
    bookings: Bookings = field(default=NO_BOOKINGS, repr=False)
    """What can be booked."""
    halls: Mapping[str, Hall] = field(default_factory=dict, repr=False)
    """Where people take a ticket and are called, by key."""
    texts: Texts = field(default=Texts(JAPANESE), compare=False)
    """The messages of the language in which it stands."""
    _computed: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def desks(self) -> Mapping[str, Desk]:
        """The municipality's desks by role."""
        return self.municipality.desks

    def as_of(self, day: date) -> MunicipalityPack:
        """The pack with the values that hold on that day (dated fees, procedures in force); cheap, cached."""
        return self._as_of(day)

    def faqs_about(self, *keys: str) -> tuple[Faq, ...]:
        """The questions that belong to any of these events and procedures."""
        return tuple(one for one in self.faqs.values() if not set(keys).isdisjoint(one.about))

    @property
    def language(self) -> Language:
        """The language in which its texts stand."""
        return self.texts.language

    def in_language(self, code: str) -> MunicipalityPack:
        """The pack with its texts in that language, Japanese where there is no translation; cached.

        Conditions, keys and values are the same. Raises UnknownLanguageError.
        """
        return self._in_language(code)

    def computed(self, name: Hashable, compute: Callable[[], Computed]) -> Computed:
        """What somebody derives from the whole pack: computed at the first time, kept with the pack.

        `name` is a tuple that begins with the module that computes, so that nobody meets another's value. Two
        threads may both compute; one of the two values stays.
        """
        found: Computed | None = self._computed.get(name)
        return self._computed.setdefault(name, compute()) if found is None else found
