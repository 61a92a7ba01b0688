"""bekwaam tag: showing what courses probably teach, and a steward's review of it, by keys on a terminal and
by lines from a pipe."""
import json
import os
import pty
import re
import select
import subprocess
import time
import unittest

from tool import BEKWAAM, BEKWAAMD, TODAY, ToolTest

COMPETENCIES = [{"id": "c-help", "label": {"nl": "Financiële hulp geven", "en": "Giving financial help"}},
                {"id": "c-chat", "label": {"nl": "Gesprekken voeren", "en": "Holding conversations"}},
                {"id": "c-permit", "label": {"nl": "Vergunningen toetsen", "en": "Checking permits"}}]


def course(name: str, title: dict, description: str, **more) -> dict:
    return {"id": name, "title": title, "description": {"nl": description}, "language": "nl",
            "format": "classroom", "hours": 8, "price_cents": 10000, **more}


COURSES = [
    course("k-1", {"nl": "Gesprekken voeren", "en": "Conversations"}, "Gesprekken voeren en financiële hulp."),
    course("k-2", {"nl": "Vergunningen toetsen voor beginners"}, "Wat mag op een dak."),
    *(course(f"k-old-{i}", {"nl": f"Schulden {i}"}, f"Een begroting maken, brieven lezen, dag {i}.",
             teaches=[{"competency": "c-help", "from": 1, "to": 3.5}]) for i in range(4))]


class Tag(ToolTest):
    def setUp(self):
        super().setUp()
        self.store = self.make_store()
        for kind, items in (("competency", COMPETENCIES), ("course", COURSES)):
            self.write(f"in/{kind}.jsonl", "".join(json.dumps(item) + "\n" for item in items))
        self.run_tool("--data", self.store, "import", "jsonl", "in")

    def tag(self, *args, lang="nl", **kwargs):
        return self.run_tool("--data", self.store, "--today", TODAY, "--lang", lang, "tag", *args, **kwargs)

    def review(self, answers: str, *args, lang="nl") -> str:
        return self.tag("--review", *args, lang=lang, input=answers).stdout

    def teaches(self, name: str) -> list:
        done = self.run_tool("--data", self.store, "call", "course.get", json.dumps({"id": name}))
        return json.loads(done.stdout)["item"].get("teaches", [])

    def verdicts(self) -> set:
        done = self.run_tool("--data", self.store, "call", "verdict.list")
        return {(*v["courses"], *v["competencies"], v["yes"]) for v in json.loads(done.stdout)["items"]}


class Show(Tag):
    def test_a_course_a_text_and_a_file_give_the_same_table(self):
        text = "Gesprekken voeren\nConversations\nGesprekken voeren en financiële hulp."
        by_course = self.tag("k-1").stdout
        self.assertRegex(by_course, r"1  Gesprekken voeren +c-chat +\d\d% +→ 2")
        self.assertRegex(self.tag("k-1", lang="en").stdout, "1  Holding conversations")
        self.assertEqual(self.tag("--text", text).stdout, by_course)
        self.write("text.txt", text)
        self.assertEqual(self.tag("--file", "text.txt").stdout, by_course)
        self.assertEqual(self.tag("--file", "-", input=text).stdout, by_course)
        self.assertEqual(len(self.tag("k-1", "-k", "1").stdout.splitlines()), 3)

    def test_without_a_course_those_that_teach_nothing(self):
        shown = self.tag().stdout
        self.assertRegex(shown, r"1\. .*\(k-[12]\)\n.*\n.*\n +1  ")
        self.assertNotIn("k-old", shown)
        self.assertIn("k-old-1", self.tag("--teaches-most", "1", "--least", "0").stdout)
        self.assertIn("Er zijn geen voorstellen.", self.tag("--least", "1").stdout)
        answer = json.loads(self.tag("--json").stdout)
        self.assertEqual({item["course"] for item in answer["items"]}, {"k-1", "k-2"})
        self.assertEqual(json.loads(self.tag("k-2", "--json", "-k", "1").stdout)["items"][0]["competency"],
                         "c-permit")

    def test_what_cannot_be_is_said(self):
        for args in (["k-1", "k-2"], ["k-1", "--text", "x"], ["--text", "x", "--file", "y"],
                     ["--review", "--text", "x"], ["--review", "--json"], ["--by", "me"], ["-k", "x"],
                     ["--least", "x"], ["--text", "x", "--least", "0"], ["--nope"]):
            with self.subTest(args):
                self.assertIn("--help", self.tag(*args, code=2).stderr)
        self.assertIn("not_found", self.tag("nix", code=1).stderr)
        self.assertIn("bad_request: text: blank", self.tag("--text", " ", code=1).stderr)
        self.assertIn("nix", self.tag("--file", "nix", code=1).stderr)
        self.write("large", "x" * 65537)
        self.assertIn("65536", self.tag("--file", "large", code=1).stderr)
        self.write("bytes", b"\xff\xfe\x00")
        self.assertIn("bytes: not UTF-8", self.tag("--file", "bytes", code=1).stderr)
        latin = b"caf\xe9".decode(errors="surrogateescape")
        self.assertIn("not UTF-8", self.tag("--text", latin, code=1).stderr)
        self.assertIn("bekwaam tag", self.tag("--help").stdout)


