"""How long change.preview takes over a large store: a law that touches every role, each stored change,
and all of them stacked; as a clock on the wall says it, and in processor time of the daemon, which others on the
machine disturb less.

    bekwaam --data DIR init && bekwaam --data DIR --today 2026-12-01 simulate --size sector --seed 1
    python3 tests/e2e/preview_speed.py DIR [WORKERS]
"""
import os
import pathlib
import random
import statistics
import sys
import time

from client import Client, Daemon

TIMES = 3


def law_for_every_role(client: Client) -> dict:
    """Two demands of each role, one in three of them mandatory, all of what somebody teaches."""
    draw = random.Random(1)
    courses = client.call("course.list", {"limit": 500})["items"]
    taught = [teach["competency"] for course in courses for teach in course.get("teaches", [])]
    return {"label": "law", "effective": "2028-01-01", "law": "Wet", "requires": [
        {"role": role["id"], "competency": draw.choice(taught), "level": 3, "mandatory": n % 3 == 0}
        for n, role in enumerate(client.everything("role")) for _ in range(2)]}


def processor(daemon: Daemon) -> float:
    """Seconds of processor time that the daemon has taken."""
    fields = pathlib.Path(f"/proc/{daemon.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(daemon: Daemon, client: Client, what: str, asked: dict) -> None:
    took, work = [], processor(daemon)
    for _ in range(TIMES):
        began = time.monotonic()
        answer = client.call("change.preview", asked)
        took.append(time.monotonic() - began)
    work = (processor(daemon) - work) / TIMES
    print(f"{what:24} {answer['people']:8} people  median {statistics.median(took):6.2f} s  "
          f"least {min(took):6.2f} s  most {max(took):6.2f} s  processor {work:6.2f} s", flush=True)


def main() -> None:
    workers = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    with Daemon(today="2026-12-01", workers=workers, data=sys.argv[1]) as daemon:
        client = daemon.client()
        changes = client.everything("change")
        measure(daemon, client, "a law for every role", {"inline": law_for_every_role(client)})
        measure(daemon, client, "all changes, stacked", {"changes": [c["id"] for c in changes]})
        for change in changes:
            measure(daemon, client, change["id"], {"change": change["id"]})
        client.close()


if __name__ == "__main__":
    main()
