"""Two organisations that do not see each other, a region that one of them belongs to, and a catalogue
that the other takes: whatever is asked of text, in whichever way, an answer to one names nothing of
what it does not see. What may be seen is said again here, by walking the records."""
import random
import unittest

from client import Daemon, RpcError, load
from embedding import make_space, row, upload_external, upload_trained
from world import TODAY, make_course

ORGS = [{"id": "regio", "name": "Regio"}, {"id": "stad", "name": "Stad", "parent": "regio"},
        {"id": "boekerij", "name": "Boekerij"},
        {"id": "dorp", "name": "Dorp", "catalogues": ["boekerij"]}]
SEES = {"stad": {None, "stad", "regio"}, "dorp": {None, "dorp", "boekerij"},
        "regio": {None, "regio"}, "boekerij": {None, "boekerij"}}
SUBJECTS = ["omgevingsvergunning verlenen", "bezwaarschriften behandelen", "jeugdhulp toewijzen",
            "schulden saneren", "begroting opstellen", "raadsvragen beantwoorden"]
HOLDERS = [None, "stad", "dorp", "regio", "boekerij"]


def held(org: str | None, record: dict) -> dict:
    return {**record, "org": org} if org else record


def records(seed: int) -> dict:
    """Every holder has its own competency and courses of each subject, in nearly the same words, so
    that all of it would be found, proposed and taken for double if it were looked at."""
    draw = random.Random(seed)
    competencies, courses = [], []
    for org in HOLDERS:
        for s, subject in enumerate(SUBJECTS):
            words = subject if draw.random() < .7 else " ".join(reversed(subject.split()))
            competencies.append(held(org, {
                "id": f"{org}-c{s}", "label": words, "description": f"Het {subject} voor inwoners.",
                "alt_labels": {"nl": [f"{subject} van {org}"]}}))
    for org in HOLDERS:
        visible = [c["id"] for c in competencies if c.get("org") in SEES.get(org, {None})]
        for i in range(10):
            subject = draw.choice(SUBJECTS)
            course = make_course(f"{org}-k{i}", title=f"Cursus {subject}", provider="Academie",
                                 description=f"Leer {subject}, stap voor stap. Van {org}.")
            taught = draw.sample(visible, draw.randrange(0, 3))
            course["teaches"] = [{"competency": c, "to": 3} for c in taught]
            if not taught:
                del course["teaches"]
            courses.append(held(org, course))
    return {
        "org": ORGS,
        "team": [{"id": f"{org}-t", "org": org, "name": "t"} for org in ("stad", "dorp")],
        "role": [{"id": "clerk", "label": "Klerk", "versions": []}],
        "employee": [{"id": f"{org}-e", "org": org, "team": f"{org}-t", "role": "clerk"}
                     for org in ("stad", "dorp")],
        "competency": competencies, "course": courses,
    }


