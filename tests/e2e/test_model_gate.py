"""The gate before a promotion: a model that foretells worse, changes too many lists or treats a group worse is
refused with figures, which are those of a plain re-statement; long questions keep nobody else waiting."""
import math
import threading
import time
import unittest

import msgpack

from case import OwnDaemon
from client import RpcError
from learned import CHANCE, PREFERENCE, logistic, make_card, pack, preference, prior, upload_model
from world import make_course

CLOSED = "closed-form"
EACH = 40          # people of each organisation
SUCCEEDED = 28     # of these
COMPETENCIES = 12


def loss(chance: float, success: bool) -> float:
    return -math.log(chance if success else 1 - chance)


def people(org: str) -> list:
    return [f"{org}-{i:02}" for i in range(EACH)]


def mean_loss(stad: float, dorp: float) -> float:
    return sum(SUCCEEDED * loss(p, True) + (EACH - SUCCEEDED) * loss(p, False)
               for p in (stad, dorp)) / (2 * EACH)


def outcome(person: str, i: int, by: str, year: int = 2026) -> list:
    ended = "completed" if i < SUCCEEDED else "dropped"
    return [{"id": f"{person}-{year}-b", "employee": person, "course": "k00", "type": "enrolled",
             "at": f"{year}-09-10T08:00:00Z", "by": by},
            {"id": f"{person}-{year}-e", "employee": person, "course": "k00", "type": ended,
             "at": f"{year}-10-10T08:00:00Z"}]


class Case(OwnDaemon):
    def records(self) -> dict:
        asks = [{"competency": f"c{i:02}", "level": 3} for i in range(COMPETENCIES)]
        return {
            "org": [{"id": org, "name": org} for org in ("stad", "dorp")],
            "team": [{"id": org + "-t", "org": org, "name": "Balie"} for org in ("stad", "dorp")],
            "competency": [{"id": f"c{i:02}", "label": f"vak {i}"} for i in range(COMPETENCIES)],
            "role": [{"id": "clerk", "label": "Klerk",
                      "versions": [{"from": "2020-01-01", "requires": asks}]}],
            "course": [make_course(f"k{i:02}", f"c{i:02}", hours=4 + 4 * i) for i in range(COMPETENCIES)],
            "employee": [{"id": person, "org": org, "team": org + "-t", "role": "clerk"}
                         for org in ("stad", "dorp") for person in people(org)],
            # In dorp somebody else enrols people; both succeed equally often.
            "event": [event for org in ("stad", "dorp") for i, person in enumerate(people(org))
                      for event in outcome(person, i, person if org == "stad" else "chef")],
        }

    def upload(self, section: bytes, **more) -> str:
        return upload_model(self.client, pack({CHANCE: section, **more.pop("sections", {})}),
                            make_card(**more))

    def promote(self, version: str, **more) -> dict:
        return self.client.call("model.promote", {"version": version, **more})

    def compare(self, version: str, **more) -> dict:
        return self.client.call("model.compare", {"version": version, **more})

    def refusal(self, version: str, **more) -> str:
        with self.assertRaises(RpcError) as caught:
            self.promote(version, **more)
        self.assertEqual(caught.exception.code, "conflict")
        return str(caught.exception)


