"""evaluate --interactions: every figure said again plainly, the forms of a file, and what is wrong with one."""
import gzip
import json
import math
import random
import struct
import unittest

from tool import ToolTest

MOST = 100
LOOKS_BACK = 4
FORETOLD = 3
FADES = (0, .25, .5, .75)
CUTS = (5, 10, 20)


def draw_world(seed, users, items, takes):
    """Some items are popular, items of one of five kinds go together, and one often follows another."""
    rng, world = random.Random(seed), {}
    for user in range(users):
        kind, took = rng.randrange(5), []
        while len(took) < 1 + rng.randrange(takes):
            if took and rng.random() < .35:
                item = (took[-1] * 7 + 1) % items
            elif rng.random() < .7:
                item = 5 * int(rng.random() ** 2 * items / 5) + kind
            else:
                item = rng.randrange(items)
            if item not in took:
                took.append(item)
        world[f"{user + 1000}"] = [f"{item}" for item in took]
    return world


def as_lines(world):
    return "".join(f"{user} {' '.join(took)}\n" for user, took in world.items())


def invert(matrix):
    n = len(matrix)
    work = [row[:] + [float(i == j) for j in range(n)] for i, row in enumerate(matrix)]
    for k in range(n):
        pivot = work[k][k]
        work[k] = top = [x / pivot for x in work[k]]
        for i in range(n):
            factor = work[i][k]
            if i != k and factor:
                work[i] = [x - factor * y for x, y in zip(work[i], top)]
    return [row[n:] for row in work]


def single(value):
    """As float32 keeps it: what is the same but for the last bits of a double is the same."""
    return struct.unpack("<f", struct.pack("<f", value))[0]


class Plain:
    """The methods from who took what but for the last, as their definitions say them. Judged are the places in
    `backs` from the end of every `one_of`th user; what stands there is not learned from."""

    def __init__(self, world, items, backs, one_of):
        self.items = items
        judged = [user for user, took in enumerate(world) if len(took) > min(backs)][::one_of]
        self.rows = [took[:max(1, len(took) - 1)] for took in world]
        for user in judged:
            self.rows[user] = world[user][:max(1, len(world[user]) - max(backs))]
        self.judged = [(user, world[user][:len(world[user]) - back], world[user][-back])
                       for user in judged for back in backs if len(world[user]) > back]
        takers = [0] * items
        for row in self.rows:
            for item in row:
                takers[item] += 1
        self.takers = takers
        self.known = [i for i in range(items) if takers[i] >= 5]
        known = set(self.known)
        self.counts = [[0] * items for _ in range(items)]
        self.steps = [[0] * items for _ in range(items)]
        for row in self.rows:
            row = [item for item in row if item in known]
            for i in row:
                for j in row:
                    self.counts[i][j] += 1
            for i, j in zip(row, row[1:]):
                self.steps[i][j] += 1

    def strongest(self, weights, most):
        """Of a dict the strongest above 0."""
        best = sorted((item for item in weights.items() if item[1] > 0), key=lambda item: (-item[1], item[0]))
        return dict(best[:most])

    def ease(self, ridge):
        """Weights by target."""
        known = self.known
        p = invert([[self.counts[i][j] + (ridge if i == j else 0) for j in known] for i in known])
        return {j: {i: single(-p[a][b] / p[b][b]) for a, i in enumerate(known) if a != b} for b, j in enumerate(known)}

    def cosines(self, most):
        def cosine(i, j):
            return single(self.counts[i][j] / math.sqrt(self.takers[i] * self.takers[j]))
        return {j: self.strongest({i: cosine(i, j) for i in self.known if i != j}, most) for j in self.known}

    def pruned(self, ridge):
        return {j: self.strongest(of, MOST) for j, of in self.ease(ridge).items()}

    def follow(self, prior):
        """Weights by source."""
        to = {j: sum(self.steps[i][j] for i in self.known) for j in self.known}
        steps = sum(to.values())
        out = {}
        for i in self.known:
            of = sum(self.steps[i])
            out[i] = self.strongest({j: single((self.steps[i][j] + prior * to[j] / steps) / (of + prior))
                                     for j in self.known if j != i}, MOST)
        return out

    def score_together(self, weights):
        def score(history):
            return [sum(weights[j].get(i, 0) for i in history) if j in weights else 0 for j in range(self.items)]
        return score

    def score_follow(self, weights, fade):
        def score(history):
            recent = [(fade ** back, weights[i])
                      for back, i in enumerate([i for i in history if i in weights][:-LOOKS_BACK - 1:-1])]
            all_counts = sum(counts for counts, _ in recent)
            return [sum(counts * row.get(j, 0) for counts, row in recent) / all_counts if recent else 0
                    for j in range(self.items)]
        return score

    def score_mixed(self, together, follow, share, fade, fulls):
        of_together, of_follow = self.score_together(together), self.score_follow(follow, fade)

        def score(history):
            return [min(1, (1 - share) * t / fulls[0] + share * f / fulls[1])
                    for t, f in zip(of_together(history), of_follow(history))]
        return score

    def ranks(self, score):
        out = []
        for _, history, held in self.judged:
            scores = score(history)
            out.append(sum(s >= scores[held] for i, s in enumerate(scores) if i not in history))
        return out

    def full(self, score):
        """The highest score that one case of a thousand exceeds."""
        highest = []
        for _, history, _ in self.judged:
            highest.append(max([0] + [s for i, s in enumerate(score(history)) if i not in history]))
        return sorted(highest)[int(.999 * (len(highest) - 1))]

    def helps(self, ranks, before):
        """Better by three standard errors; the cases of one user go together."""
        more = [a - b for a, b in zip(gains(ranks), gains(before))]
        mean, of_user = sum(more) / len(more), {}
        for (user, _, _), gain in zip(self.judged, more):
            of_user[user] = of_user.get(user, 0) + gain - mean
        return mean > 3 * math.sqrt(sum(x * x for x in of_user.values())) / len(more)


