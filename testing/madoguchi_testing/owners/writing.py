"""Owners whose names are known, written as notices and ledgers write them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from madoguchi.lib.japanese.text import to_half_width_kana
from madoguchi_testing.population.names import FamilyName, GivenName, NameBook

_OLD = str.maketrans(
    "高辺沢広国浜真恵桜竜斎実寿栄豊学弥滝沢条会円関児鉄当",
    "髙邊澤廣國濱眞惠櫻龍齋實壽榮豐學彌瀧澤條會圓關兒鐵當",
)
_TRADES = ("建設", "商店", "工業", "不動産", "製作所", "交通", "農園", "企画")
_FORMS = ("株式会社", "有限会社", "合同会社", "医療法人", "宗教法人", "社会福祉法人", "一般社団法人")
_SHORT = {"株式会社": ("㈱", "(株)", "（株）", "㍿"), "有限会社": ("㈲", "(有)", "（有）"),
"合同会社": ("(同)", "（同）"),
          "医療法人": ("(医)",), "宗教法人": ("(宗)",), "社会福祉法人": ("(福)", "（社福）"),
          "一般社団法人": ("(一社)",)}  # fmt: skip
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True)
class WrittenOwner:
    """A line, the way it was written, and who is meant: `name` in one piece; both parts for a person."""

    line: str
    writing: str
    name: str
    family: str = ""
    given: str = ""


@dataclass(frozen=True, slots=True)
class _Person:
    family: FamilyName
    given: GivenName
    other: FamilyName
    rng: random.Random

    @property
    def joined(self) -> str:
        return self.family.written + self.given.written

    @property
    def apart(self) -> str:
        return f"{self.family.written}　{self.given.written}"


def _share(person: _Person) -> str:
    below = person.rng.randint(2, 12)
    written = f"{below}分の{person.rng.randint(1, below - 1)}"
    return person.rng.choice((f"持分{written.translate(_WIDE)}", written, written.translate(_WIDE)))


WRITINGS: dict[str, Callable[[_Person], str]] = {
    "空白あり": lambda person: person.apart,
    "空白なし": lambda person: person.joined,
    "均等割付": lambda person: " ".join(person.joined),
    "旧字体": lambda person: person.joined.translate(_OLD),
    "異体字セレクタ": lambda person: "".join(letter + "\U000e0100" for letter in person.joined),
    "敬称": lambda person: f"{person.joined}{person.rng.choice(('様', ' 様', ' 殿'))}",
    "亡": lambda person: f"{person.rng.choice(('亡', '故 ', '亡　'))}{person.joined}",
    "相続財産": lambda person: f"亡{person.joined}相続財産清算人　{person.other.written}一郎",
    "後見人など": lambda person: f"{person.apart}　成年後見人　{person.other.written}一郎",
    "持分": lambda person: f"{_share(person)}　{person.joined}",
    "持分が後ろ": lambda person: f"{person.joined} {_share(person)}",
    "旧氏": lambda person: f"{person.apart}（旧氏　{person.other.written}）",
    "旧氏（登記）": lambda person: f"{person.joined}（{person.other.written}{person.given.written}）",
    "読み仮名": lambda person: (
        f"{person.joined}（{to_half_width_kana(person.family.kana)} {person.given.kana}）"
    ),
    "通称": lambda person: f"{person.apart}（通称　{person.other.written}太郎）",
}
"""How a person's line is written; each keeps the person the same."""


def write_owners(count: int, seed: int) -> Iterator[WrittenOwner]:
    """`count` lines: three of four of people, the others of companies; the same for the same seed."""
    rng = random.Random(seed)
    book = NameBook()
    for _ in range(count):
        yield _company(rng, book) if rng.random() < 0.25 else _of_person(rng, book)


def _of_person(rng: random.Random, book: NameBook) -> WrittenOwner:
    given = book.given(rng, rng.randint(1930, 2024), rng.choice(("female", "male")))
    person = _Person(book.family(rng), given, book.family(rng), rng)
    writing = rng.choice(tuple(WRITINGS))
    line = WRITINGS[writing](person)
    return WrittenOwner(line, writing, person.joined, person.family.written, given.written)


def _company(rng: random.Random, book: NameBook) -> WrittenOwner:
    form = rng.choice(_FORMS)
    core = f"{book.family(rng).written}{rng.choice(_TRADES)}"
    before = rng.random() < 0.5
    sign = rng.choice((form, *_SHORT[form]))
    space = rng.choice(("", "", "　"))
    line = f"{sign}{space}{core}" if before else f"{core}{space}{sign}"
    kind = rng.choice(("法人", "法人と代表者", "法人と支店"))
    if kind == "法人と代表者":
        line += f"　{rng.choice(('代表取締役', '代表理事', '代表役員'))}　{book.family(rng).written}一郎"
    elif kind == "法人と支店":
        line += "　会津支店"
    return WrittenOwner(line, kind, f"{form}{core}" if before else f"{core}{form}")
