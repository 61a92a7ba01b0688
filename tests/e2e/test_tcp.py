"""The same daemon over TCP and over a UNIX socket, from many connections at once."""
import os
import stat
import subprocess
import threading
import unittest

import msgpack

from client import DAEMON, Daemon, load
from world import TODAY, evidence, make_course, town


class Tcp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(today=TODAY, workers=3, listen=("127.0.0.1:0",))
        client = cls.daemon.client()
        courses = [make_course(f"k{n}", price=1000 * n) for n in range(30)]
        load(client, {**town(), "course": courses, "evidence": [evidence(1)]})
        client.close()
        cls.daemon.restart()     # the votes of peers are counted now, and no more
        cls.tcp = cls.daemon.addresses[0]

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()

    def test_both_give_the_same_bytes(self):
        answers = []
        for address in (self.tcp, self.daemon.path):
            client = self.daemon.client(address)
            answers.append([client.raw("recommend", {"employee": "e1", "diversity": d / 10})
                            for d in range(11)])
            client.close()
        self.assertEqual(answers[0], answers[1])
        self.assertGreater(len(answers[0][0]), 500)

    def test_a_write_through_one_is_seen_through_the_other(self):
        one, other = self.daemon.client(self.tcp), self.daemon.client()
        for number in range(20):
            course = make_course("new", price=number)
            one.call("course.put", {"items": [course]})
            seen = other.call("course.get", {"id": "new"})["item"]
            self.assertEqual(seen["price_cents"], number)
            other.call("course.delete", {"ids": ["new"]})
        one.close()
        other.close()

    def test_many_connections_get_their_own_answers(self):
        wrong: list = []

        def ask(number: int) -> None:
            client = self.daemon.client(self.tcp if number % 2 else None)
            for turn in range(40):
                k = 1 + (number + turn) % 20
                answer = client.call("recommend", {"employee": "e1", "k": k, "diversity": 0})
                if [i["rank"] for i in answer["items"]] != list(range(1, k + 1)):
                    wrong.append((number, turn, k))
            client.close()
        threads = [threading.Thread(target=ask, args=(number,)) for number in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])

    def test_questions_sent_at_once_are_all_answered_once(self):
        client = self.daemon.client(self.tcp)
        sent = b"".join(msgpack.packb([0, msgid, "recommend", [{"employee": "e1"}]])
                        for msgid in range(50))
        client.send(sent)
        got = sorted(client.receive()[1] for _ in range(50))
        self.assertEqual(got, list(range(50)))
        client.close()

    def test_only_the_owner_may_use_the_socket(self):
        self.assertEqual(stat.S_IMODE(os.stat(self.daemon.path).st_mode), 0o600)

    def test_tcp_is_for_loopback_only(self):
        folder = self.daemon.dir
        done = subprocess.run([DAEMON, "--data", f"{folder}/other", "--unix", f"{folder}/o",
                               "--listen", "0.0.0.0:0"], capture_output=True, text=True,
                              timeout=60, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("loopback", done.stderr)

    def test_a_second_daemon_on_the_same_store_ends_with_3_and_names_the_first(self):
        done = subprocess.run([DAEMON, "--data", self.daemon.data, "--listen", "none",
                               "--unix", f"{self.daemon.dir}/o"], capture_output=True, text=True,
                              timeout=60, check=False)
        self.assertEqual(done.returncode, 3)
        self.assertIn(str(self.daemon.process.pid), done.stderr)


if __name__ == "__main__":
    unittest.main()
