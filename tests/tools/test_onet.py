"""import onet: an invented folder with the files and columns of O*NET, its exact records, what is
said of every row, and rows and files that are damaged."""
import gzip
import json
import unittest

from tool import ToolTest

FIGURE_HEADER = ("O*NET-SOC Code\tTitle\tElement ID\tElement Name\tScale ID\tScale Name\t"
                 "Data Value\tN\tStandard Error\tLower CI Bound\tUpper CI Bound\t"
                 "Recommend Suppress\tNot Relevant\tDate\tDomain Source")


def figure(code, element, scale, value, n="8", error="0.2", suppress="N", irrelevant=""):
    return (f"{code}\tT\t{element}\tE\t{scale}\tS\t{value}\t{n}\t{error}\t\t\t{suppress}\t"
            f"{irrelevant}\t01/2020\tAnalyst")


def table(*rows):
    return "\n".join(rows) + "\n"


WORKS, NAMED, RARE = "11-1000.00", "11-2000.00", "11-3000.01"
SKILLS = [
    figure(WORKS, "2.A.1.a", "IM", "3"), figure(WORKS, "2.A.1.a", "LV", "5"),
    figure(WORKS, "2.B.1.a", "IM", "1.99"), figure(WORKS, "2.B.1.a", "LV", "3"),
    figure(RARE, "2.A.1.a", "IM", "2"),
    figure(RARE, "2.A.1.a", "LV", "6", n="", error=""),
    figure(RARE, "2.B.1.a", "IM", "4.25"), figure(RARE, "2.B.1.a", "LV", "0.1"),
]
KNOWLEDGE = [
    figure(WORKS, "2.C.6", "IM", "5", suppress=""), figure(WORKS, "2.C.6", "LV", "3", n="20",
                                                           error="0", suppress=""),
    figure(WORKS, "2.C.1.a", "IM", "3"),
    figure(WORKS, "2.C.1.a", "LV", "2", irrelevant="Y"),
    figure(RARE, "2.C.6", "IM", "3"), figure(RARE, "2.C.6", "LV", "7", suppress="Y"),
    figure(RARE, "2.C.1.a", "IM", "3", suppress="Y"),
    figure(RARE, "2.C.1.a", "LV", "2", suppress="Y", irrelevant="Y"),
]


def folder():
    """The files by name."""
    return {
        "Scales_Reference.tsv": table("Scale ID\tScale Name\tMinimum\tMaximum",
                                      "IM\tImportance\t1\t5", "LV\tLevel\t0\t7", "CX\tC\t1\t5"),
        "Content_Model_Reference.tsv": table(
            "Element ID\tElement Name\tDescription", "1\tWorker\tWho", "2\tNeeds\tWhat",
            "2.A\tBasic\tGround", '2.A.1.a\tReading "aloud"\tTo read', "2.B\tCross\tWide",
            "2.B.1\tSocial\t", "2.B.1.a\tTact\tTo feel", "2.C\tKnowledge\tFacts",
            "2.C.1\tTrade\tShops", "2.C.1.a\tSelling\tTo sell", "2.C.6\tTeaching\tTo teach",
            "2.CX\tNone of these\tNo"),
        "Level_Scale_Anchors.tsv": table(
            "Element ID\tElement Name\tScale ID\tScale Name\tAnchor Value\tAnchor Description",
            "1.A\tX\tLV\tLevel\t2\ta",
            *(f"{element}\tX\tLV\tLevel\t{value}\ta"
              for element, values in (("2.A.1.a", (2, 6, 4)), ("2.B.1.a", (2, 4, 6)),
                                      ("2.C.1.a", (2, 4, 6)), ("2.C.6", (1, 5, 7)))
              for value in values)),
        "Occupation_Data.tsv": table("O*NET-SOC Code\tTitle\tDescription",
                                     f"{WORKS}\tWorkers\tThey work.",
                                     f"{NAMED}\tOnly named\tNo figures.",
                                     f"{RARE}\tRare ones\tSeldom."),
        "Skills.tsv": table(FIGURE_HEADER, *SKILLS),
        "Knowledge.tsv": table(FIGURE_HEADER, *KNOWLEDGE),
        "Job_Zones.tsv": table("O*NET-SOC Code\tTitle\tJob Zone", f"{WORKS}\tWorkers\t4"),
    }


