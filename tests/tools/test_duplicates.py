"""The command duplicates: its table, and walking through the pairs: by lines from a pipe, and by single keys
on a terminal, with answers that come while the next pair is read."""
import json
import os
import pty
import re
import select
import signal
import subprocess
import time
import unittest

from tool import BEKWAAM, BEKWAAMD, TODAY, ToolTest

WAIT = 60
COURSE = {"language": "nl", "format": "classroom", "hours": 8, "price_cents": 25000, "provider": "Acme",
          "description": {"nl": "In een dag leert u hoe u een lastig gesprek begint, voert en afrondt."}}
RECORDS = {
    "competency": [
        {"id": "budget-1", "label": {"nl": "Budget beheren", "en": "Manage budgets"},
         "alt_labels": {"nl": ["Begroting bewaken"]}, "description": {"nl": "Let op het geld."}},
        {"id": "budget-2", "label": {"nl": "budget beheren", "en": "manage budgets"}},
        {"id": "budget-3", "label": {"nl": "beheren van budget", "en": "managing budgets"}},
        {"id": "zorg-1", "label": "Jeugdzorg inkopen"}, {"id": "zorg-2", "label": "Jeugdzrog inkopen"}],
    "course": [{"id": f"{name}-{i}", "title": title, "teaches": [{"competency": "zorg-1", "to": 3}], **COURSE}
               for name, title in (("boos", "Boze burgers"), ("kind", "Praten met kinderen"))
               for i in (1, 2)],
}


class Terminal:
    """The command on a terminal of its own."""

    def __init__(self, folder, *args):
        self.seen = ""
        pid, self.file = pty.fork()
        if pid == 0:
            os.chdir(folder)
            os.environ.update(BEKWAAMD=BEKWAAMD, COLUMNS="100")
            os.execv(BEKWAAM, [BEKWAAM, *map(str, args)])
        self.pid = pid

    def wait_for(self, pattern: str) -> str:
        """What was shown up to the first place that fits; it is not looked at again."""
        end = time.monotonic() + WAIT
        while not (found := re.search(pattern, self.seen)) and time.monotonic() < end:
            if select.select([self.file], [], [], 1)[0]:
                try:
                    data = os.read(self.file, 4096)
                except OSError:
                    data = b""
                if not data:
                    break
                self.seen += data.decode(errors="replace")
        if not found:
            raise AssertionError(f"{pattern!r} was not shown:\n{self.seen}")
        text, self.seen = self.seen[:found.end()], self.seen[found.end():]
        return text

    def press(self, keys: bytes) -> None:
        os.write(self.file, keys)

    def end(self) -> int:
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.close(self.file)
        return code


