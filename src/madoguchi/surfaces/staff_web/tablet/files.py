"""Which files the tablet keeps for the time without network, and the version of them together."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

from madoguchi.surfaces.shared_web.theme import style_sheet
from madoguchi.surfaces.staff_web.site import pack_or_404

STYLES = (
    "vendor/design-tokens/tokens.css",
    "shared_web/tokens.css",
    "shared_web/base.css",
    "shared_web/components.css",
    "shared_web/notices.css",
    "shared_web/forms.css",
    "shared_web/print.css",
    "staff_web/tablet/tablet.css",
)
SCRIPTS = tuple(f"staff_web/tablet/{name}.js" for name in ("app", "dom", "form", "office", "vault"))
DRAWINGS = ("shared_web/mark.svg",)
WORKER = "staff_web/tablet/worker.js"


def kept_addresses(municipality_code: str) -> list[str]:
    """The addresses that the service worker keeps: the page itself first."""
    return [
        reverse("tablet:shell", args=[municipality_code]),
        reverse("staff_web:theme", args=[municipality_code]),
        *(static(name) for name in (*STYLES, *SCRIPTS, *DRAWINGS)),
    ]


@lru_cache(maxsize=64)
def version_of(municipality_code: str) -> str:
    """Twelve hexadecimal digits that change with any of the files, the page and the colour."""
    pack = pack_or_404(municipality_code)
    digest = hashlib.sha256(style_sheet(pack.municipality.key_colour).encode())
    digest.update(shell_html(municipality_code).encode())
    for name in (*STYLES, *SCRIPTS, *DRAWINGS, WORKER):
        found = finders.find(name)
        if found is None:
            raise FileNotFoundError(name)
        digest.update(Path(found).read_bytes())
    return digest.hexdigest()[:12]


def shell_html(municipality_code: str) -> str:
    """The page: the same for everybody, without anybody's name."""
    municipality = pack_or_404(municipality_code).municipality
    return render_to_string(
        "staff_web/tablet.html",
        {"municipality": municipality, "styles": STYLES, "worker": WORKER},
    )
