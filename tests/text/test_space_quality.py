"""A trained text model held against what ESCO says of its own occupations: see space_quality.c for what is
measured. The gates are under the figures of the first run; they are only raised. Courses are looked at when
../shared/data/courses is there too."""
import csv
import gzip
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
ESCO = ROOT.parent / "shared/data/esco"
COURSES = ROOT.parent / "shared/data/courses/courses_matchkey_5411.csv.gz"
TOOL = os.environ.get("BEKWAAM", str(ROOT / "build/dev/bekwaam"))
QUALITY = os.environ.get("SPACE_QUALITY", str(ROOT / "build/dev/tests/text/space_quality"))
GROUPS = {"nl": .54, "en": .49}
LABELS = {("role", "nl", "en"): .78, ("role", "en", "nl"): .76,
          ("competency", "nl", "en"): .86, ("competency", "en", "nl"): .86}
APART = {("role", "nl", "en"): .61, ("role", "en", "nl"): .51,
         ("competency", "nl", "en"): .74, ("competency", "en", "nl"): .71}
COURSE = .83
ROUNDING = .003   # that bytes in the place of float32 may cost


def plain(text: str) -> str:
    return " ".join(text.split())


def write_courses(path: pathlib.Path) -> None:
    with gzip.open(COURSES, "rt", encoding="utf-8", newline="") as file, path.open("w") as out:
        for row in csv.DictReader(file):
            tags = ",".join(plain(tag).lower() for tag in row["skills"].split(","))
            out.write(f"{plain(row['name'])}\t{plain(row['what_you_learn'])}\t{tags}\n")


@unittest.skipUnless(ESCO.exists(), f"{ESCO} is not there")
class Quality(unittest.TestCase):
    text: str

    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory(prefix="bw") as folder:
            store, courses = f"{folder}/store", pathlib.Path(folder, "courses")
            for command in (["init"], ["import", "esco", str(ESCO)]):
                subprocess.run([TOOL, "--data", store, *command], check=True, capture_output=True)
            if COURSES.exists():
                write_courses(courses)
            cls.text = subprocess.run([QUALITY, store, *([courses] if COURSES.exists() else [])],
                                      check=True, capture_output=True, text=True).stdout
        print("\n" + cls.text)

    def check(self, figure: float, exact: float, gate: float):
        self.assertGreaterEqual(figure, gate)
        self.assertLess(abs(figure - exact), ROUNDING)

    def test_the_nearest_occupation_is_of_the_same_unit_group(self):
        found = re.findall(r"unit group, (..): top 1 ([0-9.]+) over (\d+); float32 ([0-9.]+)", self.text)
        self.assertEqual([line[0] for line in found], list(GROUPS))
        for lang, figure, n, exact in found:
            self.assertGreater(int(n), 3000)
            self.check(float(figure), float(exact), GROUPS[lang])

    def test_a_label_finds_the_one_in_the_other_language(self):
        found = re.findall(r"(\w+) label, (..) to (..): MRR ([0-9.]+), .* over (\d+); float32 ([0-9.]+)",
                           self.text)
        self.assertEqual([line[:3] for line in found], list(LABELS))
        for *of, figure, n, exact in found:
            self.assertGreater(int(n), 3000)
            self.check(float(figure), float(exact), LABELS[tuple(of)])

    def test_languages_that_never_met_in_a_record_meet_through_others(self):
        found = re.findall(r"(\w+) label, (..) to (..), every fifth: .* over (\d+); apart ([0-9.]+)", self.text)
        self.assertEqual([line[:3] for line in found], list(APART))
        for *of, n, figure in found:
            self.assertGreater(int(n), 600)
            self.assertGreaterEqual(float(figure), APART[tuple(of)])

    @unittest.skipUnless(COURSES.exists(), f"{COURSES} is not there")
    def test_the_nearest_course_shares_a_tag(self):
        found = re.search(r"course, shares a tag: top 1 ([0-9.]+) over (\d+); float32 ([0-9.]+)", self.text)
        self.assertIsNotNone(found)
        self.assertGreater(int(found[2]), 3000)
        self.check(float(found[1]), float(found[3]), COURSE)


if __name__ == "__main__":
    unittest.main()
