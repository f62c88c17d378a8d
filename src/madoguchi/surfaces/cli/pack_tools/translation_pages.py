"""What is translated together, and how far each language has come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from madoguchi.core.languages import SOURCE, Language
from madoguchi.core.packs import (
    LifeEvent,
    MunicipalityPack,
    Packs,
    texts_of_bookings,
    texts_of_event,
    texts_of_faqs,
    texts_of_halls,
    texts_of_municipality,
)
from madoguchi.engines.navigator.api import procedures_in_each
from madoguchi.surfaces.resident_web.interface import interface_pages

COMMON = "common"
MUNICIPALITY = "municipality"
"""The page of the interface whose texts the packs say: names of events, floors, opening hours."""

FAQ = "faq"
"""The questions of the packs with their answers."""

HALLS = "halls"
BOOKINGS = "bookings"
"""What people read at the reception machine: the halls, and what one comes for."""


@dataclass(frozen=True, slots=True)
class Page:
    """The texts that are translated together: of one life event, or of one page of the residents' interface.

    `folder` is `common`, or the region whose municipalities alone say them; `event` is empty for a page of
    the interface, `interface` for a life event. `said` is everything that the event says anywhere, also what
    stands on an earlier event's page already.
    """

    folder: str
    event: str
    texts: tuple[str, ...]
    interface: str = ""
    said: frozenset[str] = frozenset()

    @property
    def file_name(self) -> str:
        """Below `<folder>/languages/<language>/`."""
        return f"interface/{self.interface}.po" if self.interface else f"events/{self.event}.po"

    @property
    def decides(self) -> bool:
        """Whether residents can choose a language only when this page is translated into it."""
        return self.interface not in ("", MUNICIPALITY, FAQ, HALLS, BOOKINGS)

    def label(self, packs: Packs) -> str:
        """What the lists call it."""
        return f"画面 {self.interface}" if self.interface else packs.events[self.event].label


@dataclass(frozen=True, slots=True)
class State:
    """How far a page is translated into a language."""

    language: Language
    page: Page
    missing: tuple[str, ...]


def pages_of(packs: Packs) -> tuple[Page, ...]:
    """The pages of the interface, then of all events. A text stands on the first page that says it."""
    here = {code: packs.for_municipality(code) for code in packs.municipalities}
    pages = [Page(COMMON, "", page.texts, page.key) for page in interface_pages()]
    told: set[str] = {text for page in pages for text in page.texts}
    of = {code: texts_of_municipality(pack) for code, pack in here.items()}
    pages += [Page(folder, "", texts, MUNICIPALITY) for folder, texts in _by_folder(packs, of, told)]
    of = {code: texts_of_halls(pack) for code, pack in here.items()}
    pages += [Page(folder, "", texts, HALLS) for folder, texts in _by_folder(packs, of, told)]
    of = {code: texts_of_bookings(pack) for code, pack in here.items()}
    pages += [Page(folder, "", texts, BOOKINGS) for folder, texts in _by_folder(packs, of, told)]
    of = {code: texts_of_faqs(pack) for code, pack in here.items()}
    pages += [Page(folder, "", texts, FAQ) for folder, texts in _by_folder(packs, of, told)]
    for event in packs.events.values():
        of = _texts_of_all(event, here)
        said = frozenset(text for texts in of.values() for text in texts)
        by_folder = _by_folder(packs, of, told)
        pages += [Page(folder, event.key, texts, said=said) for folder, texts in by_folder]
    return tuple(pages)


def _by_folder(
    packs: Packs, of: Mapping[str, tuple[str, ...]], told: set[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the municipalities say, by the folder of those that say it; `told` is left out, and grows.

    The common folder always comes: what says nothing that is not told already has a page too, an empty one.
    """
    regions = {code: region.key for region in packs.regions.values() for code in region.municipalities}
    everywhere = set.intersection(*map(set, of.values())) if of else set()
    found: dict[str, list[str]] = {COMMON: []}
    for code, texts in of.items():
        for text in texts:
            if text not in told:
                told.add(text)
                folder = COMMON if text in everywhere else regions.get(code, COMMON)
                found.setdefault(folder, []).append(text)
    yield from ((folder, tuple(texts)) for folder, texts in found.items())


def _texts_of_all(event: LifeEvent, here: Mapping[str, MunicipalityPack]) -> dict[str, tuple[str, ...]]:
    """The event's texts in each municipality; most share the very same procedures and are read once."""
    read: dict[tuple[int, ...], tuple[str, ...]] = {}
    of: dict[str, tuple[str, ...]] = {}
    for code, procedures in procedures_in_each(here, event.key).items():
        pack = here[code]
        parts = (*procedures, pack.vocabulary, pack.items_to_bring, pack.desk_roles, pack.groups, pack.themes)
        same = tuple(map(id, parts))
        if same not in read:
            read[same] = texts_of_event(pack, event, procedures)
        of[code] = read[same]
    return of


def states_of(packs: Packs, pages: Iterable[Page]) -> tuple[State, ...]:
    """Every page in every language but Japanese."""
    languages = [language for language in packs.languages if language.code != SOURCE]
    return tuple(
        State(language, page, packs.texts(language.code).missing(page.texts))
        for page in pages
        for language in languages
    )


def states_of_event(packs: Packs, pages: Iterable[Page], event_key: str) -> tuple[State, ...]:
    """What an event needs to be whole in each language: its own pages, and what it says of other pages."""
    pages = tuple(pages)
    said = frozenset(text for page in pages if page.event == event_key for text in page.said)
    needed = [
        replace(page, texts=tuple(text for text in page.texts if text in said))
        for page in pages
        if not said.isdisjoint(page.texts)
    ]
    return states_of(packs, needed)


def how_far(packs: Packs) -> tuple[str, ...]:
    """One line for each language: the interface, complete events, what is missing, what is old."""
    pages = pages_of(packs)
    states = states_of(packs, pages)
    texts = [text for page in pages for text in page.texts]
    lines = []
    for language in packs.languages:
        mine = [state for state in states if state.language == language]
        if not mine:
            continue
        said = {page.event: page.said for page in pages if page.event}
        complete = sum(not packs.texts(language.code).missing(texts) for texts in said.values())
        interface = sum(len(state.missing) for state in mine if state.page.decides)
        missing = sum(len(state.missing) for state in mine) - interface
        old = len(packs.texts(language.code).superfluous(texts))
        shown = "画面はそろっています" if not interface else f"画面の訳のない文{interface}（選べません）"
        lines.append(
            f"ことば {language.code}: {shown}、そろったできごと{complete}、訳のない文{missing}、古い訳{old}"
        )
    return tuple(lines)