def gains(ranks, k=10):
    return [1 / math.log2(1 + rank) if rank <= k else 0 for rank in ranks]


def ndcg(ranks, k=10):
    return sum(gains(ranks, k)) / len(ranks)


def climb(worth):
    """The best of 10^(step / 4), as the climb goes."""
    known = {10: worth(10 ** 2.5)}
    best = 10
    for by in (2, -2, 1, -1):
        while 0 <= best + by <= 20 and best + by not in known:
            known[best + by] = worth(10 ** ((best + by) / 4))
            if known[best + by] <= known[best]:
                break
            best += by
    return 10 ** (best / 4)


class Evaluate(ToolTest):
    def evaluate(self, *args, code=0):
        done = self.run_tool("--json", "evaluate", "--interactions", *args, code=code)
        return json.loads(done.stdout) if code == 0 else done.stderr

    def figures(self, *args):
        """Without what differs from run to run."""
        found = self.evaluate(*args)
        found.pop("threads")
        for method in found["methods"]:
            for name in ("choose_s", "learn_s", "score_s", "peak_mib"):
                self.assertGreaterEqual(method.pop(name), 0)
        return found

    def assert_measures(self, method, ranks):
        for k in CUTS:
            hits = sum(rank <= k for rank in ranks) / len(ranks)
            self.assertAlmostEqual(method["recall"][str(k)], hits, delta=1e-12, msg=method["name"])
            self.assertAlmostEqual(method["hr"][str(k)], hits, delta=1e-12)
            self.assertAlmostEqual(method["ndcg"][str(k)], ndcg(ranks, k), delta=1e-12, msg=method["name"])

    def test_every_choice_and_measure_is_what_its_definition_says(self):
        world = draw_world(3, 1000, 240, 14)
        names = sorted({item for took in world.values() for item in took}, key=str.encode)
        rows = [[names.index(item) for item in world[user]] for user in sorted(world)]
        found = self.evaluate(self.write("a.txt", as_lines(world)))
        methods = {method["name"]: method for method in found["methods"]}
        self.assertEqual(list(methods), ["popularity", "item_knn", "ease", "follow_up", "served"])
        self.assertEqual((found["users"], found["items"], found["repeated"]), (1000, len(names), 0))
        self.assertEqual(found["judged"], sum(len(row) > 1 for row in rows))
        self.assertEqual(found["with_one_item"], sum(len(row) == 1 for row in rows))
        self.assertEqual(found["chosen_by"], 
                         sum(min(FORETOLD, len(row) - 2) for row in [row for row in rows if len(row) > 2][::FORETOLD]))
        older, now = Plain(rows, len(names), range(2, 2 + FORETOLD), FORETOLD), Plain(rows, len(names), [1], 1)
        self.assertEqual(methods["ease"]["courses"], len(now.known))
        self.assertGreater(len(now.known), MOST + 20)
        self.assertLess(len(now.known), len(names))

        self.assert_measures(methods["popularity"], now.ranks(lambda _: now.takers))

        near = {k: ndcg(older.ranks(older.score_together(older.cosines(k)))) for k in (10, 20, 50, 100, 200, 500)}
        self.assertEqual(methods["item_knn"]["neighbours"], max(near, key=near.get))
        self.assert_measures(methods["item_knn"], now.ranks(
            now.score_together(now.cosines(methods["item_knn"]["neighbours"]))))

        ridge = climb(lambda x: ndcg(older.ranks(older.score_together(older.ease(x)))))
        self.assertAlmostEqual(methods["ease"]["lambda"], ridge, delta=1e-6)
        self.assert_measures(methods["ease"], now.ranks(now.score_together(now.ease(ridge))))

        alone = {(prior, fade): ndcg(older.ranks(older.score_follow(older.follow(prior), fade)))
                 for prior in (1, 10, 100) for fade in FADES}
        prior, fade = max(alone, key=alone.get)
        self.assertEqual((methods["follow_up"]["prior"], methods["follow_up"]["follow_fade"]), (prior, fade))
        self.assert_measures(methods["follow_up"], now.ranks(now.score_follow(now.follow(prior), fade)))

        self.check_served(methods["served"], older, now, prior)

    def check_served(self, served, older, now, prior):
        ridge = climb(lambda x: ndcg(older.ranks(older.score_together(older.pruned(x)))))
        self.assertAlmostEqual(served["lambda"], ridge, delta=1e-6)
        self.assertEqual(served["prior"], prior)
        together, follow = older.pruned(ridge), older.follow(prior)
        self.assertGreater(len(older.known), MOST)
        self.assertTrue(any(len(of) == MOST for of in together.values()))
        together_full = older.full(older.score_together(together))
        self.assertAlmostEqual(served["together_full"], together_full, delta=1e-6)
        alone = older.ranks(older.score_together(together))
        chosen, best = None, 0
        for fade in FADES:
            fulls = (together_full, older.full(older.score_follow(follow, fade)))
            for tenth in range(1, 10):
                ranks = older.ranks(older.score_mixed(together, follow, tenth / 10, fade, fulls))
                if ndcg(ranks) > best if chosen else older.helps(ranks, alone):
                    chosen, best = (tenth / 10, fade, fulls), ndcg(ranks)
        share, fade, fulls = chosen
        self.assertAlmostEqual(served["follow_share"], share, delta=1e-12)
        self.assertEqual(served["follow_fade"], fade)
        self.assertAlmostEqual(served["follow_full"], fulls[1], delta=1e-6)
        self.assert_measures(served, now.ranks(
            now.score_mixed(now.pruned(ridge), now.follow(prior), share, fade, fulls)))

    def test_forms_of_a_file_and_threads_give_the_same(self):
        world = draw_world(4, 200, 40, 9)
        want = self.figures(self.write("a.txt", as_lines(world)))
        self.assertGreater(want["methods"][4]["ndcg"]["10"], want["methods"][0]["ndcg"]["10"])
        rng = random.Random(1)
        rows = [(user, item, i) for user, took in world.items() for i, item in enumerate(took)]
        rng.shuffle(rows)
        packed = gzip.compress(as_lines(world).encode())
        table = "".join(f"{item},{i / 4},x,{user}\n" for user, item, i in rows)
        days = "".join(f"{user};2026-01-{i + 1:02}T12:00:00+0{i % 3}:00;{item}\r\n" for user, item, i in rows)
        dates = "".join(f'"{user}","2026-01-{i + 1:02}","{item}"\n' for user, item, i in rows)
        for name, text in (("a.txt.gz", packed), ("a.csv", "item,order,note,user\n" + table),
                           ("b.csv", "user;time;item\r\n" + days), ("c.csv", "user,time,item\n" + dates),
                           ("b.txt", as_lines(world).replace(" ", "\t").replace("\n", "\r\n\r\n"))):
            self.assertEqual(self.figures(self.write(name, text)), want, name)
        self.assertEqual(self.figures("a.txt", "--threads", "1"), want)
        self.assertEqual(self.figures("a.txt", "--threads", "3"), want)

    def test_what_is_repeated_counts_once_and_what_is_one_is_not_judged(self):
        world = draw_world(5, 100, 30, 6)
        single = sum(len(took) == 1 for took in world.values())
        self.assertGreater(single, 0)
        want = self.figures(self.write("a.txt", as_lines(world)))
        self.assertEqual(want["with_one_item"], single)
        again = {user: took + took[:1] + took[-1:] for user, took in world.items()}
        got = self.figures(self.write("b.txt", as_lines(again)))
        self.assertEqual(got.pop("repeated"), 200)
        self.assertEqual(want.pop("repeated"), 0)
        self.assertEqual(got, want)

    def test_without_the_last_is_as_if_they_were_not_there(self):
        world = draw_world(6, 150, 30, 9)
        longer = {user: took + ["7", "99999"] for user, took in world.items()}
        want = self.figures(self.write("a.txt", as_lines(world)))
        got = self.figures(self.write("b.txt", as_lines(longer)), "--without-last", "2")
        self.assertEqual(got.pop("without_last"), 2)
        self.assertEqual(want.pop("without_last"), 0)
        self.assertEqual(got, want)

    def test_table_says_what_was_held_back(self):
        self.write("a.txt", as_lines(draw_world(7, 120, 30, 9)))
        english = self.run_tool("--lang", "en", "evaluate", "--interactions", "a.txt").stdout
        dutch = self.run_tool("evaluate", "--interactions", "a.txt").stdout
        for text in ("Held back", "HR@10", "NDCG@20", "Recall@k", "popularity", "as served", "MiB"):
            self.assertIn(text, english)
        for text in ("Achtergehouden", "populariteit", "zoals Bekwaam", "0,"):
            self.assertIn(text, dutch)
        self.assertTrue(all(len(line) <= 100 for line in (english + dutch).splitlines()))

    def test_says_what_is_wrong_with_a_file(self):
        enough = "".join(f"{user} 1 2 3\n" for user in range(9))
        number = "is no number; a line is a user and items, numbers with spaces between"
        for text, want in (
                ("", "nobody took anything; lines"), ("\n \n", "nobody took anything; lines"),
                ("5\n6\n", "nobody took anything"),
                ("5 1 2 3\n", "it has one user; what others took is what is learned from"),
                ("1 7\n2 7\n3 8\n", "every user took one item; with the last held back"),
                ("1 2 3\n2 3 4\n", "co-enrolment needs two courses that 5 people took each; 0 have so many"),
                (enough + "77 1 x2\n", f':10: "x2" {number}'), (enough + "-1 2\n", f':10: "-1" {number}'),
                (enough + "77 1 2.5\n", f':10: "2.5" {number}'),
                ("user,item\n1,2\n", ":2: time (or order) is empty"),
                ("user,item,time\n1,2,\n", ":2: time (or order) is empty"),
                ("user,time\n1,2\n", ":1: there is no column called item"),
                ("user,item,time\n1,2,soon\n", ':2: "soon" is no number and no date'),
                ("user,item,time\n1,2,nan\n", ':2: "nan" is no number and no date'),
                ("user,item,time\n1,2,2026-02-30\n", ':2: "2026-02-30" is no number and no date'),
                ("user,item,time\n,2,3\n", ":2: user is empty"), ("user,item,time\n1,,3\n", ":2: item is empty"),
                ("user,item,time\n1,2,3,4\n", ":2: 4 columns; the header has 3"),
                (b"user,item,time\n1,\xff,3\n", ":2: item: no valid UTF-8")):
            with self.subTest(text=text):
                self.assertIn(want, self.evaluate(self.write("bad.csv", text), code=1))
        self.assertIn("No such file", self.evaluate("none.txt", code=1))
        self.write("bad.txt.gz", b"no gzip")
        self.assertIn("bad.txt.gz: ", self.evaluate("bad.txt.gz", code=1))

    def test_says_what_is_wrong_with_the_line(self):
        self.write("a.txt", as_lines(draw_world(7, 50, 20, 6)))
        for args, want in (((), "--interactions FILE is missing"), (("a.txt",), "no argument is expected"),
                           (("--interactions", "a.txt", "--threads", "0"), "--threads: at least 1"),
                           (("--interactions", "a.txt", "--seed", "x"), '--seed: "x" is no whole number')):
            self.assertIn(want, self.run_tool("evaluate", *args, code=2).stderr)


if __name__ == "__main__":
    unittest.main()
