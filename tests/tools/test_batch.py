"""Everyone's lists in one file: the same as asked one by one, whatever interrupts it."""
import contextlib
import csv
import io
import json
import os
import pathlib
import pty
import random
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import msgpack

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from client import Client, Daemon  # noqa: E402  (it lies beside the end-to-end tests)
from tool import BEKWAAM, SAMPLE, TODAY, ToolTest  # noqa: E402

FORMS = ("jsonl", "csv", "msgpack")
COLUMNS = ("employee,as_of,rank,course,title,score,closure,success,ready,price_cents,"
           "employee_cost_cents,hours,next_session,mandatory,flags,reasons,snapshot").split(",")
PATIENCE = 60


def wait_until(holds):
    """Looks again and again; False when it never comes true."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(.002)
    return False


class Gate:
    """A door before the daemon that lets so many answers to recommend.many about people through on
    each connection and holds the rest: whoever asks stands still in the middle of a batch."""

    def __init__(self, upstream: str, path: str, most: int):
        self.upstream, self.most = upstream, most
        self.held = threading.Event()
        self.socks = []
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(self.upstream)
                self.socks += [near, far]
                threading.Thread(target=self.ask, args=(near, far), daemon=True).start()
                threading.Thread(target=self.answer, args=(near, far), daemon=True).start()

    @staticmethod
    def ask(near, far):
        with contextlib.suppress(OSError):
            while data := near.recv(1 << 16):
                far.sendall(data)
            far.shutdown(socket.SHUT_WR)

    @staticmethod
    def is_about_people(message) -> bool:
        items = message[3].get("items") if isinstance(message[3], dict) else None
        return bool(items) and isinstance(items[0], dict)

    def answer(self, near, far):
        plain = msgpack.Unpacker(raw=False, strict_map_key=False, max_buffer_size=1 << 30)
        sent, left, data = 0, self.most, b""
        with contextlib.suppress(OSError):
            while more := far.recv(1 << 16):
                data += more
                plain.feed(more)
                for message in plain:
                    left -= self.is_about_people(message)
                    if left < 0:
                        self.held.set()
                        return
                    near.sendall(data[sent:plain.tell()])
                    sent = plain.tell()
            near.shutdown(socket.SHUT_RDWR)

    def close(self):
        self.listener.close()
        for sock in self.socks:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()


@unittest.skipUnless((SAMPLE / "event.jsonl").exists(), "the sample is not there")
class BatchTest(ToolTest):
    """A daemon on the sample, for all tests of a class."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="bw-batch-")
        cls.addClassCleanup(folder.cleanup)
        cls.store = os.path.join(folder.name, "store")
        for args in (["init", cls.store],
                     ["--data", cls.store, "--today", TODAY, "import", "jsonl", str(SAMPLE)]):
            subprocess.run([BEKWAAM, *args], check=True, stdout=subprocess.DEVNULL, timeout=120)
        cls.daemon = Daemon(today=TODAY, data=cls.store)
        cls.addClassCleanup(lambda: cls.daemon.__exit__())
        lines = (SAMPLE / "employee.jsonl").read_text().splitlines()
        cls.org_of = {record["id"]: record["org"] for record in map(json.loads, lines)}
        cls.ids = sorted(cls.org_of, key=str.encode)

    def batch(self, out, *args, code=0, door=None, who=("--all",)):
        return self.run_tool("--unix", door or self.daemon.path, "batch", *who, "--out", out, *args,
                             code=code)

    def bytes_of(self, out):
        return (self.dir / out).read_bytes()

    def left_overs(self):
        return sorted(path.name for path in self.dir.iterdir() if ".part" in path.name)

    def one_by_one(self, ids, **args):
        """The packed answers of recommend, as they came."""
        client = Client(self.daemon.path)
        try:
            envelope = b"\x94\x01\x64\xc0"   # [1, 100, nil,
            answers = [client.raw("recommend", {"employee": i, **args}) for i in ids]
            assert all(answer.startswith(envelope) for answer in answers)
            return [answer[len(envelope):] for answer in answers]
        finally:
            client.close()


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
                        "--out", "own.msgpack"], cwd=self.dir, env=env, check=True, timeout=PATIENCE,
                       stdout=subprocess.DEVNULL)
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


