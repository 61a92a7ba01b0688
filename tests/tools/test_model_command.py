"""bekwaam model: the registry as tables and as JSON, promotion past the gate, groups from a file."""
import json
import sys
import unittest

from tool import ROOT, TODAY, ToolTest

sys.path.insert(0, str(ROOT / "tests" / "e2e"))
from client import Daemon  # noqa: E402
from learned import CHANCE, PREFERENCE, make_card, pack, preference, prior, upload_model  # noqa: E402
from client import load  # noqa: E402
from world import make_course  # noqa: E402


def people() -> list:
    return [f"p{i:02}" for i in range(40)]


def records() -> dict:
    asks = [{"competency": f"c{i}", "level": 3} for i in range(3)]
    return {
        "org": [{"id": "stad", "name": "Stad"}],
        "team": [{"id": "balie", "org": "stad", "name": "Balie"}],
        "competency": [{"id": f"c{i}", "label": f"vak {i}"} for i in range(3)],
        "role": [{"id": "clerk", "label": "Klerk", "versions": [{"from": "2020-01-01", "requires": asks}]}],
        "course": [make_course(f"k{i}", f"c{i}") for i in range(3)],
        "employee": [{"id": p, "org": "stad", "team": "balie", "role": "clerk"} for p in people()],
        "event": [event for i, p in enumerate(people()) for event in (
            {"id": p + "b", "employee": p, "course": "k0", "type": "enrolled", "at": "2026-09-10T08:00:00Z"},
            {"id": p + "e", "employee": p, "course": "k0", "type": "completed" if i < 28 else "dropped",
             "at": "2026-10-10T08:00:00Z"})]}


