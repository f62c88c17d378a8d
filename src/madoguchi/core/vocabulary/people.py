"""How the people of a household are called when their names are not known, or need not be said."""

from __future__ import annotations

from datetime import date

from madoguchi.core.vocabulary.facts import Facts
from madoguchi.core.vocabulary.values import Value
from madoguchi.lib.japanese.dates import age_on

YOU = "あなた"

# Relation to the applicant when the applicant is the head: (man, woman, not said).
_RELATIONS: dict[str, tuple[str, str, str]] = {
    "head": ("世帯主の方", "世帯主の方", "世帯主の方"),
    "spouse": ("配偶者の方", "配偶者の方", "配偶者の方"),
    "child": ("お子さま", "お子さま", "お子さま"),
    "parent": ("お父さま", "お母さま", "親御さま"),
    "sibling": ("ご兄弟", "ご姉妹", "ご兄弟・ご姉妹"),
    "grandchild": ("お孫さん", "お孫さん", "お孫さん"),
    "grandparent": ("おじいさま", "おばあさま", "祖父母の方"),
    "other_relative": ("ご親族の方", "ご親族の方", "ご親族の方"),
    "cohabitant": ("同居の方", "同居の方", "同居の方"),
}
_UNKNOWN_RELATION = ("ご家族の方", "ご家族の方", "ご家族の方")


def person_label(facts: Facts, person: int, *, with_age: bool = True, with_name: bool = True) -> str:
    """What to call a member: the name when it is known, else あなた, お母さま（76歳）, お子さま1（21歳）.

    Relations are kept as relations to the head of the household; where the applicant is somebody else, only
    the head's own relatives are spoken of from the head: 「世帯主のお子さま」.
    """
    if with_name:
        name = facts.get("person.name", person)
        if isinstance(name, str) and name.strip():
            return f"{name.strip()}さん"
    if facts.get("person.is_applicant", person) is True:
        return YOU
    label, number = _relation_label(facts, person)
    called = label if number is None else f"{label}{number}"
    age = _age_text(facts, person) if with_age else ""
    return f"{called}（{age}）" if age else called


def _relation_label(facts: Facts, person: int) -> tuple[str, int | None]:
    """The word for a member and, where several members share the word, the member's number among them."""
    words = [_word(facts, index) for index in facts.persons()]
    word = words[person]
    same = [index for index, other in enumerate(words) if other == word]
    return word, (same.index(person) + 1 if len(same) > 1 else None)


def _word(facts: Facts, person: int) -> str:
    if facts.get("person.is_applicant", person) is True:
        return YOU
    forms = _RELATIONS.get(str(facts.get("person.relation", person)), _UNKNOWN_RELATION)
    sex: Value = facts.get("person.sex", person)
    word = forms[0] if sex == "male" else forms[1] if sex == "female" else forms[2]
    applicant = facts.applicant()
    if applicant is None or facts.get("person.relation", applicant) in ("head", "spouse"):
        return word
    return f"世帯主の{word}" if forms is not _RELATIONS["head"] and forms is not _UNKNOWN_RELATION else word


def _age_text(facts: Facts, person: int) -> str:
    birth = facts.get("person.birth_date", person)
    if isinstance(birth, date) and birth <= facts.today:
        return f"{age_on(birth, facts.today)}歳"
    return ""
