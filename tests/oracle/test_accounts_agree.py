"""report.budget against the oracle: the sample region, and histories drawn to be odd."""
import datetime as dt
import json
import pathlib
import random
import subprocess
import sys
import unittest

from accounts import Accounts, of_period
from figures import day_of
from knowledge import Knowledge

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from client import ROOT, TOOL, Daemon, RpcError  # noqa: E402  (the end-to-end tests' client)

TODAY = "2026-11-24"
LEAST_GROUP = 5


def read(folder: pathlib.Path) -> dict[str, list[dict]]:
    return {path.stem: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            for path in sorted(folder.glob("*.jsonl"))}


def odd_events(records: dict, draw: random.Random, n: int) -> list[dict]:
    """Whatever may be written about a few people and courses, in no sensible order."""
    kinds = ("requested", "approved", "declined", "enrolled", "completed", "dropped", "shown", "rated")
    people = draw.sample([e["id"] for e in records["employee"]], 60)
    courses = draw.sample([c for c in records["course"] if c.get("sessions")], 12)
    courses += draw.sample([c for c in records["course"] if not c.get("sessions")], 4)
    sees = {o["id"]: {o["id"], o.get("parent")} for o in records["org"]}
    org_of = {e["id"]: e["org"] for e in records["employee"]}
    events = []
    while len(events) < n:
        who, course = draw.choice(people), draw.choice(courses)
        if course.get("org", org_of[who]) not in sees[org_of[who]]:
            continue
        day = dt.date(2025, 6, 1) + dt.timedelta(draw.randrange(600))
        event = {"id": f"odd-{len(events):05}", "employee": who, "course": course["id"],
                 "type": draw.choice(kinds), "at": f"{day}T{draw.choice(['09', '09', '15'])}:00:00Z"}
        if course.get("sessions") and draw.random() < .6:
            event["session"] = draw.choice(course["sessions"])["id"]
        elif draw.random() < .05:
            event["session"] = "gone"
        if draw.random() < .3:
            event["price_cents"] = draw.randrange(0, 100000)
        if draw.random() < .5:
            event["by"] = draw.choice(people)
        events.append(event)
    return events


