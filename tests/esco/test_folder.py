"""The ESCO folder at hand, imported and held against the files as Python's csv reads them."""
import collections
import csv
import gzip
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from client import DAEMON, SHARED, TOOL  # noqa: E402

ESCO = SHARED / "data" / "esco"
MOST_SECONDS = float(os.environ.get("BW_ESCO_SECONDS", "60"))   # of a debug build, on a busy machine


def rows(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def alternatives(cell, label):
    parts = [part.strip() for line in cell.split("\n") for part in line.split(" | ")]
    return [part for part in dict.fromkeys(parts) if part and part != label]


@unittest.skipUnless(ESCO.exists(), f"{ESCO} is not there")
class Folder(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="bw-esco-")
        cls.addClassCleanup(folder.cleanup)
        cls.dir = pathlib.Path(folder.name)
        cls.files = {path.name.removesuffix(".csv.gz"): rows(path)
                     for path in sorted(ESCO.glob("*.csv.gz"))}
        cls.run_tool("init", "store")
        start = time.monotonic()
        cls.report = json.loads(cls.run_tool("--json", "--data", "store", "import", "esco", ESCO,
                                             "--explain"))
        cls.seconds = time.monotonic() - start
        cls.run_tool("--data", "store", "export", "jsonl", "first")
        cls.competencies = cls.exported("first/competency.jsonl")
        cls.roles = cls.exported("first/role.jsonl")

    @classmethod
    def run_tool(cls, *args):
        done = subprocess.run([TOOL, *map(str, args)], cwd=cls.dir, capture_output=True, text=True,
                              timeout=600, check=False, env={**os.environ, "BEKWAAMD": DAEMON})
        assert done.returncode == 0, f"{args}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
        return done.stdout

    @classmethod
    def exported(cls, name):
        with open(cls.dir / name, encoding="utf-8") as file:
            return {record["id"]: record for record in map(json.loads, file)}

    def kept(self, name):
        """The rows of a file of concepts: of each the last modified."""
        out = {}
        for row in self.files.get(name, []):
            other = out.get(row["conceptUri"])
            if not other or row["modifiedDate"] > other["modifiedDate"]:
                out[row["conceptUri"]] = row
        return out

    def test_it_takes_no_longer_than_it_may(self):
        print(f"imported in {self.seconds:.1f} s", file=sys.stderr)
        self.assertLess(self.seconds, MOST_SECONDS)

    def test_rows_are_those_of_the_files_and_each_is_accounted_for(self):
        report = {pathlib.Path(entry["file"]).name.removesuffix(".csv.gz"): entry
                  for entry in self.report["report"]}
        self.assertEqual({name: entry["rows"] for name, entry in report.items()},
                         {name: len(lines) for name, lines in self.files.items()})
        left = collections.Counter(pathlib.Path(row["file"]).name.removesuffix(".csv.gz")
                                   for row in self.report["differences"])
        for name, entry in report.items():
            self.assertEqual(entry["rows"], entry["used"] + sum(entry["reasons"].values()), name)
            self.assertEqual(left[name], sum(entry["reasons"].values()), name)
            self.assertNotIn("not accounted for", entry["reasons"])
        self.assertEqual(self.report["bad"], [])
        for name in ("skills_en", "skills_nl", "skillGroups_nl", "skillsHierarchy_en",
                     "occupations_en", "broaderRelationsSkillPillar_en",
                     "occupationSkillRelations_en"):
            self.assertEqual(report[name]["used"], len(self.files[name]), name)
        doubles = len(self.files["occupations_nl"]) - len(self.kept("occupations_nl"))
        self.assertEqual(list(report["occupations_nl"]["reasons"].values()), [doubles])

    def check_names(self, record, dutch, english):
        label = record["label"]
        for lang, own, other, mark in (("nl", dutch, english, " [EN]"),
                                       ("en", english, dutch, " [NL]")):
            own_label = own["preferredLabel"].strip() if own else ""
            expected = own_label or other["preferredLabel"].strip() + mark
            self.assertEqual(label[lang], expected)
            texts = own or {"altLabels": "", "description": ""}
            self.assertEqual((record.get("alt_labels") or {}).get(lang, []),
                             alternatives(texts["altLabels"], own_label))
            self.assertEqual((record.get("description") or {}).get(lang, ""),
                             texts["description"].strip())

    def test_every_skill_and_group_is_a_competency_with_its_texts(self):
        english, dutch = self.kept("skills_en"), self.kept("skills_nl")
        groups = self.kept("skillGroups_nl")
        hierarchy = {}
        for row in self.files["skillsHierarchy_en"]:
            level = max(i for i in range(4) if row[f"Level {i} URI"])
            hierarchy[row[f"Level {level} URI"]] = {
                "preferredLabel": row[f"Level {level} preferred term"], "altLabels": "",
                "description": row["Description"]}
        self.assertEqual(set(self.competencies),
                         set(english) | set(dutch) | set(groups) | set(hierarchy))
        kinds = {"knowledge": "knowledge", "skill/competence": "skill", "": None}
        for uri, record in self.competencies.items():
            if uri in groups or uri in hierarchy:
                self.check_names(record, groups.get(uri), hierarchy.get(uri))
                self.assertNotIn("kind", record)
                continue
            self.check_names(record, dutch.get(uri), english.get(uri))
            types = [side[uri]["skillType"] for side in (english, dutch) if uri in side]
            self.assertEqual(record.get("kind"), kinds[next(filter(None, types), "")])

    def test_every_relation_is_there_and_no_other(self):
        broader = {(row["conceptUri"], row["broaderUri"])
                   for row in self.files["broaderRelationsSkillPillar_en"]}
        between = {(row["originalSkillUri"], row["relatedSkillUri"], row["relationType"])
                   for row in self.files["skillSkillRelations_en"]
                   if row["originalSkillUri"] != row["relatedSkillUri"]}
        have = {name: {(uri, other) for uri, record in self.competencies.items()
                       for other in record.get(name, [])}
                for name in ("broader", "requires", "related")}
        self.assertEqual(have["broader"], broader)
        for name, relation in (("requires", "essential"), ("related", "optional")):
            self.assertEqual(have[name], {pair[:2] for pair in between if pair[2] == relation})

    def test_every_occupation_is_a_role_that_asks_its_skills(self):
        english, dutch = self.kept("occupations_en"), self.kept("occupations_nl")
        self.assertEqual(set(self.roles), set(english) | set(dutch))
        asked = collections.defaultdict(dict)
        for row in self.files["occupationSkillRelations_en"]:
            asked[row["occupationUri"]][row["skillUri"]] = row["relationType"]
        stated = {"essential": (3.0, 1.0, True), "optional": (2.0, 0.3, True)}
        for uri, record in self.roles.items():
            self.check_names(record, dutch.get(uri), english.get(uri))
            newest = max((side[uri] for side in (english, dutch) if uri in side),
                         key=lambda row: row["modifiedDate"])
            self.assertEqual(record["code"], newest["iscoGroup"])
            version, = record["versions"]
            self.assertEqual(version["from"], "1900-01-01")
            self.assertEqual({one["competency"]: (one["level"], one["weight"],
                                                  one["level_assumed"])
                              for one in version.get("requires", [])},
                             {skill: stated[relation] for skill, relation in asked[uri].items()})

    def test_twice_changes_nothing_and_the_store_is_sound(self):
        again = json.loads(self.run_tool("--json", "--data", "store", "import", "esco", ESCO))
        self.assertEqual(again["revision"], self.report["revision"])
        self.run_tool("--data", "store", "export", "jsonl", "second")
        for path in (self.dir / "first").iterdir():
            self.assertEqual(path.read_bytes(), (self.dir / "second" / path.name).read_bytes())
        self.assertIn(" 0 wrong", self.run_tool("verify", "store"))


if __name__ == "__main__":
    unittest.main()
