"""The sample region in a daemon: loaded once, copied for each who asks."""
from __future__ import annotations

import atexit
import os
import pathlib
import shutil
import subprocess
import tempfile

from client import ROOT, TOOL, Daemon

TODAY = "2026-11-24"
_made: list[str] = []


def store() -> str:
    """A folder with a store that holds data/sample; not to be changed."""
    if not _made:
        folder = tempfile.mkdtemp(prefix="bwsample")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        path = os.path.join(folder, "store")
        for command in (["init", path],
                        ["--data", path, "--today", TODAY, "import", "jsonl", str(ROOT / "data/sample")]):
            subprocess.run([TOOL, *command], check=True, capture_output=True)
        _made.append(path)
    return _made[0]


class SampleDaemon(Daemon):
    """A daemon on a copy of it."""

    def __init__(self, **options):
        self.folder = tempfile.mkdtemp(prefix="bwcopy")
        shutil.copytree(store(), pathlib.Path(self.folder) / "store")
        super().__init__(today=TODAY, data=os.path.join(self.folder, "store"), **options)

    def __exit__(self, *args) -> None:
        super().__exit__(*args)
        shutil.rmtree(self.folder, ignore_errors=True)