class Interrupted(BatchTest):
    def start_and_hold(self, out, most, *args):
        """A batch that stands still after `most` answers a connection, with something of them in its part."""
        door = self.dir / "gate"
        if door.exists():
            door.unlink()
        gate = Gate(self.daemon.path, str(door), most)
        process = subprocess.Popen(
            [BEKWAAM, "--unix", "gate", "batch", "--all", "--out", out, *args],
            cwd=self.dir, text=True, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        part = self.dir / f"{out}.part"
        self.assertTrue(gate.held.wait(PATIENCE), "the gate was never reached")
        self.assertTrue(wait_until(lambda: part.exists() and part.stat().st_size > 1000),
                        "nothing is written")
        self.addCleanup(gate.close)
        return gate, process

    def leave_a_part(self, out, *args):
        gate, process = self.start_and_hold(out, 1, *args)
        process.kill()
        process.communicate()
        gate.close()

    def check_goes_on(self, out, whole):
        part = self.dir / f"{out}.part"
        self.assertGreater(part.stat().st_size, 0)
        self.assertLess(part.stat().st_size, len(whole))
        self.assertFalse((self.dir / out).exists())
        self.batch(out)
        self.assertEqual(self.bytes_of(out), whole)
        self.assertEqual(self.left_overs(), [])
        os.unlink(self.dir / out)

    def test_ended_by_a_signal_it_goes_on_to_the_same_bytes(self):
        for form in FORMS:
            self.batch(f"whole.{form}")
            whole = self.bytes_of(f"whole.{form}")
            for number in (signal.SIGKILL, signal.SIGINT, signal.SIGTERM):
                for most in (1, 2, 3):
                    with self.subTest(form=form, signal=number, most=most):
                        gate, process = self.start_and_hold(f"o.{form}", most)
                        process.send_signal(number)
                        errors = process.communicate(timeout=PATIENCE)[1]
                        self.assertEqual(process.returncode, -number)
                        if number != signal.SIGKILL:
                            self.assertIn("the same command goes on there", errors)
                        gate.close()
                        self.check_goes_on(f"o.{form}", whole)

    def test_without_the_daemon_it_ends_with_3_and_goes_on_with_another(self):
        self.daemon.restart()   # its votes hold all that other tests have written
        self.batch("whole.jsonl")
        whole = self.bytes_of("whole.jsonl")
        gate, process = self.start_and_hold("o.jsonl", 2)
        self.daemon.kill()
        for sock in gate.socks:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        errors = process.communicate(timeout=PATIENCE)[1]
        self.assertEqual(process.returncode, 3, errors)
        self.assertRegex(errors, r"interrupted after \d+ of \d+ people")
        self.daemon.start()
        self.check_goes_on("o.jsonl", whole)

    def test_interrupted_again_and_again(self):
        for form in FORMS:
            with self.subTest(form=form):
                self.batch(f"whole.{form}")
                self.leave_a_part(f"o.{form}")
                times = 1
                while self.go_on_for_a_while(f"o.{form}"):
                    times += 1
                self.assertGreaterEqual(times, 2, "interrupted once only")
                self.assertEqual(self.bytes_of(f"o.{form}"), self.bytes_of(f"whole.{form}"))

    def go_on_for_a_while(self, out):
        """Two answers a connection further and killed again; False when that was its end."""
        part = self.dir / f"{out}.part"
        before = part.stat().st_size
        (self.dir / "gate").unlink()
        gate = Gate(self.daemon.path, str(self.dir / "gate"), 2)
        process = subprocess.Popen([BEKWAAM, "--unix", "gate", "batch", "--all", "--out", out],
                                   cwd=self.dir, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)

        def came_on():
            with contextlib.suppress(FileNotFoundError):
                return process.poll() is not None or (
                    gate.held.is_set() and part.stat().st_size > before)
            return False   # it is getting its name
        self.assertTrue(wait_until(came_on), "it does not come on")
        process.kill()
        process.communicate()
        gate.close()
        return not (self.dir / out).exists()

    def test_half_a_record_at_the_end_is_cut_off(self):
        draw = random.Random(7)
        for form in FORMS:
            self.batch(f"whole.{form}")
            whole = self.bytes_of(f"whole.{form}")
            self.leave_a_part(f"o.{form}")
            note = self.bytes_of(f"o.{form}.part.json")
            cuts = [0, 1, 5, 40, len(whole) - 1, len(whole)]
            cuts += [draw.randrange(len(whole)) for _ in range(12)]
            for cut in cuts:
                with self.subTest(form=form, cut=cut):
                    (self.dir / f"o.{form}.part").write_bytes(whole[:cut])
                    (self.dir / f"o.{form}.part.json").write_bytes(note)
                    self.batch(f"o.{form}")
                    self.assertEqual(self.bytes_of(f"o.{form}"), whole)
                    self.assertEqual(self.left_overs(), [])

    def test_going_on_asks_only_for_the_rest(self):
        self.batch("whole.jsonl")
        whole = self.bytes_of("whole.jsonl")
        self.leave_a_part("o.jsonl")
        half = whole[:whole.index(b"\n", len(whole) // 2) + 1]
        (self.dir / "o.jsonl.part").write_bytes(half)
        stats = ["--unix", self.daemon.path, "call", "server.stats"]

        def shown():
            methods = json.loads(self.run_tool(*stats).stdout)["methods"]
            return methods["recommend.many"]["calls"]
        before = shown()
        self.batch("o.jsonl")
        chunks = -(-(len(self.ids) - half.count(b"\n")) // 64)
        self.assertEqual(shown() - before, chunks + 1, "one is to see whether it is allowed")
        self.assertEqual(self.bytes_of("o.jsonl"), whole)

    def test_another_question_is_refused_and_named(self):
        self.leave_a_part("o.csv", "-k", "5")
        part = self.bytes_of("o.csv.part")
        for args, named in ((["-k", "6"], "k: 5.0 there, 6.0 now"),
                            ([], "k: 5.0 there, none now"),
                            (["-k", "5", "--goal", "wishes"],
                             'goal: none there, {"kind":"wishes"} now'),
                            (["-k", "5", "--lang", "en"], 'lang: "nl" there, "en" now')):
            with self.subTest(args=args):
                done = self.batch("o.csv", *args, code=1)
                self.assertIn(named, done.stderr)
                self.assertIn("--restart", done.stderr)
        done = self.batch("o.csv", "-k", "5", who=("--org", "duinrade"), code=1)
        self.assertIn('org: none there, "duinrade" now', done.stderr)
        self.assertEqual(self.bytes_of("o.csv.part"), part, "it is untouched")
        self.batch("o.csv", "-k", "6", "--restart")
        self.batch("new.csv", "-k", "6")
        self.assertEqual(self.bytes_of("o.csv"), self.bytes_of("new.csv"))
        self.assertEqual(self.left_overs(), [])

    def test_options_in_another_order_are_the_same_question(self):
        self.leave_a_part("o.jsonl", "-k", "5", "--diversity", "0.5", "--filter",
                          '{"max_hours": 1e2, "languages": ["nl", "en"]}')
        self.batch("o.jsonl", "--filter", '{"max_hours":100.0,"languages":["nl","en"]}',
                   "--diversity", ".50", "-k", "5")

    def test_newer_data_is_not_mixed_unless_wanted(self):
        client = Client(self.daemon.path)
        self.addCleanup(client.close)

        def change(title):
            client.call("course.put", {"items": [{
                "id": "k-nieuw", "title": title, "language": "nl", "format": "e-learning",
                "hours": 4, "price_cents": 0, "teaches": [{"competency": "c-jeugdwet", "to": 4}]}]})
        change("een")
        self.leave_a_part("o.jsonl")
        first = self.bytes_of("o.jsonl.part")
        change("twee")
        done = self.batch("o.jsonl", code=1)
        for text in ("snapshot: ", "--restart", "--mixed"):
            self.assertIn(text, done.stderr)
        self.batch("o.jsonl", "--mixed")
        lines = self.bytes_of("o.jsonl").splitlines()
        self.assertTrue(self.bytes_of("o.jsonl").startswith(first))
        self.assertEqual([json.loads(line)["employee"] for line in lines], self.ids)
        self.assertEqual(len({json.loads(line)["snapshot"] for line in lines}), 2)
        self.leave_a_part("o.jsonl")
        change("drie")
        self.batch("o.jsonl", "--restart")
        lines = self.bytes_of("o.jsonl").splitlines()
        self.assertEqual(len({json.loads(line)["snapshot"] for line in lines}), 1)

    def test_other_people_are_another_question(self):
        client = Client(self.daemon.path)
        self.addCleanup(client.close)
        self.leave_a_part("o.jsonl")
        record = client.call("employee.get", {"id": self.ids[0]})["item"]
        client.call("employee.put", {"items": [{**record, "id": "zz-new"}]})
        self.addCleanup(client.call, "employee.delete", {"ids": ["zz-new"]})
        done = self.batch("o.jsonl", code=1)
        self.assertRegex(done.stderr, rf"employees: {len(self.ids)} there, {len(self.ids) + 1} now")
        self.assertIn("ids: ", done.stderr)

    def test_a_part_that_cannot_be_known_is_refused(self):
        for form in FORMS:
            with self.subTest(form=form):
                self.leave_a_part(f"o.{form}")
                note, part = self.dir / f"o.{form}.part.json", self.dir / f"o.{form}.part"
                text, content = note.read_bytes(), part.read_bytes()
                for broken in (None, b"", b"{", b"[]", b"{}"):
                    note.unlink()
                    if broken is not None:
                        note.write_bytes(broken)
                    self.assertIn("--restart", self.batch(f"o.{form}", code=1).stderr)
                    note.write_bytes(text)
                other = content.replace(self.ids[1].encode(), b"zz" + self.ids[1][2:].encode())
                for damaged in (other, b"x" + content, content[1:]):
                    part.write_bytes(damaged)
                    done = self.batch(f"o.{form}", code=1)
                    self.assertRegex(done.stderr, r"is damaged: .+ at byte \d+")
                    self.assertEqual(part.read_bytes(), damaged)
                part.write_bytes(content)
                self.batch(f"o.{form}")

    def test_two_at_once_do_not_share_a_file(self):
        gate, process = self.start_and_hold("o.jsonl", 1)
        before = self.bytes_of("o.jsonl.part")
        self.assertIn("another batch", self.batch("o.jsonl", "--restart", code=1).stderr)
        self.assertEqual(self.bytes_of("o.jsonl.part"), before)
        process.kill()
        process.communicate()
        gate.close()

    def test_a_full_disk_is_said_and_the_part_stays(self):
        self.batch("whole.jsonl")
        whole = self.bytes_of("whole.jsonl")
        disk = self.dir / "disk"
        disk.mkdir()
        mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "none", disk],
                               capture_output=True, text=True, check=False) \
            if os.geteuid() == 0 else None
        if mount is None or mount.returncode:
            self.skipTest("a small tmpfs cannot be mounted: " +
                          (mount.stderr.strip() if mount else "not root"))
        self.addCleanup(subprocess.run, ["umount", disk], check=True)
        done = self.batch("disk/o.jsonl", code=1)
        self.assertIn("No space left on device", done.stderr)
        self.assertTrue(whole.startswith(self.bytes_of("disk/o.jsonl.part")))
        self.assertGreater(len(self.bytes_of("disk/o.jsonl.part")), 100000)
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        self.batch("disk/o.jsonl")
        self.assertEqual(self.bytes_of("disk/o.jsonl"), whole)

    def test_a_terminal_sees_how_far_it_is(self):
        master, slave = pty.openpty()
        (self.dir / "gate").unlink(missing_ok=True)
        gate = Gate(self.daemon.path, str(self.dir / "gate"), 1)
        process = subprocess.Popen([BEKWAAM, "--unix", "gate", "--lang", "en", "batch", "--all",
                                    "--out", "o.jsonl"], cwd=self.dir, stderr=slave,
                                   stdout=subprocess.DEVNULL)
        os.close(slave)
        seen, end = "", time.monotonic() + PATIENCE
        pattern = rf"[█░]+ \d+ of {len(self.ids)} · \d+ a second · \d+:\d\d left"
        while not re.search(pattern, seen) and time.monotonic() < end:
            if select.select([master], [], [], 1)[0]:
                seen += os.read(master, 4096).decode(errors="replace")
        process.kill()
        process.wait()
        gate.close()
        os.close(master)
        self.assertRegex(seen, pattern)


if __name__ == "__main__":
    unittest.main()
