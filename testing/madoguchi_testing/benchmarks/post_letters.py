"""Puts sealed letters of a folder into the mailbox of the public zone, as a process of that zone.

python -m madoguchi_testing.benchmarks.post_letters FOLDER MUNICIPALITY
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django


def main(folder: Path, municipality_code: str) -> None:
    """One letter for each file."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "madoguchi.settings.public"
    django.setup()
    from madoguchi.core.accounts.actor import Actor
    from madoguchi.core.actions import Context, run
    from madoguchi.engines.mailbox.api import NewLetter, PostLetter

    context = Context(municipality_code, Actor.resident("bench"), purpose="計測")
    for file in sorted(folder.glob("*.letter")):
        run(PostLetter(), context, NewLetter([file.read_bytes()]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
