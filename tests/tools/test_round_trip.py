"""What is exported and imported into an empty store is exported the same again, byte by byte."""
import json
import unittest

from tool import SAMPLE, TODAY, ToolTest

KINDS = ["org", "team", "competency", "task", "role", "change", "course", "employee", "evidence",
         "event", "verdict"]

# Small records with everything that is hard to write down.
AWKWARD = {
    "org": [{"id": "o 1", "name": {"nl": "Één, \"twee\"", "en": "One;\nthree"}, "personal_share": 0.3},
            {"id": "https://voorbeeld.invalid/ü", "name": "{\"nl\": 1", "catalogues": ["o 1"],
             "purposes": {"a,b": "2026-01-01"}, "payroll_cents": 999999999999}],
    "team": [{"id": "t", "org": "o 1", "name": "\"quoted\""}],
    "competency": [{"id": "c", "label": " spaces ", "description": "", "half_life_months": 36.5},
                   {"id": "c,2", "label": "007", "broader": ["c"], "alt_labels": {"nl": ["x", ""]}}],
    "task": [{"id": "ta", "label": "x", "requires": []}],
    "role": [{"id": "r", "label": "r", "versions": [
        {"from": "2020-01-01", "requires": [{"competency": "c", "level": 3, "weight": 0.1}]}]}],
    "change": [],
    "course": [{"id": "k", "title": "1e3", "language": "nl", "format": "classroom", "hours": 0.1,
                "price_cents": 0, "teaches": [{"competency": "c", "to": 3}], "provider": "",
                "retired": False}],
    "employee": [{"id": "e", "org": "o 1", "team": "t", "role": "r", "wishes": []},
                 {"id": "e2", "org": "o 1", "team": "t", "role": "r"}],
    "evidence": [
        {"employee": "e", "competency": "c", "level": 2, "source": "self", "at": "2026-01-02"},
        {"id": "own id", "employee": "e", "competency": "c", "level": 3.5, "source": "manager",
         "at": "2026-01-01", "by": "boss, the", "valid_until": "2027-01-01"},
        {"employee": "e", "competency": "c", "level": 1, "source": "peer", "at": "2026-01-02",
         "by": "e2"}],
    "event": [{"id": "v", "employee": "e", "course": "k", "type": "rated", "value": -0.5,
               "at": "2026-02-03T10:00:00+01:00", "reason": "a\r\nb"}],
    "verdict": [{"id": "competencies.64627cb00bf3193c4892486eae32a171", "kind": "competencies",
                 "competencies": ["c", "c,2"], "yes": False, "at": "2026-03-01", "by": "\"me\""},
                {"id": "tag.ef59c853b3b3b89af32f7ab7fb854456", "kind": "tag", "courses": ["k"],
                 "competencies": ["c,2"], "yes": True, "at": "2026-03-01"}],
}


class RoundTrip(ToolTest):
    def read_folder(self, name):
        return {path.name: path.read_bytes() for path in sorted((self.dir / name).iterdir())}

    def trip(self, store, file_format):
        """Exports, imports into an empty store, exports again; the first export's files."""
        first, again = f"{file_format}-1", f"{file_format}-2"
        self.run_tool("--data", store, "export", file_format, first)
        other = self.make_store(f"{store}-{file_format}")
        self.run_tool("--data", other, "import", file_format, first)
        self.run_tool("--data", other, "export", file_format, again)
        files = self.read_folder(first)
        self.assertEqual(sorted(files), sorted(f"{kind}.{file_format}" for kind in KINDS))
        self.assertEqual(files, self.read_folder(again))
        self.assertIn(" 0 wrong", self.run_tool("verify", other).stdout)
        return other, files

    def both_ways(self, store):
        self.trip(store, "jsonl")
        through_csv, _ = self.trip(store, "csv")
        self.run_tool("--data", through_csv, "export", "jsonl", "jsonl-3")
        self.assertEqual(self.read_folder("jsonl-1"), self.read_folder("jsonl-3"))

    def test_awkward_records_come_back(self):
        for kind, records in AWKWARD.items():
            self.write(f"in/{kind}.jsonl", "".join(json.dumps(r) + "\n" for r in records))
        store = self.make_store()
        self.run_tool("--data", store, "import", "jsonl", "in")
        self.both_ways(store)
        lines = (self.dir / "jsonl-1" / "evidence.jsonl").read_text().splitlines()
        self.assertEqual(len(lines), 3)
        self.assertEqual([json.loads(line).get("id") for line in lines], ["own id", None, None])

    @unittest.skipUnless((SAMPLE / "event.jsonl").exists(), "the sample is not there")
    def test_the_sample_comes_back(self):
        store = self.make_store()
        self.run_tool("--data", store, "--today", TODAY, "import", "jsonl", SAMPLE)
        self.both_ways(store)
        for kind in KINDS:
            file = SAMPLE / f"{kind}.jsonl"
            lines = file.read_text().splitlines() if file.exists() else []
            back = (self.dir / "jsonl-1" / f"{kind}.jsonl").read_text().splitlines()
            self.assertEqual(len(back), len(lines), kind)

    def test_importing_twice_changes_nothing(self):
        for kind, records in AWKWARD.items():
            self.write(f"in/{kind}.jsonl", "".join(json.dumps(r) + "\n" for r in records))
        store = self.make_store()
        first = json.loads(self.run_tool("--json", "--data", store, "import", "jsonl", "in").stdout)
        again = json.loads(self.run_tool("--json", "--data", store, "import", "jsonl", "in").stdout)
        self.assertEqual(first["revision"], again["revision"])
        self.assertEqual(again["bad"], [])
        self.assertIn("nothing changed",
                      self.run_tool("--data", store, "import", "jsonl", "in").stdout)


if __name__ == "__main__":
    unittest.main()
