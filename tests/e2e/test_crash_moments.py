"""kill -9 at drawn moments, while writers put, replace, delete and import one after another or send
many writes ahead, and readers ask: each answered write is there, each other one is there as a whole
or not at all, and no answer ever showed half of one."""
from __future__ import annotations

import os
import random
import subprocess
import threading
import time
import unittest

from client import TOOL, Client, Daemon, RpcError, load
from world import TODAY, make_course, town

ROUNDS = int(os.environ.get("BW_CRASH_ROUNDS",
                            "200" if os.environ.get("BEKWAAM_FULL") == "1" else "6"))
KINDS = ("employee", "course", "evidence")
AHEAD = "ahead"
State = dict  # {(kind, id): record}


class Killer:
    """Counts answers of all writers and kills the daemon a drawn while after the drawn one: an
    answer is out when a commit has ended, so that at once would be always the same moment."""

    def __init__(self, daemon: Daemon, draw: random.Random):
        self.daemon, self.left, self.lock = daemon, draw.randint(1, 250), threading.Lock()
        self.after_ms = draw.choice((0, draw.uniform(0, 3), draw.uniform(0, 30)))

    def count(self) -> None:
        with self.lock:
            self.left -= 1
            if self.left != 0:
                return
        until = time.monotonic() + self.after_ms / 1000
        while time.monotonic() < until:
            pass
        os.kill(self.daemon.process.pid, 9)


class Writer(threading.Thread):
    """Writes one thing after another below ids of its own, and knows what must be there."""

    def __init__(self, name: str, client: Client, killer: Killer, seed: int, state: State):
        super().__init__()
        self.id, self.client, self.killer = name, client, killer
        self.draw = random.Random(seed)
        self.state = state                  # everything that was answered
        self.pending: State | None = None   # what would be there if the last write is, too
        self.round, self.number = seed, 0
        self.failed: Exception | None = None

    def run(self) -> None:
        try:
            while True:
                self.draw.choice([self.add, self.replace, self.say, self.drop, self.bring])()
        except ConnectionError:
            pass
        except (RpcError, AssertionError, TimeoutError) as error:
            self.failed = error
            self.killer.count()

    def fresh(self, kind: str) -> str:
        self.number += 1
        return f"{self.id}-{kind}-{self.round}-{self.number}"

    def person(self) -> dict:
        return {"id": self.fresh("e"), "org": "stad", "team": "balie", "role": "clerk",
                "wishes": ["talk"]}

    def word(self, employee: str) -> dict:
        return {"id": self.fresh("v"), "employee": employee, "competency": "talk",
                "level": self.draw.randint(0, 10) / 2, "source": "peer", "at": "2026-11-01"}

    def mine(self, kind: str) -> list[str]:
        return sorted(name for k, name in self.state if k == kind)

    def write(self, method: str, args: dict, after: State) -> None:
        """One write; `after` is the state when it is answered."""
        self.pending = after
        self.client.call(method, args)
        self.state, self.pending = after, None
        self.killer.count()

    def put(self, kind: str, items: list[dict]) -> None:
        verb = "add" if kind == "evidence" else "put"
        self.write(f"{kind}.{verb}", {"items": items},
                   {**self.state, **{(kind, i["id"]): i for i in items}})

    def add(self) -> None:
        self.put("employee", [self.person() for _ in range(self.draw.randint(1, 5))])

    def replace(self) -> None:
        """The same five courses at one new price."""
        self.number += 1
        self.put("course", [make_course(f"{self.id}-k-{n}", price=self.number) for n in range(5)])

    def say(self) -> None:
        people = self.mine("employee")
        if people:
            self.put("evidence", [self.word(self.draw.choice(people)) for _ in range(3)])

    def drop(self) -> None:
        words = self.mine("evidence")
        if len(words) > 3:
            gone = self.draw.sample(words, 3)
            self.write("evidence.delete", {"ids": gone},
                       {key: item for key, item in self.state.items() if key[1] not in gone})

    def bring(self) -> None:
        """An import of people with what is said of them, in some messages."""
        number = self.client.call("import.begin", {})["import"]
        self.killer.count()
        after = dict(self.state)
        for _ in range(self.draw.randint(1, 4)):
            people = [self.person() for _ in range(40)]
            words = [self.word(p["id"]) for p in people]
            for kind, items in (("employee", people), ("evidence", words)):
                self.client.call("import.add", {"import": number, "kind": kind, "items": items})
                self.killer.count()
                after.update({(kind, item["id"]): item for item in items})
        self.write("import.commit", {"import": number}, after)


