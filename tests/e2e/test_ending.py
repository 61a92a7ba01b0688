"""How the daemon ends and begins again: what is in flight is answered, what is acknowledged is there, the doors are
free at once, and nobody keeps it from ending."""
import json
import os
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

import msgpack

from client import DAEMON, TIMEOUT, Client, Daemon, load
from world import TODAY, evidence, make_course, town

STALL = os.environ.get("BW_STALL_LIBRARY", "")
QUESTION = msgpack.packb([0, 1, "recommend", [{"employee": "e1", "k": 20}]])


def put(number: int) -> bytes:
    """A write that a later reading can find again."""
    return msgpack.packb([0, number, "team.put", [{"items": [{"id": f"t{number}", "org": "stad", "name": "x"}]}]])


def catches(pid: int, number: int) -> bool:
    """Has the process a handler for the signal, or ended already?"""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        status = dict(line.split(":\t", 1) for line in file)
    return status["State"].startswith("Z") or bool(int(status["SigCgt"], 16) >> (number - 1) & 1)


def flood(client: Client) -> None:
    """Asks until nothing more is taken, and reads nothing."""
    client.sock.settimeout(.5)
    try:
        while True:
            client.send(QUESTION * 1000)
    except TimeoutError:
        pass


class Ending(unittest.TestCase):
    def start(self, **limits) -> Daemon:
        with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
            json.dump({"limits": limits}, file)
        self.addCleanup(os.unlink, file.name)
        daemon = Daemon(today=TODAY, config=file.name)
        self.addCleanup(daemon.__exit__)
        client = self.connect(daemon)
        load(client, {**town(), "course": [make_course(f"k{n}") for n in range(30)], "evidence": [evidence(1)]})
        return daemon

    def connect(self, daemon: Daemon, address: str | None = None) -> Client:
        client = daemon.client(address)
        self.addCleanup(client.close)
        return client

    def answers(self, client: Client) -> list:
        """All that come until the daemon closes in order: a reset would be an answer lost."""
        found = []
        while (answer := client.receive()) is not None:
            found.append(answer)
        return found

    def test_what_has_come_is_answered(self):
        daemon = self.start()
        asking, writing = self.connect(daemon), self.connect(daemon)
        asking.send(QUESTION * 2000)
        writing.send(b"".join(put(n) for n in range(200)))
        daemon.process.send_signal(signal.SIGTERM)
        asked, written = self.answers(asking), self.answers(writing)
        self.assertEqual(daemon.process.wait(TIMEOUT), 0)
        daemon.process.stdout.close()
        self.assertEqual(len(asked), 2000)
        self.assertEqual({answer[2] for answer in asked}, {None})
        self.assertEqual(sorted(answer[1] for answer in written), list(range(200)))
        daemon.start()
        teams = {item["id"] for item in self.connect(daemon).everything("team")}
        for answer in written:
            self.assertIsNone(answer[2])
            self.assertIn(f"t{answer[1]}", teams, "acknowledged and gone")

    def test_who_sends_on_keeps_it_neither_running_nor_loses_an_answer(self):
        daemon = self.start()
        client = self.connect(daemon)
        sent = [0]

        def send() -> None:
            try:
                while True:
                    client.send(put(sent[0]))
                    sent[0] += 1
            except OSError:
                pass
        thread = threading.Thread(target=send)
        thread.start()
        answered = [client.receive() for _ in range(20)]
        daemon.process.send_signal(signal.SIGTERM)
        try:
            answered += self.answers(client)
        except ConnectionResetError:
            pass                # who sends after the end is told so; what it read before counts
        thread.join()
        self.assertEqual(daemon.process.wait(TIMEOUT), 0)
        daemon.process.stdout.close()
        daemon.start()
        teams = {item["id"] for item in self.connect(daemon).everything("team")}
        done = [answer[1] for answer in answered if answer[2] is None]
        self.assertGreaterEqual(len(done), 20)
        self.assertLessEqual({f"t{n}" for n in done}, teams, "acknowledged and gone")

    def test_who_does_not_read_does_not_keep_it_running(self):
        daemon = self.start(waiting_bytes=1 << 20, drain_seconds=1)
        slow, other = self.connect(daemon), self.connect(daemon)
        flood(slow)
        self.assertEqual(other.call("server.ping"), {"alive": True})
        began = time.monotonic()
        self.assertEqual(daemon.stop(), 0)
        self.assertLess(time.monotonic() - began, 15)
        daemon.start()

    @unittest.skipUnless(os.path.exists(STALL), "the library of a disk that hangs is not built")
    def test_a_write_that_takes_longer_than_readers_may_is_answered(self):
        stall = tempfile.mktemp(prefix="bw")
        os.environ.update(LD_PRELOAD=STALL, BW_STALL=stall,
                          ASAN_OPTIONS="verify_asan_link_order=0:" + os.environ.get("ASAN_OPTIONS", ""))
        try:
            daemon = self.start(drain_seconds=1)
        finally:
            del os.environ["LD_PRELOAD"]
        client = self.connect(daemon)
        with open(stall, "w", encoding="ascii"):
            client.send(put(1))
            daemon.process.send_signal(signal.SIGTERM)
            with self.assertRaises(subprocess.TimeoutExpired):
                daemon.process.wait(4)
        os.unlink(stall)
        self.assertEqual(self.answers(client)[0][:3], [1, 1, None])
        self.assertEqual(daemon.process.wait(TIMEOUT), 0)
        daemon.process.stdout.close()
        daemon.start()

    def test_a_second_signal_does_not_cut_the_first_short(self):
        daemon = self.start(waiting_bytes=1 << 20, drain_seconds=2)
        slow = self.connect(daemon)
        flood(slow)
        daemon.process.send_signal(signal.SIGTERM)
        while os.path.exists(daemon.path):      # the doors are closed first
            pass
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            daemon.process.send_signal(number)
        self.assertEqual(daemon.process.wait(TIMEOUT), 0)
        daemon.process.stdout.close()
        daemon.start()

    def test_the_next_one_starts_at_once_at_the_same_doors(self):
        daemon = Daemon(today=TODAY, listen=("127.0.0.1:0",))
        self.addCleanup(daemon.__exit__)
        tcp = daemon.addresses[0]
        for _ in range(5):
            clients = [self.connect(daemon, tcp) for _ in range(5)]
            for client in clients:      # the daemon closes these first: their ports are kept a while
                self.assertEqual(client.call("server.ping"), {"alive": True})
            self.assertEqual(daemon.stop(), 0)
            self.assertFalse(os.path.exists(daemon.path))
            daemon.listen = (tcp,)
            daemon.start()
            self.assertEqual(daemon.addresses[0], tcp)
            self.assertEqual(self.connect(daemon, tcp).call("server.ping"), {"alive": True})

    def test_a_signal_while_it_starts_ends_it_in_order(self):
        daemon = self.start()
        self.assertEqual(daemon.stop(), 0)
        command = [DAEMON, "--data", daemon.data, "--unix", daemon.path, "--listen", "none"]
        codes = set()
        for step in range(20):
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            while not catches(process.pid, signal.SIGTERM):
                pass                    # until it listens to signals at all
            for _ in range(step * 1000):
                pass
            process.terminate()
            codes.add(process.wait(TIMEOUT))
        self.assertEqual(codes, {0})
        daemon.start()


