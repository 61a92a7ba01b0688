"""Reports of the daemon against the oracle: on invented towns, as many as REPORT_TOWNS says, 12 when
it says nothing, and on the sample region."""
import json
import os
import pathlib
import random
import sys
import unittest

from instances import TODAY, date_near, level, town
from reports import Catalogue, Divergence, KnowledgeReport, Obligations, Wishes

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from client import ROOT, Daemon, load  # noqa: E402  (the end-to-end tests' client)

TOWNS = int(os.environ.get("REPORT_TOWNS", "12"))
FIRST = int(os.environ.get("REPORT_FIRST_TOWN", "0"))
TOLERANCE = 1e-6
# Copied from records, or about the answer itself: looked at elsewhere.
ASIDE = {"label", "title", "name", "next_session", "revision", "snapshot", "org"}
APART = {name: "difference" for name in ("teams", "competencies", "cells", "employees")}
WANTS = {name: "gap" for name in ("untaught", "too_low", "unrenewed", "other_language")}


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

    def compare(self, client, oracle, method: str, about: dict, **lists: str) -> dict:
        """Asks both. `lists` are those that are ordered by a figure, largest first, and by which."""
        got = client.call(method, about)
        want = getattr(oracle, method.split(".")[1])(about)
        for name, figure in lists.items():
            sizes = [abs(line[figure]) for line in got.get(name, [])]
            self.assertEqual(sizes, sorted(sizes, reverse=True))
        for answer in (got, want):
            for name in lists:
                if name in answer:
                    answer[name] = sorted(answer[name], key=self.names)
        with self.subTest(method=method, about=about):
            self.assertEqual(same(got, want), [])
        return got

    @staticmethod
    def names(line: dict) -> list[str]:
        return [line.get(name, "") for name in ("team", "employee", "competency", "course")]

    def towns(self, of, ask, more=lambda records, draw: None) -> None:
        """`ask(client, oracle, draw)` in each town, to whose records `more(records, draw)` adds."""
        for seed in range(FIRST, FIRST + TOWNS):
            draw, records = random.Random(f"reports {seed}"), town(seed)
            more(records, draw)
            with Daemon(today=TODAY.isoformat()) as daemon, self.subTest(town=seed):
                client = daemon.client()
                load(client, records)
                client.close()
                daemon.restart()     # the votes of peers are those of the start
                client = daemon.client()
                ask(client, of(records, TODAY.isoformat()), draw)
                client.close()

    @staticmethod
    def groups(draw: random.Random) -> list[dict]:
        """Everybody today, and some at some other day."""
        chosen = [{"org": "stad"}, {"team": "team-dorp"}]
        return chosen + [{**draw.choice(chosen), "as_of": date_near(draw, 700, 700)}
                         for _ in range(3)]


def opinionated(records: dict, draw: random.Random) -> None:
    """Everybody says something of themselves, and so do others."""
    names = [c["id"] for c in records["competency"] if "org" not in c][:8]
    for person in records["employee"]:
        for competency in draw.sample(names, 4):
            for source in ["self", *draw.sample(["manager", "peer", "test", "self"], 2)]:
                records["evidence"].append({
                    "employee": person["id"], "competency": competency, "source": source,
                    "level": level(draw), "at": date_near(draw, 1200, 30),
                    **({"by": draw.choice("ab")} if source != "self" else {})})


def leaving(records: dict, draw: random.Random) -> None:
    """More leave, in more teams, and more is taught to groups."""
    records["team"].append({"id": "team-extra", "org": "stad", "name": "extra"})
    for person in records["employee"]:
        if draw.random() < .4:
            person["leaves_on"] = date_near(draw, 100, 900)
        if person["org"] == "stad" and draw.random() < .4:
            person["team"] = "team-extra"
    for course in records["course"]:
        if draw.random() < .5:
            course["group_price_cents"] = draw.choice([40000, 90000])
        if draw.random() < .5:
            course["group_max"] = draw.randint(2, 6)


