"""Records that are refused: with an error that names the field, and nothing written."""
import unittest

from client import Daemon, RpcError, load
from world import TODAY, evidence, make_course, town


class Refused(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(today=TODAY)
        cls.client = cls.daemon.client()
        records = town()
        records["org"].append({"id": "dorp", "name": "Dorp"})
        records["team"].append({"id": "dorpsteam", "org": "dorp", "name": "Dorpsteam"})
        records["course"].append({**make_course("dorpscursus"), "org": "dorp"})
        load(cls.client, {**records, "evidence": [evidence(1, id="ev1")]})

    @classmethod
    def tearDownClass(cls):
        cls.client.close()
        cls.daemon.__exit__()

    def revision(self) -> int:
        return self.client.call("server.info")["revision"]

    def refuse(self, method: str, args: dict, code: str, *words: str) -> None:
        before = self.revision()
        with self.assertRaises(RpcError) as caught:
            self.client.call(method, args)
        self.assertEqual(caught.exception.code, code, caught.exception)
        for word in words:
            self.assertIn(word, str(caught.exception))
        self.assertEqual(self.revision(), before, "something was written")

    def refuse_item(self, kind: str, item: dict, code: str, *words: str) -> None:
        verb = "add" if kind in ("evidence", "event") else "put"
        self.refuse(f"{kind}.{verb}", {"items": [item]}, code, *words)

    def test_an_unknown_competency(self):
        self.refuse_item("course", make_course("k2", competency="nix"), "bad_request",
                         "items[0].teaches[0].competency", "nix")
        self.refuse_item("evidence", evidence(1, competency="nix"), "bad_request",
                         "items[0].competency", "nix")

    def test_a_level_out_of_range(self):
        self.refuse_item("course", make_course("k2", to=5.5), "bad_request",
                         "items[0].teaches[0].to", "5.5", "0.0 to 5.0")
        for level in (float("nan"), float("inf"), -0.1, "3"):
            self.refuse_item("evidence", evidence(level), "bad_request", "items[0].level")

    def test_a_circle_in_broader_requires_and_parent(self):
        for field in ("broader", "requires"):
            items = [{"id": "a", "label": "a", field: ["b"]}, {"id": "b", "label": "b", field: ["a"]}]
            self.refuse("competency.put", {"items": items}, "bad_request", field, "circle", "a -> b")
        self.refuse("competency.put", {"items": [{"id": "talk", "label": "t", "broader": ["talk"]}]},
                    "bad_request", "broader", "circle")
        self.refuse_item("org", {"id": "stad", "name": "Stad", "parent": "stad"}, "bad_request",
                         "parent", "circle")

    def test_a_course_that_teaches_nothing(self):
        self.refuse_item("course", {**make_course("k2"), "teaches": []}, "bad_request",
                         "items[0].teaches")
        self.refuse_item("course", make_course("k2", start=3, to=3), "bad_request",
                         "items[0].teaches[0].from")

    def test_a_team_of_another_org(self):
        self.refuse_item("employee", {"id": "e2", "org": "stad", "team": "dorpsteam",
                                      "role": "clerk"}, "bad_request", "items[0].team", "dorpsteam")

    def test_what_another_org_holds(self):
        self.refuse_item("course", {**make_course("dorpscursus"), "org": "stad"}, "conflict",
                         "dorpscursus")
        self.refuse_item("team", {"id": "dorpsteam", "org": "stad", "name": "x"}, "conflict")
        self.refuse_item("event", {"id": "x", "employee": "e1", "course": "dorpscursus",
                                   "type": "shown", "at": "2026-01-01T00:00:00Z"}, "bad_request",
                         "items[0].course")

    def test_deleting_what_is_referred_to(self):
        self.refuse("competency.delete", {"ids": ["talk"]}, "conflict", "role clerk", "course k1",
                    "evidence of employee e1")
        self.refuse("employee.delete", {"ids": ["e1"]}, "conflict", "evidence")
        self.refuse("role.delete", {"ids": ["clerk"]}, "conflict", "employee e1")
        self.refuse("role.delete", {"ids": ["nix"]}, "not_found", "ids[0]", "nix")
        self.refuse("evidence.delete", {"ids": ["nix"]}, "not_found", "ids[0]")

    def test_unknown_fields_wrong_types_and_missing_ones(self):
        self.refuse_item("team", {"id": "t", "org": "stad", "name": "x", "colour": 1},
                         "bad_request", "items[0]", "colour")
        self.refuse_item("team", {"id": 7, "org": "stad", "name": "x"}, "bad_request",
                         "items[0].id", "str")
        self.refuse_item("team", {"id": "t", "name": "x"}, "bad_request", "items[0].org", "missing")
        self.refuse_item("team", {"id": "", "org": "stad", "name": "x"}, "bad_request",
                         "items[0].id")
        self.refuse_item("team", {"id": "a\u0007b", "org": "stad", "name": "x"}, "bad_request",
                         "control")
        self.refuse_item("team", {"id": "é" * 65, "org": "stad", "name": "x"}, "bad_request",
                         "items[0].id", "128")
        self.refuse("team.put", {"items": ["x"]}, "bad_request", "items[0]", "map")
        self.refuse("team.put", {}, "bad_request", "items", "missing")

    def test_bad_dates_and_times(self):
        for at in ("2026-02-30", "26-01-01", "2026-1-1", "2026-01-01T00:00:00Z"):
            self.refuse_item("evidence", evidence(1, at=at), "bad_request", "items[0].at", at)
        self.refuse_item("event", {"id": "x", "employee": "e1", "course": "k1", "type": "shown",
                                   "at": "2026-01-01"}, "bad_request", "items[0].at", "RFC 3339")

    def test_all_or_nothing(self):
        items = [{"id": f"t{i}", "org": "stad", "name": "x"} for i in range(50)]
        items[37]["org"] = "nergens"
        self.refuse("team.put", {"items": items}, "bad_request", "items[37].org", "nergens")
        with self.assertRaises(RpcError) as caught:
            self.client.call("team.get", {"id": "t0"})
        self.assertEqual(caught.exception.code, "not_found")

    def test_the_same_twice_in_one_call(self):
        self.refuse("team.put", {"items": [{"id": "t", "org": "stad", "name": "a"},
                                           {"id": "t", "org": "stad", "name": "b"}]},
                    "bad_request", "items[1].id", "twice")

    def test_writing_the_same_again_changes_nothing(self):
        before = self.revision()
        answer = self.client.call("evidence.add", {"items": [evidence(1, id="ev1")]})
        self.assertEqual((answer["written"], answer["duplicates"]), (0, 1))
        self.client.call("course.put", {"items": [make_course("k1")]})
        self.assertEqual(self.revision(), before)

    def test_unknown_ids_in_questions(self):
        self.refuse("recommend", {"employee": "nobody"}, "not_found", "nobody")
        self.refuse("recommend", {"employee": "e1", "goal": {"kind": "role", "role": "nix"}},
                    "not_found", "goal.role", "nix")
        self.refuse("recommend", {"employee": "e1", "goal": {"kind": "role"}}, "bad_request",
                    "goal.role")
        self.refuse("recommend", {"employee": "e1", "k": 0}, "bad_request", "k", "1 to 100")
        self.refuse("recommend", {"employee": "e1", "diversity": 1.5}, "bad_request", "diversity")
        self.refuse("recommend", {"employee": "e1", "colour": 1}, "bad_request", "colour")
        self.refuse("gap.team", {}, "bad_request", "team")
        self.refuse("course.similar", {"course": "x"}, "not_found", "course", "x")
        self.refuse("report.fairness", {"org": "stad"}, "not_supported", "report.fairness")
        self.refuse("course.fly", {}, "bad_request", "course.fly")


if __name__ == "__main__":
    unittest.main()