class ByLines(Tag):
    def test_accepting_changing_a_level_and_rejecting(self):
        shown = self.review("a\nreject\nl\n5-1\n0,5-3\nq\n", "--least", "0", "k-1", lang="en")
        self.assertIn("1. Conversations (k-1)", shown)
        self.assertIn("    Gesprekken voeren en financiële hulp.", shown)
        self.assertRegex(shown, r"1 of 3: Holding conversations · chance \d+% · level → 2")
        self.assertIn("[a]ccept  other [l]evel  [r]eject  [n]ext  next [c]ourse  [b]ack  [q]uit > a", shown)
        self.assertIn("Saved: teaches Holding conversations, level → 2.", shown)
        self.assertIn("That is no level", shown)
        self.assertIn("1 courses looked at: 2 proposals accepted, 1 rejected.", shown)
        accepted = {t["competency"]: (t.get("from"), t["to"]) for t in self.teaches("k-1")}
        self.assertEqual(accepted["c-chat"], (None, 2))
        self.assertIn((.5, 3), accepted.values())
        self.assertEqual(len(accepted), 2)
        [rejected] = [v for v in self.verdicts() if not v[2]]
        self.assertNotIn(rejected[1], accepted)
        self.assertNotIn(rejected[1], self.tag("k-1", "--least", "0").stdout)

    def test_in_dutch_with_the_keys_of_dutch_words(self):
        shown = self.review("w\n?\nv\no\ns\n", "--least", "0")
        self.assertIn("[a]kkoord  ander [n]iveau  [w]ijs af  [v]olgende  volgende [o]pleiding  [t]erug  "
                      "[s]top > w", shown)
        self.assertRegex(shown, "Opgeslagen: leert .* niet.")
        self.assertRegex(shown, r"(?s)1\. .*2 van 3: .*3 van 3: .*2\. ")
        self.assertIn("2 opleidingen bekeken: 0 voorstellen akkoord, 1 afgewezen.", shown)
        self.assertEqual(len(self.verdicts()), 1)

    def test_back_and_deciding_again(self):
        shown = self.review("a\nt\nw\nt\nt\nt\na\ns\n", "--least", "0", "k-1")
        self.assertIn("nu akkoord", shown)
        self.assertIn("nu afgewezen", shown)
        self.assertEqual([t["competency"] for t in self.teaches("k-1")], ["c-chat"])
        self.assertEqual(self.verdicts(), {("k-1", "c-chat", True)})

    def test_stopping_anywhere_loses_nothing_and_goes_on_there(self):
        self.assertIn("1 voorstellen akkoord", self.review("a\n"))   # the input ends
        [(first, *_)] = self.verdicts()
        shown = self.review("")
        self.assertNotIn(f"({first})", shown, "it teaches something now")
        self.assertIn("1. ", shown)
        self.review("a\nn\n1-2\n" + "v\n" * 20)
        self.assertIn("Er zijn geen voorstellen.", self.review(""))

    def test_who_decided_is_kept(self):
        self.review("a\ns\n", "--by", "Anna de Vries")
        done = self.run_tool("--data", self.store, "call", "verdict.list")
        self.assertEqual([v["by"] for v in json.loads(done.stdout)["items"]], ["Anna de Vries"])

    def test_more_courses_than_a_page(self):
        many = [course(f"m-{i:03}", {"nl": f"Vergunningen {i}"}, "Gesprekken voeren.") for i in range(95)]
        self.write("more/course.jsonl", "".join(json.dumps(item) + "\n" for item in many))
        self.run_tool("--data", self.store, "import", "jsonl", "more")
        shown = self.review("o\n" * 200, "-k", "1")
        self.assertEqual(len(set(re.findall(r"\(([mk]-[0-9]+)\)", shown))), 97)
        self.assertIn("97 opleidingen bekeken", shown)


