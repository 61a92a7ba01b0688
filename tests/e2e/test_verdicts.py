"""What a steward decided is a record: kept, listed, exported, gone with what it is about."""
import re
import unittest

from case import OwnDaemon
from client import RpcError
from world import TODAY, make_course, town


class Verdicts(OwnDaemon):
    def records(self) -> dict:
        records = town()
        records["org"].append({"id": "dorp", "name": "Dorp"})
        records["course"] += [make_course("k2"), make_course("k3", org="stad"),
                              make_course("k4", org="dorp")]
        return records

    def put(self, **verdict) -> str:
        """Writes a verdict; its id, which the daemon tells who gives a wrong one."""
        verdict = {"at": TODAY, "yes": False, **verdict}
        with self.assertRaisesRegex(RpcError, "^bad_request: items.0..id: follows from") as caught:
            self.call("verdict.put", items=[{"id": "x", **verdict}])
        wanted = re.search('"(.*)"', str(caught.exception)).group(1)
        self.call("verdict.put", items=[{"id": wanted, **verdict}])
        return wanted

    def ids(self) -> list:
        return self.call("verdict.list", ids_only=True)["items"]

    def test_a_verdict_is_kept_and_can_be_changed(self):
        name = self.put(kind="courses", courses=["k1", "k2"], by="anna")
        item = self.call("verdict.get", id=name)["item"]
        self.assertEqual(item, {"id": name, "kind": "courses", "courses": ["k1", "k2"],
                                "yes": False, "at": TODAY, "by": "anna"})
        self.assertEqual(self.put(kind="courses", courses=["k1", "k2"], yes=True), name)
        self.assertEqual([v["yes"] for v in self.call("verdict.list")["items"]], [True])
        tag = self.put(kind="tag", courses=["k1"], competencies=["talk"])
        pair = self.put(kind="competencies", competencies=["law", "talk"])
        self.assertEqual(self.ids(), sorted([name, tag, pair]))
        self.assertEqual(self.call("server.info")["records"]["verdict"], 3)
        self.call("verdict.delete", ids=[tag])
        self.assertEqual(self.ids(), sorted([name, pair]))

    def test_it_goes_with_what_it_is_about(self):
        """It does not stand in the way of deleting, and of what stays nothing is left behind."""
        self.put(kind="courses", courses=["k1", "k2"])
        self.put(kind="tag", courses=["k2"], competencies=["law"])
        self.put(kind="tag", courses=["k1"], competencies=["law"])
        kept = self.put(kind="courses", courses=["k1", "k3"])
        self.assertEqual(self.call("course.delete", ids=["k2"])["deleted"], 1)
        self.assertEqual(len(self.ids()), 2)
        self.assertEqual(self.call("competency.delete", ids=["law"])["deleted"], 1)
        self.assertEqual(self.ids(), [kept])
        self.assertEqual(self.call("course.delete", ids=["k1", "k3"])["deleted"], 2)
        self.assertEqual(self.ids(), [])
        self.assertEqual(self.call("server.info")["records"]["verdict"], 0)
        with self.assertRaisesRegex(RpcError, "^conflict: .*still referred to"):
            self.put(kind="tag", courses=["k4"], competencies=["talk"])
            self.call("competency.delete", ids=["talk"])
        self.assertEqual(len(self.ids()), 1, "what is refused takes nothing along")

    def test_it_may_be_about_records_of_any_org(self):
        self.put(kind="courses", courses=["k3", "k4"])
        self.put(kind="courses", courses=["k1", "k3"])

    def test_what_is_none_is_refused_and_says_why(self):
        good = {"id": "x", "kind": "courses", "courses": ["k1", "k2"], "yes": True, "at": TODAY}
        for change, text in [
                ({"kind": "roles"}, 'kind: "roles" is not known'),
                ({"courses": ["k1"]}, "kind: .courses. is about two of courses"),
                ({"competencies": ["law"]}, "kind: .courses. is about two of courses"),
                ({"kind": "tag"}, "kind: .tag. is about one of courses and one of comp"),
                ({"courses": ["k2", "k1"]}, 'courses: two different ids in byte order; "k2"'),
                ({"courses": ["k1", "k1"]}, "courses: two different ids"),
                ({"courses": ["k1", "k2", "k3"]}, "courses: 3 items; at most 2"),
                ({"yes": "no"}, "yes: a str where true or false"), ({"at": "now"}, 'at: "now" is no date'),
                ({"why": 1}, "why")]:
            with self.subTest(change), self.assertRaisesRegex(RpcError, "^bad_request: .*" + text):
                self.call("verdict.put", items=[{**good, **change}])
        with self.assertRaisesRegex(RpcError, 'courses.1.: there is no course "nix"'):
            self.put(kind="courses", courses=["k1", "nix"])


if __name__ == "__main__":
    unittest.main()
