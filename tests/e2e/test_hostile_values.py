"""Every argument of every method with every odd value: a clear error or a proper answer, and a
neighbour who is served all the while. Nothing is written."""
import itertools
import random
import re
import threading
import unittest

import msgpack

from client import Client, Daemon, RpcError, load
from world import TODAY, evidence, make_course, town

CODES = ("bad_request", "not_found", "conflict", "unauthenticated", "forbidden", "too_large",
         "busy", "not_supported", "storage_full", "internal")
ERROR = re.compile(rf"(?:{'|'.join(CODES)}): \S")
ODD = {"ext": msgpack.ExtType(4, b"x"), "time": msgpack.Timestamp(5), "map": {"x": 1},
       "list": [[1]], "true": True, "nan": float("nan"), "inf": float("inf"),
       "minus inf": float("-inf"), "half": 2.5, "minus": -1, "large": 2 ** 63, "small": -2 ** 63,
       "huge": 1e308, "text": "\u0000", "empty": "", "long": "x" * 200, "bin": b"\xff\x00",
       "key of int": {1: 2}, "deep": [[[[[[[[[[]]]]]]]]]]}
NUMBERS = {"half", "minus", "large", "small", "huge", "nan", "inf", "minus inf"}
QUESTIONS = {
    "recommend": {"employee": "e1", "goal": {"kind": "current"}, "as_of": TODAY, "k": 3,
                  "filters": {"languages": ["nl"]}, "exclude": ["k9"], "explain": True,
                  "diversity": .5, "objective": "closure", "lang": "nl", "if_revision": 1},
    "recommend.many": {"employees": ["e1"], "k": 3, "goal": {"kind": "wishes"}},
    "gap.employee": {"employee": "e1", "goal": {"kind": "current"}, "as_of": TODAY},
    "employee.profile": {"employee": "e1", "as_of": TODAY},
    "gap.team": {"team": "balie", "as_of": TODAY, "min_group": 5},
    "role.reachable": {"employee": "e1", "k": 3}, "role.candidates": {"role": "clerk", "k": 3},
    "mentor.find": {"employee": "e1", "competency": "talk", "k": 3},
    "course.get": {"id": "k1"}, "course.list": {"after": "a", "limit": 3},
    "evidence.list": {"employee": "e1"}, "import.commit": {"import": 9},
    "import.add": {"import": 9, "kind": "course", "items": []},
    "course.search": {"text": "gesprek", "k": 3, "org": "stad", "lang": "nl", "as_of": TODAY,
                      "filters": {"languages": ["nl"]}},
    "competency.search": {"text": "gesprek", "k": 3, "employee": "e1", "lang": "nl"},
    "course.similar": {"course": "k1", "k": 3, "org": "stad", "lang": "nl", "as_of": TODAY,
                       "filters": {"languages": ["nl"]}},
    "course.tag": {"course": "k1", "k": 3, "org": "stad", "lang": "nl"},
    "tag.list": {"org": "stad", "k": 3, "after": "a", "limit": 3, "least": .5, "teaches_most": 2,
                 "lang": "nl"},
    "learning.page": {"after": "a", "limit": 3, "from": TODAY},
    "tag.confirm": {"course": "k9", "accept": [{"competency": "talk", "from": 1, "to": 2}],
                    "reject": ["law"], "by": "x", "if_revision": 1},
    "duplicates.list": {"kind": "courses", "org": "stad", "least": .5, "k": 3, "lang": "nl"},
    "duplicates.confirm": {"kind": "courses", "a": "k1", "b": "k9", "same": True, "retire": "k9",
                           "by": "x"},
    "embedding.begin": {"dimension": 4, "kind": "external", "model": "m", "seed": 1,
                        "skip_unknown": True},
    "embedding.add": {"upload": 9, "items": [{"kind": "course", "id": "k1", "vector": b"1234",
                                              "hash": b"12345678"}]},
    "embedding.commit": {"upload": 9}, "embedding.abort": {"upload": 9},
    "verdict.get": {"id": "tag.x"}, "verdict.list": {"after": "a", "limit": 3}}
RECORDS = {
    "org": {"id": "stad", "name": "Stad", "personal_share": .5, "catalogues": [], "purposes": {}},
    "team": {"id": "balie", "org": "stad", "name": "Balie", "manager": "e1"},
    "competency": {"id": "talk", "label": {"nl": "x"}, "broader": [], "half_life_months": 3},
    "task": {"id": "t", "label": "t", "requires": [{"competency": "talk", "level": 2}]},
    "role": {"id": "clerk", "label": "x", "versions": []},
    "change": {"id": "h", "label": "h", "effective": TODAY, "moves": [], "requires": []},
    "course": make_course("k1"),
    "employee": {"id": "e1", "org": "stad", "team": "balie", "role": "clerk", "wishes": ["talk"]},
    "evidence": evidence(2), "event": {"id": "x", "employee": "e1", "course": "k1",
                                       "type": "shown", "at": "2026-01-01T00:00:00Z"},
    "verdict": {"id": "tag.x", "kind": "tag", "courses": ["k1"], "competencies": ["talk"],
                "yes": True, "at": TODAY, "by": "x"}}


def proper(name: str, value) -> bool:
    """Whether an odd value may be right where `value` is."""
    if isinstance(value, bool):
        return name == "true"
    if isinstance(value, (int, float)):
        return name in NUMBERS
    if isinstance(value, str):
        return name in ("text", "empty", "long", "bin")
    if isinstance(value, dict):
        return name in ("map", "key of int", "text", "empty", "long")
    return name in ("list", "deep")


