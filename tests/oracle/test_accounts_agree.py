"""report.budget, report.effect and report.trend against the oracle: the sample region, and histories drawn
to be odd."""
import datetime as dt
import json
import pathlib
import random
import statistics
import subprocess
import sys
import unittest

from accounts import Accounts, bookings, of_period
from figures import day_of
from knowledge import Knowledge
from outcomes import Z90, Outcomes

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
        out = pathlib.Path(cls.daemon.dir) / "out"
        if cls.extra:
            events = odd_events(read(ROOT / "data" / "sample"), random.Random(7), cls.extra)
            writer = cls.daemon.client()
            writer.call("event.add", {"items": events})
            writer.close()
        cls.daemon.restart()  # votes of peers are published at start
        cls.client = cls.daemon.client()
        cls.addClassCleanup(cls.client.close)
        cls.tool("export", "jsonl", str(out))
        cls.records = read(out)
        cls.knowledge = Knowledge(cls.records, TODAY)
        cls.accounts = Accounts(cls.knowledge, cls.records["event"])
        cls.outcomes = Outcomes(cls.records, cls.accounts.events, TODAY)

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


    def members(self, kind: str, name: str) -> list[dict]:
        return [e for e in self.records["employee"] if e[kind] == name]

    def check_gain(self, got: dict, row: dict, error: float | None):
        self.assertEqual((got["n"], got["pairs"], got["completed"], got["dropped"], got["ratings"]),
                         (len(row["gains"]), row["pairs"], row["completed"], row["dropped"],
                          len(row["ratings"])))
        ended = row["completed"] + row["dropped"]
        self.assertEqual("drop_out" in got, ended > 0)
        if ended:
            self.assertAlmostEqual(got["drop_out"], row["dropped"] / ended)
        self.assertEqual("rating" in got, bool(row["ratings"]))
        if row["ratings"]:
            self.assertAlmostEqual(got["rating"], statistics.fmean(row["ratings"]))
        self.assertEqual("gained" in got, bool(row["gains"]))
        if not row["gains"]:
            return
        n, (estimate, doubt) = len(row["gains"]), row["gained"]
        self.assertEqual(got["few"], n < 5)
        for name, want in (("gained", estimate), ("mean", statistics.fmean(row["gains"])),
                           ("promised", statistics.fmean(row["promises"]))):
            self.assertAlmostEqual(got[name], want, places=8, msg=name)
        self.assertEqual("low" in got, error is not None)
        if error is not None:
            self.assertAlmostEqual(got["low"], estimate - Z90 * doubt, places=8)
            self.assertAlmostEqual(got["high"], estimate + Z90 * doubt, places=8)
        for name, unit, total in (("per_1000_euro", 100000, row["cents"]), ("per_hour", 1, row["hours"])):
            self.assertEqual(name in got, total > 0)
            if total > 0:
                self.assertAlmostEqual(got[name], estimate * n * unit / total, places=8)

    def check_effect(self, about: dict, people: list[dict], by: str, start: str, end: str, as_of: str):
        got = self.client.call("report.effect", {**about, "by": by, "from": start, "to": end, "as_of": as_of})
        want = self.outcomes.effect(people, by, start, end, as_of)
        name = {"course": "course", "team": "team", "provider": "name", "format": "name"}[by]
        self.assertEqual([i.get(name) for i in got["items"]],
                         sorted((i.get(name) for i in got["items"]), key=lambda key: (
                             not want["lines"][key]["gains"], -(want["lines"][key]["gained"] or [0])[0],
                             -want["lines"][key]["completed"],
                             min(c["id"] for c in self.records["course"] if c.get("provider") == key)
                             if by == "provider" else self.formats.index(key) if by == "format" else key)))
        self.assertEqual({i.get(name) for i in got["items"]}, set(want["lines"]))
        for item in got["items"]:
            with self.subTest(item=item.get(name)):
                self.check_gain(item, want["lines"][item.get(name)], want["error"])
        rows, total = want["lines"].values(), {}
        for field in ("gains", "promises", "ratings"):
            total[field] = [v for row in rows for v in row[field]]
        for field in ("completed", "dropped", "pairs", "cents", "hours"):
            total[field] = sum(row[field] for row in rows)
        total["gained"] = want["mean"], want["error"]
        self.check_gain(got["total"], total, want["error"])
        return got

    formats = ("e-learning", "classroom", "blended", "on-the-job", "coaching")

    def test_effect_by_everything(self):
        measured = 0
        for org in ("wilgendam", "regio-waterkant"):
            for by in ("course", "provider", "team", "format"):
                for start, end, as_of in (("2024-01-01", "2026-12-31", TODAY),
                                          ("2024-06-01", "2025-06-30", "2026-02-01")):
                    with self.subTest(org=org, by=by, start=start):
                        got = self.check_effect({"org": org}, self.members("org", org), by, start, end, as_of)
                        measured += got["total"]["n"]
        self.assertGreater(measured, 200)

    def test_effect_of_teams(self):
        for team in [t["id"] for t in self.records["team"]][::5]:
            people = self.members("team", team)
            if len(people) >= LEAST_GROUP:
                with self.subTest(team=team):
                    self.check_effect({"team": team}, people, "course", "2020-01-01", TODAY, TODAY)

    def test_effect_of_the_last_three_years_unless_said(self):
        got = self.client.call("report.effect", {"team": "wd-jeugd"})
        self.assertEqual((got["from"], got["to"], got["by"]), ("2023-11-25", TODAY, "course"))
        small = self.client.call("report.effect", {"team": "wd-jeugd", "min_group": 100})
        self.assertNotIn("items", small)
        self.assertEqual(small["total"], got["total"])

    def test_trend_is_the_gap_of_then(self):
        ends = [dt.date(2025, 12, 31), dt.date(2026, 3, 31), dt.date(2026, 6, 30), dt.date(2026, 9, 30),
                day_of(TODAY)]
        for about in ({"team": "wd-jeugd"}, {"team": "rw-toezicht"}, {"org": "regio-waterkant"}):
            (kind, name), = about.items()
            people = self.members(kind, name)
            got = self.client.call("report.trend", {**about, "quarters": 4})
            want = self.outcomes.trend(people, ends)
            self.assertEqual((got["people"], got["from"], got["to"]), (len(people), "2026-01-01", TODAY))
            self.assertAlmostEqual(got["gap_before"], want[0]["gap"], places=7)
            before = got["gap_before"]
            for quarter, row, end in zip(got["quarters"], want[1:], ends[1:]):
                self.assertEqual(quarter["to"], str(end))
                self.assertAlmostEqual(quarter["gap_total"], row["gap"], places=7)
                self.assertEqual((quarter["people_short"], quarter["closed"], quarter["opened"]),
                                 (row["short"], row["closed"], row["opened"]))
                self.assertAlmostEqual(quarter["less"], row["less"], places=7)
                self.assertAlmostEqual(quarter["more"], row["more"], places=7)
                self.assertAlmostEqual(before - quarter["less"] + quarter["more"], quarter["gap_total"])
                before = quarter["gap_total"]
                team = self.client.call("gap.team", {**about, "as_of": str(end)})
                self.assertAlmostEqual(team["gap_total"], quarter["gap_total"], places=9)
            budget = self.client.call("report.budget", about)
            self.assertEqual([(q["hours"], q["spent_cents"]) for q in got["quarters"][:3]],
                             [(self.spent_hours(people, q), q["spent_cents"]) for q in budget["quarters"][:3]])
            for quarter in got["quarters"]:
                self.assertEqual(quarter["completed"], self.completed(people, quarter))

    def booked(self, people: list[dict]) -> list:
        return [b for e in people for b in bookings(self.accounts.events.get(e["id"], []),
                                                    self.accounts.all["course"], day_of(TODAY))]

    def spent_hours(self, people: list[dict], quarter: dict) -> float:
        first = day_of(quarter["from"])
        return sum(b.course["hours"] for b in self.booked(people) if b.money(day_of(TODAY)) == "spent" and
                   (b.day().year, (b.day().month - 1) // 3) == (first.year, (first.month - 1) // 3))

    def completed(self, people: list[dict], quarter: dict) -> int:
        return sum(b.state == "completed" and day_of(quarter["from"]) <= b.days["end"] <= day_of(quarter["to"])
                   for b in self.booked(people))

    def test_trend_wants_a_number_of_quarters(self):
        self.assertEqual(len(self.client.call("report.trend", {"team": "wd-jeugd"})["quarters"]), 8)
        for wrong in (0, 41, "x"):
            with self.assertRaisesRegex(RpcError, "^bad_request: quarters: "):
                self.client.call("report.trend", {"team": "wd-jeugd", "quarters": wrong})
        with self.assertRaisesRegex(RpcError, "^bad_request: by: "):
            self.client.call("report.effect", {"team": "wd-jeugd", "by": "moon"})


class OddHistories(Budgets):
    """The same after 3,000 events that nobody would write."""
    extra = 3000


if __name__ == "__main__":
    unittest.main()
