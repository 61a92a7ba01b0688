"""Text models as they come in and serve: uploads whole or not at all, whatever happens in the middle;
course.similar by vectors and without; a new course is like others in the very next request."""
import subprocess
import threading
import time
import unittest

import msgpack

from case import OwnDaemon
from client import DAEMON, TOOL, RpcError, load
from embedding import begin_trained, make_space, row, send_space, upload_external, upload_trained
from world import make_course


def records() -> dict:
    return {
        "org": [{"id": "stad", "name": "Stad"}, {"id": "dorp", "name": "Dorp", "language": "en"}],
        "team": [{"id": "balie", "org": "stad", "name": "Balie"}],
        "role": [{"id": "clerk", "label": "Klerk", "versions": []}],
        "employee": [{"id": "e1", "org": "stad", "team": "balie", "role": "clerk"}],
        "competency": [{"id": "c1", "label": "praten"}, {"id": "c2", "label": "bouwen"}],
        "course": [
            make_course("k-wet", "c1", title={"nl": "De Omgevingswet toepassen", "en": "Planning"},
                        description="Vergunningen verlenen volgens de Omgevingswet."),
            make_course("k-wet-2", "c1", title={"nl": "De Omgevingswet toepassen"}, price=90000,
                        description="Vergunningen verlenen volgens de Omgevingswet."),
            make_course("k-wet-3", "c2", title="Vergunningen en de Omgevingswet"),
            make_course("k-water", "c2", title="Waterbeheer voor beginners"),
            make_course("k-old", "c1", title="De Omgevingswet toepassen", retired=True),
            make_course("k-past", "c1", title="De Omgevingswet toepassen",
                        sessions=[{"id": "s", "start": "2025-01-01"}]),
            make_course("k-dorp", "c1", title="De Omgevingswet toepassen", org="dorp")],
    }


def ids(answer: dict) -> list:
    return [item["course"] for item in answer["items"]]


class Case(OwnDaemon):
    def records(self) -> dict:
        return records()

    def similar(self, course: str = "k-wet", **more) -> dict:
        return self.client.call("course.similar", {"course": course, **more})

    def model(self) -> dict | None:
        return self.client.call("server.info").get("embedding")

    def refuses(self, text: str, method: str, args: dict) -> None:
        with self.assertRaises(RpcError) as caught:
            self.client.call(method, args)
        self.assertEqual(str(caught.exception), text)

    def verify(self) -> None:
        result = subprocess.run([TOOL, "--data", self.daemon.data, "verify"], capture_output=True,
                                text=True, check=False)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)