class Neighbour(threading.Thread):
    """Asks whether the daemon is alive, again and again, on a connection of its own."""

    def __init__(self, client: Client):
        super().__init__()
        self.client, self.stop, self.served, self.wrong = client, threading.Event(), 0, None

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                assert self.client.call("server.ping") == {"alive": True}
            except (AssertionError, OSError, RpcError) as error:
                self.wrong = error
                return
            self.served += 1


class HostileValues(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(today=TODAY)
        client = cls.daemon.client()
        load(client, {**town(), "evidence": [evidence(1)]})
        client.close()
        cls.daemon.restart()     # the votes of peers are counted now, and no more
        cls.client = cls.daemon.client()

    @classmethod
    def tearDownClass(cls):
        cls.client.close()
        cls.daemon.__exit__()

    def setUp(self):
        self.before = self.state()
        self.neighbour = Neighbour(self.daemon.client())
        self.neighbour.start()

    def tearDown(self):
        self.neighbour.stop.set()
        self.neighbour.join()
        self.neighbour.client.close()
        self.assertIsNone(self.neighbour.wrong)
        self.assertGreater(self.neighbour.served, 0)
        self.assertEqual(self.state(), self.before, "something was written")

    def state(self) -> tuple:
        return (self.client.raw("recommend", {"employee": "e1"}),
                self.client.call("server.info")["revision"])

    def answer(self, method, params) -> str | None:
        """The error, or None; the answer must be well formed either way."""
        self.client.send(msgpack.packb([0, 7, method, params]))
        answer = self.client.receive()
        self.assertIsNotNone(answer, "the connection was closed")
        self.assertEqual(answer[:2], [1, 7])
        if answer[2] is None:
            return None
        self.assertRegex(answer[2], ERROR)
        self.assertNotIn("internal:", answer[2])
        self.assertIsNone(answer[3])
        return answer[2]

    def test_questions(self):
        for method, args in QUESTIONS.items():
            for (field, value), (name, odd) in itertools.product(args.items(), ODD.items()):
                with self.subTest(method=method, field=field, odd=name):
                    error = self.answer(method, [{**args, field: odd}])
                    if not proper(name, value):
                        self.assertIsNotNone(error, "taken for right")
                        self.assertIn(field, error)

    def test_records(self):
        for kind, record in RECORDS.items():
            method = f"{kind}.add" if kind in ("evidence", "event") else f"{kind}.put"
            for (field, value), (name, odd) in itertools.product(record.items(), ODD.items()):
                if proper(name, value):
                    continue
                with self.subTest(kind=kind, field=field, odd=name):
                    error = self.answer(method, [{"items": [{**record, field: odd}]}])
                    self.assertIsNotNone(error, "taken for right")
                    self.assertIn(field, error)

    def test_numbers_out_of_range(self):
        for name in NUMBERS - {"half", "minus"}:
            for method, field in (("recommend", "k"), ("recommend", "diversity"),
                                  ("course.list", "limit"), ("embedding.begin", "dimension")):
                with self.subTest(method=method, field=field, odd=name):
                    args = {**QUESTIONS[method], field: ODD[name]}
                    error = self.answer(method, [args]) or ""
                    self.assertTrue(error.startswith("bad_request: "))
                    self.assertNotIn("an integer where an integer", error)
            for kind, field in (("org", "personal_share"), ("course", "hours"),
                                ("course", "price_cents"), ("evidence", "level")):
                method = f"{kind}.{'add' if kind == 'evidence' else 'put'}"
                with self.subTest(kind=kind, field=field, odd=name):
                    if (field, name) == ("hours", "large"):
                        continue     # many hours, but a number
                    item = {**RECORDS[kind], field: ODD[name]}
                    error = self.answer(method, [{"items": [item]}])
                    self.assertTrue((error or "").startswith("bad_request: "), error)
                    self.assertIn(field, error)

    def test_params_and_methods_of_any_kind(self):
        for name, odd in ODD.items():
            with self.subTest(odd=name):
                self.answer("recommend", odd)
                self.answer("recommend", [odd])
                self.answer("recommend", [{}, odd])
                self.assertIsNotNone(self.answer(odd, []))
                self.assertIsNotNone(self.answer("recommend." + "x" * 3000, [{}]))

    def test_keys_that_are_no_text(self):
        for key in (1, 1.5, True, b"employee\xff", None, ("employee",)):
            with self.subTest(key=key):
                self.assertIsNotNone(self.answer("gap.employee", [{key: "e1"}]))

    def test_random_values_at_random_places(self):
        draw = random.Random(611)
        odd = list(ODD.values())

        def spoil(value):
            """The same value with something odd somewhere inside."""
            if draw.random() < .2:
                return draw.choice(odd)
            if isinstance(value, dict):
                return {key: spoil(each) for key, each in value.items()}
            return [spoil(each) for each in value] if isinstance(value, list) else value
        for _ in range(1500):
            method, args = draw.choice(list(QUESTIONS.items()))
            self.answer(method, [spoil(args)])

    def test_bytes_that_are_no_text_close_the_connection(self):
        for bad in (b"\xa2\xc3\x28", b"\xa3\xed\xa0\x80", b"\xa1\x80", b"\xa4\xf4\x90\x80\x80",
                    b"\xa2\xc0\x80"):
            client = self.daemon.client()
            client.send(b"\x94\x00\x07\xacgap.employee\x91\x81\xa8employee" + bad)
            self.assertIsNone(client.receive(), bad)
            client.close()


if __name__ == "__main__":
    unittest.main()
