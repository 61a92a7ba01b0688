"""bekwaam embed: training on the sample, vectors from outside, and what is wrong with either."""
import json
import os
import random
import signal
import struct
import subprocess
import time
import unittest

from tool import BEKWAAM, BEKWAAMD, SAMPLE, TODAY, ToolTest


def npy(rows, kind="<f4", shape=None) -> bytes:
    """A file of NumPy's, format 1.0."""
    shape = shape or (len(rows), len(rows[0]))
    head = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}"
    head += " " * (-(len(head) + 11) % 64) + "\n"
    code = {"<f4": "f", "<f2": "e", "<f8": "d"}[kind]
    body = b"".join(struct.pack(f"<{len(row)}{code}", *row) for row in rows)
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode() + body


class Embed(ToolTest):
    store = None

    def setUp(self):
        super().setUp()
        self.store = self.make_store()

    def on_store(self, *args, code=0):
        return self.run_tool("--data", self.store, "--today", TODAY, *args, code=code)

    def call(self, method, args=None):
        return json.loads(self.on_store("call", method, json.dumps(args or {})).stdout)

    def wait_for_store(self):
        """Until the daemon of a command that was killed has let go of it."""
        until = time.monotonic() + 100
        while subprocess.run([BEKWAAM, "--data", self.store, "verify"], cwd=self.dir, check=False,
                             capture_output=True).returncode == 3:
            self.assertLess(time.monotonic(), until, "the store stays held")

    def model(self):
        return self.call("server.info").get("embedding")

    def put(self, kind, *items):
        self.call(f"{kind}.put", {"items": list(items)})

    def few(self):
        """One record of each kind; the id "x" is a competency's and a role's."""
        self.put("competency", {"id": "x", "label": "bouwen"}, {"id": "url:1", "label": "praten"})
        self.put("role", {"id": "x", "label": "bouwer", "versions": []})
        self.put("course", *({"id": name, "title": name, "language": "nl", "format": "classroom",
                              "hours": 8, "price_cents": 1, "teaches": [{"competency": "x", "to": 3}]}
                             for name in ("k1", "k2", "k3")))


class Training(Embed):
    def setUp(self):
        super().setUp()
        self.on_store("import", "jsonl", SAMPLE)

    def test_a_model_is_trained_and_serves(self):
        done = self.on_store("--lang", "en", "embed")
        self.assertEqual(done.stderr, "")
        lines = done.stdout.splitlines()
        self.assertEqual(lines[0].split(), ["Model", "Dimensions", "Vectors", "Memory", "Seconds"])
        self.assertEqual(lines[2].split()[1], "456")
        model = self.model()
        self.assertEqual((model["kind"], model["folded"]), ("trained", 0))
        self.assertEqual(lines[2].split()[:3], [model["model"], "456", str(model["rows"])])
        courses = self.call("course.list", {"limit": 5})["items"]
        answer = self.call("course.similar", {"course": courses[0]["id"]})
        self.assertEqual(answer["model"], model["model"])
        self.assertTrue(answer["items"])
        changed = {**courses[0], "title": "anders"}
        self.put("course", changed)
        self.assertEqual(self.model()["folded"], 1)
        self.assertIn("0 wrong", self.on_store("verify").stdout)

    def test_the_same_seed_is_the_same_model_and_another_is_another(self):
        first = json.loads(self.on_store("embed", "--json").stdout)
        self.assertEqual(list(first), ["model", "dimension", "kind", "rows", "folded", "bytes", "near",
                                       "left_out", "seconds"])
        again = json.loads(self.on_store("embed", "--json", "--seed", "1").stdout)
        self.assertEqual(again["model"], first["model"])
        other = json.loads(self.on_store("embed", "--json", "--seed", "2", "--name", "twee").stdout)
        self.assertEqual(other["model"], "twee")
        self.assertEqual(self.model()["model"], "twee")
        self.assertEqual(self.on_store("--lang", "en", "embed", "--drop").stdout,
                         "The model is gone; courses are compared by text again.\n")
        self.assertIsNone(self.model())
        self.assertEqual(self.on_store("embed", "--drop", code=1).stderr,
                         "bekwaam: not_found: there is no embedding model\n")

    def test_an_interruption_leaves_one_whole_model(self):
        self.on_store("embed", "--name", "eerste")
        whole = (self.model()["rows"], 0)
        env = {**os.environ, "BEKWAAMD": BEKWAAMD}
        for after in (.3, .8, 1.3):
            with subprocess.Popen([BEKWAAM, "--data", self.store, "embed", "--name", "tweede"], env=env,
                                  cwd=self.dir, stdout=subprocess.DEVNULL) as process:
                time.sleep(after)
                process.send_signal(signal.SIGINT)
                code = process.wait(60)
            self.wait_for_store()
            model = self.model()  # an interruption may also come once the new one is in service, whole
            self.assertIn(model["model"], ("tweede",) if code == 0 else ("eerste", "tweede"))
            self.assertEqual((model["rows"], model["folded"]), whole)
            self.assertIn("0 wrong", self.on_store("verify").stdout)
            if model["model"] == "tweede":
                break


