"""Fields of a pack and their values in words that a clerk knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from madoguchi.core.packs.comparing import FieldChange, FieldPath
from madoguchi.core.packs.files import PackFiles
from madoguchi.core.packs.model.flows import BY_HAND

FIELDS: Mapping[str, str] = {
    "label": "名前",
    "summary": "説明",
    "law": "根拠",
    "sources": "出典",
    "concerns": "世帯か一人ずつか",
    "applies_when": "だれに案内するか",
    "deadline": "期限",
    "within": "長さ",
    "after": "起算の日",
    "first_day": "初日の数え方",
    "if_holiday": "最後の日が休みのとき",
    "basis": "根拠",
    "if_late": "遅れたとき",
    "channels": "受け付け方",
    "desk": "窓口",
    "bring": "持ち物",
    "asks": "たずねる項目",
    "asks_online": "家から申請するときにたずねる項目",
    "attach": "家からの申請で送るもの",
    "attach_when": "送るときの条件",
    "prefill": "役所から呼び出せる項目",
    "checks": "確かめること",
    "fee": "手数料",
    "amount": "金額",
    "when": "条件",
    "note": "注",
    "document": "書類",
    "flow": "流れ",
    "handover": "引き渡し",
    "handover_method": "引き渡しの方法",
    "to": "引き渡し先",
    "method": "方法",
    "screen": "入力画面",
    "minutes": "所要時間",
    "at_home": "自宅でできるか",
    "in_person": "その窓口に来る必要",
    "order": "並び順",
    "example": "例の印",
    "history": "経緯",
    "in_force": "効力のある期間",
    "from": "はじまり",
    "until": "おわり",
    "description": "説明",
    "icon": "絵",
    "sets": "決まること",
    "about": "だれのことか",
    "questions": "質問",
    "question": "質問文",
    "why": "たずねる理由",
    "help": "助けの文",
    "wording": "このできごとでの聞き方",
    "how_many": "人数のたずね方",
    "choices": "選択肢",
    "derived": "計算のしかた",
    "unit": "単位",
    "drawing": "図",
    "lanes": "レーン",
    "options": "選び方",
    "steps": "手順",
    "routes": "決裁の経路",
    "retention": "保存する年数",
    "outside": "外の窓口か",
}

VALUE_WORDS: Mapping[str, str] = {
    "file": "1件ごとのファイル",
    "bulk_file": "一括ファイル",
    "transcription": "画面への転記",
    "robot": "ロボット入力",
    "screen_import": "入力画面の読み取り",
    "household": "世帯で1回",
    "person": "一人ずつ",
    "on_the_day": "その日",
    "before": "その日より前",
    "pre_application": "先に入力して窓口へ",
    "counter": "窓口",
    "online": "ネット",
    "post": "郵便",
    "convenience_store": "コンビニ",
    "excluded": "数えない",
    "included": "数える",
    "next_working_day": "次の開庁日",
    "same": "そのまま",
    "none": "なし",
    "applicant": "届け出る人",
    "everyone": "全員",
    "must": "直してから受け付ける",
    "ask": "たずねて確かめる",
}

_LISTS = frozenset({"asks", "asks_online", "prefill", "channels", "questions", "sources", "bring", "checks"})


def field_name(path: FieldPath) -> str:
    """「期限の長さ」 for `("deadline", "within")`; a name that is not known stays as it is."""
    return "の".join(FIELDS.get(part, part) for part in path)


def municipality_names(files: PackFiles) -> dict[str, str]:
    """The municipalities' names by code."""
    return {relative.stem: file.value["name"] for relative, file in files.of("municipality").items()}


class Words:
    """Says changes of fields with the names that one version of the packs gives to things."""

    def __init__(self, files: PackFiles) -> None:
        self._labels: dict[str, dict[str, str]] = {"desk": {}, "asks": {}, "bring": {}, "document": {}}
        for file in files.of("roles").values():
            self._labels["desk"] |= _labels(file.value["desk_roles"])
        for file in files.of("vocabulary").values():
            self._labels["asks"] |= _labels(file.value.get("items", {}))
        self._labels["asks_online"] = self._labels["asks"]
        self._labels["prefill"] = self._labels["asks"]
        for file in files.of("items_to_bring").values():
            self._labels["bring"] |= _labels(file.value)
        for file in files.of("document").values():
            self._labels["document"][file.value["key"]] = file.value["label"]
        self._labels["flow"] = {file.value["key"]: file.value["label"] for file in files.of("flow").values()}
        self._labels["flow"][BY_HAND] = "手で進める"

    def changes(self, change: FieldChange) -> list[str]:
        """One or more sentences without an end mark: what was, and what is."""
        name, field = field_name(change.path), change.path[-1]
        if field in (
            "asks",
            "asks_online",
            "prefill",
            "channels",
            "questions",
            "sources",
            "bring",
            "checks",
        ) and (_is_plain_list(change.old) and _is_plain_list(change.new)):
            return self._list_changes(name, field, change.old or [], change.new or [])
        if change.old is None:
            return [f"{name}が足されます: {self.value(field, change.new)}"]
        if change.new is None:
            return [f"{name}がなくなります（いまは {self.value(field, change.old)}）"]
        return [f"{name}: {self.value(field, change.old)} → {self.value(field, change.new)}"]

    def value(self, field: str, value: Any) -> str:
        """A value in words."""
        if value is None:
            return "なし"
        if isinstance(value, bool):
            return "はい" if value else "いいえ"
        if isinstance(value, Mapping):
            if {"from", "value"} <= value.keys():
                return f"{value['from']}から {self.value(field, value['value'])}"
            return "、".join(f"{FIELDS.get(key, key)} {self.value(key, one)}" for key, one in value.items())
        if isinstance(value, list):
            return "、".join(self._entry(field, one) for one in value) or "なし"
        if isinstance(value, int):
            unit = {"minutes": "分", "amount": "円"}.get(field, "")
            return f"{value:,}{unit}"
        if field == "within" and value.partition(" ")[2] in ("days", "months"):
            count, _, unit = value.partition(" ")
            return f"{count}{'日' if unit == 'days' else 'か月'}以内"
        known = self._labels.get(field, {})
        return f"「{known.get(value) or VALUE_WORDS.get(value) or value}」"

    def _entry(self, field: str, entry: Any) -> str:
        if not isinstance(entry, Mapping):
            return self.value(field, entry)
        for name in ("what", "title", "say", "item"):
            if name in entry and "from" not in entry:
                return self.value(field, entry[name])
        return self.value(field, entry)

    def _list_changes(self, name: str, field: str, old: Sequence[Any], new: Sequence[Any]) -> list[str]:
        before = {self._entry(field, one): one for one in old}
        after = {self._entry(field, one): one for one in new}
        found = [f"{name}に{entry}が足されます" for entry in after if entry not in before]
        found += [f"{name}から{entry}がなくなります" for entry in before if entry not in after]
        found += [
            f"{name}の{entry}が変わります"
            for entry in after
            if before.get(entry, after[entry]) != after[entry]
        ]
        return found or [f"{name}の順番が変わります"]


def _labels(raw: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    return {key: one["label"] for key, one in raw.items()}


def _is_plain_list(value: Any) -> bool:
    dated = isinstance(value, list) and any(isinstance(one, Mapping) and "value" in one for one in value)
    return value is None or (isinstance(value, list) and not dated)
