"""Check a drawing that somebody made with any tool. Nothing of it is stored."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.bpmn import LARGEST_FILE, BpmnMistake, BpmnRefusedError, Look, NodeKind, look_at
from madoguchi.surfaces.staff_web.flows.presentation.picture import Picture
from madoguchi.surfaces.staff_web.site import desk_page, packs

_LONGEST_NAME = 100


@who_may_call("packs.read")
@require_http_methods(["GET", "HEAD", "POST"])
def check_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The form; with a file what it would refuse, or the picture."""
    del municipality_code
    if request.method != "POST":
        return _page(request)
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return _page(request, 422, problem="ファイルを選んでください。")
    name = PurePath(file.name or "").name[:_LONGEST_NAME]
    try:
        found = look_at(_content(file))
    except BpmnRefusedError as refused:
        return _page(request, 422, name=name, mistakes=refused.mistakes)
    unknown = _unknown_actions(found)
    words = f"「{found.diagram.name or name}」の流れの図。同じことが、下の表にあります。"
    return _page(
        request,
        name=name,
        found=found,
        unknown=unknown,
        known=packs().flow_actions.values() if unknown else (),
        shown=Picture(words, drawing=found.text) if found.is_drawn else None,
        steps=[
            (node, found.diagram.lanes[node.lane].name if node.lane else "")
            for node in found.diagram.nodes.values()
            if node.kind.is_work or node.kind.is_event
        ],
    )


def _page(request: HttpRequest, status: int = 200, **values: Any) -> HttpResponse:
    nothing: dict[str, Any] = {"name": "", "problem": "", "mistakes": (), "found": None, "shown": None}
    return desk_page(request, "flows/check.html", status=status, **(nothing | values))


def _content(file: UploadedFile[Any]) -> bytes:
    """Raises BpmnRefusedError before a file that is too large is read."""
    size = file.size or 0
    if size > LARGEST_FILE:
        remedy = f"{LARGEST_FILE // 1_000_000}MBまでです。図を分けるか、画像の貼り付けをやめてください。"
        raise BpmnRefusedError([BpmnMistake(1, f"ファイルが大きすぎます（{size:,}バイト）。", remedy)])
    content: bytes = file.read()
    return content


def _unknown_actions(found: Look) -> list[str]:
    """The service tasks whose action this installation does not have."""
    return [
        f"{node.called}の処理「{node.implementation}」"
        for node in found.diagram.nodes.values()
        if node.kind is NodeKind.SERVICE and node.implementation not in packs().flow_actions
    ]
