"""Everything at once: questions, writes, changes of the catalogue, errands, connections that come and go, a
configuration read again and again, figures. Under the thread sanitizer (the preset tsan) whatever two threads
touch without an order between them ends this test: the daemon then ends with another code than 0, and says
where. In every build each answer is one that may be given, and what was written is there."""
from __future__ import annotations

import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import tempfile
import threading
import unittest

import msgpack

from client import TOOL, Client, RpcError
from sample import SampleDaemon
from world import make_course

TURNS = 400 if os.environ.get("BEKWAAM_FULL") else 8    # of each thread
PEOPLE = [f"wd-{n:04d}" for n in range(1, 41)]
# What an answer may be while others write, upload, leave and come.
ALLOWED = ("busy", "conflict", "not_found")


class Thread(threading.Thread):
    """Does one thing after another over connections of its own, and keeps what it must not see."""

    def __init__(self, name: str, daemon: SampleDaemon, seed: int):
        super().__init__(name=name)
        self.server, self.draw, self.turn = daemon, random.Random(seed), 0
        self.client = self.connect()
        self.answered = 0
        self.failed: Exception | None = None

    def connect(self) -> Client:
        return self.server.client(self.draw.choice(self.server.addresses))

    def ask(self, method: str, **args):
        """The answer; None when it is an error of those that may be."""
        try:
            answer = self.client.call(method, args)
        except RpcError as error:
            if error.code not in ALLOWED:
                raise
            return None
        self.answered += 1
        return answer

    def run(self) -> None:
        try:
            for self.turn in range(TURNS):
                self.act()
        except Exception as error:  # pylint: disable=broad-except
            self.failed = error
        finally:
            self.client.close()

    def act(self) -> None:
        raise NotImplementedError

    def anyone(self) -> str:
        return self.draw.choice(PEOPLE)


class Asker(Thread):
    def act(self) -> None:
        person = self.anyone()
        self.ask("recommend", employee=person, k=self.draw.randint(1, 20))
        self.ask("gap.employee", employee=person, goal={"kind": "change", "change": "ch-jeugd-2027"})
        self.ask("employee.profile", employee=person)
        self.ask("gap.team", team="wd-jeugd")
        self.ask("course.search", text="gesprek met ouders", k=5)
        self.ask("course.similar", course="k-toegang-start", k=3)
        self.ask("course.tag", text="de Jeugdwet in een dag", k=3)
        self.ask("recommend.many", employees=PEOPLE[:10], k=2)


class Writer(Thread):
    """Says what is known of people; the last word on each is kept."""

    said: dict[str, float]

    def act(self) -> None:
        self.said = getattr(self, "said", {})
        person, level = self.anyone(), self.draw.randint(0, 10) / 2
        name = f"{self.name}-{person}"
        if self.ask("evidence.add", items=[{"id": name, "employee": person, "competency": "c-jeugdwet",
                                            "level": level, "source": "peer", "at": "2026-11-01",
                                            "by": self.name}]) is not None:
            self.said[name] = level
        self.ask("event.add", items=[{"id": f"{name}-{self.turn}", "employee": person, "type": "shown",
                                      "course": "k-toegang-start", "at": "2026-11-02T10:00:00Z",
                                      "position": 1}])
        self.ask("evidence.list", employee=person)


class Cataloguer(Thread):
    """Puts, changes and takes away courses, so that snapshots come and go; and one model of texts."""

    def act(self) -> None:
        name = f"{self.name}-{self.turn % 3}"
        self.ask("course.put", items=[make_course(name, "c-jeugdwet", price=self.turn)])
        found = self.ask("course.get", id=name)
        assert found and found["item"]["price_cents"] == self.turn, found
        if self.turn % 3 == 2:
            self.ask("course.delete", ids=[name])
        if self.turn % 4 == 3:
            begun = self.ask("import.begin")
            if begun:
                self.ask("import.add", kind="course", **{"import": begun["import"]},
                         items=[make_course(f"{name}-import", "c-jeugdwet", price=n) for n in range(1)])
                self.ask("import.commit", **{"import": begun["import"]})


