"""Clients that nobody here wrote, each over TCP and over the UNIX socket: Neovim, Python's and
Ruby's `msgpack`, and `msgpack-rpc-lite` for Node.js, driven by the scripts in clients/ and by what
daemon/doc/clients.md tells people to write. What is not installed is named and skipped."""
from __future__ import annotations

import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import textwrap
import threading
import unittest

from client import KINDS, ROOT, TIMEOUT, Daemon, load

HERE = pathlib.Path(__file__).resolve().parent / "clients"
SAMPLE = ROOT / "data" / "sample"
GUIDE = ROOT / "daemon" / "doc" / "clients.md"
TODAY = "2026-11-24"
MODULES = {"msgpack-rpc-lite": "1.0.2", "msgpack-lite": "0.1.26"}
MODULE_DIR = pathlib.Path(os.environ.get("BW_NODE_DIR", ROOT / "build/dev/tests/e2e/node"))

NOBODY = 'not_found: there is no employee "nobody"'
ERRORS = ['not_found: there is no employee "wd-☃"',
          "bad_request: k: a str where an integer is expected",
          "bad_request: k: 101 is out of range; 1 to 100",
          'bad_request: there is no method "recomend"']
NO_MAP = "bad_request: params: its element is no map; named arguments are expected"


def too_many(n: int) -> str:
    return f"bad_request: params: {n} elements; one map of named arguments is expected"


def no_method(name: str) -> str:
    return f'bad_request: there is no method "{name}"'


