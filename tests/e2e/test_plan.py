"""plan.employee and plan.team, asked of a real daemon over the sample region: what is answered, that it keeps to what
was asked, and who is shown."""
import json
import unittest

import msgpack

from client import ROOT, RpcError
from sample import TODAY, SampleDaemon

YEAR_ON = "2027-11-24"
ANSWER = ["items", "booked", "closure", "gap", "closable", "cost_cents", "hours", "from", "by", "bound", "optimal",
          "feasible", "solver", "solver_note", "binding", "model", "revision", "snapshot"]
ITEM = ["employee", "course", "title", "session", "order", "start", "end", "cost_cents",
        "employee_cost_cents", "hours", "closure", "success", "group", "mandatory", "working_time", "kind",
        "unlocks"]
RUN = ["course", "title", "session", "start", "end", "cost_cents", "hours", "group", "people"]
PERSON = ["employee", "gap", "closable", "closure", "gap_after", "cost_cents", "hours", "mandatory_open"]
BINDING = ["constraint", "text", "unmet", "limit", "need", "more", "employee", "course", "session",
           "competency", "date", "courses"]


def read(kind: str) -> dict[str, dict]:
    lines = (ROOT / f"data/sample/{kind}.jsonl").read_text(encoding="utf-8").splitlines()
    return {record["id"]: record for record in map(json.loads, lines)}


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = SampleDaemon()
        cls.addClassCleanup(cls.daemon.__exit__)
        cls.client = cls.daemon.client()
        cls.addClassCleanup(cls.client.close)
        cls.courses, cls.employees, cls.orgs = read("course"), read("employee"), read("org")

    def one(self, employee: str = "wd-0001", **more) -> dict:
        return self.client.call("plan.employee", {"employee": employee, **more})

    def team(self, team: str = "wd-jeugd", budget_cents: int = 500000, **more) -> dict:
        return self.client.call("plan.team", {"team": team, "budget_cents": budget_cents, **more})

    def refuses(self, text: str, method: str, **args) -> None:
        with self.assertRaises(RpcError) as caught:
            self.client.call(method, args)
        self.assertEqual(str(caught.exception), text)

    def in_order(self, record: dict, keys: list[str], optional: set[str] = frozenset()) -> None:
        self.assertEqual([key for key in keys if key in record], list(record))
        self.assertLessEqual(set(keys) - set(record), optional)

    def shaped(self, plan: dict, keys: list[str], item: list[str]) -> None:
        self.in_order(plan, keys, {"solver_note"})
        for row in plan["items"]:
            self.in_order(row, item, {"session", "group", "unlocks"})
        for row in plan["binding"]:
            self.in_order(row, BINDING, set(BINDING) - {"constraint", "text", "unmet"})
            self.assertTrue(row["text"].endswith("."))
        self.assertIn(plan["solver"], ("cbc", "greedy"))

    def fits(self, plan: dict, by: str) -> None:
        """What can be seen from outside: sessions exist and lie in time, costs and hours add up."""
        self.assertEqual((plan["from"], plan["by"]), (TODAY, by))
        self.assertEqual(sum(item["cost_cents"] for item in plan["items"]), plan["cost_cents"])
        self.assertAlmostEqual(sum(item["hours"] for item in plan["items"]), plan["hours"])
        self.assertLessEqual(0, plan["closure"])
        self.assertLessEqual(plan["closure"], plan["bound"] + 1e-12)
        self.assertLessEqual(plan["bound"], plan["closable"] + 1e-12)
        self.assertLessEqual(plan["closable"], plan["gap"] + 1e-12)
        for item in plan["items"]:
            course = self.courses[item["course"]]
            sessions = {session["id"]: session for session in course.get("sessions", [])}
            self.assertEqual("session" in item, bool(sessions))
            self.assertTrue(TODAY <= item["start"] <= item["end"] <= by)
            self.assertEqual(item["hours"], course["hours"])
            self.assertLessEqual(item["cost_cents"], course["price_cents"])
            if sessions:
                session = sessions[item["session"]]
                self.assertEqual((item["start"], item["end"]),
                                 (session["start"], session.get("end", session["start"])))