class Duplicates(ToolTest):
    def setUp(self):
        super().setUp()
        self.store = self.make_store()
        for kind, items in RECORDS.items():
            self.write(f"in/{kind}.jsonl", "".join(json.dumps(item) + "\n" for item in items))
        self.on("import", "jsonl", "in")

    def on(self, *args, **more):
        return self.run_tool("--data", self.store, "--today", TODAY, *args, **more).stdout

    def verdicts(self) -> dict:
        items = json.loads(self.on("call", "verdict.list"))["items"]
        return {tuple(v.get("competencies") or v.get("courses")): v for v in items}

    def get(self, kind: str, name: str) -> dict:
        return json.loads(self.on("call", f"{kind}.get", json.dumps({"id": name})))["item"]

    def test_the_table(self):
        text = self.on("duplicates", "competencies")
        self.assertRegex(text, r"Eerste +Tweede +Waarom +Score")
        self.assertRegex(text, r"1  Budget beheren +budget beheren +dezelfde naam +1,00\n +budget-1 · budget-2\n")
        self.assertRegex(text, r"Jeugdzorg inkopen +Jeugdzrog inkopen +dezelfde naam op een spelfout na +0,90")
        self.assertRegex(text, r"4 van 4 paren; --review loopt ze na\.")
        english = self.on("--lang", "en", "duplicates", "competencies", "-k", "1")
        self.assertRegex(english, r"First +Second +Why +Score")
        self.assertIn("1 of 4 pairs", english)
        self.assertIn("Geen dubbelingen gevonden.", self.on("duplicates", "courses", "--least", "1"))
        answer = json.loads(self.on("duplicates", "courses", "--json"))
        called = json.loads(self.on("call", "duplicates.list", '{"kind": "courses"}'))
        self.assertEqual(answer, called)
        self.assertEqual([(i["a"], i["b"]) for i in answer["items"]],
                         [("boos-1", "boos-2"), ("kind-1", "kind-2")])

    def test_wrong_usage_says_what_is_expected(self):
        for args, text in ((["duplicates"], '"courses" or "competencies" is expected'),
                           (["duplicates", "roles"], "is expected"),
                           (["duplicates", "courses", "--least", "much"], '"much" is no number'),
                           (["duplicates", "courses", "--review", "--json"], "without --json"),
                           (["duplicates", "courses", "--by", "me"], "goes with --review"),
                           (["duplicates", "courses", "--nope"], "no such option")):
            with self.subTest(args):
                self.assertIn(text, self.run_tool("--data", self.store, *args, code=2).stderr)
        self.assertIn("not_found: org", self.run_tool("--data", self.store, "duplicates", "courses", "--org", "x",
                                                      code=1).stderr)

    def test_lines_from_a_pipe_decide_about_competencies(self):
        """Of the third of a kind is not asked twice what follows from the first answers."""
        text = self.on("duplicates", "competencies", "--review", "--by", "anna", input="h\nwat?\n v\nO\n")
        self.assertEqual(text.count("Paar "), 4 - 1, "what follows from an answer is not asked:\n" + text)
        self.assertIn("[h]etzelfde  [v]erschillend  [o]verslaan  [s]toppen > ", text)
        self.assertIn("1  Budget beheren  [budget-1]\n       ook genoemd: Begroting bewaken\n"
                      "       omschrijving: Let op het geld.\n", text)
        self.assertIn("1 hetzelfde, 1 verschillend, 1 overgeslagen.", text)
        verdicts = self.verdicts()
        self.assertEqual({pair: v["yes"] for pair, v in verdicts.items()},
                         {("budget-1", "budget-2"): True, ("budget-1", "budget-3"): False})
        self.assertEqual({v["by"] for v in verdicts.values()}, {"anna"})
        self.assertEqual(self.get("competency", "budget-1")["same_as"], ["budget-2"])
        left = json.loads(self.on("duplicates", "competencies", "--json"))["items"]
        self.assertEqual([(i["a"], i["b"]) for i in left], [("budget-2", "budget-3"), ("zorg-1", "zorg-2")])

    def test_the_input_may_end_at_any_time(self):
        for given, said in (("", "0 hetzelfde, 0 verschillend, 0 overgeslagen."),
                            ("s\n", "0 hetzelfde, 0 verschillend"), ("v", "0 hetzelfde, 1 verschillend"),
                            ("q\nx\n", "0 hetzelfde, 0 verschillend")):
            with self.subTest(given):
                self.assertIn(said, self.on("duplicates", "competencies", "--review", input=given))
        text = self.on("duplicates", "courses", "--review", input="h\n")
        self.assertIn("0 hetzelfde", text, "which one goes was not answered: nothing is decided")
        self.assertEqual(list(self.verdicts()), [("budget-1", "budget-2")])

    def test_of_two_courses_one_can_be_retired(self):
        text = self.on("--lang", "en", "duplicates", "courses", "--review", input="s\n2\ns\nn\n")
        self.assertIn("Which one is to be retired? the first [1]  the second [2]  [n]either > 2\n", text)
        self.assertIn("provider: Acme\n       8 h · €250.00 · classroom · nl\n", text)
        self.assertIn("2 the same, 0 different, 0 skipped.", text)
        self.assertEqual(len(self.verdicts()), 2)
        self.assertEqual([self.get("course", name).get("retired", False)
                          for name in ("boos-1", "boos-2", "kind-1", "kind-2")], [False, True, False, False])
        self.assertIn("No duplicates found.", self.on("--lang", "en", "duplicates", "courses", "--review"))

    def test_single_keys_on_a_terminal(self):
        """No line end is needed; arrows, Escape and other letters are no answer; the terminal is as it was."""
        terminal = Terminal(self.dir, "--data", self.store, "--today", TODAY, "duplicates", "competencies",
                            "--review")
        terminal.wait_for(r"Paar 1 van 4: dezelfde naam \(score 1,00\)")
        terminal.wait_for(r"\[s\]toppen > ")
        terminal.press(b"\x1b[A\x1b[3;5~\x1bOH\x1bhxyz1\xc3\xa8")
        terminal.press(b"H")
        terminal.wait_for(r"^h\r\n")
        terminal.wait_for(r"\[s\]toppen > ")
        terminal.press(b"v")
        terminal.wait_for(r"Paar 4 van 4")
        terminal.wait_for(r"> ")
        terminal.press(b"s")
        terminal.wait_for(r"1 hetzelfde, 1 verschillend, 0 overgeslagen\.")
        self.assertEqual(terminal.end(), 0)
        self.assertEqual({pair: v["yes"] for pair, v in self.verdicts().items()},
                         {("budget-1", "budget-2"): True, ("budget-1", "budget-3"): False})

    def test_keys_typed_ahead_are_each_an_answer(self):
        terminal = Terminal(self.dir, "--data", self.store, "--today", TODAY, "--lang", "en", "duplicates",
                            "competencies", "--review")
        terminal.wait_for(r"Pair 1 of 4")
        terminal.wait_for(r"\[q\]uit > ")
        terminal.press(b"ddkd")
        terminal.wait_for(r"0 the same, 3 different, 1 skipped\.")
        self.assertEqual(terminal.end(), 0)
        self.assertEqual({pair: v["yes"] for pair, v in self.verdicts().items()},
                         {("budget-1", "budget-2"): False, ("budget-1", "budget-3"): False,
                          ("zorg-1", "zorg-2"): False})

    def test_ctrl_c_and_ctrl_d_stop_and_keep_what_was_decided(self):
        for key, decided in ((b"\x03", 1), (b"\x04", 2)):
            terminal = Terminal(self.dir, "--data", self.store, "--today", TODAY, "duplicates", "competencies",
                                "--review")
            terminal.wait_for(r"\[s\]toppen > ")
            terminal.press(b"v")
            terminal.wait_for(r"\[s\]toppen > ")
            terminal.press(key)
            terminal.wait_for(r"0 hetzelfde, 1 verschillend, 0 overgeslagen\.")
            self.assertEqual(terminal.end(), 0)
            self.assertEqual(len(self.verdicts()), decided)


