"""A small invented folder in the layout of the official ESCO download, and exactly what it makes."""
import csv
import gzip
import io
import json
import pathlib
import re
import shutil
import unittest

from tool import ToolTest

S = "http://example.test/esco/skill/"
O = "http://example.test/esco/occupation/"
SKILL_HEADER = ("conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,"
                "status,modifiedDate,scopeNote,definition,inScheme,description")
OCCUPATION_HEADER = ("conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status,"
                     "modifiedDate,regulatedProfessionNote,scopeNote,definition,inScheme,"
                     "description,code")
LATE, EARLY = "2025-03-01T10:00:00.000Z", "2024-03-01T10:00:00.000Z"


def table(header, rows, end="\n"):
    """A CSV file; rows are maps of what is not empty. Line breaks in cells stay LF."""
    names = header.split(",")
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="", lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def skill(name, label, kind="skill/competence", **cells):
    return {"conceptType": "KnowledgeSkillCompetence", "conceptUri": S + name, "skillType": kind,
            "preferredLabel": label, "status": "released", **cells}


def group(name, label, **cells):
    return {"conceptType": "SkillGroup", "conceptUri": S + name, "preferredLabel": label,
            "status": "released", **cells}


def occupation(name, label, isco, **cells):
    return {"conceptType": "Occupation", "conceptUri": O + name, "preferredLabel": label,
            "iscoGroup": isco, "status": "released", **cells}


def broader(name, over):
    return {"conceptUri": S + name, "broaderUri": S + over}


def between(name, relation, other):
    return {"originalSkillUri": S + name, "relationType": relation, "relatedSkillUri": S + other}


def asked(who, relation, name):
    return {"occupationUri": O + who, "relationType": relation, "skillUri": S + name}


BROADER_HEADER = "conceptType,conceptUri,broaderType,broaderUri"
BETWEEN_HEADER = ("originalSkillUri,originalSkillType,relationType,relatedSkillType,"
                  "relatedSkillUri")
ASKED_HEADER = "occupationUri,relationType,skillType,skillUri"
COLLECTION_HEADER = ("conceptType,conceptUri,preferredLabel,status,skillType,reuseLevel,altLabels,"
                     "description,broaderConceptUri,broaderConceptPT")