class Gate(Case):
    def test_figures_are_those_of_a_plain_restatement(self):
        answer = self.compare(self.upload(prior(.7)))
        self.assertEqual(list(answer), ["version", "with", "fit", "reasons", "outcomes", "lists", "groups",
                                        "revision", "snapshot"])
        self.assertEqual((answer["version"], answer["with"], answer["fit"], answer["reasons"]),
                         ("m1", CLOSED, True, []))
        self.assertEqual((answer["outcomes"]["n"], answer["outcomes"]["after"]), (80, "2026-09-01"))
        for key, want in (("log_loss", mean_loss(.7, .7)), ("log_loss_with", mean_loss(.8, .8)),
                          ("log_loss_closed", mean_loss(.8, .8))):
            self.assertAlmostEqual(answer["outcomes"][key], want, places=9)
        self.assertEqual((answer["lists"]["people"], answer["lists"]["overlap"]), (80, 1))
        self.assertEqual([group["group"] for group in answer["groups"]], ["dorp", "stad"])
        for group in answer["groups"]:
            self.assertEqual((group["outcomes"], group["people"]), (EACH, EACH))
            self.assertAlmostEqual(group["chance"], .7)
            self.assertAlmostEqual(group["succeeded"], SUCCEEDED / EACH)
            self.assertLess(group["closure"], group["closure_with"])
        self.assertEqual(self.client.call("model.info")["history"], [])

    def test_a_fit_model_is_promoted(self):
        version = self.upload(prior(.7))
        self.assertEqual(self.promote(version)["before"], CLOSED)
        item = self.client.call("recommend", {"employee": "stad-39"})["items"][0]
        self.assertEqual(item["success"], .7)

    def test_one_that_foretells_worse_is_refused_unless_overridden(self):
        version = self.upload(prior(.97))
        text = self.refusal(version)
        self.assertEqual(text, f"conflict: m1 is not promoted: log loss {mean_loss(.97, .97):.4f} on 80 outcomes "
                         f"after 2026-09-01 is worse than the closed form's {mean_loss(.8, .8):.4f}; log loss "
                         f"{mean_loss(.97, .97):.4f} on 80 outcomes after 2026-09-01 is worse than the "
                         f"{mean_loss(.8, .8):.4f} of closed-form; group dorp: log loss {mean_loss(.97, .97):.4f} on 40 "
                         f"outcomes, by closed-form {mean_loss(.8, .8):.4f}, and chances of 0.97 where 0.70 succeeded; "
                         f"group stad: log loss {mean_loss(.97, .97):.4f} on 40 outcomes, by closed-form "
                         f"{mean_loss(.8, .8):.4f}, and chances of 0.97 where 0.70 succeeded. With override, and a "
                         "reason, it is all the same")
        self.assertEqual(self.client.call("model.list")["serving"], CLOSED)
        self.promote(version, override="proef in november", by="ria")
        step = self.client.call("model.info")["history"][0]
        self.assertEqual((step["version"], step["reason"], step["by"]), ("m1", "proef in november", "ria"))
        self.promote(CLOSED)  # the off switch is not judged
        self.assertFalse(self.compare(version)["fit"])

    def test_one_that_is_worse_than_what_serves_is_refused(self):
        self.promote(self.upload(prior(.7)))
        text = self.refusal(self.upload(prior(.78)))
        self.assertIn(f"is worse than the {mean_loss(.7, .7):.4f} of m1.", text)
        self.assertNotIn("closed form", text)
        self.assertTrue(self.compare("m2", **{"with": CLOSED})["fit"])
        self.assertEqual(self.compare("m2")["with"], "m1")
        self.promote("m1")  # what serves already is not judged again
        sole = upload_model(self.client, pack({PREFERENCE: preference()}))
        self.assertIn("of m1", self.refusal(sole))  # by it the closed form would be back

    def test_only_outcomes_after_its_training_count(self):
        version = self.upload(prior(.97), until="2026-10-10")
        self.assertEqual(self.refusal(version), "conflict: m1 is not promoted: no course that was begun ended after "
                         "2026-10-10, by which m1 could be judged. With override, and a reason, it is all the same")
        self.assertEqual(self.compare(self.upload(prior(.7), until="2026-10-09"))["outcomes"]["n"], 80)

    def test_a_group_that_is_treated_worse_is_named(self):
        # .7 for who enrols, .4 for whom another enrols.
        odds = [math.log(p / (1 - p)) for p in (.7, .4)]
        section = logistic("self_initiated", .5, .5, (odds[0] - odds[1]) / 2, sum(odds) / 2)
        answer = self.compare(self.upload(section))
        self.assertAlmostEqual(answer["outcomes"]["log_loss"], mean_loss(.7, .4), places=9)
        groups = {group["group"]: group for group in answer["groups"]}
        self.assertAlmostEqual(groups["dorp"]["chance"], .4)
        self.assertAlmostEqual(groups["stad"]["chance"], .7)
        named = [reason for reason in answer["reasons"] if reason.startswith("group ")]
        self.assertEqual(named, [f"group dorp: log loss {mean_loss(.4, .4):.4f} on 40 outcomes, by closed-form "
                                 f"{mean_loss(.8, .8):.4f}, and chances of 0.40 where 0.70 succeeded"])

    def test_groups_may_be_given(self):
        version = self.upload(prior(.7))
        mixed = {"a": people("stad")[:10] + people("dorp")[:10], "b": people("stad")[5:15], "c": []}
        answer = self.compare(version, groups=mixed)
        self.assertEqual({g["group"]: (g["outcomes"], g["people"]) for g in answer["groups"]},
                         {"a": (20, 20), "b": (10, 10)})
        self.assertEqual(answer["lists"]["people"], 25)  # who is in two groups has one list
        for groups, text in (
                ({"a": ["x"]}, 'not_found: groups.a: there is no employee "x"'),
                ({"a": "x"}, "bad_request: groups.a: a str where a list is expected"),
                ([1], "bad_request: groups: a list where a map is expected")):
            with self.assertRaises(RpcError) as caught:
                self.compare(version, groups=groups)
            self.assertEqual(str(caught.exception), text)

    def test_too_many_changed_lists_are_refused(self):
        section = logistic("hours_log", 3, 1, 8, 0)  # long courses succeed, short ones do not
        answer = self.compare(self.upload(section))
        self.assertLess(answer["lists"]["overlap"], .6)
        self.assertTrue(any(reason.startswith("lists of 80 people change too much: ")
                            for reason in answer["reasons"]), answer["reasons"])

    def test_who_objects_to_profiling_is_not_looked_at(self):
        person = {"id": "stad-00", "org": "stad", "team": "stad-t", "role": "clerk",
                  "objects_to_profiling": True}
        self.client.call("employee.put", {"items": [person]})
        answer = self.compare(self.upload(prior(.7)))
        self.assertEqual((answer["outcomes"]["n"], answer["lists"]["people"]), (79, 79))

    def test_the_newest_5000_outcomes_count(self):
        """Years of them, by the same people: the oldest are not looked at."""
        many = [event for org in ("stad", "dorp") for person in people(org) for year in range(1955, 2026)
                for event in outcome(person, 0, person, year)]
        for at in range(0, len(many), 2000):
            self.client.call("event.add", {"items": many[at:at + 2000]})
        answer = self.compare(self.upload(prior(.7), until="1950-01-01"))
        self.assertEqual(answer["outcomes"]["n"], 5000)
        failed = 2 * (EACH - SUCCEEDED)  # of this year; all before succeeded
        want = (failed * loss(.7, False) + (5000 - failed) * loss(.7, True)) / 5000
        self.assertAlmostEqual(answer["outcomes"]["log_loss"], want, places=9)

    def test_what_cannot_be_compared(self):
        version = self.upload(prior(.7))
        for args, text in (
                ({}, "bad_request: version is missing; model.compare needs it"),
                ({"version": "m9"}, 'not_found: version: there is no model "m9"'),
                ({"version": "x"}, 'not_found: version: there is no model "x"'),
                ({"version": version, "with": "x"}, 'not_found: with: there is no model "x"'),
                ({"version": version, "parts": ["preference"]},
                 'bad_request: parts: m1 has no part "preference"')):
            with self.assertRaises(RpcError) as caught:
                self.client.call("model.compare", args)
            self.assertEqual(str(caught.exception), text)
        self.assertTrue(self.compare(CLOSED)["fit"])


