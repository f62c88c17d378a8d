"""Rules about the account into which money is paid."""

from __future__ import annotations

from collections.abc import Iterator

from madoguchi.core.languages import say
from madoguchi.engines.forms.domain.checks.subject import Subject
from madoguchi.engines.forms.domain.fields import FormOutline
from madoguchi.engines.forms.domain.findings import Finding, ask

HOLDER = "bank.holder"
_KANA = "person.name_kana"


def accounts(subject: Subject, outline: FormOutline) -> Iterator[Finding]:
    """An account that belongs, by its reading, to none of the people on the form."""
    if not any(field.item.key == HOLDER for field in outline.fields):
        return
    holder = subject.text(HOLDER)
    if holder is None or not subject.is_complete_on(_KANA):
        return
    if any(_plain(subject.text(_KANA, person)) == _plain(holder) for person in subject.facts.persons()):
        return
    message = say("口座の名義が、申請に書かれた方のどなたとも違います。")
    remedy = say("通帳の1ページ目のカタカナと同じか、確かめてください。")
    yield ask("account_of_another", message, HOLDER, _KANA, remedy=remedy)


def _plain(reading: str | None) -> str:
    """Banks write without a space what a family register writes with one, and small kana large."""
    return (reading or "").replace(" ", "").replace("　", "").translate(_LARGE)


_LARGE = str.maketrans("ァィゥェォャュョッヮ", "アイウエオヤユヨツワ")
