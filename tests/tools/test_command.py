"""The command as a person or a script meets it: exit codes, bad input, tables and JSON."""
import json
import os
import signal
import subprocess
import unittest

from tool import BEKWAAMD, SAMPLE, TODAY, ToolTest

GOOD = '{"id":"a","label":"A"}\n'


class Usage(ToolTest):
    def test_wrong_usage_ends_with_2_and_points_to_help(self):
        for args in ([], ["nonsense"], ["search"], ["search", "x", "--nope"],
                     ["search", "--competencies", "--filter", "{}", "x"], ["search", "x", "-k", "1.5"],
                     ["duplicates"], ["duplicates", "roles"], ["duplicates", "courses", "--review", "--json"],
                     ["token", "x"], ["recommend"], ["recommend", "a", "b"],
                     ["recommend", "a", "--goal", "foo"], ["recommend", "a", "--filter", "{"],
                     ["recommend", "a", "-k", "many"], ["recommend", "a", "--nope"],
                     ["team"], ["team", "t", "--org", "o"], ["import"], ["import", "xml", "x"],
                     ["import", "esco", "x"], ["export", "jsonl"], ["call"], ["call", "m", "[]"],
                     ["init"], ["verify"], ["stats", "x"], ["--lang", "fr", "stats"],
                     ["--unix", "a", "--data", "b", "stats"], ["--today", "2026-01-01", "stats"],
                     ["--data", "d", "--today", "now", "stats"]):
            with self.subTest(args=args):
                done = self.run_tool(*args, code=2)
                self.assertIn("--help", done.stderr)
                self.assertEqual(done.stdout, "")

    def test_every_command_explains_itself(self):
        self.assertIn("recommend", self.run_tool("--help").stdout)
        for command in ("init", "import", "export", "call", "recommend", "gap", "search", "tag", "team", "batch",
                        "duplicates",
                        "verify", "stats", "simulate"):
            self.assertIn(f"bekwaam {command}", self.run_tool(command, "--help").stdout)

    def test_what_cannot_be_reached_ends_with_3(self):
        for args in (["--unix", "nowhere", "stats"], ["--connect", "127.0.0.1:1", "stats"],
                     ["--data", "nowhere", "stats"], ["verify", "nowhere"]):
            with self.subTest(args=args):
                self.assertTrue(self.run_tool(*args, code=3).stderr)

    def test_a_store_is_not_made_by_asking(self):
        self.run_tool("--data", "nowhere", "stats", code=3)
        self.assertFalse((self.dir / "nowhere").exists())

    def test_what_is_no_text_is_said_before_it_is_sent(self):
        """A terminal that is not UTF-8 sends "privé" as other bytes."""
        store = self.make_store()
        for args in (("search", b"priv\xe9"), ("tag", b"k-\xe9"), ("gap", b"\xff")):
            done = self.run_tool("--data", store, *map(os.fsdecode, args), code=2)
            self.assertIn("what is asked is not UTF-8", done.stderr)

    def test_an_error_of_the_daemon_ends_with_1(self):
        store = self.make_store()
        done = self.run_tool("--data", store, "recommend", "nobody", code=1)
        self.assertIn("not_found", done.stderr)
        done = self.run_tool("--data", store, "call", "no.method", code=1)
        self.assertIn("bad_request", done.stderr)


