"""A thousand connections that come and go, in the middle of whatever: descriptors and memory come
back, and who stays is answered."""
import os
import random
import resource
import socket
import struct
import time
import unittest

import msgpack

from client import Client, Daemon, load
from faults import FULL, people
from world import TODAY, town

ROUNDS = 5 if FULL else 1
EACH = 1000
# What an allocator may keep of what came back.
SLACK_KB = 8 << 10


def question(n: int, method: str = "recommend", **args) -> bytes:
    return msgpack.packb([0, n, method, [args]])


class Proc:
    """What a daemon holds, as the system tells."""

    def __init__(self, daemon: Daemon):
        self.pid = daemon.process.pid

    def descriptors(self) -> int:
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def anonymous_kb(self) -> int:
        with open(f"/proc/{self.pid}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("RssAnon"))


class Connections(unittest.TestCase):
    """`rude` are the ways in which a peer leaves."""

    def setUp(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        self.daemon = Daemon(today=TODAY, listen=("127.0.0.1:0",))
        self.addCleanup(self.daemon.__exit__)
        self.client = self.daemon.client()
        self.addCleanup(self.client.close)
        load(self.client, town())
        self.client.call("employee.put", {"items": people("p", 200)})
        self.proc = Proc(self.daemon)
        self.draw = random.Random(7)
        self.tcp = next(a for a in self.daemon.addresses if "/" not in a)

    def open(self, n: int) -> socket.socket:
        return Client(self.daemon.path if n % 2 else self.tcp).sock

    # Ways of leaving; each has just opened `sock`.
    def at_once(self, sock: socket.socket) -> None:
        pass

    def after_a_part(self, sock: socket.socket) -> None:
        whole = question(1, "employee.put", items=people("x", 40))
        sock.sendall(whole[:self.draw.randrange(1, len(whole))])

    def before_the_answer(self, sock: socket.socket) -> None:
        sock.sendall(b"".join(question(n, employee="e1") for n in range(8)))

    def before_the_answer_of_a_write(self, sock: socket.socket) -> None:
        sock.sendall(question(1, "employee.put", items=people("y", 2)))

    def in_the_middle_of_the_answer(self, sock: socket.socket) -> None:
        sock.sendall(question(1, "employee.list", limit=200))
        sock.recv(10)

    def in_the_middle_of_an_import(self, sock: socket.socket) -> None:
        sock.sendall(question(1, "import.begin"))
        number = msgpack.unpackb(sock.recv(1000))[3]["import"]
        sock.sendall(question(2, "import.add", **{"import": number, "kind": "employee",
                                                  "items": people("i", 50)}))

    def after_garbage(self, sock: socket.socket) -> None:
        sock.sendall(b"\xc1" + self.draw.randbytes(50))

    def waves(self, waves: int, each: int) -> None:
        rude = [self.at_once, self.after_a_part, self.before_the_answer,
                self.before_the_answer_of_a_write, self.in_the_middle_of_the_answer,
                self.in_the_middle_of_an_import, self.after_garbage]
        for _ in range(waves):
            socks = [self.open(n) for n in range(each)]
            for n, sock in enumerate(socks):
                try:
                    rude[n % len(rude)](sock)
                    if n % 3 == 0:   # a reset instead of an end
                        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                        struct.pack("ii", 1, 0))
                except OSError:
                    pass
                sock.close()

    def settle(self, descriptors: int | None = None) -> None:
        """Until the daemon has noticed that all are gone; each look is a question that it answers."""
        until = time.monotonic() + 60
        while (self.client.call("server.stats")["connections"] > 1 or
               descriptors is not None and self.proc.descriptors() != descriptors):
            self.assertLess(time.monotonic(), until, "connections or descriptors stay")

    def test_a_thousand_that_leave_in_every_way_cost_nothing_for_good(self):
        before = self.proc.descriptors()
        self.waves(1, EACH)
        self.settle(before)
        memory = self.proc.anonymous_kb()
        self.waves(2 * ROUNDS, EACH)
        self.settle(before)
        self.assertLess(self.proc.anonymous_kb(), memory + SLACK_KB)
        self.assertGreater(self.client.call("server.stats")["connections_ever"], 3 * EACH)
        self.assertTrue(self.client.call("recommend", {"employee": "e1"})["items"])

    def test_a_thousand_at_once_are_all_answered(self):
        before = self.proc.descriptors()
        socks = [self.open(n) for n in range(EACH)]
        for n, sock in enumerate(socks):
            sock.sendall(question(n, "server.ping"))
        for n, sock in enumerate(socks):
            self.assertEqual(msgpack.unpackb(sock.recv(4096))[1], n)
            sock.close()
        self.settle(before)


class HalfOpen(unittest.TestCase):
    """Peers that vanish without a word: nothing ever comes, not even an end."""

    CONFIG = '{"limits": {"idle_seconds": 1, "message_seconds": 1}}'

    def start(self, config: str = CONFIG) -> Daemon:
        import tempfile
        file = tempfile.NamedTemporaryFile("w", suffix=".json")
        self.addCleanup(file.close)
        file.write(config)
        file.flush()
        daemon = Daemon(today=TODAY, config=file.name, listen=("127.0.0.1:0",))
        self.addCleanup(daemon.__exit__)
        return daemon

    def wait_gone(self, daemon: Daemon) -> None:
        until = time.monotonic() + 30
        while True:   # a new one each time: we must not idle either
            client = daemon.client()
            n = client.call("server.stats")["connections"]
            client.close()
            if n == 1:
                return
            self.assertLess(time.monotonic(), until, f"{n} connections stay")

    def test_the_silent_are_let_go_and_so_are_who_stop_in_a_message(self):
        daemon = self.start()
        client = daemon.client()
        load(client, town())
        client.close()
        self.wait_gone(daemon)
        before = Proc(daemon).descriptors() + 1   # the last who asked may just be going
        silent = [Client(daemon.addresses[n % 2]) for n in range(200)]
        for n, each in enumerate(silent):
            if n % 3:
                each.send(question(1, employee="e1")[:n % 17 + 1])
        self.wait_gone(daemon)
        self.assertLessEqual(Proc(daemon).descriptors(), before)
        for each in silent:
            try:
                answer = each.receive()
                if answer:   # whose message could be told is told what was missing
                    self.assertIn("message_seconds", answer[2])
                    answer = each.receive()
                self.assertIsNone(answer)
            except ConnectionResetError:
                pass   # what was left of its message was never read
            each.close()

    def test_the_system_is_asked_to_look_after_tcp_peers(self):
        """Without an idle limit the kernel's probes find out who is gone."""
        daemon = self.start("{}")
        client = Client(daemon.addresses[0])
        client.call("server.ping")
        ours, its = client.sock.getsockname()[1], client.sock.getpeername()[1]
        with open("/proc/net/tcp", encoding="ascii") as file:
            rows = [line.split() for line in file]
        timers = [row[5] for row in rows[1:]
                  if row[1].endswith(f":{its:04X}") and row[2].endswith(f":{ours:04X}")]
        self.assertEqual([timer[:2] for timer in timers], ["02"], rows)   # 02: probes are due
        client.close()


if __name__ == "__main__":
    unittest.main()
