"""report.catalogue on a town where each thing that may be lacking is lacking once."""
import unittest

from case import SharedDaemon
from client import RpcError
from world import make_course

DAY = "2026-11-23"
PAST = [{"id": "old", "start": "2026-01-05"}, {"id": "older", "start": "2025-01-05"}]
AHEAD = [{"id": "new", "start": "2027-01-05"}]


def ask(competency: str, level: float = 3, **more) -> dict:
    return {"competency": competency, "level": level, **more}


def role(name: str, *versions) -> dict:
    return {"id": name, "label": {"nl": name, "en": f"the {name}"}, "versions": [
        {"from": start, "requires": list(asks)} for start, *asks in versions]}


def records() -> dict:
    """Five clerks; only "talk" is taught as it should be."""
    names = ["talk", "none", "past", "low", "paper", "abroad", "synonym", "near-none", "idle"]
    competencies = [{"id": name, "label": {"nl": name, "en": f"the {name}"}} for name in names]
    competencies[6]["same_as"] = ["talk"]
    return {
        "org": [{"id": "stad", "name": "Stad"}, {"id": "dorp", "name": "Dorp"}],
        "team": [{"id": "balie", "org": "stad", "name": "Balie"}],
        "competency": competencies,
        "role": [
            role("clerk", ("2020-01-01", ask("talk"), ask("none", 4), ask("past"), ask("low", 4),
                           ask("paper", mandatory=True), ask("abroad"), ask("synonym"))),
            role("later", ("2030-01-01", ask("talk"))), role("empty", ("2020-01-01",)),
            role("vague", ("2020-01-01", ask("talk", level_assumed=True))),
            role("half", ("2020-01-01", ask("talk", level_assumed=True), ask("low"))),
            {**role("elsewhere", ("2020-01-01",)), "org": "dorp"}],
        "course": [
            make_course("talk", "talk", 0, 3, sessions=AHEAD),
            make_course("talk-vague", "talk", 0, 3, sessions=AHEAD, teaches=[
                {"competency": "talk", "to": 3}, {"competency": "low", "from": 0, "to": 1}]),
            make_course("past", "past", 0, 3, sessions=PAST),
            make_course("low", "low", 0, 2), make_course("paper", "paper", 0, 3, sessions=AHEAD),
            {**make_course("abroad", "abroad", 0, 3, sessions=AHEAD), "language": "en"},
            {**make_course("abroad-2", "abroad", 0, 3), "language": "de", "format": "e-learning"},
            make_course("idle", "idle", 0, 3, sessions=[*PAST, *AHEAD]),
            make_course("gone", "none", 0, 4, retired=True),
            {**make_course("theirs", "none", 0, 4), "org": "dorp"}],
        "employee": [{"id": f"e{i}", "org": "stad", "team": "balie", "role": "clerk"}
                     for i in range(5)],
        "evidence": [{"employee": f"e{i}", "competency": "paper", "level": 4, "source":
                      "certificate", "at": "2024-01-01", "by": "x", "valid_until": until}
                     for i, until in enumerate(["2026-01-01", "2027-01-01"])],
    }


class CatalogueReport(SharedDaemon):
    @classmethod
    def records(cls) -> dict:
        return records()

    def report(self, **args) -> dict:
        return self.client.call("report.catalogue", {"org": "stad", "lang": "en", **args})

    def test_what_nobody_teaches_or_nobody_any_more(self):
        lines = {line["competency"]: line for line in self.report()["untaught"]}
        self.assertEqual(set(lines), {"none", "past"}, "what is the same as talk is taught")
        none, past = lines["none"], lines["past"]
        self.assertEqual((none["label"], none["people"], none["people_short"], none["need"],
                          none["roles"], none["sessions_past"]),
                         ("the none", 5, 5, 4.0, ["clerk"], False))
        self.assertTrue(past["sessions_past"])
        gap = sum(i["gap"] for e in range(5)
                  for i in self.client.call("gap.employee", {"employee": f"e{e}"})["items"]
                  if i["competency"] == "none")
        self.assertAlmostEqual(none["gap"], gap)

    def test_what_is_taught_but_not_far_enough_not_with_a_paper_or_in_another_language(self):
        report = self.report()
        self.assertEqual([(w["competency"], w["taught_to"], w["need"], w["concerns"])
                          for w in report["too_low"]], [("low", 2.0, 4.0, 5)])
        self.assertEqual([(w["competency"], w["concerns"]) for w in report["unrenewed"]],
                         [("paper", 1)])
        self.assertEqual([(w["competency"], w["languages"], w["concerns"])
                          for w in report["other_language"]], [("abroad", ["de", "en"], 5)])

    def test_courses_that_nobody_needs_or_can_book_or_that_do_not_say_where_they_start(self):
        report = self.report()
        self.assertEqual([(c["course"], c["provider"], c["last_session"])
                          for c in report["unneeded"]], [("idle", "idle", "2027-01-05")])
        self.assertEqual([(c["course"], c["last_session"]) for c in report["sessions_past"]],
                         [("past", "2026-01-05")])
        self.assertEqual([c["course"] for c in report["without_sessions"]], ["low"])
        vague = report["from_assumed"]
        self.assertEqual([(c["course"], c["competencies"]) for c in vague],
                         [("talk-vague", ["talk"])])
        listed = [self.client.call("recommend", {"employee": f"e{e}"})["items"] for e in range(5)]
        rests = sum("from_assumed" in item["flags"] for items in listed for item in items)
        self.assertGreater(rests, 0)
        self.assertEqual(vague[0]["people"], rests)
        self.assertEqual(report["totals"]["people_on_assumed"], rests)

    def test_roles_without_anything_to_go_by(self):
        self.assertEqual([(r["role"], r["lacks"], r["requirements"], r["assumed"])
                          for r in self.report()["roles"]],
                         [("empty", "no_requirements", 0, 0), ("half", "some_levels", 2, 1),
                          ("later", "no_version", 0, 0), ("vague", "no_levels", 1, 1)])

    def test_totals_hold_when_lists_are_cut(self):
        whole, cut = self.report(), self.report(limit=1)
        self.assertEqual(cut["totals"], whole["totals"])
        self.assertEqual(cut["untaught"], whole["untaught"][:1])
        for name in ("untaught", "too_low", "unrenewed", "other_language", "unneeded",
                     "from_assumed", "without_sessions", "sessions_past", "roles"):
            self.assertEqual(whole["totals"][name], len(whole[name]))
        self.assertEqual(whole["totals"]["courses"], 7)

    def test_another_org_and_a_team(self):
        other = self.client.call("report.catalogue", {"org": "dorp"})
        self.assertEqual((other["people"], other["untaught"]), (0, []))
        self.assertIn("theirs", [c["course"] for c in other["unneeded"]])
        self.assertIn("elsewhere", [r["role"] for r in other["roles"]])
        team = self.client.call("report.catalogue", {"team": "balie", "lang": "en"})
        self.assertEqual(team["untaught"], self.report()["untaught"])
        with self.assertRaises(RpcError):
            self.report(limit=0)


if __name__ == "__main__":
    unittest.main()
