"""The desk of a typesetting thread: the packs as they are, and the data of one document beside them.

typst remembers what it evaluated, but forgets all of it when `sys.inputs` differ. A file that a layout reads
makes it forget only what depends on that file: the shared parts are evaluated once, which saves a fifth of
the work of a form. The file lives in memory (memfd, Linux): nobody's data touches a disk, and it is gone with
the process, whatever happens.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DATA = "data.json"
"""What a layout reads, at the root that typst sees."""


class Desk:
    """A folder that shows typst the packs below `root`, and `/data.json` with one document's data.

    Used by one thread only. The folder holds symbolic links and names of layouts, never data.
    """

    def __init__(self, root: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="madoguchi-typst-")).resolve()
        self._root = root.resolve()
        self._data = os.memfd_create("document")
        self._owner = os.getpid()
        for entry in self._root.iterdir():
            (self.folder / entry.name).symlink_to(entry)
        (self.folder / DATA).symlink_to(f"/proc/self/fd/{self._data}")
        atexit.register(self._clear)

    def entrance(self, template: Path) -> Path:
        """A file that includes the layout; typst wants the first file itself, not a link, below its root."""
        inside = template.resolve().relative_to(self._root)
        entrance = self.folder / ("-".join(inside.parts) + ".entrance.typ")
        entrance.write_text(f'#include "/{inside.as_posix()}"\n', encoding="utf-8")
        return entrance

    @contextmanager
    def holding(self, text: str) -> Iterator[None]:
        """While a document is set, its data lies on the desk; afterwards the desk is empty."""
        written = memoryview(text.encode())
        while written:
            written = written[os.write(self._data, written) :]
        try:
            yield
        finally:
            os.ftruncate(self._data, 0)
            os.lseek(self._data, 0, os.SEEK_SET)

    def _clear(self) -> None:
        """At the end of the process that made it; a forked worker leaves its parent's desk alone."""
        if os.getpid() == self._owner:
            shutil.rmtree(self.folder, ignore_errors=True)