class TwoOrgs(unittest.TestCase):
    SEED = 3

    @classmethod
    def setUpClass(cls):
        cls.records = records(cls.SEED)
        cls.holder = {record["id"]: record.get("org")
                      for kind in ("competency", "course") for record in cls.records[kind]}
        cls.daemon = Daemon(today=TODAY)
        cls.client = cls.daemon.client()
        load(cls.client, cls.records)

    @classmethod
    def tearDownClass(cls):
        cls.client.close()
        cls.daemon.__exit__()

    def named(self, answer) -> set:
        """Every id of a competency or course that the answer has anywhere."""
        if isinstance(answer, dict):
            return set().union(*map(self.named, answer.values())) if answer else set()
        if isinstance(answer, list):
            return set().union(*map(self.named, answer)) if answer else set()
        return {answer} & self.holder.keys() if isinstance(answer, str) else set()

    def check(self, org: str, method: str, args: dict) -> set:
        answer = self.client.call(method, args)
        named = self.named(answer)
        hidden = {name for name in named if self.holder[name] not in SEES[org]}
        self.assertEqual(hidden, set(), f"{method} {args}")
        for other in HOLDERS:     # nor its words: alternative labels and descriptions have the holder's
            if other not in SEES[org]:
                self.assertNotIn(other, str(answer["items"]), f"{method} {args}")
        return named

    def askers(self):
        for org in ("stad", "dorp"):
            yield org, {"org": org}
            yield org, {"employee": f"{org}-e"}

    def seen(self, org: str, kind: str) -> list:
        return [r["id"] for r in self.records[kind] if r.get("org") in SEES[org]]

    def check_similar(self):
        for org, who in self.askers():
            named = set()
            for course in self.seen(org, "course"):
                named |= self.check(org, "course.similar", {"course": course, "k": 100, **who})
            self.assertGreater(len(named), .9 * len(self.seen(org, "course")), "what is seen is found")
            self.same_as_none("course.similar", org, who)

    def same_as_none(self, method: str, org: str, who: dict) -> None:
        """What is hidden is answered as what is not there."""
        hidden = [r["id"] for r in self.records["course"] if r.get("org") not in SEES[org]]
        for course in hidden[:4]:
            with self.assertRaises(RpcError) as caught:
                self.client.call(method, {"course": course, **who})
            self.assertEqual(str(caught.exception), f'not_found: course: there is no course "{course}"')

    def test_search(self):
        for org, who in self.askers():
            for text in [*SUBJECTS, *HOLDERS[1:], "cursus academie", "stap voor stap"]:
                self.check(org, "course.search", {"text": text, "k": 100, **who})
                self.check(org, "competency.search", {"text": text, "k": 100, **who})
            named = self.check(org, "course.search", {"text": "cursus", "k": 100, **who})
            self.assertTrue(set(self.seen(org, "course")) <= named)
            named = self.check(org, "competency.search", {"text": SUBJECTS[0], "k": 100, **who})
            self.assertEqual(len(named), 3)
            other = next(c for c, holder in self.holder.items() if holder not in SEES[org])
            with self.assertRaises(RpcError) as caught:
                self.client.call("course.search", {"text": "cursus", **who,
                                                   "filters": {"competencies": [other]}})
            self.assertEqual(caught.exception.code, "not_found")

    def test_similar_by_text_by_a_trained_model_and_by_vectors_from_outside(self):
        self.check_similar()
        upload_trained(self.client, make_space())
        self.check_similar()
        draw = random.Random(1)
        upload_external(self.client, [row("course", r["id"], [draw.random() for _ in range(8)])
                                      for r in self.records["course"]])
        self.check_similar()
        self.client.call("embedding.drop")

    def test_tags(self):
        for org, who in self.askers():
            for text in SUBJECTS:
                self.assertTrue(self.check(org, "course.tag", {"text": text, "k": 100, **who}))
            for course in self.seen(org, "course"):
                self.check(org, "course.tag", {"course": course, "k": 100, **who})
            self.same_as_none("course.tag", org, who)

    def test_proposals_for_a_course_are_what_its_holder_sees(self):
        """Also when nobody asks for an org, and for what is everyone's."""
        for course in self.records["course"]:
            sees = SEES.get(course.get("org"), {None})
            args = {"course": course["id"], "k": 100, "least": 0}
            for answer in (self.client.call("tag.list", args),
                           self.client.call("course.tag", {"course": course["id"], "k": 100})):
                for name in self.named(answer["items"]) - {course["id"]}:
                    self.assertIn(self.holder[name], sees, course["id"])

    def test_the_list_of_proposals(self):
        for org in ("stad", "dorp"):
            args = {"org": org, "k": 100, "least": 0, "teaches_most": 200, "limit": 100}
            named = self.check(org, "tag.list", args)
            own = {r["id"] for r in self.records["course"] if r.get("org") == org}
            self.assertEqual({name for name in named if "-k" in name}, own)
            self.same_as_none("tag.list", org, {"org": org})
            shared = self.client.call("tag.list", {**args, "course": "None-k0"})
            self.assertEqual(shared["items"], [], "it is not one that the org holds")

    def test_duplicates(self):
        for kind, record in (("courses", "course"), ("competencies", "competency")):
            everything = self.client.call("duplicates.list", {"kind": kind, "least": 0, "k": 1000})
            self.assertGreater(len(everything["items"]), 10)
            for pair in everything["items"]:
                a, b = self.holder[pair["a"]], self.holder[pair["b"]]
                self.assertTrue(a in SEES.get(b, {None}) or b in SEES.get(a, {None}), pair)
            for org in ("stad", "dorp"):
                args = {"kind": kind, "org": org, "least": 0, "k": 1000}
                self.assertTrue(self.check(org, "duplicates.list", args))
                answer = self.client.call("duplicates.list", args)
                self.assertEqual(answer["found"], len(answer["items"]))

    def test_what_one_does_not_see_cannot_be_confirmed_for_it(self):
        """A steward's decision writes no reference across."""
        before = self.client.call("server.info")["revision"]
        for method, args in (
                ("tag.confirm", {"course": "stad-k0",
                                 "accept": [{"competency": "dorp-c0", "to": 2}]}),
                ("tag.confirm", {"course": "None-k0",
                                 "accept": [{"competency": "stad-c0", "to": 2}]}),
                ("duplicates.confirm", {"kind": "competencies", "a": "stad-c0", "b": "dorp-c0",
                                        "same": True})):
            with self.assertRaises(RpcError, msg=f"{method} {args}") as caught:
                self.client.call(method, args)
            self.assertEqual(caught.exception.code, "bad_request")
        self.assertEqual(self.client.call("server.info")["revision"], before)


class OtherTwoOrgs(TwoOrgs):
    """The same, drawn otherwise."""
    SEED = 8


if __name__ == "__main__":
    unittest.main()
