"""What the register knows: what would be asked for, and what came back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from madoguchi.core.languages import say, say_list
from madoguchi.core.vocabulary import PERSON_PREFIX, person_label
from madoguchi.journeys.pre_application.api import Application, Proposal
from madoguchi.journeys.prefill.api import Offer


@dataclass(frozen=True, slots=True)
class AskedFor:
    """Of whom (empty: the household) which items would be told."""

    who: str
    items: str


@dataclass(frozen=True, slots=True)
class OfferView:
    """What a resident consents to."""

    told: tuple[AskedFor, ...]
    procedures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposedView:
    """One value of the register; `current` is what was typed and differs from it."""

    id: str
    label: str
    text: str
    current: str

    @property
    def checked(self) -> bool:
        """Nothing that was typed is replaced unless the resident says so."""
        return not self.current


@dataclass(frozen=True, slots=True)
class ProposedGroup:
    """The values about one person, or about the household."""

    who: str
    proposed: tuple[ProposedView, ...]


def offer_view(application: Application, offer: Offer) -> OfferView:
    """The offer in words; people stand in the order of the draft."""
    vocabulary = application.pack.vocabulary
    order = {key: number for number, key in enumerate(vocabulary)}

    def said(items: Iterable[str]) -> str:
        return say_list(vocabulary[key].label for key in sorted(items, key=lambda key: order[key]))

    people = [
        AskedFor(_person(application, number), said(offer.allowed.people[key]))
        for number, key in enumerate(application.member_keys)
        if offer.allowed.people.get(key)
    ]
    household = [AskedFor("", said(offer.allowed.household))] if offer.allowed.household else []
    procedures = [application.pack.procedures[key].resident_label for key, _ in offer.purposes]
    return OfferView((*people, *household), tuple(procedures))


def proposed_view(application: Application, proposals: Iterable[Proposal]) -> tuple[ProposedGroup, ...]:
    """What would change, by person; what says the same already is left out."""
    groups: dict[int | None, list[ProposedView]] = {}
    for one in proposals:
        if not one.is_same:
            label = one.asked.item.label if one.asked.item.key.startswith(PERSON_PREFIX) else one.asked.label
            shown = ProposedView(one.id, label, one.text, one.current)
            groups.setdefault(one.asked.person, []).append(shown)
    return tuple(
        ProposedGroup(say("世帯") if person is None else _person(application, person), tuple(shown))
        for person, shown in groups.items()
    )


def _person(application: Application, number: int) -> str:
    return person_label(application.facts, number)
