"""bekwaam book: from a plan to a list of enrolments, in four commands; asked for, granted, refused."""
import csv
import io
import json
import sys
import unittest

from test_report_command import check_page
from tool import ROOT, TODAY, ToolTest

sys.path.insert(0, str(ROOT / "tests" / "e2e"))
from client import Daemon, load  # noqa: E402
from world import make_course, town  # noqa: E402


def records() -> dict:
    people = [{"id": f"e{i}", "org": "stad", "team": "balie", "role": "clerk"} for i in range(1, 7)]
    return {**town(), "team": [{"id": "balie", "org": "stad", "name": "Balie", "manager": "e1"}],
            "org": [{"id": "stad", "name": "Stad", "training_budget_cents": 100000}],
            "employee": people, "course": [
                make_course("k1", price=10000, external_id="X-1", url="https://voorbeeld.invalid/k1",
                            sessions=[{"id": "s", "start": "2027-01-11", "place": "Dorp & <Zee>", "seats": 8}])]}


class Book(ToolTest):
    def setUp(self):
        super().setUp()
        daemon = Daemon(today=TODAY)
        self.addCleanup(daemon.__exit__)
        self.path, self.client = daemon.path, daemon.client()
        self.addCleanup(self.client.close)
        load(self.client, records())

    def bekwaam(self, *args, code=0, lang="en"):
        return self.run_tool("--unix", self.path, "--lang", lang, *args, code=code)

    def book(self, *args, **more):
        return self.bekwaam("book", *args, **more)

    def rows(self, *args):
        return list(csv.DictReader(io.StringIO(self.book("--list", "--org", "stad", "--csv", *args).stdout)))

    def plan(self) -> str:
        items = [{"employee": f"e{i}", "course": "k1", "session": "s", "cost_cents": 9000, "hours": 8.0}
                 for i in (1, 2, 3)]
        return self.write("plan.json", json.dumps({"items": items, "closure": 1.5}))

    def test_from_a_gap_to_a_list_to_export_in_four_commands(self):
        self.assertIn("e1", self.bekwaam("team", "balie").stdout)
        self.bekwaam("plan", "--team", "balie", "--budget", "250", "--out", "plan.json")
        planned = json.loads((self.dir / "plan.json").read_text())["items"]
        self.assertEqual(len(planned), 2)
        self.assertEqual(self.book("plan.json", "--by", "chief").stdout, "2 asked for, 0 were already.\n")
        rows = self.rows()
        self.assertEqual([(r["employee"], r["course"], r["session"], r["external_id"], r["url"], r["start"],
                           r["place"], r["state"], r["by"], r["price_cents"]) for r in rows],
                         [(i["employee"], "k1", "s", "X-1", "https://voorbeeld.invalid/k1", "2027-01-11",
                           "Dorp & <Zee>", "requested", "chief", str(i["cost_cents"])) for i in planned])

    def test_a_plan_is_granted_but_for_what_is_one_s_own(self):
        plan = self.plan()
        self.book(plan, "--by", "e1")
        self.assertEqual(self.book(plan, "--by", "e1", lang="nl").stdout, "0 aangevraagd, 3 waren dat al.\n")
        done = self.book("--approve", plan, "--by", "e1")
        self.assertEqual(done.stdout,
                         "2 approved, 0 were already.\n1 of e1 not: somebody else decides about these.\n")
        self.assertEqual([(r["employee"], r["state"], r["approved_by"], r["price_cents"]) for r in self.rows()],
                         [("e1", "requested", "", "9000"), ("e2", "approved", "e1", "9000"),
                          ("e3", "approved", "e1", "9000")])
        (own,) = self.rows("--state", "requested")
        self.assertIn("cannot approve", self.book("--approve", own["id"], "--by", "e1", code=1).stderr)
        self.assertEqual(self.book("--approve", own["id"], "--by", "chief").stdout,
                         "1 approved, 0 were already.\n")
        only = self.write("own.json", json.dumps({"items": [{"employee": "e1", "course": "k1"}]}))
        self.assertIn("all of it is e1's own", self.book("--approve", only, "--by", "e1", code=2).stderr)
        self.assertEqual(self.book("--decline", plan, "--by", "chief", "--reason", "bezuiniging").stdout,
                         "3 declined, 0 were already.\n")
        self.assertEqual(self.rows(), [])
        self.assertEqual(len(self.rows("--state", "declined")), 3)

    def test_one_course_for_one_person(self):
        answer = json.loads(self.book("--employee", "e2", "--course", "k1", "--session", "s", "--price", "12.34",
                                      "--by", "e2", "--json").stdout)
        (row,) = self.rows()
        self.assertEqual((row["id"], row["price_cents"]), (answer["ids"][0], "1234"))
        self.assertEqual(self.book("--approve", row["id"], "--by", "e1").stdout, "1 approved, 0 were already.\n")

    def test_the_list_in_words_and_as_a_page(self):
        self.book(self.plan(), "--by", "chief")
        text = self.book("--list", "--org", "stad", lang="nl").stdout
        for piece in ("Boekingen van Stad\nstand van 24-11-2026\n", "Boekingen  3\n", "€ 270,00", "11-01-2027",
                      "aangevraagd", "Dorp & <Zee>"):
            self.assertIn(piece, text)
        self.assertIn("There are no bookings.", self.book("--list", "--team", "balie", "--state", "dropped").stdout)
        self.assertIn("too small", self.book("--list", "--team", "balie", "--min-group", "9").stdout)
        self.assertEqual(self.rows("--provider", "nobody"), [])
        self.assertEqual([r["people"] for r in self.rows("--table", "courses")], ["3"])
        for lang in ("nl", "en"):
            self.book("--list", "--org", "stad", "--html", "list.html", lang=lang)
            page = check_page(self, (self.dir / "list.html").read_text(encoding="utf-8"), lang)
            self.assertIn("Dorp & <Zee>", page.said)
        report = self.bekwaam("report", "bookings", "--org", "stad").stdout
        self.assertEqual(report, self.book("--list", "--org", "stad").stdout)

    def test_wrong_usage(self):
        plan = self.plan()
        for args, wrong in (((plan,), "--by is missing"), (("--by", "c"), "a plan's file is expected"),
                            (("none.json", "--by", "c"), "none.json: No such file"),
                            ((plan, plan, "--by", "c"), "one file is expected"),
                            ((self.write("x", "{"), "--by", "c"), "no plan as JSON"),
                            ((self.write("y", '{"items": []}'), "--by", "c"), "nothing to book"),
                            ((self.write("z", '{"items": [{"course": "k1"}]}'), "--by", "c"), "item 1 names no"),
                            (("--employee", "e1", "--by", "c"), "--employee and --course go together"),
                            (("--approve", "--list"), "one of them"),
                            (("--approve", "--by", "c"), "or ids of bookings"),
                            (("--price", "x"), "is no amount in euros"), (("--list",), "--org or --team"),
                            (("--list", "--org", "stad", "x"), "--org or --team"),
                            (("--list", "--org", "stad", "--table", "x", "--csv"), '"x" is none'),
                            (("--list", "--org", "stad", "--csv", "--html", "x"), "one of the two")):
            self.assertIn(wrong, self.book(*args, code=2).stderr)
        gone = self.write("gone.json", json.dumps({"items": [{"employee": "e1", "course": "nix"}]}))
        self.assertIn('there is no course "nix"', self.book(gone, "--by", "c", code=1).stderr)
        self.assertIn("bekwaam book FILE --by NAME", self.book("--help").stdout)


if __name__ == "__main__":
    unittest.main()
