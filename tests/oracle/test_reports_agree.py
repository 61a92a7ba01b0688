"""Reports of the daemon against the oracle: on invented towns, as many as REPORT_TOWNS says, 12 when
it says nothing, and on the sample region."""
import json
import os
import pathlib
import random
import sys
import unittest

from instances import TODAY, date_near, town
from reports import Obligations

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from client import ROOT, Daemon, load  # noqa: E402  (the end-to-end tests' client)

TOWNS = int(os.environ.get("REPORT_TOWNS", "12"))
FIRST = int(os.environ.get("REPORT_FIRST_TOWN", "0"))
TOLERANCE = 1e-6
# Copied from records, or about the answer itself: looked at elsewhere.
ASIDE = {"label", "title", "name", "next_session", "revision", "snapshot", "org"}


def same(got, want, where: str = "") -> list[str]:
    """The differences of two answers; figures to 1e-6."""
    if isinstance(want, dict) and isinstance(got, dict):
        other = set(got) ^ set(want)
        other -= ASIDE if where else ASIDE | {"team"}
        return [f"{where}.{name} is in one only" for name in sorted(other)] + [
            d for name in want if name in got
            for d in same(got[name], want[name], f"{where}.{name}")]
    if isinstance(want, list):
        if not isinstance(got, list) or len(got) != len(want):
            return [f"{where}: {len(got)} entries, expected {len(want)}: {got!r}, {want!r}"]
        return [d for at, (g, w) in enumerate(zip(got, want)) for d in same(g, w, f"{where}[{at}]")]
    if isinstance(want, float) and isinstance(got, float):
        near = abs(got - want) <= TOLERANCE * max(1e-6, abs(want))
        return [] if near else [f"{where}: {got!r}, expected {want!r}"]
    return [] if got == want else [f"{where}: {got!r}, expected {want!r}"]


def sample() -> dict[str, list[dict]]:
    return {path.stem: [json.loads(line) for line in path.read_text().splitlines()]
            for path in (ROOT / "data/sample").glob("*.jsonl")}


class Agreement(unittest.TestCase):
    """Questions to a daemon and to an oracle."""

    def compare(self, client, oracle, method: str, about: dict) -> dict:
        got = client.call(method, about)
        want = getattr(oracle, method.split(".")[1])(about)
        with self.subTest(method=method, about=about):
            self.assertEqual(same(got, want), [])
        return got

    def towns(self, of, ask) -> None:
        """`ask(client, oracle, draw)` in each town."""
        for seed in range(FIRST, FIRST + TOWNS):
            with Daemon(today=TODAY.isoformat()) as daemon, self.subTest(town=seed):
                client = daemon.client()
                load(client, town(seed))
                client.close()
                daemon.restart()     # the votes of peers are those of the start
                client = daemon.client()
                ask(client, of(town(seed), TODAY.isoformat()), random.Random(f"reports {seed}"))
                client.close()

    @staticmethod
    def groups(draw: random.Random) -> list[dict]:
        """Everybody today, and some at some other day."""
        chosen = [{"org": "stad"}, {"team": "team-dorp"}]
        return chosen + [{**draw.choice(chosen), "as_of": date_near(draw, 700, 700)}
                         for _ in range(3)]


class Towns(Agreement):
    def test_obligations(self):
        kinds = []

        def ask(client, oracle, draw):
            for about in self.groups(draw):
                about["within"] = draw.choice([0, 7, 90, 400])
                got = self.compare(client, oracle, "report.obligations", about)
                kinds.extend(item["kind"] for item in got.get("items", []))
        self.towns(Obligations, ask)
        for kind in ("open", "lapsed", "expiring"):
            self.assertGreater(kinds.count(kind), TOWNS // 4, kind)


class Sample(Agreement):
    """The sample region, from its files."""

    @classmethod
    def setUpClass(cls):
        cls.records = sample()
        cls.day = "2026-11-24"
        cls.daemon = Daemon(today=cls.day)
        cls.addClassCleanup(cls.daemon.__exit__)
        client = cls.daemon.client()
        load(client, cls.records)
        client.close()
        cls.daemon.restart()
        cls.client = cls.daemon.client()
        cls.addClassCleanup(cls.client.close)

    def test_obligations(self):
        oracle = Obligations(self.records, self.day)
        got = self.compare(self.client, oracle, "report.obligations", {"team": "wd-jeugd"})
        self.assertGreater(len(got["items"]), 80)
        got = self.compare(self.client, oracle, "report.obligations", {"team": "wd-veilig"})
        self.assertIn("expiring", [item["kind"] for item in got["items"]])


if __name__ == "__main__":
    unittest.main()
