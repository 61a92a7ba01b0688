"""The daemon against the oracle while a learned model serves: TAUGHT_TOWNS invented towns, each
with a model of its own, and what people took before drawn beside it."""
import os
import random
import unittest

from instances import TODAY, date_near, town
from taught import Lesson, Taught
from test_daemon_agrees import QUESTIONS, Agreement

from client import Daemon, load
from learned import upload_model

TOWNS = int(os.environ.get("TAUGHT_TOWNS", "12"))


def with_enrolments(seed: int) -> dict:
    """A town where people also began courses, some on one day."""
    records, draw = town(seed), random.Random(f"enrolments {seed}")
    courses = [c["id"] for c in records["course"] if "org" not in c]
    for person in records["employee"]:
        day = date_near(draw, 900, 100)
        for number in range(draw.choice([0, 1, 2, 6])):
            day = day if draw.random() < .4 else date_near(draw, 900, 100)
            records["event"].append({"id": f"b-{person['id']}-{number}", "type": "enrolled",
                                     "employee": person["id"], "course": draw.choice(courses),
                                     "at": f"{day}T12:00:00Z"})
    return records


class TaughtDaemonAgrees(Agreement):
    def test_every_answer_is_the_oracles(self):
        listed = 0
        for seed in range(100, 100 + TOWNS):
            records = with_enrolments(seed)
            lesson = Lesson(records, seed)
            with Daemon(today=TODAY.isoformat()) as daemon:
                client = daemon.client()
                load(client, records)
                client.close()
                daemon.restart()     # the votes of peers are those of the start
                client = daemon.client()
                version = upload_model(client, lesson.block())
                client.call("model.promote", {"version": version, "override": "drawn by lot"})
                self.assertEqual(
                    client.call("recommend", {"employee": "e00"})["model"], version)
                oracle = Taught(records, TODAY.isoformat(), lesson)
                listed += self.ask_all(client, oracle, records, seed)
                client.close()
        self.assertGreater(listed, TOWNS * QUESTIONS)
        self.assertLessEqual(self.edges, TOWNS * QUESTIONS / 500)


if __name__ == "__main__":
    unittest.main()
