"""A disk that fills up or breaks while a daemon writes: each write is answered with what became of
it, reads go on, writes go on once there is room, and what was answered is there."""
import errno
import os
import subprocess
import unittest

from client import DAEMON, Client, Daemon, RpcError, load
from faults import LIBRARY, FaultyDaemon, SmallDisk, crash_and_start, ids, people
from world import TODAY, make_course, town

MIB = 1 << 20


def fill(client: Client, prefix: str, most: int = 400) -> tuple[set[str], RpcError | None]:
    """Writes of a hundred people until one is refused: who was answered to be there, and why the
    last were not."""
    there: set[str] = set()
    for n in range(most):
        items = people(f"{prefix}{n:03}-", 100)
        try:
            client.call("employee.put", {"items": items})
        except RpcError as error:
            return there, error
        there |= {item["id"] for item in items}
    return there, None


class Reads:
    """What a daemon must go on answering, and as before."""

    def __init__(self, client: Client):
        self.client = client
        self.before = self.answers()

    def answers(self) -> list:
        return [self.client.call("recommend", {"employee": "e1"})["items"],
                self.client.call("course.list", {})["items"],
                self.client.call("course.search", {"text": "k1", "k": 3})["items"],
                self.client.call("server.ping", {})]


class FullDisk(unittest.TestCase):
    def setUp(self):
        self.disk = SmallDisk(6 * MIB)
        self.addCleanup(self.disk.close)
        if not self.disk.path:
            self.skipTest("no small file system can be mounted here; the simulated one is tested")

    def start(self) -> tuple[Daemon, Client]:
        daemon = Daemon(today=TODAY, data=f"{self.disk.path}/store")
        self.addCleanup(daemon.__exit__)
        client = daemon.client()
        self.addCleanup(client.close)
        load(client, town())
        return daemon, client

    def check(self, daemon: Daemon, there: set[str]) -> None:
        """All that was answered, and nothing else, outlives a crash."""
        again = crash_and_start(self, daemon)
        self.assertEqual(ids(again), there | {"e1"})
        again.close()

    def test_writes_are_refused_reads_go_on_and_with_room_writes_do(self):
        daemon, client = self.start()
        reads = Reads(client)
        there, error = fill(client, "a")
        self.assertEqual(error.code, "storage_full", error)
        self.assertIn("free disk space", str(error))
        self.assertGreater(len(there), 500)
        for _ in range(20):   # more of the same changes nothing
            with self.assertRaises(RpcError) as caught:
                client.call("employee.put", {"items": people("b", 500)})
            self.assertEqual(caught.exception.code, "storage_full", caught.exception)
        self.assertEqual(reads.answers(), reads.before)
        self.assertEqual(ids(client), there | {"e1"})
        self.disk.remount(f"size={40 * MIB}")
        client.call("employee.put", {"items": people("b", 500)})
        there |= {p["id"] for p in people("b", 500)}
        self.check(daemon, there)

    def test_deleting_makes_room_on_a_full_disk(self):
        """A delete takes room for a moment, too: a few at a time fit where a hundred puts did not."""
        daemon, client = self.start()
        there, error = fill(client, "a")
        self.assertEqual(error.code, "storage_full", error)
        for _ in range(20):
            gone = sorted(there)[:5]
            client.call("employee.delete", {"ids": gone})
            there -= set(gone)
        client.call("employee.put", {"items": people("c", 20)})
        self.check(daemon, there | {p["id"] for p in people("c", 20)})

    def test_an_import_that_does_not_fit_leaves_nothing_and_others_go_on(self):
        daemon, client = self.start()
        other = daemon.client()
        self.addCleanup(other.close)
        number = client.call("import.begin", {})["import"]
        for n in range(30):
            client.call("import.add", {"import": number, "kind": "employee",
                                       "items": people(f"i{n:02}-", 1000)})
        client.request("import.commit", {"import": number})
        answered = set()
        for n in range(40):   # beside it: small ones
            other.call("employee.put", {"items": people(f"s{n:02}-", 1)})
            answered.add(f"s{n:02}-00000")
        answer = client.receive()
        self.assertIn("storage_full", answer[2] or "")
        self.check(daemon, answered)

    def test_a_catalogue_change_that_does_not_fit_is_not_answered_by(self):
        daemon, client = self.start()
        reads = Reads(client)
        there, _ = fill(client, "a")
        large = [make_course(f"k{n}", description="x" * 4000) for n in range(400)]
        with self.assertRaises(RpcError) as caught:
            client.call("course.put", {"items": large})
        self.assertEqual(caught.exception.code, "storage_full", caught.exception)
        self.assertEqual(reads.answers(), reads.before)
        self.check(daemon, there)

    def test_a_store_cannot_be_made_on_a_full_disk_and_the_daemon_says_why(self):
        with open(f"{self.disk.path}/ballast", "wb") as file:
            file.write(bytes(6 * MIB - 4096 * 3))
        done = subprocess.run([DAEMON, "--data", f"{self.disk.path}/store", "--listen", "none",
                               "--unix", "none"], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 3, done)
        self.assertIn("no room left", done.stderr)


