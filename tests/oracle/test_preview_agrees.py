"""change.preview against its plain re-statement: every change of the sample region, and drawn towns
with drawn changes, stacks and mergers; PREVIEW_TOWNS of them, 40 when nothing is said."""
import datetime as dt
import json
import os
import pathlib
import random
import sys
import tempfile
import unittest

from agree import close
from instances import TODAY, date_near, level, town
from preview import Preview

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from client import ROOT, Daemon, load  # noqa: E402  (the end-to-end tests' client)

TOWNS = int(os.environ.get("PREVIEW_TOWNS", "40"))
FIRST = int(os.environ.get("PREVIEW_FIRST_TOWN", "0"))
ASKED = 4                # questions a town
SAMPLE_DAY = "2026-11-24"
EXACT = ("as_of", "effective", "people", "cost_cents", "people_ready", "people_late",
         "people_blocked")


def differ(what: str, got, want) -> list[str]:
    """The differences of two figures, or of maps of them."""
    if isinstance(want, dict):
        if not isinstance(got, dict) or set(got) != set(want):
            return [f"{what}: {got}, expected {want}"]
        return [line for name in want for line in differ(f"{what}.{name}", got[name], want[name])]
    if isinstance(want, float) and isinstance(got, float):
        return [] if close(got, want) else [f"{what}: {got!r}, expected {want!r}"]
    return [] if got == want else [f"{what}: {got!r}, expected {want!r}"]


def by_name(items: list[dict], name: str, *left_out: str) -> dict:
    return {i[name]: {k: v for k, v in i.items() if k not in (name, *left_out)} for i in items}


def ask_of(ask) -> dict:
    """A demand as a line of a role shows it."""
    return {"level": float(ask.level), "weight": float(ask.weight), "mandatory": ask.mandatory,
            **({"law": ask.law} if ask.law else {})}


def role_told(key: tuple, line: dict) -> dict:
    """A line of a role as the daemon would show it, without labels."""
    lists = {}
    for name in ("gains", "raises", "others"):
        lists[name] = {c: {**ask_of(line["asks"][c]),
                           **({"level_before": float(line["before"][c].level)}
                              if c in line["before"] else {})} for c in line[name]}
    return {"to": key[1], "people": line["people"], "gap_before": line["gap_before"],
            "gap_after": line["gap_after"], **lists,
            **{name: line[name] for name in ("drops", "tasks_in", "tasks_out")}}


def role_got(line: dict) -> dict:
    lists = {name: by_name(line[name], "competency", "label")
             for name in ("gains", "raises", "others")}
    return {"to": line.get("to", line["role"]), **lists,
            **{name: line[name] for name in ("people", "gap_before", "gap_after", "drops",
                                             "tasks_in", "tasks_out")}}


def roles_differ(got: list[dict], want: dict) -> list[str]:
    """Lines of one role are told apart by what they say."""
    found = [] if len(got) == len(want) else [f"roles: {len(got)} lines, expected {len(want)}"]
    rises = [line["gap_after"] - line["gap_before"] for line in got]
    if any(b > a + 1e-9 * max(1, abs(a)) for a, b in zip(rises, rises[1:])):
        found.append(f"roles are not in order: {rises}")
    left = [(key[0], role_told(key, line)) for key, line in want.items()]
    for line in got:
        tries = {n: differ(f"roles.{line['role']}", role_got(line), told)
                 for n, (role, told) in enumerate(left) if role == line["role"]}
        if not tries:
            found.append(f"roles.{line['role']}: not expected")
            continue
        best = min(tries, key=lambda n: len(tries[n]))
        found += tries[best]
        left.pop(best)
    return found


def courses_differ(got: list[dict], want: dict) -> list[str]:
    """The fifty that close most, in order."""
    found = []
    if len(got) != min(50, len(want)):
        found.append(f"courses: {len(got)}, expected {min(50, len(want))}")
    closures = [line["closure"] for line in got]
    if any(b > a for a, b in zip(closures, closures[1:])):
        found.append(f"courses are not in order: {closures}")
    for line in got:
        told = dict(want.get(line["course"], {}))
        if told and not told["group"]:
            del told["group"]
        found += differ(f"courses.{line['course']}",
                        {k: v for k, v in line.items() if k not in ("course", "title")}, told)
    return found


