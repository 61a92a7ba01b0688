"""Everyone's lists in one file: the same as asked one by one."""
import csv
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import unittest

import msgpack

from batching import FORMS, PATIENCE, BatchTest, Client, Gate, wait_until
from tool import BEKWAAM, TODAY

COLUMNS = ("employee,as_of,rank,course,title,score,closure,success,ready,price_cents,"
           "employee_cost_cents,hours,next_session,mandatory,flags,reasons,snapshot").split(",")


class TheSame(BatchTest):
    def check_forms(self, ids, who, options, **args):
        packed = self.one_by_one(ids, **args)
        answers = [msgpack.unpackb(answer, strict_map_key=False) for answer in packed]
        for form in FORMS:
            done = self.batch(f"o.{form}", *options, who=who)
            self.assertEqual(self.left_overs(), [])
            self.assertEqual(done.stderr, "")
        self.assertEqual(self.bytes_of("o.msgpack"), b"".join(packed))
        lines = self.bytes_of("o.jsonl").decode().splitlines(keepends=True)
        self.assertTrue(all(line.endswith("\n") for line in lines))
        self.assertEqual([json.loads(line) for line in lines], answers)
        self.assertEqual([list(json.loads(line)) for line in lines], [list(a) for a in answers])
        return answers

    def test_all_three_forms_hold_what_recommend_answers(self):
        self.check_forms(self.ids, ("--all",), ["-k", "5", "--lang", "nl"], k=5, lang="nl")
        answers = self.check_forms(self.ids, ("--all",), ["--lang", "en"], lang="en")
        self.check_rows(answers, "needs")

    def check_rows(self, answers, word):
        rows = list(csv.DictReader(io.StringIO(self.bytes_of("o.csv").decode(), newline="")))
        self.assertEqual(list(rows[0]), COLUMNS)
        items = [(answer, item) for answer in answers for item in answer["items"]]
        self.assertEqual(len(rows), len(items))
        for row, (answer, item) in zip(rows, items):
            self.assertEqual([row["employee"], row["as_of"], row["snapshot"]],
                             [answer["employee"], answer["as_of"], answer["snapshot"]])
            for name in ("rank", "score", "closure", "success", "ready", "price_cents",
                         "employee_cost_cents", "hours", "mandatory"):
                self.assertEqual(json.loads(row[name]), item[name])
            self.assertEqual([row["course"], row["title"]], [item["course"], item["title"]])
            self.assertEqual(row["next_session"], item.get("next_session", {}).get("start", ""))
            self.assertEqual(row["flags"].split(), item["flags"])
            self.assertEqual(row["reasons"].count(word), min(3, len(item["why"])))
            self.assertIn(item["why"][0]["label"] + ": ", row["reasons"])

    def test_one_organisation_is_only_that(self):
        ids = [i for i in self.ids if i.startswith("dr-")]
        self.assertEqual(ids, [i for i in self.ids if self.org_of[i] == "duinrade"])
        self.assertTrue(0 < len(ids) < len(self.ids))
        self.check_forms(ids, ("--org", self.org_of[ids[0]]), [])

    def test_options_reach_the_daemon(self):
        ids = [i for i in self.ids if i.startswith("dr-")][:64]
        goal = {"kind": "competencies", "items": [{"competency": "c-jeugdwet", "level": 5}]}
        exclude = msgpack.unpackb(self.one_by_one(ids[:1])[0])["items"][0]["course"]
        who = ("--org", self.org_of[ids[0]])
        self.batch("o.msgpack", "-k", "3", "--goal", json.dumps(goal), "--as-of", "2026-12-24",
                   "--objective", "per_euro", "--diversity", "0.2", "--filter",
                   '{"max_price_cents": 40000}', "--exclude", exclude, "--no-explain", "--lang",
                   "en", who=who)
        wanted = self.one_by_one(ids, k=3, goal=goal, as_of="2026-12-24", objective="per_euro",
                                 diversity=.2, filters={"max_price_cents": 40000},
                                 exclude=[exclude], explain=False, lang="en")
        self.assertTrue(self.bytes_of("o.msgpack").startswith(b"".join(wanted)))
        self.assertTrue(any(msgpack.unpackb(answer)["items"] for answer in wanted))
        self.batch("o.csv", "--no-explain", who=who)
        rows = list(csv.DictReader(io.StringIO(self.bytes_of("o.csv").decode())))
        self.assertEqual({row["reasons"] for row in rows}, {""})

    def test_a_private_daemon_answers_the_same_and_leaves_nothing(self):
        shutil.copytree(self.store, self.dir / "store", ignore=shutil.ignore_patterns("socket"))
        self.batch("running.msgpack", "-k", "2")
        (self.dir / "tmp").mkdir()
        env = {**os.environ, "TMPDIR": str(self.dir / "tmp"), "BEKWAAMD": self.daemon_program()}
        subprocess.run([BEKWAAM, "--data", "store", "--today", TODAY, "batch", "--all", "-k", "2",
                        "--out", "own.msgpack"], cwd=self.dir, env=env, check=True,
                       timeout=PATIENCE, stdout=subprocess.DEVNULL)
        self.assertEqual(list((self.dir / "tmp").iterdir()), [])
        own, running = self.bytes_of("own.msgpack"), self.bytes_of("running.msgpack")
        self.assertEqual(own, running)

    @staticmethod
    def daemon_program():
        return os.environ.get("BEKWAAMD", str(pathlib.Path(BEKWAAM).parent / "bekwaamd"))

    def test_the_end_is_told_in_one_line_or_as_json(self):
        done = self.batch("o.jsonl", "--json")
        summary = json.loads(done.stdout)
        self.assertEqual(list(summary), ["employees", "answered", "failed", "seconds", "per_second",
                                         "file"])
        self.assertEqual([summary["employees"], summary["answered"], summary["failed"]],
                         [len(self.ids), len(self.ids), 0])
        self.assertEqual(summary["file"], "o.jsonl")
        self.assertRegex(self.batch("o.jsonl").stdout,
                         rf"\A{len(self.ids)} van {len(self.ids)} mensen .*: o\.jsonl\n\Z")
        self.assertRegex(self.batch("o.jsonl", "--lang", "en").stdout, r"people answered in \d")

    def test_nobody_is_an_empty_file(self):
        client = Client(self.daemon.path)
        client.call("org.put", {"items": [{"id": "leeg", "name": "Leeg"}]})
        client.close()
        for form, content in (("jsonl", b""), ("msgpack", b""),
                              ("csv", (",".join(COLUMNS) + "\n").encode())):
            done = self.batch(f"o.{form}", "--json", who=("--org", "leeg"))
            self.assertEqual(json.loads(done.stdout)["employees"], 0)
            self.assertEqual(self.bytes_of(f"o.{form}"), content)
            self.assertEqual(self.left_overs(), [])