class OnePerson(Case):
    def test_a_plan_has_its_shape_and_keeps_to_the_year(self):
        plan = self.one()
        self.shaped(plan, ANSWER, ITEM)
        self.fits(plan, YEAR_ON)
        self.assertTrue(plan["items"])
        self.assertTrue(plan["feasible"])
        self.assertEqual([item["order"] for item in plan["items"]], list(range(1, len(plan["items"]) + 1)))
        placed = {item["course"]: item for item in plan["items"]}
        for item in plan["items"]:
            for course in item.get("unlocks", []):
                self.assertLessEqual(item["end"], placed[course]["start"])
        gap = self.client.call("gap.employee", {"employee": "wd-0001"})
        self.assertAlmostEqual(plan["gap"], gap["total"])

    def test_every_limit_is_kept(self):
        free = self.one()
        for args, kept in (
                ({"budget_cents": 60000}, lambda p: p["cost_cents"] <= 60000),
                ({"hours": 20}, lambda p: p["hours"] <= 20),
                ({"max_courses": 2}, lambda p: len(p["items"]) <= 2),
                ({"by": "2027-01-31"}, lambda p: all(i["end"] <= "2027-01-31" for i in p["items"])),
                ({"filters": {"formats": ["e-learning"]}},
                 lambda p: all(self.courses[i["course"]]["format"] == "e-learning" for i in p["items"])),
                ({"exclude": [free["items"][0]["course"]]},
                 lambda p: free["items"][0]["course"] not in [i["course"] for i in p["items"]])):
            with self.subTest(args):
                plan = self.one(**args)
                self.fits(plan, args.get("by", YEAR_ON))
                self.assertTrue(plan["items"] and kept(plan))
                self.assertLessEqual(plan["closure"], free["bound"] + 1e-9)

    def test_one_course_is_worth_what_the_list_says(self):
        """Of one course alone chance, readiness and effect are those of the list."""
        listed = self.client.call("recommend", {"employee": "wd-0001", "objective": "closure", "k": 1,
                                                "diversity": 0})["items"][0]
        plan = self.one(max_courses=1)
        self.assertEqual([item["course"] for item in plan["items"]], [listed["course"]])
        self.assertAlmostEqual(plan["closure"], listed["closure"], delta=1e-6)
        self.assertAlmostEqual(plan["items"][0]["closure"], listed["closure"], delta=1e-6)
        self.assertAlmostEqual(plan["items"][0]["success"], listed["success"] * listed["ready"], delta=1e-9)

    def test_a_plan_for_a_change_ends_the_day_before_it(self):
        change = next(iter(read("change").values()))
        person = next(e["id"] for e in self.employees.values()
                      if self.client.call("gap.employee", {"employee": e["id"], "goal": {
                          "kind": "change", "change": change["id"]}})["total"] > 1)
        plan = self.one(person, goal={"kind": "change", "change": change["id"]})
        self.assertLess(plan["by"], change["effective"])
        self.assertTrue(all(item["end"] < change["effective"] for item in plan["items"]))

    def test_what_the_law_or_the_employer_asks_is_not_paid_by_the_person(self):
        for employee in ("wd-0001", "wd-0003", "ov-0046"):
            for item in self.one(employee)["items"]:
                course = self.courses[item["course"]]
                share = self.orgs[self.employees[employee]["org"]].get("personal_share", 0)
                if item["mandatory"] or course.get("legal_basis"):
                    self.assertEqual(item["employee_cost_cents"], 0, item)
                elif not item["working_time"]:
                    self.assertAlmostEqual(item["employee_cost_cents"], share * course["price_cents"],
                                           delta=.51)
                if item["working_time"]:
                    self.assertEqual(item["kind"], "noodzakelijk")

    def test_the_same_question_has_the_same_bytes(self):
        args = {"employee": "wd-0001", "budget_cents": 150000, "seconds": 30}
        before = self.client.raw("plan.employee", args)
        self.assertTrue(msgpack.unpackb(before)[3]["optimal"])
        self.assertEqual(self.client.raw("plan.employee", args), before)
        with SampleDaemon(workers=4, options=("--errands", "1")) as other:
            client = other.client()
            self.assertEqual(client.raw("plan.employee", args), before)
            client.close()

    def test_nothing_newer_is_told(self):
        revision = self.one()["revision"]
        self.assertEqual(self.one(if_revision=revision), {"unchanged": True, "revision": revision})

    def test_wrong_arguments_are_named(self):
        self.refuses('not_found: there is no employee "x"', "plan.employee", employee="x")
        self.refuses("bad_request: employee is missing; plan.employee needs it", "plan.employee")
        self.refuses("bad_request: budget_cents is missing; plan.team needs it", "plan.team", team="wd-jeugd")
        self.refuses("bad_request: team, org: give one of the two", "plan.team", budget_cents=1)
        self.refuses("bad_request: seconds: 31 is more than this daemon gives; up to 30", "plan.employee",
                     employee="wd-0001", seconds=31)
        self.refuses("bad_request: max_away_share: 1.5 is out of range; 0.0 to 1.0", "plan.team",
                     team="wd-jeugd", budget_cents=1, max_away_share=1.5)


