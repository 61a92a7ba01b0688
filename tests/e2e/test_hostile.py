"""Bytes that mean harm: a clear error each or a closed connection, and a daemon that goes on."""
import os
import random
import socket
import struct
import unittest

import msgpack

from client import Daemon, load
from world import TODAY, evidence, town

PING = msgpack.packb([0, 7, "server.ping", []])


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(today=TODAY)
        writer = cls.daemon.client()
        load(writer, {**town(), "evidence": [evidence(1)]})
        writer.close()
        cls.daemon.restart()  # nothing is left to publish: the same bytes from here on
        cls.good = cls.daemon.client()
        cls.before = cls.good.raw("recommend", {"employee": "e1"})

    @classmethod
    def tearDownClass(cls):
        cls.good.close()
        cls.daemon.__exit__()

    def tearDown(self):
        self.assertEqual(self.good.call("server.ping"), {"alive": True}, "the daemon is gone")
        self.assertEqual(self.good.raw("recommend", {"employee": "e1"}), self.before)

    def send(self, data: bytes):
        """All answers until the connection closes or nothing more can come."""
        client = self.daemon.client()
        answers = []
        try:
            client.send(data)
            client.sock.shutdown(socket.SHUT_WR)
            while (answer := client.receive()) is not None:
                answers.append(answer)
        except (ConnectionError, BrokenPipeError):
            pass
        client.close()
        return answers

    def error(self, message) -> str:
        client = self.daemon.client()
        client.send(msgpack.packb(message))
        answer = client.receive()
        client.close()
        self.assertEqual((answer[0], answer[3]), (1, None), answer)
        self.assertRegex(answer[2], r"^[a-z_]+: .")
        return answer[2]

    def test_every_truncated_prefix_is_answered_by_nothing(self):
        message = msgpack.packb([0, 3, "recommend", [{"employee": "e1", "k": 3}]])
        for end in range(len(message)):
            self.assertEqual(self.send(message[:end]), [])

    def test_a_message_that_trickles_in_is_answered(self):
        client = self.daemon.client()
        for byte in PING:
            client.send(bytes([byte]))
        self.assertEqual(client.receive(), [1, 7, None, {"alive": True}])
        client.close()

    def test_no_messagepack_closes_the_connection(self):
        self.assertEqual(self.send(b"\xc1" + PING), [])
        bad_text = bytes([0x94, 0, 1, 0xA2, 0xFF, 0xFE, 0x90])
        self.assertEqual(self.send(bad_text), [])

    def test_a_large_message_is_refused_with_its_msgid(self):
        big = msgpack.packb([0, 5, "recommend", [{"employee": "x" * (2 << 20)}]])
        client = self.daemon.client()
        client.send(big)
        answer = client.receive()
        self.assertEqual(answer[1], 5)
        self.assertTrue(answer[2].startswith("too_large: "), answer)
        client.close()

    def test_a_head_that_promises_gigabytes_is_refused_at_once(self):
        for head in (b"\xdd\xff\xff\xff\xff", b"\xdf\x7f\xff\xff\xff", b"\xdb\xff\xff\xff\xff",
                     b"\xc6\xff\xff\xff\xff", b"\xc9\xff\xff\xff\xff\x01"):
            answers = self.send(b"\x94\x00\x05\xa9recommend" + head)
            self.assertEqual(len(answers), 1, head)
            self.assertTrue(answers[0][2].startswith("too_large: "), answers)

    def test_deep_nesting_is_refused(self):
        value = 1
        for _ in range(100):
            value = [value]
        self.assertTrue(self.error([0, 5, "recommend", [{"employee": value}]])
                        .startswith("too_large: "))
        self.assertEqual(self.send(b"\x91" * 5000), [])

    def test_wrong_types_are_named(self):
        for args, field in (({"employee": 7}, "employee"), ({"employee": ["e1"]}, "employee"),
                            ({"employee": "e1", "k": "3"}, "k"), ({"employee": "e1", "k": 2.5}, "k"),
                            ({"employee": "e1", "goal": 3}, "goal"),
                            ({"employee": "e1", "as_of": 20260101}, "as_of"),
                            ({"employee": "e1", "filters": {"formats": "x"}}, "filters.formats"),
                            ({"employee": "e1", "explain": 1}, "explain"),
                            ({"employee": msgpack.ExtType(4, b"x")}, "employee")):
            text = self.error([0, 5, "recommend", [args]])
            self.assertTrue(text.startswith("bad_request: "), text)
            self.assertIn(field, text)

    def test_what_is_no_request_is_answered_where_it_can_be(self):
        for message in ([1, 9, None, None], [0, 9, "server.ping"], [5, 9, "server.ping", []],
                        [0, 9, 17, []], [0, 9, "server.ping", {}], [0, 9, "server.ping", [1]],
                        [0, 9, "server.ping", [{}, {}]], [0, 9]):
            self.assertTrue(self.error(message).startswith("bad_request: "), message)
        for message in (7, "server.ping", {}, [], [0], [0, "x", "server.ping", []]):
            self.assertEqual(self.send(msgpack.packb(message)), [], message)

    def test_the_forms_that_clients_send(self):
        client = self.daemon.client()
        for params in ([], [{}], [[]]):
            for method in ("server.ping", b"server.ping"):
                client.send(msgpack.packb([0, 1, method, params]))
                self.assertEqual(client.receive()[3], {"alive": True})
        client.send(msgpack.packb([0, 1, "recommend", [{"employee": "e1", "k": 3.0}]]))
        self.assertEqual(len(client.receive()[3]["items"]), 1)
        client.send(struct.pack(">BBBB", 0x94, 0, 0xCF, 0) + b"\0" * 7 + PING[3:])
        self.assertEqual(client.receive()[1], 0, "integers of any width")
        client.close()

    def test_a_duplicate_key_is_refused(self):
        body = b"\x82" + msgpack.packb("employee") + msgpack.packb("e1") + \
            msgpack.packb("employee") + msgpack.packb("e1")
        answers = self.send(b"\x94\x00\x05\xa9recommend\x91" + body)
        self.assertIn("twice", answers[0][2])

    def test_a_notification_is_never_answered(self):
        notes = msgpack.packb([2, "server.ping", []]) + msgpack.packb([2, "nix", []]) + \
            msgpack.packb([2, "team.put", [{"items": [{"id": 3}]}]])
        self.assertEqual(self.send(notes + PING), [[1, 7, None, {"alive": True}]])

    def test_many_messages_at_once_are_all_answered(self):
        answers = self.send(PING * 5000)
        self.assertEqual(len(answers), 5000)

    def test_random_bytes_and_mutated_messages(self):
        draw = random.Random(20261124)
        seeds = [msgpack.packb([0, 1, method, [args]]) for method, args in (
            ("recommend", {"employee": "e1", "goal": {"kind": "wishes"}, "k": 4}),
            ("gap.team", {"team": "balie"}), ("evidence.list", {"employee": "e1"}),
            ("import.commit", {"import": 3}), ("team.list", {"limit": 4}))]
        for _ in range(400):
            if draw.random() < .3:
                data = bytes(draw.randrange(256) for _ in range(draw.randrange(1, 300)))
            else:
                data = bytearray(draw.choice(seeds))
                for _ in range(draw.randrange(1, 6)):
                    data[draw.randrange(len(data))] = draw.randrange(256)
            for answer in self.send(bytes(data)):
                self.assertEqual(answer[0], 1)
                self.assertTrue(answer[2] is None or ": " in answer[2], answer)

    def test_a_reader_that_never_reads_does_not_hold_others_up(self):
        slow = self.daemon.client()
        slow.sock.settimeout(2)
        question = msgpack.packb([0, 1, "recommend", [{"employee": "e1"}]])
        try:
            for _ in range(200):
                slow.send(question * 1000)
        except (TimeoutError, ConnectionError):
            pass
        self.assertEqual(self.good.call("server.ping"), {"alive": True})
        slow.close()


if __name__ == "__main__":
    os.environ.setdefault("BW_TEST_TIMEOUT", "60")
    unittest.main()
