"""Runs the command in a folder of its own, for the tests beside this file."""
import os
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BEKWAAM = os.environ.get("BEKWAAM", str(ROOT / "build" / "dev" / "bekwaam"))
BEKWAAMD = os.environ.get("BEKWAAMD", str(ROOT / "build" / "dev" / "bekwaamd"))
SAMPLE = ROOT / "data" / "sample"
TODAY = "2026-11-24"


class ToolTest(unittest.TestCase):
    """A temporary folder, and the command run in it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="bw-tool-")
        self.addCleanup(folder.cleanup)
        self.dir = pathlib.Path(folder.name)

    def run_tool(self, *args, code=0, **kwargs):
        """The command's output; its exit code must be `code`."""
        env = {**os.environ, "BEKWAAMD": BEKWAAMD, "COLUMNS": "100"}
        done = subprocess.run([BEKWAAM, *map(str, args)], cwd=self.dir, env=env, timeout=120,
                              capture_output=True, text=True, check=False, **kwargs)
        self.assertEqual(done.returncode, code, f"{args}\n{done.stdout}\n{done.stderr}")
        self.assertNotIn("Sanitizer", done.stderr)
        return done

    def make_store(self, name="store"):
        self.run_tool("init", name)
        return name

    def write(self, name, text):
        path = self.dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return name
