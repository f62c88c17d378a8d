"""A register with a person who stands in it twice, twins, father and son, and namesakes."""

from __future__ import annotations

from datetime import date

from tests.integration.surfaces.staff_web.samples import HERE, NEIGHBOUR, household, person

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context
from madoguchi.engines.residents.api import NewResident, Status, load_synthetic_register

__all__ = ["HERE", "NEIGHBOUR", "clerk", "register", "system"]

BORN = date(1966, 4, 3)
WATANABE = person(11, "渡邉 十三蔵", "ワタナベ トミゾウ", BORN)
AGAIN = person(21, "渡辺 十三蔵", "ワタナベ トミゾウ", BORN)
"""The same man, registered again when he came back."""
TWIN = person(12, "渡邉 十四蔵", "ワタナベ トシゾウ", BORN)
NAMESAKE = person(31, "渡辺 十三蔵", "ワタナベ トミゾウ", date(1981, 12, 24))
SAME_GIVEN = person(32, "佐藤 和子", "サトウ カズコ", date(1950, 5, 5), sex="female")
OTHER_FAMILY = person(33, "鈴木 和子", "スズキ カズコ", date(1950, 5, 5), sex="female")
"""Born on one day with one given name: two people."""
HANAKO = person(41, "星 花子", "ホシ ハナコ", date(1950, 5, 5), sex="female", relation="head")
MISTYPED = person(42, "星 花子", "ホシ ハナコ", date(1950, 5, 6), sex="female", relation="head")
FATHER = person(51, "五十嵐 太郎", "イガラシ タロウ", date(1940, 1, 1))
SON = person(52, "五十嵐 太郎", "イガラシ タロウ", date(1970, 6, 15), relation="child")
WIDOW = person(53, "五十嵐 ウメ", "イガラシ ウメ", date(1945, 2, 2), sex="female", relation="spouse")
BROTHER = person(61, "五十嵐 次郎", "イガラシ ジロウ", date(1943, 3, 3))
GUARDED = person(71, "二瓶 春香", "ニヘイ ハルカ", date(1990, 9, 9), sex="female", protected=True)
DEAD = person(81, "五十嵐 トメ", "イガラシ トメ", date(1915, 8, 8), sex="female", status=Status.DECEASED)


def register(code: str = HERE, *more: NewResident) -> None:
    """Load it."""
    load_synthetic_register(
        code,
        [
            household(1, WATANABE, TWIN),
            household(2, AGAIN, block="12番地"),
            household(3, NAMESAKE, block="99番地"),
            household(8, SAME_GIVEN, block="98番地"),
            household(9, OTHER_FAMILY, block="97番地"),
            household(4, HANAKO, MISTYPED, block="7番地"),
            household(5, FATHER, SON, WIDOW, DEAD, block="50番地"),
            household(6, BROTHER, block="50番地"),
            household(7, GUARDED, *more, block="70番地"),
        ],
    )


def clerk(*permissions: str, code: str = HERE) -> Context:
    """A member of staff of 住民登録."""
    may = frozenset(permissions or ("residents.search", "matching.check", "matching.review"))
    return Context(code, Actor("staff", "staff:1", code, "窓口 花子", may, ("resident_register",)))


def system(code: str = HERE) -> Context:
    """The job."""
    return Context(code, Actor.system("same_person"), purpose="テスト")