class Import(ToolTest):
    def setUp(self):
        super().setUp()
        self.store = self.make_store()

    def imports(self, *args, code=0):
        return self.run_tool("--data", self.store, "import", *args, code=code)

    def count(self):
        answer = self.run_tool("--data", self.store, "call", "competency.list").stdout
        return [item["id"] for item in json.loads(answer)["items"]]

    def test_one_bad_line_stops_all(self):
        for bad in ("{\n", '{"id":"b"}\n', '{"id":"b","label":"B","broader":["nope"]}\n'):
            with self.subTest(bad=bad):
                self.write("competency.jsonl", GOOD + bad)
                done = self.imports("jsonl", "competency.jsonl", code=1)
                self.assertRegex(done.stderr, r"(?m)^competency\.jsonl:2: .")
                self.assertEqual(self.count(), [])

    def test_bad_lines_go_to_the_rejects_and_can_come_back(self):
        self.write("in/competency.jsonl", GOOD + '{\n{"id":"b","label":"B","broader":["c"]}\n')
        self.imports("jsonl", "in", "--skip-bad")
        self.assertEqual(self.count(), ["a"])
        rejects = (self.dir / "competency.rejects.jsonl").read_text()
        self.assertEqual(rejects, '{\n{"id":"b","label":"B","broader":["c"]}\n')
        self.write("competency.rejects.jsonl", rejects[2:] + '{"id":"c","label":"C"}\n')
        self.imports("jsonl", "competency.rejects.jsonl")
        self.assertEqual(self.count(), ["a", "b", "c"])

    def test_csv_rejects_keep_the_header(self):
        self.write("competency.csv", b"\xef\xbb\xbfid;label;half_life_months\r\na;A;\r\nb;B;2,5\r\n")
        done = self.imports("csv", "competency.csv", "--skip-bad", "--rejects", self.dir)
        self.assertIn("competency.csv:3: half_life_months", done.stderr)
        self.assertEqual((self.dir / "competency.rejects.csv").read_bytes(),
                         b"id;label;half_life_months\r\nb;B;2,5\r\n")
        self.assertEqual(self.count(), ["a"])

    def test_a_dry_run_writes_nothing(self):
        self.write("competency.jsonl", GOOD)
        self.assertIn("dry run", self.imports("jsonl", "competency.jsonl", "--dry-run").stdout)
        self.assertEqual(self.count(), [])

    def test_files_are_named_after_kinds(self):
        self.write("people.jsonl", GOOD)
        self.imports("jsonl", "people.jsonl", code=2)
        self.write("empty/README.md", "")
        self.imports("jsonl", "empty", code=2)
        self.imports("jsonl", "competency.jsonl", code=2)

    def test_order_of_files_does_not_matter(self):
        self.write("team.jsonl", '{"id":"t","org":"o","name":"T"}\n')
        self.write("org.jsonl", '{"id":"o","name":"O"}\n')
        self.imports("jsonl", "team.jsonl", "org.jsonl")

    def test_many_records_go_in_pieces(self):
        self.write("competency.csv", "id,label\n" + "".join(f"c{i:05},L\n" for i in range(4501)))
        answer = json.loads(self.run_tool("--json", "--data", self.store, "import", "csv",
                                          "competency.csv").stdout)
        self.assertEqual((answer["read"], answer["written"]), (4501, 4501))


