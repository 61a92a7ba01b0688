"""learning.page: what a steward's tool learns from, as it could have been known the day before."""
import math
import unittest

from case import OwnDaemon
from client import RpcError
from world import evidence, make_course, town

NAMES = ["ready_mean", "ready_least", "climb_most", "climb_mean", "hours_log", "load",
         "format_match", "language_match", "role_likeness", "provider_rate", "course_rate",
         "co_enrolment", "evidence_variance", "self_initiated"]


def event(name: str, kind: str, day: str, course: str = "k1", employee: str = "e1", **more) -> dict:
    return {"id": name, "employee": employee, "course": course, "type": kind,
            "at": f"{day}T10:00:00Z", **more}


class Page(OwnDaemon):
    def records(self) -> dict:
        world = town(hours=12)
        world["course"] += [make_course("k2", start=0, to=3, format="e-learning"),
                            make_course("k3", competency="law")]
        world["employee"][0].update(hours_per_week=24, preferences={"formats": ["e-learning"]})
        world["employee"] += [{"id": f"e{i}", "org": "stad", "team": "balie", "role": "clerk"}
                              for i in range(2, 5)]
        world["employee"][3]["objects_to_profiling"] = True
        world["evidence"] = [evidence(2, at="2026-01-01")]
        world["event"] = [
            event("a1", "shown", "2026-02-28", position=1),
            event("a2", "shown", "2026-02-28", course="k2", position=2),
            event("a3", "clicked", "2026-02-28"),
            event("a4", "requested", "2026-03-01"),
            event("a5", "enrolled", "2026-03-02", by="boss"),
            event("a6", "completed", "2026-05-01"),
            event("b1", "enrolled", "2026-04-01", employee="e2", course="k3", by="boss"),
            event("b2", "dropped", "2026-04-20", employee="e2", course="k3"),
            event("d1", "enrolled", "2026-04-01", employee="e4"),
            event("d2", "completed", "2026-04-20", employee="e4"),
        ]
        return world

    def page(self, **args) -> dict:
        return self.call("learning.page", **args)

    def test_page__has_outcomes_courses_taken_and_suggestions(self):
        answer = self.page()
        self.assertEqual(answer["names"], NAMES)
        self.assertEqual([item["employee"] for item in answer["items"]], ["e1", "e2"],
                         "e3 has no events, e4 objects to profiling")
        self.assertNotIn("next", answer)
        one, two = answer["items"]
        self.assertEqual(list(one), ["employee", "outcomes", "taken", "shown"])
        outcome, = one["outcomes"]
        self.assertEqual([outcome[name] for name in ("course", "at", "ended", "outcome")],
                         ["k1", "2026-03-02", "2026-05-01", 1])
        self.assertNotIn("served", outcome)
        row = dict(zip(NAMES, outcome["features"], strict=True))
        self.assertAlmostEqual(row["hours_log"], math.log(13))
        self.assertAlmostEqual(row["load"], 12 / 4 / 24)
        self.assertEqual([row[name] for name in ("format_match", "language_match",
                                                 "role_likeness", "self_initiated")], [0, .5, 1, 1])
        self.assertEqual([row[name] for name in ("provider_rate", "course_rate", "co_enrolment")],
                         [.8, .8, 0])
        self.assertEqual(one["taken"], [{"course": "k1", "at": "2026-03-02"}])
        self.assertEqual([(s["course"], s["position"], s["type"]) for s in one["shown"]],
                         [("k1", 1, "accepted"), ("k2", 2, "ignored")])
        self.assertEqual(one["shown"][0]["outside"],
                         {"language": False, "format": True, "hours": False})
        self.assertEqual(two["outcomes"][0]["outcome"], 0)
        self.assertEqual(dict(zip(NAMES, two["outcomes"][0]["features"]))["self_initiated"], 0,
                         "somebody else enrolled, and nobody had asked")

    def test_closed__and_closure_are_those_of_a_list_asked_the_day_before(self):
        one = self.page()["items"][0]
        asked = self.call("recommend", employee="e1", as_of="2026-03-01")
        listed = {item["course"]: item for item in asked["items"]}
        self.assertEqual(one["outcomes"][0]["closed"], listed["k1"]["success"])
        asked = self.call("recommend", employee="e1", as_of="2026-02-27")
        first = asked["items"][0]
        shown = {s["course"]: s for s in one["shown"]}[first["course"]]
        self.assertAlmostEqual(shown["closure"], first["closure"], places=12)

    def test_nothing__of_the_day_or_later_leaks(self):
        before = self.page()["items"][0]
        self.client.call("evidence.add", {"items": [
            evidence(5, at="2026-03-02"), evidence(4, source="manager", at="2026-06-01"),
            evidence(5, source="certificate", at="2026-05-01", valid_until="2028-01-01")]})
        self.client.call("event.add", {"items": [
            event("z1", "enrolled", "2026-03-02", course="k2"),
            event("z2", "completed", "2026-05-02", course="k2"),
            event("z3", "rated", "2026-05-03", value=5.0),
            event("z4", "enrolled", "2026-07-01", course="k3")]})
        after = self.page()["items"][0]
        same = {o["course"]: o for o in after["outcomes"]}["k1"]
        self.assertEqual(same, before["outcomes"][0])
        self.assertEqual([{**s, "type": ""} for s in after["shown"]],
                         [{**s, "type": ""} for s in before["shown"]])
        self.client.call("evidence.add", {"items": [evidence(5, at="2026-03-01")]})
        self.assertNotEqual(self.page()["items"][0]["outcomes"][0], same, "this was known")

    def test_pages__have_everyone_once(self):
        whole, seen, after = self.page()["items"], [], None
        for _ in range(10):
            answer = self.page(limit=1, **({"after": after} if after else {}))
            seen += answer["items"]
            after = answer.get("next")
            if not after:
                break
        self.assertIsNone(after)
        self.assertEqual(seen, whole)

    def test_from__leaves_out_what_ended_or_was_shown_before(self):
        items = self.page(**{"from": "2026-05-01"})["items"]
        self.assertEqual([len(item["outcomes"]) for item in items], [1, 0])
        self.assertEqual([len(item["shown"]) for item in items], [0, 0])
        self.assertEqual([len(item["taken"]) for item in items], [1, 1])

    def test_wrong__arguments_are_named(self):
        for args, text in (({"limit": 0}, "limit"), ({"limit": 1001}, "limit"),
                           ({"from": "soon"}, "from"), ({"held": 1}, "held")):
            with self.assertRaises(RpcError) as caught:
                self.page(**args)
            self.assertIn("bad_request", str(caught.exception))
            self.assertIn(text, str(caught.exception))


if __name__ == "__main__":
    unittest.main()
