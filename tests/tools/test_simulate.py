"""simulate: a made-up world is the same from the same seed, as large as promised, sound, and keeps
its truth out of the store."""
import collections
import json
import os
import pty
import statistics
import subprocess
import unittest

import msgpack

from tool import BEKWAAM, SAMPLE, TODAY, ToolTest

PEOPLE = ("org", "team", "employee", "evidence", "event")
KINDS = ("org", "team", "competency", "task", "role", "change", "course", "employee", "evidence",
         "event")
SMALL = {"org": 2, "competency": 300, "role": 40, "course": 250, "employee": 150,
         "evidence": 4500, "event": 750}
ORG = {"org": 2, "competency": 1500, "role": 200, "course": 1500, "employee": 1200,
       "evidence": 36000, "event": 6000}
ORDER = ("shown", "clicked", "requested", "approved", "enrolled", "completed", "rated")


_municipality = {}  # made once for all tests that only look


class SimulateTest(ToolTest):
    def simulate(self, store, *args, size="small", seed=1, today=TODAY, code=0):
        return self.run_tool("--json", "--data", store, "--today", today, "simulate", "--size",
                             size, "--seed", seed, *args, code=code)

    def make(self, name="store", **kwargs):
        self.make_store(name)
        self.simulate(name, **kwargs)
        return name

    def export(self, store):
        """The bytes of each kind."""
        folder = self.dir / f"{store}.export"
        self.run_tool("--data", store, "--today", TODAY, "export", "jsonl", folder)
        return {kind: (folder / f"{kind}.jsonl").read_bytes() for kind in KINDS
                if (folder / f"{kind}.jsonl").exists()}

    def records(self, store):
        return {kind: [json.loads(line) for line in lines.splitlines()]
                for kind, lines in self.export(store).items()}

    def municipality(self):
        """What is in a store of size org, what is in its truth file, and the store's bytes."""
        if not _municipality:
            self.make_store("kept")
            self.simulate("kept", "--truth", "kept.truth", size="org")
            with open(self.dir / "kept.truth", "rb") as file:
                _municipality["truth"] = list(msgpack.Unpacker(file))
            _municipality["stored"] = (self.dir / "kept" / "data.mdb").read_bytes()
            _municipality["records"] = self.records("kept")
        return _municipality


