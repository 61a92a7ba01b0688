"""A small MessagePack-RPC client and a real daemon to talk to, for the end-to-end tests."""
from __future__ import annotations

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile

import msgpack

ROOT = pathlib.Path(__file__).resolve().parents[2]
# By hand: the release build, which figures are about, where there is one.
BUILT = next((path for path in (ROOT / "build/release", ROOT / "build/dev")
              if (path / "bekwaamd").exists()), ROOT / "build/dev")
DAEMON = os.environ.get("BEKWAAMD", str(BUILT / "bekwaamd"))
TOOL = os.environ.get("BEKWAAM", str(BUILT / "bekwaam"))
SHARED = ROOT.parent / "shared"
TIMEOUT = float(os.environ.get("BW_TEST_TIMEOUT", "120"))


class RpcError(Exception):
    """An answer with an error; `code` is its first word."""

    @property
    def code(self) -> str:
        return str(self).split(":", 1)[0]


class Client:
    """One connection, to a UNIX path or to HOST:PORT; one question at a time."""

    def __init__(self, address: str):
        if "/" in address:
            self.sock = socket.socket(socket.AF_UNIX)
            self.sock.settimeout(TIMEOUT)
            self.sock.connect(address)
        else:
            host, port = address.rsplit(":", 1)
            self.sock = socket.create_connection((host.strip("[]"), int(port)), TIMEOUT)
        self.unpacker = msgpack.Unpacker(raw=False, strict_map_key=False)
        self.msgid = 0

    def close(self) -> None:
        self.sock.close()

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def receive(self):
        """The next message, or None when the other side closed."""
        while True:
            try:
                return next(self.unpacker)
            except StopIteration:
                pass
            data = self.sock.recv(1 << 16)
            if not data:
                return None
            self.unpacker.feed(data)

    def request(self, method: str, args: dict | None = None) -> int:
        self.msgid += 1
        self.send(msgpack.packb([0, self.msgid, method, [args] if args is not None else []]))
        return self.msgid

    def call(self, method: str, args: dict | None = None):
        msgid = self.request(method, args)
        answer = self.receive()
        if answer is None:
            raise ConnectionError("the daemon closed the connection")
        assert answer[0] == 1 and answer[1] == msgid and len(answer) == 4, answer
        if answer[2] is not None:
            assert isinstance(answer[2], str) and ": " in answer[2], answer
            assert answer[3] is None
            raise RpcError(answer[2])
        return answer[3]

    def everything(self, kind: str) -> list[dict]:
        """All records of a kind, page by page."""
        items, after = [], None
        while True:
            page = self.call(f"{kind}.list", {"limit": 1000, **({"after": after} if after else {})})
            items += page["items"]
            after = page.get("next")
            if not after:
                return items

    def raw(self, method: str, args: dict) -> bytes:
        """The bytes of the result, as sent."""
        self.msgid = 99  # the same envelope each time
        self.request(method, args)
        data = b""
        while True:
            more = self.sock.recv(1 << 16)
            if not more:
                raise ConnectionError("the daemon closed the connection")
            data += more
            try:
                msgpack.unpackb(data, strict_map_key=False)
                return data
            except ValueError:
                continue


class Daemon:
    """A real bekwaamd on a store of its own (or a given one)."""

    def __init__(self, today: str | None = "2026-11-23", workers: int = 2, data: str | None = None,
                 config: str | None = None, listen: tuple[str, ...] = ("none",),
                 options: tuple[str, ...] = (), words=None):
        self.dir = tempfile.mkdtemp(prefix="bw")
        self.data = data or os.path.join(self.dir, "store")
        self.today, self.workers, self.config, self.listen = today, workers, config, listen
        self.options, self.words = options, words   # words: where its complaints go, a file
        self.addresses: list[str] = []
        self.process: subprocess.Popen | None = None
        self.start()

    @property
    def path(self) -> str:
        return os.path.join(self.dir, "s")

    def environment(self) -> dict | None:
        return None

    def start(self) -> None:
        command = [DAEMON]
        if self.config:
            command += ["--config", self.config]
        command += ["--data", self.data, "--unix", self.path,
                    "--workers", str(self.workers)]
        if self.today:   # else by the clock
            command += ["--today", self.today]
        for address in self.listen:
            command += ["--listen", address]
        command += self.options
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.words,
                                        text=True, env=self.environment())
        self.addresses = []
        while self.path not in self.addresses:   # the UNIX socket is named last
            line = self.process.stdout.readline()
            if not line.startswith("listening on "):
                raise RuntimeError(f"bekwaamd did not start: {line!r}, exit {self.process.wait()}")
            self.addresses.append(line.split()[-1])

    def client(self, address: str | None = None) -> Client:
        return Client(address or self.path)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(TIMEOUT)
        self.process.stdout.close()
        return code

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def restart(self) -> int:
        code = self.stop()
        self.start()
        return code

    def __enter__(self) -> "Daemon":
        return self

    def __exit__(self, *_) -> None:
        code = self.stop() if self.process.poll() is None else self.process.returncode
        shutil.rmtree(self.dir, ignore_errors=True)
        assert code == 0, f"bekwaamd ended with {code}"


KINDS = ["org", "team", "competency", "task", "role", "change", "course", "employee"]


def load(client: Client, records: dict, chunk: int = 500) -> None:
    """Puts a whole set of records {kind: [..]} the way an LMS would."""
    for kind in KINDS:
        items = records.get(kind, [])
        for at in range(0, len(items), chunk):
            client.call(f"{kind}.put", {"items": items[at:at + chunk]})
    for kind in ("evidence", "event"):
        items = records.get(kind, [])
        for at in range(0, len(items), chunk):
            client.call(f"{kind}.add", {"items": items[at:at + chunk]})