def odd_employee(found: str) -> list[str]:
    """What odd values of a language are answered with."""
    return ["bad_request: employee: a bin where a str is expected",
            f'bad_request: as_of: {found} where a date "YYYY-MM-DD" is expected',
            "bad_request: diversity: not a finite number; 0.0 to 1.0",
            "bad_request: k: a float where an integer is expected"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def sample() -> dict:
    out = {}
    for kind in (*KINDS, "evidence", "event"):
        lines = (SAMPLE / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines()
        out[kind] = [json.loads(line) for line in lines if line.strip()]
    return out


class Talk:
    """A running client: lines out, lines in, ended when it takes too long."""

    def __init__(self, command: list[str], env: dict):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True, encoding="utf-8",
                                        env={**os.environ, **env})
        self.watchdog = threading.Timer(TIMEOUT, self.process.kill)
        self.watchdog.start()

    def line(self) -> str:
        return self.process.stdout.readline().rstrip("\n")

    def go_on(self) -> None:
        self.process.stdin.write("go on\n")
        self.process.stdin.flush()

    def end(self) -> tuple[int, list[str], str]:
        """Exit code, the lines not yet read, and what went to stderr."""
        out, err = self.process.communicate()
        self.watchdog.cancel()
        return self.process.returncode, out.splitlines(), err


class Chapters:
    """What every client is asked to do; a class of a client says how it is run."""

    language = ""           # of its example in the guide
    suffix = ""             # of a file in it
    prefix = r""            # what it puts before the text of an error
    off = 0.0               # how far a float in its JSON may be off
    odd: list[str] = []     # what its own odd values are answered with
    env: dict = {}

    @classmethod
    def command(cls, chapter: str, address: str, employee: str) -> list[str]:
        raise NotImplementedError

    @classmethod
    def example(cls, code: pathlib.Path) -> list[str]:
        raise NotImplementedError

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(today=TODAY, listen=(f"127.0.0.1:{free_port()}",))
        client = cls.daemon.client()
        load(client, sample())
        client.close()
        cls.daemon.restart()     # the votes of peers are counted now, and no more

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()

    def start(self, chapter: str, address: str, employee: str) -> Talk:
        home = {name: self.daemon.dir for name in ("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME",
                                                   "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
        return Talk(self.command(chapter, address, employee), {**home, **self.env})

    def finish(self, talk: Talk) -> list[str]:
        code, lines, err = talk.end()
        self.assertEqual((code, lines[-1:]), (0, ["done"]), f"{lines}\n{err}")
        self.assertEqual(err, "")
        return lines[:-1]

    def each(self, chapter: str):
        """Runs a chapter over both transports, each with an employee of its own."""
        for address, employee in ((self.daemon.addresses[0], "wd-0001"),
                                  (self.daemon.path, "wd-0002")):
            lines = self.finish(self.start(chapter, address, employee))
            self.assertEqual(len(lines), 1, lines)
            yield employee, json.loads(lines[0])

    def assert_errors(self, shown: list[str], wanted: list[str], prefix: str | None = None):
        self.assertEqual(len(shown), len(wanted), shown)
        for text, want in zip(shown, wanted):
            self.assertRegex(text, f"^{self.prefix if prefix is None else prefix}"
                             + re.escape(want) + "$")

    def ask(self, method: str, **args):
        client = self.daemon.client()
        answer = client.call(method, args)
        client.close()
        return answer

    def test_recommendation(self):
        for employee, answer in self.each("recommendation"):
            own = self.ask("recommend", employee=employee, k=8, lang="en")
            self.assert_same(answer, own)

    def assert_same(self, a, b):
        """Equal, floats as near as the client's JSON writes them."""
        if isinstance(b, float):
            self.assertAlmostEqual(a, b, delta=self.off)
        elif isinstance(b, dict):
            self.assertEqual(set(a), set(b))
            for key in b:
                self.assert_same(a[key], b[key])
        elif isinstance(b, list):
            self.assertEqual(len(a), len(b))
            for one, other in zip(a, b):
                self.assert_same(one, other)
        else:
            self.assertEqual(a, b)

    def test_errors_are_readable(self):
        for _, shown in self.each("errors"):
            self.assert_errors(shown, ERRORS)

    def test_requests_are_pipelined(self):
        for _, failed in self.each("pipelined"):
            self.assert_errors(failed, [NOBODY], "")

    def test_notifications_are_not_answered(self):
        for _, failed in self.each("notifications"):
            self.assertEqual(failed, 2)

    def test_what_is_written_is_read_back(self):
        for employee, course in self.each("writing"):
            events = {e["id"]: e for e in self.ask("event.list", employee=employee)["items"]}
            rated, done = events[f"rated-{employee}"], events[f"done-{employee}"]
            self.assertEqual((rated["course"], rated["type"]), (course, "rated"))
            self.assertEqual((rated["value"], rated["reason"]), (4.0, "één dag – prima 😀"))
            self.assertEqual((done["course"], done["type"]), (course, "completed"))

    def test_what_is_peculiar(self):
        for _, shown in self.each("peculiar"):
            self.assert_errors(shown, self.odd)

    def test_a_restart_is_survived(self):
        for address, employee in ((self.daemon.addresses[0], "wd-0001"),
                                  (self.daemon.path, "wd-0002")):
            with self.subTest(address=address):
                self.daemon.restart()    # what other chapters wrote is counted now
                talk = self.start("restart", address, employee)
                self.assertEqual(talk.line(), '"asked"', "before the daemon ends")
                self.assertEqual(self.daemon.stop(), 0)
                talk.go_on()
                self.assertEqual([talk.line(), talk.line()], ['"noticed"', '"refused"'])
                self.daemon.start()
                talk.go_on()
                self.assertEqual(self.finish(talk), ['"same"'])

    def test_the_guide_is_right(self):
        """The example in the guide prints the best course's title."""
        found = re.search(rf"^### {self.language}\b.*\n+((?:    .*\n|\n)+)", GUIDE.read_text(
            encoding="utf-8"), re.MULTILINE)
        code = textwrap.dedent(found[1])
        self.assertEqual(code.count("7611"), 1, code)
        port = self.daemon.addresses[0].rsplit(":", 1)[1]
        path = pathlib.Path(self.daemon.dir) / f"example{self.suffix}"
        path.write_text(code.replace("7611", port), encoding="utf-8")
        done = subprocess.run(self.example(path), capture_output=True, text=True, timeout=TIMEOUT,
                              env={**os.environ, **self.env, "HOME": self.daemon.dir},
                              encoding="utf-8", check=False)
        best = self.ask("recommend", employee="wd-0001", k=5)["items"][0]
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(best["title"], done.stdout + done.stderr)


class Python(Chapters, unittest.TestCase):
    language, suffix = "Python", ".py"
    odd = odd_employee("an ext value")

    @classmethod
    def command(cls, chapter, address, employee):
        return [sys.executable, str(HERE / "client.py"), chapter, address, employee]

    @classmethod
    def example(cls, code):
        return [sys.executable, str(code)]


class Ruby(Chapters, unittest.TestCase):
    language, suffix = "Ruby", ".rb"
    odd = odd_employee("an ext value")

    @classmethod
    def setUpClass(cls):
        if not shutil.which("ruby"):
            raise unittest.SkipTest("the package ruby is missing")
        if subprocess.run(["ruby", "-rmsgpack", "-e", "0"], capture_output=True,
                          check=False).returncode:
            raise unittest.SkipTest("the package ruby-msgpack is missing")
        super().setUpClass()

    @classmethod
    def command(cls, chapter, address, employee):
        return ["ruby", "-W", str(HERE / "client.rb"), chapter, address, employee]

    @classmethod
    def example(cls, code):
        return ["ruby", str(code)]


class Neovim(Chapters, unittest.TestCase):
    language, suffix = "Neovim", ".vim"
    off = 1e-6          # json_encode() writes six digits after the point
    prefix = r"Vim\(call\):Error invoking '[\w.]+' on channel \d+:\n"
    odd = [too_many(2), NO_MAP, no_method("nvim_get_api_info"), too_many(5),
           no_method("nvim_error_event")]

    @classmethod
    def setUpClass(cls):
        if not shutil.which("nvim"):
            raise unittest.SkipTest("the package neovim is missing")
        super().setUpClass()

    @classmethod
    def nvim(cls, *args: str) -> list[str]:
        return ["nvim", "--headless", "-u", "NONE", "-i", "NONE", "-n", *args]

    @classmethod
    def command(cls, chapter, address, employee):
        script = HERE / ("client.lua" if chapter in ("pipelined", "lua") else "client.vim")
        return cls.nvim("--cmd", f"let g:args = {json.dumps([chapter, address, employee])}",
                        "-S", str(script))

    @classmethod
    def example(cls, code):
        return cls.nvim("-S", str(code), "-c", "qall!")

    def test_empty_tables_of_lua(self):
        for _, shown in self.each("lua"):
            self.assertEqual(shown, ERRORS[0], "the code comes first")


class Node(Chapters, unittest.TestCase):
    language, suffix = "Node.js", ".js"
    env = {"NODE_PATH": str(MODULE_DIR / "node_modules")}
    odd = [*odd_employee("a map"), NO_MAP, too_many(2)]

    UNREACHED = re.compile(r"\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH"
                           r"|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|E50[0-9])\b")

    @classmethod
    def setUpClass(cls):
        for name, package in (("node", "nodejs"), ("npm", "npm")):
            if not shutil.which(name):
                raise unittest.SkipTest(f"{name} is missing (the package {package})")
        cls.install()
        super().setUpClass()

    @classmethod
    def installed(cls) -> dict:
        out = {}
        for name in MODULES:
            path = MODULE_DIR / "node_modules" / name / "package.json"
            out[name] = json.loads(path.read_text())["version"] if path.exists() else None
        return out

    @classmethod
    def install(cls) -> None:
        """Puts the module into the build folder, once."""
        if cls.installed() == MODULES:
            return
        MODULE_DIR.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund",
                   "--ignore-scripts", "--prefer-offline", "--fetch-retry-mintimeout=1000",
                   "--fetch-retry-maxtimeout=5000", "--prefix", str(MODULE_DIR),
                   *(f"{name}@{version}" for name, version in MODULES.items())]
        for _ in range(2):
            done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT,
                                  check=False)
            if done.returncode == 0:
                assert cls.installed() == MODULES, cls.installed()
                return
        unreached = cls.UNREACHED.search(done.stderr)
        if unreached:
            raise unittest.SkipTest("msgpack-rpc-lite is not installed: the npm registry cannot be "
                                    f"reached ({unreached[1]})")
        raise RuntimeError(f"npm install ended with {done.returncode}:\n{done.stderr}")

    @classmethod
    def command(cls, chapter, address, employee):
        return ["node", str(HERE / "client.js"), chapter, address, employee]

    @classmethod
    def example(cls, code):
        return ["node", str(code)]


if __name__ == "__main__":
    unittest.main()
