"""kill -9 in the middle of writing: every answered write is there, nothing of an import is half
there, and verify finds the store clean."""
import subprocess
import threading
import unittest

import msgpack

from client import TOOL, Client, Daemon, RpcError, load
from world import TODAY, town


def verify(daemon: Daemon) -> subprocess.CompletedProcess:
    return subprocess.run([TOOL, "--data", daemon.data, "verify"], capture_output=True, text=True,
                          check=False)


def people(start: int, n: int) -> list:
    return [{"id": f"p{i:06}", "org": "stad", "team": "balie", "role": "clerk"}
            for i in range(start, start + n)]


def all_ids(client: Client) -> set:
    found, after = set(), {}
    while True:
        page = client.call("employee.list", {"limit": 1000, **after})
        found |= {item["id"] for item in page["items"]}
        if "next" not in page:
            return found
        after = {"after": page["next"]}


class Crash(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon(today=TODAY)
        client = self.daemon.client()
        load(client, town())
        client.close()

    def tearDown(self):
        self.daemon.__exit__()

    def check_clean(self) -> None:
        """After the kill: verify on the store itself, then a daemon that starts again."""
        result = verify(self.daemon)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.daemon.start()

    def test_every_answered_write_is_there(self):
        for round_number, answered_before_kill in enumerate((1, 7, 40)):
            client = self.daemon.client()
            start = 100000 * round_number
            for n in range(300):  # all on their way at once
                client.request("employee.put", {"items": people(start + 10 * n, 10)})
            answered = [client.receive() for _ in range(answered_before_kill)]
            self.daemon.kill()
            try:  # answers that were on the wire already count, too
                while (answer := client.receive()) is not None:
                    answered.append(answer)
            except ConnectionError:
                pass
            client.close()
            self.check_clean()
            client = self.daemon.client()
            there = all_ids(client)
            for answer in answered:
                self.assertIsNone(answer[2])
                first = start + 10 * (answer[1] - 1)
                self.assertTrue({f"p{i:06}" for i in range(first, first + 10)} <= there)
            self.assertEqual(sum(i != "e1" for i in there) % 10, 0, "a write is half there")
            client.close()

    def fill_import(self, client: Client, n: int) -> int:
        number = client.call("import.begin", {})["import"]
        for start in range(0, n, 1000):
            client.call("import.add", {"import": number, "kind": "employee",
                                       "items": people(500000 + start, 1000)})
        return number

    def test_an_import_is_there_as_a_whole_or_not_at_all(self):
        total = 20000
        for delay in (0.0, 0.02, 0.1, 0.3):
            client = self.daemon.client()
            number = self.fill_import(client, total)
            client.send(msgpack.packb([0, 77, "import.commit", [{"import": number}]]))
            timer = threading.Timer(delay, self.daemon.process.kill)  # a moment inside the commit
            timer.start()
            answer = None
            try:
                answer = client.receive()
            except ConnectionError:
                pass
            timer.join()
            self.daemon.kill()
            client.close()
            self.check_clean()
            client = self.daemon.client()
            there = len(all_ids(client)) - 1
            self.assertIn(there, (0, total), "half an import")
            if answer is not None:
                self.assertEqual(there, total)
            client.close()

    def test_a_killed_connection_leaves_nothing_of_an_import(self):
        client = self.daemon.client()
        self.fill_import(client, 3000)
        client.close()
        client = self.daemon.client()
        self.assertEqual(all_ids(client), {"e1"})
        with self.assertRaises(RpcError):
            client.call("import.commit", {"import": 1})
        client.close()

    def test_verify_names_what_is_wrong_when_a_byte_is_flipped(self):
        client = self.daemon.client()
        client.call("employee.put", {"items": people(0, 50)})
        client.close()
        self.daemon.stop()
        path = self.daemon.data + "/data.mdb"
        with open(path, "r+b") as file:
            data = file.read()
            at = data.rfind(b"\xa2id\xa7p000007") + 6
            self.assertGreater(at, 6)
            while at > 6:  # every copy, old pages included
                file.seek(at)
                file.write(b"q")
                data = data[:at] + b"q" + data[at + 1:]
                at = data.rfind(b"\xa2id\xa7p000007") + 6
        result = verify(self.daemon)
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("checksum", result.stdout + result.stderr)
        self.daemon.start()  # everyone else is still served
        client = self.daemon.client()
        with self.assertRaises(RpcError) as caught:
            client.call("recommend", {"employee": "p000007"})
        self.assertEqual(caught.exception.code, "internal")
        self.assertIn("items", client.call("recommend", {"employee": "p000008"}))
        client.close()


if __name__ == "__main__":
    unittest.main()