def competency(name, label, kind, broader=None, description=None):
    out = {"id": f"onet:{name}", "label": {"nl": f"{label} [EN]", "en": label}}
    if description:
        out["description"] = {"en": description}
    out["kind"] = kind
    if broader:
        out["broader"] = [f"onet:{broader}"]
    return out


COMPETENCIES = [
    competency("2.A", "Basic", "skill", None, "Ground"),
    # there is no 2.A.1 in this folder: the next one above stands in
    competency("2.A.1.a", 'Reading "aloud"', "skill", "2.A", "To read"),
    competency("2.B", "Cross", "skill", None, "Wide"),
    competency("2.B.1", "Social", "skill", "2.B"),
    competency("2.B.1.a", "Tact", "skill", "2.B.1", "To feel"),
    competency("2.C", "Knowledge", "knowledge", None, "Facts"),
    competency("2.C.1", "Trade", "knowledge", "2.C", "Shops"),
    competency("2.C.1.a", "Selling", "knowledge", "2.C.1", "To sell"),
    competency("2.C.6", "Teaching", "knowledge", "2.C", "To teach"),
]
ROLES = [
    {"id": f"onet:{WORKS}", "label": {"nl": "Workers [EN]", "en": "Workers"},
     "description": {"en": "They work."}, "code": "11-1000",
     "versions": [{"from": "1900-01-01", "requires": [
         # half way from the anchor 4 (level 3) to 6 (4.5); .75 of a level a step
         {"competency": "onet:2.A.1.a", "level": 3.75, "weight": 0.5, "level_sd": 0.15},
         # from 1 (1.5) to 5 (3); no error among 20 is taken for that of one a step away
         {"competency": "onet:2.C.6", "level": 2.25, "weight": 1.0, "level_sd": 0.019}]}]},
    {"id": f"onet:{RARE}", "label": {"nl": "Rare ones [EN]", "en": "Rare ones"},
     "description": {"en": "Seldom."}, "code": "11-3000",
     "versions": [{"from": "1900-01-01", "requires": [
         {"competency": "onet:2.A.1.a", "level": 4.5, "weight": 0.25}]}]},
]


class OnetTest(ToolTest):
    def setUp(self):
        super().setUp()
        self.store = self.make_store()

    def write_folder(self, files):
        for old in self.dir.glob("onet/*"):
            old.unlink()
        for name, text in files.items():
            self.write(f"onet/{name}", text)

    def imports(self, *args, code=0):
        return self.run_tool("--data", self.store, "import", "onet", "onet", *args,
                             code=code)

    def records(self, kind):
        out = self.run_tool("--data", self.store, "call", f"{kind}.list", '{"limit": 1000}')
        return json.loads(out.stdout)["items"]


class Records(OnetTest):
    def test_elements_become_competencies_and_occupations_roles(self):
        self.write_folder(folder())
        self.imports()
        self.assertEqual(self.records("competency"), COMPETENCIES)
        self.assertEqual(self.records("role"), ROLES)

    def test_packed_files_and_onets_own_names_are_the_same(self):
        self.write_folder({name.replace("_", " ").replace(".tsv", ".txt.gz"):
                           gzip.compress(text.encode()) for name, text in folder().items()})
        self.imports()
        self.assertEqual(self.records("role"), ROLES)

    def test_twice_changes_nothing_in_any_order_of_rows(self):
        self.write_folder(folder())
        self.imports()
        files = folder()
        for name in files:
            head, *rows = files[name].splitlines()
            files[name] = table(head, *reversed(rows))
        self.write_folder(files)
        self.assertIn("nothing changed", self.imports().stdout)

    def test_the_date_of_the_version_can_be_chosen(self):
        self.write_folder(folder())
        self.imports("--from", "2025-02-01")
        self.assertEqual({role["versions"][0]["from"] for role in self.records("role")},
                         {"2025-02-01"})