class Worlds(SimulateTest):
    def test_the_same_seed_gives_the_same_bytes(self):
        for name in ("a", "b"):
            self.make_store(name)
            self.simulate(name, "--truth", f"{name}.truth")
        first = self.export("a")
        self.assertEqual(first, self.export("b"))
        self.assertEqual((self.dir / "a.truth").read_bytes(), (self.dir / "b.truth").read_bytes())
        self.assertEqual(first, self.export(self.make("c")), "with and without a truth file")

    def test_another_seed_or_day_gives_another_world(self):
        first = self.export(self.make("a"))
        for name, kwargs in (("b", {"seed": 2}), ("c", {"today": "2026-11-25"})):
            other = self.export(self.make(name, **kwargs))
            for kind in ("role", "course", "employee", "evidence", "event"):
                with self.subTest(kind=kind, **kwargs):
                    if kind == "employee" and name == "c":
                        continue  # the same people, but for those who leave on a day
                    self.assertNotEqual(first[kind], other[kind])

    def test_there_is_as_much_as_promised(self):
        for size, want in (("small", SMALL), ("org", ORG)):
            self.make_store(size)
            written = json.loads(self.simulate(size, size=size).stdout)
            records = self.records(size)
            for kind, n in want.items():
                with self.subTest(size=size, kind=kind):
                    self.assertEqual(written[kind], n)
                    self.assertEqual(len(records[kind]), n)
            self.assertIn(", 0 wrong", self.run_tool("verify", size).stdout)

    def test_everyone_has_evidence_of_every_source_and_teams_are_teams(self):
        records = self.municipality()["records"]
        heads = collections.Counter(item["employee"] for item in records["evidence"])
        self.assertEqual(len(heads), ORG["employee"])
        self.assertGreater(max(heads.values()), 60)
        sources = collections.Counter(item["source"] for item in records["evidence"])
        for source in ("self", "peer", "manager", "test", "certificate", "course"):
            self.assertGreater(sources[source], .04 * ORG["evidence"], source)
        sizes = collections.Counter(person["team"] for person in records["employee"])
        self.assertTrue(all(6 <= n <= 15 for n in sizes.values()), sizes)
        teams = {team["id"]: team for team in records["team"]}
        people = {person["id"]: person for person in records["employee"]}
        for team in teams.values():
            self.assertEqual(people[team["manager"]]["team"], team["id"])
        for item in records["evidence"]:
            self.assertLess(item["at"], TODAY)
            if item["source"] == "manager":
                team = people[item["employee"]]["team"]
                self.assertEqual(item["by"], teams[team]["manager"])
            if item["source"] == "peer":
                self.assertNotEqual(item["by"], item["employee"])
                self.assertIn(item["by"], people)
        for field, share in (("leaves_on", .06), ("target_role", .12), ("wishes", .15),
                             ("preferences", .3), ("training_budget_cents", .25)):
            n = sum(field in person for person in people.values())
            self.assertAlmostEqual(n / len(people), share, delta=.035, msg=field)

    def test_what_people_did_follows_from_what_came_before(self):
        records = self.municipality()["records"]
        cases = collections.defaultdict(list)
        ids = collections.defaultdict(list)
        for event in records["event"]:
            ids[event["employee"]].append(event)
            cases[event["employee"], event["course"]].append(event)
        for events in ids.values():
            events.sort(key=lambda event: event["id"])
            numbers = [int(event["id"].rsplit("-", 1)[1]) for event in events]
            self.assertEqual(numbers, list(range(1, len(events) + 1)))
            days = [event["at"][:10] for event in events]
            self.assertEqual(days, sorted(days))
        reached = collections.Counter()
        for events in cases.values():
            events.sort(key=lambda event: event["id"])
            at = {}
            for event in events:
                self.assertLessEqual(event["at"][:10], TODAY)
                kind = {"dropped": "completed", "declined": "approved"}.get(event["type"],
                                                                           event["type"])
                place = ORDER.index(kind)
                if place:
                    self.assertIn(ORDER[place - 1], at, event)
                at[kind] = event
                reached[event["type"]] += 1
        self.assertGreater(reached["completed"], 2 * reached["dropped"])
        self.assertGreater(reached["approved"], 3 * reached["declined"])
        self.assertGreater(reached["completed"], 100)

    def test_roles_ask_twenty_things_and_courses_teach_five(self):
        records = self.municipality()["records"]
        self.assertAlmostEqual(statistics.mean(map(len, self.asked(records))), 20, delta=1.5)
        self.assertAlmostEqual(statistics.mean(len(course["teaches"])
                                               for course in records["course"]), 5, delta=.3)
        hours = [course["hours"] for course in records["course"]]
        prices = [course["price_cents"] for course in records["course"]]
        self.assertGreater(statistics.correlation(hours, prices), .3)

    @staticmethod
    def asked(records):
        """What each role asks last."""
        tasks = {task["id"]: {ask["competency"] for ask in task["requires"]}
                 for task in records["task"]}
        for role in records["role"]:
            version = max(role["versions"], key=lambda version: version["from"])
            asks = {ask["competency"] for ask in version.get("requires", [])}
            yield asks.union(*(tasks[task] for task in version.get("tasks", [])))

    def test_a_few_competencies_are_asked_and_taught_everywhere(self):
        """In ESCO the first tenth of what is asked has 51 % of all pairs, the first half 89 %, and
        the Gini coefficient is .63; fewer roles flatten it (at sector size: 51 %, 90 %, .64)."""
        records = self.municipality()["records"]
        for name, lists in (("asked", list(self.asked(records))),
                            ("taught", [{teach["competency"] for teach in course["teaches"]}
                                        for course in records["course"]])):
            counts = sorted(collections.Counter(c for one in lists for c in one).values())
            n, total = len(counts), sum(counts)
            gini = sum((2 * i + 1 - n) * x for i, x in enumerate(counts)) / (n * total)
            with self.subTest(which=name):
                self.assertAlmostEqual(sum(counts[-(n // 10):]) / total, .42, delta=.09)
                self.assertAlmostEqual(sum(counts[-(n // 2):]) / total, .87, delta=.05)
                self.assertAlmostEqual(gini, .56, delta=.08)
        crowds = sorted(collections.Counter(person["role"] for person in records["employee"])
                        .values())
        self.assertGreater(sum(crowds[-(len(crowds) // 10):]) / sum(crowds), .3)

    def test_suggestions_and_laws_work(self):
        store = self.make()
        answer = json.loads(self.run_tool("--json", "--data", store, "--today", TODAY, "recommend",
                                          "sim001-00042", "-k", "5").stdout)
        self.assertTrue(answer["items"])
        for item in answer["items"]:
            total = sum(why["contribution"] for why in item["why"]) + sum(item["terms"].values())
            self.assertAlmostEqual(total, item["score"], delta=1e-6 * max(1, item["score"]))
        changes = self.records(store)["change"]
        self.assertTrue(all(change["effective"] > TODAY for change in changes))
        answer = json.loads(self.run_tool(
            "--json", "--data", store, "--today", TODAY, "call", "gap.team",
            json.dumps({"team": "sim001-t0001",
                        "goal": {"kind": "change", "change": [c["id"] for c in changes]}})).stdout)
        self.assertGreater(answer["gap_total"], 0)


class Truth(SimulateTest):
    def test_the_truth_is_as_its_header_says(self):
        head, *rest = self.municipality()["truth"]
        self.assertEqual({key: head[key] for key in ("format", "version", "seed", "size", "today")},
                         {"format": "bekwaam-truth", "version": 1, "seed": 1, "size": "org",
                          "today": TODAY})
        self.assertEqual(len(rest), head["employees"] + head["courses"])
        records = self.municipality()["records"]
        self.assertEqual(head["competencies"], [c["id"] for c in records["competency"]])
        people = rest[:head["employees"]]
        self.assertEqual(sorted(person[0] for person in people),
                         [person["id"] for person in records["employee"]])
        for _, _, levels in people:
            self.assertEqual(len(set(levels[::2])), len(levels) // 2)
            self.assertTrue(all(0 <= level <= 5 for level in levels[1::2]))
        for course, effect, _ in rest[head["employees"]:]:
            self.assertTrue(.3 - 1e-6 <= effect <= 1, course)

    def test_evidence_observes_it_with_other_errors_than_the_engine_assumes(self):
        head, *rest = self.municipality()["truth"]
        levels = {(person, head["competencies"][c]): level
                  for person, _, flat in rest[:head["employees"]]
                  for c, level in zip(flat[::2], flat[1::2])}
        errors = collections.defaultdict(list)
        pairs = []
        for item in self.municipality()["records"]["evidence"]:
            level = levels.get((item["employee"], item["competency"]))
            if level is not None and item["at"] > "2026-06-01":
                errors[item["source"]].append(item["level"] - level)
                pairs.append((item["level"], level))
        self.assertGreater(statistics.correlation(*zip(*pairs)), .6)
        for source, sd in (("self", (.7, 1.15)), ("peer", (.55, .95)), ("manager", (.45, .85)),
                           ("test", (.3, .55))):
            with self.subTest(source=source):
                self.assertTrue(sd[0] < statistics.stdev(errors[source]) < sd[1],
                                statistics.stdev(errors[source]))
        self.assertGreater(statistics.mean(errors["self"]), statistics.mean(errors["test"]) + .15)
        self.assertGreater(statistics.mean(errors["test"]), statistics.mean(errors["manager"]))

    def test_nothing_of_it_is_in_the_store(self):
        head, *rest = self.municipality()["truth"]
        exact = {level for _, _, flat in rest[:head["employees"]] for level in flat[1::2]
                 if level not in (0, 5)}
        self.assertGreater(len(exact), 1000)
        for item in self.municipality()["records"]["evidence"]:
            self.assertEqual(item["level"], round(item["level"], 1))
            self.assertNotIn(item["level"], exact)
        stored = self.municipality()["stored"]
        self.assertIn(msgpack.packb("effective"), stored)
        for field in ("truth", "drive", "effect", "difficulty", "ability", "true_level"):
            self.assertFalse(msgpack.packb(field) in stored, field)


class Taxonomies(SimulateTest):
    def write_own(self):
        competencies = [{"id": f"c{i:02}", "label": {"nl": f"kunde {i} [EN]"},
                         **({"broader": ["c00"]} if i else {})} for i in range(12)]
        roles = [{"id": f"r{i}", "label": f"Ambt {i}", "versions": [
            {"from": "2020-01-01",
             "requires": [{"competency": f"c{(i + k) % 11 + 1:02}", "level": 3} for k in range(4)]}]}
                 for i in range(50)]
        for kind, items in (("competency", competencies), ("role", roles)):
            self.write(f"in/{kind}.jsonl", "".join(json.dumps(item) + "\n" for item in items))
        return competencies, roles

    def test_what_is_there_is_used_as_it_is_and_filled_up(self):
        competencies, roles = self.write_own()
        self.make_store()
        self.run_tool("--data", "store", "import", "jsonl", "in")
        written = json.loads(self.simulate("store").stdout)
        self.assertEqual((written["competency"], written["role"]), (288, 0))
        records = self.records("store")
        kept = {item["id"]: item for item in records["competency"]}
        for item in competencies:
            self.assertEqual(kept[item["id"]]["label"], item["label"])
        added = [item for item in records["competency"] if item["id"].startswith("sim-")]
        self.assertTrue(all(item["broader"][0].startswith("c") for item in added))
        self.assertEqual(len({item["label"]["nl"] for item in added}), 288)
        self.assertEqual(sorted(item["id"] for item in records["role"]),
                         sorted(role["id"] for role in roles))
        self.assertTrue(all(person["role"].startswith("r") for person in records["employee"]))
        titles = [course["title"]["nl"] for course in records["course"]]
        self.assertTrue(any("unde 3" in title for title in titles))
        for title in titles:
            self.assertNotIn("[EN]", title)  # the mark of a label that stands in
            self.assertTrue(title[0].isupper(), title)
        self.assertIn(", 0 wrong", self.run_tool("verify", "store").stdout)

    @unittest.skipUnless((SAMPLE / "role.jsonl").exists(), "the sample is not there")
    def test_the_sample_without_its_people_gets_others(self):
        ids = {}
        for kind in ("competency", "task", "role", "course"):
            items = [json.loads(line)
                     for line in (SAMPLE / f"{kind}.jsonl").read_text().splitlines()]
            shared = [item for item in items if "org" not in item]
            ids[kind] = {item["id"] for item in shared}
            self.write(f"in/{kind}.jsonl", "".join(json.dumps(item) + "\n" for item in shared))
        self.make_store()
        self.run_tool("--data", "store", "import", "jsonl", "in")
        written = json.loads(self.simulate("store").stdout)
        self.assertEqual(written["role"], 0)
        self.assertEqual(written["competency"], 300 - len(ids["competency"]))
        self.assertEqual(written["course"], max(0, 250 - len(ids["course"])))
        records = self.records("store")
        for kind, there in ids.items():
            self.assertLessEqual(there, {item["id"] for item in records[kind]})
        self.assertTrue(all(person["role"] in ids["role"] for person in records["employee"]))
        answer = json.loads(self.run_tool("--json", "--data", "store", "--today", TODAY,
                                          "recommend", "sim001-00007").stdout)
        self.assertTrue(answer["items"])


class Refusals(SimulateTest):
    def test_a_store_with_people_is_refused_and_stays_as_it_is(self):
        before = self.export(self.make())
        done = self.simulate("store", seed=2, code=1)
        self.assertRegex(done.stderr, "not empty.*new one")
        self.assertEqual(before, self.export("store"))

    def test_a_truth_file_that_cannot_be_written_stops_it_first(self):
        self.make_store()
        done = self.simulate("store", "--truth", "no/such/folder/truth", code=1)
        self.assertIn("no/such/folder/truth", done.stderr)
        self.assertFalse(any(self.export("store").get(kind) for kind in PEOPLE))

    def test_wrong_usage_says_what_is_wrong(self):
        self.make_store()
        for args, word in (([], "--size"), (["--size", "small"], "--seed"),
                           (["--size", "huge", "--seed", "1"], "huge"),
                           (["--size", "small", "--seed", "one"], "one"),
                           (["--size", "small", "--seed", "-1"], "-1"),
                           (["--size", "small", "--seed", "18446744073709551616"], "1844"),
                           (["--size", "small", "--seed", "1", "more"], "more")):
            with self.subTest(args=args):
                done = self.run_tool("--data", "store", "simulate", *args, code=2)
                self.assertIn(word, done.stderr)
                self.assertIn("simulate --help", done.stderr)
        self.run_tool("simulate", "--size", "small", "--seed", "1", code=2)
        self.run_tool("--data", "none", "simulate", "--size", "small", "--seed", "1", code=3)
        self.assertIn("float32", self.run_tool("simulate", "--help").stdout)

    def test_the_largest_seed_is_a_seed(self):
        self.make(seed=2**64 - 1)

    def test_a_bar_is_for_terminals_only(self):
        self.make_store()
        self.assertEqual(self.simulate("store").stderr, "")
        self.make_store("other")
        ours, theirs = pty.openpty()
        try:
            subprocess.run([BEKWAAM, "--data", "other", "--today", TODAY, "simulate", "--size",
                            "small", "--seed", "1"], cwd=self.dir, stderr=theirs, check=True,
                           stdout=subprocess.DEVNULL, timeout=60)
            shown = os.read(ours, 4096).decode()
        finally:
            os.close(ours)
            os.close(theirs)
        self.assertRegex(shown, r"[░█] [0-9]+ van 150 · [0-9.]+ per seconde · "
                                r"nog ([0-9]+:[0-9]{2}|\?)")
        self.assertTrue(shown.endswith("\r\033[K"))


if __name__ == "__main__":
    unittest.main()
