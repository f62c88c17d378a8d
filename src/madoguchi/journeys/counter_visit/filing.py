"""What is filed at a visit, from its answers alone: the plan, the check of form, and what stands in the way.

Accepting needs no more than this. The register only asks questions of the clerk and blocks nothing, so that
it is read for the sheet on the screen and not once more for the acceptance.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from madoguchi.core.packs import LifeEvent, MunicipalityPack, Severity
from madoguchi.core.vocabulary import Facts, facts_from_json
from madoguchi.engines.forms.api import Finding, check_form
from madoguchi.engines.navigator.api import Counters, Plan, PlanEntry, counters_of, make_plan
from madoguchi.journeys.counter_visit.models import Visit
from madoguchi.journeys.counter_visit.visits import pack_of


@dataclass(frozen=True)
class Filing:
    """One visit's notices, worked out from its answers on the day of the visit."""

    visit: Visit
    pack: MunicipalityPack = field(repr=False)
    facts: Facts = field(repr=False)

    @cached_property
    def event(self) -> LifeEvent:
        """What happened to the household."""
        return self.pack.events[self.visit.event_key]

    @cached_property
    def plan(self) -> Plan:
        """What the household has to do."""
        return make_plan(self.pack, self.visit.event_key, self.facts)

    @property
    def chosen(self) -> tuple[str, ...] | None:
        """The procedures that are filed now; None: all."""
        return None if self.visit.chosen is None else tuple(self.visit.chosen)

    @cached_property
    def form_findings(self) -> tuple[Finding, ...]:
        """The check of form, most serious first. The only findings that can be a must."""
        return tuple(check_form(self.pack, self.plan, self.facts, chosen=self.chosen))

    @cached_property
    def blockers(self) -> tuple[str, ...]:
        """Why the visit cannot be accepted yet, one sentence each; empty when it can."""
        return tuple(self._blockers())

    @property
    def ready(self) -> bool:
        """Whether the visit can be accepted now."""
        return self.visit.is_open and not self.blockers

    @cached_property
    def entries(self) -> tuple[PlanEntry, ...]:
        """The plan's entries that become cases: needed, chosen for today, done at a counter."""
        chosen = self.chosen
        return tuple(
            entry
            for entry in self.plan.needed
            if not entry.at_home and entry.desk is not None and (chosen is None or entry.key in chosen)
        )

    def counters(self, desks: Collection[str]) -> Counters:
        """The counters of what is filed now, for a household that stands at these desks (roles)."""
        return counters_of(self.pack, self.entries, at=desks)

    def filed_at(self, desks: Collection[str]) -> frozenset[str]:
        """The procedures whose own counter is where these desks (roles) are."""
        here = {self.pack.desks[role].place for role in desks if role in self.pack.desks}
        return frozenset(
            entry.key for entry in self.entries if entry.desk is not None and entry.desk.place in here
        )

    def _blockers(self) -> Iterator[str]:
        must = sum(finding.severity is Severity.MUST for finding in self.form_findings)
        if must:
            yield f"直さないと受理できないことが{must}件あります。"
        if not self.plan.needed:
            yield "必要な手続きがまだ決まっていません。質問に答えてください。"
        elif self.chosen is not None and not any(entry.key in self.chosen for entry in self.plan.needed):
            yield "きょう届け出る手続きを1つ以上選んでください。"
        if not self.visit.identity_method:
            yield "本人確認の方法を記録してください。"


def filing_of(visit: Visit) -> Filing:
    """The filing of a visit that was read already. Raises AnswersError (a vocabulary that has moved on)."""
    pack = pack_of(visit)
    return Filing(visit, pack, facts_from_json(visit.answers, pack.vocabulary, visit.received_on))