class Report(OnetTest):
    def test_every_row_is_used_or_left_out_for_a_reason(self):
        self.write_folder(folder())
        out = self.imports("--explain").stdout
        for line in (
                "Scales_Reference.tsv: 3 rows, 2 used; "
                "a scale that skills and knowledge do not have: 1",
                "Content_Model_Reference.tsv: 12 rows, 9 used; neither a skill nor knowledge: 3",
                "Level_Scale_Anchors.tsv: 13 rows, 12 used; neither a skill nor knowledge: 1",
                "Occupation_Data.tsv: 3 rows, 2 used; no figures on skills or knowledge: 1",
                "Skills.tsv: 8 rows, 4 used; importance under 2, hardly part of the work: 2; "
                "level under aware: 2",
                "Job_Zones.tsv: 1 rows, 0 used; a role has no field for a job zone: 1",
                "1 of 3 asked levels have no standard error in the files: their doubt is not "
                "stated",
                f"onet/Occupation_Data.tsv:3: no figures on skills or knowledge: {NAMED} "
                "Only named",
                "onet/Knowledge.tsv:5: a level without meaning (Not Relevant): "
                f"{WORKS} 2.C.1.a LV Selling"):
            self.assertIn(line + "\n", out)
        knowledge = next(line for line in out.splitlines() if line.startswith("Knowledge.tsv: "))
        self.assertEqual(
            set(knowledge.split("; ")),
            {"Knowledge.tsv: 8 rows, 2 used", "a level without meaning (Not Relevant): 1",
             "the pair's other figure is unsure or without meaning: 2",
             "too unsure to use (Recommend Suppress): 3"})
        self.assertNotIn("not accounted for", out)


# File, what is replaced (None: a row is added), by what, the line, and what is said of it.
BAD_ROWS = [
    ("Skills.tsv", "IM\tS\t3\t", "IM\tS\tthree\t", 2, 'Data Value: "three"; an importance of 1'),
    ("Skills.tsv", "IM\tS\t3\t", "IM\tS\t5.1\t", 2, 'Data Value: "5.1"; an importance of 1 to 5'),
    ("Skills.tsv", "IM\tS\t3\t", "IM\tS\t\t", 2, 'Data Value: ""; an importance of 1 to 5'),
    ("Skills.tsv", "LV\tS\t5\t", "LV\tS\t7.5\t", 3, 'Data Value: "7.5"; a level of 0 to 7'),
    ("Skills.tsv", "LV\tS\t5\t", "LV\tS\t-1\t", 3, 'Data Value: "-1"; a level of 0 to 7'),
    ("Skills.tsv", "LV\tS\t5\t", "LV\tS\t0x5\t", 3, 'Data Value: "0x5"; a level of 0 to 7'),
    ("Skills.tsv", "LV\tS\t5\t", "CX\tS\t5\t", 3, 'Scale ID: "CX"; IM or LV is expected'),
    ("Skills.tsv", "5\t8\t0.2", "5\tmany\t0.2", 3, 'N: "many"; a number from 1 on'),
    ("Skills.tsv", "5\t8\t0.2", "5\t8\tnan", 3, 'Standard Error: "nan"; a number of 0 to 7'),
    ("Skills.tsv", "5\t8\t0.2\t\t\tN", "5\t8\t0.2\t\t\tM", 3, 'Recommend Suppress: "M"; Y, N or'),
    ("Skills.tsv", None, figure("99-9999.00", "2.A.1.a", "IM", "3"), 10,
     'O*NET-SOC Code: "99-9999.00" is no occupation of Occupation_Data'),
    ("Skills.tsv", None, figure(WORKS, "2.A.9", "IM", "3"), 10,
     'Element ID: "2.A.9" is no skill of Content_Model_Reference'),
    ("Skills.tsv", None, figure(WORKS, "2.C.6", "IM", "3"), 10,
     'Element ID: "2.C.6" is no skill of Content_Model_Reference'),
    ("Knowledge.tsv", None, figure(WORKS, "2.A.1.a", "IM", "3"), 10,
     'Element ID: "2.A.1.a" is no knowledge of Content_Model_Reference'),
    ("Skills.tsv", None, figure(WORKS, "2.A.1.a", "IM", "4"), 10,
     "the same occupation, element and scale as line 2"),
    ("Skills.tsv", None, "11-1000.00\tT\t2.A.1.a", 10, "3 columns; the header has 15"),
    ("Occupation_Data.tsv", None, f"{WORKS}\tWorkers\tAgain.", 5,
     f"{WORKS} stands on line 2 already"),
    ("Occupation_Data.tsv", None, "12-0000.00\t\tUnnamed.", 5, "Title: empty"),
    ("Content_Model_Reference.tsv", None, "2.C.6\tTeaching\tAgain", 14,
     "2.C.6 stands on line 12 already"),
    ("Content_Model_Reference.tsv", None, "\tTeaching\tAgain", 14, "Element ID: empty"),
    ("Level_Scale_Anchors.tsv", None, "2.C.6\tX\tLV\tLevel\t3\ta", 15,
     "Anchor Value: a fourth: three different ones are expected of 2.C.6"),
    ("Level_Scale_Anchors.tsv", "2.C.6\tX\tLV\tLevel\t5", "2.C.6\tX\tLV\tLevel\t8", 13,
     'Anchor Value: "8"; a number of 0 to 7 is expected'),
    ("Level_Scale_Anchors.tsv", "2.C.6\tX\tLV\tLevel\t5", "2.C.6\tX\tLV\tLevel\t1", 13,
     "Anchor Value: one of before: three different ones are expected of 2.C.6"),
    ("Level_Scale_Anchors.tsv", "2.C.6\tX\tLV\tLevel\t5", "2.C.5\tX\tLV\tLevel\t5", 13,
     'Element ID: "2.C.5" is no element of Content_Model_Reference'),
    ("Scales_Reference.tsv", "LV\tLevel\t0\t7", "LV\tLevel\t0\t9", 3,
     "Minimum, Maximum: 0 to 9; of LV 0 to 7 is expected"),
]


