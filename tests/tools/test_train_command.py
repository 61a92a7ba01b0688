"""bekwaam train: from a store's own events to a version in the registry, and what is wrong with them."""
import json
import unittest

from tool import TODAY, ToolTest


class Train(ToolTest):
    def setUp(self):
        super().setUp()
        self.store = self.make_store()

    def on_store(self, *args, code=0):
        return self.run_tool("--data", self.store, "--today", TODAY, *args, code=code)

    def call(self, method, args=None):
        return json.loads(self.on_store("call", method, json.dumps(args or {})).stdout)

    def train(self, *args):
        return json.loads(self.on_store("train", "--json", *args).stdout)


class World(Train):
    """A drawn world with three years of events."""

    def setUp(self):
        super().setUp()
        self.on_store("simulate", "--size", "world", "--world", 3, "--seed", 1)
        self.employee = self.call("employee.list", {"ids_only": True, "limit": 1})["items"][0]

    def answered_by(self):
        return self.call("recommend", {"employee": self.employee, "k": 1})["model"]

    def test_a_model_is_registered_judged_and_put_in_service_and_back(self):
        trained = self.train()
        success, together = trained["parts"]["success"], trained["parts"]["co_enrolment"]
        self.assertEqual((trained["version"], trained["promoted"]), ("m1", False))
        self.assertEqual(self.answered_by(), "closed-form")
        judged = {row["who"]: row for row in success["judged"]}
        self.assertEqual(set(judged), {"model", "closed-form", "constant"})
        self.assertEqual(judged["model"]["n"], trained["data"]["held_back"])
        share = trained["data"]["held_back"] / (trained["data"]["held_back"] + trained["data"]["outcomes"])
        self.assertAlmostEqual(share, .2, delta=.02)
        self.assertLess(judged["model"]["log_loss"], judged["closed-form"]["log_loss"])
        self.assertLess(judged["model"]["log_loss"], judged["constant"]["log_loss"])
        self.assertEqual(len(trained["features"]), 14)
        for feature in trained["features"]:
            self.assertAlmostEqual(sum(feature["shares"]), 1)
        self.assertGreater(together["courses"], 50)
        said = self.on_store("--lang", "nl", "train", "--promote", "--by", "ria").stdout
        for words in ("kans van slagen", "beter", "Model m2", "dient; terug kan"):
            self.assertIn(words, said)
        self.assertEqual(self.answered_by(), "m2")
        by_name = {item["version"]: item for item in self.call("model.list")["items"]}
        self.assertEqual(by_name["m1"]["id"], by_name["m2"]["id"], "the same store and seed")
        self.assertEqual(self.call("model.info")["history"][0]["by"], "ria")
        self.card_of_what_serves()
        self.newcomers()
        self.on_store("call", "model.rollback")
        self.assertEqual(self.answered_by(), "closed-form")

    def card_of_what_serves(self):
        """What the model says of itself, and what is seen of it now; as a page and as data."""
        self.on_store("--lang", "en", "model", "card", "--html", "m2.html")
        page = (self.dir / "m2.html").read_text()
        for words in ("Report card of model m2", "better than the closed form", "Drift since",
                      "For which group", "courses stand on at least one list", "course_rate"):
            self.assertIn(words if words != "course_rate" else "success rate of the course", page)
        self.assertFalse((self.dir / "m2.html.part").exists())
        card = json.loads(self.on_store("model", "card", "m2", "--json").stdout)
        self.assertEqual(card["version"], "m2")
        self.assertEqual(len(card["drift"]), 11, "all but those of the model's own tables")
        for row in card["drift"]:
            self.assertEqual(row["n"], card["data"]["held_back"])
        self.assertEqual(sum(row["outcomes"] for row in card["groups"]), card["data"]["held_back"])
        self.assertEqual(len(card["lists"]["closure_by_rank"]), 10)
        self.assertGreater(card["lists"]["coverage"], 0)
        groups = "employee,group\n" + "".join(
            f"{one},{'even' if i % 2 else 'odd'}\n" for i, one in enumerate(
                self.call("employee.list", {"ids_only": True, "limit": 1000})["items"]))
        self.write("groups.csv", groups)
        card = json.loads(self.on_store("model", "card", "--json", "--groups", "groups.csv").stdout)
        self.assertEqual({row["group"] for row in card["groups"]}, {"even", "odd"})
        self.on_store("model", "card", code=2)
        self.on_store("model", "card", "m9", "--json", code=1)
        self.assertIn("no/where.html", self.on_store("model", "card", "--html", "no/where.html", code=1).stderr)

    def newcomers(self):
        """An organisation, an employee without a past and a course that are new are served at once."""
        old = self.call("employee.get", {"id": self.employee})["item"]
        role = self.call("role.get", {"id": old["role"]})["item"]
        asked = max(role["versions"][-1]["requires"], key=lambda ask: ask["level"])
        put = {"org": [{"id": "new-org", "name": "Nieuw"}],
               "team": [{"id": "new-team", "org": "new-org", "name": "Team"}],
               "employee": [{"id": "newcomer", "org": "new-org", "team": "new-team", "role": old["role"]}],
               "course": [{"id": "new-course", "title": "Nieuw", "language": "nl", "format": "classroom",
                           "hours": 8, "price_cents": 100, "provider": "Nieuw BV",
                           "teaches": [{"competency": asked["competency"], "to": asked["level"]}]}]}
        for kind, items in put.items():
            self.call(f"{kind}.put", {"items": items})
        for who in ("newcomer", self.employee):
            answer = self.call("recommend", {"employee": who, "k": 100})
            self.assertEqual(answer["model"], "m2")
            by_course = {item["course"]: item for item in answer["items"]}
            if who == "newcomer":
                self.assertIn("new-course", by_course)
            for item in answer["items"]:
                self.assertTrue(.05 < item["success"] < 1, item)
                parts = sum(why["contribution"] for why in item["why"]) + sum(item.get("terms", {}).values())
                self.assertAlmostEqual(item["score"], parts, delta=1e-6 * item["score"])

    def test_until_says_what_is_held_back(self):
        said = self.on_store("--lang", "en", "train", "--until", "2025-01-31").stdout
        for words in ("chance of success", "up to 2025-01-31", "does not serve"):
            self.assertIn(words, said)
        card = self.call("model.info", {"version": "m1"})["card"]
        self.assertEqual(card["until"], "2025-01-31")
        self.assertGreater(card["data"]["held_back"], card["data"]["outcomes"])


