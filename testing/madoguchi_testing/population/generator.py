"""Making the households of one municipality."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate
from uuid import UUID

from madoguchi.core.packs import Municipality
from madoguchi.engines.residents.api import NewHousehold, NewResident, Status
from madoguchi.lib.japanese.dates import AnyDate, PartialDate
from madoguchi_testing.population.coverage import coverage_of, household_insurance
from madoguchi_testing.population.names import FOREIGN_NAMES, FamilyName, GivenName, NameBook
from madoguchi_testing.population.structures import Member, draw_shapes, people_of
from madoguchi_testing.population.towns import TownOfDemo

SHARE_MOVED_OUT = 0.03
SHARE_DECEASED = 0.015
SHARE_REMOVED = 0.001
SHARE_PROTECTED = 0.0008
SHARE_FOREIGN = 0.009
SHARE_BIRTH_DATE_UNKNOWN = 0.0003
DESTINATIONS = (
    "宮城県仙台市青葉区本町三丁目",
    "東京都世田谷区北沢二丁目",
    "福島県郡山市朝日一丁目",
    "新潟県新潟市中央区新光町",
)


@dataclass(frozen=True, slots=True)
class PopulationPlan:
    """How many people to make: current residents, those of them of 65 or more, and those who left."""

    municipality_code: str
    total: int
    aged: int
    moved_out: int
    deceased: int
    removed: int

    @property
    def people(self) -> int:
        """All rows of the register."""
        return self.total + self.moved_out + self.deceased + self.removed


def plan_for(municipality: Municipality, fraction: float = 1.0) -> PopulationPlan:
    """The figures of a municipality's overlay times `fraction` (0 to 1), at least ten residents.

    Raises ValueError for a municipality whose overlay names no population, or a fraction out of range.
    """
    if not 0 < fraction <= 1:
        raise ValueError("the fraction is more than 0 and at most 1")
    population = municipality.population
    if population is None:
        raise ValueError(f"{municipality.code}: no population in the overlay")
    total = max(round(population.total * fraction), 10)
    aged = round(total * population.aged_65_plus / population.total)
    return PopulationPlan(
        municipality_code=municipality.code,
        total=total,
        aged=aged,
        moved_out=max(round(total * SHARE_MOVED_OUT), 1),
        deceased=max(round(total * SHARE_DECEASED), 1),
        removed=max(round(total * SHARE_REMOVED), 1),
    )


def generate_households(
    plan: PopulationPlan, towns: Sequence[TownOfDemo], *, seed: int, on: date
) -> list[NewHousehold]:
    """The households of a plan on a day; the same arguments give the same people.

    Whoever moved out, died or was removed belongs to a household of their own or to one that lives on.
    """
    return list(_Builder(plan, towns, seed, on).households())


class _Builder:
    """The state of one run: the random source, names, running numbers."""

    def __init__(self, plan: PopulationPlan, towns: Sequence[TownOfDemo], seed: int, on: date) -> None:
        self.plan = plan
        self.on = on
        self.random = random.Random(f"{seed}/{plan.municipality_code}")
        self.names = NameBook()
        self.towns = list(towns)
        self.random.shuffle(self.towns)
        # A few towns hold many people: the weight of the n-th is 1/n, softened.
        self.town_weights = list(accumulate(1 / (index + 5) for index in range(len(self.towns))))
        self.next_resident = 0
        self.next_household = 0
        self.taken: set[str] = set()

    def households(self) -> Iterator[NewHousehold]:
        aged, younger = self.plan.aged, self.plan.total - self.plan.aged
        half = self.plan.deceased // 2
        # Half of the deceased leave somebody behind, half lived alone.
        shapes = list(draw_shapes(self.random, aged, younger))
        bereaved = set(self.random.sample(range(len(shapes)), min(half, len(shapes))))
        guarded = max(round(self.plan.total * SHARE_PROTECTED), 1)
        protected = set(self.random.sample(range(len(shapes)), min(guarded, len(shapes))))
        for index, shape in enumerate(shapes):
            members = people_of(self.random, shape)
            late = self._late_member(members) if index in bereaved else None
            yield self._household(members, late=late, protected=index in protected)
        yield from self._gone(self.plan.moved_out, Status.MOVED_OUT)
        yield from self._gone(self.plan.deceased - len(bereaved), Status.DECEASED)
        yield from self._gone(self.plan.removed, Status.REMOVED)

    def _late_member(self, members: list[Member]) -> Member:
        oldest = max(member.age for member in members)
        return Member("other_relative", self.random.choice(("male", "female")), min(oldest + 22, 104))

    def _gone(self, count: int, status: Status) -> Iterator[NewHousehold]:
        for _ in range(count):
            low, high = (70, 100) if status is Status.DECEASED else (18, 60)
            sex = self.random.choice(("male", "female"))
            member = Member("head", sex, self.random.randint(low, high))
            yield self._household([member], status=status)

    def _household(
        self,
        members: list[Member],
        *,
        late: Member | None = None,
        protected: bool = False,
        status: Status = Status.RESIDENT,
    ) -> NewHousehold:
        town = self.random.choices(self.towns, cum_weights=self.town_weights)[0]
        foreign = len(members) <= 2 and self.random.random() < SHARE_FOREIGN * 3
        family = self._family_name(foreign=foreign)
        earners = household_insurance(self.random)
        lived_since = self._day_before(self.on, years=min(min(member.age for member in members), 30))
        self.taken = set()
        residents = [
            self._resident(
                member,
                family if member.joins_family_name else self._family_name(foreign=False),
                foreign=foreign and member.joins_family_name,
                earners=earners,
                lived_since=lived_since,
                status=status,
                protected=protected,
            )
            for member in members
        ]
        if late is not None:
            residents.append(
                self._resident(
                    late,
                    family,
                    foreign=False,
                    earners=earners,
                    lived_since=lived_since,
                    status=Status.DECEASED,
                )
            )
        self.next_household += 1
        return NewHousehold(
            uuid=self._uuid(),
            household_number=f"{self.next_household:010d}",
            postal_code=town.postal_code,
            town=town.name,
            block=self._block(),
            building=self._building(),
            # 00 is no local exchange and no mobile block: nobody can be called under these numbers.
            phone=(
                f"0242-00-{self.random.randrange(10_000):04d}"
                if self.random.random() < 0.5
                else f"090-0000-{self.random.randrange(10_000):04d}"
            ),
            residents=tuple(residents),
        )

    def _family_name(self, *, foreign: bool) -> FamilyName:
        if foreign:
            written, kana, _, _ = self.random.choice(FOREIGN_NAMES)
            return FamilyName(written, kana)
        return self.names.family(self.random)

    def _given_name(self, birth_year: int, sex: str) -> GivenName:
        """A given name that nobody of this household has yet, unless the generation runs out of them."""
        for _ in range(8):
            drawn = self.names.given(self.random, birth_year, sex)
            if drawn.kana not in self.taken:
                break
        self.taken.add(drawn.kana)
        return drawn

    def _resident(
        self,
        member: Member,
        family: FamilyName,
        *,
        foreign: bool,
        earners: str,
        lived_since: date,
        status: Status,
        protected: bool = False,
    ) -> NewResident:
        birth_date = self._birth_date(member.age)
        if foreign:
            _, _, given, given_kana = self.random.choice(FOREIGN_NAMES)
        else:
            drawn = self._given_name(birth_date.year, member.sex)
            given, given_kana = drawn.written, drawn.kana
        coverage = coverage_of(
            self.random,
            age=member.age,
            birth_date=birth_date,
            relation=member.relation,
            earners=earners,
            on=self.on,
        )
        self.next_resident += 1
        since = max(birth_date, lived_since)
        resident = NewResident(
            uuid=self._uuid(),
            resident_number=f"{self.next_resident:010d}",
            family_name=family.written,
            given_name=given,
            family_kana=family.kana,
            given_kana=given_kana,
            birth_date=self._as_known(birth_date, member.age),
            sex=member.sex,
            relation=member.relation,
            nationality_kind="foreign" if foreign else "japanese",
            protected=protected,
            became_resident_on=since,
            address_since=since,
            health_insurance=coverage.health_insurance,
            pension_kind=coverage.pension_kind,
            care_insured=coverage.care_insured,
            care_level=coverage.care_level,
            child_allowance=coverage.child_allowance,
            has_my_number_card=self.random.random() < 0.78,
        )
        return resident if status is Status.RESIDENT else self._left(resident, status)

    def _left(self, resident: NewResident, status: Status) -> NewResident:
        return replace(
            resident,
            status=status,
            status_changed_on=self._day_before(self.on, years=4),
            destination=self._destination() if status is Status.MOVED_OUT else "",
            health_insurance="",
            pension_kind="",
            care_insured=False,
            care_level="",
            child_allowance=False,
            has_my_number_card=False,
        )

    def _birth_date(self, age: int) -> date:
        """A day of the year in which a person of that age on the day of the plan was born."""
        try:
            latest = self.on.replace(year=self.on.year - age)
        except ValueError:  # the plan's day is 29 February
            latest = date(self.on.year - age, 2, 28)
        return latest - timedelta(days=self.random.randrange(365))

    def _as_known(self, birth_date: date, age: int) -> AnyDate:
        if age >= 80 and self.random.random() < SHARE_BIRTH_DATE_UNKNOWN * 10:
            return PartialDate(birth_date.year, birth_date.month if self.random.random() < 0.5 else None)
        return birth_date

    def _day_before(self, day: date, *, years: int) -> date:
        return day - timedelta(days=self.random.randint(1, max(years, 1) * 365))

    def _block(self) -> str:
        branch = self.random.random()
        number = self.random.randint(1, 2400)
        return f"{number}番地" if branch < 0.4 else f"{number}番地{self.random.randint(1, 40)}"

    def _building(self) -> str:
        if self.random.random() < 0.8:
            return ""
        return f"見本コーポ{self.random.randint(1, 3)}0{self.random.randint(1, 8)}"

    def _destination(self) -> str:
        return f"{self.random.choice(DESTINATIONS)}{self.random.randint(1, 30)}番"

    def _uuid(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)