class Budgets(unittest.TestCase):
    """One store with the sample, as it is exported again."""
    extra = 0

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(today=TODAY)
        cls.addClassCleanup(cls.daemon.__exit__)
        cls.tool("import", "jsonl", str(ROOT / "data" / "sample"))
        cls.client = cls.daemon.client()
        cls.addClassCleanup(cls.client.close)
        out = pathlib.Path(cls.daemon.dir) / "out"
        if cls.extra:
            events = odd_events(read(ROOT / "data" / "sample"), random.Random(7), cls.extra)
            cls.client.call("event.add", {"items": events})
        cls.tool("export", "jsonl", str(out))
        cls.records = read(out)
        cls.knowledge = Knowledge(cls.records, TODAY)
        cls.accounts = Accounts(cls.knowledge, cls.records["event"])

    @classmethod
    def tool(cls, *args):
        subprocess.run([TOOL, "--unix", cls.daemon.path, *args], check=True, timeout=120,
                       capture_output=True)

    def check_lines(self, got: list, want: dict, key, amounts=("spent", "committed", "requested")):
        self.assertEqual({key(line) for line in got}, set(want))
        self.assertEqual(len(got), len(want))
        for line in got:
            expected = want[key(line)]
            for name in amounts:
                self.assertEqual(line[f"{name}_cents"], expected[name], (key(line), name))
            self.assertAlmostEqual(line["hours"], expected["hours"], places=9)

    def check(self, about: dict, people: list[dict], start: str, end: str, as_of: str):
        got = self.client.call("report.budget",
                               {**about, "from": start, "to": end, "as_of": as_of, "lang": "en"})
        want = self.accounts.budget(people, start, end, as_of)
        for name in ("spent", "committed", "requested", "legal", "employee"):
            self.assertEqual(got[f"{name}_cents"], want[name], name)
        for name in ("hours", "working_hours"):
            self.assertAlmostEqual(got[name], want[name], places=9, msg=name)
        self.assertEqual((got["people"], got["people_trained"]), (len(people), want["trained"]))
        self.assertEqual((got["from"], got["to"]), (start, end))
        self.assertEqual([q["from"] for q in got["quarters"]][0], start)
        self.check_lines([q for q in got["quarters"] if q["people"]], want["quarter"],
                         lambda q: (day_of(q["from"]).year, (day_of(q["from"]).month - 1) // 3))
        if len(people) < LEAST_GROUP:
            for name in ("providers", "courses", "personal"):
                self.assertNotIn(name, got)
            return got
        self.check_lines(got["providers"], want["provider"], lambda p: p.get("provider"))
        self.check_lines(got["courses"], want["course"], lambda c: c["course"])
        for line in got["courses"]:
            self.assertEqual(line["people"], len(want["course"][line["course"]]["who"]))
        order = [(-c["spent_cents"] - c["committed_cents"], c["course"].encode())
                 for c in got["courses"]]
        self.assertEqual(order, sorted(order))
        self.assertEqual({p["employee"]: (p["budget_cents"], p["charged_cents"])
                          for p in got["personal"]}, want["personal"])
        for own in got["personal"]:
            self.assertEqual(own["left_cents"], own["budget_cents"] - own["charged_cents"])
        self.check_teams(got, people, want)
        return got

    def check_teams(self, got: dict, people: list[dict], want: dict):
        members: dict[str, int] = {}
        for person in people:
            members[person["team"]] = members.get(person["team"], 0) + 1
        self.assertEqual(sum(t["people"] for t in got["teams"]), len(people))
        for name in ("spent", "committed", "requested"):
            self.assertEqual(sum(t[f"{name}_cents"] for t in got["teams"]), want[name])
        for line in got["teams"]:
            self.assertGreaterEqual(line["people"], LEAST_GROUP)
            if "team" in line:
                self.assertEqual(line["people"], members[line["team"]])
                expected = want["team"].get(line["team"], {"spent": 0})
                self.assertEqual(line["spent_cents"], expected["spent"])

    def test_every_org_by_year_and_by_odd_periods(self):
        periods = (("2024-01-01", "2024-12-31"), ("2025-01-01", "2025-12-31"),
                   ("2026-01-01", "2026-12-31"), ("2025-11-17", "2027-02-03"),
                   ("2026-11-24", "2026-11-24"))
        for org in self.records["org"]:
            people = [e for e in self.records["employee"] if e["org"] == org["id"]]
            for start, end in periods:
                with self.subTest(org=org["id"], start=start):
                    got = self.check({"org": org["id"]}, people, start, end, TODAY)
                    first, last = day_of(start), day_of(end)
                    budget = of_period(org["training_budget_cents"], first, last)
                    payroll = of_period(org["payroll_cents"], first, last)
                    self.assertEqual(got["budget_cents"], budget)
                    self.assertEqual(got["left_cents"],
                                     budget - got["spent_cents"] - got["committed_cents"])
                    self.assertEqual(got["payroll_cents"], payroll)
                    self.assertAlmostEqual(got["payroll_share"], got["spent_cents"] / payroll)
                    self.assertEqual((got["sector_per_head_cents"], got["sector_payroll_share"]),
                                     (104200, .018))

    def test_every_team_on_other_days(self):
        for team in self.records["team"]:
            people = [e for e in self.records["employee"] if e["team"] == team["id"]]
            for as_of in ("2025-08-01", TODAY, "2027-03-01"):
                with self.subTest(team=team["id"], as_of=as_of):
                    got = self.check({"team": team["id"]}, people, "2025-01-01", "2026-12-31", as_of)
                    self.assertNotIn("budget_cents", got)
                    self.assertNotIn("payroll_share", got)

    def test_the_period_is_the_calendar_year_unless_said(self):
        def period(**args):
            got = self.client.call("report.budget", {"team": "wd-jeugd", **args})
            return got["from"], got["to"]
        self.assertEqual(period(), ("2026-01-01", "2026-12-31"))
        self.assertEqual(period(as_of="2024-02-29"), ("2024-01-01", "2024-12-31"))
        self.assertEqual(period(**{"from": "2025-03-01"}), ("2025-03-01", "2025-12-31"))
        self.assertEqual(period(to="2025-03-01"), ("2025-01-01", "2025-03-01"))
        with self.assertRaisesRegex(RpcError, "^bad_request: to: before from"):
            period(to="2025-03-01", **{"from": "2025-03-02"})
        with self.assertRaisesRegex(RpcError, "^bad_request: team, org: give one"):
            self.client.call("report.budget", {})

    def test_under_the_least_group_nothing_of_persons(self):
        got = self.client.call("report.budget", {"team": "wd-jeugd", "min_group": 15})
        for name in ("providers", "courses", "personal"):
            self.assertNotIn(name, got)
        self.assertEqual(got["teams"], [])
        whole = self.client.call("report.budget", {"org": "duinrade", "min_group": 20})
        self.assertGreaterEqual(min(t["people"] for t in whole["teams"]), 20)
        self.assertEqual(sum(t["people"] for t in whole["teams"]), whole["people"])
        self.assertNotIn("team", whole["teams"][-1])

    def test_unchanged_is_said(self):
        got = self.client.call("report.budget", {"org": "wilgendam"})
        again = self.client.call("report.budget", {"org": "wilgendam", "if_revision": got["revision"]})
        self.assertEqual(again, {"unchanged": True, "revision": got["revision"]})
        self.assertEqual(self.client.raw("report.budget", {"org": "wilgendam"}),
                         self.client.raw("report.budget", {"org": "wilgendam"}))


class OddHistories(Budgets):
    """The same after 3,000 events that nobody would write."""
    extra = 3000


if __name__ == "__main__":
    unittest.main()
