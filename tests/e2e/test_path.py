"""role.path on the sample region: each way walked again by a client that completes its courses one after
another and takes up the roles, with the answers of the other methods."""
import subprocess
import tempfile
import unittest

from client import ROOT, TOOL, Daemon

TODAY = "2026-11-24"
STEPS_MOST = 16
STRAIGHT = (("wd-0001", "r-wijkteam"), ("ov-0046", "r-planner"), ("wd-0150", "r-jobcoach"))
# People and where they could go: among these some get there cheaper by a role between.
LOOKED_AT = [f"wd-{n:04}" for n in range(120, 215)]


class Walker:
    """One employee of a sample region of its own."""

    def __init__(self, case: unittest.TestCase, employee: str):
        self.daemon = Daemon(today=TODAY, data=region(case))
        case.addCleanup(self.daemon.__exit__)
        self.client = self.daemon.client()
        case.addCleanup(self.client.close)
        self.employee = employee
        self.taken = 0

    def call(self, method: str, **args):
        return self.client.call(method, {"employee": self.employee, **args})

    def gap(self, role: str) -> dict:
        return self.call("gap.employee", goal={"kind": "role", "role": role}, lang="nl")

    def open_duties(self, role: str) -> int:
        return sum(item["mandatory"] for item in self.gap(role)["items"])

    def complete(self, course: str) -> None:
        self.taken += 1
        self.client.call("event.add", {"items": [
            {"id": f"walk-{self.taken}", "employee": self.employee, "course": course,
             "type": "completed", "at": f"{TODAY}T12:00:00Z"}]})

    def take_up(self, role: str) -> None:
        record = self.client.call("employee.get", {"id": self.employee})["item"]
        self.client.call("employee.put", {"items": [{**record, "role": role}]})

    def walk(self, case: unittest.TestCase, step: dict, last: bool) -> None:
        """Takes the step's courses, each of which has to be what is suggested first."""
        before = self.gap(step["role"])["total"]
        case.assertAlmostEqual(step["gap"], before, places=9)
        chance = 1
        for course in step["courses"]:
            top = self.suggestion(step["role"])
            case.assertEqual(course["course"], top["course"])
            case.assertGreaterEqual(top["closure"], .02 * before)
            chance = min(chance, top["success"] * top["ready"])
            self.complete(course["course"])
        case.assertAlmostEqual(step["gap_after"], self.gap(step["role"])["total"], places=9)
        case.assertEqual(step["mandatory_open"], self.open_duties(step["role"]))
        case.assertAlmostEqual(step["success"], chance, places=12)
        case.assertAlmostEqual(step["hours"], sum(c["hours"] for c in step["courses"]))
        case.assertEqual(step["price_cents"], sum(c["price_cents"] for c in step["courses"]))
        if last and len(step["courses"]) < STEPS_MOST:
            top = self.suggestion(step["role"])
            case.assertTrue(top is None or top["closure"] < .02 * before, "there was more to learn")
        self.take_up(step["role"])

    def suggestion(self, role: str):
        items = self.call("recommend", k=1, goal={"kind": "role", "role": role})["items"]
        return items[0] if items else None


def region(case: unittest.TestCase) -> str:
    folder = tempfile.TemporaryDirectory()
    case.addCleanup(folder.cleanup)
    for arguments in (["init"], ["import", "jsonl", str(ROOT / "data" / "sample")]):
        subprocess.run([TOOL, "--data", folder.name, *arguments], check=True, capture_output=True)
    return folder.name


class Ways(unittest.TestCase):
    def ways(self, employee: str, role: str) -> list:
        answer = Walker(self, employee).call("role.path", role=role)
        self.assertEqual(answer["to"], role)
        return answer["items"]

    def test_the_straight_way_is_what_is_suggested_first_again_and_again(self):
        for employee, role in STRAIGHT:
            with self.subTest(employee=employee, role=role):
                straight = [way for way in self.ways(employee, role) if len(way["steps"]) == 1]
                self.assertEqual(1, len(straight))
                self.assertEqual(role, straight[0]["steps"][0]["role"])
                Walker(self, employee).walk(self, straight[0]["steps"][0], last=True)

    def test_a_way_by_a_stop_is_cheaper_and_can_be_walked(self):
        scout = Walker(self, "wd-0001")
        found = []
        for employee in LOOKED_AT:
            scout.employee = employee
            for reachable in scout.call("role.reachable", k=8)["items"]:
                ways = scout.call("role.path", role=reachable["role"])["items"]
                found += [(employee, ways)] if len(ways) > 1 else []
        self.assertTrue(found, "nobody of these has a stop that makes it cheaper")
        for employee, ways in found[:2]:
            straight = next(way for way in ways if len(way["steps"]) == 1)
            by_stop = next(way for way in ways if len(way["steps"]) == 2)
            self.assertLessEqual(by_stop["gap_after"], straight["gap_after"])
            self.assertLess(effort(by_stop), effort(straight) + 1e-9)
            stop, end = by_stop["steps"]
            self.assertEqual(0, stop["mandatory_open"])
            self.assertGreaterEqual(stop["fit"], .5)
            walker = Walker(self, employee)
            walker.walk(self, stop, last=False)
            walker.walk(self, end, last=True)

    def test_the_command_tells_the_ways_in_both_languages(self):
        walker = Walker(self, "wd-0001")
        for lang, words in (("nl", ("Rechtstreeks: ", "€ ")), ("en", ("Straight: ", "€"))):
            told = subprocess.run([TOOL, "--unix", walker.daemon.path, "--lang", lang, "roles",
                                   "wd-0001", "--to", "r-wijkteam"], check=True,
                                  capture_output=True, text=True).stdout
            way = next(way for way in walker.call("role.path", role="r-wijkteam", lang=lang)["items"]
                       if len(way["steps"]) == 1)
            for text in (*words, *(course["title"][:20] for course in way["steps"][0]["courses"])):
                self.assertIn(text, told)
        near = subprocess.run([TOOL, "--unix", walker.daemon.path, "--lang", "en", "roles", "wd-0001",
                               "-k", "3"], check=True, capture_output=True, text=True).stdout
        for role in walker.call("role.reachable", k=3)["items"]:
            self.assertIn(role["role"], near)

    def test_ones_own_role_and_unknown_ones_are_refused_by_name(self):
        walker = Walker(self, "wd-0001")
        own = walker.client.call("employee.get", {"id": "wd-0001"})["item"]["role"]
        for role, words in ((own, "name another"), ("r-nobody", 'role: there is no role "r-nobody"')):
            with self.assertRaisesRegex(Exception, words):
                walker.call("role.path", role=role)


def effort(way: dict) -> float:
    return way["hours"] / 40 + way["price_cents"] / 100_000


if __name__ == "__main__":
    unittest.main()
