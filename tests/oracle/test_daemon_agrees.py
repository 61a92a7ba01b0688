"""The daemon against the oracle, on invented towns: as many questions as ORACLE_TOWNS times
ORACLE_QUESTIONS say, 1,000 when they say nothing."""
import os
import pathlib
import random
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor

from agree import differences
from instances import TODAY, question, town, wide_town
from oracle import Oracle

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from client import Client, Daemon, load  # noqa: E402  (the end-to-end tests' client)

TOWNS = int(os.environ.get("ORACLE_TOWNS", "40"))
QUESTIONS = int(os.environ.get("ORACLE_QUESTIONS", "25"))
FIRST = int(os.environ.get("ORACLE_FIRST_TOWN", "0"))
EDGE = 1e-12


def bring(client: Client, records: dict, draw: random.Random) -> None:
    """Everything by one import: kinds in any order, but for evidence before events."""
    kinds = sorted(records)
    draw.shuffle(kinds)
    first, second = sorted((kinds.index("evidence"), kinds.index("event")))
    kinds[first], kinds[second] = "evidence", "event"
    number = client.call("import.begin", {})["import"]
    for kind in kinds:
        for start in range(0, len(records[kind]), 100):
            client.call("import.add", {"import": number, "kind": kind,
                                       "items": records[kind][start:start + 100]})
    client.call("import.commit", {"import": number})


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


def on_an_edge(oracle: Oracle, request: dict) -> bool:
    """Whether something is met or unmet by less than rounding: then either answer is right."""
    me, day = oracle.all["employee"][request["employee"]], oracle.day_of_question(request)
    edges = [(competency, ask.rho) for competency, ask
             in oracle.asked(me, oracle.goal_of(request), day).items()]
    edges += [(ask["competency"], ask["level"] - .5) for course in oracle.all["course"].values()
              for ask in course.get("requires", []) if "law" in ask]
    return any(abs(oracle.belief(me["id"], competency, day).mean - rho) < EDGE
               for competency, rho in edges)


class Agreement(unittest.TestCase):
    """Questions to a daemon and to an oracle."""
    edges = 0

    def ask_all(self, client: Client, oracle: Oracle, records: dict, seed: int) -> int:
        """Asks all questions of one town; how many courses were listed."""
        draw, listed = random.Random(f"questions {seed}"), 0
        for number in range(QUESTIONS):
            request = question(draw, records)
            with self.subTest(town=seed, question=number, request=request):
                got = asked_of(client, request)
                listed += len(got["items"])
                found = differences(got, told_by(oracle, request))
                if found and on_an_edge(oracle, request):
                    self.edges += 1
                    continue
                self.assertEqual(found, [])
                for item in got["items"]:
                    parts = sum(item["why"].values()) + sum(item["terms"].values())
                    self.assertAlmostEqual(item["score"] / parts, 1, delta=1e-6)
        return listed


class DaemonAgrees(Agreement):
    def test_every_answer_is_the_oracles(self):
        listed = 0
        for seed in range(FIRST, FIRST + TOWNS):
            with Daemon(today=TODAY.isoformat()) as daemon:
                client = daemon.client()
                if seed % 2:
                    bring(client, town(seed), random.Random(seed))
                else:
                    load(client, town(seed))
                client.close()
                daemon.restart()     # the votes of peers are those of the start
                client = daemon.client()
                records = town(seed)
                listed += self.ask_all(client, Oracle(records, TODAY.isoformat()), records, seed)
                client.close()
        self.assertGreater(listed, TOWNS * QUESTIONS)
        self.assertLessEqual(self.edges, TOWNS * QUESTIONS / 500)

    def test_workers_and_restarts_do_not_change_a_byte(self):
        records, draw = town(7), random.Random(7)
        requests = [question(draw, records) for _ in range(120)]
        with Daemon(today=TODAY.isoformat(), workers=1) as daemon:
            client = daemon.client()
            load(client, records)
            client.close()
            daemon.restart()
            first = self.bytes_of(daemon, requests)
            self.assertEqual(self.bytes_of(daemon, requests), first)
            daemon.workers = 4
            daemon.restart()
            with ThreadPoolExecutor(6) as pool:
                many = list(pool.map(lambda _: self.bytes_of(daemon, requests), range(6)))
        for again in many:
            self.assertEqual(again, first)
        self.assertGreater(len(set(first)), 60)

    def bytes_of(self, daemon: Daemon, requests: list[dict]) -> list[bytes]:
        client = daemon.client()
        answers = [client.raw("recommend", request) for request in requests]
        client.close()
        return answers

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