class Similar(Case):
    def check_who_is_asked(self) -> None:
        """What holds by vectors and by text."""
        self.assertIn("k-wet-2", ids(self.similar()))
        self.assertIn("k-wet", ids(self.similar("k-wet-2")))
        self.assertNotIn("k-wet", ids(self.similar()))
        self.assertEqual({"k-old", "k-past"} & set(ids(self.similar(k=100))), set())
        self.assertIn("k-past", ids(self.similar(as_of="2024-12-01", k=100)))
        self.assertIn("k-wet", ids(self.similar("k-old")))
        self.assertIn("k-dorp", ids(self.similar()))
        for more in ({"org": "stad"}, {"employee": "e1"}):
            self.assertNotIn("k-dorp", ids(self.similar(k=100, **more)))
        self.assertIn("k-dorp", ids(self.similar(k=100, org="dorp")))
        self.assertNotIn("k-wet-2", ids(self.similar(filters={"max_price_cents": 20000}, k=100)))
        self.assertEqual(set(ids(self.similar(filters={"competencies": ["c2"]}, k=100))) &
                         {"k-wet-2", "k-dorp"}, set())
        self.assertEqual(len(self.similar(k=1)["items"]), 1)
        scores = [item["score"] for item in self.similar(k=100)["items"]]
        self.assertEqual(scores, sorted(scores, reverse=True))
        self.assertTrue(all(0 < score <= 1 for score in scores))
        title = {item["course"]: item["title"] for item in self.similar("k-wet-2", lang="en")["items"]}
        self.assertEqual(title["k-wet"], "Planning")

    def test_without_a_model_it_goes_by_text(self):
        self.assertIsNone(self.model())
        answer = self.similar()
        self.assertEqual(list(answer), ["items", "model", "revision", "snapshot"])
        self.assertEqual(answer["model"], "text")
        self.assertEqual(list(answer["items"][0]), ["course", "title", "score"])
        self.assertIn("k-wet-2", ids(answer)[:2])
        self.check_who_is_asked()

    def test_with_a_trained_model_it_goes_by_vectors(self):
        done = upload_trained(self.client, make_space())
        self.assertEqual(list(done), ["model", "rows", "revision"])
        answer = self.similar()
        self.assertEqual(answer["model"], done["model"])
        self.assertTrue(done["model"].startswith("trained-"))
        self.assertEqual(ids(answer)[:1], ["k-wet-2"])
        self.assertGreater(answer["items"][0]["score"], .8)
        self.assertEqual(ids(self.similar("k-dorp", k=1)), ["k-wet-2"])
        self.check_who_is_asked()
        self.assertEqual(self.model(), {"model": done["model"], "dimension": 456, "kind": "trained",
                                        "rows": 8, "folded": 8, "bytes": self.model()["bytes"],
                                        "near": "all"})

    def test_ties_go_by_id_and_a_name_may_be_given(self):
        rows = [row("course", name, [1, 0]) for name in ("k-wet", "k-wet-3", "k-wet-2", "k-water")]
        self.assertEqual(upload_external(self.client, rows, model="zin-2")["model"], "zin-2")
        answer = self.similar()
        self.assertEqual((answer["model"], ids(answer)), ("zin-2", ["k-water", "k-wet-2", "k-wet-3"]))
        self.assertEqual(ids(self.similar(k=2)), ["k-water", "k-wet-2"])

    def test_external_vectors_are_compared_as_directions(self):
        rows = [row("course", "k-wet", [3, 4]), row("course", "k-wet-2", [40, 30]),
                row("course", "k-wet-3", [-3, -4]), row("course", "k-water", [-4, 3]),
                row("competency", "c1", [1, 1])]
        upload_external(self.client, rows)
        answer = self.similar()
        self.assertEqual(ids(answer), ["k-wet-2"])  # at a right angle or behind is not alike
        self.assertAlmostEqual(answer["items"][0]["score"], .96, places=6)
        self.assertEqual(self.model()["rows"], 5)

    def test_a_course_without_a_vector_goes_by_text(self):
        upload_external(self.client, [row("course", "k-water", [1, 0])], model="m")
        self.assertEqual(self.similar("k-wet")["model"], "text")
        self.assertEqual(self.similar("k-water")["model"], "m")

    def test_what_is_new_changed_or_gone_shows_in_the_very_next_request(self):
        upload_trained(self.client, make_space())
        new = make_course("k-new", "c1", title="De Omgevingswet toepassen")
        self.client.call("course.put", {"items": [new]})
        self.assertIn("k-new", ids(self.similar()))
        self.assertIn("k-wet", ids(self.similar("k-new")))
        self.assertNotEqual(self.similar("k-new")["model"], "text")
        first = {i["course"]: i["score"] for i in self.similar()["items"]}["k-new"]
        self.client.call("course.put", {"items": [{**new, "title": "Zeilen op zee"}]})
        changed = {i["course"]: i["score"] for i in self.similar(k=100)["items"]}.get("k-new", 0)
        self.assertLess(changed, first)
        self.client.call("course.delete", {"ids": ["k-new", "k-wet-2"]})
        self.assertEqual({"k-new", "k-wet-2"} & set(ids(self.similar(k=100))), set())
        self.refuses('not_found: course: there is no course "k-new"', "course.similar",
                     {"course": "k-new"})
        self.daemon.stop()
        self.verify()
        self.daemon.start()
        self.reconnect()

    def test_external_vectors_of_a_changed_text_are_not_used(self):
        upload_external(self.client, [row("course", "k-wet", [1, 0]), row("course", "k-water", [1, 0])])
        self.assertEqual(ids(self.similar()), ["k-water"])
        water = next(c for c in records()["course"] if c["id"] == "k-water")
        self.client.call("course.put", {"items": [{**water, "title": "Iets anders"}]})
        self.assertEqual(ids(self.similar()), [])
        self.client.call("course.put", {"items": [{**water, "price_cents": 5}]})
        self.assertEqual(ids(self.similar()), ["k-water"])  # the text is as it was

    def test_what_is_refused(self):
        self.refuses('bad_request: course is missing; course.similar needs it', "course.similar", {})
        self.refuses('not_found: course: there is no course "x"', "course.similar", {"course": "x"})
        for args in ({"k": 0}, {"text": "x"}, {"org": "stad", "employee": "e1"},
                     {"filters": {"nix": 1}}):
            with self.assertRaises(RpcError) as caught:
                self.similar(**args)
            self.assertEqual(caught.exception.code, "bad_request")
        for args in ({"org": "x"}, {"employee": "x"}, {"filters": {"competencies": ["x"]}}):
            with self.assertRaises(RpcError) as caught:
                self.similar(**args)
            self.assertEqual(caught.exception.code, "not_found")
        with self.assertRaises(RpcError) as caught:
            self.similar("k-dorp", org="stad")
        self.assertEqual(caught.exception.code, "not_found")

    def test_other_answers_are_the_same_with_and_without_a_model(self):
        questions = [("recommend", {"employee": "e1"}), ("gap.employee", {"employee": "e1"}),
                     ("role.reachable", {"employee": "e1"}), ("course.search", {"text": "omgevingswet"}),
                     ("competency.search", {"text": "praten"})]

        def answers():
            found = [self.client.call(method, args) for method, args in questions]
            for answer in found:
                del answer["snapshot"]
                del answer["revision"]
            return found
        before = answers()
        upload_trained(self.client, make_space())
        self.assertEqual(answers(), before)

    def test_the_same_snapshot_gives_the_same_bytes_whatever_came_before_it(self):
        upload_trained(self.client, make_space())
        new = make_course("k-new", "c1", title="De Omgevingswet in praktijk")
        self.client.call("course.put", {"items": [new]})
        asked = [("course.similar", {"course": c, "k": 50}) for c in ("k-new", "k-wet", "k-water")]
        before = [self.client.raw(*question) for question in asked]
        self.daemon.workers = 4
        self.daemon.restart()
        self.reconnect()
        self.assertEqual([self.client.raw(*question) for question in asked], before)