class Refused(ToolTest):
    """Against a running daemon, whose records change under the review."""

    def setUp(self):
        super().setUp()
        store = self.make_store()
        for kind, items in RECORDS.items():
            self.write(f"in/{kind}.jsonl", "".join(json.dumps(item) + "\n" for item in items))
        self.run_tool("--data", store, "import", "jsonl", "in")
        self.socket = str(self.dir / "s")
        self.daemon = subprocess.Popen(
            [BEKWAAMD, "--data", store, "--unix", self.socket, "--listen", "none", "--today", TODAY],
            cwd=self.dir, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.daemon.stdout.close)
        self.addCleanup(self.daemon.wait, WAIT)
        self.addCleanup(self.daemon.send_signal, signal.SIGTERM)
        while not self.daemon.stdout.readline().startswith("listening on"):
            self.assertIsNone(self.daemon.poll())

    def test_a_refused_verdict_is_shown_and_the_rest_goes_on(self):
        terminal = Terminal(self.dir, "--unix", self.socket, "duplicates", "competencies", "--review")
        terminal.wait_for(r"Paar 1 van 4")
        terminal.wait_for(r"\[s\]toppen > ")
        self.run_tool("--unix", self.socket, "call", "competency.delete", '{"ids": ["budget-2"]}')
        terminal.press(b"h")
        terminal.wait_for(r"Paar 2 van 4")
        terminal.wait_for(r"> ")
        terminal.press(b"v")
        terminal.wait_for(r'niet vastgelegd: budget-1 en budget-2: not_found: b: there is no competency "budget-2"')
        terminal.wait_for(r'Paar 3 van 4.*\r\n    not_found: there is no competency "budget-2"')
        terminal.wait_for(r"Paar 4 van 4")
        terminal.press(b"o")
        terminal.wait_for(r"1 niet vastgelegd; ze komen terug\.")
        self.assertEqual(terminal.end(), 1)
        verdicts = json.loads(self.run_tool("--unix", self.socket, "call", "verdict.list").stdout)["items"]
        self.assertEqual([v["competencies"] for v in verdicts], [["budget-1", "budget-3"]])


if __name__ == "__main__":
    unittest.main()
