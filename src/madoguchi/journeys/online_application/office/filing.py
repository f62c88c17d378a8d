"""What is applied for: the signed answers read with the packs of the day, and the cases that they make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings

from madoguchi.core.clock import TOKYO
from madoguchi.core.languages import translatable
from madoguchi.core.packs import MunicipalityPack, load_packs_or_refuse
from madoguchi.core.packs.showing import without_hidden
from madoguchi.core.vocabulary import Facts, facts_to_json
from madoguchi.engines.cases.api import NewCase, asked_answers, case_from_answers
from madoguchi.engines.forms.api import SealedContentError, from_payload
from madoguchi.engines.navigator.api import Plan, make_plan
from madoguchi.journeys.online_application.domain.signed_content import AppliedProcedure, SignedContent

NOT_READABLE = translatable(
    "申請の内容を読み取れませんでした。はじめから作り直して送るか、窓口で手続きしてください。"
)
NOT_OFFERED = translatable("この手続きは、いまはオンラインで扱っていません。窓口で手続きしてください。")


class NotFiledError(ValueError):
    """申請の内容を読み取れませんでした。"""


@dataclass(frozen=True, slots=True)
class Filed:
    """An application as of the day on which it was sent."""

    pack: MunicipalityPack = field(repr=False)
    content: SignedContent = field(repr=False)
    facts: Facts = field(repr=False)
    plan: Plan = field(repr=False)

    @property
    def answers(self) -> dict[str, Any]:
        """The answers that a form asks for, as JSON by item key: what became hidden goes to no desk."""
        return facts_to_json(without_hidden(self.plan.facts, self.pack.vocabulary))

    def concerned(self) -> tuple[int, ...]:
        """The places of the people whom the application is about; all of them where it is the household's."""
        persons = {one.person for one in self.content.procedures}
        if None in persons:
            return tuple(self.facts.persons())
        return tuple(sorted(one for one in persons if one is not None))

    def new_cases(self) -> Iterator[tuple[NewCase, bool]]:
        """A case for each procedure that this municipality has, and whether the answers lead to it too."""
        answers = self.answers
        entries = {(entry.key, entry.person): entry for entry in self.plan.needed}
        for applied in self.known():
            entry = entries.get((applied.procedure, applied.person))
            due = entry.deadline.date if entry is not None and entry.deadline is not None else None
            procedure = self.pack.procedures[applied.procedure]
            new = case_from_answers(
                procedure, applied.person, self.plan.facts, answers, due=due, about=self.plan.event.about
            )
            yield new, entry is not None

    def known(self) -> tuple[AppliedProcedure, ...]:
        """Of what is applied for, the procedures of this municipality about people who are in the answers."""
        return tuple(
            one
            for one in self.content.procedures
            if one.procedure in self.pack.procedures
            and self.pack.procedures[one.procedure].desk in self.pack.desks
            and (one.person is None or one.person in self.facts.persons())
        )

    def answers_of(self, procedure: str, person: int | None) -> dict[str, Any] | None:
        """What a desk gets for one procedure; None where it is not applied for any more."""
        if AppliedProcedure(procedure, person) not in self.known():
            return None
        return asked_answers(self.answers, self.pack.procedures[procedure], person)


def filed(municipality_code: str, content: SignedContent, at: datetime) -> Filed:
    """The application read for the day of `at`. Raises NotFiledError, whose message is for the applicant."""
    today = at.astimezone(TOKYO).date()
    pack = load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality(municipality_code, today)
    try:
        answers = from_payload(content.answers, pack.vocabulary, today=today, journey_id=content.application)
    except SealedContentError:
        raise NotFiledError(NOT_READABLE) from None
    if content.event not in pack.events:
        raise NotFiledError(NOT_OFFERED)
    found = Filed(pack, content, answers.facts, make_plan(pack, content.event, answers.facts))
    if not found.known():
        raise NotFiledError(NOT_OFFERED)
    return found


def labels_of(pack: MunicipalityPack, procedures: Iterable[AppliedProcedure]) -> tuple[str, ...]:
    """What the procedures are called, each once; a key where the packs no longer have it."""
    keys = dict.fromkeys(one.procedure for one in procedures)
    return tuple(pack.procedures[key].label if key in pack.procedures else key for key in keys)
