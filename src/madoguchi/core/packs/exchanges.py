"""Makes the kinds of messages that authorities send each other, and checks what they refer to."""

from __future__ import annotations

from collections.abc import Mapping

from madoguchi.core.packs.definitions import check_key, reporter, unknown_items
from madoguchi.core.packs.files import PackFiles
from madoguchi.core.packs.model import DeskRole, DocumentDefinition, ExchangeKind, Party
from madoguchi.core.packs.problems import did_you_mean
from madoguchi.core.packs.procedures import sources_from
from madoguchi.core.vocabulary import Vocabulary


def exchanges_from(
    files: PackFiles,
    vocabulary: Vocabulary,
    desk_roles: Mapping[str, DeskRole],
    documents: Mapping[str, DocumentDefinition],
) -> dict[str, ExchangeKind]:
    """The kinds of the common pack and of all regions, by key."""
    report = reporter(files)
    kinds: dict[str, ExchangeKind] = {}
    places: dict[str, str] = {}
    for relative, file in files.of("exchange").items():
        raw = file.value
        check_key(report, file, relative.stem, "ファイル")
        key = relative.stem
        if key in kinds:
            report(file, ("key",), f"送付「{key}」が2つあります。", f"もう1つは {places[key]} です。")
            continue
        places[key] = file.name
        unknown_items(report, file, ("items",), "items", raw["items"], vocabulary)
        if raw["desk"] not in desk_roles or desk_roles[raw["desk"]].outside:
            inside = [role for role, one in desk_roles.items() if not one.outside]
            report(
                file,
                ("desk",),
                f"desk の「{raw['desk']}」という役所の窓口の役割はありません。",
                did_you_mean(raw["desk"], inside),
            )
        paper = raw.get("paper")
        if paper is not None and paper not in documents:
            report(
                file,
                ("paper",),
                f"paper の「{paper}」という書類はありません。",
                did_you_mean(paper, documents),
            )
        if not raw["items"] and not raw.get("parts"):
            report(
                file,
                ("items",),
                "items も parts も空です。何も送れません。",
                "送る項目を items に書いてください。",
            )
        kinds[key] = ExchangeKind(
            key=key,
            label=raw["label"],
            law=raw["law"],
            desk=raw["desk"],
            items=tuple(raw["items"]),
            keep_days=raw["keep_days"],
            sources=sources_from(raw["sources"]),
            sender=Party(raw.get("from", Party.MUNICIPALITY)),
            receiver=Party(raw.get("to", Party.MUNICIPALITY)),
            parts=dict(raw.get("parts", {})),
            files=raw.get("files", 0),
            paper=paper,
            example=frozenset(raw.get("example", ())),
        )
    return kinds