@unittest.skipUnless(LIBRARY, "the library of faults is not built")
class BrokenDisk(unittest.TestCase):
    """The same where the moment is chosen: each way in which writing can fail."""

    def setUp(self):
        self.daemon = FaultyDaemon()
        self.addCleanup(self.daemon.__exit__)
        self.client = self.daemon.client()
        self.addCleanup(lambda: self.client.close())
        load(self.client, town())
        self.reads = Reads(self.client)
        self.there: set[str] = {"e1"}

    def put(self, prefix: str, n: int = 200) -> None:
        self.client.call("employee.put", {"items": people(prefix, n)})
        self.there |= {p["id"] for p in people(prefix, n)}

    def refused(self, code: str, **orders) -> str:
        """One write under these orders: refused with this code, reads as they were."""
        self.daemon.orders.give(**orders)
        before = ids(self.client)
        with self.assertRaises(RpcError) as caught:
            self.client.call("employee.put", {"items": people("never", 300)})
        self.assertEqual(caught.exception.code, code, caught.exception)
        self.assertGreater(self.daemon.orders.met, 0)
        self.assertEqual(ids(self.client), before)
        self.assertEqual(self.reads.answers(), self.reads.before)
        return str(caught.exception)

    def check(self) -> None:
        self.daemon.orders.give()
        self.client.close()
        self.client = crash_and_start(self, self.daemon)
        self.assertEqual(ids(self.client), self.there)

    def test_no_room_for_the_pages(self):
        for n, code in enumerate((errno.ENOSPC, errno.EDQUOT, errno.EFBIG)):
            self.refused("storage_full", write_code=code)
            self.daemon.orders.give()
            self.put(f"a{n}")
        self.check()

    def test_no_room_for_the_page_that_makes_it_last(self):
        self.put("a")
        self.refused("storage_full", meta_code=errno.ENOSPC)
        self.daemon.orders.give()
        self.check()
        self.put("b")
        self.check()

    def test_a_disk_that_does_not_write(self):
        self.put("a")
        for _ in range(3):
            text = self.refused("internal", write_code=errno.EIO)
        self.assertIn("Input/output error", text)
        self.daemon.orders.give()
        self.put("b")
        self.check()

    def test_a_disk_that_turned_read_only(self):
        """As file systems do that met errors: reads go on."""
        self.put("a")
        self.assertIn("Read-only file system", self.refused("internal", write_code=errno.EROFS))
        self.check()

    def test_a_disk_that_takes_half_of_a_write(self):
        self.refused("internal", write_code=errno.EIO, is_short=1)
        self.daemon.orders.give()
        self.put("a")
        self.check()

    def test_a_disk_that_does_not_sync(self):
        """A write that may not be on the disk is not answered as if it were."""
        self.put("a")
        self.refused("internal", sync_code=errno.EIO)
        self.daemon.orders.give()
        self.put("b")
        self.check()

    def test_a_disk_that_does_not_write_the_page_that_makes_it_last(self):
        """From then on nobody knows which state the disk holds: writes are refused until a daemon
        has read it again, and the answer says so; reads go on."""
        self.put("a")
        self.refused("internal", meta_code=errno.EIO)
        text = self.refused_for_good()
        self.assertIn("start the daemon again", text)
        self.check()
        self.put("b")
        self.check()

    def refused_for_good(self) -> str:
        self.daemon.orders.give()
        with self.assertRaises(RpcError) as caught:
            self.client.call("employee.put", {"items": people("later", 1)})
        self.assertEqual(caught.exception.code, "internal")
        self.assertEqual(self.reads.answers(), self.reads.before)
        return str(caught.exception)

    def test_each_of_a_group_hears_of_its_own(self):
        """Of many that wait together all are refused, and each that is answered as written is there."""
        clients = [self.daemon.client() for _ in range(8)]
        for turn in range(4):
            self.daemon.orders.give(**({"sync_code": errno.EIO} if turn % 2 else {}))
            for c, client in enumerate(clients):
                for n in range(20):
                    client.request("employee.put", {"items": people(f"g{turn}-{c}-{n}-", 2)})
            for c, client in enumerate(clients):
                for n in range(20):
                    answer = client.receive()
                    self.assertEqual(answer[2] is not None, turn % 2 == 1, answer)
                    if answer[2] is None:
                        first = (answer[1] - 1) % 20
                        self.there |= {p["id"] for p in people(f"g{turn}-{c}-{first}-", 2)}
        for client in clients:
            client.close()
        self.check()


@unittest.skipUnless(hasattr(__import__("resource"), "RLIMIT_FSIZE"), "no limit on file sizes")
class FileSizeLimit(unittest.TestCase):
    def test_a_file_that_may_not_grow_is_a_full_store_and_ends_no_daemon(self):
        import resource
        with Daemon(today=TODAY) as daemon:
            client = daemon.client()
            load(client, town())
            size = os.path.getsize(daemon.data + "/data.mdb")
            resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE,
                             (size + 300000, resource.RLIM_INFINITY))
            there, error = fill(client, "a")
            self.assertEqual(error.code, "storage_full", error)
            resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE,
                             (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            client.call("employee.put", {"items": people("b", 10)})
            self.assertEqual(ids(client), there | {"e1"} | {p["id"] for p in people("b", 10)})
            client.close()


if __name__ == "__main__":
    unittest.main()
