"""report.obligations on a town small enough to say every answer in advance."""
import unittest

from case import SharedDaemon
from client import RpcError
from world import make_course

WHEN = "2026-11-23"


def paper(employee: str, until: str | None, competency: str = "first-aid", level: float = 3) -> dict:
    return {"employee": employee, "competency": competency, "level": level, "at": "2023-01-01",
            "source": "certificate", "by": "school", **({"valid_until": until} if until else {})}


def records() -> dict:
    """Eight guards: first aid is a duty since 2020 and at level 3 since 2024, talking is none."""
    def version(start: str, level: float) -> dict:
        return {"from": start, "requires": [
            {"competency": "first-aid", "level": level, "mandatory": True},
            {"competency": "talk", "level": 3}], "tasks": ["watch"]}
    names = ["none", "ended", "today", "day-7", "day-8", "day-91", "ever", "two"]
    certified = {"certificate": {"name": "Aid", "valid_months": 24}}
    sessions = [{"id": "s1", "start": "2026-11-25", "end": "2026-11-26", "seats": 0},
                {"id": "s2", "start": "2026-11-28", "end": "2026-12-02", "seats": 4}]
    return {
        "org": [{"id": "stad", "name": "Stad"}],
        "team": [{"id": "wacht", "org": "stad", "name": "Wacht"},
                 {"id": "klein", "org": "stad", "name": "Klein"}],
        "competency": [{"id": "first-aid", "label": {"nl": "Eerste hulp", "en": "First aid"}},
                       {"id": "talk", "label": "Gesprek"}, {"id": "law", "label": "Wet"}],
        "task": [{"id": "watch", "label": "Waken", "law": "Wbv",
                  "requires": [{"competency": "law", "level": 1}]}],
        "role": [{"id": "guard", "label": "Wacht",
                  "versions": [version("2020-01-01", 2), version("2024-01-01", 3),
                               version("2026-01-01", 3)]}],
        "course": [make_course("aid", "first-aid", 0, 3, price=9000, sessions=sessions, **certified),
                   make_course("aid-own-pace", "first-aid", 0, 3, price=9500, **certified),
                   make_course("aid-dear", "first-aid", 0, 4, price=99000, **certified),
                   make_course("aid-dearer", "first-aid", 0, 4, price=99900, **certified),
                   make_course("aid-talk", "first-aid", 0, 3, price=100),
                   make_course("talk-paper", "talk", 0, 3, **certified)],
        "employee": [{"id": name, "org": "stad", "team": "wacht", "role": "guard"}
                     for name in names],
        "evidence": [
            paper("ended", "2026-11-22"), paper("today", WHEN), paper("day-7", "2026-11-30"),
            paper("day-8", "2026-12-01"), paper("day-91", "2027-02-22"), paper("ever", None),
            paper("two", "2026-11-25"), {**paper("two", "2027-01-10"), "by": "other"},
            paper("ended", "2027-01-01", "talk"),
            *({"employee": name, "competency": "law", "level": 3, "source": "test",
               "at": "2026-11-01"} for name in names if name != "none"),
            *({"employee": name, "competency": "first-aid", "level": 5, "source": "test",
               "at": "2026-11-01"} for name in names if name not in ("none", "ever"))],
    }


