"""The real O*NET database: every row accounted for, every role as a second reading of the files says,
twice the same, and neighbours of occupations that a career adviser would name."""
import csv
import gzip
import json
import subprocess
import unittest
from collections import Counter, defaultdict

from client import SHARED, TOOL, Daemon, load

FOLDER = SHARED / "data" / "onet"
TODAY = "2026-11-24"
FILES = ("Scales_Reference", "Content_Model_Reference", "Level_Scale_Anchors", "Occupation_Data",
         "Skills", "Knowledge", "Job_Zones")

# Occupation: some that belong among its ten nearest.
NEIGHBOURS = {
    "29-1141.00": ("Registered nurses", {"29-2061.00", "29-1141.01", "29-1141.03", "29-1161.00"}),
    "23-1011.00": ("Lawyers", {"23-1021.00", "23-1023.00", "23-1012.00", "13-1075.00"}),
    "13-2011.00": ("Accountants", {"13-2031.00", "13-2041.00", "13-2082.00", "13-2061.00"}),
    "17-2051.00": ("Civil engineers", {"17-2051.01", "17-2051.02", "17-2081.00", "17-1011.00"}),
    "21-1021.00": ("Family social workers", {"21-1023.00", "21-1022.00", "21-1015.00",
                                             "21-1093.00"}),
    "13-1071.00": ("HR specialists", {"43-4161.00", "13-1141.00", "13-1075.00", "11-3111.00"}),
    "25-4011.00": ("Archivists", {"19-3093.00", "25-4022.00", "25-4012.00"}),
    "15-1212.00": ("Security analysts", {"15-1242.00", "15-1241.00", "15-1211.00", "15-1299.08"}),
    "19-3051.00": ("Urban planners", {"19-3099.01", "19-3092.00", "19-3094.00"}),
    "27-3031.00": ("PR specialists", {"11-2011.00", "13-1131.00", "13-1161.00", "11-2021.00"}),
    "33-2011.00": ("Firefighters", {"33-1021.00", "33-2021.00", "33-2022.00"}),
    "43-4031.00": ("Court clerks", {"43-6012.00", "23-2011.00", "43-6014.00"}),
}
# Models, crossing guards, kitchen and cloakroom hands, cleaners: what asks least, and what the gap
# alone names for everyone.
ASK_LEAST = {"41-9012.00", "33-9091.00", "35-2021.00", "39-3093.00", "37-2012.00", "35-9021.00"}


def rows(name: str) -> list:
    with gzip.open(FOLDER / f"{name}.tsv.gz", "rt", encoding="utf-8", newline="\n") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def straight(x: float, knots: list) -> tuple:
    """The value at x of the line through the knots, and its (steeper) slope there."""
    pieces = [(a, b, (b[1] - a[1]) / (b[0] - a[0])) for a, b in zip(knots, knots[1:])
              if a[0] <= x <= b[0]]
    a, _, slope = pieces[0]
    return a[1] + (x - a[0]) * slope, max(piece[2] for piece in pieces)


def read_again() -> tuple[dict, Counter]:
    """{occupation: {element: (level, weight, sd or None)}}, and why pairs are not in it."""
    anchors, pairs = defaultdict(list), defaultdict(dict)
    for row in rows("Level_Scale_Anchors"):
        anchors[row["Element ID"]].append(float(row["Anchor Value"]))
    for row in rows("Skills") + rows("Knowledge"):
        pairs[row["O*NET-SOC Code"], row["Element ID"]][row["Scale ID"]] = row
    roles, why = defaultdict(dict), Counter()
    for (code, element), pair in pairs.items():
        importance, level = pair["IM"], pair["LV"]
        if "Y" in (importance["Recommend Suppress"], level["Recommend Suppress"]):
            why["suppressed"] += 1
        elif level["Not Relevant"] == "Y":
            why["irrelevant"] += 1
        elif float(importance["Data Value"]) < 2:
            why["unimportant"] += 1
        else:
            inner = [knot for knot in zip(sorted(anchors[element]), (1.5, 3, 4.5))
                     if 0 < knot[0] < 7]
            value, slope = straight(float(level["Data Value"]), [(0, 0), *inner, (7, 5)])
            error = float(level["Standard Error"]) if level["Standard Error"] else None
            if error == 0:
                error = 1 / float(level["N"])
            roles[code][element] = (value, (float(importance["Data Value"]) - 1) / 4,
                                    None if error is None else error * slope)
    return roles, why


@unittest.skipUnless(FOLDER.is_dir(), f"the O*NET database is not here ({FOLDER.name} beside the "
                                      "checkout, in shared/data)")
