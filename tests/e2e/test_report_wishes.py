"""report.wishes on a town small enough to say every answer in advance."""
import unittest

from case import SharedDaemon
from world import make_course


def records() -> dict:
    """Five who wish and one who does not: "talk" is also asked of clerks, "dream" of nobody."""
    wishes = {"c1": ["talk", "dream"], "c2": ["talk"], "c3": ["dream", "void"], "h1": ["talk"],
              "h2": ["dream"], "h3": []}
    return {
        "org": [{"id": "stad", "name": "Stad", "personal_share": .25,
                 "training_budget_cents": 700001}],
        "team": [{"id": "clerks", "org": "stad", "name": "Klerken"},
                 {"id": "hosts", "org": "stad", "name": "Gastheren"}],
        "competency": [{"id": name, "label": {"nl": name, "en": f"the {name}"}}
                       for name in ("talk", "dream", "void", "law")],
        "role": [{"id": "clerk", "label": "Klerk", "versions": [
            {"from": "2020-01-01", "requires": [
                {"competency": "talk", "level": 3, "law": "Awb"},
                {"competency": "law", "level": 3}]}]},
                 {"id": "host", "label": "Gastheer", "versions": [{"from": "2020-01-01"}]}],
        "course": [make_course("talk", "talk", 0, 3, price=20000, hours=8),
                   make_course("dream", "dream", 0, 3, price=10001, hours=4,
                               group_price_cents=15000, group_max=2,
                               sessions=[{"id": "s", "start": "2027-01-05", "seats": 2}])],
        "employee": [{"id": name, "org": "stad", "team": "clerks" if name[0] == "c" else "hosts",
                      "role": "clerk" if name[0] == "c" else "host", "wishes": wished,
                      "objects_to_profiling": name == "c2",
                      **({"training_budget_cents": 50000} if name in ("c1", "h2") else {})}
                     for name, wished in wishes.items()],
        "evidence": [{"employee": "c1", "competency": "talk", "level": 3, "source": "test",
                      "at": "2026-11-01", "by": giver} for giver in ("x", "y")],
    }


class Wishes(SharedDaemon):
    @classmethod
    def records(cls) -> dict:
        return records()

    def report(self, **args) -> dict:
        return self.client.call("report.wishes", {"lang": "en", "org": "stad", **args})

    def gap(self, employee: str, kind: str) -> dict[str, float]:
        answer = self.client.call("gap.employee", {"employee": employee, "goal": {"kind": kind}})
        return {item["competency"]: item["gap"] for item in answer["items"]}

    def test_what_is_wished_by_whom_and_how_much_of_it_the_work_asks(self):
        lines = {line["competency"]: line for line in self.report()["competencies"]}
        self.assertEqual(list(lines), ["dream", "talk", "void"])
        talk = lines["talk"]
        self.assertEqual((talk["label"], talk["people"], talk["asked"], talk["overlap"]),
                         ("the talk", 3, 2, 1), "c1 knows what the work asks")
        self.assertEqual(talk["employees"], ["c1", "h1"], "c2 counts, unnamed")
        self.assertAlmostEqual(talk["gap"], sum(self.gap(e, "wishes")["talk"]
                                                for e in ("c1", "c2", "h1")))
        self.assertAlmostEqual(talk["overlap_gap"], self.gap("c2", "current")["talk"])
        self.assertEqual((lines["void"]["unserved"], lines["dream"]["unserved"]), (1, 0))

    def test_sums_of_teams_are_those_of_all_and_the_budget_is_shared_by_head(self):
        report = self.report()
        clerks, hosts = report["teams"]
        self.assertEqual((clerks["team"], hosts["team"]), ("clerks", "hosts"))
        for name, value in report["totals"].items():
            if name != "budget_cents":
                self.assertAlmostEqual(clerks[name] + hosts[name], value, msg=name)
        self.assertEqual((clerks["budget_cents"], report["totals"]["budget_cents"]),
                         (350001, 700001), "half a cent is rounded up")
        totals = report["totals"]
        self.assertEqual((totals["people"], totals["people_with"], totals["wishes"],
                          totals["unserved"], totals["overlap"]), (6, 5, 7, 1, 1))
        self.assertEqual((totals["people_budgets"], totals["personal_budget_cents"]), (2, 100000))
        self.assertAlmostEqual(totals["work_gap"], sum(sum(self.gap(e, "current").values())
                                                       for e in ("c1", "c2", "c3")))

    def test_what_it_takes_is_the_best_course_of_each_and_what_the_law_asks_is_free(self):
        hosts = self.report()["teams"][1]
        self.assertEqual((hosts["served"], hosts["cost_cents"], hosts["hours"],
                          hosts["employee_cost_cents"]), (2, 30001, 12.0, 5000 + 2500))
        clerks = self.report()["teams"][0]
        best = {e: self.client.call("recommend", {
            "employee": e, "goal": {"kind": "wishes"}, "objective": "closure", "k": 1})["items"][0]
                for e in ("c1", "c2", "c3")}
        self.assertEqual(clerks["cost_cents"], sum(b["price_cents"] for b in best.values()))
        self.assertEqual({e: b["course"] for e, b in best.items()},
                         {"c1": "dream", "c2": "talk", "c3": "dream"})
        self.assertEqual(clerks["employee_cost_cents"], 2 * 2500, "c2 is owed the talk")

    def test_courses_for_most_wishes_and_for_the_work_beside(self):
        courses = {c["course"]: c for c in self.report()["courses"]}
        self.assertEqual((courses["dream"]["people"], courses["dream"]["work"],
                          courses["dream"]["groups"], courses["dream"]["cost_cents"],
                          courses["dream"]["fits"]), (3, 0, 1, 25001, False))
        people = [e for e in ("c1", "c2", "h1") if any(
            item["course"] == "talk" for item in self.client.call(
                "recommend", {"employee": e, "goal": {"kind": "wishes"}})["items"])]
        self.assertEqual(courses["talk"]["people"], len(people))
        self.assertEqual((courses["talk"]["work"], courses["talk"]["fits"]), (1, True))

    def test_under_the_least_group_only_sums(self):
        few = self.report(min_group=7)
        self.assertEqual(set(few), {"org", "as_of", "totals", "revision", "snapshot"})
        self.assertEqual(few["totals"], self.report()["totals"])
        team = self.client.call("report.wishes", {"team": "clerks"})
        self.assertEqual((team["totals"]["people"], team["totals"]["budget_cents"]), (3, 350001))
        self.assertNotIn("competencies", team)


if __name__ == "__main__":
    unittest.main()