class Obligations(SharedDaemon):
    @classmethod
    def records(cls) -> dict:
        return records()

    def report(self, **args) -> dict:
        return self.client.call("report.obligations", {"org": "stad", **args})

    def items(self, **args) -> dict:
        return {(i["employee"], i["competency"]): i for i in self.report(**args)["items"]}

    def test_lapsed_and_open_come_first_and_the_oldest_of_them_before_the_others(self):
        items = self.report(lang="en")["items"]
        self.assertEqual([(i["kind"], i["employee"], i["competency"]) for i in items], [
            ("open", "none", "law"), ("open", "none", "first-aid"),
            ("lapsed", "ended", "first-aid"),
            ("expiring", "today", "first-aid"), ("expiring", "day-7", "first-aid"),
            ("expiring", "day-8", "first-aid"), ("expiring", "ended", "talk"),
            ("expiring", "two", "first-aid")])
        self.assertEqual(items[1]["label"], "First aid")

    def test_open_since_the_role_asks_as_much_and_since_the_certificate_ended(self):
        items = self.items()
        self.assertEqual(items["none", "law"]["since"], "2020-01-01")
        self.assertEqual(items["none", "first-aid"]["since"], "2024-01-01", "level 2 before")
        self.assertEqual(items["ended", "first-aid"]["since"], "2026-11-22")
        self.assertEqual(items["ended", "first-aid"]["valid_until"], "2026-11-22")
        self.assertNotIn("valid_until", items["none", "first-aid"])

    def test_a_certificate_holds_through_its_last_day_and_the_last_one_counts(self):
        items = self.items()
        self.assertEqual((items["today", "first-aid"]["days_left"],
                          items["today", "first-aid"]["bucket"]), (0, 7))
        self.assertEqual(items["day-7", "first-aid"]["bucket"], 7)
        self.assertEqual(items["day-8", "first-aid"]["bucket"], 30)
        self.assertEqual(items["two", "first-aid"]["valid_until"], "2027-01-10")
        self.assertEqual(items["two", "first-aid"]["bucket"], 60)
        self.assertNotIn(("ever", "first-aid"), items)
        self.assertNotIn(("day-91", "first-aid"), items)
        later = self.items(within=91)["day-91", "first-aid"]
        self.assertEqual(later["days_left"], 91)
        self.assertNotIn("bucket", later)
        self.assertEqual(set(self.items(within=0)) - set(self.items(within=7)), set())
        self.assertNotIn(("day-7", "first-aid"), self.items(within=6))

    def test_a_duty_is_paid_and_timed_by_the_employer_and_a_wish_is_not_called_a_duty(self):
        items = self.items()
        for key in (("none", "law"), ("none", "first-aid"), ("today", "first-aid")):
            self.assertEqual((items[key]["kind_of_training"], items[key]["working_time"],
                              items[key]["employee_cost_cents"]), ("noodzakelijk", True, 0))
        self.assertEqual((items["none", "law"]["law"], items["none", "law"]["mandatory"]),
                         ("Wbv", False))
        talk = items["ended", "talk"]
        self.assertEqual((talk["kind_of_training"], talk["working_time"], talk["mandatory"]),
                         ("ontwikkeling", False, False))
        self.assertNotIn("employee_cost_cents", talk)

    def test_what_closes_it_and_what_renews_it_in_time(self):
        items = self.items()
        lapsed = items["ended", "first-aid"]["courses"]
        self.assertEqual([c["course"] for c in lapsed], ["aid", "aid-own-pace", "aid-dear"])
        self.assertEqual([c["closes"] for c in lapsed], [1.0, 1.0, 1.0])
        self.assertEqual(lapsed[0]["next_session"]["id"], "s1")
        ends_monday = items["day-7", "first-aid"]["courses"]
        self.assertEqual([(c["course"], c["bookable"]) for c in ends_monday],
                         [("aid-own-pace", True), ("aid-dear", True), ("aid-dearer", True)],
                         "the session with room is not over by then")
        self.assertEqual(items["two", "first-aid"]["courses"][0]["course"], "aid")
        self.assertEqual(items["none", "law"]["courses"], [])

    def test_the_sums_are_those_of_the_items(self):
        report = self.report(within=400)
        self.assertEqual([(t["team"], t["name"], t["people"]) for t in report["teams"]],
                         [("wacht", "Wacht", 8)])
        totals = report["totals"]
        self.assertEqual(totals["expiring"], {"7": 2, "30": 1, "60": 2, "90": 0, "later": 1})
        self.assertEqual((totals["people"], totals["people_with"], totals["open"],
                          totals["lapsed"], totals["without_course"]), (8, 7, 2, 1, 1))
        first = [i["courses"][0] for i in report["items"] if i["courses"]]
        self.assertEqual(totals["cost_cents"], sum(c["price_cents"] for c in first))
        self.assertEqual(totals["hours"], sum(c["hours"] for c in first))

    def test_under_the_least_group_only_sums(self):
        few = self.report(min_group=9)
        none = self.client.call("report.obligations", {"team": "klein"})
        for report in (few, none):
            self.assertNotIn("items", report)
            self.assertNotIn("teams", report, "which are smaller still")
        self.assertEqual(few["totals"], self.report()["totals"])
        self.assertEqual(none["totals"]["people"], 0)

    def test_another_day_is_another_report(self):
        before = self.items(as_of="2026-11-22")
        self.assertEqual(before["ended", "first-aid"]["kind"], "expiring")
        self.assertEqual(self.items(as_of="2019-12-31"), {}, "nothing was asked yet")

    def test_nothing_new_is_not_said_again(self):
        report = self.report()
        self.assertEqual(self.report(if_revision=report["revision"]),
                         {"unchanged": True, "revision": report["revision"]})

    def test_what_cannot_be_asked(self):
        for args, word in (({}, "team, org"), ({"org": "stad", "team": "wacht"}, "team, org"),
                           ({"org": "nix"}, "nix"), ({"org": "stad", "within": -1}, "within"),
                           ({"org": "stad", "k": 3}, "k")):
            with self.assertRaises(RpcError) as raised:
                self.client.call("report.obligations", args)
            self.assertIn(word, str(raised.exception))


if __name__ == "__main__":
    unittest.main()