def budgeted(records: dict, draw: random.Random) -> None:
    """Some have budgets, and what they wish is also what they need."""
    leaving(records, draw)
    for org in records["org"]:
        if draw.random() < .7:
            org["training_budget_cents"] = draw.randint(0, 10_000_000)
    roles = {role["id"]: role for role in records["role"]}
    for person in records["employee"]:
        if draw.random() < .5:
            person["training_budget_cents"] = draw.randint(0, 200_000)
        needs = [ask["competency"] for version in roles[person["role"]]["versions"]
                 for ask in version.get("requires", [])]
        if needs and draw.random() < .6:
            person["wishes"] = sorted({*person.get("wishes", []), draw.choice(needs)})


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

    def test_divergence(self):
        cells = []

        def ask(client, oracle, draw):
            for about in self.groups(draw):
                got = self.compare(client, oracle, "report.divergence", about, **APART)
                cells.extend(got["cells"])
        self.towns(Divergence, ask, opinionated)
        self.assertGreater(len(cells), TOWNS)
        self.assertTrue(any("team" in cell for cell in cells))

    def test_catalogue(self):
        found = {}

        def ask(client, oracle, draw):
            for about in self.groups(draw):
                got = self.compare(client, oracle, "report.catalogue", about, **WANTS)
                for name, lines in got.items():
                    if isinstance(lines, list):
                        found[name] = found.get(name, 0) + len(lines)
        self.towns(Catalogue, ask)
        for name, lines in found.items():
            self.assertGreater(lines, TOWNS // 4, name)

    def test_knowledge(self):
        found = {}

        def ask(client, oracle, draw):
            for about in self.groups(draw):
                about["months"] = draw.choice([0, 6, 24, 24])
                got = self.compare(client, oracle, "report.knowledge", about, mentors="gap")
                for name, lines in got.items():
                    if isinstance(lines, list):
                        found[name] = found.get(name, 0) + len(lines)
        self.towns(KnowledgeReport, ask, leaving)
        for name in ("single_points", "leavers", "mentors", "joint", "teams"):
            self.assertGreater(found[name], TOWNS, name)

    def test_wishes(self):
        found = {"overlap": 0, "unserved": 0, "work": 0, "employee_cost_cents": 0}

        def ask(client, oracle, draw):
            for about in self.groups(draw):
                got = self.compare(client, oracle, "report.wishes", about)
                for line in [got["totals"], *got.get("courses", [])]:
                    for name in set(found) & set(line):
                        found[name] += line[name]
        self.towns(Wishes, ask, budgeted)
        for name, sum_ in found.items():
            self.assertGreater(sum_, TOWNS, name)


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

    def test_catalogue(self):
        oracle = Catalogue(self.records, self.day)
        got = self.compare(self.client, oracle, "report.catalogue",
                           {"team": "wd-beheer", "limit": 1000}, **WANTS)
        self.assertGreater(got["totals"]["unneeded"], 0)

    def test_divergence(self):
        oracle = Divergence(self.records, self.day)
        got = self.compare(self.client, oracle, "report.divergence", {"org": "wilgendam"}, **APART)
        self.assertGreater(len(got["cells"]), 100)
        got = self.compare(self.client, oracle, "report.divergence", {"team": "wd-jeugd"}, **APART)
        self.assertNotEqual(got["bias"]["fitted"], got["overall"]["difference"])

    def test_knowledge(self):
        oracle = KnowledgeReport(self.records, self.day)
        got = self.compare(self.client, oracle, "report.knowledge", {"team": "wd-beheer"},
                           mentors="gap")
        self.assertEqual(len(got["leavers"]), 3)

    def test_obligations(self):
        oracle = Obligations(self.records, self.day)
        got = self.compare(self.client, oracle, "report.obligations", {"team": "wd-jeugd"})
        self.assertGreater(len(got["items"]), 80)
        got = self.compare(self.client, oracle, "report.obligations", {"team": "wd-veilig"})
        self.assertIn("expiring", [item["kind"] for item in got["items"]])

    def test_wishes(self):
        oracle = Wishes(self.records, self.day)
        got = self.compare(self.client, oracle, "report.wishes", {"team": "wd-burger"})
        self.assertGreater(got["totals"]["people_budgets"], 0)


if __name__ == "__main__":
    unittest.main()
