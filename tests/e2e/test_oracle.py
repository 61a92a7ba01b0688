"""The daemon against the slow re-statement, on invented municipalities: 1,000 questions in all."""
import math
import os
import unittest

from client import Daemon, load
from instances import TODAY, Draw, instance, request
from oracle import Oracle

INSTANCES = int(os.environ.get("BW_INSTANCES", "50"))
QUESTIONS = 20
SCORES_ALIKE = 1e-9


def near(a: float, b: float, bound: float = 1e-6) -> bool:
    return math.isclose(a, b, rel_tol=bound, abs_tol=1e-12)


class AgainstOracle(unittest.TestCase):
    asked = listed = 0

    def figures(self, got: dict, want: dict, names: tuple) -> None:
        for name in names:
            self.assertTrue(near(got[name], want[name]), f"{name}: {got[name]} {want[name]}")

    def check(self, oracle: Oracle, question: dict, got: dict) -> None:
        want = oracle.recommend(question)
        self.figures(got["gap"], {"total": want["gap_total"], "closable": want["closable"]},
                     ("total", "closable"))
        self.assertEqual(got["gap"]["not_closable"], want["not_closable"])
        self.assertEqual([a["competency"] for a in got["assess_first"]], want["assess_first"])
        names = [i["course"] for i in got["items"]]
        if names != [i["course"] for i in want["items"]]:
            self.check_tie(got["items"], want["items"])
            return
        self.figures(got, want, ("coverage",))
        for item, expected in zip(got["items"], want["items"]):
            self.figures(item, expected, ("score", "closure", "success", "ready"))
            why = {w["competency"]: w["contribution"] for w in item["why"]}
            self.assertEqual(set(why), set(expected["why"]))
            self.figures(why, expected["why"], tuple(why))
            self.assertEqual(set(item["terms"]), set(expected["terms"]))
            self.figures(item["terms"], expected["terms"], tuple(item["terms"]))
            parts = sum(why.values()) + sum(item["terms"].values())
            self.assertTrue(near(parts, item["score"]), "the score is not the sum of its parts")
            for name in ("mandatory", "employee_cost_cents"):
                self.assertEqual(item[name], expected[name], name)
            self.assertEqual(sorted(item["flags"]), expected["flags"])

    def check_tie(self, got: list, want: list) -> None:
        """Lists may part only where scores are closer than 1e-9 relative."""
        at = next(i for i in range(max(len(got), len(want)))
                  if i >= min(len(got), len(want)) or got[i]["course"] != want[i]["course"])
        self.assertLess(at, min(len(got), len(want)), "one list is longer")
        self.assertTrue(near(got[at]["score"], want[at]["score"], SCORES_ALIKE),
                        f"{got[at]['course']} instead of {want[at]['course']}")

    def test_list__equals_the_slow_one(self):
        for seed in range(INSTANCES):
            records, draw = instance(seed), Draw(seed + 1000)
            oracle = Oracle(records, TODAY.isoformat())
            with Daemon(today=TODAY.isoformat()) as daemon:
                client = daemon.client()
                load(client, records)
                client.close()
                daemon.restart()  # votes of peers are published at start
                client = daemon.client()
                for number in range(QUESTIONS):
                    question = request(draw)
                    with self.subTest(seed=seed, number=number, question=question):
                        got = client.call("recommend", question)
                        self.check(oracle, question, got)
                        type(self).asked += 1
                        type(self).listed += len(got["items"])
                client.close()
        self.assertEqual(self.asked, INSTANCES * QUESTIONS)
        self.assertGreater(self.listed, self.asked)


if __name__ == "__main__":
    unittest.main()
