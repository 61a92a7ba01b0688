"""A batch that is interrupted, by whatever, and goes on: the same bytes in the end."""
import contextlib
import json
import os
import pty
import random
import re
import select
import signal
import socket
import subprocess
import time
import unittest

from batching import FORMS, PATIENCE, BatchTest, Client, Gate, wait_until
from tool import BEKWAAM


class Interrupted(BatchTest):
    def start_and_hold(self, out, most, *args):
        """A batch that stands still after `most` answers a connection, some of them in its part."""
        door = self.dir / "gate"
        if door.exists():
            door.unlink()
        gate = Gate(self.daemon.path, str(door), most)
        process = subprocess.Popen(
            [BEKWAAM, "--unix", "gate", "batch", "--all", "--out", out, *args],
            cwd=self.dir, text=True, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        self.addCleanup(gate.close)
        part = self.dir / f"{out}.part"
        if not wait_until(lambda: process.poll() is not None or (
                gate.held.is_set() and part.exists() and part.stat().st_size > 20000)):
            process.kill()
        if process.poll() is not None:
            self.fail(f"it did not stand still: {process.communicate()[1]}, {self.left_overs()}")
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
        came = wait_until(came_on)
        ended = process.poll()
        process.kill()
        errors = process.communicate()[1]
        gate.close()
        self.assertTrue(came and ended in (None, 0), f"it does not come on: {ended}, {errors}")
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
            told = json.loads(self.run_tool(*stats).stdout)
            return told["methods"]["recommend.many"]["calls"], told["connections"]
        self.assertTrue(wait_until(lambda: shown()[1] == 1), "what was killed is still answered")
        before = shown()[0]
        self.batch("o.jsonl")
        chunks = -(-(len(self.ids) - half.count(b"\n")) // 64)
        self.assertEqual(shown()[0] - before, chunks + 1, "one is to see whether it is allowed")
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
        first = first[:first.rindex(b"\n") + 1]   # it may have been killed in the middle of a line
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
        self.assertTrue(self.bytes_of("o.jsonl.part").startswith(before), "the first writes on")
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
