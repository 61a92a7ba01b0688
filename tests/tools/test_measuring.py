"""tools/bench from end to end on the sample, shortly: every figure is there and makes sense. How fast
anything is does not matter here."""
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import unittest

from tool import BEKWAAMD, ROOT, SAMPLE, TODAY, ToolTest

BENCH = os.environ.get("BEKWAAM_BENCH", str(ROOT / "build" / "dev" / "bekwaam-bench"))
PEOPLE = 503
PLACES = ("tcp.d1", "tcp.d16", "unix.d1", "unix.d16", "tcp.open", "unix.open")


class Measuring(ToolTest):
    def setUp(self):
        super().setUp()
        self.tmp = self.dir / "tmp"
        self.tmp.mkdir()

    def run_bench(self, *args, code=0):
        env = {**os.environ, "TMPDIR": str(self.tmp), "COLUMNS": "120"}
        done = subprocess.run([ROOT / "tools" / "bench", "--build", pathlib.Path(BENCH).parent,
                               *map(str, args)], cwd=self.dir, env=env, timeout=1100,
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, code, f"{args}\n{done.stdout}\n{done.stderr}")
        return done

    def sample_store(self):
        store = self.dir / "store"
        self.run_tool("init", store)
        self.run_tool("--data", store, "--today", TODAY, "import", "jsonl", SAMPLE)
        return store


