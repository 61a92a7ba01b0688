"""bekwaam report: tables in both languages, CSV that adds up, and a page that stands by itself."""
import csv
import html.parser
import io
import json
import re
import sys
import unittest
import xml.etree.ElementTree

from tool import ROOT, SAMPLE, TODAY, ToolTest

sys.path.insert(0, str(ROOT / "tests" / "e2e"))
from client import Daemon  # noqa: E402

VOID = {"meta", "br", "link", "img", "hr", "input"}


class Page(html.parser.HTMLParser):
    """Reads a page strictly: every element is closed in its order; texts and attributes are kept."""

    def __init__(self, text: str):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.attributes, self.said = [], [], [], []
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open)
        self.open.pop()

    def handle_data(self, data):
        if not self.open or self.open[-1] != "style":
            self.said.append(data)


def check_page(test: unittest.TestCase, text: str, lang: str) -> Page:
    """Well formed, asks nothing from elsewhere, can be read without seeing it."""
    page = Page(text)
    test.assertTrue(text.startswith(f'<!doctype html>\n<html lang="{lang}">'))
    test.assertIn("default-src 'none'", text)
    for name in ("src", "href", "srcset", "action", "data", "onload", "onclick"):
        test.assertFalse([a for a in page.attributes if a[1] == name], name)
    for wrong in ("script", "link", "img", "iframe", "object", "form"):
        test.assertNotIn(wrong, page.tags)
    style = re.search(r"<style>(.*?)</style>", text, re.S)[1]
    test.assertNotRegex(style, r"url\(|@import")
    test.assertNotRegex(re.sub(r"<style>.*?</style>", "", text, flags=re.S), r"(?i)\b(https?|ftp|file):")
    for svg in re.findall(r"<svg.*?</svg>", text, re.S):
        root = xml.etree.ElementTree.fromstring(svg)
        if root.get("aria-hidden") != "true":
            test.assertEqual(root.get("role"), "img")
            test.assertTrue(root.find("title").text and root.find("desc").text)
    for table in re.findall(r"<table>.*?</table>", text, re.S):
        test.assertIn('<th scope="col"', table)
        test.assertIn('<th scope="row"', table)
        wide = {row.count("<td") + row.count("<th ") for row in re.findall(r"<tr>.*?</tr>", table, re.S)}
        test.assertEqual(len(wide), 1, "rows are of one length")
    levels = [int(tag[1]) for tag in page.tags if re.fullmatch("h[1-6]", tag)]
    test.assertEqual(levels[0], 1)
    test.assertTrue(all(b <= a + 1 for a, b in zip(levels, levels[1:])), "no heading is skipped")
    return page


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

    def test_budget_as_tables(self):
        text = self.report("budget", "--org", "wilgendam").stdout
        for piece in ("Opleidingskosten van Gemeente Wilgendam\n01-01-2026 tot en met 31-12-2026, stand van "
                      "24-11-2026\n", "Opleidingsbudget  ", "€ 277.000,00", "(sector, per jaar € 1.042,00)",
                      "(sector 1,80%)", "\nPer team\n", "Toegang jeugd", "\nPer aanbieder\n", "… en nog"):
            self.assertIn(piece, text)
        text = self.report("budget", "--team", "wd-jeugd", "--from", "2025-01-01", "--to", "2025-12-31",
                           lang="en").stdout
        self.assertIn("Training costs of Toegang jeugd\n2025-01-01 to 2025-12-31, as of 2026-11-24\n", text)
        self.assertNotIn("Training budget", text)
        small = self.report("budget", "--team", "wd-jeugd", "--min-group", "15", lang="en").stdout
        self.assertIn("\nBy provider\n  The group is too small to show this.\n", small)
        self.assertNotIn("wd-0001", small)

    def test_csv_is_the_answer(self):
        answer = self.client.call("report.budget", {"org": "wilgendam", "lang": "nl"})
        for table in ("teams", "quarters", "providers", "courses", "personal"):
            rows = self.rows("budget", "--org", "wilgendam", "--table", table)
            self.assertEqual(len(rows), len(answer[table]), table)
            for got, want in zip(rows, answer[table]):
                for name, value in got.items():
                    expected = want.get(name, "")
                    self.assertEqual(value if isinstance(expected, str) else json.loads(value), expected)
        self.assertEqual(self.rows("budget", "--org", "wilgendam")[0]["team"], answer["teams"][0]["team"])
        (totals,) = self.rows("budget", "--org", "wilgendam", "--table", "totals")
        self.assertEqual(int(totals["left_cents"]), answer["left_cents"])
        self.assertEqual(json.loads(self.report("budget", "--org", "wilgendam", "--json").stdout), answer)

    def test_effect_and_trend_as_tables(self):
        text = self.report("effect", "--org", "wilgendam", "--by", "format").stdout
        self.assertIn("Wat opleidingen opleverden: Gemeente Wilgendam\n25-11-2023 tot en met 24-11-2026", text)
        self.assertRegex(text, r"\n  klassikaal +\d+ +[+-]\d,\d\d  -?\d,\d\d … \d,\d\d +[+-]\d,\d\d ")
        answer = self.client.call("report.effect", {"org": "wilgendam", "by": "provider", "lang": "nl"})
        rows = self.rows("effect", "--org", "wilgendam", "--by", "provider")
        self.assertEqual([r["name"] for r in rows], [i.get("name", "") for i in answer["items"]])
        self.assertEqual([r["few"] for r in rows], ["" if "few" not in i else "true" if i["few"] else "false"
                                                    for i in answer["items"]])
        (total,) = self.rows("effect", "--org", "wilgendam", "--by", "provider", "--table", "total")
        self.assertEqual(float(total["gained"]), answer["total"]["gained"])
        text = self.report("trend", "--team", "wd-jeugd", "--quarters", "3", lang="en").stdout
        self.assertIn("The gap of Toegang jeugd, by quarter\n2026-04-01 to 2026-11-24", text)
        self.assertEqual(text.count("\n  2026-"), 3)

    def test_pages_stand_by_themselves(self):
        for args in (("budget", "--org", "wilgendam"), ("budget", "--team", "rw-toezicht"),
                     ("effect", "--org", "wilgendam"), ("effect", "--org", "wilgendam", "--by", "format"),
                     ("effect", "--team", "wd-jeugd", "--min-group", "99"), ("trend", "--org", "duinrade"),
                     ("gap", "--team", "wd-jeugd"), ("gap", "--org", "duinrade", "--min-group", "100"),
                     ("budget", "--org", "duinrade", "--from", "2020-01-01", "--to", "2020-02-01")):
            for lang in ("nl", "en"):
                with self.subTest(args=args, lang=lang):
                    self.report(*args, "--html", "page.html", lang=lang)
                    text = (self.dir / "page.html").read_text(encoding="utf-8")
                    page = check_page(self, text, lang)
                    self.assertEqual(text, self.report(*args, "--html", "-", lang=lang).stdout)
                    self.assertIn("revision" if lang == "en" else "revisie", "".join(page.said))
        self.assertEqual([p.name for p in self.dir.iterdir()], ["page.html"])

    def test_a_page_has_bars_and_a_field(self):
        text = self.report("gap", "--team", "wd-jeugd", "--html", "-", lang="en").stdout
        gap = self.client.call("gap.team", {"team": "wd-jeugd", "lang": "en"})
        cells = sum(cell is not None for person in gap["employees"] for cell in person["cells"][:16])
        self.assertEqual(len(re.findall(r'<rect class="heat\d"', text)), cells)
        self.assertEqual(len(re.findall(r'<rect class="fill1" x="250', text)),
                         min(20, sum(c["gap_total"] > 0 for c in gap["competencies"])))
        self.assertNotIn("wd-0001", self.report("gap", "--team", "wd-jeugd", "--min-group", "15",
                                                "--html", "-").stdout)

    def test_wrong_usage(self):
        for args, wrong in (((), ""), (("fly",), '"fly" is no report'),
                            (("budget",), "--org or --team is expected"),
                            (("budget", "--org", "a", "--team", "b"), "one of the two"),
                            (("budget", "--org", "a", "--by", "team"), '--by: does not go with "budget"'),
                            (("gap", "--org", "a", "--from", "2026-01-01"), '--from: does not go with "gap"'),
                            (("budget", "--org", "a", "--csv", "--html", "x"), "one of the two"),
                            (("budget", "--org", "a", "--table", "teams"), "--table goes with --csv"),
                            (("budget", "--org", "a", "--csv", "--table", "x"), '"x" is no table of "budget"'),
                            (("budget", "--org", "a", "b"), '"b" is one word too many'),
                            (("budget", "--org", "a", "--min-group", "x"), "is no whole number")):
            self.assertIn(wrong, self.report(*args, code=2).stderr)
        self.assertIn('there is no org "nix"', self.report("budget", "--org", "nix", code=1).stderr)
        self.assertIn("to: before from", self.report("budget", "--org", "wilgendam", "--from", "2026-02-01",
                                                     "--to", "2026-01-01", code=1).stderr)
        self.assertIn("none/x.html: No such file", self.report("budget", "--org", "wilgendam", "--html",
                                                               "none/x.html", code=1).stderr)
        self.assertIn("tables: totals, teams", self.report("--help").stdout)


if __name__ == "__main__":
    unittest.main()
