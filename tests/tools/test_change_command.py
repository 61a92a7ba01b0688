"""bekwaam change: what changes of the sample region mean, in words, as CSV, as JSON and as a page."""
import csv
import io
import json
import unittest

from tool import SAMPLE, TODAY, ToolTest


class Change(ToolTest):
    store = None

    def setUp(self):
        super().setUp()
        self.make_store()
        self.run_tool("--data", "store", "import", "jsonl", SAMPLE)

    def change(self, *args, lang="nl", **kwargs):
        return self.run_tool("--data", "store", "--today", TODAY, "--lang", lang, "change", *args,
                             **kwargs)

    def test_who_how_much_and_in_time_in_both_languages(self):
        dutch = self.change("ch-jeugd-2027").stdout
        self.assertIn("Jeugdbescherming naar de lokale teams (Jeugdwet), vanaf 01-01-2027", dutch)
        self.assertIn("Dit raakt 60 mensen in 4 organisaties", dutch)
        self.assertRegex(dutch, r"43 van 60 mensen kunnen .* niet op tijd klaar zijn")
        self.assertRegex(dutch, r"(?m)^  Jeugdconsulent +22 ")
        self.assertRegex(dutch, r"(?m)^  Het gedwongen kader in gewone woorden +27 ")
        english = self.change("ch-jeugd-2027", lang="en").stdout
        self.assertIn("This touches 60 people in 4 organisations", english)
        self.assertRegex(english, r"(?m)^  Youth social worker +22 ")

    def test_a_merger_over_the_budget(self):
        text = self.change("ch-fusie-2028", "--org", "duinrade").stdout
        self.assertIn("Dit raakt 63 mensen in 1 organisatie;", text)
        self.assertIn("meer dan het opleidingsbudget", text.replace("\n", " "))
        self.assertIn("Iedereen kan op tijd klaar zijn", text)
        self.assertRegex(text, r"Allround consulent sociaal domein +Wmo-consulent +8")
        self.assertIn("blijft zo", text)

    def test_a_sketch_from_a_file_and_from_a_pipe(self):
        sketch = {"label": {"nl": "Proef"}, "effective": "2027-03-01", "requires": [
            {"role": "r-jurist", "competency": "c-woo", "level": 4, "mandatory": True}]}
        self.write("sketch.json", json.dumps(sketch))
        by_file = self.change("--inline", "sketch.json").stdout
        self.assertIn("Proef, vanaf 01-03-2027", by_file)
        self.assertEqual(self.change("--inline", "-", input=json.dumps(sketch)).stdout, by_file)
        nobody = self.change("--inline", "-", input='{"label": "x", "effective": "2027-03-01"}')
        self.assertIn("Dit raakt niemand.", nobody.stdout)

    def test_changes_are_stacked(self):
        got = json.loads(self.change("ch-woo-2027", "ch-cyber-2027", "--json").stdout)
        self.assertEqual([c["change"] for c in got["changes"]], ["ch-cyber-2027", "ch-woo-2027"])

    def test_tables_as_csv(self):
        rows = list(csv.DictReader(io.StringIO(self.change("ch-woo-2027", "--csv").stdout)))
        self.assertIn("r-bestuursadviseur", {row["role"] for row in rows})
        gaps = self.change("ch-woo-2027", "--csv", "--table", "gaps", "-k", "7").stdout
        self.assertEqual(len(list(csv.DictReader(io.StringIO(gaps)))), 7)

    def test_a_page_to_print(self):
        self.change("ch-woo-2027", "--html", "page.html")
        page = (self.dir / "page.html").read_text()
        self.assertIn("Wat er komt: Actieve openbaarmaking, volgende categorieën", page)
        self.assertIn("<svg", page)

    def test_a_small_group_shows_no_persons(self):
        text = self.change("ch-cyber-2027", "--min-group", "1000").stdout
        self.assertIn("te klein om personen te tonen", text)
        self.assertNotIn("wd-", text)

    def test_wrong_lines(self):
        for args, word in (((), "--inline"), (("a", "--inline", "x"), "--inline"),
                           (("a", "--csv", "--html", "x"), "--html"),
                           (("a", "--table", "roles"), "--csv"),
                           (("a", "--csv", "--table", "none"), "none"),
                           (("a", "-k", "many"), "-k"), (("a", "--what"), "--help")):
            self.assertIn(word, self.change(*args, code=2).stderr)
        self.write("bad.json", "{")
        self.assertIn("bad.json", self.change("--inline", "bad.json", code=2).stderr)
        self.assertIn("none.json", self.change("--inline", "none.json", code=1).stderr)
        self.assertIn("ch-none", self.change("ch-none", code=1).stderr)


if __name__ == "__main__":
    unittest.main()