@unittest.skipUnless((SAMPLE / "event.jsonl").exists(), "the sample is not there")
class Whole(Measuring):
    def test_every_part_gives_its_figures(self):
        store = self.sample_store()
        before = hashlib.sha256((store / "data.mdb").read_bytes()).digest()
        done = self.run_bench("--data", store, "--size", "small", "--quick", "--all", "--today",
                              TODAY, "--json", "out.json")
        self.assertEqual(hashlib.sha256((store / "data.mdb").read_bytes()).digest(), before)
        self.assertEqual(list(self.tmp.iterdir()), [])
        whole = json.loads((self.dir / "out.json").read_text())
        self.assertEqual(sorted(whole), ["figures", "format", "head", "other_load_percent"])
        self.assertEqual(set(whole["other_load_percent"]),
                         {"inproc", "start", "rpc", "unix", "batch", "vectors", "svm", "ease", "embed", "plan",
                          "also", "write"})
        self.check_head(whole["head"])
        figures = {figure["name"]: figure for figure in whole["figures"]}
        self.assertEqual(len(figures), len(whole["figures"]))
        self.check_values(figures)
        self.check_order(figures)
        self.check_peers(figures)
        for figure in whole["figures"]:
            self.assertIn(figure["label"].split()[0], done.stdout)
        self.assertEqual({figure.get("anchor", 0) for figure in whole["figures"]}, set(range(12)))
        took = re.search(r"\nTook (\d+)/(\d+) s .*, the build not counted: (.*)\n$", done.stdout)
        clock, own = (sum(int(part.split()[-1].split("/")[i]) for part in took[3].split(", ")) for i in (0, 1))
        self.assertAlmostEqual(int(took[1]), clock, delta=12)
        self.assertAlmostEqual(int(took[2]), own, delta=12)
        self.assertIn(", write ", took[3])

    def check_head(self, head):
        self.assertEqual(head["count.employee"], PEOPLE)
        self.assertEqual(head["count.course"], 334)
        self.assertEqual((head["org.biggest"], head["org.biggest.people"]), ("wilgendam", 265))
        self.assertEqual((head["org.median"], head["org.median.people"]), ("oosterveen", 143))
        self.assertEqual(head["processors"], os.cpu_count())
        self.assertIn("quick", head["runs"])
        for name in ("date", "processor", "kernel", "build", "file system", "mind"):
            self.assertTrue(head[name])

    def check_values(self, figures):
        for name in ("inproc.p50", "inproc.p99", "write.batch.rate", "write.batch4.rate",
                     "write.single.rate", "start.warm.s", "start.cold.s", "verify.s",
                     "team.median.ms", "team.biggest.ms", "publish.ms", "store.mb",
                     "vectors.one.scalar.ms", "vectors.block.scalar.ms", "vectors.one.nearest.ms",
                     "svm.ms", "svm.apart", "plan.one.median", "plan.one.most", "plan.team.s",
                     *(f"rpc.{place}.rate" for place in PLACES)):
            self.assertIn("median", figures[name], figures[name])
        for name, figure in figures.items():
            if "median" not in figure:
                self.assertTrue(figure["missing"], name)
                self.assertNotIn("failed", figure["missing"], name)
                continue
            self.assertLessEqual(figure["min"], figure["median"])
            self.assertLessEqual(figure["median"], figure["max"])
            self.assertEqual(min(figure["values"]), figure["min"])
            may_be_0 = name.endswith(("_cpu", "lag_p99", ".open", ".other")) or \
                name in ("start.cold.resident", "ease.prune.s", "ease.count.s", "ease.solve.s")
            self.assertGreaterEqual(figure["min"], 0, name)
            if not may_be_0:
                self.assertGreater(figure["min"], 0, name)
        self.assertEqual(figures["team.biggest.people"]["values"], [265])
        self.assertEqual(figures["team.median.people"]["values"], [143])
        self.assertGreater(figures["inproc.items"]["median"], 5)
        self.assertTrue(1600 < figures["svm.vectors"]["median"] < 1800)
        self.assertEqual(len(figures["plan.team.s"]["values"]), 1)
        if "median" in figures["embed.s"]:
            self.assertEqual(figures["embed.other"]["values"], [0])
            self.assertGreater(figures["embed.texts"]["median"], 334)
        self.assertLess(figures["start.cold.resident"]["max"], 100)
        if "median" in figures["batch.jsonl.s"]:
            self.assertAlmostEqual(figures["batch.jsonl.s"]["values"][0] *
                                   figures["batch.jsonl.people"]["values"][0], PEOPLE, delta=1)

    def check_order(self, figures):
        """A median is not above the p99 of the same runs, and throughput fits the latencies."""
        for base in ("inproc", "inproc.reading", "inproc.engine", "write.batch", "write.single",
                     *(f"rpc.{place}" for place in PLACES)):
            for half, most in zip(figures[base + ".p50"]["values"], figures[base + ".p99"]["values"]):
                self.assertLessEqual(half, most, base)
        for place in PLACES:
            self.assertLessEqual(figures[f"rpc.{place}.p99"]["median"],
                                 figures[f"rpc.{place}.p999"]["median"])
        for way in ("tcp", "unix"):
            # Little's law: 50 in flight = rate * mean latency, and no mean is above the p99.9 here.
            rate, worst = figures[f"rpc.{way}.d1.rate"], figures[f"rpc.{way}.d1.p999"]
            self.assertGreater(rate["median"] * worst["median"] / 1000, 25)
            half = figures[f"rpc.{way}.open.rate"]["median"] / rate["min"]
            self.assertTrue(.2 < half < .8, half)
            self.assertTrue(1000 < figures[f"rpc.{way}.d1.bytes"]["median"] < 20000)
        self.assertLessEqual(figures["inproc.engine.p50"]["median"], figures["inproc.p50"]["median"])

    def check_peers(self, figures):
        goals = {"rpc.tcp.d1.rate": ("ratio_at_least", .4, .5),
                 "rpc.tcp.d16.rate": ("ratio_at_least", .1, .2),
                 "rpc.tcp.open.p99": ("at_most", 2, None), "inproc.p50": ("at_most", 25, None),
                 "inproc.p99": ("at_most", 150, None), "start.warm.s": ("at_most", 1.5, None),
                 "start.warm.anonymous": ("at_most", 500, None),
                 "write.batch.rate": ("ratio_at_least", .7, None),
                 "write.single.rate": ("ratio_at_least", 5, None),
                 "batch.msgpack.s": ("ratio_at_most", 1, None),
                 "svm.ms": ("ratio_at_most", .2, None), "svm.apart": ("at_most", 1, None),
                 "embed.s": ("at_most", 60, None), "embed.other": ("at_most", 0, None),
                 "ease.solve.s": ("ratio_at_most", 1, None),
                 "plan.one.median": ("ratio_at_most", 1, None),
                 "plan.one.most": ("ratio_at_most", 1, None),
                 "plan.team.s": ("ratio_at_most", 1, None)}
        for name, (form, value, stretch) in goals.items():
            goal = figures[name]["goal"]
            self.assertEqual((goal["form"], goal["value"], goal.get("stretch")),
                             (form, value, stretch))
        self.assertEqual(figures["svm.ms"]["peer"]["who"], "libsvm")
        for name in ("plan.one.median", "plan.one.most", "plan.team.s"):
            self.assertEqual(figures[name]["peer"]["who"], "CBC alone")
        for name in ("write.batch.rate", "write.single.rate"):
            figure = figures[name]
            self.assertEqual(figure["peer"]["who"], "LMDB alone")
            self.assertEqual(figure["goal"]["met"], figure["ratio"]["median"] >=
                             figure["goal"]["value"])
        if shutil.which("redis-server"):
            for place in PLACES[:4]:
                self.assertEqual(figures[f"rpc.{place}.rate"]["peer"]["who"], "redis GET")
        else:
            self.assertIn("apt-get install", figures["rpc.tcp.d1.rate"]["missing"])


