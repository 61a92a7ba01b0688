"""What training a text model takes at full size: 14,000 competencies, 3,039 roles, 20,000 courses.

    /usr/bin/python3 tests/text/space_speed.py [--data STORE] [--threads N] [--build DIR] [--figures MAKINGS]

Without --data a store is made from ESCO in ../shared as tests/text/search_speed.py makes one. A model and
all vectors are made three times (space_speed.c), which must give the same bytes. Where SciPy is installed its
truncated SVD of as many texts as were measured elsewhere (3,000: character TF-IDF, 256 dimensions) is timed
beside it. With --figures all is made so often by all threads, in the form that tools/bench gathers.
"""
import argparse
import os
import pathlib
import random
import subprocess
import sys
import tempfile

import search_speed
from search_speed import ESCO, TOOL, Daemon

ROOT = pathlib.Path(__file__).resolve().parents[2]
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
    """What tools/bench_peers.py takes for it, or why it takes nothing."""
    with tempfile.NamedTemporaryFile("w", prefix="bw", encoding="utf-8") as file:
        file.writelines(" ".join(text.split()) + "\n" for text in texts(store, PEER_TEXTS))
        file.flush()
        done = subprocess.run([ROOT / "tools/bench_peers.py", "svd", file.name], check=False)
    if done.returncode == 3:
        print("missing\tscipy.svd.s\tno SciPy here: apt-get install --no-install-recommends python3-scipy "
              "libopenblas0-pthread")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", help="a store that no daemon holds")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--figures", type=int, metavar="MAKINGS")
    line = parser.parse_args()
    if not line.data and not ESCO.exists():
        print(f"skipped: {ESCO} is not there")
        return 0
    with tempfile.TemporaryDirectory(prefix="bw") as folder:
        store = line.data or f"{folder}/store"
        if not line.data:
            make(store)
        makings = [str(line.figures)] if line.figures else []
        code = subprocess.run([line.build / "tests/text/space_speed", store, str(line.threads), *makings],
                              check=False).returncode
        if code == 0:
            peer(store)
        return code


if __name__ == "__main__":
    sys.exit(main())
