"""Records that may be one: what a steward decides about two of them, and what the ranking makes of it."""
import unittest

from client import Daemon, RpcError, load
from world import TODAY, make_course, town


def records() -> dict:
    """The role asks "talk"; k1 teaches it, k-twin teaches "speak" instead."""
    out = town()
    out["org"] += [{"id": "regio", "name": "Regio"}, {"id": "dorp", "name": "Dorp"},
                   {"id": "wijk", "name": "Wijk", "parent": "regio"}]
    out["competency"] += [
        {"id": "speak", "label": {"nl": "Gesprekken", "en": "Talk"}},
        {"id": "regio-talk", "org": "regio", "label": "Gesprek voeren"},
        {"id": "wijk-talk", "org": "wijk", "label": "Gesprek voeren"},
        {"id": "dorp-talk", "org": "dorp", "label": "Gesprek voeren"}]
    out["course"] += [make_course("k-twin", "speak"), make_course("k-dorp", org="dorp")]
    return out


class Confirm(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon(today=TODAY)
        self.addCleanup(self.daemon.__exit__, None, None, None)
        self.client = self.daemon.client()
        self.addCleanup(self.client.close)
        load(self.client, records())

    def call(self, method: str, **args):
        return self.client.call(method, args)

    def confirm(self, kind: str, a: str, b: str, same: bool, **more):
        return self.call("duplicates.confirm", kind=kind, a=a, b=b, same=same, **more)

    def verdicts(self) -> list:
        return self.call("verdict.list")["items"]

    def same_as(self, name: str) -> list:
        return self.call("competency.get", id=name)["item"].get("same_as", [])

    def test_the_ranking_treats_confirmed_competencies_as_one(self):
        def closures():
            items = self.call("recommend", employee="e1", diversity=0)["items"]
            return {item["course"]: item["closure"] for item in items}

        before = closures()
        self.assertEqual(list(before), ["k1"], "who is taught to speak is not taught to talk")
        self.confirm("competencies", "talk", "speak", True, by="anna")
        after = closures()
        self.assertEqual(after["k1"], before["k1"])
        self.assertEqual(after["k-twin"], before["k1"], "a course that teaches the twin closes as much")
        self.assertEqual(self.same_as("speak"), ["talk"])
        [verdict] = self.verdicts()
        self.assertEqual((verdict["competencies"], verdict["yes"], verdict["at"], verdict["by"]),
                         (["speak", "talk"], True, TODAY, "anna"))

    def test_saying_so_again_changes_nothing(self):
        first = self.confirm("competencies", "talk", "speak", True)
        again = self.confirm("competencies", "speak", "talk", True)
        self.assertEqual(first["revision"], again["revision"])
        self.assertEqual(self.same_as("speak") + self.same_as("talk"), ["talk"])

    def test_different_is_kept_and_touches_no_record(self):
        before = self.call("competency.list")["items"]
        self.confirm("competencies", "talk", "speak", False)
        self.assertEqual(self.call("competency.list")["items"], before)
        self.assertEqual([v["yes"] for v in self.verdicts()], [False])
        self.confirm("competencies", "talk", "speak", True)
        self.assertEqual([v["yes"] for v in self.verdicts()], [True], "minds change")
        with self.assertRaisesRegex(RpcError, '^conflict: same: "speak" names "talk" in same_as'):
            self.confirm("competencies", "talk", "speak", False)

    def test_who_sees_the_other_names_it(self):
        """A shared record cannot refer to an org's own, nor one of a region to a member's."""
        self.confirm("competencies", "dorp-talk", "talk", True)
        self.assertEqual(self.same_as("dorp-talk"), ["talk"])
        self.confirm("competencies", "regio-talk", "wijk-talk", True)
        self.assertEqual(self.same_as("wijk-talk"), ["regio-talk"])
        before = self.verdicts()
        with self.assertRaisesRegex(RpcError, "^bad_request: b: neither org of the two sees"):
            self.confirm("competencies", "dorp-talk", "regio-talk", True)
        self.assertEqual(self.verdicts(), before, "all or nothing")

    def test_of_two_courses_one_can_be_retired(self):
        self.confirm("courses", "k1", "k-twin", True, retire="k1")
        self.assertIs(self.call("course.get", id="k1")["item"]["retired"], True)
        self.assertNotIn("retired", self.call("course.get", id="k-twin")["item"])
        self.assertEqual([v["courses"] for v in self.verdicts()], [["k-twin", "k1"]])
        self.assertEqual(self.call("recommend", employee="e1")["items"], [])
        self.confirm("courses", "k-dorp", "k-twin", True)
        self.assertEqual(len(self.verdicts()), 2)

    def test_what_cannot_be_is_refused_and_nothing_is_written(self):
        revision = self.call("course.list")["revision"]
        for args, text in [
                (("courses", "k1", "k1", True, {}), "bad_request: b: the same id as a"),
                (("courses", "k1", "nix", True, {}), 'not_found: b: there is no course "nix"'),
                (("competencies", "zzz", "law", True, {}), 'not_found: a: there is no competency'),
                (("courses", "k1", "k-twin", False, {"retire": "k1"}), "bad_request: retire: only with"),
                (("courses", "k1", "k-twin", True, {"retire": "x"}), 'retire: "x" is neither a nor b'),
                (("competencies", "law", "talk", True, {"retire": "law"}), "retire: only of courses"),
                (("tag", "k1", "talk", True, {}), 'bad_request: kind: "tag" is not known'),
                (("courses", "k1", "k-twin", 1, {}), "bad_request: same: an integer where")]:
            with self.subTest(args), self.assertRaisesRegex(RpcError, text):
                self.confirm(*args[:4], **args[4])
        self.assertEqual(self.call("course.list")["revision"], revision)


if __name__ == "__main__":
    unittest.main()