class Wrong(BatchTest):
    def test_wrong_usage_ends_with_2(self):
        for args in (["--all"], ["--all", "--out", "x"], ["--all", "--out", "x.json"],
                     ["--all", "--out", ".jsonl"], ["--all", "--out", "dir.csv/x"],
                     ["--out", "x.jsonl"], ["--all", "--org", "o", "--out", "x.jsonl"],
                     ["--all", "wd-0001", "--out", "x.jsonl"], ["wd-0001", "--out", "x.jsonl"],
                     ["--all", "--out", "x.jsonl", "--goal", "foo"],
                     ["--all", "--out", "x.jsonl", "-k", "many"],
                     ["--all", "--out", "x.jsonl", "--filter", "{"],
                     ["--all", "--out", "x.jsonl", "--restart", "--mixed"],
                     ["--all", "--out", "x.jsonl", "--min-group", "5"]):
            with self.subTest(args=args):
                done = self.run_tool("--unix", self.daemon.path, "batch", *args, code=2)
                self.assertIn("bekwaam batch --help", done.stderr)
        self.assertEqual(list(self.dir.iterdir()), [])
        words = self.run_tool("batch", "--help").stdout.replace(",", "").split()
        places = [words.index(column, words.index("Columns:")) for column in COLUMNS]
        self.assertEqual(places, sorted(places), "the help names the columns in their order")

    def test_what_the_daemon_refuses_leaves_nothing(self):
        for args, who, code in ((["-k", "1000"], ("--all",), "bad_request"),
                                (["--goal", "{}"], ("--all",), "bad_request"),
                                (["--as-of", "now"], ("--all",), "bad_request"),
                                ([], ("--org", "nope"), "not_found")):
            with self.subTest(args=args, who=who):
                done = self.batch("x.jsonl", *args, who=who, code=1)
                self.assertIn(code, done.stderr)
                self.assertEqual(list(self.dir.iterdir()), [])

    def test_no_daemon_and_no_folder(self):
        self.run_tool("--unix", "nowhere", "batch", "--all", "--out", "x.jsonl", code=3)
        done = self.batch("nowhere/x.jsonl", code=1)
        self.assertIn("nowhere/x.jsonl.part: No such file", done.stderr)

    def goal_that_some_may_not_see(self):
        client = Client(self.daemon.path)
        try:
            client.call("role.put", {"items": [{"id": "r-own", "org": "duinrade", "label": "Own",
                                                "versions": [{"from": "2020-01-01", "requires": [
                                                    {"competency": "c-jeugdwet", "level": 5}]}]}]})
        finally:
            client.close()
        return "role:r-own"

    def test_who_cannot_be_answered_is_named_and_all_others_are_there(self):
        goal = self.goal_that_some_may_not_see()
        packed, failed = [], []
        client = Client(self.daemon.path)
        for employee in self.ids:
            packed.append(client.call("recommend.many", {
                "employees": [employee], "goal": {"kind": "role", "role": "r-own"}})["items"][0])
            if "error" in packed[-1]:
                failed.append(employee)
        client.close()
        self.assertTrue(0 < len(failed) < len(self.ids))
        done = self.batch("o.jsonl", "--goal", goal, "--json", code=1)
        self.assertEqual(json.loads(done.stdout)["failed"], len(failed))
        lines = [json.loads(line) for line in self.bytes_of("o.jsonl").splitlines()]
        self.assertEqual(lines, packed)
        self.batch("o.msgpack", "--goal", goal, code=1)
        self.assertEqual(list(msgpack.Unpacker(io.BytesIO(self.bytes_of("o.msgpack")))), packed)
        done = self.batch("o.csv", "--goal", goal, code=1)
        self.assertEqual(re.findall(r"(?m)^bekwaam: (\S+): not_found", done.stderr), failed)
        self.assertRegex(done.stdout, rf"; {len(failed)} niet te beantwoorden\n\Z")
        rows = list(csv.DictReader(io.StringIO(self.bytes_of("o.csv").decode())))
        self.assertEqual([row["employee"] for row in rows],
                         [a["employee"] for a in packed for _ in a.get("items", [])])
        self.interrupted_counts_the_same(goal, len(failed))

    def interrupted_counts_the_same(self, goal, n_failed):
        """Those that failed before the interruption count at the end too."""
        for form in FORMS:
            whole = self.bytes_of(f"o.{form}")
            for share in (.3, .9):
                with self.subTest(form=form, share=share):
                    self.batch("again.jsonl", "--goal", goal, code=1)
                    part = self.dir / f"o.{form}.part"
                    part.write_bytes(whole[:int(len(whole) * share)])
                    self.write_note(form, goal)
                    done = self.batch(f"o.{form}", "--goal", goal, "--json", code=1)
                    self.assertEqual(json.loads(done.stdout)["failed"], n_failed)
                    self.assertEqual(self.bytes_of(f"o.{form}"), whole)

    def write_note(self, form, goal):
        """The note of a batch that was held before its first answer."""
        gate = Gate(self.daemon.path, str(self.dir / "gate"), 0)
        out = f"note.{form}"
        process = subprocess.Popen(
            [BEKWAAM, "--unix", "gate", "batch", "--all", "--out", out, "--goal", goal],
            cwd=self.dir, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        note = self.dir / f"{out}.part.json"
        self.assertTrue(wait_until(note.exists))
        self.assertTrue(gate.held.wait(PATIENCE))
        process.kill()
        process.wait()
        gate.close()
        os.unlink(self.dir / "gate")
        shutil.copy(note, self.dir / f"o.{form}.part.json")


if __name__ == "__main__":
    unittest.main()
