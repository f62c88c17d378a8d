"""In a demo the pages of each site know where they follow what changes."""

from __future__ import annotations

from madoguchi.surfaces.cli.live_demo import with_live


def test_the_site_is_told_and_one_process_more_serves_its_streams() -> None:
    zone, site, live = {"MADOGUCHI_ZONE": "office", "X": "1"}, "127.0.0.1:8001", "127.0.0.1:8003"
    serving = ["serve", "--zone", "office", "--bind", site]
    commands = with_live([(zone, serving), (zone, ["work"])], "office", site, live)
    assert commands == [
        ({**zone, "MADOGUCHI_LIVE_URL": f"http://{live}"}, serving),
        (zone, ["work"]),
        ({**zone, "MADOGUCHI_LIVE_ORIGINS": f"http://{site}"}, ["serve", "--zone", "office", "--live", live]),
    ]
