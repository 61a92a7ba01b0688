"""Co-enrolment at real size: 97,722 users of a public set beside the project, which is never copied; skipped
without it, with a line why.

The last item of each line is held back, as the set's note says. It is unlike all others, though: those last items are
332 different ones where the rest has over 3,000, and every item that a user has twice has its second place there. It
says nothing of what people take next, and each method does as badly on it. So the set is measured without it, too, and
with the last two of each line exchanged: then what is foretold is what people take next, and the odd one stands before
it.
"""
import bisect
import gzip
import json
import math
import os
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BEKWAAM = os.environ.get("BEKWAAM", str(ROOT / "build/release/bekwaam"))
FILE = ROOT.parent / "shared/data/interactions/mooccubex/train.txt.gz"
in_full = unittest.skipUnless(os.environ.get("BEKWAAM_FULL") == "1", "only in the full form (tools/check --full)")


def evaluate(*args, file=FILE):
    done = subprocess.run([BEKWAAM, "--json", "evaluate", "--interactions", file, *args], check=True,
                          capture_output=True, text=True, timeout=1500)
    found = json.loads(done.stdout)
    return found, {method["name"]: method for method in found["methods"]}


def popularity(without_last):
    """HR@10 and NDCG@10 of the most taken first, said again."""
    rows = []
    with gzip.open(FILE, "rt") as file:
        for line in file:
            row = line.split()[1:]
            rows.append(list(dict.fromkeys(row[:len(row) - without_last])))
    takers = {item: 0 for row in rows for item in row}
    for row in rows:
        for item in row[:-1]:
            takers[item] += 1
    order = sorted(takers.values())
    hits = gain = 0
    for row in rows:
        own = takers[row[-1]]
        as_many = len(order) - bisect.bisect_left(order, own)
        rank = as_many - sum(takers[item] >= own for item in row[:-1])
        if rank <= 10:
            hits += 1
            gain += 1 / math.log2(1 + rank)
    return hits / len(rows), gain / len(rows)


@unittest.skipUnless(FILE.exists(), f"{FILE} is not here: co-enrolment is not measured at real size")
class Mooccubex(unittest.TestCase):
    @in_full
    def test_last_item_as_the_note_says(self):
        found, methods = evaluate()
        self.assertEqual([found[name] for name in ("users", "items", "interactions", "repeated", "judged")],
                         [97722, 3320, 1181864, 881, 97722])
        hits, gain = popularity(0)
        self.assertAlmostEqual(methods["popularity"]["hr"]["10"], hits, delta=1e-12)
        self.assertAlmostEqual(methods["popularity"]["ndcg"]["10"], gain, delta=1e-12)

    def test_what_people_take_next(self):
        found, methods = evaluate("--without-last", "1")
        self.assertEqual([found[name] for name in ("users", "repeated", "judged")], [97722, 0, 97722])
        hits, gain = popularity(1)
        self.assertAlmostEqual(methods["popularity"]["hr"]["10"], hits, delta=1e-12)
        self.assertAlmostEqual(methods["popularity"]["ndcg"]["10"], gain, delta=1e-12)
        reached = {name: method["ndcg"]["10"] for name, method in methods.items()}
        print(reached)
        # Set from the first run; only to be raised.
        self.assertGreaterEqual(reached["served"], .203)
        self.assertGreaterEqual(reached["ease"], .184)
        self.assertGreaterEqual(reached["follow_up"], .192)
        self.assertGreater(reached["ease"], 1.1 * reached["item_knn"])
        self.assertGreater(reached["served"], 1.05 * reached["ease"])
        self.assertGreater(methods["served"]["follow_share"], 0)

    @in_full
    def test_what_people_take_after_an_odd_item(self):
        with tempfile.TemporaryDirectory() as folder:
            exchanged = pathlib.Path(folder) / "exchanged.txt"
            with gzip.open(FILE, "rt") as lines, exchanged.open("w") as out:
                for line in lines:
                    row = line.split()
                    out.write(" ".join(row[:-2] + [row[-1], row[-2]]) + "\n")
            _, methods = evaluate(file=exchanged)
        reached = {name: method["ndcg"]["10"] for name, method in methods.items()}
        print(reached)
        # By one place alone, the odd one's, a ridge of 100,000 was chosen: .1103 for EASE, .1189 as served.
        self.assertGreaterEqual(reached["ease"], .184)
        self.assertGreaterEqual(reached["served"], .142)
        self.assertGreaterEqual(reached["follow_up"], .111)


if __name__ == "__main__":
    unittest.main()
