"""Copy the front-end files that pages load from node_modules to static/vendor (git ignores both)."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
MODULES = CHECKOUT / "node_modules"
VENDOR = CHECKOUT / "src/madoguchi/surfaces/shared_web/static/vendor"

FILES = {
    "design-tokens": {
        "tokens.css": "@digital-go-jp/design-tokens/dist/tokens.css",
    },
    "biz-udpgothic": {
        "400.css": "@fontsource/biz-udpgothic/400.css",
        "700.css": "@fontsource/biz-udpgothic/700.css",
        "LICENSE": "@fontsource/biz-udpgothic/LICENSE",
        # Pieces by range of characters: a page loads the few that it shows.
        "files": "@fontsource/biz-udpgothic/files/*.woff2",
    },
    "htmx": {
        "htmx.min.js": "htmx.org/dist/htmx.min.js",
    },
    "zxing-wasm": {
        "reader.js": "zxing-wasm/dist/iife/reader/index.js",
        "zxing_reader.wasm": "zxing-wasm/dist/reader/zxing_reader.wasm",
    },
    "axe-core": {
        "axe.min.js": "axe-core/axe.min.js",
    },
}


def main() -> int:
    """Copy; a file that is missing in the package stops with its name."""
    for folder, files in FILES.items():
        target_folder = VENDOR / folder
        target_folder.mkdir(parents=True, exist_ok=True)
        for name, source in files.items():
            if "*" not in source:
                shutil.copyfile(MODULES / source, target_folder / name)
                continue
            parent, pattern = source.rsplit("/", 1)
            (target_folder / name).mkdir(exist_ok=True)
            for file in sorted((MODULES / parent).glob(pattern)):
                shutil.copyfile(file, target_folder / name / file.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
