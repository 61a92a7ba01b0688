"""bekwaam report for duties, knowledge, wishes, divergence and the catalogue: what the tables say is
what the daemon answers."""
import csv
import io
import json
import sys
import unittest

from test_report_command import check_page
from tool import ROOT, SAMPLE, TODAY, ToolTest

sys.path.insert(0, str(ROOT / "tests" / "e2e"))
from client import Daemon  # noqa: E402

REPORTS = {"obligations": ("teams", "items"), "divergence": ("by_source", "teams", "cells", "employees"),
           "catalogue": ("untaught", "unneeded", "from_assumed", "sessions_past"),
           "knowledge": ("single_points", "leavers", "mentors", "joint", "teams"),
           "wishes": ("competencies", "courses", "teams")}


def follow(value, path: str):
    """A field of an answer by its path: of a list the first item, or the one of that place."""
    for name in path.split("/"):
        if isinstance(value, list):
            place = int(name) if name.isdigit() else 0
            value = value[place] if place < len(value) else None
            if name.isdigit():
                continue
        value = value.get(name) if isinstance(value, dict) else None
    return value


class Report(ToolTest):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(today=TODAY)
        cls.addClassCleanup(cls.daemon.__exit__)
        cls.client = cls.daemon.client()
        cls.addClassCleanup(cls.client.close)

    def setUp(self):
        super().setUp()
        if not self.client.call("org.list", {"limit": 1})["items"]:
            self.run_tool("--unix", self.daemon.path, "import", "jsonl", SAMPLE)

    def report(self, *args, lang="nl", code=0):
        return self.run_tool("--unix", self.daemon.path, "--lang", lang, "report", *args, code=code)

    def rows(self, *args):
        return list(csv.DictReader(io.StringIO(self.report(*args, "--csv").stdout)))

    def test_csv_is_the_answer(self):
        for name, tables in REPORTS.items():
            answer = self.client.call(f"report.{name}", {"org": "wilgendam", "lang": "nl"})
            for table in tables:
                with self.subTest(report=name, table=table):
                    rows = self.rows(name, "--org", "wilgendam", "--table", table)
                    self.assertEqual(len(rows), len(answer[table]))
                    self.assertGreater(len(rows), 0)
                    for got, want in zip(rows, answer[table]):
                        for path, text in got.items():
                            value = follow(want, path)
                            if value is None:
                                self.assertIn(text, ("", follow(answer, path) or ""))
                            else:
                                self.assertEqual(text if isinstance(value, str) else json.loads(text),
                                                 value, path)
            self.assertEqual(json.loads(self.report(name, "--org", "wilgendam", "--json").stdout), answer)

    def test_certificates_stand_apart_from_what_is_open(self):
        answer = self.client.call("report.obligations", {"org": "wilgendam", "lang": "nl"})
        rows = self.rows("obligations", "--org", "wilgendam", "--table", "certificates")
        want = [i["employee"] for i in answer["items"] if "valid_until" in i]
        self.assertEqual([r["employee"] for r in rows], want)
        self.assertTrue(0 < len(want) < len(answer["items"]))

    def test_what_goes_with_whom_has_the_leaver_in_each_row(self):
        answer = self.client.call("report.knowledge", {"org": "wilgendam", "lang": "nl"})
        rows = self.rows("knowledge", "--org", "wilgendam", "--table", "leaving")
        want = [(leaver["employee"], leaver["leaves_on"], c["competency"], str(c["left"]))
                for leaver in answer["leavers"] for c in leaver["competencies"]]
        self.assertEqual([(r["employee"], r["leaves_on"], r["competency"], r["left"]) for r in rows], want)

    def test_tables_in_both_languages(self):
        text = self.report("obligations", "--team", "wd-jeugd").stdout
        for piece in ("Scholingsplichten van Toegang jeugd\nstand van 24-11-2026", "Open plichten",
                      "wd-0001", "11-02-2026", "Jeugdwet", "… en nog"):
            self.assertIn(piece, text)
        text = self.report("obligations", "--team", "wd-veilig", "--within", "30", lang="en").stdout
        self.assertRegex(text, r"Ends within 7 days +1\n")
        self.assertRegex(text, r"wd-\d+ .* ends +2026-11-\d\d +\d ")
        text = self.report("knowledge", "--org", "wilgendam", "--months", "6", lang="en").stdout
        self.assertIn("Knowledge of Municipality of Wilgendam", text)
        self.assertIn("What goes with them, and who could take it over", text)
        text = self.report("catalogue", "--org", "wilgendam").stdout
        self.assertIn("Stadsbomen en biodiversiteit", text)
        self.assertIn("Persoonlijke budgetten per jaar", self.report("wishes", "--org", "wilgendam").stdout)
        self.assertRegex(self.report("divergence", "--org", "wilgendam", lang="en").stdout,
                         r"Assumed +0\.50\n +Measured +0\.\d\d\n")

    def test_a_small_group_is_told_so_and_names_nobody(self):
        for name in REPORTS:
            if name == "catalogue":
                continue   # speaks of no person
            text = self.report(name, "--team", "wd-jeugd", "--min-group", "99", lang="en").stdout
            self.assertIn("The group is too small to show this.", text, name)
            self.assertNotIn("wd-00", text, name)

    def test_pages_stand_by_themselves(self):
        for name in REPORTS:
            for group in (("--org", "wilgendam"), ("--team", "wd-jeugd"), ("--team", "rw-toezicht")):
                for lang in ("nl", "en"):
                    with self.subTest(report=name, group=group, lang=lang):
                        page = self.report(name, *group, "--html", "-", lang=lang).stdout
                        check_page(self, page, lang)
        page = self.report("divergence", "--org", "wilgendam", "--html", "-").stdout
        self.assertRegex(page, 'class="heat5"')
        self.assertNotIn("heat-", page, "who is below the others is in the lightest shade")

    def test_options_that_do_not_go_together(self):
        for args in (("wishes", "--within", "3"), ("obligations", "--months", "3"),
                     ("knowledge", "--limit", "3"), ("catalogue", "--min-group", "3")):
            got = self.report(*args, "--org", "wilgendam", code=2)
            self.assertIn(args[1], got.stderr)


if __name__ == "__main__":
    unittest.main()