def gaps_differ(got: list[dict], want: dict, k: int) -> list[str]:
    found = []
    if len(got) != min(k, len(want)):
        found.append(f"gaps: {len(got)}, expected {min(k, len(want))}")
    told = sorted(want, key=lambda e: (want[e]["before"] - want[e]["after"], e.encode()))
    for place, line in enumerate(got):
        other = want.get(line["employee"], {})
        found += differ(f"gaps.{line['employee']}",
                        {k: v for k, v in line.items() if k != "employee"}, other)
        first = want[told[place]]
        if not found and not close(first["after"] - first["before"],
                                   line["after"] - line["before"], 1e-9):
            found.append(f"gaps: {line['employee']} at {place}, expected {told[place]}")
    return found


def merge_differs(got: dict, want: dict) -> list[str]:
    roles = {(r["from"], r.get("to")): r["people"] for r in got["roles"]}
    orgs = {(o["from_org"], o["to_org"]): o["people"] for o in got["orgs"]}
    added = {c["org"]: {k["course"] for k in c["courses"]} for c in got["catalogues"]}
    same = {(s["from"], s["to"]) for s in got["same_competencies"]}
    found = differ("merge.people", got["people"], want["people"])
    found += [f"merge.{name}: {g}, expected {w}" for name, g, w in (
        ("roles", roles, want["roles"]), ("orgs", orgs, want["orgs"]),
        ("catalogues", added, want["added"]), ("same", same, want["same"])) if g != w]
    found += [f"merge.catalogues.{c['org']}: {c['added']}" for c in got["catalogues"]
              if c["added"] != len(want["added"][c["org"]])]
    return found


def differences(got: dict, want: dict, k: int) -> list[str]:
    """What differs between an answer and what the re-statement says."""
    found = []
    for name in EXACT:
        found += differ(name, got[name], want[name])
    for name in ("gap_before", "gap_after", "hours"):
        found += differ(name, got[name], float(want[name]))
    for name in ("budget_cents", "ready_by"):
        found += differ(name, got.get(name), want.get(name))
    found += differ("orgs", by_name(got["orgs"], "org", "name"), want["orgs"])
    found += differ("not_closable", by_name(got["not_closable"], "competency", "label"),
                    want["not_closable"])
    found += differ("courses_taken", got["courses_taken"], len(want["courses"]))
    found += roles_differ(got["roles"], want["roles"])
    found += courses_differ(got["courses"], want["courses"])
    found += gaps_differ(got["gaps"], want["gaps"], k)
    if ("merge" in got) != ("merge" in want):
        return found + [f"merge: {'merge' in got}, expected {'merge' in want}"]
    return found + (merge_differs(got["merge"], want["merge"]) if "merge" in got else [])


def sample() -> dict[str, list[dict]]:
    folder = ROOT / "data" / "sample"
    return {path.stem: [json.loads(line) for line in path.read_text().splitlines()]
            for path in sorted(folder.glob("*.jsonl"))}


def no_least_group(case: type[unittest.TestCase]) -> str:
    """A configuration by which groups of any size are shown: here nobody is real."""
    folder = tempfile.TemporaryDirectory(prefix="bw")
    case.addClassCleanup(folder.cleanup)
    path = pathlib.Path(folder.name) / "config.json"
    path.write_text(json.dumps({"least_group": 0}))
    return str(path)


class OnTheSample(unittest.TestCase):
    """Each change of the sample region, for everyone and for one org."""

    @classmethod
    def setUpClass(cls):
        cls.records = sample()
        cls.daemon = Daemon(today=SAMPLE_DAY, config=no_least_group(cls))
        cls.addClassCleanup(cls.daemon.__exit__)
        client = cls.daemon.client()
        load(client, cls.records)
        client.close()
        cls.daemon.restart()     # the votes of peers are those of the start
        cls.client = cls.daemon.client()
        cls.addClassCleanup(cls.client.close)
        cls.oracle = Preview(cls.records, SAMPLE_DAY)

    def agree(self, changes: list[str], org: str | None = None, as_of: str = SAMPLE_DAY) -> dict:
        asked = {"changes": changes, "k": 1000, "as_of": as_of,
                 **({"org": org} if org else {})}
        got = self.client.call("change.preview", asked)
        told = [self.oracle.all["change"][name] for name in changes]
        want = self.oracle.preview(told, org, dt.date.fromisoformat(as_of))
        with self.subTest(changes=changes, org=org, as_of=as_of):
            self.assertEqual(differences(got, want, 1000), [])
        return got

    def test_each_change_for_everyone(self):
        people = {}
        for change in self.records["change"]:
            people[change["id"]] = self.agree([change["id"]])["people"]
        self.assertEqual(len(people), 6)
        self.assertTrue(all(number > 50 for number in people.values()), people)

    def test_each_change_for_one_org(self):
        for change in self.records["change"]:
            self.agree([change["id"]], "oosterveen")

    def test_all_of_them_stacked_for_a_region_and_later(self):
        every = [change["id"] for change in self.records["change"]]
        self.agree(every, "regio-waterkant")
        self.agree(every[1:3], None, "2027-06-01")