class Teams(Case):
    TEAM = ANSWER[:1] + ["people", "left_out"] + ANSWER[1:]

    def test_a_plan_for_a_team_keeps_to_the_budget_and_adds_up(self):
        plan = self.team()
        self.shaped(plan, self.TEAM, ITEM)
        self.fits(plan, YEAR_ON)
        self.assertLessEqual(plan["cost_cents"], 500000)
        self.assertEqual(plan["left_out"], 0)
        members = [e["id"] for e in self.employees.values() if e["team"] == "wd-jeugd"]
        self.assertEqual([row["employee"] for row in plan["people"]], sorted(members))
        for row in plan["people"]:
            self.in_order(row, PERSON)
            own = [item for item in plan["items"] if item["employee"] == row["employee"]]
            self.assertEqual(sum(item["cost_cents"] for item in own), row["cost_cents"])
            self.assertAlmostEqual(sum(item["hours"] for item in own), row["hours"])
        for total in ("closure", "gap", "closable", "hours"):
            self.assertAlmostEqual(sum(row[total] for row in plan["people"]), plan[total])
        team = self.client.call("gap.team", {"team": "wd-jeugd"})
        self.assertAlmostEqual(plan["gap"], team["gap_total"])

    def test_sessions_hold_no_more_than_their_seats_and_groups_pay_less(self):
        plan = self.team(budget_cents=3000000)
        runs: dict[tuple, list] = {}
        for item in plan["items"]:
            runs.setdefault((item["course"], item.get("session")), []).append(item)
        for (course, session), items in runs.items():
            record = self.courses[course]
            seats = {s["id"]: s.get("seats", 10 ** 6) for s in record.get("sessions", [])}
            self.assertLessEqual(len(items), seats.get(session, 10 ** 6))
            cost = sum(item["cost_cents"] for item in items)
            self.assertLessEqual(cost, len(items) * record["price_cents"])
            if cost < len(items) * record["price_cents"]:
                self.assertIn("group_price_cents", record)
                self.assertTrue(any("group" in item for item in items))

    def test_hours_courses_and_share_away_are_of_each(self):
        plan = self.team(hours_per_person=16, max_courses=2, max_away_share=.1)
        self.fits(plan, YEAR_ON)
        for row in plan["people"]:
            self.assertLessEqual(row["hours"], 16)
            self.assertLessEqual(sum(i["employee"] == row["employee"] for i in plan["items"]), 2)

    def test_more_budget_never_closes_less(self):
        before = 0.
        for budget in (0, 100000, 400000, 1600000):
            plan = self.team(budget_cents=budget, max_courses=3, seconds=10)
            self.assertLessEqual(plan["cost_cents"], budget)
            self.assertGreaterEqual(plan["bound"], before - 1e-9)
            before = plan["closure"]

    def test_under_the_least_group_nobody_is_shown(self):
        plan = self.team(min_group=50)
        self.shaped(plan, [key for key in self.TEAM if key != "people"], RUN)
        self.assertTrue(plan["items"])
        self.assertNotIn("employee", json.dumps(plan))
        self.assertFalse([e for e in self.employees if e in json.dumps(plan)])
        ids = [(item["course"], item.get("session", "")) for item in plan["items"]]
        self.assertEqual(ids, sorted(set(ids)))
        shown = self.team()
        self.assertEqual((plan["closure"], plan["cost_cents"], sum(i["people"] for i in plan["items"])),
                         (shown["closure"], shown["cost_cents"], len(shown["items"])))

    def test_who_objects_is_planned_for_by_nobody_else(self):
        objector = next(e for e in self.employees.values()
                        if e.get("objects_to_profiling") and e["team"] == "wd-bestuur")
        plan = self.team("wd-bestuur")
        self.assertEqual(plan["left_out"], 1)
        self.assertNotIn(objector["id"], json.dumps(plan))
        own = self.one(objector["id"])
        self.assertGreaterEqual(own["gap"], own["closure"])

    def test_a_team_without_people_has_an_empty_plan(self):
        self.client.call("team.put", {"items": [{"id": "leeg", "org": "wilgendam", "name": "Leeg"}]})
        plan = self.team("leeg")
        self.assertEqual((plan["items"], plan["closure"], plan["optimal"], plan["feasible"]),
                         ([], 0.0, True, True))

    def test_a_whole_organisation_can_be_planned_for(self):
        plan = self.client.call("plan.team", {"org": "duinrade", "budget_cents": 1000000, "seconds": 1})
        self.fits(plan, YEAR_ON)
        self.assertLessEqual(plan["cost_cents"], 1000000)
        people = sum(e["org"] == "duinrade" for e in self.employees.values())
        self.assertEqual(len(plan["people"]) + plan["left_out"], people)