class Errander(Thread):
    """Questions that take long, each on a thread of the errands."""

    def act(self) -> None:
        for method, args in self.draw.sample([
                ("plan.employee", {"employee": self.anyone(), "seconds": 1, "max_courses": 2}),
                ("role.candidates", {"role": "r-jeugdconsulent", "k": 5}),
                ("mentor.find", {"employee": self.anyone(), "competency": "c-jeugdwet", "k": 3}),
                ("talent.find", {"org": "wilgendam", "k": 5}),
                ("change.preview", {"change": "ch-jeugd-2027"}),
                ("report.catalogue", {"org": "wilgendam"}),
                ("report.obligations", {"org": "wilgendam"}),
                ("report.budget", {"org": "wilgendam"}),
                ("duplicates.list", {"kind": "courses"})], 3):
            self.ask(method, **args)


class Visitor(Thread):
    """Comes, asks, and goes: politely, in the midst of a question, before the answer, at once."""

    def act(self) -> None:
        for leave in self.draw.sample([self.at_once, self.in_the_midst, self.unread, self.rudely, self.wrong], 5):
            client = self.connect()
            leave(client)
            client.close()

    def at_once(self, client: Client) -> None:
        pass

    def in_the_midst(self, client: Client) -> None:
        client.send(msgpack.packb([0, 1, "recommend", [{"employee": "wd-0001"}]])[:-3])

    def unread(self, client: Client) -> None:
        client.send(b"".join(msgpack.packb([0, n, "recommend", [{"employee": self.anyone()}]])
                             for n in range(20)))

    def rudely(self, client: Client) -> None:
        """With a plan under way; what is unsent is thrown away, so that the other side has an error."""
        client.send(msgpack.packb([0, 1, "plan.employee", [{"employee": "wd-0002", "seconds": 1}]]))
        client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    def wrong(self, client: Client) -> None:
        client.send(b"\xc1")
        assert client.receive() is None


class Steward(Thread):
    """Reads the configuration again, with other limits each time, and looks at the figures."""

    def act(self) -> None:
        limits = {"in_flight": 900 + self.turn % 100, "idle_seconds": 600}
        pathlib.Path(self.server.config).write_text(
            json.dumps({"least_group": 5 + self.turn % 2, "limits": limits}), encoding="utf-8")
        self.server.process.send_signal(signal.SIGHUP)
        for method in ("server.stats", "server.info", "model.list", "server.ping"):
            assert self.ask(method) is not None


class MixedLoad(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="bwmixed")
        self.addCleanup(self.folder.cleanup)
        config = os.path.join(self.folder.name, "config.json")
        pathlib.Path(config).write_text("{}", encoding="utf-8")
        self.daemon = SampleDaemon(workers=3, listen=("127.0.0.1:0",), config=config)
        self.addCleanup(self.daemon.__exit__)

    def test_everything_at_once(self) -> None:
        kinds = (Asker, Asker, Writer, Writer, Cataloguer, Errander, Errander, Visitor, Steward)
        threads = [kind(f"{kind.__name__.lower()}{n}", self.daemon, n) for n, kind in enumerate(kinds)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([(t.name, t.turn, t.failed) for t in threads if t.failed], [])
        self.assertGreater(min(t.answered for t in threads if not isinstance(t, Visitor)), TURNS)
        self.check_written([t for t in threads if isinstance(t, Writer)])
        # The thread sanitizer's own code, when it has something to say, is another.
        self.assertEqual(self.daemon.stop(), 0)
        done = subprocess.run([TOOL, "--data", self.daemon.data, "verify"], capture_output=True,
                              text=True, check=False, timeout=600)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def check_written(self, writers: list[Writer]) -> None:
        client = self.daemon.client()
        there = {item["id"]: item["level"] for person in PEOPLE
                 for item in client.call("evidence.list", {"employee": person})["items"] if "id" in item}
        client.close()
        for writer in writers:
            self.assertGreater(len(writer.said), 0)
            for name, level in writer.said.items():
                self.assertEqual(there[name], level, name)


if __name__ == "__main__":
    unittest.main()
