"""Learned models as they come in, serve and are taken back: whole or not at all, whatever happens in the
middle, and every answer names the model that made it."""
import json
import pathlib
import signal
import subprocess
import threading
import time
import unittest

import msgpack

from case import OwnDaemon
from client import TOOL, Daemon, RpcError, load
from embedding import make_space, upload_trained
from learned import begin, make_card, pack, preference, send, small, upload_model, PREFERENCE
from world import TODAY, make_course, town

CLOSED = "closed-form"


class Case(OwnDaemon):
    def records(self) -> dict:
        return town()

    def recommend(self, **more) -> dict:
        return self.client.call("recommend", {"employee": "e1", **more})

    def promote(self, version: str, **more) -> dict:
        return self.client.call("model.promote", {"version": version, **more})

    def rollback(self, **more) -> dict:
        return self.client.call("model.rollback", more)

    def info(self) -> dict:
        return self.client.call("server.info")

    def refuses(self, text: str, method: str, args: dict | None = None) -> None:
        with self.assertRaises(RpcError) as caught:
            self.client.call(method, args)
        self.assertEqual(str(caught.exception), text)

    def verify(self) -> None:
        result = subprocess.run([TOOL, "--data", self.daemon.data, "verify"], capture_output=True,
                                text=True, check=False)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def restart(self) -> None:
        self.daemon.restart()
        self.reconnect()