class Booked(unittest.TestCase):
    """Plans beside bookings: each in a region of its own."""

    def setUp(self):
        daemon = SampleDaemon(workers=2)
        self.addCleanup(daemon.__exit__)
        self.client = daemon.client()
        self.addCleanup(self.client.close)

    def plan(self, **args) -> dict:
        return self.client.call("plan.team", {"team": "wd-jeugd", "budget_cents": 300000, "seconds": 2, **args})

    def book(self, plan: dict) -> None:
        items = [{key: item[key] for key in ("employee", "course", "session") if key in item}
                 for item in plan["items"]]
        answer = self.client.call("booking.request", {"items": items, "by": "wd-0901"})
        self.assertEqual(answer["duplicates"], 0)

    def test_what_is_planned_can_be_booked_and_is_not_planned_again(self):
        first = self.plan()
        self.book(first)
        second = self.plan()
        self.assertEqual(second["booked"], first["booked"] + len(first["items"]))
        self.assertLess(second["gap"], first["gap"])
        taken = {(item["employee"], item["course"]) for item in first["items"]}
        self.assertFalse(taken & {(item["employee"], item["course"]) for item in second["items"]})
        self.book(second)

    def test_seats_that_others_asked_for_are_not_planned(self):
        plan = self.plan(budget_cents=2000000)
        courses = {c["id"]: c for c in self.client.everything("course")}
        session = next((item["course"], item["session"]) for item in plan["items"] if "session" in item and any(
            s["id"] == item["session"] and s.get("seats", 0) > 0 for s in courses[item["course"]]["sessions"]))
        inside = {e["id"] for e in self.client.everything("employee") if e["team"] == "wd-jeugd"}
        others = iter(sorted(e["id"] for e in self.client.everything("employee")
                             if e["org"] == "wilgendam" and e["id"] not in inside))
        while True:  # until the last seat is asked for
            try:
                self.client.call("booking.request", {"by": "hr", "items": [
                    {"employee": next(others), "course": session[0], "session": session[1]}]})
            except RpcError as error:
                self.assertIn("seats left", str(error))
                break
        again = self.plan(budget_cents=2000000)
        self.assertNotIn(session, {(i["course"], i.get("session")) for i in again["items"]})
        self.book(again)


if __name__ == "__main__":
    unittest.main()
