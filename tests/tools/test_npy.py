"""What NumPy itself writes is read as NumPy means it, or refused by name."""
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

try:
    import numpy as np
except ImportError:
    np = None

ROWS = os.environ["NPY_ROWS"]


@unittest.skipIf(np is None, "NumPy is not installed (python3-numpy)")
class TestNpy(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name, "v.npy")
        self.random = np.random.default_rng(4)

    def read(self):
        return subprocess.run([ROWS, str(self.path)], capture_output=True)

    def draw(self, rows, columns):
        a = self.random.standard_normal((rows, columns))
        a[:, 0] += 10  # no row is all 0
        return a

    def test_arrays_come_back(self):
        for kind in ("<f4", ">f4", "<f2", ">f2"):
            for shape in ((1, 1), (3, 456), (700, 16), (2, 4096)):
                for version in ((1, 0), (2, 0), (3, 0)):
                    a = self.draw(*shape).astype(kind)
                    with open(self.path, "wb") as file:
                        np.lib.format.write_array(file, a, version=version)
                    done = self.read()
                    self.assertEqual((done.returncode, done.stderr), (0, b""), (kind, shape))
                    self.assertEqual(done.stdout, a.astype("=f4").tobytes(), (kind, shape))

    def test_every_finite_float16(self):
        bits = np.arange(65536, dtype="<u2")
        a = bits[np.isfinite(bits.view("<f2"))].view("<f2")
        a = np.stack([np.ones_like(a), a], axis=1)
        np.save(self.path, a)
        self.assertEqual(self.read().stdout, a.astype("=f4").tobytes())

    def test_views_are_saved_row_by_row(self):
        a = self.draw(20, 32).astype("<f4")[::2, ::4]
        np.save(self.path, a)
        self.assertEqual(self.read().stdout, a.tobytes())

    def test_others_are_refused(self):
        a = self.draw(4, 3)
        pair = np.zeros((4, 3), dtype=[("x", "<f4"), ("y", "<f4")])
        for array, text in (
                (a, "type '<f8'"), (a.astype("<i4"), "type '<i4'"), (a > 0, "type '|b1'"),
                (a.astype("S3"), "type '|S3'"), (pair, "a type in quotes"),
                (a[0].astype("<f4"), "1 dimension;"), (np.float32(3), "0 dimensions;"),
                (np.ones((2, 2, 2), "<f4"), "3 dimensions;"), (np.ones((0, 3), "<f4"), "no rows"),
                (np.ones((3, 0), "<f4"), "0 numbers a row"),
                (np.ones((2, 4097), "<f4"), "4097 numbers a row"),
                (np.asfortranarray(a.astype("<f4")), "np.ascontiguousarray(a)")):
            np.save(self.path, array)
            done = self.read()
            self.assertEqual((done.returncode, done.stdout), (1, b""), text)
            self.assertTrue(done.stderr.decode().startswith(f"{self.path}: "), done.stderr)
            self.assertIn(text, done.stderr.decode())

    def test_an_archive_is_refused(self):
        np.savez(self.path, a=self.draw(4, 3))
        self.path = self.path.with_suffix(".npy.npz")
        self.assertIn("archive of arrays (.npz)", self.read().stderr.decode())

    def test_memory_does_not_grow_with_the_file(self):
        a = self.draw(32768, 464).astype("<f4")
        np.save(self.path, a)
        want, late = a.tobytes(), 1 << 20
        with subprocess.Popen([ROWS, str(self.path)], stdout=subprocess.PIPE) as reader:
            got = reader.stdout.read(len(want) - late)  # it waits now, near the end
            status = Path(f"/proc/{reader.pid}/status").read_text()
            got += reader.stdout.read()
        self.assertEqual(reader.returncode, 0)
        self.assertEqual(got, want)
        peak_kib = int(status.split("VmHWM:")[1].split()[0])
        self.assertLess(peak_kib << 10, len(want) // 2)


if __name__ == "__main__":
    unittest.main()
