"""Records in and out: get, list, delete, evidence and events, languages, revisions, tenants."""
import unittest

from case import OwnDaemon
from client import RpcError
from world import evidence, make_course, town


class Records(OwnDaemon):
    def records(self) -> dict:
        return {**town(), "evidence": [evidence(1)]}

    def test_get__gives_the_canonical_record(self):
        course = {**make_course("k9", hours=7, start=1, to=3), "retired": None,
                  "sessions": [{"start": "2027-01-01", "id": "s", "seats": 3.0}]}
        answer = self.call("course.put", items=[course])
        got = self.call("course.get", id="k9")
        self.assertEqual(got["revision"], answer["revision"])
        item = got["item"]
        self.assertNotIn("retired", item, "null is absent")
        self.assertEqual(list(item)[:2], ["id", "title"], "documented order")
        self.assertIsInstance(item["hours"], float)
        self.assertIsInstance(item["teaches"][0]["to"], float)
        self.assertIsInstance(item["sessions"][0]["seats"], int)
        self.assertEqual(list(item["sessions"][0]), ["id", "start", "seats"])

    def test_an_empty_list_where_a_map_is_expected_is_an_empty_map(self):
        """Clients in Lua or PHP have one empty table."""
        person = {"id": "e2", "org": "stad", "team": "balie", "role": "clerk", "preferences": []}
        self.call("employee.put", items=[person])
        self.assertEqual(self.call("employee.get", id="e2")["item"]["preferences"], {})
        self.call("org.put", items=[{"id": "stad", "name": "Stad", "purposes": []}])
        self.assertEqual(self.call("org.get", id="stad")["item"]["purposes"], {})
        whole = self.call("recommend", employee="e1")
        self.assertEqual(self.call("recommend", employee="e1", filters=[]), whole)
        with self.assertRaisesRegex(RpcError, "^bad_request: filters: a list where a map"):
            self.call("recommend", employee="e1", filters=[{}])
        with self.assertRaisesRegex(RpcError, "^bad_request: goal.kind is missing"):
            self.call("recommend", employee="e1", goal=[])
        with self.assertRaisesRegex(RpcError, "^bad_request: items.*id is missing"):
            self.call("team.put", items=[[]])

    def ids(self, method: str, **args) -> list:
        """All ids of a listing, page by page."""
        found, after = [], {}
        while True:
            page = self.call(method, ids_only=True, **args, **after)
            found += page["items"]
            if "next" not in page:
                return found
            self.assertEqual(page["next"], found[-1])
            self.assertEqual(len(page["items"]), args.get("limit", 100), "pages are full")
            after = {"after": page["next"]}

    def test_list__gives_ids_only_and_of_one_org(self):
        self.call("org.put", items=[{"id": "dorp", "name": "Dorp"}, {"id": "leeg", "name": "L"}])
        self.call("team.put", items=[{"id": "t2", "org": "dorp", "name": "T"}])
        stad = [f"s{i:03}" for i in range(250)]
        dorp = [f"s{i:03}b" for i in range(0, 250, 3)]
        self.call("employee.put", items=[
            {"id": i, "org": "stad", "team": "balie", "role": "clerk"} for i in stad] + [
            {"id": i, "org": "dorp", "team": "t2", "role": "clerk"} for i in dorp])
        for limit in (1, 7, 84, 100, 250, 1000):
            self.assertEqual(self.ids("employee.list", limit=limit), sorted(["e1"] + stad + dorp))
            self.assertEqual(self.ids("employee.list", limit=limit, org="dorp"), dorp)
            self.assertEqual(self.ids("employee.list", limit=limit, org="stad"), ["e1"] + stad)
        self.assertEqual(self.ids("employee.list", org="leeg"), [])
        self.assertEqual(self.ids("course.list", org="dorp"), [], "shared ones are nobody's")
        self.assertEqual(self.ids("org.list"), ["dorp", "leeg", "stad"])
        whole = self.call("employee.list", org="dorp", limit=2)
        self.assertEqual([item["id"] for item in whole["items"]], dorp[:2])
        for method, args, code in (("employee.list", {"org": "nope"}, "not_found"),
                                   ("employee.list", {"ids_only": 1}, "bad_request"),
                                   ("org.list", {"org": "stad"}, "bad_request")):
            with self.assertRaises(RpcError) as caught:
                self.call(method, **args)
            self.assertEqual(caught.exception.code, code)

    def test_list__goes_through_all_in_byte_order(self):
        ids = ["B", "a", "a/b", "é", "zz", "a b", "100", "20"]
        self.call("competency.put", items=[{"id": i, "label": i} for i in ids])
        found, after = [], {}
        while True:
            page = self.call("competency.list", limit=3, **after)
            found += [i["id"] for i in page["items"]]
            self.assertLessEqual(len(page["items"]), 3)
            if "next" not in page:
                break
            after = {"after": page["next"]}
        self.assertEqual(found, sorted(ids + ["talk", "law"], key=str.encode))

    def test_delete__goes_through_when_nothing_refers_to_it(self):
        self.assertEqual(self.call("course.delete", ids=["k1"])["deleted"], 1)
        self.assertEqual(self.call("recommend", employee="e1")["items"], [])
        with self.assertRaises(RpcError):
            self.call("course.get", id="k1")
        listed = self.call("evidence.list", employee="e1", with_ids=True)["items"]
        self.call("evidence.delete", ids=[listed[0]["id"]])
        self.assertEqual(self.call("evidence.list", employee="e1")["items"], [])
        self.call("employee.delete", ids=["e1"])
        self.call("role.delete", ids=["clerk"])
        self.call("competency.delete", ids=["talk"])
        self.assertEqual(self.call("server.info")["records"]["competency"], 1)

    def test_circular_references_go_in_one_call_and_out_in_one_call(self):
        self.call("competency.put", items=[{"id": "x", "label": "x", "same_as": ["y"]},
                                           {"id": "y", "label": "y", "same_as": ["x"]}])
        with self.assertRaises(RpcError):
            self.call("competency.delete", ids=["x"])
        self.call("competency.delete", ids=["x", "y"])

    def test_evidence__with_another_level_replaces_and_keeps_one_item(self):
        self.call("evidence.add", items=[evidence(3)])
        items = self.call("evidence.list", employee="e1")["items"]
        self.assertEqual([i["level"] for i in items], [3.0])
        self.call("evidence.add", items=[evidence(2, by="other"), evidence(4, id="own")])
        self.assertEqual(len(self.call("evidence.list", employee="e1")["items"]), 3)

    def test_event__the_same_id_again_changes_nothing(self):
        event = {"id": "x1", "employee": "e1", "course": "k1", "type": "completed",
                 "at": "2026-10-01T23:30:00-02:00"}
        first = self.call("event.add", items=[event])
        self.assertEqual((first["written"], first["duplicates"]), (1, 0))
        again = self.call("event.add", items=[{**event, "type": "shown"}])
        self.assertEqual((again["written"], again["duplicates"]), (0, 1))
        self.assertEqual(again["revision"], first["revision"])
        kept = self.call("event.list", employee="e1")["items"]
        self.assertEqual([(e["type"], e["at"]) for e in kept],
                         [("completed", "2026-10-02T01:30:00Z")])
        sources = self.call("employee.profile", employee="e1")["items"][0]["sources"]
        self.assertEqual(sources, ["test", "course"])

    def test_labels__are_in_the_asked_language_else_in_the_other(self):
        self.call("competency.put", items=[{"id": "talk", "label": {"nl": "Gesprek"}}])
        for lang in ("nl", "en"):
            gap = self.call("gap.employee", employee="e1", lang=lang)
            self.assertEqual(gap["items"][0]["label"], "Gesprek")

    def test_a_write_is_seen_by_the_next_request(self):
        for i in range(30):
            self.call("course.put", items=[make_course("k1", price=1000 + i)])
            item = self.call("recommend", employee="e1")["items"][0]
            self.assertEqual(item["price_cents"], 1000 + i)

    def test_if_revision__a_new_day_is_something_new(self):
        revision = self.call("recommend", employee="e1")["revision"]
        self.assertTrue(self.call("recommend", employee="e1", if_revision=revision)["unchanged"])
        self.client.close()
        self.daemon.today = "2026-11-24"
        self.daemon.restart()
        self.client = self.daemon.client()
        self.assertIn("items", self.call("recommend", employee="e1", if_revision=revision))

    def test_if_revision__holds_for_lists_of_evidence_and_events_too(self):
        self.call("event.add", items=[{"id": "x1", "employee": "e1", "course": "k1",
                                       "type": "completed", "at": "2026-10-01T12:00:00Z"}])
        for method in ("evidence.list", "event.list"):
            known = self.call(method, employee="e1")
            self.assertTrue(known["items"])
            revision = known["revision"]
            self.assertEqual(self.call(method, employee="e1", if_revision=revision),
                             {"unchanged": True, "revision": revision})
            self.assertEqual(self.call(method, employee="e1", if_revision=revision - 1), known)

    def test_votes_of_peers__are_published_once_writes_rest(self):
        before = self.call("server.info")["snapshot"]
        self.call("evidence.add", items=[evidence(2, by=f"p{i}") for i in range(5)])
        while self.call("server.info")["snapshot"] == before:
            self.assertEqual(self.call("server.ping"), {"alive": True})
        people = int(self.call("server.info")["snapshot"].rsplit("/", 1)[1])
        self.assertEqual(people, self.call("server.info")["revision"])

    def test_tenants__do_not_see_each_other(self):
        self.call("org.put", items=[{"id": "dorp", "name": "Dorp"},
                                    {"id": "gast", "name": "Gast", "catalogues": ["dorp"]}])
        self.call("course.put", items=[{**make_course("dorps", price=1), "org": "dorp"}])
        self.call("team.put", items=[{"id": "tg", "org": "gast", "name": "g"}])
        self.call("employee.put", items=[{"id": "eg", "org": "gast", "team": "tg", "role": "clerk"}])
        listed = {e: [i["course"] for i in self.call("recommend", employee=e)["items"]]
                  for e in ("e1", "eg")}
        self.assertNotIn("dorps", listed["e1"])
        self.assertIn("dorps", listed["eg"])


if __name__ == "__main__":
    unittest.main()
