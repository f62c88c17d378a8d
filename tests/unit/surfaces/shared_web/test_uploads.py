"""However many files a browser sends, no more is kept than one may be large."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from madoguchi.surfaces.shared_web.uploads import was_too_large


@pytest.fixture(autouse=True)
def _one_megabyte(settings: Any) -> None:
    settings.MADOGUCHI_ATTACHMENT_MEGABYTES = 1


@pytest.mark.parametrize(
    ("sizes", "kept"),
    [
        pytest.param([1_000_000], 1_000_000, id="as-large-as-may-be"),
        pytest.param([1_000_001], 0, id="one-too-large"),
        pytest.param([600_000, 600_000, 600_000], 600_000, id="many"),
        pytest.param([2_000_000, 10], 0, id="a-small-one-after-a-large-one"),
    ],
)
def test_all_files_of_a_request_share_one_limit(sizes: list[int], kept: int) -> None:
    files = [SimpleUploadedFile(f"{number}.pdf", b"x" * size) for number, size in enumerate(sizes)]
    request = RequestFactory().post("/", {"file": files, "name": "kept"})
    assert sum(one.size for one in request.FILES.getlist("file")) == kept
    assert was_too_large(request) == (kept != sum(sizes))
    assert request.POST["name"] == "kept"
