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
    "htmx": {
        "htmx.min.js": "htmx.org/dist/htmx.min.js",
    },
    "zxing-wasm": {
        "reader.js": "zxing-wasm/dist/iife/reader/index.js",
        "zxing_reader.wasm": "zxing-wasm/dist/reader/zxing_reader.wasm",
    },
    "bpmn-js": {
        "bpmn-navigated-viewer.js": "bpmn-js/dist/bpmn-navigated-viewer.production.min.js",
        "bpmn-js.css": "bpmn-js/dist/assets/bpmn-js.css",
        "diagram-js.css": "bpmn-js/dist/assets/diagram-js.css",
        "LICENSE": "bpmn-js/LICENSE",
    },
    "axe-core": {
        "axe.min.js": "axe-core/axe.min.js",
    },
}


def main() -> int:
    """Copy anew; a file that is missing in the package stops with its name."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    for folder, files in FILES.items():
        target_folder = VENDOR / folder
        target_folder.mkdir(parents=True, exist_ok=True)
        for name, source in files.items():
            shutil.copyfile(MODULES / source, target_folder / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
