"""The loaded packs: what every engine asks for what holds in a municipality on a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from madoguchi.core import clock
from madoguchi.core.languages import SOURCE, Language, Texts
from madoguchi.core.packs.localising import localised
from madoguchi.core.packs.model import (
    NO_BOOKINGS,
    ApprovalRules,
    Assessment,
    BoardRules,
    Body,
    Bookings,
    DeskRole,
    DocumentDefinition,
    Effect,
    ExchangeKind,
    Faq,
    Flow,
    FlowAction,
    Hall,
    ItemGroup,
    ItemToBring,
    LifeEvent,
    Municipality,
    MunicipalityPack,
    Procedure,
    Region,
    StaffRole,
    Theme,
    Words,
)
from madoguchi.core.packs.scenarios import Scenario
from madoguchi.core.packs.timelines import Intervals
from madoguchi.core.vocabulary import Vocabulary


class UnknownMunicipalityError(KeyError):
    """この市町村のパックがありません。"""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"市町村コード {code} のパックがありません。")


class UnknownLanguageError(KeyError):
    """この言語はありません。"""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Packs:
    """Everything below one packs folder, checked and compiled. Never changes after loading; safe to share.

    `changes` are the days on which a dated value changes, in order; `procedures[code][n]` are the procedures
    of a municipality between the n-th change and the next, and `common[n]` those of the common pack alone.
    `effects` are by region and key, `halls` by municipality and key.
    """

    def __init__(
        self,
        *,
        vocabulary: Vocabulary,
        groups: Mapping[str, ItemGroup],
        events: Mapping[str, LifeEvent],
        roles: Mapping[str, StaffRole],
        desk_roles: Mapping[str, DeskRole],
        items_to_bring: Mapping[str, ItemToBring],
        documents: Mapping[str, DocumentDefinition],
        regions: Mapping[str, Region],
        municipalities: Mapping[str, Municipality],
        procedures: Mapping[str, Intervals],
        common: Intervals,
        changes: Sequence[date],
        scenarios: Sequence[Scenario],
        fingerprint: str,
        texts: Mapping[str, Texts],
        themes: Mapping[str, Theme],
        words: Words,
        assessments: Mapping[str, Assessment] = MappingProxyType({}),
        approvals: Mapping[str, ApprovalRules],
        exchanges: Mapping[str, ExchangeKind],
        boards: Mapping[str, BoardRules],
        bodies: Mapping[str, Body],
        bookings: Mapping[str, Bookings] = MappingProxyType({}),
        effects: Mapping[str, Mapping[str, Effect]],
        flows: Mapping[str, Flow],
        flow_actions: Mapping[str, FlowAction],
        faqs: Mapping[str, Faq],
        halls: Mapping[str, Mapping[str, Hall]] = MappingProxyType({}),
    ) -> None:
        self.vocabulary = vocabulary
        self.groups = MappingProxyType(dict(groups))
        self.events = MappingProxyType(dict(events))
        self.roles = MappingProxyType(dict(roles))
        self.desk_roles = MappingProxyType(dict(desk_roles))
        self.items_to_bring = MappingProxyType(dict(items_to_bring))
        self.documents = MappingProxyType(dict(documents))
        self.regions = MappingProxyType(dict(regions))
        self.municipalities = MappingProxyType(dict(municipalities))
        self.exchanges = MappingProxyType(dict(exchanges))
        self.boards = MappingProxyType(dict(boards))
        self.bodies = MappingProxyType(dict(bodies))
        self.bookings = MappingProxyType(dict(bookings))
        self.scenarios = tuple(scenarios)
        self.fingerprint = fingerprint
        self.themes = MappingProxyType(dict(themes))
        self._texts = dict(texts)
        self.words = words
        self.assessments = MappingProxyType(dict(assessments))
        self._approvals = dict(approvals)
        self.effects = MappingProxyType(dict(effects))
        self.flows = MappingProxyType(dict(flows))
        self.flow_actions = MappingProxyType(dict(flow_actions))
        self.faqs = MappingProxyType(dict(faqs))
        self.halls = MappingProxyType(dict(halls))
        self._procedures = procedures
        self._common = common
        self._changes = tuple(changes)
        self._packs: dict[tuple[str, int, str], MunicipalityPack] = {}

    def for_municipality(self, code: str, day: date | None = None) -> MunicipalityPack:
        """What holds in a municipality on a day (today when not given), in Japanese.

        Raises UnknownMunicipalityError. The same object is given as long as nothing changes between two days.
        """
        if code not in self.municipalities and code not in self.bodies:
            raise UnknownMunicipalityError(code)
        return self._pack(code, bisect_right(self._changes, day or clock.today()), SOURCE)

    def common(self, day: date | None = None) -> Mapping[str, Procedure]:
        """What the common pack says on a day (today when not given), before any municipality changes it.

        In the order of desk roles. Nobody is guided by it alone; it is there to compare with.
        """
        return self._common[bisect_right(self._changes, day or clock.today())]

    def body_for(self, board: str, code: str) -> Body | None:
        """The body that holds a board for a municipality; None where it has none."""
        holding = (one for one in self.bodies.values() if board in one.boards and code in one.municipalities)
        return next(holding, None)

    def bookings_of(self, code: str) -> Bookings:
        """What can be booked in a municipality; no calendars where nothing can."""
        return self.bookings.get(code, NO_BOOKINGS)

    @property
    def change_days(self) -> tuple[date, ...]:
        """The days on which something in the packs begins or ceases to hold, in order."""
        return self._changes

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages that people may choose, Japanese first."""
        return tuple(texts.language for texts in self._texts.values())

    def texts(self, language: str) -> Texts:
        """The messages of a language. Raises UnknownLanguageError."""
        found = self._texts.get(language)
        if found is None:
            raise UnknownLanguageError(language)
        return found

    def _pack(self, code: str, interval: int, language: str) -> MunicipalityPack:
        known = self._packs.get((code, interval, language))
        if known is None:
            if language == SOURCE:
                made = self._make(code, interval)
            else:
                made = localised(self._pack(code, interval, SOURCE), self.texts(language))
            # Two threads may both make it; both are equal, and one of them stays.
            known = self._packs.setdefault((code, interval, language), made)
        return known

    def _make(self, code: str, interval: int) -> MunicipalityPack:
        return MunicipalityPack(
            municipality=self.bodies[code].place if code in self.bodies else self.municipalities[code],
            procedures={} if code in self.bodies else self._procedures[code][interval],
            events=self.events,
            vocabulary=self.vocabulary,
            groups=self.groups,
            items_to_bring=self.items_to_bring,
            documents=self.documents,
            desk_roles=self.desk_roles,
            fingerprint=self.fingerprint,
            begins=self._changes[interval - 1] if interval else None,
            themes=self.themes,
            words=self.words,
            assessments=self.assessments,
            approvals=self._approvals.get(code, ApprovalRules()),
            flows=self.flows,
            faqs=self._faqs_of(code, interval),
            halls=self.halls.get(code, {}),
            bookings=self.bookings_of(code),
            texts=self.texts(SOURCE),
            _as_of=lambda day: self.for_municipality(code, day),
            _in_language=lambda language: self._pack(code, interval, language),
        )

    def _faqs_of(self, code: str, interval: int) -> Mapping[str, Faq]:
        """The questions about something that there is in the municipality."""
        here = {} if code in self.bodies else {**self._procedures[code][interval], **self.events}
        return MappingProxyType(
            {key: one for key, one in self.faqs.items() if any(about in here for about in one.about)}
        )