class Bad(OnetTest):
    def test_a_bad_row_is_named_and_stops_all_or_is_skipped(self):
        for name, old, new, line, text in BAD_ROWS:
            with self.subTest(text=text, name=name):
                files = folder()
                if old is None:
                    files[name] += new + "\n"
                else:
                    self.assertIn(old, files[name])
                    files[name] = files[name].replace(old, new, 1)
                self.write_folder(files)
                store, self.store = self.store, self.make_store(f"s{len(list(self.dir.iterdir()))}")
                done = self.imports(code=1)
                self.assertIn(f"onet/{name}:{line}: {text}", done.stderr)
                self.assertEqual(self.records("role"), [])
                done = self.imports("--skip-bad")
                self.assertNotIn("not accounted for", done.stdout)
                self.assertIn(f"onet:{RARE}", [role["id"] for role in self.records("role")])
                rejects = (self.dir / name.replace(".tsv", ".rejects.tsv")).read_text()
                self.assertEqual(rejects.splitlines()[1], files[name].splitlines()[line - 1])
                self.store = store

    def test_half_a_pair_is_left_out(self):
        files = folder()
        files["Skills.tsv"] = table(FIGURE_HEADER, *SKILLS[1:])
        self.write_folder(files)
        out = self.imports("--explain").stdout
        self.assertIn("onet/Skills.tsv:2: the pair's other figure is missing or bad: "
                      f"{WORKS} 2.A.1.a LV Reading", out)
        asked = self.records("role")[0]["versions"][0]["requires"]
        self.assertEqual([ask["competency"] for ask in asked], ["onet:2.C.6"])

    def test_levels_of_an_element_without_three_anchors_cannot_be_read(self):
        files = folder()
        lines = files["Level_Scale_Anchors.tsv"].splitlines()
        files["Level_Scale_Anchors.tsv"] = table(*lines[:-1])
        self.write_folder(files)
        self.assertIn("onet/Knowledge.tsv:3: Element ID: 2.C.6 has 2 level anchors",
                      self.imports(code=1).stderr)

    def test_a_file_or_column_that_is_missing_or_damaged_is_named(self):
        for name in ("Content_Model_Reference", "Level_Scale_Anchors", "Occupation_Data", "Skills",
                     "Knowledge"):
            files = folder()
            del files[f"{name}.tsv"]
            self.write_folder(files)
            self.assertIn(f"onet: no file {name}.tsv", self.imports(code=2).stderr)
        files = folder()
        files["Skills.tsv"] = files["Skills.tsv"].replace("Data Value", "Value", 1)
        self.write_folder(files)
        self.assertIn("onet/Skills.tsv:1: there is no column called Data Value",
                      self.imports(code=2).stderr)
        files = folder()
        packed = gzip.compress(files.pop("Skills.tsv").encode())
        for damaged in (packed[:-9], b"no gzip", packed[:30] + b"\0\0\0\0" + packed[34:]):
            self.write_folder({**files, "Skills.tsv.gz": damaged})
            self.assertIn("onet/Skills.tsv.gz: ", self.imports(code=2).stderr)
        self.assertEqual(self.records("competency"), [])

    def test_only_one_folder_is_taken(self):
        self.assertIn("one folder", self.imports("onet", code=2).stderr)


if __name__ == "__main__":
    unittest.main()
