"""Fictional owners: families with relatives of one name, corporations, and where they live."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from madoguchi_testing.ledgers.grounds import Ground, Grounds
from madoguchi_testing.ledgers.words import words
from madoguchi_testing.population.names import NameBook

_WORDS = words()
_GIVEN_TAILS = {"male": _WORDS["male_tails"], "female": _WORDS["female_tails"]}
_FORMS = ("株式会社", "有限会社", "合同会社")
_HOUSES = ("", "", "", "", "", "コーポ山田", "メゾン・ド・桜", "サンハイツ")
_KYU = dict(zip("沢浜辺崎高島桜国広恵富栄吉真静斎", "澤濱邊﨑髙嶋櫻國廣惠冨榮𠮷眞靜齋", strict=True))


def in_old_kanji(text: str) -> str:
    """A name with the old forms that the registry writes."""
    return "".join(_KYU.get(character, character) for character in text)


@dataclass(frozen=True, slots=True)
class Home:
    """An address in its parts; `numbers` are 番地 and branch (0: none)."""

    ground: Ground
    hamlet: str
    block: int
    branch: int
    building: str = ""
    room: int = 0


@dataclass(frozen=True, slots=True)
class Body:
    """A person or corporation."""

    family: str
    given: str
    family_kana: str
    given_kana: str
    corporate: str
    form_first: bool
    form: str
    home: Home
    born: date | None
    died: str = ""

    @property
    def name(self) -> str:
        """The name in one."""
        if self.corporate:
            return f"{self.form}{self.corporate}" if self.form_first else f"{self.corporate}{self.form}"
        return f"{self.family}{self.given}"


class Population:
    """Makes people one after another."""

    def __init__(self, grounds: Grounds, generator: random.Random) -> None:
        self.grounds = grounds
        self.generator = generator
        self._book = NameBook()

    def home(self, *, inside: bool) -> Home:
        """An address in one of the municipalities of the ledger, or outside."""
        generator = self.generator
        ground = generator.choice(self.grounds.inside if inside else self.grounds.outside)
        hamlet = generator.choice(ground.hamlets) if ground.hamlets else ""
        building = generator.choice(_HOUSES) if not inside else ""
        room = generator.randint(1, 4) * 100 + generator.randint(1, 9) if building else 0
        branch = generator.randint(1, 30) if generator.random() < 0.5 else 0
        return Home(ground, hamlet, generator.randint(1, 3000), branch, building, room)

    def family_name(self) -> tuple[str, str]:
        """A family name and its reading."""
        if self.generator.random() < 0.4:
            name = self._book.family(self.generator)
            return name.written, name.kana
        head, head_kana = self.generator.choice(_WORDS["family_heads"]).split("/")
        tail, tail_kana = self.generator.choice(_WORDS["family_tails"]).split("/")
        return head + tail, head_kana + tail_kana

    def given_name(self, born: date, sex: str, like: str = "") -> tuple[str, str]:
        """A given name and its reading; `like` is the father's, whose first character sons often bear."""
        if not like and self.generator.random() < 0.4:
            name = self._book.given(self.generator, born.year, sex)
            return name.written, name.kana
        heads = [one for one in _WORDS["given_heads"] if like and one[0] == like[0]] or _WORDS["given_heads"]
        head, head_kana = self.generator.choice(heads).split("/")
        tail, tail_kana = self.generator.choice(_GIVEN_TAILS[sex]).split("/")
        return head + tail, head_kana + tail_kana

    def person(self, home: Home | None = None, *, inside: bool = True) -> Body:
        """Somebody who owns land, or will."""
        generator = self.generator
        born = date(1935, 1, 1) + timedelta(days=generator.randint(0, 25_000))
        sex = "male" if generator.random() < 0.6 else "female"
        family, family_kana = self.family_name()
        given, given_kana = self.given_name(born, sex)
        return Body(
            family, given, family_kana, given_kana, "", True, "", home or self.home(inside=inside), born
        )

    def relative(self, of: Body) -> Body:
        """Husband, wife or child at the same address; one son in a hundred bears the very same name."""
        generator = self.generator
        sex = "male" if generator.random() < 0.6 else "female"
        born = (of.born or date(1950, 1, 1)) + timedelta(
            days=generator.choice((0, 9_000)) + generator.randint(0, 3_000)
        )
        if sex == "male" and generator.random() < 0.01:
            return replace(of, born=born + timedelta(days=9_000))
        like = of.given if sex == "male" and generator.random() < 0.3 else ""
        given, given_kana = self.given_name(born, sex, like)
        return replace(of, given=given, given_kana=given_kana, born=born)

    def corporation(self, *, inside: bool = True) -> Body:
        """A company."""
        generator = self.generator
        family, kana = self.family_name()
        place = generator.choice(("", "", "", "会津", "東北", "磐梯"))
        name = place + family + generator.choice(_WORDS["trades"])
        first = generator.random() < 0.6
        form = generator.choices(_FORMS, weights=(60, 35, 5))[0]
        return Body("", "", kana, "", name, first, form, self.home(inside=inside), None)

    def somebody(self, *, inside: bool = True) -> Body:
        """A person, or one time in fifteen a company."""
        if self.generator.random() < 1 / 15:
            return self.corporation(inside=inside)
        return self.person(inside=inside)