class Upload(Case):
    def test_arguments_are_checked(self):
        begin = {"kind": "external", "dimension": 4}
        for args, text in (
                ({"kind": "external"}, "dimension is missing; embedding.begin needs it"),
                ({"dimension": 4}, "kind is missing; embedding.begin needs it"),
                ({**begin, "dimension": 0}, "dimension: 0 is out of range; 1 to 4096"),
                ({**begin, "dimension": 4097}, "dimension: 4097 is out of range; 1 to 4096"),
                ({**begin, "kind": "x"}, 'kind: "x" is not known; one of "trained", "external"'),
                ({**begin, "model": ""}, "model: empty; an id is 1 to 128 bytes"),
                ({**begin, "model": "text"}, 'model: "text" is what answers say that rest on none; '
                                             'another name'),
                ({**begin, "space_bytes": 9}, "space_bytes: vectors from outside have no space; leave "
                                              "it out"),
                ({"kind": "trained", "dimension": 456}, "space_bytes is missing; a trained model says "
                                                        "how large its space is"),
                ({**begin, "nix": 1}, '"nix" is no field of embedding.begin; known: dimension, kind, '
                                      'model, near, seed, space_bytes, skip_unknown')):
            with self.subTest(text=text):
                self.refuses("bad_request: " + text, "embedding.begin", args)
        upload = self.client.call("embedding.begin", begin)["upload"]
        vector = row("course", "k-wet", [1, 2, 3, 4])
        for args, text in (
                ({}, "nothing to add; give space and block, or items"),
                ({"space": b"x"}, "block is missing; space and block come together"),
                ({"block": 0}, "space is missing; space and block come together"),
                ({"items": [{**vector, "vector": b""}]}, "items[0].vector: 0 bytes; 4 to 16384"),
                ({"items": [{**vector, "vector": "xxxx"}]},
                 "items[0].vector: a str where a bin is expected"),
                ({"items": [{**vector, "hash": b"1"}]}, "items[0].hash: 1 bytes; 8 to 8"),
                ({"items": [{**vector, "kind": "org"}]},
                 'items[0].kind: "org" is not known; one of "competency", "role", "course"'),
                ({"items": [vector, row("course", "k-wet-2", [1, 2])]},
                 "items[1].vector: 8 bytes; a vector of 4 dimensions has 16"),
                ({"items": [vector, row("course", "k-wet-2", [1, float("nan"), 3, 4])]},
                 "items[1].vector: number 1 is not finite"),
                ({"items": [row("course", "k-wet", [0, 0, 0, 0])]},
                 "items[0].vector: all 0; a vector that points nowhere is left out"),
                ({"items": [vector, row("role", "k-wet", [1, 2, 3, 4])]},
                 'items[1].id: there is no role "k-wet"; leave it out, or begin with skip_unknown'),
                ({"items": [vector, vector]},
                 'items[1].id: the course "k-wet" has a vector in this upload already')):
            with self.subTest(text=text):
                self.refuses("bad_request: " + text, "embedding.add", {"upload": upload, **args})
        added = self.client.call("embedding.add", {"upload": upload, "items": [vector]})
        self.assertEqual(added, {"rows": 1, "space_bytes": 0, "left_out": 0})
        self.assertIsNone(self.model())

    def flood(self, until: float) -> None:
        """Writes on a connection of its own, as many at once as it may have on their way."""
        client = self.daemon.client()
        put = msgpack.packb([0, 1, "competency.put", [{"items": [{"id": "q", "label": "x"}]}]]) * 1000
        while time.monotonic() < until:
            sender = threading.Thread(target=client.send, args=(put,))
            sender.start()
            for _ in range(1000):
                client.receive()
            sender.join()
        client.close()

    def test_one_that_is_lost_while_the_writer_takes_nothing_is_not_in_the_way(self):
        """More writes wait than the writer takes: giving the upload up is refused as well."""
        for pause in (.3, .4, .5):
            lost = self.daemon.client()
            lost.call("embedding.begin", {"kind": "external", "dimension": 4})
            until = time.monotonic() + 1
            threads = [threading.Thread(target=self.flood, args=(until,)) for _ in range(24)]
            for thread in threads:
                thread.start()
            time.sleep(pause)
            lost.close()
            for thread in threads:
                thread.join()
            upload = self.client.call("embedding.begin", {"kind": "external", "dimension": 4})["upload"]
            self.client.call("embedding.abort", {"upload": upload})

    def test_an_upload_belongs_to_its_connection(self):
        self.refuses("not_found: upload: this connection has no upload 1; begin one first",
                     "embedding.commit", {"upload": 1})
        space = make_space(every=1024)
        upload = begin_trained(self.client, space)
        other = self.daemon.client()
        with self.assertRaises(RpcError) as caught:
            begin_trained(other, space)
        self.assertEqual(str(caught.exception), f"conflict: upload {upload} of a model is under way; "
                         "wait for it, or end the connection that it comes from")
        with self.assertRaises(RpcError) as caught:
            other.call("embedding.commit", {"upload": upload})
        self.assertEqual(caught.exception.code, "not_found")
        self.client.call("embedding.abort", {"upload": upload})
        upload_trained(other, space)
        other.close()
        self.refuses(f"not_found: upload: this connection has no upload {upload}; begin one first",
                     "embedding.add", {"upload": upload, "items": []})

    def test_a_lost_connection_ends_its_upload(self):
        space = make_space(every=64)
        upload = begin_trained(self.client, space)
        self.client.call("embedding.add", {"upload": upload, "block": 0, "space": space[:1 << 19]})
        self.reconnect()
        for _ in range(200):  # the other end is noticed, then its upload goes
            try:
                upload = begin_trained(self.client, space)
                break
            except RpcError as error:
                self.assertEqual(error.code, "conflict")
        send_space(self.client, upload, space)
        self.client.call("embedding.commit", {"upload": upload})
        self.assertIsNotNone(self.model())
        self.daemon.stop()
        self.verify()
        self.daemon.start()
        self.reconnect()

    def test_a_commit_that_is_refused_changes_nothing_and_can_be_mended(self):
        space = make_space(every=64)
        first = upload_trained(self.client, space)
        upload = begin_trained(self.client, space)
        self.refuses(f"bad_request: space: 0 bytes of the {len(space)} that were announced are there; "
                     "add the rest first", "embedding.commit", {"upload": upload})
        self.assertEqual(self.model()["model"], first["model"])
        send_space(self.client, upload, space)
        self.client.call("embedding.commit", {"upload": upload})
        bad = space[:100] + b"\xff\xff\xff\xff" + space[104:]
        upload = begin_trained(self.client, bad)
        send_space(self.client, upload, bad)
        with self.assertRaises(RpcError) as caught:
            self.client.call("embedding.commit", {"upload": upload})
        self.assertTrue(str(caught.exception).startswith("bad_request: space: "), caught.exception)
        self.assertEqual(self.similar()["model"], first["model"])

    def test_the_same_model_twice_and_another_and_none(self):
        space, other = make_space(1, 64), make_space(2, 64)
        first = upload_trained(self.client, space, model="a")
        revision = self.client.call("server.info")["revision"]
        self.assertEqual(first["revision"], revision)
        answer = self.similar()
        upload_trained(self.client, space, model="a")
        again = self.similar()
        self.assertEqual(again["items"], answer["items"])
        upload_trained(self.client, other, model="b")
        self.assertEqual(self.similar()["model"], "b")
        self.assertEqual(list(self.client.call("embedding.drop")), ["revision"])
        self.assertEqual(self.similar()["model"], "text")
        self.assertIsNone(self.model())
        self.refuses("not_found: there is no embedding model", "embedding.drop", {})
        self.daemon.stop()
        self.verify()
        self.daemon.start()
        self.reconnect()
        self.assertEqual(self.similar()["model"], "text")

    def test_kill_in_the_middle_leaves_the_old_model_and_nothing_else(self):
        space = make_space(1, 64)
        first = upload_trained(self.client, space)
        model = self.model()
        for blocks in (1, 3):
            upload = begin_trained(self.client, space)
            for block in range(blocks):
                at = block << 18
                self.client.call("embedding.add", {"upload": upload, "block": block,
                                                   "space": space[at:at + (1 << 18)]})
            items = [row("course", "k-wet", [0] * 456), row("role", "clerk", [1] + [0] * 455)]
            self.client.call("embedding.add", {"upload": upload, "items": items})
            self.client.request("embedding.commit", {"upload": upload})
            self.daemon.kill()
            self.verify()
            self.daemon.start()
            self.reconnect()
            self.assertEqual(self.similar()["model"], first["model"])
            self.assertEqual(self.model(), model)
        done = upload_trained(self.client, space)
        self.assertEqual(done["model"], first["model"])
        self.daemon.stop()
        self.verify()
        self.daemon.start()
        self.reconnect()

    def test_twenty_connections_are_answered_during_an_upload(self):
        upload_trained(self.client, make_space(1, 64), model="old")
        stop, failures, seen = threading.Event(), [], [0] * 20

        def ask(number: int) -> None:
            client = self.daemon.client()
            try:
                while not stop.is_set():
                    answer = client.call("course.similar", {"course": "k-wet"})
                    if answer["model"] not in ("old", "new") or ids(answer)[0] != "k-wet-2":
                        failures.append(answer)
                    client.call("recommend", {"employee": "e1"})
                    seen[number] += 1
            except (RpcError, OSError) as error:
                failures.append(error)
            client.close()
        threads = [threading.Thread(target=ask, args=(n,)) for n in range(20)]
        for thread in threads:
            thread.start()
        space = make_space(2, 4)  # 17 MB
        upload_trained(self.client, space, model="new")
        self.assertEqual(self.similar()["model"], "new")
        stop.set()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])
        self.assertTrue(all(seen), seen)

    def test_what_an_upload_brings_does_not_lie_in_memory(self):
        with open(DAEMON, "rb") as file:
            program = file.read()
        if b"__asan_init" in program or b"__tsan_init" in program:
            return  # nothing to be measured: a sanitizer keeps what is freed

        def rss():
            with open(f"/proc/{self.daemon.process.pid}/status", encoding="ascii") as file:
                return next(int(line.split()[1]) for line in file if line.startswith("RssAnon"))
        before = rss()
        space = make_space(1, 1)  # 69 MB
        upload = begin_trained(self.client, space)
        send_space(self.client, upload, space)
        self.assertLess(rss() - before, 16 << 10)
        self.client.call("embedding.abort", {"upload": upload})


