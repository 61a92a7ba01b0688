"""The oracle's own formulas against the plainest form that each has: sums over all cases, sums over
a fine grid, dates and likenesses worked out by hand."""
import datetime as dt
import itertools
import math
import random
import unittest

from figures import (Belief, density, expected_most, expected_rest, months_later, united)
from instances import question, town
from knowledge import Kinship
from oracle import Oracle


def on_a_grid(belief: Belief, value, low: float, high: float, steps: int = 20_000) -> float:
    """The expectation of value(x) over the levels from low to high, by the midpoint rule."""
    width = (high - low) / steps
    points = (low + (number + .5) * width for number in range(steps))
    return sum(value(x) * density((x - belief.mean) / belief.deviation) / belief.deviation
               for x in points) * width


def over_all_cases(amount: float, takers: list[tuple[float, float]]) -> float:
    """E[(amount - M)+] by every way in which the values may be taken or not."""
    total = 0.0
    for case in itertools.product((True, False), repeat=len(takers)):
        chance = math.prod(p if taken else 1 - p for taken, (_, p) in zip(case, takers))
        most = max((value for taken, (value, _) in zip(case, takers) if taken), default=0.0)
        total += chance * max(0.0, amount - most)
    return total


class Figures(unittest.TestCase):
    def setUp(self):
        self.draw = random.Random(11)

    def test_shortfall_is_the_expected_distance_below_the_need(self):
        for _ in range(20):
            belief = Belief(self.draw.uniform(0, 5), self.draw.uniform(.1, 3), True)
            need = self.draw.uniform(0, 5)
            far = belief.mean - 12 * belief.deviation
            plain = on_a_grid(belief, lambda x: need - x, min(far, need - 1), need)
            self.assertAlmostEqual(belief.shortfall(need), plain, places=5)

    def test_gain_counts_only_who_may_enter_and_only_up_to_the_top(self):
        for _ in range(40):
            belief = Belief(self.draw.uniform(0, 5), self.draw.uniform(.1, 3), True)
            start = self.draw.uniform(0, 4)
            rho, end = self.draw.uniform(.5, 5), start + self.draw.uniform(.5, 3)
            top, entry = min(rho, end), start - .5
            plain = on_a_grid(belief, lambda x: top - x, entry, top) if top > entry else 0.0
            self.assertAlmostEqual(belief.gain(rho, start, end), plain, places=5)

    def test_gain_is_nothing_above_the_person(self):
        self.assertEqual(Belief(0, .01, True).gain(4.5, 4.5, 5), 0.0)

    def test_the_best_of_chances_equals_the_sum_over_all_cases(self):
        for _ in range(60):
            values = [self.draw.choice([0.0, .25, .5, self.draw.random()]) for _ in range(6)]
            takers = [(value, self.draw.choice([0.0, 1.0, self.draw.random()])) for value in values]
            amount = self.draw.choice([.25, self.draw.random(), 2.0])
            self.assertAlmostEqual(expected_rest(amount, takers), over_all_cases(amount, takers))
            self.assertAlmostEqual(expected_most(takers), 9 - over_all_cases(9, takers))

    def test_a_month_later_is_at_most_the_end_of_the_month(self):
        for day, months, later in (
                ("2024-01-31", 1, "2024-02-29"), ("2023-01-31", 1, "2023-02-28"),
                ("2024-02-29", 12, "2025-02-28"), ("2026-11-30", 3, "2027-02-28"),
                ("2026-12-15", 12, "2027-12-15"), ("2026-12-31", 1, "2027-01-31")):
            self.assertEqual(months_later(dt.date.fromisoformat(day), months).isoformat(), later)

    def test_of_what_is_asked_twice_the_highest_of_each_holds(self):
        asks = united([{"competency": "c", "level": 2, "weight": .9},
                       {"competency": "c", "level": 3.5, "weight": .4, "mandatory": True}])
        self.assertEqual((asks["c"].level, asks["c"].weight, asks["c"].mandatory), (3.5, .9, True))


class Likeness(unittest.TestCase):
    def kinship(self, broader: dict, same: dict | None = None) -> Kinship:
        return Kinship({name: {"broader": wider, "same_as": (same or {}).get(name, [])}
                        for name, wider in broader.items()})

    def test_brothers_share_what_their_parent_says(self):
        kinship = self.kinship({"all": [], "it": ["all"], "sql": ["it"], "c": ["it"],
                                "law": ["all"], "tax": ["law"], "aid": ["law"], "care": ["law"]})
        parent = 1 - math.log(3) / math.log(8)
        self.assertAlmostEqual(kinship.likeness("sql", "c"), parent)
        self.assertAlmostEqual(kinship.likeness("sql", "it"), 2 * parent / (1 + parent))
        self.assertEqual(kinship.likeness("sql", "tax"), 0.0)

    def test_the_same_is_so_both_ways_and_through_others_and_is_not_near(self):
        kinship = self.kinship({"root": [], "up": ["root"], "a": ["up"], "b": ["up"], "c": ["up"],
                                "d": ["up"], **{f"x{n}": ["root"] for n in range(60)}},
                               {"a": ["b"], "c": ["b"]})
        self.assertEqual(kinship.group["c"], {"a", "b", "c"})
        self.assertEqual(set(kinship.near("a")), {"d", "up"})

    def test_of_many_near_ones_the_first_by_id_count(self):
        brothers = {f"c{n:02}": ["up"] for n in range(34)}
        kinship = self.kinship({"up": [], **brothers, **{f"x{n}": [] for n in range(4000)}})
        near = list(kinship.near("c33"))
        self.assertEqual(near[0], "up")
        self.assertEqual(near[1:], [f"c{n:02}" for n in range(31)])


class Towns(unittest.TestCase):
    """What is drawn must hold what it is drawn for; an oracle on easy towns proves little."""

    def test_every_corner_of_the_arithmetic_occurs(self):
        seen: dict[str, int] = {}
        for seed in range(12):
            records, draw = town(seed), random.Random(seed)
            oracle = Oracle(records, "2026-11-23")
            near = [oracle.kinship.near(c["id"]) for c in records["competency"]]
            seen["many near"] = seen.get("many near", 0) + any(len(n) == 32 for n in near)
            for _ in range(12):
                answer = oracle.recommend(question(draw, records))
                found = [flag for item in answer["items"] for flag in item["flags"]]
                found += [name for name in ("lapsed", "doubtful", "not_closable", "items")
                          if answer[name]]
                found += ["duty"] if any(i["mandatory"] for i in answer["items"]) else []
                found += ["no gap"] if not answer["gaps"] else []
                for name in found:
                    seen[name] = seen.get(name, 0) + 1
        for name in ("from_assumed", "near_duplicate", "outside_preferences", "starts_late",
                     "lapsed", "doubtful", "not_closable", "items", "duty", "no gap", "many near"):
            self.assertGreater(seen.get(name, 0), 0, name)

    def test_the_same_seed_gives_the_same_town(self):
        self.assertEqual(town(5), town(5))
        self.assertNotEqual(town(5), town(6))


if __name__ == "__main__":
    unittest.main()
