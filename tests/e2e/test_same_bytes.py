"""The same revision, snapshot and request give the same bytes: with one worker or many, before and
after a restart, and whatever order the records were written in."""
import random
import unittest

import test_two_orgs
from client import Daemon, load
from embedding import make_space, upload_trained
from world import TODAY


def records() -> dict:
    """A town with enough people in one role for the votes of peers to count."""
    draw = random.Random(7)
    competencies = [f"c{i}" for i in range(12)]
    asks = [{"competency": c, "level": draw.randrange(4, 10) / 2, "weight": draw.random()}
            for c in competencies[:8]]
    people = [f"e{i}" for i in range(12)]
    return {
        "org": [{"id": "stad", "name": "Stad"}],
        "team": [{"id": "balie", "org": "stad", "name": "Balie"}],
        "competency": [{"id": c, "label": c, **({"broader": [f"c{i // 3}"]} if i > 2 else {})}
                       for i, c in enumerate(competencies)],
        "role": [{"id": "clerk", "label": "r", "versions": [{"from": "2020-01-01",
                                                             "requires": asks}]}],
        "course": [{"id": f"k{i}", "title": f"k{i}", "language": "nl", "format": "classroom",
                    "hours": draw.randrange(1, 40), "price_cents": draw.randrange(100000),
                    "teaches": [{"competency": c, "to": draw.randrange(4, 11) / 2}
                                for c in draw.sample(competencies, 2)]} for i in range(40)],
        "employee": [{"id": e, "org": "stad", "team": "balie", "role": "clerk",
                      "wishes": competencies[i:i + 2], "leaves_on": f"20{26 + i % 5}-12-01"}
                     for i, e in enumerate(people)],
        "evidence": [{"employee": e, "competency": draw.choice(competencies), "by": f"p{i}",
                      "level": draw.randrange(11) / 2, "source": draw.choice(["peer", "test", "self"]),
                      "at": f"2026-0{draw.randrange(1, 9)}-11"} for e in people for i in range(9)],
    }


QUESTIONS = [("recommend", {"employee": f"e{i}", "objective": o, "diversity": d})
             for i in range(12) for o, d in (("balanced", 0.7), ("per_euro", 1.0))]
QUESTIONS += [("gap.team", {"team": "balie"}), ("role.reachable", {"employee": "e1"}),
              ("gap.employee", {"employee": "e2"}), ("employee.profile", {"employee": "e3"}),
              ("recommend.many", {"employees": [f"e{i}" for i in range(12)]})]
QUESTIONS += [(f"report.{name}", {"org": "stad"})
              for name in ("obligations", "divergence", "catalogue", "knowledge", "wishes")]


TEXTS = ["omgevingsvergunning verlenen", "shculden", "cursus raadsvragen", "stap voor stap"]
ABOUT_TEXT = [(method, {"text": text, "k": 100}) for text in TEXTS
              for method in ("course.search", "competency.search", "course.tag")]
ABOUT_TEXT += [(method, {"course": f"{org}-k{i}", "k": 100}) for i in range(10)
               for org in ("None", "stad", "dorp") for method in ("course.similar", "course.tag")]
ABOUT_TEXT += [("tag.list", {"least": 0, "teaches_most": 200, "limit": 100, "k": 100}),
               ("tag.list", {"org": "dorp", "limit": 3}), ("verdict.list", {}),
               ("duplicates.list", {"kind": "courses", "least": 0, "k": 1000}),
               ("duplicates.list", {"kind": "competencies", "least": 0, "k": 1000})]


def answers(daemon: Daemon, questions: list | None = None) -> list:
    client = daemon.client()
    out = [client.raw(method, args) for method, args in questions or QUESTIONS]
    client.close()
    return out


class SameBytes(unittest.TestCase):
    def test_with_one_worker_or_many_before_and_after_a_restart(self):
        with Daemon(today=TODAY, workers=1) as daemon:
            client = daemon.client()
            load(client, records())
            client.close()
            daemon.restart()
            first = answers(daemon)
            self.assertEqual(answers(daemon), first)
            daemon.workers = 5
            daemon.restart()
            for _ in range(5):
                self.assertEqual(answers(daemon), first)
            self.assertGreater(max(map(len, first)), 1000)

    def test_lists_do_not_depend_on_the_order_of_writing(self):
        seen = []
        for seed in (None, 1, 2):
            mixed = records()
            if seed is not None:
                for items in mixed.values():
                    random.Random(seed).shuffle(items)
            with Daemon(today=TODAY) as daemon:
                client = daemon.client()
                load(client, mixed, chunk=10000)
                client.close()
                daemon.restart()
                seen.append(answers(daemon))
        self.assertEqual(seen[0], seen[1])
        self.assertEqual(seen[0], seen[2])

    def test_what_is_asked_of_text(self):
        """Also whatever order the records were written in, with a text model and after decisions."""
        seen = []
        for seed, workers in ((None, 1), (1, 2), (2, 5)):
            mixed = test_two_orgs.records(5)
            for kind in ("competency", "course"):
                if seed is not None:
                    random.Random(seed).shuffle(mixed[kind])
            with Daemon(today=TODAY, workers=workers) as daemon:
                client = daemon.client()
                load(client, mixed, chunk=10000)
                upload_trained(client, make_space())
                client.call("tag.confirm", {"course": "None-k0", "reject": ["None-c0", "None-c1"]})
                client.call("duplicates.confirm", {"kind": "courses", "a": "None-k1", "b": "None-k2",
                                                   "same": False})
                client.close()
                seen.append(answers(daemon, ABOUT_TEXT))
                self.assertEqual(answers(daemon, ABOUT_TEXT[::-1])[::-1], seen[-1])
                daemon.workers = 6 - workers
                daemon.restart()
                self.assertEqual(answers(daemon, ABOUT_TEXT[::-1])[::-1], seen[-1])
        self.assertEqual(seen[0], seen[1])
        self.assertEqual(seen[0], seen[2])
        self.assertGreater(sum(len(answer) > 200 for answer in seen[0]), .9 * len(seen[0]))


if __name__ == "__main__":
    unittest.main()
