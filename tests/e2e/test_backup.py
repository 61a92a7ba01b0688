"""Backups, increments and restoring through a real daemon: while others write, with kill -9 in the
middle, with flipped bytes, and held against the original record by record and answer by answer."""
from __future__ import annotations

import hashlib
import json
import os
import pathlib
import random
import subprocess
import threading
import time
import unittest

from client import TOOL, Client, Daemon, RpcError, load
from embedding import make_space, row, upload_external, upload_trained
from learned import small, upload_model
from world import TODAY, evidence, make_course, town

ROUNDS = 60 if os.environ.get("BEKWAAM_FULL") else 4


def people(start: int, n: int) -> list:
    return [{"id": f"p{i:06}", "org": "stad", "team": "balie", "role": "clerk"}
            for i in range(start, start + n)]


class Writer(threading.Thread):
    """Puts people one after another, with evidence, and keeps the revision of each answer."""

    def __init__(self, client: Client):
        super().__init__()
        self.client, self.revisions, self.ending = client, {}, threading.Event()

    def run(self) -> None:
        number = 0
        while not self.ending.is_set():
            who = f"p{number:06}"
            self.revisions[who] = self.client.call("employee.put",
                                                   {"items": people(number, 1)})["revision"]
            self.client.call("evidence.add", {"items": [{**evidence(number % 6), "employee": who}]})
            if number % 7 == 3:
                self.client.call("event.add", {"items": [{
                    "id": f"v{number}", "employee": who, "course": "c1", "type": "completed",
                    "at": "2026-11-02T10:00:00Z"}]})
            number += 1


