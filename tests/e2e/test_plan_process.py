"""Plans while their solver misbehaves, and everybody else meanwhile: a plan always comes, says what it is, and
costs nobody else anything."""
import os
import pathlib
import signal
import tempfile
import threading
import time
import unittest

import msgpack

from client import RpcError
from sample import SampleDaemon

ONE = {"employee": "wd-0001", "lang": "en"}
TEAM = {"team": "wd-jeugd", "budget_cents": 500000, "lang": "en"}
FAILED = "The solver failed; this plan was chosen step by step and may not be the best."
NONE = "There is no solver here; this plan was chosen step by step and may not be the best."
TIME = "The time was up; this is the best plan that was found."


def until(done, seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(.005)
    return True


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


class Case(unittest.TestCase):
    """A daemon whose solver is the script `text`; it writes its process id into a file of the folder `pids`."""

    def start(self, text: str | None, **options) -> None:
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bwsolver"))
        self.pids = self.folder / "pids"
        self.pids.mkdir()
        told: tuple[str, ...] = ()
        if text is not None:
            script = self.folder / "solver"
            script.write_text(f"#!/bin/sh\necho >{self.pids}/$$\n{text}\n")
            script.chmod(0o700)
            told = ("--solver", str(script))
        self.daemon = SampleDaemon(options=told + options.pop("more", ()), **options)
        self.addCleanup(self.daemon.__exit__)
        self.client = self.daemon.client()
        self.addCleanup(self.client.close)

    def running(self) -> list[int]:
        return sorted(int(path.name) for path in self.pids.iterdir())

    def greedy(self, answer: dict, note: str) -> None:
        self.assertEqual((answer["solver"], answer["solver_note"]), ("greedy", note))
        self.assertTrue(answer["items"])
        self.assertGreater(answer["closure"], 0)
        self.assertGreaterEqual(answer["bound"], answer["closure"])


class Misbehaving(Case):
    def test_off_is_a_greedy_plan_that_says_so(self):
        self.start(None, more=("--solver", "off"))
        self.greedy(self.client.call("plan.employee", ONE), NONE)
        self.greedy(self.client.call("plan.team", TEAM), NONE)
        self.assertEqual(self.client.call("server.info")["solver"], "none")

    def test_a_solver_that_is_not_there_says_nothing_or_crashes(self):
        for text in ("exit 0", "cat >/dev/null; echo nonsense", "kill -SEGV $$"):
            with self.subTest(text):
                self.start(text)
                self.greedy(self.client.call("plan.employee", ONE), FAILED)
                self.greedy(self.client.call("plan.team", TEAM), FAILED)
                self.assertTrue(self.running())
                self.assertEqual(self.client.call("server.info")["solver"], "cbc")
        self.start(None, more=("--solver", "/nowhere/at-all"))
        self.greedy(self.client.call("plan.employee", ONE), FAILED)
        self.assertEqual(self.client.call("server.info")["solver"], "none")

    def test_a_solver_that_is_killed_in_the_middle(self):
        self.start("cat >/dev/null; exec sleep 1000")   # one process: nobody else holds its end of the pipe
        answers = []
        asking = threading.Thread(target=lambda: answers.append(
            self.client.call("plan.team", {**TEAM, "seconds": 30})))
        asking.start()
        self.assertTrue(until(self.running))
        os.kill(self.running()[0], signal.SIGKILL)
        asking.join()
        self.greedy(answers[0], FAILED)

    def test_a_solver_that_hangs_is_ended_in_time(self):
        self.start("sleep 1000")
        began = time.monotonic()
        answer = self.client.call("plan.employee", {**ONE, "seconds": .2})
        self.assertLess(time.monotonic() - began, 20)
        self.greedy(answer, TIME)
        self.assertFalse(any(is_there(pid) for pid in self.running()))

    def test_many_plans_leave_no_process_and_no_descriptor(self):
        self.start(None)
        folder = f"/proc/{self.daemon.process.pid}"
        self.client.call("plan.employee", ONE)
        before = len(os.listdir(f"{folder}/fd"))
        for _ in range(20):
            self.client.call("plan.employee", ONE)
        self.assertEqual(len(os.listdir(f"{folder}/fd")), before)
        for task in os.listdir(f"{folder}/task"):
            self.assertEqual(pathlib.Path(f"{folder}/task/{task}/children").read_text(), "")


class Others(Case):
    """Who asks something else, or goes away, while a solver takes its time."""

    def ask(self, client, method: str, args: dict, msgid: int = 7) -> None:
        client.send(msgpack.packb([0, msgid, method, [args]]))

    def test_all_workers_answer_while_plans_run(self):
        self.start("sleep 1000")
        for msgid in (1, 2):
            self.ask(self.client, "plan.team", {**TEAM, "seconds": 30}, msgid)
        self.assertTrue(until(lambda: len(self.running()) == 2))  # at once, on the two threads
        clients = [self.daemon.client() for _ in range(4)]        # two a worker
        took = []
        for _ in range(50):
            for client in clients:
                began = time.monotonic()
                self.assertTrue(client.call("recommend", {"employee": "wd-0001"})["items"])
                took.append(time.monotonic() - began)
        took.sort()
        self.assertLess(took[len(took) // 2], .02)
        self.assertTrue(all(is_there(pid) for pid in self.running()))  # the plans run still
        for client in clients:
            client.close()
        self.client.close()
        self.assertTrue(until(lambda: not any(is_there(pid) for pid in self.running())))

    def test_a_client_that_goes_away_ends_its_solver(self):
        self.start("sleep 1000", more=("--errands", "1"))
        self.ask(self.client, "plan.team", {**TEAM, "seconds": 30})
        self.assertTrue(until(self.running))
        self.client.close()
        self.assertTrue(until(lambda: not is_there(self.running()[0]), 10))
        self.client = self.daemon.client()
        self.greedy(self.client.call("plan.employee", {**ONE, "seconds": .2}), TIME)

    def test_the_daemon_stops_although_a_plan_runs(self):
        self.start("sleep 1000")
        self.ask(self.client, "plan.team", {**TEAM, "seconds": 30})
        self.assertTrue(until(self.running))
        began = time.monotonic()
        self.assertEqual(self.daemon.stop(), 0)
        self.assertLess(time.monotonic() - began, 10)
        self.assertEqual(self.client.receive()[2], "busy: the daemon stops; ask again when it runs")
        self.assertFalse(is_there(self.running()[0]))
        self.daemon.start()

    def test_writes_go_on_while_a_plan_runs(self):
        self.start("sleep 1000")
        self.ask(self.client, "plan.team", {**TEAM, "seconds": 30})
        self.assertTrue(until(self.running))
        other = self.daemon.client()
        done = other.call("evidence.add", {"items": [
            {"employee": "wd-0001", "competency": "c-meldcode", "level": 4, "source": "test", "by": "x",
             "at": "2026-11-20"}]})
        self.assertEqual(done["written"], 1)
        other.close()


class Reloaded(Case):
    def test_sighup_takes_another_solver(self):
        self.start(None)
        config = self.folder / "config.json"
        config.write_text('{"solver_seconds": 1}')
        self.daemon.config = str(config)
        self.daemon.restart()
        self.client.close()
        self.client = self.daemon.client()
        with self.assertRaises(RpcError) as caught:
            self.client.call("plan.employee", {**ONE, "seconds": 2})
        self.assertEqual(str(caught.exception),
                         "bad_request: seconds: 2 is more than this daemon gives; up to 1")
        self.assertEqual(self.client.call("server.info")["solver"], "cbc")
        config.write_text('{"solver": "off"}')
        self.daemon.process.send_signal(signal.SIGHUP)
        self.assertTrue(until(lambda: self.client.call("server.info")["solver"] == "none"))
        self.greedy(self.client.call("plan.employee", {**ONE, "seconds": 2}), NONE)


if __name__ == "__main__":
    unittest.main()
