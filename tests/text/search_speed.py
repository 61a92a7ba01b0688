"""How fast the daemon searches and tags 20,000 courses and 14,000 competencies, and what that takes.

    /usr/bin/python3 tests/text/search_speed.py [--data STORE] [--queries N]

Without --data a store is made from ESCO in ../shared: its competencies, filled up to 14,000 with
labels put together from two of them, and 20,000 courses with ESCO's own words in title and
description. Queries are labels as they are, with a typing error, and the last two words of one, a third
each, Dutch and English. Times are of whole calls over a UNIX socket, one at a time, by a Python client.
--data names a store that is there; it is not changed, but for one competency put and deleted again.
"""
import argparse
import pathlib
import random
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from client import SHARED, TOOL, Client, Daemon  # noqa: E402

COMPETENCIES, COURSES = 14000, 20000
ESCO = SHARED / "data/esco"


def put(client: Client, kind: str, items: list[dict], page: int = 5000) -> None:
    for at in range(0, len(items), page):
        client.call(f"{kind}.put", {"items": items[at:at + page]})


def text(draw: random.Random, record: dict, field: str, lang: str) -> str:
    value = record.get(field, "")
    return value if isinstance(value, str) else value.get(lang) or next(iter(value.values()))


def fill(client: Client, draw: random.Random) -> None:
    """Up to full size, in the words of what is there."""
    there = client.everything("competency")
    pairs = [draw.sample(there, 2) for _ in range(COMPETENCIES - len(there))]
    made = [{"id": f"made-{i:05}", "label": {lang: f"{text(draw, a, 'label', lang)} / "
                                             f"{text(draw, b, 'label', lang)}" for lang in ("nl", "en")}}
            for i, (a, b) in enumerate(pairs)]
    put(client, "competency", made)
    described = [c for c in there if c.get("description")]
    courses = []
    for i in range(COURSES):
        a, b, c = draw.sample(described, 3)
        lang = draw.choice(["nl", "en"])
        courses.append({
            "id": f"made-{i:05}", "language": lang, "format": "classroom", "hours": 8,
            "price_cents": 10000, "provider": f"Opleider {draw.randrange(60)}",
            "title": {lang: f"{'Cursus' if lang == 'nl' else 'Course'} "
                      f"{text(draw, a, 'label', lang)}"},
            "description": {lang: f"{text(draw, a, 'description', lang)} "
                            f"{text(draw, b, 'description', lang)}"[:draw.randrange(150, 700)]},
            "teaches": [{"competency": x["id"], "to": 3} for x in (a, b, c)]})
    put(client, "course", courses)


def mistype(draw: random.Random, label: str) -> str:
    at = draw.randrange(len(label))
    return draw.choice([label[:at] + label[at + 1:],
                        label[:at] + draw.choice("aeionrst") + label[at:],
                        label[:at] + label[at + 1:at + 2] + label[at:at + 1] + label[at + 2:]]) or "x"


def queries(draw: random.Random, labels: list[str], n: int) -> list[str]:
    ways = [lambda label: label, lambda label: mistype(draw, label),
            lambda label: " ".join(label.split()[-2:])]
    return [ways[i % 3](draw.choice(labels)) for i in range(n)]


def measure(client: Client, method: str, asked: list[str]) -> list[float]:
    times = []
    for query in asked:
        began = time.perf_counter()
        client.call(method, {"text": query})
        times.append(1000 * (time.perf_counter() - began))
    return sorted(times)


def tagging(client: Client, n: int) -> None:
    """What courses teach beside what they are known to; the first call of a snapshot makes the tagger."""
    ids = client.call("course.list", {"limit": 1000, "ids_only": True})["items"]
    times = []
    for i in range(n + 1):
        began = time.perf_counter()
        client.call("course.tag", {"course": ids[i % len(ids)]})
        times.append(1000 * (time.perf_counter() - began))
    first, times = times[0], sorted(times[1:])
    print(f"course.tag: median {times[n // 2]:.2f} ms, p99 {times[n * 99 // 100]:.2f} ms of {n}; "
          f"the first call {first:.0f} ms")


def anonymous_mib(pid: int) -> float:
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) / 1024
    return 0.0


def report(daemon: Daemon, n: int) -> dict[str, float]:
    """Prints the figures; the medians by method and language."""
    draw, medians = random.Random(20261124), {}
    client = daemon.client()
    competencies = client.everything("competency")
    for lang in ("nl", "en"):
        labels = [label[lang] for c in competencies
                  if not isinstance(label := c["label"], str) and label.get(lang, "").strip()]
        if not labels:
            print(f"no labels in {lang}")
            continue
        for method in ("course.search", "competency.search"):
            times = measure(client, method, queries(draw, labels, n))
            medians[method, lang] = times[n // 2]
            print(f"{method} {lang}: median {times[n // 2]:.2f} ms, p99 {times[n * 99 // 100]:.2f} ms, "
                  f"slowest {times[-1]:.2f} ms of {n}")
    tagging(client, n)
    began = time.perf_counter()
    client.call("competency.put", {"items": [{"id": "zz-search-speed", "label": "proefje"}]})
    print(f"a competency put and published: {time.perf_counter() - began:.2f} s")
    client.call("competency.delete", {"ids": ["zz-search-speed"]})
    counts = client.call("server.info")["records"]
    print(f"{counts['course']} courses, {counts['competency']} competencies; anonymous memory "
          f"{anonymous_mib(daemon.process.pid):.0f} MiB, of it for search "
          f"{client.call('server.info')['search_bytes'] / 2**20:.0f} MiB and the texts")
    client.close()
    return medians


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", help="a store that no daemon holds")
    parser.add_argument("--queries", type=int, default=1000)
    line = parser.parse_args()
    if line.data:
        with Daemon(data=line.data) as daemon:
            report(daemon, line.queries)
        return 0
    if not ESCO.exists():
        print(f"skipped: {ESCO} is not there")
        return 0
    with tempfile.TemporaryDirectory(prefix="bw") as folder:
        store = f"{folder}/store"
        subprocess.run([TOOL, "--data", store, "init"], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([TOOL, "--data", store, "import", "esco", str(ESCO)], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with Daemon(data=store) as daemon:
            client = daemon.client()
            fill(client, random.Random(7))
            client.close()
            daemon.restart()
            report(daemon, line.queries)
    return 0


if __name__ == "__main__":
    sys.exit(main())
