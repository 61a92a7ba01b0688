"""Demands on a plan that cannot be met, and limits that stand in the way of a better one: each answer says which, for
whom, and what would do. Tiny towns, in which that can be told by hand; the texts are what a manager reads."""
from __future__ import annotations

from case import OwnDaemon
from client import load
from world import TODAY, make_course

YEAR_ON = "2027-11-23"


def town(courses: list[dict], people: int = 1, needs: dict[str, float] | None = None, **employee) -> dict:
    """People who are known to be at level 1 of what their role asks, and courses for it."""
    needs = needs or {"talk": 3}
    names = {"talk": ("Gesprek", "Talking"), "law": ("Wet", "Law"), "desk": ("Balie", "Desk")}
    ids = [f"e{i + 1}" for i in range(people)]
    return {
        "org": [{"id": "stad", "name": "Stad"}],
        "team": [{"id": "balie", "org": "stad", "name": "Balie"}],
        "competency": [{"id": c, "label": {"nl": nl, "en": en}} for c, (nl, en) in names.items()],
        "role": [{"id": "clerk", "label": "Klerk", "versions": [{"from": "2020-01-01", "requires": [
            {"competency": c, "level": level} for c, level in needs.items()]}]}],
        "course": courses,
        "employee": [{"id": e, "org": "stad", "team": "balie", "role": "clerk", **employee} for e in ids],
        "evidence": [{"employee": e, "competency": c, "level": 1, "source": "test", "at": "2026-11-01", "by": by}
                     for e in ids for c in names for by in ("a", "b")],
    }


def session(name: str, start: str, **more) -> dict:
    return {"id": name, "start": start, **more}


class Case(OwnDaemon):
    def plan(self, records: dict, **args) -> dict:
        load(self.client, records)
        if len(records["employee"]) > 1:
            return self.client.call("plan.team", {"team": "balie", "budget_cents": 10 ** 9, "lang": "nl", **args})
        return self.client.call("plan.employee", {"employee": "e1", "lang": "nl", **args})

    def bound(self, plan: dict, constraint: str) -> dict:
        """The one that says this."""
        found = [row for row in plan["binding"] if row["constraint"] == constraint]
        self.assertEqual(len(found), 1, plan["binding"])
        return found[0]

    def courses(self, plan: dict) -> list[str]:
        return [item["course"] for item in plan["items"]]


class NoRoom(Case):
    """Limits: what they are, and what more would close."""

    def test_no_budget(self):
        plan = self.plan(town([make_course("k1", price=45000), make_course("k2", price=60000, to=5)]),
                         budget_cents=0)
        self.assertEqual((plan["items"], plan["closure"], plan["cost_cents"]), ([], 0., 0))
        row = self.bound(plan, "budget")
        self.assertEqual((row["limit"], row["need"]), (0, 45000))
        self.assertIn("€ 450", row["text"])
        self.assertIn("budget", row["text"])

    def test_a_budget_that_is_too_small_for_the_better_course(self):
        plan = self.plan(town([make_course("k1", price=45000, to=2), make_course("k2", price=60000)]),
                         budget_cents=50000)
        self.assertEqual(self.courses(plan), ["k1"])
        row = self.bound(plan, "budget")
        self.assertEqual((row["limit"], row["need"], row["unmet"]), (50000, 60000, False))
        self.assertGreater(row["more"], 0)
        self.assertRegex(row["text"], r"€ 500 .* € 100 meer, dus € 600, .* van het tekort\.$")

    def test_too_few_hours(self):
        plan = self.plan(town([make_course("k1", hours=8)]), hours=4)
        self.assertEqual(plan["items"], [])
        row = self.bound(plan, "hours")
        self.assertEqual((row["limit"], row["need"], row["employee"]), (4.0, 8.0, "e1"))
        self.assertIn("8 uur", row["text"])

    def test_no_more_than_so_many_courses(self):
        plan = self.plan(town([make_course("k1"), make_course("k2", "law")], needs={"talk": 3, "law": 3}),
                         max_courses=1)
        self.assertEqual(len(plan["items"]), 1)
        row = self.bound(plan, "max_courses")
        self.assertEqual((row["limit"], row["need"], row["employee"]), (1, 2, "e1"))

    def test_too_few_hours_a_week(self):
        plan = self.plan(town([make_course("k1", hours=20)], preferences={"max_hours_per_week": 2}),
                         by="2026-12-31")
        self.assertEqual(plan["items"], [])
        row = self.bound(plan, "week_hours")
        self.assertEqual((row["limit"], row["employee"]), (2.0, "e1"))
        self.assertGreater(row["need"], 2)
        self.assertIn("in een week", row["text"])

    def test_a_session_that_is_full(self):
        seats = [session("s1", "2027-01-11", seats=2)]
        plan = self.plan(town([make_course("k1", sessions=seats)], people=5))
        self.assertEqual(len(plan["items"]), 2)
        row = self.bound(plan, "seats")
        self.assertEqual((row["limit"], row["need"], row["course"], row["session"]), (2, 3, "k1", "s1"))
        self.assertIn("2027-01-11", row["text"])

    def test_a_share_that_may_be_away(self):
        plan = self.plan(town([make_course("k1", sessions=[session("s1", "2027-01-11")])], people=5),
                         max_away_share=.25)
        self.assertEqual(len(plan["items"]), 1)
        row = self.bound(plan, "away")
        self.assertEqual(row["limit"], .25)
        self.assertGreater(row["need"], .25)
        self.assertIn("25%", row["text"])

    def test_a_least_closure_that_nobody_can_reach(self):
        plan = self.plan(town([make_course("k1", to=2)], people=5), min_closure_per_person=3)
        self.assertFalse(plan["feasible"])
        self.assertEqual(self.courses(plan), ["k1"] * 5)  # the best that keeps to all the rest
        row = self.bound(plan, "min_closure")
        self.assertTrue(row["unmet"])
        self.assertEqual(row["limit"], 3.0)
        self.assertAlmostEqual(row["need"], plan["people"][0]["closure"], delta=1e-3)
        self.assertIn("ten minste 3 ", row["text"].lower())
        less = self.plan(town([make_course("k1", to=2)], people=5), min_closure_per_person=row["need"])
        self.assertTrue(less["feasible"], "what is said to be possible is")


