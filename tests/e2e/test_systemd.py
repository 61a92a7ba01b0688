"""What systemd and the daemon tell each other: readiness, a watchdog that is fed only by who works, sockets."""
import os
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from client import DAEMON, TIMEOUT, Client, load
from world import TODAY, town

STALL = os.environ.get("BW_STALL_LIBRARY", "")


class Started(unittest.TestCase):
    """A daemon as systemd starts one: with a place to be told things, and sockets handed over."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="bw")
        self.addCleanup(folder.cleanup)
        self.dir = folder.name
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.notify.close)
        self.notify.bind(self.path("notify"))
        self.notify.settimeout(30)
        self.process = None
        self.addCleanup(self.kill)

    def path(self, name: str) -> str:
        return os.path.join(self.dir, name)

    def start(self, *sockets: socket.socket, pid: str = "$$", options: tuple[str, ...] = (),
              **env: str) -> None:
        """The shell stands between: it knows the number of the process that it becomes."""
        words = [DAEMON, "--data", self.path("store"), "--today", TODAY, "--workers", "2", *options]
        if not sockets:
            words += ["--listen", "none", "--unix", self.path("s")]
        # first out of the way of each other, then to 3 and on
        moves = [f"exec {60 + n}<&{s.fileno()}; exec {3 + n}<&{60 + n} {60 + n}<&-;"
                 for n, s in enumerate(sockets)]
        script = "".join(moves) + f'LISTEN_PID={pid} LISTEN_FDS={len(sockets)} exec "$@"' if sockets \
            else 'exec "$@"'
        self.process = subprocess.Popen(
            ["bash", "-c", script, "bash", *words], pass_fds=[s.fileno() for s in sockets],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "NOTIFY_SOCKET": self.path("notify"), **env})

    def kill(self) -> None:
        if self.process and self.process.returncode is None:
            self.process.kill()
            self.process.communicate()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=TIMEOUT)
        return self.process.returncode

    def told(self, word: str) -> str:
        """The next message with the word."""
        while word not in (text := self.notify.recv(4096).decode()):
            pass
        return text

    def client(self, path: str) -> Client:
        client = Client(path)
        self.addCleanup(client.close)
        return client


class Notify(Started):
    def test_ready_means_that_it_answers_and_stopping_comes_before_the_end(self):
        self.start()
        self.assertEqual(self.notify.recv(4096), b"READY=1")
        self.assertEqual(self.client(self.path("s")).call("server.ping"), {"alive": True})
        self.assertEqual(self.stop(), 0)
        self.assertEqual(self.notify.recv(4096), b"STOPPING=1")

    def test_an_abstract_address(self):
        name = f"bekwaam-test-{os.getpid()}"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as other:
            other.bind("\0" + name)
            other.settimeout(30)
            self.start(NOTIFY_SOCKET="@" + name)
            self.assertEqual(other.recv(4096), b"READY=1")

    def test_a_reload_is_told(self):
        self.start()
        self.told("READY=1")
        self.process.send_signal(signal.SIGHUP)
        lines = self.notify.recv(4096).decode().splitlines()
        self.assertEqual(lines[0], "RELOADING=1")
        self.assertLessEqual(int(lines[1].removeprefix("MONOTONIC_USEC=")), time.monotonic_ns() // 1000)
        self.assertEqual(self.notify.recv(4096), b"READY=1")

    def test_nobody_to_tell_is_no_trouble(self):
        for nowhere in (self.path("nobody"), "", "relative", "/" + "x" * 200):
            self.start(NOTIFY_SOCKET=nowhere)
            self.assertTrue(self.process.stdout.readline().startswith("listening on "))
            self.assertEqual(self.stop(), 0)


class Watchdog(Started):
    def test_it_is_fed_while_all_goes_on(self):
        self.start(WATCHDOG_USEC="400000")
        self.told("READY=1")
        began = time.monotonic()
        for _ in range(10):
            self.assertEqual(self.notify.recv(4096), b"WATCHDOG=1")
        self.assertLess(time.monotonic() - began, 4, "as often as is asked")

    def test_a_watchdog_of_another_process_is_not_fed(self):
        self.start(WATCHDOG_USEC="10000", WATCHDOG_PID="1")
        self.told("READY=1")
        self.assertEqual(self.client(self.path("s")).call("server.ping"), {"alive": True})
        self.assertEqual(self.stop(), 0)
        self.assertEqual(self.notify.recv(4096), b"STOPPING=1")

    @unittest.skipUnless(os.path.exists(STALL), "the library of a disk that hangs is not built")
    def test_a_writer_that_hangs_is_not_covered_up(self):
        stall = self.path("stall")
        self.start(WATCHDOG_USEC="400000", LD_PRELOAD=STALL, BW_STALL=stall,
                   ASAN_OPTIONS="verify_asan_link_order=0:" + os.environ.get("ASAN_OPTIONS", ""))
        self.told("READY=1")
        client = self.client(self.path("s"))
        load(client, town())
        open(stall, "w", encoding="ascii").close()
        client.request("team.put", {"items": [{"id": "late", "org": "stad", "name": "x"}]})
        self.notify.settimeout(2)
        with self.assertRaises(TimeoutError):       # the patience of three seconds runs out
            for _ in range(100):
                self.assertEqual(self.notify.recv(4096), b"WATCHDOG=1")
        other = self.client(self.path("s"))
        self.assertEqual(other.call("server.ping"), {"alive": True}, "the workers are well")
        os.unlink(stall)
        self.assertEqual(client.receive()[2], None)
        self.notify.settimeout(30)
        self.assertEqual(self.notify.recv(4096), b"WATCHDOG=1")


class Sockets(Started):
    def unix(self, name: str) -> socket.socket:
        sock = socket.socket(socket.AF_UNIX)
        self.addCleanup(sock.close)
        sock.bind(self.path(name))
        sock.listen(16)
        return sock

    def tcp(self, host: str) -> socket.socket:
        sock = socket.socket()
        self.addCleanup(sock.close)
        sock.bind((host, 0))
        sock.listen(16)
        return sock

    def test_both_kinds_are_taken_and_stay_when_it_ends(self):
        unix, tcp = self.unix("given"), self.tcp("127.0.0.1")
        host, port = tcp.getsockname()
        early = self.client(self.path("given"))
        early.request("server.ping")        # before there is a daemon
        self.start(unix, tcp)
        self.told("READY=1")
        lines = [self.process.stdout.readline() for _ in range(2)]
        self.assertEqual(lines, [f"listening on {self.path('given')}\n", f"listening on {host}:{port}\n"])
        self.assertEqual(early.receive()[3], {"alive": True})
        self.assertEqual(self.client(f"{host}:{port}").call("server.ping"), {"alive": True})
        self.assertFalse(os.path.exists(self.path("s")), "no other door is opened")
        self.assertEqual(self.stop(), 0)
        self.assertTrue(os.path.exists(self.path("given")), "the path is systemd's")
        between = self.client(self.path("given"))
        between.request("server.ping")      # waits for the next one
        self.start(unix, tcp)
        self.assertEqual(between.receive()[3], {"alive": True})
        self.assertEqual(self.stop(), 0)

    def refused(self, sock: socket.socket) -> str:
        self.start(sock)
        _, err = self.process.communicate(timeout=TIMEOUT)
        self.assertEqual(self.process.returncode, 2)
        return err

    def test_what_may_not_be_listened_on_is_refused(self):
        self.assertIn("loopback", self.refused(self.tcp("0.0.0.0")))
        with socket.socket(socket.AF_UNIX) as mute:
            mute.bind(self.path("mute"))
            self.assertIn("listens for streams", self.refused(mute))
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as datagrams:
            datagrams.bind(self.path("datagrams"))
            self.assertIn("listens for streams", self.refused(datagrams))

    def test_sockets_of_another_process_are_left_alone(self):
        unix = self.unix("given")
        self.start(unix, pid="1", options=("--listen", "none", "--unix", self.path("s")))
        self.assertEqual(self.process.stdout.readline(), f"listening on {self.path('s')}\n")
        self.assertEqual(self.stop(), 0)


if __name__ == "__main__":
    unittest.main()