@unittest.skipUnless((SAMPLE / "event.jsonl").exists(), "the sample is not there")
class Answers(ToolTest):
    def setUp(self):
        super().setUp()
        self.store = self.make_store()
        self.run_tool("--data", self.store, "--today", TODAY, "import", "jsonl", SAMPLE)

    def ask(self, *args, code=0):
        return self.run_tool("--data", self.store, "--today", TODAY, *args, code=code).stdout

    def test_tables_in_both_languages_fit_the_terminal(self):
        for lang in ("nl", "en"):
            for args in (["recommend", "wd-0001"], ["gap", "wd-0001"], ["team", "wd-jeugd"],
                         ["recommend", "wd-0001", "--goal", "wishes"],
                         ["search", "wet"], ["search", "--competencies", "gesprekken", "voeren"]):
                with self.subTest(lang=lang, args=args):
                    text = self.ask("--lang", lang, *args)
                    self.assertGreater(len(text.splitlines()), 5)
                    for line in text.splitlines():
                        self.assertLessEqual(len(line), 100)
                        self.assertEqual(line, line.rstrip())
                    self.assertNotRegex(text, r"\{\d\}|\bnan\b")

    def test_search_shows_what_was_meant(self):
        self.assertRegex(self.ask("search", "omgevingsvet", "-k", "2"), r"1  Omgevingswet.*0,8\d\n"
                         r" +↳ naam: «Omgevingswet»")
        self.assertIn("also called: ", self.ask("--lang", "en", "search", "--competencies",
                                                 "jeugdhulp"))
        self.assertEqual(self.ask("search", "xqzzy").strip(), "Niets gevonden dat hierop lijkt.")
        asked = json.loads(self.ask("search", "online gesprek", "--json", "-k", "3", "--filter",
                                    '{"formats": ["e-learning"]}', "--employee", "wd-0001"))
        called = json.loads(self.ask("call", "course.search", json.dumps(
            {"text": "online gesprek", "k": 3, "filters": {"formats": ["e-learning"]},
             "employee": "wd-0001"})))
        self.assertEqual(asked, called)
        self.assertIn("not_found", self.run_tool("--data", self.store, "search", "x", "--org", "no",
                                                 code=1).stderr)

    def test_reasons_are_in_words_and_figures_as_dutch_ones(self):
        self.assertRegex(self.ask("recommend", "wd-0001"),
                         r"sluit \d,\d+ van het gat in .+: nu")
        self.assertRegex(self.ask("recommend", "wd-0001"), r"€ [\d.]+,\d\d")
        self.assertRegex(self.ask("--lang", "en", "recommend", "wd-0001"),
                         r"closes \d\.\d+ of the gap in ")

    def test_json_is_the_answer_itself(self):
        args = {"employee": "wd-0001", "k": 3}
        called = json.loads(self.ask("call", "recommend", json.dumps(args)))
        asked = json.loads(self.ask("--json", "recommend", "wd-0001", "-k", "3"))
        self.assertEqual(called, asked)
        self.assertEqual(asked["as_of"], TODAY)
        self.assertEqual(asked, json.loads(self.ask("recommend", "wd-0001", "-k", "3", "--json")))

    def test_options_reach_the_daemon(self):
        answer = json.loads(self.ask(
            "--json", "recommend", "wd-0001", "-k", "5", "--objective", "per_euro", "--diversity",
            "0.2", "--filter", '{"max_price_cents": 20000}', "--as-of", "2026-12-01", "--lang",
            "en"))
        self.assertEqual(answer["as_of"], "2026-12-01")
        self.assertTrue(answer["items"])
        self.assertTrue(all(item["price_cents"] <= 20000 for item in answer["items"]))
        first = answer["items"][0]["course"]
        without = json.loads(self.ask("--json", "recommend", "wd-0001", "--exclude", first))
        self.assertNotIn(first, [item["course"] for item in without["items"]])

    def test_goals_have_short_forms(self):
        for text, goal in (
                ("current", {"kind": "current"}), ("wishes", {"kind": "wishes"}),
                ("role:r-kwaliteit-sd", {"kind": "role", "role": "r-kwaliteit-sd"}),
                ("change:ch-jeugd-2027", {"kind": "change", "change": "ch-jeugd-2027"}),
                ("change:ch-woo-2027,ch-jeugd-2027",
                 {"kind": "change", "change": ["ch-woo-2027", "ch-jeugd-2027"]})):
            with self.subTest(goal=text):
                short = self.ask("--json", "recommend", "wd-0001", "--goal", text)
                self.assertEqual(short, self.ask("--json", "recommend", "wd-0001", "--goal",
                                                 json.dumps(goal)))
                args = {"employee": "wd-0001", "goal": goal}
                self.assertEqual(short, self.ask("call", "recommend", json.dumps(args)))
                self.ask("recommend", "wd-0001", "--goal", text)

    def test_a_whole_organisation_is_a_group_too(self):
        text = self.ask("team", "--org", "wilgendam")
        self.assertIn("Wilgendam", text)
        hidden = self.ask("team", "wd-jeugd", "--min-group", "100")
        self.assertNotIn("wd-0001", hidden)
        self.assertIn("wd-0001", self.ask("team", "wd-jeugd"))

    def test_stats_are_readable(self):
        for lang, words in (("nl", (r"medewerkers +\d", r"groepen naar grootte +1: \d", r"hoogstens +512 MiB",
                                    r"gemiddeld +50% onder")),
                            ("en", (r"employees +\d", r"groups by size +1: \d", r"at most +512 MiB",
                                    r"mean +50% under"))):
            text = self.ask("--lang", lang, "stats")
            for word in words:
                self.assertRegex(text, word)
            self.assertNotRegex(text, r"(?m)^ *[a-z]+_", "a field without words")

    def test_a_store_that_is_held_is_not_reached(self):
        with subprocess.Popen([BEKWAAMD, "--data", self.store, "--listen", "127.0.0.1:0", "--unix",
                               "s", "--today", TODAY], cwd=self.dir, text=True,
                              stdout=subprocess.PIPE) as daemon:
            try:
                lines = [daemon.stdout.readline(), daemon.stdout.readline()]
                address = next(line.split()[-1] for line in lines if "127.0.0.1" in line)
                done = self.run_tool("--data", self.store, "stats", code=3)
                self.assertIn(str(daemon.pid), done.stderr)
                self.run_tool("verify", self.store, code=3)
                by_unix = self.run_tool("--unix", "s", "--json", "gap", "wd-0001").stdout
                by_tcp = self.run_tool("--connect", address, "--json", "gap", "wd-0001").stdout
                self.assertEqual(by_unix, by_tcp)
            finally:
                daemon.send_signal(signal.SIGTERM)
            self.assertEqual(daemon.wait(30), 0)


if __name__ == "__main__":
    unittest.main()
