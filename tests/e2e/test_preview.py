"""change.preview as clients meet it: what it refuses, what it hides, and the same bytes by any number of
threads. Its figures are held against a re-statement in tests/oracle."""
import json
import unittest

from case import OwnDaemon
from client import ROOT, Daemon, RpcError, load

SAMPLE_DAY = "2026-11-24"


def sample() -> dict[str, list[dict]]:
    return {path.stem: [json.loads(line) for line in path.read_text().splitlines()]
            for path in sorted((ROOT / "data" / "sample").glob("*.jsonl"))}


class OnTheSample(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.records = sample()
        cls.daemon = Daemon(today=SAMPLE_DAY, workers=2)
        cls.addClassCleanup(cls.daemon.__exit__)
        cls.client = cls.daemon.client()
        cls.addClassCleanup(lambda: cls.client.close())
        load(cls.client, cls.records)
        cls.client.close()
        cls.daemon.restart()     # the votes of peers are those of the start
        cls.client = cls.daemon.client()

    def preview(self, **args) -> dict:
        return self.client.call("change.preview", args)

    def refused(self, code: str, *words: str, **args) -> None:
        with self.assertRaises(RpcError) as caught:
            self.preview(**args)
        self.assertEqual(caught.exception.code, code)
        for word in words:
            self.assertIn(word, str(caught.exception))

    def stored(self, name: str) -> dict:
        return next(c for c in self.records["change"] if c["id"] == name)

    def test_it_is_about_one_of_three(self):
        inline = {"label": "x", "effective": "2027-01-01"}
        self.refused("bad_request", "change, changes, inline")
        self.refused("bad_request", "not several", change="ch-woo-2027", changes=["ch-woo-2027"])
        self.refused("bad_request", "not several", change="ch-woo-2027", inline=inline)
        self.refused("bad_request", "changes", changes=[])
        self.refused("bad_request", "changes", changes="ch-woo-2027")
        self.refused("bad_request", "changes", changes=["ch-woo-2027"] * 1001)
        self.refused("bad_request", "changes[1]", changes=["ch-woo-2027", 7])

    def test_what_is_not_there_is_named(self):
        self.refused("not_found", "change", "ch-none", change="ch-none")
        self.refused("not_found", "changes", "ch-none", changes=["ch-woo-2027", "ch-none"])
        self.refused("not_found", "org", "atlantis", change="ch-woo-2027", org="atlantis")

    def test_arguments_out_of_range_are_named(self):
        for args, word in (({"k": 0}, "k"), ({"k": 1001}, "k"), ({"as_of": "2026-13-01"}, "as_of"),
                           ({"min_group": -1}, "min_group"), ({"lang": "fr"}, "lang"),
                           ({"goal": {"kind": "current"}}, "goal"), ({"org": ""}, "org")):
            self.refused("bad_request", word, change="ch-woo-2027", **args)

    def test_an_inline_change_is_checked_like_a_record(self):
        good = {"label": "x", "effective": "2027-01-01"}
        ask = {"role": "r-jurist", "competency": "c-woo", "level": 3}
        for bad, code, path in (
                ({"label": "x"}, "bad_request", "inline.effective"),
                ({"effective": "2027-01-01"}, "bad_request", "inline.label"),
                ({**good, "who": 1}, "bad_request", "inline: \"who\""),
                ({**good, "requires": [{**ask, "level": 6}]}, "bad_request",
                 "inline.requires[0].level"),
                ({**good, "requires": [ask, {**ask, "role": "r-none"}]}, "not_found",
                 "inline.requires[1].role"),
                ({**good, "requires": [{**ask, "competency": "c-none"}]}, "not_found",
                 "inline.requires[0].competency"),
                ({**good, "moves": [{"task": "t-none", "to_role": "r-jurist"}]}, "not_found",
                 "inline.moves[0].task"),
                ({**good, "org": "atlantis"}, "not_found", "inline.org"),
                ({**good, "merges": [{"from_org": "duinrade", "to_org": "duinrade"}]},
                 "bad_request", "inline.merges[0].to_org"),
                ({**good, "merges": [{"from_org": "duinrade", "to_org": "oosterveen",
                                      "roles": {"r-jurist": "r-none"}}]},
                 "not_found", "inline.merges[0].roles.r-jurist"),
                ({**good, "org": "oosterveen",
                  "requires": [{**ask, "role": "dr-r-allround"}]}, "not_found",
                 "inline.requires[0].role"),
                (7, "bad_request", "inline")):
            with self.subTest(inline=bad):
                self.refused(code, path, inline=bad)

    def test_an_inline_change_says_what_the_stored_one_says_and_is_not_stored(self):
        for name in ("ch-jeugd-2027", "ch-fusie-2028"):
            stored = self.preview(change=name)
            inline = self.preview(inline={k: v for k, v in self.stored(name).items() if k != "id"})
            for one in (stored, inline):
                one["changes"][0].pop("change", None)
            self.assertEqual(stored, inline)
        self.assertEqual(len(self.client.everything("change")), 6)

    def test_an_inline_change_of_others_is_refused_to_those_who_do_not_see_it(self):
        inline = {"label": "x", "effective": "2027-01-01", "org": "duinrade"}
        self.refused("bad_request", "inline.org", inline=inline, org="oosterveen")
        self.assertEqual(self.preview(inline=inline, org="duinrade")["people"], 0)

    def test_a_change_that_changes_nothing_touches_nobody(self):
        answer = self.preview(inline={"label": "x", "effective": "2027-01-01"})
        self.assertEqual(answer["people"], 0)
        self.assertEqual(answer["ready_by"], SAMPLE_DAY)
        for name in ("roles", "orgs", "courses", "not_closable"):
            self.assertEqual(answer[name], [])
        self.assertNotIn("budget_cents", answer)

    def test_the_gaps_are_those_of_gap_employee(self):
        for name, as_of in (("ch-jeugd-2027", SAMPLE_DAY), ("ch-cyber-2027", "2027-09-01")):
            answer = self.preview(change=name, k=5, as_of=as_of)
            day = max(as_of, self.stored(name)["effective"])
            self.assertEqual(len(answer["gaps"]), 5)
            for line in answer["gaps"]:
                person = {"employee": line["employee"]}
                now = self.client.call("gap.employee", {**person, "as_of": day})
                then = self.client.call("gap.employee", {
                    **person, "as_of": as_of, "goal": {"kind": "change", "change": name}})
                self.assertEqual((line["before"], line["after"]), (now["total"], then["total"]))
                self.assertEqual(line["mandatory_open"],
                                 sum(item["mandatory"] for item in then["items"]))

    def test_one_org_and_those_below_it(self):
        whole = self.preview(change="ch-woo-2027")
        region = self.preview(change="ch-woo-2027", org="regio-waterkant")
        self.assertEqual(region["people"], whole["people"])
        parts = [self.preview(change="ch-woo-2027", org=org)
                 for org in ("wilgendam", "oosterveen", "duinrade")]
        self.assertEqual(sum(part["people"] for part in parts), whole["people"])
        self.assertEqual(sum(part["cost_cents"] for part in parts), whole["cost_cents"])
        self.assertEqual([org["org"] for org in parts[0]["orgs"]], ["wilgendam"])

    def test_a_small_group_is_shown_without_single_persons(self):
        whole = self.preview(change="ch-cyber-2027")
        self.assertTrue(whole["gaps"])
        hidden = self.preview(change="ch-cyber-2027", min_group=1000)
        self.assertNotIn("gaps", hidden)
        for name in ("people", "gap_after", "hours", "cost_cents", "people_late"):
            self.assertEqual(hidden[name], whole[name])
        self.assertEqual(len(hidden["roles"]), len(whole["roles"]))
        for line in hidden["roles"]:
            self.assertNotIn("people", line)
            self.assertNotIn("gap_after", line)
            self.assertIn("gains", line)
        self.assertEqual((hidden["orgs"], hidden["courses"]), ([], []))
        for line in hidden["not_closable"]:
            self.assertNotIn("partly", line)
        merged = self.preview(change="ch-fusie-2028", min_group=1000)
        self.assertEqual(merged["merge"]["orgs"][0]["people"], 63)  # it is about all of them
        self.assertFalse(any("people" in line for line in merged["merge"]["roles"]))
        low = self.preview(change="ch-cyber-2027", org="duinrade", min_group=0)
        self.assertEqual(low["people"], 9)
        self.assertIn("gaps", low)

    def test_who_objects_to_profiling_counts_and_is_not_named(self):
        objectors = {e["id"] for e in self.records["employee"] if e.get("objects_to_profiling")}
        self.assertTrue(objectors)
        counted = 0
        for change in self.records["change"]:
            answer = self.preview(change=change["id"], k=1000)
            named = {line["employee"] for line in answer["gaps"]}
            self.assertFalse(named & objectors)
            counted += answer["people"] - len(named)
        self.assertGreater(counted, 0)

    def test_words_come_in_the_language_that_is_asked_for(self):
        dutch, english = (self.preview(change="ch-woo-2027", lang=lang) for lang in ("nl", "en"))
        self.assertIn("openbaarmaking", dutch["changes"][0]["label"])
        self.assertIn("publication", english["changes"][0]["label"])
        self.assertNotEqual(dutch["roles"][0]["label"], english["roles"][0]["label"])

    def test_unchanged_says_so(self):
        first = self.preview(change="ch-woo-2027")
        again = self.preview(change="ch-woo-2027", if_revision=first["revision"])
        self.assertEqual(again, {"unchanged": True, "revision": first["revision"]})

    def test_threads_and_restarts_do_not_change_a_byte(self):
        self.client.close()
        asked = [{"change": c["id"], "k": 1000} for c in self.records["change"]]
        asked.append({"changes": [c["id"] for c in self.records["change"]]})
        told = []
        for workers in (1, 2, 5):
            self.daemon.workers = workers
            self.daemon.restart()
            client = self.daemon.client()
            told.append([client.raw("change.preview", args) for args in asked])
            told.append([client.raw("change.preview", args) for args in asked])
            client.close()
        type(self).client = self.daemon.client()
        self.assertTrue(all(one == told[0] for one in told))
        self.assertEqual(len(set(told[0])), len(asked))


def twins() -> dict[str, list[dict]]:
    """Two small towns that become one, with records that are there twice."""
    def role(name: str, org: str, label: str, level: int) -> dict:
        return {"id": name, "org": org, "label": label, "versions": [
            {"from": "2020-01-01", "requires": [{"competency": f"{org}-talk", "level": level}]}]}

    def course(name: str, org: str, title: str, **more) -> dict:
        return {"id": name, "org": org, "title": title, "language": "nl", "format": "classroom",
                "hours": 8, "price_cents": 1000, "provider": "P",
                "teaches": [{"competency": f"{org}-talk", "from": 0, "to": 3}], **more}
    both = ("west", "oost")
    return {
        "org": [{"id": "regio", "name": "Regio"},
                *({"id": org, "name": org, "parent": "regio"} for org in both)],
        "team": [{"id": f"{org}-t", "org": org, "name": "T"} for org in both],
        "competency": [
            {"id": "regio-talk", "org": "regio", "label": "Overleggen"},
            *({"id": f"{org}-talk", "org": org, "label": f"{org} praten",
               "same_as": ["regio-talk"]} for org in both),
            *({"id": f"{org}-letter", "org": org, "label": "Brieven schrijven aan inwoners"}
              for org in both)],
        "role": [role("west-clerk", "west", "Medewerker balie", 3),
                 role("oost-clerk", "oost", "Medewerker balie", 4),
                 role("oost-chief", "oost", "Hoofd", 1)],
        "course": [course("west-k", "west", "Brieven schrijven die iedereen begrijpt"),
                   course("oost-k", "oost", "Brieven schrijven die iedereen begrijpt"),
                   course("oost-old", "oost", "Iets dat er niet meer is", retired=True)],
        "employee": [{"id": f"{org}-{n}", "org": org, "team": f"{org}-t", "role": f"{org}-clerk"}
                     for org in both for n in range(6)],
        "change": [{"id": "merger", "label": "Samen", "effective": "2027-01-01", "merges": [
            {"from_org": "west", "to_org": "oost", "roles": {"west-clerk": "oost-clerk"}}]}]}


class Merger(OwnDaemon):
    def records(self) -> dict:
        return twins()

    def test_what_is_there_twice_and_what_is_seen_more(self):
        answer = self.call("change.preview", change="merger")
        merge = answer["merge"]
        self.assertEqual((answer["people"], merge["people"]), (6, 6))
        self.assertEqual(merge["orgs"], [{"from_org": "west", "to_org": "oost", "people": 6}])
        self.assertEqual([(r["from"], r["to"]) for r in merge["roles"]], [("west-clerk", "oost-clerk")])
        pairs = {name: [{p["a"], p["b"]} for p in merge[name]]
                 for name in ("double_roles", "double_courses", "double_competencies")}
        self.assertEqual(pairs["double_roles"], [{"west-clerk", "oost-clerk"}])
        self.assertEqual(pairs["double_courses"], [{"west-k", "oost-k"}])
        self.assertEqual(pairs["double_competencies"], [{"west-letter", "oost-letter"}])
        added = {c["org"]: [k["course"] for k in c["courses"]] for c in merge["catalogues"]}
        self.assertEqual(added, {"oost": ["west-k"], "west": ["oost-k"]})
        self.assertEqual({(s["from"], s["to"]) for s in merge["same_competencies"]},
                         {("west-talk", "regio-talk"), ("west-talk", "oost-talk")})

    def test_people_of_a_merged_org_learn_from_the_other_s_catalogue(self):
        answer = self.call("change.preview", change="merger")
        line = answer["roles"][0]
        self.assertEqual((line["role"], line["to"]), ("west-clerk", "oost-clerk"))
        self.assertEqual([ask["competency"] for ask in line["gains"]], ["oost-talk"])
        self.assertEqual(line["drops"], ["west-talk"])
        # What both towns teach is the same; either course is as good, the first by id is taken.
        self.assertEqual([(c["course"], c["people"]) for c in answer["courses"]], [("oost-k", 6)])

    def test_without_a_merger_there_is_no_merge(self):
        answer = self.call("change.preview", inline={"label": "x", "effective": "2027-01-01"})
        self.assertNotIn("merge", answer)


if __name__ == "__main__":
    unittest.main()