class ByKeys(Tag):
    """A review in a terminal of its own, on a daemon that others may ask meanwhile."""

    def setUp(self):
        super().setUp()
        self.socket = str(self.dir / "s")
        self.daemon = subprocess.Popen(
            [BEKWAAMD, "--data", str(self.dir / self.store), "--unix", self.socket, "--listen", "none",
             "--today", TODAY], stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.stop)
        self.daemon.stdout.readline()

    def stop(self):
        self.daemon.terminate()
        self.assertEqual(self.daemon.wait(60), 0)
        self.daemon.stdout.close()

    def call(self, method: str, **args):
        return json.loads(self.run_tool("--unix", self.socket, "call", method, json.dumps(args)).stdout)

    def start(self, *args):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.environ["COLUMNS"] = "100"
            os.execv(BEKWAAM, [BEKWAAM, "--unix", self.socket, "--lang", "en", "tag", "--review", *args])
        self.addCleanup(os.close, self.terminal)
        self.seen = ""

    def until(self, text: str) -> str:
        """What is shown up to and with the text."""
        end = time.monotonic() + 60
        while text not in self.seen:
            ready, _, _ = select.select([self.terminal], [], [], max(0, end - time.monotonic()))
            self.assertTrue(ready, f"{text!r} did not come after {self.seen!r}")
            try:
                data = os.read(self.terminal, 4096)
            except OSError:   # the other end is closed
                data = b""
            self.assertTrue(data, f"{text!r} did not come before the end: {self.seen!r}")
            self.seen += data.decode()
        shown, self.seen = self.seen.split(text, 1)
        return shown + text

    def press(self, keys: str) -> None:
        os.write(self.terminal, keys.encode())

    def end(self) -> int:
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def test_single_keys(self):
        self.start("--least", "0", "k-1")
        self.until("1 of 3: Holding conversations")
        self.until("> ")
        self.press("x?")   # no keys of the review
        self.press("a")
        self.until("Saved: teaches Holding conversations")
        self.assertEqual(len(self.call("course.get", id="k-1")["item"]["teaches"]), 1)
        self.until("> ")
        self.press("l")
        self.until("never mind): ")
        self.press("2-4\n")
        self.until("level 2 → 4.")
        self.until("> ")
        self.press("b")
        self.until("accepted now")
        self.until("> ")
        self.press("q")
        self.until("2 proposals accepted, 0 rejected.")
        self.assertEqual(self.end(), 0)
        self.assertEqual(len(self.call("course.get", id="k-1")["item"]["teaches"]), 2)

    def test_ctrl_c_stops_and_keeps_what_was_answered(self):
        self.start("--least", "0", "k-1")
        self.until("> ")
        self.press("r")
        self.until("Saved: does not teach")
        self.until("> ")
        self.press("\x03")
        self.until("0 proposals accepted, 1 rejected.")
        self.assertEqual(self.end(), 0)
        self.assertEqual(len(self.call("verdict.list")["items"]), 1)

    def test_a_course_that_another_changes_meanwhile_is_asked_again(self):
        self.start("k-1")
        self.until("> ")
        self.call("course.put", items=[{**COURSES[0], "hours": 9}])
        self.press("a")
        self.until("conflict: course: \"k-1\" was changed in revision")
        self.assertNotIn("teaches", self.call("course.get", id="k-1")["item"])
        self.until("> ")
        self.press("a")
        self.until("Saved: teaches")
        item = self.call("course.get", id="k-1")["item"]
        self.assertEqual((item["hours"], len(item["teaches"])), (9, 1))
        self.press("q")
        self.assertEqual(self.end(), 0)


if __name__ == "__main__":
    unittest.main()