class Usage(Measuring):
    def test_wrong_usage_ends_with_2(self):
        for args in (["--nope"], ["--size", "huge"], ["--only", "rpc,nope"], ["--data"],
                     ["--data", "nowhere"], ["--json", "no/such/folder/x"]):
            with self.subTest(args=args):
                self.assertIn("--help", self.run_bench(*args, code=2).stderr)
        self.assertIn("--quick", self.run_bench("--help").stdout)
        self.assertEqual(list(self.tmp.iterdir()), [])

    def test_the_measuring_program_explains_itself(self):
        done = subprocess.run([BENCH, "--help"], capture_output=True, text=True, check=True)
        for command in ("survey", "inproc", "rpc", "write", "lmdb", "start", "team", "publish",
                        "vectors", "report"):
            self.assertIn(f"  {command} ", done.stdout)
        for args in ([], ["nope"], ["rpc"], ["rpc", "--employees", "x", "--conns", "0"],
                     ["rpc", "--employees", "x", "--seconds", "-1"], ["inproc", "--data", "x"],
                     ["report", "--figures", "x", "more"], ["rpc", "--nope"]):
            with self.subTest(args=args):
                done = subprocess.run([BENCH, *args], capture_output=True, text=True, check=False)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn("--help", done.stderr)


class Report(Measuring):
    """The table and the JSON of figures that are known."""

    def report(self, *lines, code=0):
        (self.dir / "figures").write_text("".join("\t".join(map(str, line)) + "\n"
                                                  for line in lines))
        env = {**os.environ, "COLUMNS": "150"}
        done = subprocess.run([BENCH, "report", "--figures", "figures", "--json", "out.json"],
                              cwd=self.dir, env=env, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, code, done.stderr)
        whole = json.loads((self.dir / "out.json").read_text()) if code == 0 else None
        return done.stdout, whole

    def test_goals_are_judged_by_the_middle_of_the_pairs(self):
        name, peer = "rpc.tcp.d1.rate", "redis.tcp.d1.rate"
        for shares, met, stretch, word in (((.39, .39, .9), False, False, "NO"),
                                           ((.41, .2, .45), True, False, "yes"),
                                           ((.6, .51, .1), True, True, "yes, stretch")):
            with self.subTest(shares=shares):
                lines = []
                for number, share in enumerate(shares):
                    lines.append(("figure", name, share * 1000 * (number + 1)))
                    lines.append(("figure", peer, 1000 * (number + 1)))
                text, whole = self.report(*lines)
                figure, = whole["figures"]
                self.assertAlmostEqual(figure["ratio"]["median"], sorted(shares)[1], places=6)
                self.assertEqual((figure["goal"]["met"], figure["goal"]["stretch_met"]),
                                 (met, stretch))
                row = next(line for line in text.splitlines() if "50 connections" in line)
                self.assertTrue(row.endswith(word), row)

    def test_what_is_missing_says_how_to_get_it(self):
        text, whole = self.report(("figure", "rpc.tcp.d1.rate", 5),
                                  ("missing", "redis.tcp.d1.rate", "no redis: get it there"),
                                  ("missing", "batch.jsonl.s", "not in this version"))
        self.assertRegex(text, r"50 connections x 1 +5 +answers/s +- ")
        self.assertIn("no redis: get it there", text)
        self.assertIn("not in this version", text)
        rpc, batch = whole["figures"]
        self.assertNotIn("met", rpc["goal"])
        self.assertEqual((rpc["missing"], batch["missing"]),
                         ("no redis: get it there", "not in this version"))
        self.assertNotIn("median", batch)

    def test_the_goals_are_the_last_lines_in_their_order(self):
        text, whole = self.report(("figure", "plan.team.s", 2), ("figure", "cbc.team.s", 4),
                                  ("figure", "inproc.learned.p50", 70), ("figure", "verify.s", 7),
                                  ("figure", "batch.msgpack.s", 6), ("figure", "faiss.s", 3),
                                  ("figure", "rpc.tcp.d1.rate", 5), ("load", "batch", 31.4),
                                  ("missing", "redis.tcp.d1.rate", "no redis: get it there"),
                                  ("missing", "write.batch.rate", "failed: somehow"),
                                  ("fact", "took", "9 s in all"))
        goals = text[text.index("The goals, in their order"):].splitlines()
        self.assertEqual(goals[-1], "Took 9 s in all")
        rows = [line.split() for line in goals if re.match(r" +\d+ ", line)]
        self.assertEqual([int(row[0]) for row in rows], [1, 2, 4, 5, 11])
        everyone, tcp, learned, durable, team = (" ".join(row) for row in rows)
        self.assertTrue(everyone.endswith("6.00 s 3.00 faiss flat 2.00 ≤ 1.0 × NO (others 31%)"), everyone)
        self.assertTrue(tcp.endswith("5 answers/s - (no peer) ≥ 0.4 × (0.5)"), tcp)
        self.assertTrue(learned.endswith("median 70.0 us"), learned)
        self.assertIn("not measured", durable)
        self.assertTrue(team.endswith("2.00 s 4.00 CBC alone 0.50 ≤ 1.0 × yes"), team)
        for why in ("no redis: get it there", "failed: somehow"):
            self.assertIn(why, "\n".join(goals))
        self.assertNotIn("verify", "\n".join(goals))
        anchors = {figure["name"]: figure.get("anchor") for figure in whole["figures"]}
        self.assertEqual((anchors["plan.team.s"], anchors["verify.s"]), (11, None))

    def test_a_disturbed_part_is_marked(self):
        text, whole = self.report(("figure", "verify.s", 1), ("load", "also", 5.2))
        self.assertIn("5.2%", text)
        self.assertIn("TOO MUCH", text)
        self.assertEqual(whole["other_load_percent"], {"also": 5.2})
        self.assertNotIn("TOO MUCH",
                         self.report(("figure", "verify.s", 1), ("load", "also", 4.8))[0])

    def test_a_line_that_is_no_figure_is_refused(self):
        self.report(("figure", "verify.s", "soon"), code=1)