class Importing(Embed):
    def setUp(self):
        super().setUp()
        self.few()

    def bring(self, vectors: bytes, keys: str, code=0, *more):
        self.write("v.npy", vectors)
        self.write("k.txt", keys)
        return self.on_store("embed", "--import", "v.npy", "--keys", "k.txt", *more, code=code)

    def test_vectors_from_outside_serve(self):
        rows = [[1, 0, 0], [.6, .8, 0], [0, 0, 2], [1, 1, 1], [3, 2, 1], [1, 2, 3]]
        keys = "course:k1\nk2\r\ncourse:k3\ncompetency:x\nrole:x\nurl:1"
        for kind in ("<f4", "<f2"):
            done = json.loads(self.bring(npy(rows, kind), keys, 0, "--json", "--name", "zin").stdout)
            self.assertEqual((done["model"], done["kind"], done["dimension"], done["rows"]),
                             ("zin", "external", 3, 6))
            answer = self.call("course.similar", {"course": "k1"})
            self.assertEqual((answer["model"], [i["course"] for i in answer["items"]]), ("zin", ["k2"]))
            self.assertAlmostEqual(answer["items"][0]["score"], .6, places=3)
        self.assertIn("0 wrong", self.on_store("verify").stdout)

    def test_many_rows_go_in_several_messages(self):
        draw = random.Random(1)
        names = [f"n{i:05}" for i in range(2000)]
        for at in range(0, 2000, 500):
            self.put("competency", *({"id": n, "label": n} for n in names[at:at + 500]))
        rows = [[draw.uniform(-1, 1) for _ in range(1024)] for _ in names]
        done = json.loads(self.bring(npy(rows), "\n".join(names), 0, "--json").stdout)
        self.assertEqual(done["rows"], 2000)
        again = json.loads(self.bring(npy(rows), "\n".join(names) + "\n", 0, "--json").stdout)
        self.assertEqual(again["model"], done["model"])

    def test_a_list_from_windows_is_read(self):
        done = self.bring(npy([[1, 0], [0, 1]]), "\ufeffcourse:k1\r\ncourse:k2\r\n", 0, "--json")
        self.assertEqual(json.loads(done.stdout)["rows"], 2)

    def test_errors_name_file_and_line(self):
        two = npy([[1, 0], [0, 1]])
        for vectors, keys, error in (
                (two, "course:k1\nk9\n", 'k.txt:2: there is no competency, role or course "k9"'),
                (two, "course:k1\nrole:k1\n", 'k.txt:2: there is no role "k1"'),
                (two, "course:k1\nx\n", 'k.txt:2: "x" is a competency and a role; write competency:x '
                                        'or role:x'),
                (two, "k1\n\n", "k.txt:2: empty; a line names a record, as course:ID"),
                (two, "k1\ncourse:k1\n", "k.txt:2: course:k1 is in line 1 already; each once"),
                (two, "k1\n", "k.txt: 1 lines; v.npy has 2 rows, and each needs its line"),
                (two, "k1\nk2\nk3\n", "k.txt: 3 lines; v.npy has 2 rows, and each needs its line"),
                (two, "k1\ncompetency:\n", 'k.txt:2: there is no competency ""')):
            with self.subTest(error=error):
                self.assertEqual(self.bring(vectors, keys, 1).stderr, f"bekwaam: {error}\n")
        for vectors in (b"", b"x" * 100, two[:-1], two + b"x", npy([[1, 0], [0, float("nan")]]),
                        npy([[1, 0], [0, 0]]), npy([[1, 0], [0, 1]], "<f8"),
                        npy([[float("inf"), 0], [0, 1]])):
            done = self.bring(vectors, "k1\nk2\n", 1)
            self.assertTrue(done.stderr.startswith("bekwaam: v.npy: "), done.stderr)
        self.assertIsNone(self.model())
        self.on_store("embed", "--import", "none.npy", "--keys", "k.txt", code=1)
        self.write("v.npy", two)
        self.assertIn("none.txt: cannot be read",
                      self.on_store("embed", "--import", "v.npy", "--keys", "none.txt", code=1).stderr)

    def test_an_error_leaves_the_model_before(self):
        self.bring(npy([[1, 0], [0, 1]]), "k1\nk2\n", 0, "--name", "eerste")
        self.bring(npy([[1, 0], [0, float("nan")]]), "k1\nk2\n", 1, "--name", "tweede")
        self.assertEqual(self.model()["model"], "eerste")
        self.assertIn("0 wrong", self.on_store("verify").stdout)

    def test_what_is_near_can_be_set(self):
        self.bring(npy([[1, 0], [0, 1]]), "k1\nk2\n", 0, "--near", "taxonomy")
        self.assertEqual(self.model()["near"], "taxonomy")
        self.assertIn("by name, by the taxonomy and by the roles",
                      self.on_store("embed", "--only-near", "all", "--lang", "en").stdout)
        self.assertEqual(self.model()["near"], "all")
        self.assertIn("revision", self.on_store("embed", "--only-near", "taxonomy", "--json").stdout)
        self.on_store("embed", "--drop")
        self.assertIn("there is no embedding model",
                      self.on_store("embed", "--only-near", "all", code=1).stderr)

    def test_wrong_usage(self):
        for args, error in ((("--import", "v.npy"), "--import and --keys go together"),
                            (("--keys", "k.txt"), "--import and --keys go together"),
                            (("--import", "v", "--keys", "k", "--seed", "1"), "--seed is for training"),
                            (("--drop", "--seed", "1"), "--drop goes alone"),
                            (("--only-near", "all", "--near", "all"), "--only-near goes alone"),
                            (("--near", "some"), '--near: "some" is neither all nor taxonomy'),
                            (("--seed", "x"), '"x" is no whole number'),
                            (("--seed", "-1"), '"-1" is no whole number'),
                            (("more",), '"more": no argument is expected'),
                            (("--nix",), "no such option")):
            self.assertIn(error, self.on_store("embed", *args, code=2).stderr)
        self.assertIn("--import FILE", self.run_tool("embed", "--help").stdout)

    def test_too_few_texts_are_said_and_the_model_before_serves(self):
        self.call("course.delete", {"ids": ["k1", "k2", "k3"]})
        self.call("role.delete", {"ids": ["x"]})
        self.call("competency.delete", {"ids": ["url:1"]})
        self.bring(npy([[1, 0]]), "competency:x\n", 0, "--name", "eerste")
        done = self.on_store("embed", code=1)
        self.assertEqual(done.stderr, "bekwaam: the store has too few texts to train on (1): a model of "
                                      "them would know no word; import more first\n")
        self.assertEqual(self.model()["model"], "eerste")

    def test_an_empty_store_is_said(self):
        self.run_tool("init", "empty")
        done = self.run_tool("--data", "empty", "embed", code=1)
        self.assertEqual(done.stderr, "bekwaam: the store has no competency, role or course to train "
                                      "on; import some first\n")


if __name__ == "__main__":
    unittest.main()