class NoTime(Case):
    def test_a_deadline_that_has_passed(self):
        plan = self.plan(town([make_course("k1")]), by="2026-11-01")
        self.assertEqual(plan["items"], [])
        row = self.bound(plan, "by")
        self.assertGreater(row["date"], TODAY)
        self.assertIn("2026-11-01", row["text"])
        self.assertIn(row["date"], row["text"])
        self.assertEqual(self.courses(self.plan(town([make_course("k1")]), by=row["date"])), ["k1"],
                         "by the day that is named it can be done")

    def test_no_session_in_time(self):
        late = town([make_course("k1", sessions=[session("s0", "2026-10-01"), session("s1", "2027-03-01")])])
        plan = self.plan(late, by="2027-01-31")
        self.assertEqual(plan["items"], [])
        row = self.bound(plan, "no_session")
        self.assertEqual((row["course"], row["date"]), ("k1", "2027-03-01"))
        self.assertIn("2027-03-01", row["text"])
        self.assertEqual(self.courses(self.plan(late, by="2027-03-01")), ["k1"])

    def test_no_session_any_more(self):
        plan = self.plan(town([make_course("k1", sessions=[session("s0", "2026-10-01")])]))
        self.assertEqual((plan["items"], plan["closure"]), ([], 0.))

    def test_a_day_that_would_close_more(self):
        sessions = [session("s1", "2027-03-01")]
        plan = self.plan(town([make_course("k1", to=2), make_course("k2", sessions=sessions)]), by="2027-01-31")
        self.assertEqual(self.courses(plan), ["k1"])
        rows = {row["constraint"]: row for row in plan["binding"]}
        self.assertTrue({"by", "no_session"} & set(rows), plan["binding"])
        for row in rows.values():
            self.assertIn("2027-03-01", row["text"])


class NoWayIn(Case):
    def test_entry_demands_in_a_circle(self):
        courses = [make_course("k1", "talk", requires=[{"competency": "law", "level": 4}]),
                   make_course("k2", "law", requires=[{"competency": "desk", "level": 4}]),
                   make_course("k3", "desk", requires=[{"competency": "talk", "level": 4}])]
        plan = self.plan(town(courses, needs={"talk": 3, "law": 3, "desk": 3}))
        self.assertEqual(plan["items"], [])
        row = self.bound(plan, "circle")
        self.assertEqual(set(row["courses"]), {"k1", "k2", "k3"})
        self.assertIn('"k1"', row["text"])
        self.assertIn("wachten op elkaar", row["text"])
        del courses[1]["requires"]  # one demand less, and there is a way
        plan = self.plan(town(courses, needs={"talk": 3, "law": 3, "desk": 3}))
        self.assertEqual(self.courses(plan)[0], "k2")
        self.assertEqual(plan["items"][0]["unlocks"], ["k1", "k3"])  # k3 by way of k1
        self.assertEqual(self.courses(plan), ["k2", "k1", "k3"])

    def test_an_entry_demand_that_no_course_opens(self):
        plan = self.plan(town([make_course("k1", requires=[{"competency": "law", "level": 5}])]))
        self.assertEqual(plan["items"], [])
        row = self.bound(plan, "entry")
        self.assertEqual((row["course"], row["competency"], row["employee"]), ("k1", "law", "e1"))
        self.assertIn('"Wet"', row["text"])

    def test_what_no_course_teaches(self):
        plan = self.plan(town([make_course("k1")], needs={"talk": 3, "law": 3}))
        self.assertEqual(self.courses(plan), ["k1"])
        row = self.bound(plan, "not_taught")
        self.assertEqual(row["competency"], "law")
        self.assertIn('"Wet"', row["text"])

    def test_who_has_no_gap_has_nothing_to_plan(self):
        plan = self.plan(town([make_course("k1")], needs={"talk": .5}))
        self.assertEqual((plan["items"], plan["gap"], plan["binding"], plan["optimal"], plan["feasible"]),
                         ([], 0., [], True, True))


class Words(Case):
    def test_texts_are_in_the_language_that_is_asked(self):
        records = town([make_course("k1", price=123456)])
        dutch = self.bound(self.plan(records, budget_cents=100), "budget")["text"]
        english = self.bound(self.plan(records, budget_cents=100, lang="en"), "budget")["text"]
        self.assertIn("€ 1.234,56", dutch)
        self.assertIn("€1,234.56", english)

    def test_persons_are_not_named_under_the_least_group(self):
        plan = self.plan(town([make_course("k1", hours=8)], people=4), hours_per_person=4)
        self.assertNotIn("employee", str(plan))
        self.assertNotIn("e1", str(plan["binding"]))