class LongQuestions(Case):
    """They have threads of their own, a bounded queue, and are dropped when nobody waits. Here one
    thread, so that what waits can be counted."""

    def setUp(self):
        super().setUp()
        self.daemon.workers = 1
        self.daemon.options = ("--errands", "1")
        self.daemon.restart()
        self.reconnect()
        self.upload(prior(.7))

    def test_others_are_answered_meanwhile_and_too_many_are_busy(self):
        for i in range(40):
            self.client.send(msgpack.packb([0, i, "model.compare", [{"version": "m1"}]]))
        self.client.send(msgpack.packb([0, 100, "server.ping", []]))
        answers = [self.client.receive() for _ in range(41)]
        order = [answer[1] for answer in answers]
        self.assertLess(order.index(100), 35)  # before most of what was asked first
        refused = [answer for answer in answers if answer[2] is not None]
        self.assertTrue(20 <= len(refused) <= 24, len(refused))
        self.assertEqual({answer[2] for answer in refused},
                         {"busy: 16 long questions of this connection are waiting; try again later"})
        results = [answer[3] for answer in answers if answer[2] is None and answer[1] != 100]
        self.assertTrue(all(result == results[0] for result in results))

    def test_who_asks_one_thing_waits_for_one_of_who_asks_many(self):
        """Connections take turns, however much one of them has asked before."""
        for i in range(16):
            self.client.send(msgpack.packb([0, i, "model.compare", [{"version": "m1"}]]))
        other = self.daemon.client()
        other.call("model.compare", {"version": "m1"})
        self.client.sock.setblocking(False)
        answered = 0
        try:
            while self.client.receive():
                answered += 1
        except BlockingIOError:
            pass
        self.client.sock.setblocking(True)
        other.close()
        self.assertLess(answered, 8)
        for _ in range(16 - answered):
            self.assertIsNone(self.client.receive()[2])

    def test_a_question_whose_connection_is_gone_is_dropped(self):
        other = self.daemon.client()
        for i in range(15):
            other.send(msgpack.packb([0, i, "model.compare", [{"version": "m1"}]]))
        other.close()
        counted, until = {"calls": 0}, time.monotonic() + 60
        while counted["calls"] < 15 and time.monotonic() < until:
            counted = self.client.call("server.stats")["methods"].get("model.compare", counted)
        self.assertEqual(counted["calls"], 15)
        self.assertGreaterEqual(counted["errors"], 12)  # some may have been answered before it was gone
        self.compare("m1")

    def test_the_daemon_stops_although_questions_wait(self):
        for i in range(16):
            self.client.send(msgpack.packb([0, i, "model.compare", [{"version": "m1"}]]))
        self.client.send(msgpack.packb([0, 99, "model.promote", [{"version": "m1"}]]))
        time.sleep(.05)  # some are under way
        self.assertEqual(self.daemon.stop(), 0)
        answers = {}
        while True:
            answer = self.client.receive()
            if answer is None:
                break
            answers[answer[1]] = answer
        self.assertTrue(answers)
        for answer in answers.values():
            self.assertTrue(answer[2] is None or answer[2].startswith("busy: "), answer)
        self.daemon.start()
        self.reconnect()

    def test_promotions_at_once_are_judged_against_what_serves(self):
        """Both are fit; who comes second was judged against what no longer serves."""
        self.upload(prior(.71))
        results = []

        def promote(version: str) -> None:
            client = self.daemon.client()
            try:
                results.append(client.call("model.promote", {"version": version})["version"])
            except RpcError as error:
                results.append(error.code)
            client.close()
        threads = [threading.Thread(target=promote, args=(v,)) for v in ("m1", "m2")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        history = self.client.call("model.info")["history"]
        self.assertEqual(len(history), sum(result in ("m1", "m2") for result in results))
        self.assertTrue(set(results) <= {"m1", "m2", "conflict"}, results)
        self.assertGreaterEqual(len(history), 1)


if __name__ == "__main__":
    unittest.main()
