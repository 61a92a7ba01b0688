"""What a course teaches, proposed from its text: by name, by what similar courses teach, who sees what, and
that nothing of it ever ranks before it is confirmed."""
import unittest

from case import OwnDaemon, SharedDaemon
from client import Daemon, RpcError, load
from world import TODAY, make_course

DEBT = ("Samen uit de schulden", "Gesprekken over schulden, een begroting maken, brieven aan schuldeisers.")


def course(name: str, title: str, description: str, *taught: tuple, **more) -> dict:
    out = {"id": name, "title": title, "description": description, "language": "nl",
           "format": "classroom", "hours": 8, "price_cents": 10000, **more}
    if taught:
        out["teaches"] = [{"competency": c, "from": f, "to": t} for c, f, t in taught]
    return out


def records() -> dict:
    return {
        "org": [{"id": "stad", "name": "Stad"}, {"id": "dorp", "name": "Dorp", "language": "en"}],
        "team": [{"id": "balie", "org": "stad", "name": "Balie"}],
        "role": [{"id": "clerk", "label": "Klerk", "versions": [
            {"from": "2020-01-01", "requires": [{"competency": "c-help", "level": 3}]}]}],
        "employee": [{"id": "e1", "org": "stad", "team": "balie", "role": "clerk"}],
        "competency": [
            {"id": "c-permit", "label": {"nl": "Vergunningen toetsen", "en": "Checking permits"}},
            {"id": "c-help", "label": {"nl": "Financiële hulp geven", "en": "Giving financial help"}},
            {"id": "c-aid", "label": "Geldzorgen aanpakken", "same_as": ["c-help"]},
            {"id": "c-chat", "label": {"nl": "Gesprekken voeren", "en": "Holding conversations"}},
            {"id": "c-dorp", "label": "Dorpsfeest organiseren", "org": "dorp"}],
        "course": [
            course("k-new", *DEBT),
            course("k-dorp", "Een dorpsfeest organiseren", "Van hapjes tot vergunningen.", org="dorp"),
            course("k-feest", "Een dorpsfeest organiseren", "Van hapjes tot vergunningen."),
            *(course(f"k-debt-{i}", f"Schuldeisers en begroting {i}",
                     f"Schulden, een begroting en brieven aan schuldeisers; dag {i}.", ("c-help", 1, 3.5))
              for i in range(6)),
            *(course(f"k-permit-{i}", f"Vergunningen in de praktijk {i}",
                     f"Dakkapellen, zienswijzen en vergunningen; dag {i}.", ("c-permit", 2, 4))
              for i in range(6))],
    }