def drawn_change(draw: random.Random, records: dict, number: int) -> dict:
    """A change that touches more than those of the town itself do."""
    roles = [r["id"] for r in records["role"] if "org" not in r]
    tasks = [t["id"] for t in records["task"]]
    names = [c["id"] for c in records["competency"] if "org" not in c]
    change: dict = {"label": "h", "effective": date_near(draw, 90, 500)}
    if draw.random() < .6:
        change["law"] = draw.choice(["Awb", "Wmo", "Woo"])
    if draw.random() < .3:
        change["org"] = draw.choice(["stad", "regio", "dorp"])
    if draw.random() < .6:
        change["moves"] = []
        for _ in range(draw.randint(1, 3)):
            move = {"task": draw.choice(tasks), "to_role": draw.choice(roles)}
            if draw.random() < .5:
                move["from_role"] = draw.choice(roles)
            if draw.random() < .4:
                move["share"] = draw.choice([0.0, .25, .5])
            change["moves"].append(move)
    change["requires"] = [
        {"role": draw.choice(roles), "competency": draw.choice(names), "level": level(draw, .5),
         **({"weight": draw.choice([0.0, .2, .5, 1.0])} if draw.random() < .4 else {}),
         **({"mandatory": True} if draw.random() < .4 else {})}
        for _ in range(draw.randint(0, 8))]
    if draw.random() < .35:
        pair = draw.sample(["dorp", "stad", "markt", "regio"], 2)
        if change.get("org") in (None, "regio"):
            change["merges"] = [{"from_org": pair[0], "to_org": pair[1], "roles": dict(
                zip(draw.sample(roles, min(3, len(roles))), draw.choices(roles, k=3)))}]
    return {"id": f"drawn{number}", **change}


class OnDrawnTowns(unittest.TestCase):
    def ask(self, client, oracle: Preview, draw: random.Random, seed: int) -> tuple[int, int]:
        """One question; how many it was about, and whether rounding may turn its answer."""
        every = list(oracle.all["change"].values())
        org = draw.choice([None, None, "stad", "dorp", "regio"])
        as_of = draw.choice([TODAY, TODAY, TODAY + dt.timedelta(draw.randint(-200, 500))])
        seen = [c for c in every if org is None or oracle.visible({"org": org}, c)]
        chosen = draw.sample(seen, min(len(seen), draw.choice([1, 1, 1, 2, 4])))
        asked: dict = {"k": draw.choice([1, 5, 1000]), "as_of": as_of.isoformat()}
        if len(chosen) == 1 and draw.random() < .5:
            asked["inline"] = {k: v for k, v in chosen[0].items() if k != "id"}
        elif len(chosen) == 1 and draw.random() < .5:
            asked["change"] = chosen[0]["id"]
        else:
            asked["changes"] = [c["id"] for c in chosen]
        if org:
            asked["org"] = org
        got = client.call("change.preview", asked)
        want = oracle.preview(chosen, org, as_of)
        if oracle.close_calls:
            return 0, 1
        with self.subTest(town=seed, asked=asked):
            self.assertEqual(differences(got, want, asked["k"]), [])
        return got["people"], 0

    def test_every_preview_is_the_re_statements(self):
        people = turned = 0
        for seed in range(FIRST, FIRST + TOWNS):
            records, draw = town(seed), random.Random(f"previews {seed}")
            records["change"] += [drawn_change(draw, records, n) for n in range(4)]
            for org in records["org"]:
                if draw.random() < .5:
                    org["training_budget_cents"] = draw.randint(0, 10 ** 7)
            for course in records["course"]:
                if draw.random() < .4:
                    course["group_price_cents"] = draw.randint(0, 4 * course["price_cents"])
                if draw.random() < .3:
                    course["group_max"] = draw.randint(1, 6)
            with Daemon(today=TODAY.isoformat(), config=no_least_group(type(self))) as daemon:
                client = daemon.client()
                load(client, records)
                client.close()
                daemon.restart()
                client = daemon.client()
                oracle = Preview(records, TODAY.isoformat())
                for _ in range(ASKED):
                    more, close_call = self.ask(client, oracle, draw, seed)
                    people += more
                    turned += close_call
                client.close()
        self.assertGreater(people, TOWNS * ASKED)
        self.assertLess(turned, TOWNS * ASKED / 10)


if __name__ == "__main__":
    unittest.main()
