"""server.stats: it counts what was done, by whom it was asked and how it ended, and says what waits."""
import time
import unittest

import msgpack

from case import SharedDaemon
from client import RpcError
from world import evidence, make_course, town


class Stats(SharedDaemon):
    @classmethod
    def records(cls) -> dict:
        return {**town(), "course": [make_course(f"k{n}") for n in range(5)], "evidence": [evidence(1)]}

    def stats(self) -> dict:
        return self.client.call("server.stats")

    def method(self, name: str) -> dict:
        none = {"calls": 0, "errors": 0, "microseconds": 0, "under_2_to_the_n_microseconds": [0] * 24,
                "errors_by_code": {}}
        return self.stats()["methods"].get(name, none)

    def fail(self, method: str, args: dict) -> None:
        with self.assertRaises(RpcError):
            self.client.call(method, args)

    def test_calls_errors_and_times_of_each_method(self):
        before, all_before = self.method("recommend"), self.stats()["errors"]
        began = time.monotonic()
        for _ in range(30):
            self.client.call("recommend", {"employee": "e1"})
        for _ in range(3):
            self.fail("recommend", {"employee": "nobody"})
        for _ in range(4):
            self.fail("recommend", {"employee": "e1", "k": 0})
        took = (time.monotonic() - began) * 1e6
        after = self.method("recommend")
        self.assertEqual(after["calls"] - before["calls"], 37)
        self.assertEqual(after["errors"] - before["errors"], 7)
        codes = {code: after["errors_by_code"][code] - before["errors_by_code"].get(code, 0)
                 for code in after["errors_by_code"]}
        self.assertEqual(codes, {"bad_request": 4, "not_found": 3})
        times = [b - a for a, b in zip(before["under_2_to_the_n_microseconds"],
                                       after["under_2_to_the_n_microseconds"])]
        self.assertEqual(sum(times), 37)
        spent = after["microseconds"] - before["microseconds"]
        self.assertLess(spent, took)
        # a call in bucket b took from 2^(b-1) to 2^b: so did all of them together
        self.assertLessEqual(spent, sum(n * 2 ** b for b, n in enumerate(times)))
        self.assertGreaterEqual(spent, sum(n * (2 ** (b - 1) if b else 0) for b, n in enumerate(times)))
        counted = self.stats()["errors"]
        self.assertEqual(counted["not_found"] - all_before.get("not_found", 0), 3)

    def test_errors_that_belong_to_no_method(self):
        before = self.stats()["errors"].get("bad_request", 0)
        self.fail("course.fly", {})
        self.fail("report.fairness", {"org": "stad"})
        self.assertEqual(self.stats()["errors"]["bad_request"] - before, 1)
        self.assertGreaterEqual(self.stats()["errors"]["not_supported"], 1)

    def test_groups_of_the_writer(self):
        before = self.stats()["writer"]
        data = b"".join(msgpack.packb([0, n, "team.put", [{"items": [{"id": f"t{n}", "org": "stad", "name": "x"}]}]])
                        for n in range(200))
        self.client.send(data)
        for _ in range(200):
            self.assertIsNone(self.client.receive()[2])
        after = self.stats()["writer"]
        groups = [b - a for a, b in zip(before["groups_from_2_to_the_n_writes"],
                                        after["groups_from_2_to_the_n_writes"])]
        self.assertEqual(after["writes"] - before["writes"], 200)
        self.assertEqual(sum(groups), after["groups"] - before["groups"])
        self.assertLess(sum(groups), 200, "writes that wait go together")
        self.assertLessEqual(sum(n * 2 ** s for s, n in enumerate(groups)), 200)
        self.assertGreater(sum(n * (2 ** (s + 1)) for s, n in enumerate(groups)), 200)

    def test_queues_are_empty_when_nothing_waits(self):
        self.client.call("report.catalogue", {"org": "stad"})
        self.client.call("team.put", {"items": [{"id": "t", "org": "stad", "name": "x"}]})
        end = time.monotonic() + 10
        while time.monotonic() < end:
            queues = self.stats()["queues"]
            waiting = {(name, key): figure for name, queue in queues.items()
                       for key, figure in queue.items() if not key.startswith("most")}
            if not any(waiting.values()):
                break
        self.assertEqual(waiting, {("messages", "bytes"): 0, ("answers", "bytes"): 0, ("imports", "bytes"): 0,
                                   ("long_questions", "waiting"): 0, ("long_questions", "running"): 0,
                                   ("writes", "waiting"): 0, ("writes", "running"): 0,
                                   ("publications", "waiting"): 0})
        for name, key in (("messages", "most_bytes"), ("long_questions", "most"), ("writes", "most")):
            self.assertGreater(queues[name][key], 0)

    def test_store_and_snapshot(self):
        before = self.stats()
        self.client.call("course.put", {"items": [make_course(f"more{n}") for n in range(500)]})
        after = self.stats()
        self.assertGreater(after["store_used_bytes"], before["store_used_bytes"])
        self.assertLessEqual(after["store_used_bytes"], after["store_map_bytes"])
        self.assertGreaterEqual(after["store_file_bytes"], before["store_file_bytes"])
        self.assertNotEqual(after["snapshot"]["name"], before["snapshot"]["name"])
        self.assertEqual(after["snapshot"]["name"], self.client.call("server.info")["snapshot"])
        while (later := self.stats()["snapshot"])["age_seconds"] < after["snapshot"]["age_seconds"] + .05:
            if later["name"] != after["snapshot"]["name"]:  # votes were published meanwhile
                after = self.stats()
        self.assertGreater(after["resident_bytes"], 1 << 20)

    def test_connections(self):
        before = self.stats()
        other = self.daemon.client()
        other.send(b"\xc1")
        self.assertIsNone(other.receive())
        other.close()
        after = self.stats()
        self.assertEqual(after["connections_ever"] - before["connections_ever"], 1)
        self.assertEqual(after["closed_broken"] - before["closed_broken"], 1)

    def test_counting_is_not_lost_between_workers(self):
        before = self.method("server.ping")["calls"]
        clients = [self.daemon.client() for _ in range(8)]
        for client in clients:
            client.send(msgpack.packb([0, 1, "server.ping", []]) * 500)
        for client in clients:
            for _ in range(500):
                client.receive()
            client.close()
        self.assertEqual(self.method("server.ping")["calls"] - before, 4000)


if __name__ == "__main__":
    unittest.main()