@unittest.skipUnless((SAMPLE / "event.jsonl").exists(), "the sample is not there")
class Wrong(Measuring):
    """Figures of wrong answers are none."""

    def setUp(self):
        super().setUp()
        store = self.sample_store()
        self.daemon = subprocess.Popen([BEKWAAMD, "--data", store, "--listen", "none", "--unix",
                                        "s", "--today", TODAY], cwd=self.dir, text=True,
                                       stdout=subprocess.PIPE)
        self.addCleanup(self.end_daemon)
        self.daemon.stdout.readline()

    def end_daemon(self):
        self.daemon.send_signal(signal.SIGTERM)
        self.assertEqual(self.daemon.wait(30), 0)
        self.daemon.stdout.close()

    def rpc(self, ids, *args, code=0):
        (self.dir / "ids").write_text(ids)
        done = subprocess.run([BENCH, "rpc", "--unix", "s", "--employees", "ids", "--warm", "0",
                               "--seconds", ".3", *args], cwd=self.dir, timeout=60,
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def test_an_answer_with_an_error_ends_the_run(self):
        for load in ((), ("--conns", "3", "--depth", "4"), ("--rate", "500")):
            with self.subTest(load=load):
                done = self.rpc("wd-0001\nnobody\n", *load, code=1)
                self.assertIn("not_found", done.stderr)
                self.assertEqual(done.stdout, "")

    def test_an_open_loop_asks_as_often_as_it_was_told(self):
        done = self.rpc("wd-0001\nwd-0002\n", "--rate", "400", "--conns", "3")
        figures = {line.split("\t")[1]: float(line.split("\t")[2])
                   for line in done.stdout.splitlines()}
        self.assertEqual(figures["bench.answers"], 120)
        self.assertGreater(figures["bench.inspected"], 0)

    def test_a_stall_of_the_daemon_is_in_the_open_loops_latencies(self):
        (self.dir / "ids").write_text("wd-0001\n")
        self.daemon.send_signal(signal.SIGSTOP)
        with subprocess.Popen([BENCH, "rpc", "--unix", "s", "--employees", "ids", "--warm", "0",
                               "--seconds", "1.5", "--rate", "200", "--conns", "2"], cwd=self.dir,
                              text=True, stdout=subprocess.PIPE) as load:
            while self.sockets(load.pid) < 2 and load.poll() is None:
                pass  # connections are made without the daemon's help
            with self.assertRaises(subprocess.TimeoutExpired):
                load.wait(.6)
            self.daemon.send_signal(signal.SIGCONT)
            out = load.communicate(timeout=60)[0]
        figures = {line.split("\t")[1]: float(line.split("\t")[2]) for line in out.splitlines()}
        # Nothing was answered in the first .6 of 1.5 s. Every request due then is there, the oldest
        # with .6 s; a closed loop would have sent two of them.
        self.assertEqual(figures["bench.answers"], 300)
        self.assertGreater(figures["bench.p99"], 500)

    @staticmethod
    def sockets(pid):
        found = 0
        for entry in pathlib.Path(f"/proc/{pid}/fd").iterdir():
            try:
                found += os.readlink(entry).startswith("socket:")
            except OSError:
                pass  # closed meanwhile
        return found

    def test_nobody_there_is_said(self):
        (self.dir / "ids").write_text("a\n")
        done = subprocess.run([BENCH, "rpc", "--unix", "nowhere", "--employees", "ids"],
                              cwd=self.dir, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("nowhere", done.stderr)


if __name__ == "__main__":
    unittest.main()
