"""What `cmake --install` puts in place: programs that run from there, and units that systemd takes and calls safe."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

BUILD = os.environ.get("BW_BUILD_DIR", str(pathlib.Path(__file__).resolve().parents[2] / "build/dev"))
EXPOSURE_MOST = 2.0


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="bw")
        cls.addClassCleanup(folder.cleanup)
        cls.root = pathlib.Path(folder.name) / "root"
        subprocess.run(["cmake", "--install", BUILD, "--prefix", cls.root], check=True, capture_output=True)
        cls.units = cls.root / "lib/systemd/system"

    def test_the_programs_run_from_there(self):
        data = self.root / "store"
        done = subprocess.run([self.root / "bin/bekwaam", "--data", data, "init"], capture_output=True, text=True,
                              timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        done = subprocess.run([self.root / "bin/bekwaam", "--data", data, "--json", "call", "server.info"],
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('"solver": "cbc"', done.stdout.replace('":"', '": "'))

    def service(self) -> str:
        return (self.units / "bekwaamd.service").read_text(encoding="utf-8")

    def test_the_units_fit_each_other(self):
        service, sockets = self.service(), (self.units / "bekwaamd.socket").read_text(encoding="utf-8")
        self.assertNotIn("@CMAKE", service)
        start = re.search(r"^ExecStart=(\S+)", service, re.M)[1]
        self.assertTrue(start.endswith("/bin/bekwaamd"), start)
        streams = re.findall(r"^ListenStream=(.*)$", sockets, re.M)
        self.assertIn("127.0.0.1:7611", streams)
        users = (self.root / "lib/sysusers.d/bekwaam.conf").read_text(encoding="utf-8")
        self.assertIn(f"u {re.search(r'^User=(.*)$', service, re.M)[1]} ", users)
        self.assertTrue((self.root / "share/doc/bekwaam/operations.md").exists())

    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd is not installed: its judgement is not heard")
    def test_systemd_takes_them_and_calls_them_safe(self):
        here = self.root / "units"
        here.mkdir()
        for name in ("bekwaamd.service", "bekwaamd.socket"):
            text = (self.units / name).read_text(encoding="utf-8")
            (here / name).write_text(re.sub(r"^ExecStart=\S+", f"ExecStart={self.root}/bin/bekwaamd", text, flags=re.M),
                                     encoding="utf-8")
        done = subprocess.run(["systemd-analyze", "verify", here / "bekwaamd.service", here / "bekwaamd.socket"],
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))
        done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager",
                               here / "bekwaamd.service"], capture_output=True, text=True, timeout=60, check=False)
        found = re.search(r"Overall exposure level for bekwaamd\.service: ([\d.]+)", done.stdout)
        self.assertIsNotNone(found, done.stdout + done.stderr)
        self.assertLessEqual(float(found[1]), EXPOSURE_MOST, done.stdout)


if __name__ == "__main__":
    unittest.main()
