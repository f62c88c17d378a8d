"""What other files of the packs say of flows: options that are chosen, documents that are sent round."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from madoguchi.core.packs.definitions import reporter
from madoguchi.core.packs.files import PackFiles
from madoguchi.core.packs.model.flows import Flow, FlowAction
from madoguchi.core.packs.problems import did_you_mean
from madoguchi.core.packs.yaml_reading import ValuePath, YamlFile


def check_choices(files: PackFiles, file: YamlFile, flows: Mapping[str, Flow]) -> None:
    """The options of flows that an overlay sets: each must be there, with one of its choices."""
    report = reporter(files)
    for key, chosen in file.value.get("flows", {}).items():
        flow = flows.get(key)
        if flow is None:
            report(file, ("flows", key), f"「{key}」という流れはありません。", did_you_mean(key, flows))
            continue
        for option, value in chosen.items():
            place: ValuePath = ("flows", key, option)
            if option not in flow.options:
                message = f"流れ「{flow.label}」に「{option}」という選び方はありません。"
                report(file, place, message, did_you_mean(option, flow.options) or "この行を消してください。")
            elif value not in flow.options[option].choices:
                message = f"「{flow.options[option].label}」に「{value}」はありません。"
                report(file, place, message, did_you_mean(value, flow.options[option].choices))


def check_documents(
    files: PackFiles, flows: Mapping[str, Flow], actions: Mapping[str, FlowAction], kinds: Collection[str]
) -> None:
    """What steps send round: a document of a kind (of 電子決裁) that is there, and only where one is sent."""
    report = reporter(files)
    for file in files.of("flow").values():
        flow = flows.get(file.value["key"])
        for key, step in {} if flow is None else flow.steps.items():
            wanted = step.runs in actions and actions[step.runs].wants_approval
            place: ValuePath = ("steps", key, "approval") if step.approval is not None else ("steps",)
            if wanted and step.approval is None:
                message = f"手順「{step.label}」に、どの文書を決裁に回すかが書かれていません。"
                report(
                    file, place, message, f"steps の {key} に approval（kind、title、text）を足してください。"
                )
            elif not wanted and step.approval is not None:
                message = f"手順「{step.label}」は決裁に回す処理ではないので、approval は使われません。"
                report(file, place, message, "この行を消してください。")
            elif step.approval is not None and step.approval.kind not in kinds:
                message = f"approval の kind「{step.approval.kind}」という文書の種類はありません。"
                report(file, place, message, did_you_mean(step.approval.kind, kinds))
