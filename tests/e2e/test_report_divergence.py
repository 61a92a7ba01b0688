"""report.divergence on a town small enough to say every answer in advance."""
import unittest

from case import SharedDaemon
from world import make_course

DAY = "2026-11-23"


def said(employee: str, competency: str, level: float, source: str, by: str | None = None) -> dict:
    return {"employee": employee, "competency": competency, "level": level, "source": source,
            "at": DAY, **({"by": by} if by else {})}


def records() -> dict:
    """Seven people in three teams: "a" is rated by five, "b" by two of each small team."""
    people = {"p1": "een", "p2": "een", "p3": "een", "p4": "twee", "p5": "twee", "p6": "drie",
              "p7": "drie"}
    rows = []
    for name, own, other in (("p1", 4, 2), ("p2", 3, 3), ("p3", 5, 4), ("p4", 1, 3), ("p5", 2, 2)):
        rows += [said(name, "a", own, "self"), said(name, "a", other, "manager", "m")]
    for name, own, other in (("p4", 3, 1), ("p6", 2, 2)):
        rows += [said(name, "b", own, "self"), said(name, "b", other, "test", "t")]
    rows += [said("p1", "c", 5, "self"), said("p7", "c", 5, "manager", "m")]   # nobody has both
    rows += [said("p6", "a", 5, "self"), said("p6", "a", 1, "peer", "x"),
             said("p6", "a", 4, "peer", "y")]
    return {
        "org": [{"id": "stad", "name": "Stad"}, {"id": "dorp", "name": "Dorp"}],
        "team": [{"id": name, "org": "stad", "name": name.title()}
                 for name in ("een", "twee", "drie")],
        "competency": [{"id": name, "label": name.upper()} for name in "abc"],
        "role": [{"id": "r", "label": "r", "versions": [
            {"from": "2020-01-01", "requires": [{"competency": c, "level": 3} for c in "abc"]}]}],
        "course": [make_course("k", "a")],
        "employee": [{"id": name, "org": "stad", "team": team, "role": "r",
                      "objects_to_profiling": name == "p4"} for name, team in people.items()],
        "evidence": rows,
    }


class Divergence(SharedDaemon):
    @classmethod
    def records(cls) -> dict:
        return records()

    def report(self, **args) -> dict:
        return self.client.call("report.divergence", {"org": "stad", **args})

    def test_the_mean_the_spread_and_the_interval_are_those_of_the_differences(self):
        cell = next(c for c in self.report()["cells"] if c.get("team") == "een")
        self.assertEqual((cell["competency"], cell["n"], cell["people"]), ("a", 3, 3))
        self.assertAlmostEqual(cell["difference"], 1.0)         # 2, 0, 1
        self.assertAlmostEqual(cell["corrected"], .5)
        self.assertAlmostEqual(cell["spread"], 1.0)
        self.assertAlmostEqual(cell["high"] - 1, 4.302652729749 / 3 ** .5)
        self.assertAlmostEqual(1 - cell["low"], 4.302652729749 / 3 ** .5)
        self.assertEqual((cell["above"], cell["below"]), (1, 0), "a level is not more than one")

    def test_small_cells_are_taken_together_or_left_out(self):
        report = self.report()
        self.assertEqual({(c.get("team"), c["competency"], c["n"]) for c in report["cells"]},
                         {("een", "a", 3), (None, "a", 3)})
        self.assertEqual(report["withheld"], 2, "of b there are two")
        self.assertEqual([(c["competency"], c["people"]) for c in report["competencies"]],
                         [("a", 6)])
        self.assertEqual([t["team"] for t in report["teams"]], ["een"])

    def test_a_person_in_two_competencies_is_one_person(self):
        overall = self.report()["overall"]
        self.assertEqual((overall["n"], overall["people"]), (8, 6))
        differences = {"p1": [2], "p2": [0], "p3": [1], "p4": [-2, 2], "p5": [0], "p6": [2.5, 0]}
        mean = sum(map(sum, differences.values())) / 8
        between = sum(sum(d - mean for d in mine) ** 2 for mine in differences.values())
        self.assertAlmostEqual(overall["difference"], mean)
        self.assertAlmostEqual(overall["high"] - mean,
                               2.570581835636 * (between * 6 / 5) ** .5 / 8)

    def test_each_source_is_shown_by_itself_and_the_bias_beside_the_assumed_one(self):
        report = self.report()
        self.assertEqual([(s["source"], s["n"]) for s in report["by_source"]],
                         [("manager", 5), ("peer", 1), ("test", 2)])
        self.assertNotIn("difference", report["by_source"][1])
        self.assertEqual((report["bias"]["assumed"], report["bias"]["people"]), (.5, 6))
        self.assertEqual(report["bias"]["fitted"], report["overall"]["difference"])
        team = self.client.call("report.divergence", {"team": "een"})
        self.assertEqual(team["bias"], report["bias"], "of the org, whatever the team")
        self.assertEqual(team["overall"]["people"], 3)

    def test_who_differs_is_named_but_not_who_objects_and_nobody_in_a_small_group(self):
        report = self.report()
        self.assertEqual([(e["employee"], e["competency"], e["difference"])
                          for e in report["employees"]], [("p6", "a", 2.5), ("p1", "a", 2.0)])
        for few in (self.report(min_group=8), self.client.call("report.divergence",
                                                               {"team": "een"})):
            self.assertNotIn("employees", few)
        self.assertEqual(self.report(min_group=8)["overall"], report["overall"])

    def test_without_ratings_there_is_nothing_to_say(self):
        empty = self.client.call("report.divergence", {"org": "dorp"})
        self.assertEqual((empty["people"], empty["overall"], empty["cells"], empty["withheld"]),
                         (0, {"n": 0, "people": 0}, [], 0))
        self.assertNotIn("fitted", empty["bias"])
        self.assertEqual(self.report(as_of="2026-11-22")["overall"]["n"], 0)


if __name__ == "__main__":
    unittest.main()
