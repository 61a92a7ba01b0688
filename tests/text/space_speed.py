"""What training a text model takes at full size: 14,000 competencies, 3,039 roles, 20,000 courses.

    /usr/bin/python3 tests/text/space_speed.py [--data STORE] [--threads N]

Without --data a store is made from ESCO in ../shared as tests/text/search_speed.py makes one. A model and
all vectors are made three times (space_speed.c), which must give the same bytes. Where SciPy is installed its
truncated SVD of as many texts as were measured elsewhere (3,000: character TF-IDF, 256 dimensions) is timed
beside it.
"""
import argparse
import pathlib
import random
import subprocess
import sys
import tempfile
import time

import search_speed
from search_speed import ESCO, TOOL, Daemon

ROOT = pathlib.Path(__file__).resolve().parents[2]
SPEED = ROOT / "build/release/tests/text/space_speed"
PEER_TEXTS = 3000


def make(store: str) -> None:
    subprocess.run([TOOL, "--data", store, "init"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([TOOL, "--data", store, "import", "esco", str(ESCO)], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with Daemon(data=store) as daemon:
        client = daemon.client()
        search_speed.fill(client, random.Random(7))
        client.close()


def texts(store: str, n: int) -> list[str]:
    with Daemon(data=store) as daemon:
        client = daemon.client()
        roles = client.call("role.list", {"limit": 1000})["items"]
        courses = client.everything("course")
        client.close()
    return [" ".join(str(x) for field in ("label", "title", "alt_labels", "description")
                     for x in (record.get(field) or {}).values())
            for record in roles + courses][:n]


def peer(store: str) -> None:
    """A plain way with SciPy: pieces of 3 to 5 characters, TF-IDF, svds."""
    try:
        import numpy
        from scipy.sparse import csr_matrix, diags
        from scipy.sparse.linalg import svds
    except ImportError:
        print("SciPy is not installed: nothing to compare with")
        return
    said = texts(store, PEER_TEXTS)
    began, number, at, data = time.perf_counter(), {}, [[], []], []
    for row, text in enumerate(said):
        counts: dict[int, int] = {}
        for word in text.lower().split():
            for size in (3, 4, 5):
                for first in range(len(word) + 3 - size):
                    piece = number.setdefault(f" {word} "[first:first + size], len(number))
                    counts[piece] = counts.get(piece, 0) + 1
        at[0] += [row] * len(counts)
        at[1] += counts
        data += [1 + numpy.log(n) for n in counts.values()]
    matrix = csr_matrix((data, at), shape=(len(said), len(number)))
    matrix = matrix @ diags(numpy.log(1 + len(said) / numpy.bincount(at[1])))
    svds(matrix, k=256)
    print(f"SciPy, {len(said)} texts, pieces alone: {time.perf_counter() - began:.1f} s")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", help="a store that no daemon holds")
    parser.add_argument("--threads", type=int, default=2)
    line = parser.parse_args()
    if not line.data and not ESCO.exists():
        print(f"skipped: {ESCO} is not there")
        return 0
    with tempfile.TemporaryDirectory(prefix="bw") as folder:
        store = line.data or f"{folder}/store"
        if not line.data:
            make(store)
        code = subprocess.run([SPEED, store, str(line.threads)], check=False).returncode
        if code == 0:
            peer(store)
        return code


if __name__ == "__main__":
    sys.exit(main())
