"""Suggestions for ten municipal jobs out of a real catalogue: see municipal_catalogue.py."""
import unittest

import municipal_catalogue as catalogue

THERE = catalogue.ESCO.exists() and catalogue.COURSES.exists()

# Per job an asked competency that one of the first five suggestions must teach. Nothing in the
# catalogue has a label of what an archivist is asked.
FITTING = {
    "policy officer": "strategic planning",
    "social worker": "social justice",
    "building inspector": "building codes",
    "legal policy officer": "legal research",
    "financial controller": "financial statements",
    "archivist": None,
    "ICT security administrator": "cyber security",
    "human resources officer": "human resource management",
    "communication manager": "business communication",
    "environmental policy officer": "environmental policy",
}


class Making(unittest.TestCase):
    def test_a_label_that_two_skills_share_names_neither(self):
        index = catalogue.label_index([
            {"id": "a", "kind": "skill", "label": {"en": "Law", "nl": "recht"},
             "alt_labels": {"en": ["Rules", "shared"]}},
            {"id": "b", "kind": "knowledge", "label": {"en": "rules", "nl": "regels"},
             "alt_labels": {"en": ["Shared"], "nl": ["wet"]}},
            {"id": "c", "kind": "skill", "label": {"en": "graven [NL]", "nl": "graven"}},
            {"id": "d", "label": {"en": "a group", "nl": "een groep"}}])
        self.assertEqual(index, {"law": "a", "rules": "b"})

    def test_levels_follow_from_the_title(self):
        for title, step in (("Introduction to Law", (0, 2, 8)), ("Law for Everyone", (0, 2, 8)),
                            ("Advanced Law", (2, 4, 24)), ("Mastering Law", (2, 4, 24)),
                            ("Law and Order", (1, 3, 16)), ("Basically Law", (1, 3, 16))):
            self.assertEqual(catalogue.step_of(title), step, title)

    def test_a_tag_outside_the_title_is_touched_on_only(self):
        row = {"course_id": "7", "name": "Environmental Policies", "url": "u",
               "skills": "Environmental Policy, Sql, Design, environmental policy, nothing"}
        course = catalogue.make_course(row, {"environmental policy": "e", "sql": "s",
                                             "design": "d"})
        self.assertEqual(course["teaches"], [{"competency": "e", "from": 1, "to": 3},
                                             {"competency": "s", "from": 0, "to": 1}])
        self.assertEqual((course["hours"], course["price_cents"]), (16, 8000))
        self.assertIsNone(catalogue.make_course({**row, "skills": "nothing"}, {"sql": "s"}))


@unittest.skipUnless(THERE, f"{catalogue.ESCO} or {catalogue.COURSES} is not there")
class Municipal(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.town = catalogue.Town()
        cls.addClassCleanup(cls.town.close)
        cls.answers = {label: cls.town.ask("recommend", label, k=10, lang="en")
                       for _, label in catalogue.JOBS if label in cls.town.roles}

    def asked(self, label):
        role = self.town.client.call("role.get", {"id": self.town.roles[label]})["item"]
        return {one["competency"]: one for one in role["versions"][0]["requires"]}

    def test_each_job_has_its_occupation(self):
        self.assertEqual(set(self.answers), {label for _, label in catalogue.JOBS})
        self.assertEqual(set(FITTING), set(self.answers))

    def test_gaps_are_of_what_the_occupation_asks(self):
        for label in self.answers:
            with self.subTest(label):
                gap = self.town.ask("gap.employee", label)
                asked = self.asked(label)
                self.assertEqual(len(gap["items"]) + gap["met"], len(asked))
                self.assertGreater(gap["total"], 0)
                for item in gap["items"]:
                    one = asked[item["competency"]]
                    self.assertEqual((item["need"], item["weight"], item["need_assumed"]),
                                     (one["level"], one["weight"], True))
                    self.assertEqual(item["need"], 3.0 if item["weight"] == 1.0 else 2.0)
                    self.assertTrue(0 < item["gap"] <= item["weight"] * item["need"])
                # Nobody starts without anything: people were chosen for their job.
                self.assertLess(gap["total"], .7 * sum(i["weight"] * i["need"]
                                                       for i in gap["items"]))

    def test_all_get_suggestions_that_close_what_is_asked(self):
        for label, answer in self.answers.items():
            asked = self.asked(label)
            self.assertGreaterEqual(len(answer["items"]), 3, label)
            for item in answer["items"]:
                taught = self.town.taught[item["course"]]
                self.assertTrue(item["why"])
                for why in item["why"]:
                    self.assertIn(why["competency"], asked)
                    self.assertGreater(why["contribution"], 0)
                    self.assertLess(why["have"], why["need"])
                    self.assertGreater(why["after"], why["have"])
                    self.assertIn(why.get("via", why)["competency"], taught)

    def test_reasons_add_up_to_the_score(self):
        for answer in self.answers.values():
            for item in answer["items"]:
                total = sum(why["contribution"] for why in item["why"]) + sum(
                    item["terms"].values())
                self.assertAlmostEqual(total, item["score"], delta=1e-6 * abs(item["score"]))

    def test_the_first_five_hold_what_the_job_is_about(self):
        for label, wanted in FITTING.items():
            with self.subTest(label):
                direct = {self.town.labels[why["competency"]]["en"]
                          for item in self.answers[label]["items"][:5] for why in item["why"]
                          if "via" not in why}
                if wanted:
                    self.assertIn(wanted, direct)
                else:
                    everything = set().union(*self.town.taught.values())
                    self.assertFalse(everything & set(self.asked(label)))
                    self.assertFalse(direct)


if __name__ == "__main__":
    unittest.main()