class Few(Train):
    def put(self, kind, *items):
        self.call(f"{kind}.put", {"items": list(items)})

    def begin(self, outcomes):
        """One course and a person for each outcome, who began it and completed or dropped it."""
        self.put("org", {"id": "stad", "name": "Stad"})
        self.put("team", {"id": "balie", "org": "stad", "name": "Balie"})
        self.put("competency", {"id": "c", "label": "baliewerk"})
        self.put("role", {"id": "r", "label": "medewerker",
                          "versions": [{"from": "2020-01-01", "requires": [{"competency": "c", "level": 3}]}]})
        self.put("course", {"id": "k", "title": "balie", "language": "nl", "format": "classroom",
                            "hours": 8, "price_cents": 100, "teaches": [{"competency": "c", "to": 3}]})
        people = [f"e{i}" for i in range(len(outcomes))]
        self.put("employee", *({"id": one, "org": "stad", "team": "balie", "role": "r"} for one in people))
        events = []
        for i, (one, came) in enumerate(zip(people, outcomes)):
            day = f"2026-{1 + i % 9:02}-{1 + i % 28:02}"
            events += [{"id": f"a{i}", "employee": one, "course": "k", "type": "enrolled",
                        "at": f"{day}T09:00:00Z"},
                       {"id": f"b{i}", "employee": one, "course": "k",
                        "type": "completed" if came else "dropped", "at": f"{day}T17:00:00Z"}]
        self.call("event.add", {"items": events})

    def refused(self, *said):
        done = self.on_store("train", code=1)
        for words in said:
            self.assertIn(words, done.stderr)
        self.assertEqual(self.call("model.list")["items"], [])

    def test_an_empty_store_has_nothing_to_learn_from(self):
        self.refused("nothing to learn from")

    def test_what_was_taken_is_learned_from_though_nothing_ended(self):
        """Everyone takes one of three pairs of courses; popularity cannot tell which comes second."""
        self.begin([])
        self.put("course", *({"id": f"k{i}", "title": f"k{i}", "language": "nl", "format": "classroom",
                              "hours": 8, "price_cents": 100, "teaches": [{"competency": "c", "to": 3}]}
                             for i in range(6)))
        self.put("employee", *({"id": f"p{i}", "org": "stad", "team": "balie", "role": "r"} for i in range(90)))
        self.call("event.add", {"items": [
            {"id": f"{which}{i}", "employee": f"p{i}", "course": f"k{2 * (i % 3) + place}", "type": "enrolled",
             "at": f"2026-{month + (i >= 60):02}-{1 + i % 28:02}T09:00:00Z"}
            for i in range(90) for place, (which, month) in enumerate((("a", 1), ("b", 3)))]})
        trained = self.train("--until", "2026-03-31")
        self.assertEqual(set(trained["parts"]), {"co_enrolment"})
        judged = {row["who"]: row["ndcg_10"] for row in trained["parts"]["co_enrolment"]["judged"]}
        self.assertGreater(judged["served"], judged["popularity"])
        listed = self.call("model.list")["items"][0]
        self.assertEqual((listed["version"], listed["parts"]), ("m1", ["co_enrolment"]))

    def test_a_few_outcomes_are_one_rate(self):
        self.begin([i % 4 != 0 for i in range(30)])
        trained = self.train()
        self.assertEqual(trained["parts"]["success"]["kind"], "prior")
        self.assertNotIn("co_enrolment", trained["parts"], "there is one course")

    def test_outcomes_that_are_all_the_same_teach_nothing(self):
        self.begin([True] * 80)
        self.refused("all")

    def test_wrong_usage_is_told(self):
        for args, said in ((("--until", "morgen"), "2026-03-31"), (("--seed", "-1"), "--seed"),
                           (("x",), "no argument"), (("--promoot",), "train")):
            done = self.on_store("train", *args, code=2)
            self.assertIn(said, done.stderr)


if __name__ == "__main__":
    unittest.main()