class Tag(SharedDaemon):
    @classmethod
    def records(cls) -> dict:
        return records()

    def tag(self, **args) -> list:
        return self.client.call("course.tag", args)["items"]

    def ids(self, **args) -> list:
        return [item["competency"] for item in self.tag(**args)]

    def test_similar_courses_say_what_it_teaches_and_to_which_level(self):
        answer = self.client.call("course.tag", {"course": "k-new", "k": 3, "lang": "en"})
        self.assertEqual(list(answer), ["items", "model", "revision", "snapshot"])
        first = answer["items"][0]
        self.assertEqual(list(first), ["competency", "label", "probability", "from", "to"])
        self.assertEqual(first["competency"], "c-help", "no word of its name is in the text")
        self.assertEqual((first["label"], first["from"], first["to"]), ("Giving financial help", 1, 3.5))
        chances = [item["probability"] for item in answer["items"]]
        self.assertEqual(chances, sorted(chances, reverse=True))
        self.assertTrue(all(0 <= p <= 1 for p in chances))
        self.assertGreater(chances[0], 5 * chances[1])

    def test_a_text_is_answered_as_the_course_with_that_text(self):
        by_course = self.tag(course="k-new", k=4)
        self.assertEqual(by_course, [item for item in self.tag(text="\n".join(DEBT), k=5)
                                     if item["competency"] != "c-dorp"],
                         "but for what a shared course cannot refer to")

    def test_the_title_says_the_level_before_similar_courses_do(self):
        first = self.tag(text="Schuldeisers en begroting voor gevorderden")[0]
        self.assertEqual((first["competency"], first["from"], first["to"]), ("c-help", 2, 4))

    def test_what_it_teaches_already_is_left_out_and_so_is_the_same(self):
        self.assertEqual(self.ids(text="geldzorgen")[0], "c-aid")
        self.assertNotIn("c-help", self.ids(course="k-debt-1"))
        self.assertNotIn("c-aid", self.ids(course="k-debt-1"))

    def test_nobody_is_told_what_they_do_not_see(self):
        text = "Een dorpsfeest organiseren"
        self.assertEqual(self.ids(text=text)[0], "c-dorp")
        self.assertEqual(self.ids(text=text, org="dorp")[0], "c-dorp")
        self.assertNotIn("c-dorp", self.ids(text=text, org="stad"))
        self.assertNotIn("c-dorp", self.ids(text=text, employee="e1"))
        self.assertEqual(self.ids(course="k-dorp")[0], "c-dorp")
        self.assertNotIn("c-dorp", self.ids(course="k-feest"), "a shared course cannot refer to it")
        with self.assertRaisesRegex(RpcError, '^not_found: course: there is no course "k-dorp"'):
            self.tag(course="k-dorp", org="stad")

    def test_a_course_that_nobody_has_tagged_never_ranks(self):
        listed = [i["course"] for i in self.client.call("recommend", {"employee": "e1", "k": 100})["items"]]
        self.assertTrue(listed)
        self.assertNotIn("k-new", listed)
        before = self.client.raw("recommend", {"employee": "e1"})
        self.tag(course="k-new")
        self.assertEqual(self.client.raw("recommend", {"employee": "e1"}), before)
        self.assertNotIn("teaches", self.client.call("course.get", {"id": "k-new"})["item"])

    def test_the_same_question_has_the_same_answer_after_a_restart(self):
        daemon = Daemon(today=TODAY)
        self.addCleanup(daemon.__exit__, None, None, None)
        client = daemon.client()
        load(client, records())
        before = client.call("course.tag", {"course": "k-new"})["items"]
        client.close()
        daemon.restart()
        client = daemon.client()
        self.addCleanup(client.close)
        self.assertEqual(client.call("course.tag", {"course": "k-new"})["items"], before)

    def test_ugly_texts_are_answered(self):
        for text in ("\U0001f600 \U0001f9d1\u200d\U0001f4bb", "...", "\u202e\u0000x",
                     "<p>schulden &amp; begroting</p>", "schulden сша 借金 ديون", "z" * 65536,
                     "schulden " * 7000):
            with self.subTest(text[:20]):
                self.assertLessEqual(len(self.tag(text=text)), 10)
        self.assertEqual(self.ids(text="<p class='x'>Brieven aan <b>schuldeisers</b></p>")[0], "c-help")
        self.assertEqual(self.tag(text="\U0001f600"), [])

    def test_what_cannot_be_answered_is_refused(self):
        for args, said in (({}, "bad_request: course, text: exactly one"),
                           ({"course": "k-new", "text": "x"}, "bad_request: course, text: exactly one"),
                           ({"text": ""}, "bad_request: text: blank"),
                           ({"text": " \n\t"}, "bad_request: text: blank"),
                           ({"text": "x" * 65537}, "bad_request: text: 65537 bytes"),
                           ({"course": "nix"}, "not_found: course: there is no course"),
                           ({"text": "x", "k": 0}, "bad_request: k"),
                           ({"text": "x", "org": "stad", "employee": "e1"}, "bad_request: org"),
                           ({"text": "x", "goal": {}}, "bad_request: .*goal")):
            with self.subTest(args), self.assertRaisesRegex(RpcError, "^" + said):
                self.tag(**args)
        with self.assertRaisesRegex(RpcError, "^bad_request: text"):
            self.tag(text=b"\xff\xfe")
        with self.assertRaisesRegex(RpcError, "^too_large"):
            self.daemon.client().call("course.tag", {"text": "x " * (1 << 19)})

    def test_a_course_may_be_written_before_anyone_says_what_it_teaches(self):
        self.client.call("course.put", {"items": [course("k-bare", "Kaal", "Niets bekend.")]})
        self.assertNotIn("teaches", self.client.call("course.get", {"id": "k-bare"})["item"])
        self.client.call("course.put", {"items": [make_course("k-bare", "c-help")]})
        self.client.call("course.delete", {"ids": ["k-bare"]})