class Onet(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(today=TODAY)
        cls.report = cls.imports()
        cls.client = cls.daemon.client()
        load(cls.client, {"org": [{"id": "g", "name": "G", "language": "en"}],
                          "team": [{"id": "t", "org": "g", "name": "T"}],
                          "employee": [{"id": code, "org": "g", "team": "t",
                                        "role": f"onet:{code}"} for code in NEIGHBOURS]})

    @classmethod
    def tearDownClass(cls):
        cls.client.close()
        code = cls.daemon.stop()
        subprocess.run([TOOL, "verify", cls.daemon.data], check=True, stdout=subprocess.DEVNULL)
        assert code == 0
        cls.daemon.__exit__()

    @classmethod
    def imports(cls) -> dict:
        done = subprocess.run([TOOL, "--unix", cls.daemon.path, "--json", "import", "onet", FOLDER,
                               "--explain"], check=True, stdout=subprocess.PIPE)
        return json.loads(done.stdout)

    def records(self, kind: str) -> list:
        items, after = [], {}
        while True:
            answer = self.client.call(f"{kind}.list", {"limit": 1000, **after})
            items += answer["items"]
            if "next" not in answer:
                return items
            after = {"after": answer["next"]}

    def test_every_row_is_used_or_left_out_for_a_reason(self):
        self.assertEqual(self.report["bad"], [])
        by_file = {entry["file"].rsplit("/", 1)[1].split(".")[0]: entry
                   for entry in self.report["report"]}
        self.assertEqual(set(by_file), set(FILES))
        for name, entry in by_file.items():
            with self.subTest(file=name):
                self.assertEqual(entry["rows"], len(rows(name)))
                self.assertEqual(entry["rows"], entry["used"] + sum(entry["reasons"].values()))
                self.assertNotIn("not accounted for", entry["reasons"])
        self.assertEqual(len(self.report["differences"]),
                         sum(sum(entry["reasons"].values()) for entry in by_file.values()))
        roles, why = read_again()
        left = Counter()
        for name in ("Skills", "Knowledge"):
            left.update({reason.split(" ", 1)[0]: n
                         for reason, n in by_file[name]["reasons"].items()})
        self.assertEqual(by_file["Skills"]["used"] + by_file["Knowledge"]["used"],
                         2 * sum(map(len, roles.values())))
        self.assertEqual(left["importance"], 2 * why["unimportant"])
        self.assertEqual(left["too"] + left["a"] + left["the"],
                         2 * (why["suppressed"] + why["irrelevant"]))

    def test_roles_are_what_a_second_reading_says(self):
        roles, _ = read_again()
        made = {role["id"].removeprefix("onet:"): role for role in self.records("role")}
        self.assertEqual(set(made), set(roles))
        titles = {row["O*NET-SOC Code"]: row["Title"] for row in rows("Occupation_Data")}
        for code, role in made.items():
            self.assertEqual(role["label"], {"nl": f"{titles[code]} [EN]", "en": titles[code]})
            self.assertEqual(role["code"], code[:7])
            (version,) = role["versions"]
            asked = {ask["competency"].removeprefix("onet:"): ask for ask in version["requires"]}
            self.assertEqual(set(asked), set(roles[code]), code)
            for element, (level, weight, doubt) in roles[code].items():
                ask = asked[element]
                self.assertAlmostEqual(ask["level"], level, delta=.00051)
                self.assertAlmostEqual(ask["weight"], weight, delta=.00051)
                self.assertEqual("level_sd" in ask, doubt is not None)
                if doubt is not None:
                    self.assertAlmostEqual(ask["level_sd"], doubt, delta=.00051)

    def test_elements_are_competencies_under_each_other(self):
        made = {one["id"].removeprefix("onet:"): one for one in self.records("competency")}
        wanted = {row["Element ID"]: row for row in rows("Content_Model_Reference")
                  if row["Element ID"][:3] in ("2.A", "2.B", "2.C")}
        self.assertEqual(set(made), set(wanted))
        for element, one in made.items():
            self.assertEqual(one["label"]["en"], wanted[element]["Element Name"])
            self.assertEqual(one["description"]["en"], wanted[element]["Description"])
            self.assertEqual(one["kind"], "knowledge" if element[:3] == "2.C" else "skill")
            above = [f"onet:{element.rpartition('.')[0]}"] if len(element) > 3 else None
            self.assertEqual(one.get("broader"), above)

    def test_twice_changes_nothing(self):
        before = self.client.call("server.info")["revision"]
        again = self.imports()
        self.assertEqual((again["revision"], again["bad"]), (before, []))
        self.assertEqual(self.client.call("server.info")["revision"], before)

    def test_neighbours_are_those_that_an_adviser_would_name(self):
        for code, (name, near) in NEIGHBOURS.items():
            with self.subTest(name):
                items = self.client.call("role.reachable", {"employee": code, "k": 10})["items"]
                roles = {item["role"].removeprefix("onet:") for item in items}
                self.assertLessEqual(near, roles)
                self.assertFalse(ASK_LEAST & roles)
                scores = [item["score"] for item in items]
                self.assertEqual(scores, sorted(scores, reverse=True))


if __name__ == "__main__":
    unittest.main()
