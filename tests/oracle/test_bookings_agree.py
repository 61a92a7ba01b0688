"""Bookings by hundreds of drawn steps, ours and an LMS's, against the oracle: the list, the budget, and
that no session is asked for beyond its seats."""
import datetime as dt
import pathlib
import random
import subprocess
import sys
import unittest

from accounts import Accounts, bookings
from figures import day_of
from knowledge import Knowledge
from test_accounts_agree import TODAY, read

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from client import ROOT, TOOL, Daemon, RpcError  # noqa: E402  (the end-to-end tests' client)

STEPS = 600
ORG = "duinrade"


class Bookings(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(today=TODAY)
        cls.addClassCleanup(cls.daemon.__exit__)
        subprocess.run([TOOL, "--unix", cls.daemon.path, "import", "jsonl", str(ROOT / "data" / "sample")],
                       check=True, timeout=120, capture_output=True)
        cls.client = cls.daemon.client()
        cls.addClassCleanup(cls.client.close)
        cls.records = read(ROOT / "data" / "sample")
        cls.courses = {c["id"]: c for c in cls.records["course"]}
        cls.people = [e["id"] for e in cls.records["employee"] if e["org"] == ORG]

    def setUp(self):
        self.draw = random.Random(11)
        seen = [c for c in self.courses.values() if c.get("org", ORG) in (ORG, "regio-waterkant")]
        self.chosen = self.draw.sample([c for c in seen if c.get("sessions")], 10) + self.draw.sample(
            [c for c in seen if not c.get("sessions")], 3)
        self.some = self.draw.sample(self.people, 15)
        self.clock = 0
        self.ids: list[str] = []
        self.outcomes: dict[str, int] = {}

    def events(self, employee: str) -> list[dict]:
        return sorted(self.client.call("event.list", {"employee": employee})["items"], key=lambda e: e["at"])

    def item(self) -> dict:
        course = self.draw.choice(self.chosen)
        item = {"employee": self.draw.choice(self.some), "course": course["id"]}
        if course.get("sessions") and self.draw.random() < .8:
            item["session"] = self.draw.choice(course["sessions"])["id"]
        if self.draw.random() < .3:
            item["price_cents"] = self.draw.randrange(100000)
        return item

    def lms(self) -> None:
        """What another system writes: any step, at any time of the last year."""
        self.clock += 1
        day = dt.date(2025, 11, 24) + dt.timedelta(self.draw.randrange(360))
        second = f"{self.clock // 3600 % 8:02}:{self.clock // 60 % 60:02}:{self.clock % 60:02}"
        event = {"id": f"lms-{self.clock}", "at": f"{day}T{second}Z", **self.item(),
                 "type": self.draw.choice(("requested", "approved", "enrolled", "completed", "dropped",
                                           "declined"))}
        self.client.call("event.add", {"items": [event]})

    def step(self) -> None:
        method = self.draw.choice(("request", "request", "request", "approve", "decline"))
        args = {"by": self.draw.choice([*self.some, "chief"])}
        if method != "request" and self.ids and self.draw.random() < .6:
            args["ids"] = [self.draw.choice(self.ids) for _ in range(self.draw.randint(1, 2))]
        else:
            args["items"] = [self.item() for _ in range(self.draw.randint(1, 3))]
        before = self.client.call("server.info", {})["revision"]
        try:
            answer = self.client.call(f"booking.{method}", args)
        except RpcError as error:
            self.assertEqual(self.client.call("server.info", {})["revision"], before)
            self.count(error.code)
            return
        self.ids += answer["ids"]
        n = len(args.get("ids", [])) + len(args.get("items", []))
        self.assertEqual((len(answer["ids"]), answer["written"] + answer["duplicates"]), (n, n))
        self.assertEqual(answer["revision"] > before, answer["written"] > 0)
        self.count(method)
        again = self.client.call(f"booking.{method}", args)
        self.assertEqual((again["ids"], again["written"], again["revision"]),
                         (answer["ids"], 0, answer["revision"]), "the same again changes nothing")

    def count(self, what: str) -> None:
        self.outcomes[what] = self.outcomes.get(what, 0) + 1

    def check(self) -> None:
        listed = {}
        for provider in self.client.call("booking.list", {"org": ORG, "state": "all"})["items"]:
            for run in provider["courses"]:
                for one in run["enrolments"]:
                    listed[one["id"]] = (one["employee"], run["course"], run.get("session"), one["state"],
                                         one["price_cents"], one["since"], one.get("by"))
        waiting: dict[tuple, int] = {}
        wanted = {}
        for who in self.people:
            for booking in bookings(self.events(who), self.courses, day_of(TODAY)):
                wanted[booking.id] = (who, booking.course["id"], booking.session, booking.state, booking.price,
                                      str(booking.since), booking.by)
                if booking.state in ("requested", "approved") and booking.planned():
                    key = booking.course["id"], booking.session
                    waiting[key] = waiting.get(key, 0) + 1
        self.assertEqual(listed, wanted)
        self.waiting = waiting

    def test_hundreds_of_steps(self):
        for number in range(STEPS):
            self.lms() if self.draw.random() < .15 else self.step()
            if number % 100 == 99:
                self.check()
        self.assertLess({"request", "approve", "decline", "conflict", "not_found", "forbidden"},
                        {*self.outcomes, ""}, "every way it can end was gone")
        accounts = Accounts(Knowledge(self.records, TODAY), [e for who in self.people for e in self.events(who)])
        people = [e for e in self.records["employee"] if e["org"] == ORG]
        got = self.client.call("report.budget", {"org": ORG, "from": "2025-01-01", "to": "2028-12-31"})
        want = accounts.budget(people, "2025-01-01", "2028-12-31", TODAY)
        for name in ("spent", "committed", "requested", "legal", "employee"):
            self.assertEqual(got[f"{name}_cents"], want[name], name)

    def test_seats_are_never_asked_for_twice(self):
        """Everyone asks for the same few sessions until nobody gets in."""
        sessions = [(c["id"], s) for c in self.courses.values() for s in c.get("sessions", [])
                    if c.get("org", ORG) in (ORG, "regio-waterkant") and not c.get("retired") and
                    s["start"] > TODAY and 0 < s.get("seats", 0) < 6][:8]
        for course, session in sessions:
            got = 0
            for who in self.people[20:]:
                try:
                    got += self.client.call("booking.request", {"by": "chief", "items": [
                        {"employee": who, "course": course, "session": session["id"]}]})["written"]
                except RpcError as error:
                    self.assertEqual(error.code, "conflict")
                    break
            else:
                self.fail("nobody was refused")
        self.check()
        everyone = self.client.call("booking.list", {"org": "wilgendam", "state": "all"})["items"]
        for course, session in sessions:
            others = sum(one["state"] in ("requested", "approved") for provider in everyone
                         for run in provider["courses"] if run["course"] == course
                         and run.get("session") == session["id"] for one in run["enrolments"])
            self.assertLessEqual(self.waiting[course, session["id"]] + others, session["seats"])


if __name__ == "__main__":
    unittest.main()
