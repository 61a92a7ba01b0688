"""Questions about more than one person: team reports, mentors, candidates, reachable roles."""
import unittest

from client import Daemon, RpcError, load
from world import TODAY, make_course


def records() -> dict:
    """Six clerks and one expert: talk is short everywhere but with the expert, who leaves."""
    people = [{"id": f"e{i}", "org": "stad", "team": "balie", "role": "clerk"} for i in range(6)]
    people.append({"id": "ex", "org": "stad", "team": "balie", "role": "clerk",
                   "leaves_on": "2027-03-01"})
    people.append({"id": "out", "org": "stad", "team": "ander", "role": "clerk",
                   "objects_to_profiling": True})
    rows = [{"employee": e["id"], "competency": "talk", "level": 1.5, "source": "test",
             "at": "2026-11-01", "by": "x"} for e in people[:6]]
    rows += [{"employee": e, "competency": c, "level": 5, "source": "test", "at": "2026-11-01",
              "by": "x"} for e in ("ex", "out") for c in ("talk", "law")]
    return {
        "org": [{"id": "stad", "name": "Stad"}],
        "team": [{"id": "balie", "org": "stad", "name": "Balie"},
                 {"id": "ander", "org": "stad", "name": "Ander"}],
        "competency": [{"id": "talk", "label": {"nl": "Gesprek", "en": "Talking"}},
                       {"id": "law", "label": "Wet"}],
        "role": [{"id": "clerk", "label": "Klerk", "versions": [
            {"from": "2020-01-01", "requires": [
                {"competency": "talk", "level": 3, "mandatory": True, "law": "Awb"}]}]},
                 {"id": "jurist", "label": {"nl": "Jurist", "en": "Lawyer"}, "versions": [
                     {"from": "2020-01-01", "requires": [{"competency": "law", "level": 4}]}]}],
        "course": [make_course("k1", group_price_cents=30000, group_max=4),
                   make_course("k2", competency="law", start=0, to=4)],
        "employee": people, "evidence": rows,
    }


class People(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(today=TODAY)
        cls.client = cls.daemon.client()
        load(cls.client, records())

    @classmethod
    def tearDownClass(cls):
        cls.client.close()
        cls.daemon.__exit__()

    def test_team__adds_up_and_names_what_is_at_risk(self):
        team = self.client.call("gap.team", {"team": "balie", "lang": "en"})
        self.assertEqual(team["people"], 7)
        line = team["competencies"][0]
        self.assertEqual((line["competency"], line["label"], line["people_short"]),
                         ("talk", "Talking", 6))
        self.assertTrue(line["only_one_has"])
        self.assertEqual(line["leavers_with_it"], 1)
        single = sum(self.client.call("gap.employee", {"employee": e["employee"]})["total"]
                     for e in team["employees"])
        self.assertAlmostEqual(team["gap_total"], single, places=9)
        self.assertAlmostEqual(sum(e["cells"][0] for e in team["employees"]), single, places=9)
        self.assertEqual(len(team["mandatory_open"]), 6)
        self.assertEqual(team["mandatory_open"][0]["law"], "Awb")
        self.assertEqual(team["leaving"], [{"employee": "ex", "leaves_on": "2027-03-01",
                                            "only_one_has": ["talk"]}])

    def test_team__of_many_is_priced_by_the_group_where_that_is_cheaper(self):
        course = self.client.call("gap.team", {"team": "balie"})["courses"][0]
        self.assertEqual((course["course"], course["people"]), ("k1", 6))
        self.assertEqual(course["cost_cents"], 60000, "6 at 100 euros, or 2 groups of 4 at 300")

    def test_team__finds_hidden_talent_but_not_of_who_objects(self):
        org = self.client.call("gap.team", {"org": "stad"})
        self.assertEqual(org["people"], 8)
        self.assertEqual([(t["employee"], t["role"]) for t in org["hidden_talent"]],
                         [("ex", "jurist")])

    def test_team__under_the_least_group_shows_no_person(self):
        for args in ({"team": "ander"}, {"team": "balie", "min_group": 8}):
            team = self.client.call("gap.team", args)
            for name in ("employees", "mandatory_open", "leaving", "hidden_talent"):
                self.assertNotIn(name, team)
            for line in team["competencies"]:
                self.assertNotIn("only_one_has", line)
        self.assertIn("employees", self.client.call("gap.team", {"team": "balie", "min_group": 1}))

    def test_mentor__is_a_level_above_and_does_not_object(self):
        answer = self.client.call("mentor.find", {"employee": "e1", "competency": "talk"})
        self.assertEqual([m["employee"] for m in answer["items"]], ["ex"])
        self.assertEqual(answer["items"][0]["team"], "balie")
        with self.assertRaises(RpcError):
            self.client.call("mentor.find", {"employee": "e1", "competency": "nix"})

    def test_candidates__best_first_without_who_objects(self):
        answer = self.client.call("role.candidates", {"role": "jurist", "org": "stad", "k": 3})
        self.assertEqual(answer["items"][0]["employee"], "ex")
        self.assertNotIn("out", [c["employee"] for c in answer["items"]])
        fits = [c["fit"] for c in answer["items"]]
        self.assertEqual(fits, sorted(fits, reverse=True))
        self.assertEqual(len(fits), 3)

    def test_reachable__says_what_the_way_takes(self):
        items = self.client.call("role.reachable", {"employee": "e1", "lang": "en"})["items"]
        self.assertEqual([i["role"] for i in items], ["jurist"])
        self.assertEqual(items[0]["label"], "Lawyer")
        self.assertEqual((items[0]["hours"], items[0]["price_cents"]), (8.0, 10000))
        self.assertGreater(items[0]["gap"], 0)
        self.assertTrue(0 < items[0]["success"] < 1)
        done = self.client.call("role.reachable", {"employee": "ex"})["items"]
        self.assertEqual((done[0]["gap"], done[0]["success"]), (0.0, 1.0))


if __name__ == "__main__":
    unittest.main()
