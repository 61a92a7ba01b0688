"""A store that cannot be written: the daemon does not start and says which file and why; one that
turns read-only under a running daemon refuses writes, and reads go on."""
import os
import shutil
import subprocess
import tempfile
import unittest

from client import DAEMON, TOOL, Daemon, RpcError, load
from faults import SmallDisk, ids, people, verify
from world import TODAY, town

UNPRIVILEGED = 65534


def as_nobody():
    """Whoever may everything is refused nothing: where the tests run as root, what they start does
    not."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(UNPRIVILEGED)
        os.setuid(UNPRIVILEGED)


class ReadOnly(unittest.TestCase):
    def setUp(self):
        with Daemon(today=TODAY) as daemon:
            client = daemon.client()
            load(client, town())
            client.call("employee.put", {"items": people("a", 20)})
            client.close()
            daemon.stop()
            self.store = tempfile.mkdtemp(prefix="bwro")
            shutil.copy(daemon.data + "/data.mdb", self.store)
        self.addCleanup(shutil.rmtree, self.store, ignore_errors=True)
        os.chmod(self.store, 0o755)
        os.chmod(self.store + "/data.mdb", 0o644)

    def run_as_nobody(self, *command: str) -> subprocess.CompletedProcess:
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60,
                              preexec_fn=as_nobody)

    def start(self) -> subprocess.CompletedProcess:
        return self.run_as_nobody(DAEMON, "--data", self.store, "--listen", "none", "--unix",
                                  "none")

    def say(self, done: subprocess.CompletedProcess, *words: str) -> None:
        self.assertEqual(done.returncode, 3, done)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)

    def reachable(self) -> None:
        if self.run_as_nobody(TOOL, "--version").returncode != 0:
            self.skipTest("the programs are out of reach for another user here")

    def test_a_directory_that_may_not_be_written_is_named(self):
        self.reachable()
        if os.geteuid() != 0:
            os.chmod(self.store, 0o555)
        self.say(self.start(), self.store, "Permission denied", "must be writable")

    def test_a_data_file_that_may_not_be_written_is_named(self):
        self.reachable()
        os.chmod(self.store, 0o777)
        os.chmod(self.store + "/data.mdb", 0o444)
        self.say(self.start(), "data.mdb", "Permission denied", "must be writable")

    def test_verify_needs_no_right_to_write(self):
        self.reachable()
        os.chmod(self.store + "/data.mdb", 0o444)
        if os.geteuid() != 0:
            os.chmod(self.store, 0o555)
        done = self.run_as_nobody(TOOL, "--data", self.store, "verify")
        self.assertEqual(done.returncode, 0, done)
        self.assertIn(" 0 wrong", done.stdout)
        os.chmod(self.store, 0o755)
        self.assertEqual(sorted(os.listdir(self.store)), ["data.mdb"], "verify left something")

    def test_verify_of_what_may_not_be_read_says_so(self):
        self.reachable()
        os.chmod(self.store + "/data.mdb", 0o000)
        self.say(self.run_as_nobody(TOOL, "--data", self.store, "verify"), "data.mdb",
                 "Permission denied")


class ReadOnlyMount(unittest.TestCase):
    def setUp(self):
        self.disk = SmallDisk(32 << 20)
        self.addCleanup(self.disk.close)
        if not self.disk.path:
            self.skipTest("no file system can be mounted here")
        self.daemon = Daemon(today=TODAY, data=f"{self.disk.path}/store")
        self.addCleanup(self.daemon.__exit__)
        self.client = self.daemon.client()
        self.addCleanup(lambda: self.client.close())
        load(self.client, town())
        self.client.call("employee.put", {"items": people("a", 20)})

    def test_a_daemon_on_one_does_not_start_and_says_why(self):
        self.daemon.stop()
        self.disk.remount("ro")
        done = subprocess.run([DAEMON, "--data", self.daemon.data, "--listen", "none", "--unix",
                               "none"], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 3, done)
        self.assertIn("Read-only file system", done.stderr)
        self.assertIn(self.daemon.data, done.stderr)
        self.assertEqual(verify(self.daemon.data).returncode, 0)
        self.disk.remount("rw")
        self.daemon.start()
        self.client.close()
        self.client = self.daemon.client()
        self.assertEqual(len(ids(self.client)), 21)


if __name__ == "__main__":
    unittest.main()