class Registry(Case):
    def test_an_empty_registry_serves_the_closed_form(self):
        revision = self.info()["revision"]
        self.assertEqual(self.client.call("model.list"),
                         {"items": [], "serving": CLOSED, "model": CLOSED, "revision": revision})
        self.assertEqual(self.client.call("model.info"),
                         {"version": CLOSED, "serving": True, "history": [], "revision": revision})
        self.assertNotIn("learned", self.info())
        self.refuses("conflict: nothing served before \"closed-form\"; there is nothing to roll back to",
                     "model.rollback")

    def test_a_version_is_listed_and_shown_with_its_card(self):
        card = make_card(note={"nl": "proef", "list": [1, 2.5, True]})
        self.assertEqual(upload_model(self.client, small(), card), "m1")
        listed = self.client.call("model.list")
        item = listed["items"][0]
        self.assertEqual(list(item), ["version", "at", "serving", "parts", "id", "bytes", "trained_at",
                                      "until", "seed", "data", "features", "metrics"])
        self.assertEqual((item["version"], item["serving"], item["parts"], item["bytes"]),
                         ("m1", False, ["preference"], len(small())))
        self.assertEqual((item["until"], item["seed"], item["data"], item["features"]),
                         (card["until"], 7, card["data"], card["features"]))
        self.assertEqual(item["metrics"], card["parts"])
        self.assertRegex(item["at"], r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        shown = self.client.call("model.info", {"version": "m1"})
        self.assertEqual(list(shown), ["version", "serving", "at", "parts", "bytes", "card", "history",
                                       "revision"])
        self.assertEqual(shown["card"], card)
        self.refuses('not_found: version: there is no model "m2"', "model.info", {"version": "m2"})
        self.refuses('not_found: version: there is no model "x"', "model.info", {"version": "x"})

    def test_promotion_and_rollback_are_in_the_very_next_answer(self):
        first, second = upload_model(self.client, small(.05)), upload_model(self.client, small(.15))
        self.assertEqual(self.recommend()["model"], CLOSED)
        done = self.promote(first, by="ria")
        self.assertEqual({k: done[k] for k in ("version", "parts", "before")},
                         {"version": first, "parts": ["preference"], "before": CLOSED})
        self.assertEqual(done["revision"], self.info()["revision"])
        for method, args in (("recommend", {"employee": "e1"}), ("gap.employee", {"employee": "e1"}),
                             ("role.reachable", {"employee": "e1"}), ("course.search", {"text": "k1"})):
            self.assertEqual(self.client.call(method, args)["model"], first, method)
        self.assertEqual(self.info()["model"], first)
        self.assertEqual(self.info()["learned"], {"promoted": first, "switched": "on", "answers": True})
        self.assertEqual(self.promote(second)["before"], first)
        self.assertEqual(self.recommend()["model"], second)
        self.assertEqual(self.client.call("model.list")["serving"], second)
        self.assertEqual(self.rollback(by="ria", reason="vreemd")["version"], first)
        self.assertEqual(self.recommend()["model"], first)
        self.restart()
        self.assertEqual(self.recommend()["model"], first)
        self.assertEqual(self.rollback()["version"], CLOSED)
        self.assertEqual(self.recommend()["model"], CLOSED)
        history = self.client.call("model.info")["history"]
        self.assertEqual([(h["step"], h["version"], h["before"], h.get("by"), h.get("reason"))
                          for h in history],
                         [("rollback", CLOSED, first, None, None), ("rollback", first, second, "ria", "vreemd"),
                          ("promote", second, first, None, None), ("promote", first, CLOSED, "ria", None)])

    def test_the_off_switch_is_a_version_too(self):
        upload_model(self.client, small())
        self.promote("m1")
        self.assertEqual(self.promote(CLOSED)["before"], "m1")
        self.assertEqual(self.recommend()["model"], CLOSED)
        self.assertEqual(self.rollback()["version"], "m1")

    def test_the_same_promotion_again_changes_nothing(self):
        upload_model(self.client, small())
        revision = self.promote("m1")["revision"]
        again = self.promote("m1")
        self.assertEqual((again["revision"], again["before"]), (revision, "m1"))
        self.assertEqual(len(self.client.call("model.info")["history"]), 1)

    def test_a_promotion_is_news_to_who_asked_before(self):
        upload_model(self.client, small())
        asked = [("recommend", {"employee": "e1"}), ("gap.employee", {"employee": "e1"}),
                 ("gap.team", {"team": "balie"}), ("role.reachable", {"employee": "e1"})]
        for change in (lambda: self.promote("m1"), lambda: self.promote(CLOSED), self.rollback):
            known = [self.client.call(method, args)["revision"] for method, args in asked]
            for (method, args), revision in zip(asked, known):
                self.assertEqual(self.client.call(method, {**args, "if_revision": revision}),
                                 {"unchanged": True, "revision": revision})
            change()
            for (method, args), revision in zip(asked, known):
                self.assertNotIn("unchanged", self.client.call(method, {**args, "if_revision": revision}))

    def test_the_same_snapshot_gives_the_same_bytes(self):
        upload_model(self.client, small())
        self.promote("m1")
        self.restart()  # with the votes of what was written before the promotion
        before = self.client.raw("recommend", {"employee": "e1"})
        self.daemon.workers = 4
        self.restart()
        self.assertEqual(self.client.raw("recommend", {"employee": "e1"}), before)

    def test_a_model_can_be_dropped_unless_it_serves(self):
        upload_model(self.client, small())
        self.promote("m1")
        self.refuses("conflict: version: m1 serves; promote another or roll back first", "model.drop",
                     {"version": "m1"})
        self.rollback()
        self.assertEqual(list(self.client.call("model.drop", {"version": "m1"})), ["revision"])
        self.assertEqual(self.client.call("model.list")["items"], [])
        self.refuses('not_found: version: there is no model "m1"', "model.promote", {"version": "m1"})
        self.assertEqual(upload_model(self.client, small()), "m2")
        self.daemon.stop()
        self.verify()
        self.daemon.start()
        self.reconnect()


class Switch(OwnDaemon):
    """The configuration can keep every learned model from answering."""

    def setUp(self):
        super().setUp()
        load(self.client, town())
        upload_model(self.client, small())
        self.client.call("model.promote", {"version": "m1"})
        self.file = pathlib.Path(self.daemon.dir) / "config.json"
        self.daemon.config = str(self.file)

    def configure(self, learned: str) -> None:
        self.file.write_text(json.dumps({"learned": learned}), encoding="utf-8")

    def model(self) -> str:
        return self.client.call("recommend", {"employee": "e1"})["model"]

    def reload(self, want: str) -> None:
        self.daemon.process.send_signal(signal.SIGHUP)
        until = time.monotonic() + 10
        while self.model() != want and time.monotonic() < until:
            pass
        self.assertEqual(self.model(), want)

    def test_off_at_start_and_on_again(self):
        self.configure("off")
        self.daemon.restart()
        self.reconnect()
        self.assertEqual(self.model(), CLOSED)
        self.assertEqual(self.client.call("server.info")["learned"],
                         {"promoted": "m1", "switched": "off", "answers": False})
        self.configure("on")
        self.daemon.restart()
        self.reconnect()
        self.assertEqual(self.model(), "m1")

    def test_reloaded_while_it_runs(self):
        self.configure("on")
        self.daemon.restart()
        self.reconnect()
        known = self.client.call("recommend", {"employee": "e1"})
        for learned, want in (("off", CLOSED), ("on", "m1")):
            self.configure(learned)
            self.reload(want)
            again = self.client.call("recommend", {"employee": "e1", "if_revision": known["revision"]})
            self.assertNotIn("unchanged", again)
            self.assertNotEqual(again["snapshot"], known["snapshot"])
            known = again

    def test_a_promotion_while_off_waits_for_the_switch(self):
        self.configure("off")
        self.daemon.restart()
        self.reconnect()
        upload_model(self.client, small(.15))
        self.client.call("model.promote", {"version": "m2"})
        self.assertEqual(self.model(), CLOSED)
        self.configure("on")
        self.reload("m2")


class Upload(Case):
    def test_arguments_are_checked(self):
        good = {"card": make_card(), "bytes": 10}
        for change, text in (
                ({"card": None}, "card is missing; model.begin needs it"),
                ({"bytes": None}, "bytes is missing; model.begin needs it"),
                ({"bytes": 0}, "bytes: 0 is out of range; 1 to 268435456"),
                ({"parts": []}, "parts: 0 items; at least 1"),
                ({"parts": ["x"]}, 'parts[0]: "x" is not known; one of "success", "co_enrolment", '
                                   '"preference"'),
                ({"card": make_card(until="x")}, 'card.until: "x" is no date; "YYYY-MM-DD", years 1900 '
                                                 'to 2999'),
                ({"card": make_card(seed=None)}, "card.seed is missing; a card needs it"),
                ({"card": make_card(data={"outcomes": 1})}, "card.data.people is missing; a card's data "
                                                            "needs it"),
                ({"card": make_card(features=[{"name": "x", "weight": float("nan")}])},
                 "card.features[0].weight: not a finite number; -1000000000000000052504760255204420248704"
                 "4685811081262906920868700706"),
                ({"card": make_card(more=[{"x": float("inf")}])},
                 "card.more[0].x: not a finite number"),
                ({"card": make_card(more={"x": b"1"})},
                 "card.more.x: a bin where a number, true, false, a str, a list or a map is expected"),
                ({"card": make_card(parts=3)}, "card.parts: an integer where a map is expected")):
            with self.subTest(text=text):
                with self.assertRaises(RpcError) as caught:
                    self.client.call("model.begin", {**good, **change})
                self.assertTrue(str(caught.exception).startswith("bad_request: " + text[:90]),
                                caught.exception)
        big = make_card(more="x" * 60000, again=["x" * 60000] * 4)
        with self.assertRaises(RpcError) as caught:
            self.client.call("model.begin", {**good, "card": big})
        self.assertRegex(str(caught.exception), r"^too_large: card: \d+ bytes packed; at most 262144$")
        self.refuses("bad_request: override: blank; it is the reason, which is kept", "model.promote",
                     {"version": "m1", "override": "  "})
        self.refuses("bad_request: version is missing; model.promote needs it", "model.promote", {})

    def test_two_uploads_at_once(self):
        """One of a learned model stands in the way of another, not of a text model's."""
        model, other = small(), self.daemon.client()
        upload = begin(self.client, model)
        with self.assertRaises(RpcError) as caught:
            begin(other, model)
        self.assertEqual(str(caught.exception), f"conflict: upload {upload} of a model is under way; wait "
                         "for it, or end the connection that it comes from")
        upload_trained(other, make_space(1, 1024))
        with self.assertRaises(RpcError) as caught:
            other.call("model.commit", {"upload": upload})
        self.assertEqual(str(caught.exception), f"not_found: upload: this connection has no upload "
                         f"{upload}; begin one first")
        send(self.client, upload, model)
        upload_trained(self.client, make_space(2, 1024))  # on the same connection, in the middle
        self.assertEqual(self.client.call("model.commit", {"upload": upload})["version"], "m1")
        self.assertEqual(upload_model(other, model), "m2")
        other.close()

    def test_a_lost_connection_ends_its_upload(self):
        model = small()
        begin(self.client, model)
        self.reconnect()
        for _ in range(200):
            try:
                upload = begin(self.client, model)
                break
            except RpcError as error:
                self.assertEqual(error.code, "conflict")
        send(self.client, upload, model)
        self.assertEqual(self.client.call("model.commit", {"upload": upload})["version"], "m1")

    def test_what_is_damaged_is_refused(self):
        model = small()
        for at in (0, 9, 20, 65, 127, len(model) - 1):
            bad = bytearray(model)
            bad[at] ^= 0x55
            upload = begin(self.client, bytes(bad))
            send(self.client, upload, bytes(bad))
            with self.assertRaises(RpcError) as caught:
                self.client.call("model.commit", {"upload": upload})
            self.assertIn(caught.exception.code, ("bad_request", "not_supported"))
            self.assertIn(": bytes: ", str(caught.exception))
            self.client.call("model.abort", {"upload": upload})
        bad = pack({PREFERENCE: preference(float("nan"))})
        upload = begin(self.client, bad)
        send(self.client, upload, bad)
        self.refuses("bad_request: bytes: preference: the weight of language is nan; a number from 0 to 0.15",
                     "model.commit", {"upload": upload})
        self.assertEqual(self.client.call("model.list")["items"], [])

    def test_kill_during_upload_and_promotion(self):
        """Whatever was answered is there; the store is sound; one whole model serves."""
        upload_model(self.client, small())
        self.promote("m1")
        serving = "m1"
        for n, steps in enumerate((0, 1, 2, 3)):
            model = small(.01 * (n + 1))
            known = {item["version"] for item in self.client.call("model.list")["items"]}
            upload = begin(self.client, model)
            if steps >= 1:
                send(self.client, upload, model, 64)
            if steps >= 2:
                self.client.request("model.commit", {"upload": upload})
            if steps >= 3:
                self.client.receive()
                self.client.request("model.promote", {"version": f"m{len(known) + 1}"})
            self.daemon.kill()
            self.verify()
            self.daemon.start()
            self.reconnect()
            answer = self.recommend()["model"]
            there = {item["version"] for item in self.client.call("model.list")["items"]}
            self.assertTrue(known <= there)
            self.assertIn(answer, {serving} | (there - known if steps == 3 else set()))
            self.assertEqual(self.client.call("model.list")["serving"], answer)
            serving = answer
            self.client.call("model.abort", {"upload": begin(self.client, model)})  # none is in the way
        self.daemon.stop()
        self.verify()
        self.daemon.start()
        self.reconnect()


class Damaged(Case):
    def damage(self) -> None:
        """A flipped bit in every copy of the model's bytes that the file holds."""
        path = pathlib.Path(self.daemon.data) / "data.mdb"
        data = bytearray(path.read_bytes())
        at = data.find(b"BWLEARN")
        self.assertGreaterEqual(at, 0)
        while at >= 0:
            data[at + 140] ^= 1
            at = data.find(b"BWLEARN", at + 1)
        path.write_bytes(data)

    def test_a_damaged_model_is_found_and_never_served(self):
        upload_model(self.client, small())
        self.promote("m1")
        known = self.recommend()
        self.daemon.stop()
        self.damage()
        found = subprocess.run([TOOL, "--data", self.daemon.data, "verify"], capture_output=True, text=True,
                               check=False)
        self.assertEqual(found.returncode, 1)
        self.assertIn("a value is damaged (checksum)", found.stdout + found.stderr)
        self.daemon.start()
        self.reconnect()
        answer = self.recommend()
        self.assertEqual(answer["model"], CLOSED)
        self.assertNotEqual(answer["snapshot"], known["snapshot"])
        self.assertEqual(answer["revision"], known["revision"])
        self.assertNotIn("unchanged", self.recommend(if_revision=known["revision"]))
        info = self.info()
        self.assertEqual((info["model"], info["learned"]["promoted"], info["learned"]["answers"]),
                         (CLOSED, "m1", False))
        self.assertIn("a value is damaged (checksum)", info["learned"]["trouble"])
        with self.assertRaises(RpcError) as caught:
            self.promote("m1", parts=["preference"], override="toch")
            self.promote(CLOSED)
            self.promote("m1", override="toch")
        self.assertEqual(caught.exception.code, "internal")
        upload_model(self.client, small())
        self.promote("m2")
        self.assertEqual(self.recommend()["model"], "m2")
        self.client.call("model.drop", {"version": "m1"})
        self.daemon.stop()
        self.verify()
        self.daemon.start()
        self.reconnect()


class UnderLoad(Case):
    """Swaps while many connections keep requests on their way: nothing is lost, nothing is mixed."""
    CONNECTIONS, AT_ONCE, REQUESTS, SWAPS = 40, 250, 20000, 60  # 10,000 on their way at any time
    WEIGHTS = {CLOSED: .1, "m1": .05, "m2": .15}  # of a language that is not preferred

    def records(self) -> dict:
        records = town()
        records["employee"][0]["preferences"] = {"languages": ["en"]}
        return records

    def is_made_by(self, answer: dict) -> bool:
        """Is the answer what the model that it names makes?"""
        item = answer["items"][0]
        closed = sum(why["contribution"] for why in item["why"])
        return abs(item["terms"]["preference"] + self.WEIGHTS[answer["model"]] * closed) < 1e-9

    def setUp(self):
        super().setUp()
        self.daemon.workers = 4
        self.restart()
        for version in ("m1", "m2"):
            upload_model(self.client, small(self.WEIGHTS[version]))
        self.stop, self.failures, self.made, self.seen = threading.Event(), [], {}, {}

    def ask(self) -> None:
        client = self.daemon.client()
        batch = b"".join(msgpack.packb([0, i, "recommend", [{"employee": "e1"}]])
                         for i in range(self.AT_ONCE))
        try:
            while not self.stop.is_set() or sum(self.seen.values()) < self.REQUESTS:
                client.send(batch)
                for _ in range(self.AT_ONCE):
                    kind, _, error, answer = client.receive()
                    if error is not None or kind != 1:
                        self.failures.append(error)
                        continue
                    if not self.is_made_by(answer):
                        self.failures.append(answer)
                    self.made.setdefault(answer["snapshot"], set()).add(answer["model"])
                    self.seen[answer["model"]] = self.seen.get(answer["model"], 0) + 1
        except (OSError, TypeError) as error:
            self.failures.append(error)
        client.close()

    def swap(self, number: int) -> None:
        if number % 5 == 4:
            version = self.rollback()["version"]
        else:
            version = ("m1", "m2", CLOSED)[number % 3]
            self.promote(version)
        self.assertEqual(self.recommend()["model"], version)  # in the very next answer

    def test_no_answer_is_lost_and_each_names_its_model(self):
        threads = [threading.Thread(target=self.ask) for _ in range(self.CONNECTIONS)]
        for thread in threads:
            thread.start()
        took = []
        try:
            for number in range(self.SWAPS):
                began = time.monotonic()
                self.swap(number)
                took.append(time.monotonic() - began)
        finally:
            self.stop.set()
            for thread in threads:
                thread.join()
        self.assertEqual(self.failures, [])
        self.assertEqual(set(self.seen), {"m1", "m2", CLOSED})
        self.assertTrue(all(len(models) == 1 for models in self.made.values()), self.made)
        print(f"{sum(self.seen.values())} answers, {self.SWAPS} swaps, each with the answer after it in "
              f"{sorted(took)[len(took) // 2]:.3f} s, the slowest in {max(took):.3f} s", flush=True)


class Turns(OwnDaemon):
    """Connections take turns: who sends much ahead keeps nobody waiting."""

    def records(self) -> dict:
        records = town()
        records["employee"] = [{"id": f"e{i}", "org": "stad", "team": "balie", "role": "clerk"}
                               for i in range(3000)]
        return records

    def test_who_sends_much_ahead_keeps_nobody_waiting(self):
        self.daemon.workers = 1
        self.daemon.restart()
        self.reconnect()
        greedy, asked = self.daemon.client(), 20  # few bytes, which come at once, and much work
        greedy.call("server.ping")
        greedy.send(b"".join(msgpack.packb([0, i, "gap.team", [{"team": "balie"}]]) for i in range(asked)))
        done = self.client.call("server.stats")["methods"].get("gap.team", {"calls": 0})["calls"]
        self.assertLess(done, asked / 2)  # they came first, and most still wait for their turn
        self.assertEqual(sum(greedy.receive()[2] is None for _ in range(asked)), asked)
        greedy.close()


if __name__ == "__main__":
    unittest.main()
