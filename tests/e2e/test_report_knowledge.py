"""report.knowledge on a town small enough to say every answer in advance."""
import unittest

from case import SharedDaemon
from world import make_course

DAY = "2026-11-23"


def records() -> dict:
    """Six clerks and two at the desk: "rare" is known by one who leaves, "two" by two of whom one
    objects, "desk" is asked at the desk alone and known there by nobody."""
    people = {"c1": {"leaves_on": "2027-01-01"}, "c2": {}, "c3": {"objects_to_profiling": True},
              "c4": {}, "c5": {"leaves_on": "2028-11-23"}, "c6": {}}
    levels = {"rare": {"c1": 4, "c2": 2}, "two": {"c2": 4, "c3": 5, "d1": 3},
              "common": {name: 4 for name in people}, "desk": {"c6": 1, "c4": 4.5}}
    return {
        "org": [{"id": "stad", "name": "Stad"}],
        "team": [{"id": "clerks", "org": "stad", "name": "Klerken"},
                 {"id": "desk", "org": "stad", "name": "Balie"}],
        "competency": [{"id": name, "label": {"nl": name, "en": f"the {name}"}} for name in levels],
        "role": [{"id": "clerk", "label": "Klerk", "versions": [
            {"from": "2020-01-01", "requires": [
                {"competency": "rare", "level": 3}, {"competency": "two", "level": 4},
                {"competency": "common", "level": 4}]}]},
                 {"id": "host", "label": "Gastheer", "versions": [
                     {"from": "2020-01-01", "requires": [{"competency": "desk", "level": 4},
                                                         {"competency": "two", "level": 3}]}]}],
        "course": [make_course("rare-4", "rare", 0, 4, price=30000, group_price_cents=100000,
                               group_max=4, sessions=[
                                   {"id": "small", "start": "2027-01-05", "seats": 3},
                                   {"id": "large", "start": "2027-03-05", "seats": 5}]),
                   make_course("rare-2", "rare", 0, 2), make_course("desk-5", "desk", 0, 5)],
        "employee": [{"id": name, "org": "stad", "team": "clerks", "role": "clerk", **more}
                     for name, more in people.items()] +
                    [{"id": name, "org": "stad", "team": "desk", "role": "host"}
                     for name in ("d1", "d2")],
        "evidence": [{"employee": name, "competency": competency, "level": level,
                      "source": "test", "at": "2026-11-22", "by": giver}
                     for competency, known in levels.items() for name, level in known.items()
                     for giver in ("x", "y", "z")],
    }


class KnowledgeReport(SharedDaemon):
    @classmethod
    def records(cls) -> dict:
        return records()

    def report(self, **args) -> dict:
        about = {"lang": "en", **args}
        if "team" not in about:
            about["org"] = "stad"
        return self.client.call("report.knowledge", about)

    def test_what_one_or_two_reach_names_them_but_not_who_objects(self):
        report = self.report()
        self.assertEqual([(s["competency"], s["reach"], [e["employee"] for e in s["employees"]])
                          for s in report["single_points"]],
                         [("rare", 1, ["c1"]), ("desk", 1, ["c4"])],
                         "c2, c3 and d1 reach two, at the lowest level that is asked")
        self.assertEqual(report["single_points"][0]["employees"][0]["leaves_on"], "2027-01-01")
        self.assertEqual(report["single_points"][0]["asked"], 6)
        self.assertEqual(report["totals"], {"competencies": 4, "nobody": 0, "one": 2, "two": 0,
                                            "leavers": 2})
        clerks = self.report(team="clerks")
        self.assertEqual([(s["competency"], s["reach"], [e["employee"] for e in s["employees"]])
                          for s in clerks["single_points"]],
                         [("rare", 1, ["c1"]), ("two", 2, ["c2"])])

    def test_who_leaves_in_time_what_goes_with_them_and_who_takes_over(self):
        first, second = self.report()["leavers"]
        self.assertEqual((first["employee"], first["team"], first["role"], first["leaves_on"]),
                         ("c1", "clerks", "clerk", "2027-01-01"))
        rare, common = first["competencies"]
        self.assertEqual((rare["competency"], rare["label"], rare["left"]), ("rare", "the rare", 0))
        self.assertEqual([t["employee"] for t in rare["takers"]], ["c2"])
        self.assertEqual((common["competency"], common["left"]), ("common", 4), "c5 leaves too")
        self.assertEqual([t["employee"] for t in common["takers"]], ["c2", "c4", "c6"])
        self.assertEqual(second["employee"], "c5", "within 24 months, that day included")
        self.assertEqual([p["employee"] for p in self.report(months=23)["leavers"]], ["c1"])
        self.assertEqual(self.report(months=0)["leavers"], [])

    def test_mentors_know_more_than_the_group_and_at_least_practised(self):
        lines = {line["competency"]: line for line in self.report()["mentors"]}
        self.assertEqual(list(lines)[0], max(lines, key=lambda name: lines[name]["gap"]))
        self.assertEqual([m["employee"] for m in lines["rare"]["mentors"]], ["c1"])
        self.assertEqual([m["employee"] for m in lines["desk"]["mentors"]], ["c4"])
        self.assertEqual(lines["two"]["mentors"], [], "c3 could, and objects")
        self.assertNotIn("common", lines, "nobody is short of it")
        team = {line["competency"]: line for line in self.report(team="clerks")["mentors"]}
        self.assertEqual(lines["rare"], team["rare"])
        self.assertEqual(lines["rare"]["people_short"], 5)

    def test_one_course_for_many_in_groups_and_in_a_session_that_holds_them(self):
        report = self.report()
        joint = report["joint"][0]
        self.assertEqual((joint["course"], joint["people"]), ("rare-4", 5))
        self.assertEqual(joint["employees"], ["c2", "c4", "c5", "c6"], "c3 counts, unnamed")
        self.assertEqual((joint["groups"], joint["cost_cents"]), (1, 130000),
                         "four as a group and one alone, not two groups")
        self.assertEqual((joint["session"]["id"], joint["fits"]), ("large", True))
        singles = [self.client.call("recommend", {"employee": f"c{i}", "k": 1,
                                                  "objective": "closure"})["items"][0]
                   for i in (2, 3, 4, 5, 6)]
        self.assertEqual({s["course"] for s in singles}, {"rare-4"})
        self.assertAlmostEqual(joint["closure"], sum(s["closure"] for s in singles))
        desk = next(t for t in report["teams"] if t["team"] == "desk")
        self.assertEqual((desk["people"], desk["leavers"], desk["joint"]["course"],
                          desk["joint"]["people"], desk["joint"]["fits"]), (2, 0, "desk-5", 2, True))

    def test_under_the_least_group_only_what_is_about_all(self):
        desk = self.report(team="desk")
        self.assertEqual(desk["totals"], {"competencies": 2, "nobody": 1})
        for name in ("single_points", "leavers", "mentors", "teams"):
            self.assertNotIn(name, desk)
        self.assertEqual([j["course"] for j in desk["joint"]], ["desk-5"])
        self.assertNotIn("employees", desk["joint"][0])
        few = self.report(min_group=9)
        self.assertEqual(few["joint"], [], "five of eight would say something of them")


if __name__ == "__main__":
    unittest.main()
