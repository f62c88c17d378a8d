"""What the clerk has to see to before accepting: the check of form, the register, identity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from madoguchi.core.packs import Severity
from madoguchi.engines.forms.api import Finding
from madoguchi.engines.residents.api import ResidentRecord, Status


@dataclass(frozen=True, slots=True)
class Check:
    """A finding on the clerk's screen. `note` is what came of it; empty while nobody has asked."""

    id: str
    finding: Finding
    note: str = ""

    @property
    def must(self) -> bool:
        """Whether it keeps the visit from being accepted."""
        return self.finding.severity is Severity.MUST


def finding_id(finding: Finding) -> str:
    """An id that stays the same while the finding does; codes, keys and numbers only, nothing personal."""
    person = "" if finding.person is None else str(finding.person)
    return ":".join((finding.code, person, ",".join(finding.items), finding.procedure or ""))[:200]


def as_checks(findings: Sequence[Finding], acknowledged: Mapping[str, str]) -> tuple[Check, ...]:
    """Findings with what the clerk noted about them; first what must be put right, then what is still
    open.
    """
    checks = [Check(finding_id(one), one, acknowledged.get(finding_id(one), "")) for one in findings]
    return tuple(sorted(checks, key=lambda check: (not check.must, bool(check.note))))


def register_findings(
    person: int, called: str, matches: Sequence[ResidentRecord], *, expects_resident: bool
) -> list[Finding]:
    """What the register says about one person of the visit.

    `expects_resident`: the event concerns people who live here already; otherwise they come from elsewhere.
    Who is in the register but lives here no more (moved out, deceased) is told of by the record's notice.
    """
    living = [record for record in matches if record.status is Status.RESIDENT]
    items = ("person.name", "person.birth_date")
    if expects_resident and not matches:
        return [
            Finding(
                Severity.ASK,
                "not_in_register",
                f"{called}は、住民の登録に見つかりません。",
                items,
                person,
                remedy="氏名の漢字と生年月日を確かめ、上の検索でも探してください。"
                "生まれたばかりの方、ほかの市町村の方なら、このままで構いません。",
            )
        ]
    if not expects_resident and living:
        return [
            Finding(
                Severity.ASK,
                "already_resident",
                f"{called}と同じ氏名・生年月日の方が、すでに住民として登録されています。",
                items,
                person,
                remedy="同じ方か、同姓同名の別の方かを確かめてください。",
            )
        ]
    if len(living) > 1:
        return [
            Finding(
                Severity.ASK,
                "several_in_register",
                f"{called}と同じ氏名・生年月日の方が{len(living)}人登録されています。",
                items,
                person,
                remedy="住所と世帯主を確かめて、どの方かを決めてください。",
            )
        ]
    return []


def findings_about(
    whom: str,
    items: Sequence[str],
    matches: Sequence[ResidentRecord],
    *,
    lived_here: bool | None,
    told: bool | None,
) -> list[Finding]:
    """What the register says about somebody whom the visit is about and who is none of its people (who died).

    `whom` as people read it; `lived_here` and `told` (that the death was notified) as answered. A death that
    nobody has entered yet keeps nothing from being accepted: the clerk asks where the notification is.
    """
    if not matches:
        if lived_here is False:
            return []
        return [
            Finding(
                Severity.ASK,
                "subject_not_in_register",
                f"{whom}が、住民記録に見つかりません。",
                tuple(items),
                remedy="氏名の漢字と生年月日を確かめ、上の検索でも探してください。"
                "住所がほかの市町村だった方なら、このままで構いません。",
            )
        ]
    if len(matches) > 1:
        return [
            Finding(
                Severity.ASK,
                "several_subjects_in_register",
                f"{whom}と同じ氏名・生年月日の方が、住民記録に{len(matches)}人います。",
                tuple(items),
                remedy="住所を確かめて、どの方かを決めてください。",
            )
        ]
    if told and matches[0].status is Status.RESIDENT:
        return [
            Finding(
                Severity.ASK,
                "death_not_entered",
                f"{whom}は、住民記録ではまだ住民のままです。",
                tuple(items),
                remedy="死亡届がどこに出されたかをうかがい、戸籍の担当に届いているか確かめてください。"
                "ほかの市町村に出したときは、通知が届くまで数日かかります。",
            )
        ]
    return []


def came_before(when: str, state: str) -> Finding:
    """The same household was here for the same event not long ago; `when` and `state` as people read them."""
    return Finding(
        Severity.ASK,
        "came_before",
        f"同じ方の同じ手続きを、{when}にも受け付けています（{state}）。",
        remedy="同じ届出なら、この受付を取りやめてください。別の届出なら、そのまま進めてください。",
    )


def left_out(labels: Sequence[str], items: Sequence[str]) -> Finding:
    """Answers that the code held in a form that this office does not read; `labels` as people read them."""
    return Finding(
        Severity.ASK,
        "left_out",
        f"申請コードの中に、読み取れなかった答えがあります（{'、'.join(labels)}）。",
        tuple(items),
        remedy="もう一度うかがって、入力してください。",
    )
