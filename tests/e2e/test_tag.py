"""What a course teaches, proposed from its text: by name, by what similar courses teach, who sees what, and
that nothing of it ever ranks before it is confirmed."""
import unittest

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


class Tag(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(today=TODAY)
        cls.addClassCleanup(cls.daemon.__exit__, None, None, None)
        cls.client = cls.daemon.client()
        cls.addClassCleanup(cls.client.close)
        load(cls.client, records())

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
                     "<p>schulden &amp; begroting</p>", "schulden сша 借金 ديون", "z" * 65536, "schulden " * 7000):
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


if __name__ == "__main__":
    unittest.main()
