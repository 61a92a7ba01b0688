"""The answers that the arithmetic must give, asked of a real daemon. Skipped without ../shared."""
import gzip
import json
import math
import unittest

from client import SHARED, Daemon, load

GOLDEN = SHARED / "golden"


def near(got: float, want: float) -> bool:
    return math.isclose(got, want, rel_tol=1e-6, abs_tol=1e-12)


@unittest.skipUnless((GOLDEN / "answers.json.gz").exists(), "golden answers are not here")
class Golden(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(today="2026-11-23", workers=2)
        with (GOLDEN / "records.json").open() as file:
            load(cls.daemon.client(), json.load(file))
        cls.daemon.restart()  # votes of peers are published at start
        cls.client = cls.daemon.client()
        with gzip.open(GOLDEN / "answers.json.gz") as file:
            cls.cases = json.load(file)

    @classmethod
    def tearDownClass(cls):
        cls.client.close()
        cls.daemon.__exit__()

    def figure(self, got, want, what):
        self.assertTrue(near(got, want), f"{what}: {got!r}, expected {want!r}")

    def check_items(self, got: list, want: list) -> None:
        self.assertEqual([i["course"] for i in got], [i["course"] for i in want])
        for item, expected in zip(got, want):
            for name in ("score", "closure", "success", "ready"):
                self.figure(item[name], expected[name], f"{item['course']}.{name}")
            why = {w["competency"]: w["contribution"] for w in item["why"]}
            self.assertEqual(set(why), set(expected["why"]))
            for competency, contribution in expected["why"].items():
                self.figure(why[competency], contribution, competency)
            self.assertEqual(set(item["terms"]), set(expected["terms"]))
            for term, amount in expected["terms"].items():
                self.figure(item["terms"][term], amount, term)
            self.figure(sum(why.values()) + sum(item["terms"].values()), item["score"], "sum")
            for name in ("mandatory", "employee_cost_cents"):
                self.assertEqual(item[name], expected[name], name)
            self.assertEqual(sorted(item["flags"]), expected["flags"])

    def test_recommend__gives_the_golden_answers(self):
        for number, case in enumerate(self.cases):
            with self.subTest(case=number, request=case["request"]):
                got, want = self.client.call("recommend", case["request"]), case["answer"]
                self.figure(got["gap"]["total"], want["gap_total"], "total")
                self.figure(got["gap"]["closable"], want["closable"], "closable")
                self.figure(got["coverage"], want["coverage"], "coverage")
                self.assertEqual(got["gap"]["not_closable"], want["not_closable"])
                self.assertEqual([a["competency"] for a in got["assess_first"]],
                                 want["assess_first"])
                self.check_items(got["items"], want["items"])

    def test_gap__gives_the_golden_gaps(self):
        for number, case in enumerate(self.cases):
            request = {k: case["request"][k] for k in ("employee", "as_of", "goal")}
            with self.subTest(case=number, request=request):
                got, want = self.client.call("gap.employee", request), case["answer"]
                self.assertEqual({i["competency"] for i in got["items"]}, set(want["gaps"]))
                for item in got["items"]:
                    mean, deviation, level, gap = want["gaps"][item["competency"]]
                    self.figure(item["have"], min(5, max(0, mean)), "have")
                    self.figure(item["have_sd"], deviation, "have_sd")
                    self.figure(item["need"], level, "need")
                    self.figure(item["gap"], gap, "gap")
                for flag in ("doubtful", "lapsed"):
                    self.assertEqual(sorted(i["competency"] for i in got["items"] if i[flag]),
                                     sorted(want[flag]))


if __name__ == "__main__":
    unittest.main()