class Steward(OwnDaemon):
    """tag.list and tag.confirm: what is proposed, decided, and never proposed again."""

    def records(self) -> dict:
        return records()

    def listed(self, **args) -> list:
        return [item["course"] for item in self.call("tag.list", **args)["items"]]

    def teaches(self, name: str) -> list:
        return self.call("course.get", id=name)["item"].get("teaches", [])

    def recommended(self) -> list:
        return [i["course"] for i in self.call("recommend", employee="e1", k=100, diversity=0)["items"]]

    def test_the_list_has_what_teaches_nothing_likeliest_first(self):
        answer = self.call("tag.list", lang="nl")
        self.assertEqual(list(answer), ["items", "model", "revision", "snapshot"])
        self.assertEqual(sorted(i["course"] for i in answer["items"]), ["k-dorp", "k-feest", "k-new"])
        chances = [item["items"][0]["probability"] for item in answer["items"]]
        self.assertEqual(chances, sorted(chances, reverse=True))
        item = next(i for i in answer["items"] if i["course"] == "k-new")
        self.assertEqual(list(item), ["course", "title", "revision", "teaches", "items"])
        self.assertEqual((item["title"], item["teaches"]), (DEBT[0], []))
        self.assertEqual(item["revision"], self.call("course.get", id="k-new")["revision"])
        self.assertEqual(item["items"], [x for x in self.call("course.tag", course="k-new")["items"]
                                         if x["probability"] >= .2])

    def test_pages_hold_every_course_once(self):
        seen, after = [], None
        while True:
            answer = self.call("tag.list", limit=1, least=0, **({"after": after} if after else {}))
            seen += [item["course"] for item in answer["items"]]
            after = answer.get("next")
            if not after:
                break
        self.assertEqual(seen, ["k-dorp", "k-feest", "k-new"])
        self.assertEqual(len(self.listed(least=0, teaches_most=1, limit=100)), 15)

    def test_only_what_an_org_holds(self):
        self.assertEqual(self.listed(org="dorp"), ["k-dorp"])
        self.assertEqual(self.listed(org="stad"), [])
        self.assertEqual(self.listed(course="k-debt-1", least=0), ["k-debt-1"])
        self.assertEqual(self.listed(least=1), [])

    def test_what_is_confirmed_ranks_and_only_that(self):
        self.assertEqual(self.listed(course="k-new"), ["k-new"])
        ranked = self.call("recommend", employee="e1")["items"]
        self.call("tag.confirm", course="k-new", reject=["c-permit"])
        self.assertEqual(self.call("recommend", employee="e1")["items"], ranked, "with all its reasons")
        self.assertNotIn("k-new", self.recommended())
        answer = self.call("tag.confirm", course="k-new", reject=["c-chat"], by="anna",
                           accept=[{"competency": "c-help", "from": 1, "to": 4}])
        self.assertEqual(list(answer), ["written", "revision"])
        self.assertEqual(self.teaches("k-new"), [{"competency": "c-help", "from": 1, "to": 4}])
        self.assertIn("k-new", self.recommended())
        self.assertEqual({(*v["courses"], *v["competencies"], v["yes"], v.get("by"))
                          for v in self.call("verdict.list")["items"]},
                         {("k-new", "c-help", True, "anna"), ("k-new", "c-chat", False, "anna"),
                          ("k-new", "c-permit", False, None)})
        self.assertEqual(self.listed(least=0), ["k-dorp", "k-feest"])

    def test_rejecting_changes_no_course_and_is_remembered(self):
        before = self.client.raw("course.get", {"id": "k-new"})
        self.assertEqual(self.call("course.tag", course="k-new")["items"][0]["competency"], "c-help")
        self.call("tag.confirm", course="k-new", reject=["c-help"])
        self.assertEqual(self.client.raw("course.get", {"id": "k-new"}), before)
        left = [item["competency"] for item in self.call("course.tag", course="k-new")["items"]]
        self.assertNotIn("c-help", left)
        self.assertNotIn("c-aid", left, "it is the same as what was rejected")
        self.daemon.restart()
        self.client = self.daemon.client()
        self.assertNotIn("c-help", [i["competency"] for i in self.call("course.tag", course="k-new")["items"]])
        self.assertIn("c-help", [i["competency"] for i in self.call("course.tag", text=DEBT[1])["items"]],
                      "another course with this text may teach it")
        self.call("tag.confirm", course="k-new", accept=[{"competency": "c-help", "to": 2}])
        self.assertEqual([v["yes"] for v in self.call("verdict.list")["items"]], [True], "minds change")

    def test_a_level_can_be_changed_and_the_rest_stays(self):
        whole = {**course("k-debt-1", "x", "y", ("c-help", 1, 3.5), ("c-chat", 0, 2)), "hours": 7.5,
                 "provider": "P", "requires": [{"competency": "c-chat", "level": 1}],
                 "sessions": [{"id": "s", "start": "2027-01-01", "seats": 3}], "retired": True}
        self.call("course.put", items=[whole])
        before = self.call("course.get", id="k-debt-1")["item"]
        self.call("tag.confirm", course="k-debt-1", accept=[{"competency": "c-chat", "to": 3}])
        after = self.call("course.get", id="k-debt-1")["item"]
        self.assertEqual(after.pop("teaches"), [{"competency": "c-help", "from": 1, "to": 3.5},
                                                {"competency": "c-chat", "to": 3}])
        before.pop("teaches")
        self.assertEqual(after, before)

    def test_what_is_rejected_is_taken_out_of_what_it_teaches(self):
        self.call("tag.confirm", course="k-new",
                  accept=[{"competency": "c-help", "to": 3}, {"competency": "c-chat", "to": 3}])
        self.call("tag.confirm", course="k-new", reject=["c-help"],
                  accept=[{"competency": "c-permit", "to": 1}])
        self.assertEqual(sorted(t["competency"] for t in self.teaches("k-new")), ["c-chat", "c-permit"])
        self.call("tag.confirm", course="k-new", reject=["c-chat", "c-permit"])
        self.assertNotIn("teaches", self.call("course.get", id="k-new")["item"])
        self.assertNotIn("k-new", self.recommended())

    def test_the_same_again_changes_nothing(self):
        decided = {"course": "k-new", "accept": [{"competency": "c-help", "to": 3}], "reject": ["c-chat"]}
        first = self.call("tag.confirm", **decided)
        self.assertEqual(self.call("tag.confirm", **decided)["revision"], first["revision"])

    def test_a_course_that_was_changed_meanwhile_is_a_conflict(self):
        revision = self.call("tag.list", course="k-new")["items"][0]["revision"]
        self.call("course.put", items=[course("k-new", "Heel anders", "Iets anders.")])
        with self.assertRaisesRegex(RpcError, '^conflict: course: "k-new" was changed in revision'):
            self.call("tag.confirm", course="k-new", accept=[{"competency": "c-help", "to": 3}],
                      if_revision=revision)
        self.assertEqual(self.teaches("k-new"), [])
        now = self.call("tag.list", course="k-new", least=0)["items"][0]["revision"]
        self.call("tag.confirm", course="k-new", accept=[{"competency": "c-help", "to": 3}], if_revision=now)
        self.assertEqual(len(self.teaches("k-new")), 1)

    def test_what_cannot_be_decided_is_refused_and_nothing_is_written(self):
        revision = self.call("course.list")["revision"]
        good = {"competency": "c-help", "to": 3}
        for args, said in (
                ({"course": "k-new"}, "bad_request: accept, reject: at least one"),
                ({"course": "nix", "accept": [good]}, 'not_found: course: there is no course "nix"'),
                ({"course": "k-new", "accept": [good, {"competency": "nix", "to": 3}]},
                 r'not_found: accept\[1\].competency: there is no competency "nix"'),
                ({"course": "k-new", "accept": [good], "reject": ["nix"]}, r"not_found: reject\[0\]"),
                ({"course": "k-new", "accept": [good], "reject": ["c-help"]},
                 r"bad_request: reject\[0\]: .*twice"),
                ({"course": "k-new", "accept": [good, good]}, r"bad_request: accept\[1\].competency: .*twice"),
                ({"course": "k-new", "accept": [{"competency": "c-help", "to": 9}]},
                 r"bad_request: accept\[0\].to"),
                ({"course": "k-new", "accept": [{"competency": "c-help", "from": 3, "to": 3}]},
                 r"bad_request: accept\[0\].from"),
                ({"course": "k-new", "accept": [good, {"competency": "c-dorp", "to": 2}]},
                 "bad_request: .*does not see"),
                ({"course": "k-new", "reject": ["c-help"] * 101}, "bad_request: reject: 101 items")):
            with self.subTest(args), self.assertRaisesRegex(RpcError, "^" + said):
                self.call("tag.confirm", **args)
        self.assertEqual(self.call("course.list")["revision"], revision)
        for args, said in (({"course": "nix"}, "not_found: course"), ({"org": "nix"}, "not_found: org"),
                           ({"limit": 0}, "bad_request: limit"), ({"least": 2}, "bad_request: least")):
            with self.subTest(args), self.assertRaisesRegex(RpcError, "^" + said):
                self.call("tag.list", **args)

    def test_many_at_once(self):
        made = [{"id": f"m-{i:03}", "label": f"Vaardigheid {i}"} for i in range(200)]
        self.call("competency.put", items=made)
        self.call("tag.confirm", course="k-new", accept=[{"competency": m["id"], "to": 2} for m in made[:100]],
                  reject=[m["id"] for m in made[100:]])
        self.assertEqual(len(self.teaches("k-new")), 100)
        self.assertEqual(self.call("server.info")["records"]["verdict"], 200)


if __name__ == "__main__":
    unittest.main()
