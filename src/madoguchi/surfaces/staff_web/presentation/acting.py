"""Who acts for the person of a case, in words."""

from __future__ import annotations

from dataclasses import dataclass

from madoguchi.core.packs import MunicipalityPack
from madoguchi.core.vocabulary import ACTING
from madoguchi.journeys.mandates.api import ActingView, Refusal

REFUSALS = tuple((one.value, one.label) for one in Refusal)
_KIND = "contact.care_office_kind"


@dataclass(frozen=True, slots=True)
class ActingWords:
    """What the panel says besides what was answered."""

    who: str
    papers: str
    notices: str


@dataclass(frozen=True, slots=True)
class AlikeLine:
    """Another case that may be the same: its number, who applied, and where it is."""

    uuid: str
    number: str
    who: str
    when: str
    procedure: str


def acting_words(view: ActingView, pack: MunicipalityPack) -> ActingWords | None:
    """The words of the panel; None where the person acts."""
    acting = view.acting
    if acting is None:
        return None
    parts = [_choice(pack, ACTING, acting.kind), _choice(pack, _KIND, acting.office_kind)]
    papers = "、".join(pack.items_to_bring[one].label for one in acting.papers)
    notices = "本人"
    if acting.wants_notices:
        granted = view.check is not None and view.check.notices_to_agent
        notices = (
            "代わりの人" if granted else "本人（代わりの人に送る希望があります。委任を確かめると変わります）"
        )
    return ActingWords(
        "・".join(filter(None, parts)) or "代わりの人",
        papers or "要りません（申請書の提出を頼まれた人です）",
        notices,
    )


def alike_lines(view: ActingView, pack: MunicipalityPack) -> tuple[AlikeLine, ...]:
    """The other cases, newest first."""
    return tuple(
        AlikeLine(
            str(one.case.uuid),
            one.case.number_text,
            _who(one.acting.office or one.acting.name, _choice(pack, ACTING, one.acting.kind))
            if one.acting is not None
            else "本人か家族",
            f"{one.case.opened_at:%-m月%-d日}",
            one.case.procedure_label,
        )
        for one in view.alike
    )


def _who(name: str, kind: str) -> str:
    return f"{kind}（{name}）" if name and kind else name or kind or "代わりの人"


def _choice(pack: MunicipalityPack, item: str, code: str) -> str:
    return pack.vocabulary[item].choices.get(code, "") if item in pack.vocabulary else ""
