"""How long change.preview takes over a large store: a law that touches every role, each stored change,
and all laws stacked.

    bekwaam --data DIR init && bekwaam --data DIR --today 2026-12-01 simulate --size sector --seed 1
    python3 tests/e2e/preview_speed.py DIR [WORKERS]
"""
import random
import statistics
import sys
import time

from client import Client, Daemon

TIMES = 5


def law_for_every_role(client: Client) -> dict:
    """Two demands of each role, one in three of them mandatory, all of what somebody teaches."""
    draw = random.Random(1)
    courses = client.call("course.list", {"limit": 500})["items"]
    taught = [teach["competency"] for course in courses for teach in course.get("teaches", [])]
    return {"label": "law", "effective": "2028-01-01", "law": "Wet", "requires": [
        {"role": role["id"], "competency": draw.choice(taught), "level": 3, "mandatory": n % 3 == 0}
        for n, role in enumerate(client.everything("role")) for _ in range(2)]}


def measure(client: Client, what: str, asked: dict) -> None:
    took = []
    for _ in range(TIMES):
        began = time.monotonic()
        answer = client.call("change.preview", asked)
        took.append(time.monotonic() - began)
    print(f"{what:24} {answer['people']:8} people  median {statistics.median(took):6.2f} s  "
          f"least {min(took):6.2f} s  most {max(took):6.2f} s")


def main() -> None:
    workers = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    with Daemon(today="2026-12-01", workers=workers, data=sys.argv[1]) as daemon:
        client = daemon.client()
        changes = client.everything("change")
        measure(client, "a law for every role", {"inline": law_for_every_role(client)})
        measure(client, "all changes, stacked", {"changes": [c["id"] for c in changes]})
        for change in changes:
            measure(client, change["id"], {"change": change["id"]})
        client.close()


if __name__ == "__main__":
    main()
