"""role.reachable on the sample region: neighbours that one would name, and every figure of the order
reckoned again from the records alone."""
import json
import math
import subprocess
import unittest

from client import ROOT, TOOL, Daemon

SAMPLE = ROOT / "data" / "sample"
TODAY = "2026-11-24"
UNSEEN = 20
# Of whom the sample knows nothing, neither evidence nor events, and who have fewer than five
# colleagues that could move what is presumed of them.
UNKNOWN = ("wd-0097", "wd-0022", "ov-0133", "wd-0027", "ov-0103", "ov-0089")
# Employee, roles that are among the first five, and roles that are not among the first ten.
NEIGHBOURS = (
    ("wd-0001", {"r-jeugdbeschermer", "r-gedragsdeskundige", "r-wijkteam"},
     {"r-ciso", "r-geo", "r-boa", "r-inkoop"}),
    ("ov-0046", {"r-bouwinspecteur", "r-planjurist", "r-planner"},
     {"r-hr", "r-jobcoach", "r-servicedesk"}),
    ("dr-0001", {"r-wmo-consulent", "r-wijkteam", "r-jeugdconsulent"},
     {"r-geo", "r-woz", "r-systeembeheer"}),
    ("rw-0001", {"r-jeugdconsulent", "r-gedragsdeskundige", "r-wijkteam"},
     {"r-woz", "r-planner", "r-inkoop"}),
    ("wd-0022", {"r-jurist", "r-planner", "r-vergunningverlener"},
     {"r-servicedesk", "r-hr", "r-wmo-consulent"}),
    ("wd-0100", {"r-klantmanager-werk", "r-sociaal-rechercheur"},
     {"r-ciso", "r-geo", "r-beheer-or"}),
    ("wd-0140", {"r-klantmanager-werk", "r-klantmanager-inkomen"},
     {"r-geo", "r-bouwinspecteur", "r-ciso"}),
    ("wd-0172", {"r-inkoop", "r-contract-zorg", "r-projectleider"},
     {"r-jeugdconsulent", "r-babs", "r-privacy"}),
)


def read(kind: str) -> dict:
    with open(SAMPLE / f"{kind}.jsonl", encoding="utf-8") as lines:
        return {record["id"]: record for record in map(json.loads, lines)}


def shortfall(mean: float, sd: float, level: float) -> float:
    z = (level - mean) / sd
    return ((level - mean) * .5 * math.erfc(-z / math.sqrt(2))
            + sd * math.exp(-z * z / 2) / math.sqrt(2 * math.pi))


class Records:
    """What the roles of the sample ask, said plainly."""

    def __init__(self):
        self.orgs, self.roles, self.tasks = read("org"), read("role"), read("task")
        self.employees = read("employee")
        self.head = {max(one["id"], other): min(one["id"], other)  # pairs, in this sample
                     for one in read("competency").values() for other in one.get("same_as", [])}

    def asks(self, role: str, first: bool = False) -> dict:
        """{competency: (level, weight that counts)} of the version in force, or of the first."""
        versions = sorted((v for v in self.roles[role]["versions"] if v["from"] <= TODAY),
                          key=lambda version: version["from"])
        if not versions:
            return {}
        version = versions[0 if first else -1]
        asked = [ask for task in version.get("tasks", []) for ask in self.tasks[task]["requires"]]
        out: dict = {}
        for ask in asked + version.get("requires", []):
            level, weight, must = out.get(ask["competency"], (0, 0, False))
            out[ask["competency"]] = (max(level, ask["level"]), max(weight, ask.get("weight", 1)),
                                      must or ask.get("mandatory", False))
        return {c: (level, 2 * max(1, weight) if must else weight)
                for c, (level, weight, must) in out.items()}

    def profile(self, role: str) -> dict:
        out: dict = {}
        for competency, (level, w) in self.asks(role).items():
            head = self.head.get(competency, competency)
            out[head] = max(out.get(head, 0), level * w)
        return out

    def visible(self, employee: str) -> list:
        org = self.employees[employee]["org"]
        seen = {None, org, self.orgs[org].get("parent"), *self.orgs[org].get("catalogues", [])}
        return [role for role in self.roles
                if self.roles[role].get("org") in seen and self.asks(role)]

    def kin(self, employee: str, role: str) -> float:
        profiles = [self.profile(one) for one in self.visible(employee)]
        x, y = self.profile(self.employees[employee]["role"]), self.profile(role)
        apart = lengths = 0
        for competency in {c for profile in profiles for c in profile}:
            common = sum(p.get(competency, 0) for p in profiles) / (len(profiles) + UNSEEN)
            a, b = x.get(competency, 0) - common, y.get(competency, 0) - common
            apart += (a - b) ** 2
            lengths += a * a + b * b
        return 1 - apart / lengths

    def gap(self, employee: str | None, role: str) -> float:
        """Of someone without evidence; None is of no role either."""
        chosen = self.asks(self.employees[employee]["role"], first=True) if employee else {}
        total = 0
        for competency, (level, w) in self.asks(role).items():
            mean, sd = .5, math.sqrt(2)
            if competency in chosen:
                mean, sd = max(0, chosen[competency][0] - 1), 1
            if mean < level - .5:
                total += w * shortfall(mean, sd, level - .5)
        return total


class Reachable(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(today=TODAY)
        subprocess.run([TOOL, "--unix", cls.daemon.path, "import", "jsonl", SAMPLE], check=True,
                       stdout=subprocess.DEVNULL)
        cls.client = cls.daemon.client()

    @classmethod
    def tearDownClass(cls):
        cls.client.close()
        cls.daemon.__exit__()

    def reachable(self, employee: str, k: int) -> list:
        return self.client.call("role.reachable", {"employee": employee, "k": k})["items"]

    def test_neighbours_are_those_that_one_would_name(self):
        for employee, near, far in NEIGHBOURS:
            with self.subTest(employee=employee):
                roles = [item["role"] for item in self.reachable(employee, 10)]
                self.assertLessEqual(near, set(roles[:5]))
                self.assertFalse(far & set(roles))

    def test_the_order_is_what_the_records_say(self):
        records = Records()
        for employee in UNKNOWN:
            items = self.reachable(employee, 100)
            own = records.employees[employee]["role"]
            self.assertEqual({item["role"] for item in items},
                             set(records.visible(employee)) - {own})
            for item in items:
                with self.subTest(employee=employee, role=item["role"]):
                    gap = records.gap(employee, item["role"])
                    whole = records.gap(None, item["role"])
                    self.assertAlmostEqual(item["gap"], gap, delta=1e-9 * max(1, gap))
                    way = max(0, 1 - gap * (1 - item["success"]) / whole)
                    kin = max(0, records.kin(employee, item["role"]))
                    self.assertAlmostEqual(item["score"], kin * (1 + way) / 2, places=9)
            keys = [(-item["score"], item["gap"] * (1 - item["success"]), item["role"])
                    for item in items]
            self.assertEqual(keys, sorted(keys))
            self.assertEqual(self.reachable(employee, 4), items[:4])


if __name__ == "__main__":
    unittest.main()
