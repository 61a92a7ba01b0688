"""Description to label over ESCO's occupations, through the engine: see esco_rank.c for what is ranked
against what. The gates are under the figures of the first run; they are only raised."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
ESCO = ROOT.parent / "shared/data/esco"
TOOL = os.environ.get("BEKWAAM", str(ROOT / "build/dev/bekwaam"))
RANK = os.environ.get("ESCO_RANK", str(ROOT / "build/dev/tests/text/esco_rank"))
GATES = {("nl", "label"): .89, ("en", "label"): .92}


@unittest.skipUnless(ESCO.exists(), f"{ESCO} is not there")
class Rank(unittest.TestCase):
    def test_a_description_finds_its_label(self):
        with tempfile.TemporaryDirectory(prefix="bw") as folder:
            store = f"{folder}/store"
            for command in (["init"], ["import", "esco", str(ESCO)]):
                subprocess.run([TOOL, "--data", store, *command], check=True, capture_output=True)
            text = subprocess.run([RANK, store], check=True, capture_output=True, text=True).stdout
        print("\n" + text)
        figures = {(lang, to): (float(rank), int(n)) for lang, to, rank, n in re.findall(
            r"(nl|en), description to (.*): MRR@10 ([0-9.]+) over (\d+) occupations", text)}
        self.assertEqual(len(figures), 4)
        for of, gate in GATES.items():
            self.assertGreaterEqual(figures[of][0], gate, of)
            self.assertGreater(figures[of][1], 3000)


if __name__ == "__main__":
    unittest.main()
