"""The daemon against the oracle, on invented towns: as many questions as ORACLE_TOWNS times
ORACLE_QUESTIONS say, 1,000 when they say nothing."""
import os
import pathlib
import random
import sys
import unittest

from agree import differences
from instances import TODAY, question, town, wide_town
from oracle import Oracle

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from client import Client, Daemon, load  # noqa: E402  (the end-to-end tests' client)

TOWNS = int(os.environ.get("ORACLE_TOWNS", "40"))
QUESTIONS = int(os.environ.get("ORACLE_QUESTIONS", "25"))
FIRST = int(os.environ.get("ORACLE_FIRST_TOWN", "0"))


def shown(level: float) -> float:
    """A level as answers show it."""
    return min(5.0, max(0.0, level))


def asked_of(client: Client, request: dict) -> dict:
    """The daemon's answer, in the form of the oracle's."""
    answer = client.call("recommend", request)
    about = {n: request[n] for n in ("employee", "goal", "as_of") if n in request}
    gap = client.call("gap.employee", about)
    return {
        "gap_total": answer["gap"]["total"], "closable": answer["gap"]["closable"],
        "coverage": answer["coverage"], "not_closable": answer["gap"]["not_closable"],
        "gaps": {i["competency"]: [i["have"], i["have_sd"], i["need"], i["gap"]]
                 for i in gap["items"]},
        "doubtful": sorted(i["competency"] for i in gap["items"] if i["doubtful"]),
        "lapsed": sorted(i["competency"] for i in gap["items"] if i["lapsed"]),
        "assess_first": [a["competency"] for a in answer["assess_first"]],
        "items": [{**item, "why": {w["competency"]: w["contribution"] for w in item["why"]},
                   "flags": sorted(item["flags"])} for item in answer["items"]]}


def told_by(oracle: Oracle, request: dict) -> dict:
    """The oracle's answer, with levels as the daemon shows them."""
    answer = oracle.recommend(request)
    answer["gaps"] = {competency: [shown(mean), deviation, level, gap]
                      for competency, (mean, deviation, level, gap) in answer["gaps"].items()}
    return answer


class DaemonAgrees(unittest.TestCase):
    def ask_all(self, client: Client, seed: int) -> int:
        """Asks all questions of one town; how many courses were listed."""
        records, draw, listed = town(seed), random.Random(f"questions {seed}"), 0
        oracle = Oracle(records, TODAY.isoformat())
        for number in range(QUESTIONS):
            request = question(draw, records)
            with self.subTest(town=seed, question=number, request=request):
                got = asked_of(client, request)
                listed += len(got["items"])
                self.assertEqual(differences(got, told_by(oracle, request)), [])
                for item in got["items"]:
                    parts = sum(item["why"].values()) + sum(item["terms"].values())
                    self.assertAlmostEqual(item["score"] / parts, 1, delta=1e-6)
        return listed

    def test_every_answer_is_the_oracles(self):
        listed = 0
        for seed in range(FIRST, FIRST + TOWNS):
            with Daemon(today=TODAY.isoformat()) as daemon:
                client = daemon.client()
                load(client, town(seed))
                client.close()
                daemon.restart()     # the votes of peers are those of the start
                client = daemon.client()
                listed += self.ask_all(client, seed)
                client.close()
        self.assertGreater(listed, TOWNS * QUESTIONS)

    def test_of_more_than_32_equally_near_ones_the_first_by_id_count(self):
        records, request = wide_town(), {"employee": "e", "k": 100, "diversity": 0.0}
        with Daemon(today=TODAY.isoformat()) as daemon:
            client = daemon.client()
            load(client, records)
            got = asked_of(client, request)
            client.close()
        told = told_by(Oracle(records, TODAY.isoformat()), request)
        self.assertEqual(differences(got, told), [])
        self.assertEqual({item["course"] for item in got["items"]},
                         {f"k{number:02}" for number in range(31)})


if __name__ == "__main__":
    unittest.main()