class Socket(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="bw")
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "s")
        self.command = [DAEMON, "--data", os.path.join(folder.name, "store"), "--unix", self.path,
                        "--listen", "none"]

    def run_once(self) -> tuple[int, str]:
        """Starts, waits until it listens or has ended, ends it; its code and what it said."""
        process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if process.stdout.readline():
            process.terminate()
        _, err = process.communicate(timeout=TIMEOUT)
        return process.returncode, err

    def test_a_stale_one_is_replaced(self):
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(self.path)
        self.assertTrue(os.path.exists(self.path))
        self.assertEqual(self.run_once(), (0, ""))
        self.assertFalse(os.path.exists(self.path))

    def test_one_of_a_daemon_that_was_killed_is_replaced(self):
        process = subprocess.Popen(self.command, stdout=subprocess.PIPE)
        process.stdout.readline()
        process.kill()
        process.communicate()
        self.assertTrue(os.path.exists(self.path))
        self.assertEqual(self.run_once(), (0, ""))

    def test_a_living_one_is_refused_and_named(self):
        with socket.socket(socket.AF_UNIX) as alive:
            alive.bind(self.path)
            alive.listen(1)
            code, err = self.run_once()
            self.assertEqual(code, 1)
            self.assertEqual(err, f"bekwaamd: unix: {self.path}: is in use, process {os.getpid()} listens there; "
                                  "end it or take another path\n")
            self.assertTrue(os.path.exists(self.path))

    def test_a_living_one_that_is_too_busy_to_answer_is_refused(self):
        with socket.socket(socket.AF_UNIX) as alive:
            alive.bind(self.path)
            alive.listen(0)
            waiting = []
            try:
                for _ in range(10):     # until nobody more may wait
                    waiting.append(socket.socket(socket.AF_UNIX))
                    waiting[-1].setblocking(False)
                    waiting[-1].connect(self.path)
            except BlockingIOError:
                pass
            code, err = self.run_once()
            for sock in waiting:
                sock.close()
            self.assertEqual(code, 1)
            self.assertIn("another process listens there", err)

    def test_what_is_no_socket_is_left_alone(self):
        with open(self.path, "w", encoding="ascii") as file:
            file.write("precious")
        code, err = self.run_once()
        self.assertEqual(code, 1)
        self.assertIn("is no socket", err)
        with open(self.path, encoding="ascii") as file:
            self.assertEqual(file.read(), "precious")

    def test_the_path_of_another_is_not_removed_at_the_end(self):
        process = subprocess.Popen(self.command, stdout=subprocess.PIPE)
        process.stdout.readline()
        os.unlink(self.path)
        with socket.socket(socket.AF_UNIX) as other:
            other.bind(self.path)
            process.terminate()
            process.communicate(timeout=TIMEOUT)
            self.assertEqual(process.returncode, 0)
            self.assertTrue(os.path.exists(self.path))


if __name__ == "__main__":
    unittest.main()