def folder():
    """The files by name. Occupations and the hierarchy end rows with CR LF, as in the original."""
    return {
        "skills_en.csv": table(SKILL_HEADER, [
            skill("dig", "dig holes", altLabels="dig pits\n dig holes \n\nmake holes\ndig pits",
                  reuseLevel="sector-specific", description='Dig, by "hand",\nround holes.\n\t'),
            skill("soil", "soils", kind="knowledge"),
            skill("talk", "talk; calmly", reuseLevel="transversal"),
            skill("rest", "rest", kind="", status=""),
            skill("old", "dig by steam", status="obsolete"),
        ]),
        "skills_nl.csv": table(SKILL_HEADER + ",added", [
            skill("dig", "gaten graven", altLabels="kuilen graven\ngaten graven"),
            skill("soil", "grondsoorten", kind="knowledge", modifiedDate=EARLY),
            skill("soil", "bodemsoorten", kind="knowledge", modifiedDate=LATE),
            skill("dike", "\u00a0dijken bewaken ", description="Op de dijk.\n\u00a0"),
        ]),
        "skillGroups_nl.csv": table("conceptType,conceptUri,preferredLabel,altLabels,hiddenLabels,"
                                    "status,modifiedDate,scopeNote,inScheme,description,code", [
            group("works", "werken", code="S1"),
            group("earth", "grondwerk", code="S1.1"),
        ]),
        # The original drops columns at the end of a row when they are empty.
        "skillsHierarchy_en.csv":
            "Level 0 URI,Level 0 preferred term,Level 1 URI,Level 1 preferred term,Level 2 URI,"
            "Level 2 preferred term,Level 3 URI,Level 3 preferred term,Description,Scope note,"
            "Level 0 code,Level 1 code,Level 2 code,Level 3 code\r\n"
            f'{S}works,works,,,,,,,,,S1\r\n'
            f'{S}works,works,{S}earth,earth works,,,,,"Work on\nearth",,S1,S1.1\r\n',
        "occupations_en.csv": table(OCCUPATION_HEADER, [
            occupation("digger", "digger", "9312", altLabels="hole maker\nditcher",
                       description="Diggers dig.\nOften."),
            occupation("warden", "dike warden", "3112", modifiedDate=EARLY),
        ], end="\r\n"),
        "occupations_nl.csv": table(OCCUPATION_HEADER + ",naceCode", [
            occupation("warden", "dijkwachter", "3119", modifiedDate=LATE),
            occupation("digger", "graver", "9312", modifiedDate=LATE),
            occupation("digger", "graafster", "9312", modifiedDate=EARLY),
        ], end="\r\n"),
        "ISCOGroups_nl.csv": table("conceptType,conceptUri,code,preferredLabel,status,altLabels,"
                                   "inScheme,description",
                                   [{"code": code} for code in ("9", "93", "931", "9312", "3112",
                                                                "3119")]),
        "broaderRelationsSkillPillar_en.csv": table(BROADER_HEADER, [
            broader("dig", "earth"), broader("dig", "works"), broader("earth", "works"),
            broader("works", "dig"), broader("soil", "earth"), broader("soil", "earth"),
        ]),
        "skillSkillRelations_en.csv": table(BETWEEN_HEADER, [
            between("dig", "essential", "soil"), between("soil", "essential", "dike"),
            between("dike", "essential", "dig"), between("dig", "optional", "talk"),
            between("dig", "optional", "soil"), between("talk", "optional", "talk"),
            between("dig", "optional", "old"),
        ]),
        # The relation files of later versions have labels next to the URIs.
        "occupationSkillRelations_en.csv": table("occupationLabel," + ASKED_HEADER + ",skillLabel", [
            asked("digger", "optional", "soil"), asked("digger", "essential", "dig"),
            asked("digger", "essential", "soil"), asked("digger", "optional", "talk"),
            asked("warden", "essential", "dike"), asked("warden", "optional", "earth"),
        ]),
        "greenSkillsCollection_nl.csv": table(COLLECTION_HEADER, [
            {"conceptUri": S + "dig", "preferredLabel": "delven"},
            {"conceptUri": S + "talk", "preferredLabel": "rustig praten",
             "altLabels": "kalm praten | rustig praten | kalm blijven"},
            {"conceptUri": S + "away", "preferredLabel": "weg"},
        ]),
        "conceptSchemes_en.csv": "conceptType,title\nConceptScheme,Digging\n",
        "dictionary_en.csv": "filename,data header,property,description\nskills,a,b,c,more\nskills,d\n",
        "skills_de.csv": "conceptUri\nx\n",
        "SOURCE.txt": "Invented.\n",
    }


COMPETENCIES = [
    {"id": S + "dig", "label": {"nl": "gaten graven", "en": "dig holes"},
     "alt_labels": {"nl": ["kuilen graven"], "en": ["dig pits", "make holes"]},
     "description": {"en": 'Dig, by "hand",\nround holes.'}, "kind": "skill",
     "broader": [S + "earth", S + "works"], "requires": [S + "soil"], "related": [S + "talk"]},
    {"id": S + "dike", "label": {"nl": "dijken bewaken", "en": "dijken bewaken [NL]"},
     "description": {"nl": "Op de dijk."}, "kind": "skill"},
    {"id": S + "earth", "label": {"nl": "grondwerk", "en": "earth works"},
     "description": {"en": "Work on\nearth"}, "broader": [S + "works"]},
    {"id": S + "rest", "label": {"nl": "rest [EN]", "en": "rest"}},
    {"id": S + "soil", "label": {"nl": "bodemsoorten", "en": "soils"}, "kind": "knowledge",
     "broader": [S + "earth"], "requires": [S + "dike"]},
    {"id": S + "talk", "label": {"nl": "rustig praten", "en": "talk; calmly"},
     "alt_labels": {"nl": ["kalm praten", "kalm blijven"]}, "kind": "skill"},
    {"id": S + "works", "label": {"nl": "werken", "en": "works"}},
]


def ask(name, level, weight):
    return {"competency": S + name, "level": level, "weight": weight, "level_assumed": True}


