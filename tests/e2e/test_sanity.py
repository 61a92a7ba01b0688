"""What a person would check, each sentence asked of a real daemon."""
import unittest

from client import Daemon, load
from world import TODAY, evidence, make_course, town


class Sanity(unittest.TestCase):
    def ask(self, records: dict, method: str = "recommend", **args) -> dict:
        with Daemon(today=TODAY, workers=1) as daemon:
            client = daemon.client()
            load(client, records)
            answer = client.call(method, {"employee": "e1", **args})
            client.close()
            return answer

    def courses(self, answer: dict) -> list:
        return [item["course"] for item in answer["items"]]

    def test_a_fresh_test_at_the_required_level_meets_it(self):
        answer = self.ask({**town(), "evidence": [evidence(3)]}, "gap.employee")
        self.assertEqual((answer["total"], answer["items"], answer["met"]), (0.0, [], 1))

    def test_a_self_rating_at_it_does_not_and_asks_to_assess_first(self):
        answer = self.ask({**town(), "evidence": [evidence(3, "self")]})
        self.assertGreater(answer["gap"]["total"], 0)
        self.assertEqual([a["competency"] for a in answer["assess_first"]], ["talk"])

    def test_a_course_that_starts_above_the_person_gains_nothing(self):
        sure = [evidence(0, by="one"), evidence(0, by="two")]
        records = {**town(level=5, start=4.5, to=5), "evidence": sure}
        answer = self.ask(records)
        self.assertEqual(answer["items"], [])
        self.assertEqual(answer["gap"]["not_closable"], ["talk"])

    def test_of_two_courses_that_close_the_same_gap_the_cheaper_wins_per_euro(self):
        records = {**town(), "evidence": [evidence(1.5)]}
        records["course"] = [make_course("dear", price=90000), make_course("good", price=20000)]
        self.assertEqual(self.courses(self.ask(records, objective="per_euro"))[0], "good")
        swapped = self.ask(records, objective="closure")
        self.assertEqual(self.courses(swapped)[0], "dear", "equal closure: by id")

    def test_how_sure_an_asked_level_is_is_shown_and_changes_no_figure(self):
        plain, told = town(), town()
        asked = told["role"][0]["versions"][0]["requires"][0]
        asked.update({"level_sd": 0.25, "level_assumed": True})
        for method, items in (("gap.employee", lambda a: a["items"]),
                              ("recommend", lambda a: a["items"][0]["why"])):
            before, after = items(self.ask(plain, method))[0], items(self.ask(told, method))[0]
            self.assertEqual((after.pop("need_sd"), after.pop("need_assumed")), (0.25, True))
            self.assertEqual(after, before, "nothing else differs")

    def test_of_two_asked_levels_the_higher_brings_its_doubt(self):
        records = town(level=2)
        records["task"] = [{"id": "t", "label": "T", "requires": [
            {"competency": "talk", "level": 3, "level_sd": 0.5}]}]
        version = records["role"][0]["versions"][0]
        version["requires"][0]["level_assumed"] = True
        version["tasks"] = ["t"]
        need = self.ask(records, "gap.employee")["items"][0]
        self.assertEqual((need["need"], need.get("need_sd"), need.get("need_assumed")),
                         (3.0, 0.5, None))

    def test_a_mandatory_gap_outranks_an_equal_optional_one(self):
        records = {**town(), "evidence": [evidence(1), evidence(1, competency="law")]}
        records["role"][0]["versions"][0]["requires"].append(
            {"competency": "law", "level": 3, "mandatory": True})
        records["course"] = [make_course("a"), make_course("b", competency="law")]
        answer = self.ask(records)
        self.assertEqual(self.courses(answer), ["b", "a"])
        self.assertTrue(answer["items"][0]["mandatory"])
        self.assertFalse(answer["items"][1]["mandatory"])

    def test_a_valid_certificate_meets_its_requirement_and_an_expired_one_opens_it(self):
        held = evidence(3, "certificate", "2024-11-01", valid_until="2026-11-23")
        low = evidence(1, "test", "2026-11-20")
        valid = self.ask({**town(mandatory=True), "evidence": [held, low]}, "gap.employee")
        self.assertEqual(valid["items"], [], "valid through its last day")
        high = evidence(5, "test", "2026-11-20")
        ended = self.ask({**town(mandatory=True), "evidence": [held, high]}, "gap.employee",
                         as_of="2026-11-24")
        self.assertTrue(ended["items"][0]["lapsed"])
        self.assertGreaterEqual(ended["total"], 1)

    def test_a_beginner_course_does_not_lower_an_expert(self):
        expert = evidence(5, "test", "2026-10-01")
        before = self.ask({**town(), "evidence": [expert]}, "employee.profile")
        after = self.ask({**town(), "evidence": [expert, evidence(1, "course", "2026-11-01")]},
                         "employee.profile")
        self.assertEqual(before["items"][0]["have"], after["items"][0]["have"])

    def completed(self, records: dict, at: str = "2026-10-01T09:00:00Z") -> dict:
        return {**records, "event": [{"id": "x", "employee": "e1", "course": "k1",
                                      "type": "completed", "at": at}]}

    def test_a_completed_course_is_not_suggested_again(self):
        records = {**town(level=5, to=3), "evidence": [evidence(1)]}
        self.assertEqual(self.courses(self.ask(records)), ["k1"])
        self.assertEqual(self.courses(self.ask(self.completed(records))), [])

    def test_a_course_whose_sessions_are_all_past_is_not_suggested(self):
        past = {"id": "s1", "start": "2026-11-22"}
        today = {"id": "s2", "start": "2026-11-23"}
        low = [evidence(1)]
        self.assertEqual(self.courses(self.ask({**town(sessions=[past]), "evidence": low})), [])
        answer = self.ask({**town(sessions=[past, today]), "evidence": low})
        self.assertEqual(answer["items"][0]["next_session"]["id"], "s2")

    def test_a_law_that_takes_effect_opens_a_gap_that_waiting_does_not_close(self):
        records = town()
        records["change"] = [{"id": "woo", "label": "Woo", "effective": "2027-01-01", "law": "Woo",
                              "requires": [{"role": "clerk", "competency": "law", "level": 3,
                                            "mandatory": True}]}]
        records["evidence"] = [evidence(3)]
        goal = {"kind": "change", "change": "woo"}
        now = self.ask(records, "gap.employee", goal=goal)
        later = self.ask(records, "gap.employee", goal=goal, as_of="2030-01-01")
        self.assertEqual(self.ask(records, "gap.employee")["total"], 0.0)
        self.assertEqual(now["as_of"], "2027-01-01")
        self.assertEqual(now["items"][0]["competency"], "law")
        self.assertEqual(now["items"][0]["kind"], "noodzakelijk")
        law_later = [i for i in later["items"] if i["competency"] == "law"][0]
        self.assertGreaterEqual(law_later["gap"], now["items"][0]["gap"] - 1e-12)

    def test_a_lapsed_certificate_is_closed_only_by_a_course_that_gives_one(self):
        records = town(mandatory=True)
        records["course"] = [make_course("plain"),
                             make_course("paper", certificate={"name": "C", "valid_months": 24})]
        records["evidence"] = [evidence(3, "certificate", "2020-01-01", valid_until="2022-01-01")]
        self.assertEqual(self.courses(self.ask(records)), ["paper"])

    def test_copies_of_a_course_are_pushed_down(self):
        records = {**town(), "evidence": [evidence(1), evidence(1, competency="law")]}
        records["role"][0]["versions"][0]["requires"].append(
            {"competency": "law", "level": 3, "weight": 0.5})
        records["course"] = [make_course("a"), make_course("b"),
                             make_course("c", competency="law")]
        for course in records["course"][:2]:
            course["provider"] = "P"
        answer = self.ask(records, diversity=0.0)
        self.assertEqual(sorted(self.courses(answer)), ["a", "b", "c"])
        copy = [i for i in answer["items"] if i["course"] == "b"][0]
        self.assertIn("near_duplicate", copy["flags"])
        self.assertLess(copy["terms"]["near_duplicate"], 0)
        self.assertAlmostEqual(copy["score"], answer["items"][0]["score"] / 2, places=9)

    def test_a_person_without_a_gap_gets_an_empty_list(self):
        answer = self.ask({**town(), "evidence": [evidence(4)]})
        self.assertEqual((answer["items"], answer["coverage"]), ([], 1.0))
        self.assertEqual(answer["gap"]["count"], 0)

    def test_one_employee_many_answers_equal_the_single_ones(self):
        records = {**town(), "evidence": [evidence(1)]}
        with Daemon(today=TODAY) as daemon:
            client = daemon.client()
            load(client, records)
            single = client.call("recommend", {"employee": "e1"})
            many = client.call("recommend.many", {"employees": ["e1", "nobody", "e1"]})
            self.assertEqual(many["items"][0], single)
            self.assertEqual(many["items"][2], single)
            self.assertTrue(many["items"][1]["error"].startswith("not_found: "))
            again = client.call("recommend",
                                {"employee": "e1", "if_revision": single["revision"]})
            self.assertEqual(again, {"unchanged": True, "revision": single["revision"]})
            client.close()


if __name__ == "__main__":
    unittest.main()
