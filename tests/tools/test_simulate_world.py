"""simulate --size world: worlds that differ in how they work, with a truth file that has it all; the
fixed sizes stay what they were; and nothing of the engine's arithmetic is in the simulator."""
import collections
import hashlib
import math
import pathlib
import re
import statistics
import subprocess
import unittest

import msgpack

from test_simulate import SimulateTest
from tool import BEKWAAM, ROOT

SEED = 1
# What size small with seed 1 has held since there is a simulator.
SMALL_DIGESTS = {
    "course": "c955c5027a17e75fb227884c49d2285980ef74fcf407b0f19ddfc6f26c91e1b0",
    "employee": "f06865bfde8a0cd58c9fa7fbaf6af5ace8bf40722bc59579ec35ede077d341c0",
    "evidence": "9c00ab921e5845e91d476dc02f01867ac071627795ef6062057f8424d851138c",
    "event": "dd198f48b1f8bd5681ee5c8ecdfef8ccb5b060b95de791b8449672e69e3eafe6",
    "role": "81b51887a1f75b027d0b050850702c608bd7f57641ff9f78209e49bb8ae26405",
}
# Of other parts of the programs the simulator uses what holds and writes records, draws numbers and
# keeps time: no belief, gap, effect, chance, ranking, nearness.
SHARED = re.compile(r"bw_(sim|draw|arena|day|fail|progress|reader|record|store|write|written|kind|"
                    r"snapshot|field|label)_[a-z_]+|bw_exp|bw_log|bw_role_at|bw_asks_find|"
                    r"bw_catalogue_sees|bw_text_[a-z]+")
INCLUDED = {"model/base/arena.h", "model/belief.h", "model/catalogue.h", "model/base/day.h", "model/base/log.h",
            "model/base/normal.h", "data/schema.h", "data/snapshot.h", "data/store.h", "data/write.h",
            "tools/draw.h", "tools/progress.h", "tools/import/label.h"}

_worlds = {}


class World:
    def __init__(self, truth, records):
        self.head, rest = truth[0], truth[1:]
        self.people = rest[:self.head["employees"]]
        self.courses = rest[self.head["employees"]:]
        self.records = records
        self.nature = self.head["nature"]


class DrawnTest(SimulateTest):
    def world(self, number):
        if number not in _worlds:
            name = self.make_store(f"w{number}")
            self.simulate(name, "--world", number, "--truth", "w.truth", size="world", seed=SEED)
            with open(self.dir / "w.truth", "rb") as file:
                _worlds[number] = World(list(msgpack.Unpacker(file)), self.records(name))
        return _worlds[number]