class Near(Case):
    """With a model what is near follows from names and roles too, unless a steward says otherwise."""
    def setUp(self):
        super().setUp()
        load(self.client, {
            "competency": [{"id": "n-ask", "label": "budgetten beheren"},
                           {"id": "n-taught", "label": "budget beheren"}],
            "role": [{"id": "n-role", "label": "Budgethouder", "versions": [
                {"from": "2020-01-01", "requires": [{"competency": "n-ask", "level": 4}]}]}],
            "employee": [{"id": "n-1", "org": "stad", "team": "balie", "role": "n-role"}],
            "course": [make_course("k-budget", "n-taught", title="Budget")]})

    def why(self) -> list:
        answer = self.client.call("recommend", {"employee": "n-1"})
        for item in answer["items"]:
            total = sum(why["contribution"] for why in item["why"]) + sum(item["terms"].values())
            self.assertAlmostEqual(total, item["score"], delta=1e-6 * item["score"])
        return [(item["course"], why.get("via", {}).get("competency")) for item in answer["items"]
                for why in item["why"]]

    def test_names_count_with_a_model_and_a_steward_can_say_no(self):
        self.assertEqual(self.why(), [])
        self.refuses("not_found: there is no embedding model", "embedding.set", {"near": "all"})
        upload_trained(self.client, make_space(1, 64))
        self.assertEqual(self.model()["near"], "all")
        self.assertEqual(self.why(), [("k-budget", "n-taught")])
        revision = self.client.call("embedding.set", {"near": "taxonomy"})["revision"]
        self.assertEqual(self.why(), [])
        self.assertEqual(self.client.call("embedding.set", {"near": "taxonomy"})["revision"], revision)
        upload_trained(self.client, make_space(2, 64))  # what is not said stays as it was
        self.assertEqual(self.model()["near"], "taxonomy")
        upload_trained(self.client, make_space(2, 64), near="all")
        self.assertEqual(self.why(), [("k-budget", "n-taught")])
        self.daemon.stop()
        self.verify()
        self.daemon.start()
        self.reconnect()
        self.assertEqual(self.why(), [("k-budget", "n-taught")])
        self.client.call("embedding.drop")
        self.assertEqual(self.why(), [])

    def test_what_is_no_way_is_refused(self):
        self.refuses('bad_request: near: "some" is not known; one of "all", "taxonomy"', "embedding.set",
                     {"near": "some"})
        self.refuses("bad_request: near is missing; embedding.set needs it", "embedding.set", {})


if __name__ == "__main__":
    unittest.main()