ROLES = [
    {"id": O + "digger", "label": {"nl": "graver", "en": "digger"},
     "alt_labels": {"en": ["hole maker", "ditcher"]},
     "description": {"en": "Diggers dig.\nOften."}, "code": "9312",
     "versions": [{"from": "1900-01-01", "requires": [
         ask("dig", 3.0, 1.0), ask("soil", 3.0, 1.0), ask("talk", 2.0, 0.3)]}]},
    {"id": O + "warden", "label": {"nl": "dijkwachter", "en": "dike warden"}, "code": "3119",
     "versions": [{"from": "1900-01-01", "requires": [
         ask("dike", 3.0, 1.0), ask("earth", 2.0, 0.3)]}]},
]


def filled(record):
    """A record without what is empty."""
    return {key: value for key, value in record.items() if value not in ([], {}, None)}


class EscoTest(ToolTest):
    def setUp(self):
        super().setUp()
        self.store = self.make_store()

    def lay(self, files, name="esco", packed=False):
        """Writes a folder of files; None leaves one out."""
        for file, text in files.items():
            if text is None:
                continue
            data = text if isinstance(text, bytes) else text.encode()
            if packed and file.endswith(".csv"):
                self.write(f"{name}/{file}.gz", gzip.compress(data))
            else:
                self.write(f"{name}/{file}", data)
        return name

    def imports(self, *args, code=0, store=None, json_output=True):
        done = self.run_tool(*(["--json"] if json_output else []), "--data", store or self.store,
                             "import", "esco", *args, code=code)
        return (json.loads(done.stdout) if json_output and done.stdout else done.stdout,
                done.stderr)

    def records(self, kind, store=None):
        answer = self.run_tool("--data", store or self.store, "call", f"{kind}.list",
                               '{"limit": 1000}').stdout
        return [filled(item) for item in json.loads(answer)["items"]]

    def role(self, name):
        return next(role for role in self.records("role") if role["id"] == O + name)

    def change(self, **files):
        """The folder with other files: a dot in a name is written as two underscores."""
        return {**folder(), **{name.replace("__", "."): text for name, text in files.items()}}


class Records(EscoTest):
    def test_a_folder_makes_exactly_these_records(self):
        self.imports(self.lay(folder()))
        self.assertEqual(self.records("competency"), COMPETENCIES)
        self.assertEqual(self.records("role"), ROLES)

    def test_packed_and_plain_files_give_the_same_export(self):
        self.imports(self.lay(folder()))
        other = self.make_store("other")
        self.imports(self.lay(folder(), name="packed", packed=True), store=other)
        exports = []
        for store in (self.store, other):
            self.run_tool("--data", store, "export", "jsonl", f"out-{store}")
            exports.append({path.name: path.read_bytes()
                            for path in (self.dir / f"out-{store}").iterdir()})
        self.assertEqual(exports[0], exports[1])
        self.assertEqual(set(exports[0]) & {"competency.jsonl", "role.jsonl"},
                         {"competency.jsonl", "role.jsonl"})

    def test_the_order_of_rows_and_files_does_not_matter(self):
        self.imports(self.lay(folder()))
        answer, _ = self.imports(self.lay(self.change(
            broaderRelationsSkillPillar_en__csv=table(BROADER_HEADER, [
                broader("soil", "earth"), broader("earth", "works"), broader("dig", "works"),
                broader("dig", "earth")]),
            occupationSkillRelations_en__csv=None,
            occupationSkillRelations_nl__csv=table(ASKED_HEADER, [
                asked("warden", "optional", "earth"), asked("warden", "essential", "dike"),
                asked("digger", "optional", "talk"), asked("digger", "essential", "soil"),
                asked("digger", "essential", "dig")])), name="turned"))
        self.assertEqual((answer["written"], answer["revision"]), (9, 2))

    def test_twice_changes_nothing(self):
        first, _ = self.imports(self.lay(folder()))
        again, _ = self.imports("esco")
        self.assertEqual(first["revision"], again["revision"])
        self.assertIn("nothing changed", self.imports("esco", json_output=False)[0])

    def test_a_dry_run_writes_nothing(self):
        self.assertIn("dry run", self.imports(self.lay(folder()), "--dry-run",
                                              json_output=False)[0])
        self.assertEqual(self.records("competency"), [])

    def test_the_date_of_the_roles_can_be_given(self):
        self.imports(self.lay(folder()), "--from", "2026-01-01")
        self.assertEqual(self.role("warden")["versions"][0]["from"], "2026-01-01")

    def test_one_language_alone_is_a_download_as_well(self):
        for lang, mark in (("nl", "[NL]"), ("en", "[EN]")):
            with self.subTest(lang=lang):
                files = {name: text for name, text in folder().items() if f"_{lang}." in name}
                if lang == "nl":      # the files of relations are the same in every language
                    files |= {name.replace("_en.", "_nl."): text
                              for name, text in folder().items() if "elations" in name}
                    files["skillSkillRelations_nl.csv"] = table(BETWEEN_HEADER, [])
                    files["occupationSkillRelations_nl.csv"] = table(ASKED_HEADER, [
                        asked("warden", "essential", "dike")])
                    files["broaderRelationsSkillPillar_nl.csv"] = table(BROADER_HEADER, [])
                else:
                    files["skillSkillRelations_en.csv"] = table(BETWEEN_HEADER, [])
                    files["occupationSkillRelations_en.csv"] = table(ASKED_HEADER, [
                        asked("digger", "essential", "dig")])
                store = self.make_store(f"only-{lang}")
                self.imports(self.lay(files, name=lang), store=store)
                other = {"nl": "en", "en": "nl"}[lang]
                for record in self.records("competency", store) + self.records("role", store):
                    self.assertEqual(record["label"][other], f"{record['label'][lang]} {mark}")