class Model(ToolTest):
    def setUp(self):
        super().setUp()
        self.daemon = Daemon(today=TODAY)
        self.addCleanup(self.daemon.__exit__)
        client = self.daemon.client()
        load(client, records())
        metrics = {"success": {"auc": .75, "folds": 5, "kind": "prior"}, "preference": {"pairs": 12000}}
        for rate in (.7, .97):
            upload_model(client, pack({CHANCE: prior(rate), PREFERENCE: preference()}),
                         make_card(parts=metrics, features=[{"name": "load", "weight": -.25}]))
        client.close()

    def model(self, *args, code=0, lang="nl"):
        return self.run_tool("--unix", self.daemon.path, "--lang", lang, "model", *args, code=code)

    def words(self, *args, **more) -> str:
        return " ".join(self.model(*args, **more).stdout.split())

    def test_an_empty_registry_says_so(self):
        store = self.make_store()
        done = self.run_tool("--data", store, "--lang", "en", "model", "list")
        self.assertEqual(done.stdout, "There are no learned models; whoever trains one finds it here.\n")
        self.assertIn("No model was ever promoted.",
                      self.run_tool("--data", store, "--lang", "en", "model", "info").stdout)

    def test_a_list_in_both_languages(self):
        lines = self.model("list").stdout.splitlines()
        self.assertEqual(lines[0].split(), ["Versie", "In", "dienst", "Delen", "Getraind", "Tot", "en", "met",
                                            "Uitkomsten", "Seed"])
        self.assertEqual(lines[2].split(), ["m1", "slaagkans,", "voorkeuren", "20-11-2026", "01-09-2026", "1.200",
                                            "7"])
        self.assertEqual(lines[-1], "In dienst is closed-form.")
        self.model("promote", "m1")
        lines = self.model("list", lang="en").stdout.splitlines()
        self.assertEqual(lines[2].split(), ["m1", "●", "success,", "preferences", "2026-11-20", "2026-09-01",
                                            "1,200", "7"])
        self.assertEqual(lines[-1], "m1 serves.")

    def test_one_in_full_with_its_history(self):
        self.model("promote", "m1", "--by", "ria")
        self.model("promote", "m2", "--override", "proef", "--parts", "success")
        text = self.words("info", "m1", lang="en")
        self.assertIn("Model m1 Parts: success, preferences Trained on 2026-11-20 from 1,200 outcomes of 300 "
                      "people in 40 courses; what came after 2026-09-01 was held back. Seed 7, data abc123.", text)
        for piece in ("success.auc 0.7500", "success.kind prior", "success.folds 5", "preference.pairs 12,000",
                      "load -0.250"):
            self.assertIn(piece, text)
        self.assertRegex(text, r"promoted m2 m1 proef 20\d\d-\d\d-\d\d \d\d:\d\d promoted m1 closed-form ria$")
        self.assertIn("Model m2 Delen: slaagkans, voorkeuren Getraind op 20-11-2026", self.words("info"))
        self.assertIn("The closed form, with nothing learned.", self.words("info", "closed-form", lang="en"))

    def test_promotion_and_the_way_back(self):
        self.assertEqual(self.model("promote", "m1").stdout,
                         "In dienst is nu m1 (slaagkans, voorkeuren); daarvoor closed-form.\n")
        self.assertEqual(self.model("promote", "m1", lang="en").stdout,
                         "m1 (success, preferences) served already.\n")
        refused = self.model("promote", "m2", code=1)
        self.assertIn("m2 is not promoted: log loss ", refused.stderr)
        self.assertEqual(refused.stdout, "")
        self.model("promote", "m2", "--override", "we kijken mee")
        done = json.loads(self.model("rollback", "--by", "ria", "--reason", "vreemd", "--json").stdout)
        self.assertEqual((done["version"], done["before"]), ("m1", "m2"))
        self.assertEqual(self.model("drop", "m2").stdout, "m2 is weg.\n")
        self.assertIn("m1 serves", self.model("drop", "m1", code=1).stderr)
        self.assertEqual(self.model("promote", "closed-form", lang="en").stdout,
                         "closed-form serves now; before it m1.\n")

    def test_one_against_another(self):
        text = self.words("diff", "m1", lang="en")
        self.assertIn("m1 is fit to take the place of closed-form. 40 outcomes after 2026-09-01", text)
        self.assertRegex(text, r"Log loss 0\.6109 0\.6390 0\.6390")
        self.assertIn("The lists of 40 people overlap by 1.00", text)
        self.assertRegex(text, r"stad 40 0\.6109 0\.6390 0\.70 0\.70 40 ")
        text = self.words("diff", "m2", "m1")
        self.assertIn("m2 kan niet zomaar in de plaats van m1 komen: - log loss ", text)
        answer = json.loads(self.model("diff", "m2", "m1", "--json").stdout)
        self.assertEqual((answer["version"], answer["with"], answer["fit"]), ("m2", "m1", False))

    def test_groups_come_from_a_file(self):
        file = self.write("g.csv", "group;employee\nrood;p00\nblauw;p01\nrood;p02\n")
        answer = json.loads(self.model("diff", "m1", "--groups", file, "--json").stdout)
        self.assertEqual({g["group"]: g["outcomes"] for g in answer["groups"]}, {"rood": 2, "blauw": 1})
        self.assertIn("groups.rood: there is no employee \"x\"", self.model(
            "diff", "m1", "--groups", self.write("x.csv", "employee,group\nx,rood\n"), code=1).stderr)
        for text, wrong in (("", "empty; a line with employee,group is expected"),
                            ("employee,team\np00,a\n", ":1: no column \"group\"; employee and group are expected"),
                            ("employee,group\np00,a\np01,\n", ":3: group: 1 to 128 bytes of UTF-8"),
                            ("employee,group\n\"p00,a\n", ":2: ")):
            done = self.model("diff", "m1", "--groups", self.write("bad.csv", text), code=1)
            self.assertIn(wrong, done.stderr)
        self.assertIn("none.csv: No such file", self.model("diff", "m1", "--groups", "none.csv", code=1).stderr)

    def test_wrong_usage(self):
        for args, wrong in (((), "list, info, promote, rollback, diff, card or drop"), (("x",), '"x" is none of list'),
                            (("promote",), "model promote: a version is expected"),
                            (("list", "m1"), "model list: at most 0"),
                            (("drop", "m1", "--by", "ria"), "model drop: --by does not go with it"),
                            (("info", "--groups", "g"), "model info: --groups does not go with it"),
                            (("promote", "m1", "--by", "a", "--by", "b"), "given twice")):
            self.assertIn(wrong, self.model(*args, code=2).stderr)
        self.assertIn("there is no model \"m9\"", self.model("info", "m9", code=1).stderr)
        self.assertIn("bekwaam model promote VERSION", self.model("--help").stdout)


if __name__ == "__main__":
    unittest.main()
