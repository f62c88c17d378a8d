"""Why something was done, as keys: nobody writes about a person here, and figures can count them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

HOLD_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "writing": "書類を書いている",
        "fetching": "書類を取りに行った",
        "checking": "確認に時間がかかる",
        "away": "席を外している",
    }
)
TRANSFER_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "next": "つづきの手続き",
        "other_counter": "窓口がちがう",
        "specialist": "くわしい担当へ",
        "language": "ことばの対応",
    }
)
FINISH_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "": "終わった",
        "papers_missing": "書類が足りず出直す",
        "elsewhere": "ほかの場所を案内した",
    }
)
LEAVE_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "gone": "本人が帰った",
        "mistake": "番号を取りまちがえた",
        "day_end": "その日の終わりに残っていた",
    }
)
CLOSE_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "lunch": "昼の休み",
        "change": "交代",
        "other_work": "ほかの仕事",
        "end": "きょうは終わり",
        "day_end": "その日の終わりに開いていた",
    }
)
ABSENT_REASONS: Mapping[str, str] = MappingProxyType({"": "呼んでも来ない", "said": "席を外すと聞いた"})

LABELS: Mapping[str, str] = MappingProxyType(
    {
        key: label
        for reasons in (
            HOLD_REASONS,
            TRANSFER_REASONS,
            FINISH_REASONS,
            LEAVE_REASONS,
            CLOSE_REASONS,
            ABSENT_REASONS,
        )
        for key, label in reasons.items()
        if key
    }
)


def reason_label(key: str) -> str:
    """What a key says; empty for none."""
    return LABELS.get(key, "")