class Levels(EscoTest):
    def asked(self, name):
        return {item["competency"][len(S):]: (item["level"], item["weight"])
                for item in self.role(name)["versions"][0]["requires"]}

    def test_a_file_sets_levels_and_weights(self):
        self.write("levels.json", json.dumps({
            "essential": {"skill": 4, "knowledge": 2.5, "weight": 0.8},
            "optional": {"skill": 1.5, "transversal": 1, "weight": 0.25}}))
        self.imports(self.lay(folder()), "--levels", "levels.json")
        self.assertEqual(self.asked("digger"),
                         {"dig": (4.0, 0.8), "soil": (2.5, 0.8), "talk": (1.0, 0.25)})
        self.assertEqual(self.asked("warden"), {"dike": (4.0, 0.8), "earth": (1.5, 0.25)})

    def test_what_the_file_leaves_out_is_as_built_in(self):
        self.write("levels.json", '{"optional": {"skill": 1}}')
        self.imports(self.lay(folder()), "--levels", "levels.json")
        self.assertEqual(self.asked("digger"),
                         {"dig": (3.0, 1.0), "soil": (3.0, 1.0), "talk": (1.0, 0.3)})

    def test_a_wrong_file_is_refused_by_field(self):
        self.lay(folder())
        for text, error in (('{"essential": {"skill": 6}}', "essential.skill"),
                            ('{"essential": {"skil": 3}}', "skil"),
                            ('{"sometimes": {}}', "sometimes"),
                            ('{"optional": {"weight": "x"}}', "optional.weight"),
                            ('{"optional": 3}', "optional"),
                            ("[1]", "map"), ("{", "line 1")):
            with self.subTest(text=text):
                self.write("levels.json", text)
                _, stderr = self.imports("esco", "--levels", "levels.json", code=2)
                self.assertIn("levels.json: ", stderr)
                self.assertIn(error, stderr)
        self.assertIn("nowhere.json",
                      self.imports("esco", "--levels", "nowhere.json", code=2)[1])