class Drawn(DrawnTest):
    def test_the_same_world_is_the_same_and_another_one_is_another(self):
        seen = []
        for name, world in (("a", 1), ("b", 1), ("c", 2)):
            self.make_store(name)
            self.simulate(name, "--world", world, "--truth", f"{name}.truth", size="world",
                          seed=SEED)
            seen.append((self.export(name), (self.dir / f"{name}.truth").read_bytes()))
        self.assertEqual(seen[0], seen[1])
        for kind in ("competency", "role", "course", "employee", "evidence", "event"):
            self.assertNotEqual(seen[0][0][kind], seen[2][0][kind])
        self.assertIn(", 0 wrong", self.run_tool("verify", "a").stdout)

    def test_it_is_as_large_as_promised(self):
        for number in (1, 2, 3):
            records = self.world(number).records
            with self.subTest(world=number):
                self.assertTrue(240 <= len(records["employee"]) <= 400)
                self.assertTrue(150 <= len(records["course"]) <= 300)
                self.assertTrue(60 <= len(records["competency"]) <= 100)
                self.assertTrue(15 <= len(records["role"]) <= 25)
                ended = sum(event["type"] in ("completed", "dropped")
                            for event in records["event"])
                self.assertGreater(ended, 3000)

    def test_worlds_work_otherwise(self):
        natures = [self.world(number).nature for number in (1, 2, 3)]
        for name in natures[0]:
            figures = {nature[name] for nature in natures}
            self.assertTrue(len(figures) == 3 or name == "wrong_tags", name)

    def test_the_truth_has_every_level_and_what_courses_truly_teach(self):
        world = self.world(1)
        self.assertEqual((world.head["version"], world.head["world"], world.head["seed"]),
                         (2, 1, SEED))
        n = len(world.head["competencies"])
        self.assertEqual(len(world.head["kin"]), 2 * n)
        roles = {person["id"]: person["role"] for person in world.records["employee"]}
        hours = {person["id"]: person["hours_per_week"] for person in world.records["employee"]}
        for id_, _, levels, role, weekly, group, done in world.people:
            self.assertEqual(levels[::2], list(range(n)))
            self.assertTrue(all(0 <= level <= 5 for level in levels[1::2]))
            self.assertEqual((role, weekly), (roles[id_], hours[id_]))
            self.assertIn(group, (0, 1))
            self.assertTrue(all(0 <= course < len(world.courses) for course in done[::2]))
        completed = collections.Counter(event["employee"] for event in world.records["event"]
                                        if event["type"] == "completed")
        for id_, *_, done in world.people:
            self.assertEqual(len(done) // 2, completed[id_])

    def test_wrong_tags_are_as_many_as_the_world_has(self):
        seen = set()
        for number in (1, 2, 3, 4):
            world = self.world(number)
            said = {course["id"]: {(t["competency"], t["to"]) for t in course["teaches"]}
                    for course in world.records["course"]}
            wrong = 0
            for id_, _, _, teaches in world.courses:
                true = {(world.head["competencies"][c], to)
                        for c, to in zip(teaches[::3], teaches[2::3])}
                wrong += true != said[id_]
            share = world.nature["wrong_tags"]
            n = len(world.courses)
            with self.subTest(world=number, share=share):
                self.assertAlmostEqual(wrong / n, share, delta=3 * math.sqrt(share / n) + 1e-9)
            seen.add(share > 0)
        self.assertEqual(seen, {False, True}, "some worlds have wrong tags, some have none")


class People(DrawnTest):
    def test_assessors_err_as_the_world_has_it(self):
        for number in (1, 2, 3):
            world = self.world(number)
            place = {id_: i for i, id_ in enumerate(world.head["competencies"])}
            levels = {person[0]: person[2][1::2] for person in world.people}
            errors = collections.defaultdict(list)
            for item in world.records["evidence"]:
                true = levels[item["employee"]][place[item["competency"]]]
                if item["at"] > "2026-04-01" and 1.5 < true < 3.5:
                    errors[item["source"]].append(item["level"] - true)
            for source in ("self", "manager", "test"):
                nature = world.nature
                sd = math.hypot(nature[f"{source}.sd"], nature.get(f"{source}.rater_sd", 0))
                with self.subTest(world=number, source=source, n=len(errors[source])):
                    # Levels end at 0 and 5, and go on moving after an item.
                    self.assertAlmostEqual(statistics.stdev(errors[source]), sd, delta=.25)
                    self.assertAlmostEqual(statistics.mean(errors[source]),
                                           nature[f"{source}.bias"], delta=.3)

    def test_what_stands_higher_is_looked_at_more(self):
        for number in (1, 2, 3):
            world = self.world(number)
            shown = collections.Counter()
            clicked = collections.Counter()
            for event in world.records["event"]:
                if event["type"] == "shown":
                    shown[event["position"]] += 1
                elif event["type"] == "clicked":
                    clicked[event["position"]] += 1
            first, third = (clicked[r] / shown[r] for r in (1, 3))
            with self.subTest(world=number, power=world.nature["look_power"]):
                # Whoever took one of the first looks no further, so that it falls a little faster.
                want = 3 ** -world.nature["look_power"]
                self.assertLess(third / first, want * 1.1)
                self.assertGreater(third / first, want * .55)

    def test_hard_courses_are_dropped_more(self):
        world = self.world(1)
        hard = {course[0]: course[2] for course in world.courses}
        ended = collections.defaultdict(list)
        for event in world.records["event"]:
            if event["type"] in ("completed", "dropped"):
                ended[event["type"]].append(hard[event["course"]])
        self.assertGreater(statistics.mean(ended["dropped"]),
                           statistics.mean(ended["completed"]) + .05)

    def test_the_group_means_nothing_and_is_nowhere(self):
        world = self.world(1)
        groups = [person[5] for person in world.people]
        self.assertAlmostEqual(statistics.mean(groups), .5, delta=.1)
        for kind, records in world.records.items():
            for record in records:
                self.assertNotIn("group", record, kind)
        level = [statistics.mean(person[2][1::2]) for person in world.people]
        self.assertLess(abs(statistics.correlation(level, groups)), .15)


class Sameness(SimulateTest):
    def test_the_fixed_sizes_are_what_they_were(self):
        records = self.export(self.make(seed=1))
        for kind, digest in SMALL_DIGESTS.items():
            self.assertEqual(hashlib.sha256(records[kind]).hexdigest(), digest, kind)

    def test_the_simulator_shares_no_arithmetic_with_the_engine(self):
        library = pathlib.Path(BEKWAAM).parent / "tools" / "libbw_tools.a"
        listed = subprocess.run(["nm", "-u", "--print-file-name", library], check=True, text=True,
                                capture_output=True).stdout
        used = {(line.split(":")[1], line.split()[-1]) for line in listed.splitlines()
                if ":simulate_" in line and line.split()[-1].startswith("bw_")}
        self.assertGreater(len(used), 50)
        self.assertIn("bw_sim_nature_chance", {symbol for _, symbol in used})
        for part, symbol in sorted(used):
            with self.subTest(part=part, symbol=symbol):
                self.assertTrue(SHARED.fullmatch(symbol))
        for path in (ROOT / "tools" / "simulate").glob("*.[ch]"):
            for header in re.findall(r'#include "([^"]+)"', path.read_text()):
                with self.subTest(path=path.name, header=header):
                    self.assertTrue(header in INCLUDED or
                                    header.startswith("tools/simulate/"))


class Refusals(SimulateTest):
    def test_a_world_needs_its_number_and_only_a_world(self):
        self.make_store()
        for args, word in ((["--size", "world", "--seed", "1"], "--world is missing"),
                           (["--size", "small", "--seed", "1", "--world", "1"], "--size world"),
                           (["--size", "world", "--seed", "1", "--world", "x"], "--world: \"x\"")):
            done = self.run_tool("--data", "store", "simulate", *args, code=2)
            self.assertIn(word, done.stderr)


del DrawnTest, SimulateTest  # not to be run again here

if __name__ == "__main__":
    unittest.main()
