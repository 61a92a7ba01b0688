"""What goes wrong below a daemon: a disk that is full or broken and a clock that steps, by a library
that is loaded before it (faults.c), and disks that are really small."""
from __future__ import annotations

import mmap
import os
import shutil
import struct
import subprocess
import tempfile
import unittest

from client import TOOL, Client, Daemon
from world import TODAY

LIBRARY = os.environ.get("BW_FAULTS_LIBRARY", "")
FULL = os.environ.get("BEKWAAM_FULL") == "1"


class Orders:
    """The file that the library maps: what is to go wrong."""

    FIELDS = ("clock_s", "write_code", "sync_code", "meta_code", "is_short", "met")
    SHAPE = "=qiiiii"

    def __init__(self):
        self.file = tempfile.NamedTemporaryFile(prefix="bwfaults")
        self.file.write(bytes(4096))
        self.file.flush()
        self.map = mmap.mmap(self.file.fileno(), 4096)

    def give(self, **orders) -> None:
        """These; everything else is well again, and counted from nought."""
        assert set(orders) <= set(self.FIELDS)
        self.map[:struct.calcsize(self.SHAPE)] = struct.pack(
            self.SHAPE, *(int(orders.get(name, 0)) for name in self.FIELDS))

    @property
    def met(self) -> int:
        """How often something failed by these orders."""
        return struct.unpack_from(self.SHAPE, self.map)[-1]

    def close(self) -> None:
        self.map.close()
        self.file.close()


class FaultyDaemon(Daemon):
    """A daemon with the library before it."""

    def __init__(self, **options):
        self.orders = Orders()
        super().__init__(**{"today": TODAY, **options})

    def environment(self) -> dict:
        return {**os.environ, "LD_PRELOAD": LIBRARY, "BW_FAULTS": self.orders.file.name,
                "ASAN_OPTIONS": "verify_asan_link_order=0:" + os.environ.get("ASAN_OPTIONS", "")}

    def __exit__(self, *_) -> None:
        try:
            super().__exit__()
        finally:
            self.orders.close()


class SmallDisk:
    """A file system of so many bytes, mounted for the test; `path` is None where that is not
    allowed."""

    def __init__(self, size: int):
        self.path: str | None = tempfile.mkdtemp(prefix="bwdisk")
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "bekwaam", self.path],
                              capture_output=True, check=False)
        if done.returncode != 0:
            os.rmdir(self.path)
            self.path = None

    def remount(self, options: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{options}", self.path], check=True)

    def close(self) -> None:
        if self.path:
            subprocess.run(["umount", self.path], check=True)
            os.rmdir(self.path)


def verify(data: str) -> subprocess.CompletedProcess:
    return subprocess.run([TOOL, "--data", data, "verify"], capture_output=True, text=True,
                          check=False, timeout=300)


def crash_and_start(test: unittest.TestCase, daemon: Daemon) -> Client:
    """Ends the daemon at once, wants a sound store, and asks the next one."""
    daemon.kill()
    done = verify(daemon.data)
    test.assertEqual(done.returncode, 0, done.stdout + done.stderr)
    daemon.start()
    return daemon.client()


def people(prefix: str, n: int, wish: str = "talk") -> list[dict]:
    return [{"id": f"{prefix}{i:05}", "org": "stad", "team": "balie", "role": "clerk",
             "wishes": [wish]} for i in range(n)]


def ids(client: Client, kind: str = "employee") -> set[str]:
    return {item["id"] for item in client.everything(kind)}


def copy_of(data: str) -> str:
    """A copy of a store, in a directory of its own."""
    path = tempfile.mkdtemp(prefix="bwcopy")
    shutil.copy(os.path.join(data, "data.mdb"), path)
    return path