class Report(EscoTest):
    EXPECTED = {
        "skills_en.csv": (5, 4, {"the status is not released": 1}),
        "skills_nl.csv": (4, 3, {"another row of the same concept is as new or newer": 1}),
        "skillGroups_nl.csv": (2, 2, {}),
        "skillsHierarchy_en.csv": (2, 2, {}),
        "ISCOGroups_nl.csv": (6, 0, {"a group of occupations: their codes are checked against it, "
                                     "it is no record": 6}),
        "occupations_en.csv": (2, 2, {}),
        "occupations_nl.csv": (3, 2, {"another row of the same concept is as new or newer": 1}),
        "greenSkillsCollection_nl.csv": (3, 1, {
            "known already": 1, "in a collection, but in no file of skills or occupations": 1}),
        "broaderRelationsSkillPillar_en.csv": (6, 4, {"the same pair is there already": 1,
                                                      "it would close a circle": 1}),
        "skillSkillRelations_en.csv": (7, 3, {
            "it would close a circle": 1, "the pair is there as an essential one": 1,
            "it names a concept twice": 1, "it names a concept that is not released": 1}),
        "occupationSkillRelations_en.csv": (6, 5, {"the pair is there as an essential one": 1}),
        "conceptSchemes_en.csv": (1, 0, {"of a file that no record is made of": 1}),
        "dictionary_en.csv": (2, 0, {"of a file that no record is made of": 2}),
    }

    def test_every_row_is_accounted_for(self):
        answer, _ = self.imports(self.lay(folder()))
        seen = {pathlib.Path(entry["file"]).name:
                (entry["rows"], entry["used"], entry["reasons"]) for entry in answer["report"]}
        self.assertEqual(seen, self.EXPECTED)
        self.assertNotIn("differences", answer)
        for rows, used, reasons in self.EXPECTED.values():
            self.assertEqual(rows, used + sum(reasons.values()))

    def test_explain_names_each_row_that_differs(self):
        answer, _ = self.imports(self.lay(folder()), "--explain")
        lines = [(pathlib.Path(row["file"]).name, row["line"], row["reason"], row.get("detail"))
                 for row in answer["differences"]]
        for name, (_, _, reasons) in self.EXPECTED.items():
            self.assertEqual(sum(line[0] == name for line in lines), sum(reasons.values()), name)
        for line in (
                ("skills_en.csv", 12, "the status is not released", "obsolete"),
                ("skills_nl.csv", 4, "another row of the same concept is as new or newer",
                 S + "soil"),
                ("broaderRelationsSkillPillar_en.csv", 5, "it would close a circle",
                 "works -> dig holes"),
                ("broaderRelationsSkillPillar_en.csv", 7, "the same pair is there already",
                 "soils -> earth works"),
                ("skillSkillRelations_en.csv", 4, "it would close a circle",
                 "dijken bewaken -> dig holes"),
                ("skillSkillRelations_en.csv", 7, "it names a concept twice",
                 "talk; calmly -> talk; calmly"),
                ("occupationSkillRelations_en.csv", 2, "the pair is there as an essential one",
                 "digger -> soils")):
            self.assertIn(line, lines)
        text, _ = self.imports("esco", "--explain", json_output=False)
        self.assertIn("esco/skillSkillRelations_en.csv:4: it would close a circle: "
                      "dijken bewaken -> dig holes\n", text)

    def test_the_report_says_what_is_assumed_and_where_it_comes_from(self):
        text, _ = self.imports(self.lay(folder()), json_output=False)
        for line in ("skills_en.csv: 5 rows, 4 used; the status is not released: 1",
                     "7 competencies, 2 of them skill groups; 4 broader ones, 2 required "
                     "(essential), 1 related (optional)",
                     "2 roles, in force from 1900-01-01, that ask 5 competencies",
                     "  3 essential ones: weight 1, level 3 for a skill, 3 for knowledge, 3 for a "
                     "transversal one",
                     "labels missing in Dutch: 1; the English one stands in, marked [EN]",
                     "labels missing in English: 1; the Dutch one stands in, marked [NL]",
                     "roles whose ISCO code differs between the files: 1 (the row last modified "
                     "counts)",
                     "skills_de.csv: not read; it is no file of the ESCO download in Dutch or "
                     "English",
                     "This service uses the ESCO classification of the European Commission."):
            self.assertIn(line + "\n", text)
        self.assertIn("ESCO has no levels", text)
        self.assertNotIn("not accounted", text)
        self.assertNotIn("SOURCE.txt", text)

    def test_version_names_the_sources(self):
        version = self.run_tool("--version").stdout
        self.assertIn("This service uses the ESCO classification of the European Commission.",
                      version)
        self.assertIn("O*NET 29.2 Database", version)
        self.assertIn("ESCO has no levels", self.run_tool("import", "--help").stdout)