class Ahead(threading.Thread):
    """Sends puts of pairs of people ahead without waiting, and counts the answers."""

    def __init__(self, name: str, client: Client, killer: Killer, seed: int, state: State):
        super().__init__()
        self.id, self.client, self.killer, self.seed = name, client, killer, seed
        self.answered: list[dict] = list(state.values())
        self.sent: list[list[dict]] = []
        self.failed: Exception | None = None

    def run(self) -> None:
        try:
            while len(self.sent) < 2000:
                for _ in range(50):
                    n = len(self.sent)
                    self.sent.append([{"id": f"{self.id}-{self.seed}-{n}-{half}", "org": "stad",
                                       "team": "balie", "role": "clerk"} for half in range(2)])
                    self.client.request("employee.put", {"items": self.sent[-1]})
                for _ in range(50):
                    answer = self.client.receive()
                    if answer is None:
                        return
                    if answer[2] is not None:
                        raise RpcError(answer[2])
                    self.answered += self.sent[answer[1] - 1]
                    self.killer.count()
        except ConnectionError:
            pass
        except (RpcError, TimeoutError) as error:
            self.failed = error
            self.killer.count()

    def check(self, case: unittest.TestCase, there: State) -> None:
        """Nothing that was answered is missing, and of what was not each pair is whole."""
        for item in self.answered:
            case.assertEqual(there.get(("employee", item["id"])), item)
        for pair in self.sent:
            case.assertIn(sum(("employee", item["id"]) in there for item in pair), (0, 2))


class Reader(threading.Thread):
    """Asks for lists while others write: the five courses of a writer always have one price."""

    QUESTIONS = (("recommend", {"employee": "e1", "k": 20}), ("gap.team", {"team": "balie"}),
                 ("course.list", {"limit": 1000}), ("course.search", {"text": "k1", "k": 5}),
                 ("role.candidates", {"role": "clerk", "k": 5}))

    def __init__(self, client: Client):
        super().__init__()
        self.client = client
        self.n = 0
        self.failed: Exception | None = None

    def run(self) -> None:
        try:
            while True:
                method, args = self.QUESTIONS[self.n % len(self.QUESTIONS)]
                answer = self.client.call(method, args)
                self.n += 1
                if method == "course.list":
                    self.look(answer["items"])
        except ConnectionError:
            pass
        except (RpcError, AssertionError, TimeoutError) as error:
            self.failed = error

    def look(self, courses: list[dict]) -> None:
        prices: dict[str, set] = {}
        for course in courses:
            prices.setdefault(course["id"].split("-")[0], set()).add(course["price_cents"])
        assert all(len(each) == 1 for each in prices.values()), prices


def everything(client: Client, writer: str) -> State:
    """What is stored below the ids of one writer."""
    found: State = {}
    for kind in ("employee", "course"):
        after: dict = {}
        while True:
            page = client.call(f"{kind}.list", {"limit": 1000, **after})
            found.update({(kind, i["id"]): i for i in page["items"]
                          if i["id"].startswith(f"{writer}-")})
            if "next" not in page:
                break
            after = {"after": page["next"]}
    for employee in [name for kind, name in found if kind == "employee"]:
        items = client.call("evidence.list", {"employee": employee})["items"]
        found.update({("evidence", i["id"]): i for i in items})
    return found


class CrashMoments(unittest.TestCase):
    def one_round(self, daemon: Daemon, draw: random.Random, states: dict[str, State]) -> None:
        """Writes and reads until the drawn moment, kills, and checks what is there."""
        killer = Killer(daemon, draw)
        writers = [(Ahead if name == AHEAD else Writer)(name, daemon.client(), killer,
                                                        draw.getrandbits(32), state)
                   for name, state in states.items()]
        threads = writers + [Reader(daemon.client()) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
            thread.client.close()
            self.assertIsNone(thread.failed)
        daemon.kill()
        done = subprocess.run([TOOL, "--data", daemon.data, "verify"], capture_output=True,
                              text=True, check=False, timeout=300)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        daemon.start()
        client = daemon.client()
        for writer in writers:
            there = everything(client, writer.id)
            if writer.id == AHEAD:
                writer.check(self, there)
            elif writer.pending is None or there != writer.pending:
                self.assertEqual(set(there), set(writer.state))
                self.assertEqual(there, writer.state)
            states[writer.id] = there
        client.close()

    def test_what_is_there_is_what_was_answered_and_at_most_the_last_write_more(self):
        draw, states = random.Random(20261123), {"a": {}, "b": {}, "c": {}, AHEAD: {}}
        with Daemon(today=TODAY) as daemon:
            client = daemon.client()
            load(client, town())
            client.close()
            for _ in range(ROUNDS):
                self.one_round(daemon, draw, states)
            self.compare_with_a_fresh_store(daemon, states)

    def compare_with_a_fresh_store(self, daemon: Daemon, states: dict[str, State]) -> None:
        """What came through the crashes answers like the same records written in peace."""
        every: State = {}
        for state in states.values():
            every.update(state)
        records = {kind: [item for (k, _), item in every.items() if k == kind] for kind in KINDS}
        base = town()
        records = {**base, **{k: base.get(k, []) + items for k, items in records.items()}}
        people = [p["id"] for p in records["employee"]][:60]
        self.assertGreater(len(people), 20)
        with Daemon(today=TODAY) as fresh:
            client = fresh.client()
            load(client, records)
            client.close()
            fresh.restart()      # votes of peers of both are those of a start
            daemon.restart()
            self.assertEqual(*(self.answers(each, people) for each in (daemon, fresh)))

    def answers(self, daemon: Daemon, people: list[str]) -> list[dict]:
        client = daemon.client()
        found = [client.call("recommend", {"employee": person}) for person in people]
        client.close()
        return [{name: value for name, value in answer.items()
                 if name not in ("revision", "snapshot")} for answer in found]


if __name__ == "__main__":
    unittest.main()
