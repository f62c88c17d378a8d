"""How the people of a household are called when their names are not known, or need not be said."""

from __future__ import annotations

from datetime import date

from madoguchi.core.languages import say, spoken, translatable
from madoguchi.core.vocabulary.facts import ACTING, FROM_OUTSIDE, Facts
from madoguchi.core.vocabulary.values import Value
from madoguchi.lib.japanese.dates import age_on

YOU = translatable("あなた")

# Relation to the applicant when the applicant is the head: (man, woman, not said).
_RELATIONS: dict[str, tuple[str, str, str]] = {
    "head": (translatable("世帯主の方"),) * 3,
    "spouse": (translatable("配偶者の方"),) * 3,
    "child": (translatable("お子さま"),) * 3,
    "parent": (translatable("お父さま"), translatable("お母さま"), translatable("親御さま")),
    "sibling": (translatable("ご兄弟"), translatable("ご姉妹"), translatable("ご兄弟・ご姉妹")),
    "grandchild": (translatable("お孫さん"),) * 3,
    "grandparent": (translatable("おじいさま"), translatable("おばあさま"), translatable("祖父母の方")),
    "other_relative": (translatable("ご親族の方"),) * 3,
    "cohabitant": (translatable("同居の方"),) * 3,
}
_UNKNOWN_RELATION = (translatable("ご家族の方"),) * 3


def person_label(facts: Facts, person: int, *, with_age: bool = True, with_name: bool = True) -> str:
    """What to call a member: the name when it is known, else あなた, お母さま（76歳）, お子さま1（21歳）.

    Relations are kept as relations to the head of the household; where the applicant is somebody else, only
    the head's own relatives are spoken of from the head: 「世帯主のお子さま」.
    """
    if with_name:
        name = facts.get("person.name", person)
        if isinstance(name, str) and name.strip():
            return say("{name}さん", name=name.strip())
    if _is_oneself(facts, person):
        return spoken().say(YOU)
    label, number = _relation_label(facts, person)
    called = label if number is None else say("{person}{number}", person=label, number=number)
    age = _age(facts, person) if with_age else None
    return called if age is None else say("{person}（{age}歳）", person=called, age=age)


def _is_oneself(facts: Facts, person: int) -> bool:
    """Whether it is who reads: the one who is marked, unless somebody acts who is none of the people."""
    marked = facts.get("person.is_applicant", person) is True
    return marked and facts.get(ACTING) not in FROM_OUTSIDE


def _relation_label(facts: Facts, person: int) -> tuple[str, int | None]:
    """The word for a member and, where several members share the word, the member's number among them."""
    applicant = facts.applicant()
    of_head = applicant is None or facts.get("person.relation", applicant) in ("head", "spouse")
    words = [_word(facts, index, of_head=of_head) for index in facts.persons()]
    word = words[person]
    same = [index for index, other in enumerate(words) if other == word]
    return word, (same.index(person) + 1 if len(same) > 1 else None)


def _word(facts: Facts, person: int, *, of_head: bool) -> str:
    """`of_head`: whether the head's relatives are also the applicant's."""
    if _is_oneself(facts, person):
        return spoken().say(YOU)
    forms = _RELATIONS.get(str(facts.get("person.relation", person)), _UNKNOWN_RELATION)
    sex: Value = facts.get("person.sex", person)
    form = forms[0] if sex == "male" else forms[1] if sex == "female" else forms[2]
    word = spoken().say(form)
    if of_head or forms is _RELATIONS["head"] or forms is _UNKNOWN_RELATION:
        return word
    return say("世帯主の{person}", person=word)


def _age(facts: Facts, person: int) -> int | None:
    birth = facts.get("person.birth_date", person)
    return age_on(birth, facts.today) if isinstance(birth, date) and birth <= facts.today else None