class Backup(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon(today=TODAY, listen=("127.0.0.1:0",))
        self.addCleanup(lambda: self.daemon.__exit__())
        self.client = self.daemon.client()
        self.addCleanup(lambda: self.client.close())
        self.dir = pathlib.Path(self.daemon.dir)
        self.fill()

    def fill(self) -> None:
        records = town()
        records["course"] = [make_course(f"c{i}") for i in range(4)]
        load(self.client, records)

    def call(self, method: str, **args):
        return self.client.call(method, args)

    def run_tool(self, *args, code: int = 0) -> str:
        done = subprocess.run([TOOL, "--lang", "en", *map(str, args)], capture_output=True, text=True,
                              timeout=100, check=False)
        self.assertEqual(done.returncode, code, f"{args}\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def ask(self, *args, code: int = 0) -> str:
        return self.run_tool("--unix", self.daemon.path, *args, code=code)

    def records(self, data) -> dict[str, bytes]:
        """The files of a whole export."""
        out = self.dir / f"export-{time.monotonic_ns()}"
        self.run_tool("--data", data, "export", "jsonl", out)
        return {path.name: path.read_bytes() for path in sorted(out.iterdir())}

    def assert_clean(self, data) -> None:
        self.assertIn(" 0 wrong", self.run_tool("--data", data, "verify"))

    def test_while_others_write(self):
        writer = Writer(self.daemon.client())
        writer.start()
        (self.dir / "inc").mkdir()
        before = self.dir / "b0"
        self.ask("backup", before)
        since, moments = before, []
        for i in range(1, 5):
            time_out = time.monotonic() + 20
            while len(writer.revisions) < 25 * i and time.monotonic() < time_out:
                self.client.call("server.ping")
            self.ask("backup", self.dir / f"b{i}")
            self.ask("export", "--since", since, self.dir / "inc" / f"{i}")
            since = self.dir / "inc" / f"{i}"
            moments.append(json.loads((self.dir / f"b{i}" / "manifest.json").read_text())["revision"])
        writer.ending.set()
        writer.join()
        writer.client.close()
        self.ask("export", "--since", since, self.dir / "inc" / "5")
        self.assertEqual(self.daemon.stop(), 0)
        for i, revision in enumerate(moments, 1):
            self.assertIn(" 0 wrong", self.run_tool("backup", "--verify", self.dir / f"b{i}"))
            copy, replayed = self.dir / f"copy{i}", self.dir / f"replayed{i}"
            self.run_tool("restore", self.dir / f"b{i}", "--data", copy)
            self.run_tool("restore", before, "--data", replayed, "--replay", self.dir / "inc",
                          "--until", revision)
            there = self.records(copy)
            self.assertEqual(there, self.records(replayed))
            ids = {json.loads(line)["id"] for line in there["employee.jsonl"].splitlines()}
            self.assertEqual(ids - {"e1"}, {who for who, at in writer.revisions.items()
                                            if at <= revision})
        whole = self.dir / "whole"
        self.run_tool("restore", before, "--data", whole, "--replay", self.dir / "inc")
        self.assert_clean(whole)
        self.assertEqual(self.records(self.daemon.data), self.records(whole))
        self.daemon.start()

    def answers(self, client: Client, names: list[str]) -> list[bytes]:
        return [client.raw(method, {"employee": name}) for name in names
                for method in ("recommend", "gap.employee", "evidence.list", "event.list")] + [
                    client.raw("model.list", {}), client.raw("verdict.list", {}),
                    client.raw("booking.list", {"org": "stad"})]

    def test_models_verdicts_bookings_deletions_and_imports(self):
        (self.dir / "inc").mkdir()
        self.ask("backup", self.dir / "b0")
        self.call("employee.put", items=people(0, 30))
        number = self.call("import.begin")["import"]
        self.call("import.add", **{"import": number, "kind": "employee", "items": people(30, 200)})
        self.call("import.add", **{"import": number, "kind": "evidence", "items": [
            {**evidence(i % 6), "employee": f"p{i:06}"} for i in range(30, 200)]})
        self.call("import.commit", **{"import": number})
        self.call("competency.put", items=[{"id": f"k{i}", "label": f"luisteren {i}"} for i in range(9)])
        upload_trained(self.client, make_space())
        self.call("tag.confirm", course="c2", reject=["k1"])
        self.call("booking.request", items=[{"employee": "p000001", "course": "c1"}], by="p000001")
        upload_model(self.client, small(.12))
        self.call("model.promote", version="m1", by="ria", override="proef")
        self.ask("export", "--since", self.dir / "b0", self.dir / "inc" / "1")
        upload_external(self.client, [row("competency", f"k{i}", [1., i, 2.]) for i in range(9)])
        self.call("competency.delete", ids=["k1", "k3"])
        self.call("employee.delete", ids=["p000229"])
        upload_model(self.client, small(.05))
        self.call("model.promote", version="m2", by="ria", override="proef")
        self.call("model.rollback", reason="vreemd")
        self.ask("export", "--since", self.dir / "inc" / "1", self.dir / "inc" / "2")
        names = ["e1"] + [f"p{i:06}" for i in range(0, 229, 19)]
        self.daemon.restart()  # with the votes and vectors that a start has
        self.client.close()
        self.client = self.daemon.client()
        before = self.answers(self.client, names)
        self.run_tool("restore", self.dir / "b0", "--data", self.dir / "new", "--replay",
                      self.dir / "inc")
        self.assert_clean(self.dir / "new")
        with Daemon(today=TODAY, data=str(self.dir / "new")) as again:
            client = again.client()
            self.assertEqual(before, self.answers(client, names))
            client.close()

    def test_what_is_refused(self):
        place = str(self.dir / "b")
        for args, code, text in (({"path": "b"}, "bad_request", "absolute"),
                                 ({"path": ""}, "bad_request", "absolute"),
                                 ({"path": "/nix/b"}, "bad_request", "No such file"),
                                 ({"path": self.daemon.data}, "conflict", "is there already")):
            with self.assertRaises(RpcError) as caught:
                self.client.call("server.backup", args)
            self.assertEqual(caught.exception.code, code)
            self.assertIn(text, str(caught.exception))
        by_tcp = self.daemon.client(self.daemon.addresses[0])
        for method, args in (("server.backup", {"path": place}),
                             ("server.increment", {"path": place, "since": 0})):
            with self.assertRaises(RpcError) as caught:
                by_tcp.call(method, args)
            self.assertEqual(caught.exception.code, "forbidden")
        by_tcp.close()
        self.assertFalse(os.path.exists(place))
        self.ask("backup", place)
        self.run_tool("--data", self.daemon.data, "backup", place + "2", code=3)
        self.assertIn("is there already", self.run_tool("restore", place, "--data", self.daemon.data,
                                                        code=1))
        self.assertIn("newest revision", self.ask("export", "--since", 10 ** 6, self.dir / "i",
                                                  code=1))
        with self.assertRaises(RpcError) as caught:
            self.client.call("server.increment", {"path": place + "/data.mdb", "since": 0})
        self.assertEqual(caught.exception.code, "conflict")

    def test_flipped_bytes_are_found(self):
        self.client.call("employee.put", {"items": people(0, 50)})
        place = self.dir / "b"
        self.ask("backup", place)
        data = bytearray((place / "data.mdb").read_bytes())
        data[data.index(b"\xa2id\xa7p000007") + 6] ^= 1
        (place / "data.mdb").write_bytes(data)
        self.assertIn("checksum", self.run_tool("backup", "--verify", place, code=1))
        self.assertIn("checksum", self.run_tool("restore", place, "--data", self.dir / "new", code=1))
        self.assertFalse((self.dir / "new").exists())
        # Also when somebody made the manifest fit: then it is the record's own.
        manifest = json.loads((place / "manifest.json").read_text())
        manifest["blake2b"] = hashlib.blake2b(data, digest_size=32).hexdigest()
        (place / "manifest.json").write_text(json.dumps(manifest))
        self.assertIn("table record: a value is damaged (checksum)",
                      self.run_tool("backup", "--verify", place, code=1))

    def grow(self) -> None:
        number = self.client.call("import.begin", {})["import"]
        for start in range(0, 8000, 2000):
            self.client.call("import.add", {"import": number, "kind": "employee",
                                            "items": people(start, 2000)})
        self.client.call("import.commit", {"import": number})

    def test_killed_in_the_middle_of_a_backup(self):
        self.grow()
        draw, place, whole = random.Random(7), self.dir / "b", 0
        began = time.monotonic()
        self.ask("backup", self.dir / "first")
        lasts = time.monotonic() - began
        for _ in range(ROUNDS):
            self.client.request("server.backup", {"path": str(place)})
            timer = threading.Timer(draw.uniform(0, lasts), self.daemon.process.kill)
            timer.start()
            timer.join()
            self.daemon.kill()
            self.client.close()
            if place.exists():
                whole += 1
                self.run_tool("backup", "--verify", place)
                place.rename(self.dir / f"whole{whole}")
            self.daemon.start()
            self.client = self.daemon.client()
        self.client.call("server.backup", {"path": str(place)})
        self.assertFalse((self.dir / "b.part").exists())
        self.assertIn(" 0 wrong", self.run_tool("backup", "--verify", place))

    def test_killed_in_the_middle_of_a_restore(self):
        self.ask("backup", self.dir / "b0")
        self.grow()
        self.ask("export", "--since", self.dir / "b0", self.dir / "i")
        draw, new = random.Random(8), self.dir / "new"
        command = [TOOL, "restore", str(self.dir / "b0"), "--data", str(new), "--replay",
                   str(self.dir / "i")]
        began = time.monotonic()
        subprocess.run(command, check=True, capture_output=True)
        lasts = time.monotonic() - began
        for i in range(ROUNDS):
            new.rename(self.dir / f"whole{i}") if new.exists() else None
            with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
                timer = threading.Timer(draw.uniform(0, lasts), process.kill)
                timer.start()
                process.wait()
                timer.cancel()
            if new.exists():
                self.assert_clean(new)
        if new.exists():
            new.rename(self.dir / "last")
        subprocess.run(command, check=True, capture_output=True)
        self.assertFalse((self.dir / "new.part").exists())
        self.assert_clean(new)
        self.assertEqual(self.daemon.stop(), 0)
        self.assertEqual(self.records(self.daemon.data), self.records(new))
        self.daemon.start()


if __name__ == "__main__":
    unittest.main()