class Bad(EscoTest):
    ROWS = (   # file, a row that is added, what is said of it
        ("occupationSkillRelations_en.csv", f",{O}digger,sometimes,,{S}dig,",
         'relationType: "sometimes"; essential or optional is expected'),
        ("occupationSkillRelations_en.csv", f",{O}digger,optional,,{S}nope,",
         f'skillUri: "{S}nope" is in no file of skills or skill groups'),
        ("occupationSkillRelations_en.csv", f",{O}nope,optional,,{S}dig,",
         f'occupationUri: "{O}nope" is in no file of occupations'),
        ("occupationSkillRelations_en.csv", f",{S}dig,optional,,{S}dig,",
         f'occupationUri: "{S}dig" is in no file of occupations'),
        ("skillSkillRelations_en.csv", f"{S}dig,,optional,,",
         'relatedSkillUri: "" is in no file of skills or skill groups'),
        ("broaderRelationsSkillPillar_en.csv", f",{S}nope,,{S}works",
         f'conceptUri: "{S}nope" is in no file of skills or skill groups'),
        ("broaderRelationsSkillPillar_en.csv", f",{S}dig", "2 columns; the header has 4"),
        ("skills_en.csv", f",{S}new,attitude,,new,,,,,,,,",
         'skillType: "attitude"; knowledge, skill/competence or nothing is expected'),
        ("skills_en.csv", f",{S}new,,,,,,,,,,,",
         "preferredLabel: empty, and there is none in the other language"),
        ("skills_en.csv", ",,,,new,,,,,,,,",
         "conceptUri: empty; the URI of the concept is expected"),
        ("skills_en.csv", f",{S}{'x' * 128},,,new,,,,,,,,", "id: "),
        ("skills_en.csv", f",{S}n\"ew,,,new,,,,,,,,", "no CSV: a quote stands"),
        ("skills_en.csv", f',{S}new,,,"new,,,,,,,,', "no CSV: a quoted cell is never closed"),
        ("occupations_en.csv", f",{O}new,931,new,,,,,,,,,,",
         'iscoGroup: "931"; the four digits of an ISCO-08 unit group are expected'),
        ("occupations_en.csv", f",{O}new,1234,new,,,,,,,,,,",
         'iscoGroup: "1234" is in no ISCOGroups file'),
        ("occupations_en.csv", f",{S}dig,9312,new,,,,,,,,,,",
         f'conceptUri: "{S}dig" is a skill already'),
    )

    def test_a_bad_row_stops_all_and_is_named(self):
        for file, row, error in self.ROWS:
            with self.subTest(row=row):
                files = folder()
                line = files[file].count("\n") + 1
                files[file] += row + "\n"
                shutil.rmtree(self.dir / "esco", ignore_errors=True)
                answer, stderr = self.imports(self.lay(files), code=1)
                self.assertIn(f"esco/{file}:{line}: {error}", stderr)
                self.assertEqual(len(answer["bad"]), 1)
                entry = next(e for e in answer["report"] if e["file"].endswith("/" + file))
                self.assertEqual(entry["reasons"]["bad"], 1)
                self.assertEqual(entry["rows"], entry["used"] + sum(entry["reasons"].values()))
        self.assertEqual(self.records("competency"), [])

    def test_with_skip_bad_they_go_to_a_file_named_after_theirs(self):
        files = folder()
        bad = f',{O}digger,sometimes,,{S}dig,"a\nb"\n,{O}digger,essential,,{S}nope,\n'
        files["occupationSkillRelations_en.csv"] += bad
        answer, stderr = self.imports(self.lay(files, packed=True), "--skip-bad")
        self.assertEqual(answer["written"], 9)
        self.assertEqual(self.records("role"), ROLES)
        self.assertEqual((self.dir / "occupationSkillRelations_en.rejects.csv").read_text(),
                         "occupationLabel," + ASKED_HEADER + ",skillLabel\n" + bad)
        self.assertIn("occupationSkillRelations_en.rejects.csv: 2 left out", stderr)

    def test_relations_to_a_bad_row_are_left_out_with_it(self):
        files = folder()
        files["skills_en.csv"] += f",{S}new,,,,,,,,,,,\n"
        files["skillSkillRelations_en.csv"] += f"{S}dig,,optional,,{S}new\n"
        answer, _ = self.imports(self.lay(files), "--skip-bad")
        self.assertEqual(self.records("competency"), COMPETENCIES)
        entry = next(e for e in answer["report"] if "skillSkill" in e["file"])
        self.assertEqual(entry["reasons"]["it names a concept whose own row is bad"], 1)

    def test_what_only_the_daemon_finds_is_named_by_its_row(self):
        """The id of a role is held by an organisation."""
        self.write("org.jsonl", '{"id":"o","name":"O"}\n')
        self.write("role.jsonl", json.dumps({"id": O + "digger", "org": "o", "label": "mine",
                                             "versions": []}) + "\n")
        self.run_tool("--data", self.store, "import", "jsonl", "org.jsonl", "role.jsonl")
        answer, stderr = self.imports(self.lay(folder()), code=1)
        self.assertRegex(stderr, r"esco/occupations_en\.csv:2: .*held by another org")
        answer, _ = self.imports("esco", "--skip-bad")
        self.assertEqual(answer["written"], 8)
        rejects = (self.dir / "occupations_en.rejects.csv").read_text()
        self.assertIn("hole maker", rejects)
        self.assertNotIn("warden", rejects)
        entry = next(e for e in answer["report"] if "occupations_en" in e["file"])
        self.assertEqual((entry["rows"], entry["used"], entry["reasons"]), (2, 1, {"bad": 1}))

    def test_a_folder_that_is_none_is_refused(self):
        for files, error in (
                ({"skills_en.csv": None, "skills_nl.csv": None}, "no skills_en.csv"),
                ({"skills_en.csv": "conceptUri,skillType\n"},
                 "skills_en.csv:1: there is no column called preferredLabel"),
                ({"occupations_nl.csv": ""}, "occupations_nl.csv: empty"),
                ({"skills_en.csv.gz": gzip.compress(b"conceptUri\n")},
                 "skills_en.csv is there as well"),
                ({"skills_en.csv": None,
                  "skills_en.csv.gz": gzip.compress(folder()["skills_en.csv"].encode())[:-9]},
                 "skills_en.csv.gz: the gzip file ends in the middle"),
                ({"skills_en.csv": None, "skills_en.csv.gz": b"conceptUri,preferredLabel\n"},
                 "skills_en.csv.gz: no gzip"),
                ({"skills_en.csv": None, "skills_en.csv.gz": gzip.compress(b"x" * 100)[:-8] +
                  b"\0" * 8}, "skills_en.csv.gz: no gzip, or damaged")):
            with self.subTest(error=error):
                shutil.rmtree(self.dir / "esco", ignore_errors=True)
                self.lay({**folder(), **files})
                self.assertIn(error, self.imports("esco", code=2)[1])
        self.assertIn("nowhere", self.imports("nowhere", code=2)[1])
        self.assertIn("one folder", self.imports("esco", "esco", code=2)[1])
        self.run_tool("--data", self.store, "import", "jsonl", "esco", "--levels", "x", code=2)
        self.run_tool("--data", self.store, "import", "csv", "esco", "--explain", code=2)
        self.imports("esco", "--from", "soon", code=2)
        self.assertEqual(self.records("competency"), [])

    def test_long_circles_are_cut_without_a_deep_stack(self):
        n = 1500
        files = {"skills_en.csv": table(SKILL_HEADER, [skill(f"s{i:05}", f"s {i}")
                                                        for i in range(n)]),
                 "broaderRelationsSkillPillar_en.csv": table(BROADER_HEADER, [
                     broader(f"s{i:05}", f"s{(i + 1) % n:05}") for i in range(n)])}
        answer, _ = self.imports(self.lay(files), "--explain")
        self.assertEqual([(row["line"], row["reason"]) for row in answer["differences"]],
                         [(n + 1, "it would close a circle")])
        self.assertTrue(re.search(r"1499 -> s 0", answer["differences"][0]["detail"]))


if __name__ == "__main__":
    unittest.main()
