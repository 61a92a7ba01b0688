"""What the tests of batch share: a daemon on the sample, and a door that holds its answers back."""
import contextlib
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import msgpack

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from client import Client, Daemon  # noqa: E402  (it lies beside the end-to-end tests)
from tool import BEKWAAM, SAMPLE, TODAY, ToolTest  # noqa: E402

FORMS = ("jsonl", "csv", "msgpack")
PATIENCE = 60


def wait_until(holds):
    """Looks again and again; False when it never comes true."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(.002)
    return False


class Gate:
    """A door before the daemon that lets so many answers to recommend.many about people through on
    each connection and holds the rest: whoever asks stands still in the middle of a batch."""

    def __init__(self, upstream: str, path: str, most: int):
        self.upstream, self.most = upstream, most
        self.held = threading.Event()
        self.socks = []
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(self.upstream)
                self.socks += [near, far]
                threading.Thread(target=self.ask, args=(near, far), daemon=True).start()
                threading.Thread(target=self.answer, args=(near, far), daemon=True).start()

    @staticmethod
    def ask(near, far):
        with contextlib.suppress(OSError):
            while data := near.recv(1 << 16):
                far.sendall(data)
            far.shutdown(socket.SHUT_WR)

    @staticmethod
    def is_about_people(message) -> bool:
        items = message[3].get("items") if isinstance(message[3], dict) else None
        return bool(items) and isinstance(items[0], dict)

    def answer(self, near, far):
        plain = msgpack.Unpacker(raw=False, strict_map_key=False, max_buffer_size=1 << 30)
        sent, left, data = 0, self.most, b""
        with contextlib.suppress(OSError):
            while more := far.recv(1 << 16):
                data += more
                plain.feed(more)
                for message in plain:
                    left -= self.is_about_people(message)
                    if left < 0:
                        self.held.set()
                        return
                    near.sendall(data[sent:plain.tell()])
                    sent = plain.tell()
            near.shutdown(socket.SHUT_RDWR)

    def close(self):
        self.listener.close()
        for sock in self.socks:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()


@unittest.skipUnless((SAMPLE / "event.jsonl").exists(), "the sample is not there")
class BatchTest(ToolTest):
    """A daemon on the sample, for all tests of a class."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="bw-batch-")
        cls.addClassCleanup(folder.cleanup)
        cls.store = os.path.join(folder.name, "store")
        for args in (["init", cls.store],
                     ["--data", cls.store, "--today", TODAY, "import", "jsonl", str(SAMPLE)]):
            subprocess.run([BEKWAAM, *args], check=True, stdout=subprocess.DEVNULL, timeout=120)
        cls.daemon = Daemon(today=TODAY, data=cls.store)
        cls.addClassCleanup(lambda: cls.daemon.__exit__())
        lines = (SAMPLE / "employee.jsonl").read_text().splitlines()
        cls.org_of = {record["id"]: record["org"] for record in map(json.loads, lines)}
        cls.ids = sorted(cls.org_of, key=str.encode)

    def batch(self, out, *args, code=0, door=None, who=("--all",)):
        return self.run_tool("--unix", door or self.daemon.path, "batch", *who, "--out", out, *args,
                             code=code)

    def bytes_of(self, out):
        return (self.dir / out).read_bytes()

    def left_overs(self):
        return sorted(path.name for path in self.dir.iterdir() if ".part" in path.name)

    def one_by_one(self, ids, **args):
        """The packed answers of recommend, as they came."""
        client = Client(self.daemon.path)
        try:
            envelope = b"\x94\x01\x64\xc0"   # [1, 100, nil,
            answers = [client.raw("recommend", {"employee": i, **args}) for i in ids]
            assert all(answer.startswith(envelope) for answer in answers)
            return [answer[len(envelope):] for answer in answers]
        finally:
            client.close()
