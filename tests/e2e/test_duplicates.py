"""Records that may be one: which are listed, what a steward decides about two of them, and what the
ranking makes of it."""
import threading
import unittest

from case import OwnDaemon
from client import RpcError
from world import TODAY, make_course, town


def records() -> dict:
    """The role asks "talk"; k1 teaches it, k-twin teaches "speak" instead."""
    out = town()
    out["org"] += [{"id": "regio", "name": "Regio"}, {"id": "dorp", "name": "Dorp"},
                   {"id": "wijk", "name": "Wijk", "parent": "regio"}]
    out["competency"] += [
        {"id": "speak", "label": {"nl": "Gesprekken", "en": "Talk"}},
        {"id": "regio-talk", "org": "regio", "label": "Gesprek voeren"},
        {"id": "wijk-talk", "org": "wijk", "label": "Gesprek voeren"},
        {"id": "dorp-talk", "org": "dorp", "label": "Gesprek voeren"}]
    out["course"] += [make_course("k-twin", "speak"), make_course("k-dorp", org="dorp")]
    return out


# Names of two competencies, and why they are listed; None: they are not.
NAMES = [
    ("Budget beheren", "budget BEHEREN", "same_name"),
    ("Schuldhulp verlenen", "verlenen schuldhulp", "word_order"),
    ("de rioolheffing uitleggen", "rioolheffing uitleggen", "word_order"),
    ("Klachten afhandeling", "klachtenafhandeling", "word_order"),
    ("Jeugdzorg inkopen", "Jeugdzrog inkopen", "spelling"),
    ("Bestemmingsplan", "bestemmingsplannen", "word_form"),
    ("vergunningen verlenen", "verlening van vergunning", "word_form"),
    ({"en": "manage a fleet"}, {"en": "fleet management"}, "word_form"),
    ("Personeel aansturen", "een personeel van boekhouders aansturen", None),
    ("gesproken Frans begrijpen", "geschreven Frans begrijpen", None),
    ("C++", "C#", None),
    ("Excel 2016", "Excel 2019", None),
]


class Listed(OwnDaemon):
    def listed(self, kind: str = "competencies", **args) -> dict:
        """Reason and score by the pair's ids."""
        answer = self.call("duplicates.list", kind=kind, **args)
        self.assertEqual(list(answer), ["items", "found", "model", "revision", "snapshot"])
        return {(i["a"], i["b"]): (i["reason"], i["score"]) for i in answer["items"]}

    def put(self, *competencies: dict) -> None:
        self.call("competency.put", items=list(competencies))

    def test_names_that_say_the_same_are_listed_and_others_not(self):
        for i, (a, b, _) in enumerate(NAMES):
            self.put({"id": f"{i:02}-a", "label": a}, {"id": f"{i:02}-b", "label": b})
        pairs = self.listed()
        for i, (a, b, reason) in enumerate(NAMES):
            with self.subTest(a=a, b=b):
                self.assertEqual(pairs.get((f"{i:02}-a", f"{i:02}-b"), (None,))[0], reason)
        self.assertEqual(len(pairs), sum(reason is not None for _, _, reason in NAMES))

    def test_best_first_and_documented(self):
        self.put({"id": "a", "label": "Budget beheren"}, {"id": "b", "label": "budget beheren"},
                 {"id": "c", "label": "beheren van budget"}, {"id": "d", "label": "Budgetten beheren"},
                 {"id": "e", "label": {"nl": "Iets", "en": "Bicycles"}},
                 {"id": "f", "label": {"nl": "Niets", "en": "bicycles"}})
        self.assertEqual(self.listed(), {
            ("a", "b"): ("same_name", 1), ("a", "c"): ("word_order", .95), ("b", "c"): ("word_order", .95),
            ("e", "f"): ("same_name", .92), ("a", "d"): ("word_form", .85), ("b", "d"): ("word_form", .85),
            ("c", "d"): ("word_form", .85)})
        answer = self.call("duplicates.list", kind="competencies", k=2, least=.9)
        self.assertEqual((len(answer["items"]), answer["found"]), (2, 4))
        self.assertEqual([(i["a"], i["b"]) for i in answer["items"]], [("a", "b"), ("a", "c")])
        self.assertEqual(answer["items"][1], {
            "a": "a", "b": "c", "score": .95, "reason": "word_order",
            "reason_text": "dezelfde woorden in een andere volgorde, los of aaneen",
            "a_label": "Budget beheren", "b_label": "beheren van budget",
            "a_match": "Budget beheren", "b_match": "beheren van budget"})
        english = self.call("duplicates.list", kind="competencies", k=1, lang="en")["items"][0]
        self.assertEqual(english["reason_text"], "the same name")
        args = {"kind": "competencies", "least": .5}
        self.assertEqual(self.client.raw("duplicates.list", args), self.client.raw("duplicates.list", args))

    def test_alternative_labels_count_more_between_holders(self):
        self.put({"id": "a", "label": "Wmo-consulent", "alt_labels": {"nl": ["Gespreksvoering", "Vraagraak"]}},
                 {"id": "b", "label": "gespreksvoering"}, {"id": "c", "label": "Vraagraken", "alt_labels":
                                                            {"en": ["vraagraak"]}})
        loose = self.listed(least=0)
        self.assertEqual({pair: reason for pair, (reason, _) in loose.items()},
                         {("a", "b"): "alternative_name", ("a", "c"): "alternative_name"})
        self.call("org.put", items=[{"id": "stad", "name": "Stad"}])
        self.call("competency.delete", ids=["b"])
        self.put({"id": "b", "org": "stad", "label": "gespreksvoering"})
        self.assertAlmostEqual(self.listed(least=0)["a", "b"][1], loose["a", "b"][1] + .15)

    def test_the_same_description_hints(self):
        text = {"nl": "Kan met ouders en kinderen praten over wat er thuis niet goed gaat."}
        self.put({"id": "a", "label": "Gezinsgesprek", "description": text},
                 {"id": "b", "label": "Gezinsgesprekken voeren", "description": text},
                 {"id": "c", "label": "Kort", "description": "Te kort."},
                 {"id": "d", "label": "Klein", "description": "Te kort."})
        self.assertEqual({p: r for p, (r, _) in self.listed(least=.5).items()},
                         {("a", "b"): "same_description"})

    def test_translations_are_learnt_from_what_is_in_both_languages(self):
        both = [("archieven beheren", "manage archives"), ("budgetten beheren", "manage budgets"),
                ("personeel werven", "recruit staff"), ("personeel beoordelen", "assess staff"),
                ("archieven ordenen", "sort archives"), ("bruggen beheren", "manage bridges"),
                ("bruggen bouwen", "build bridges")]
        self.put(*({"id": f"both-{i}", "label": {"nl": nl, "en": en}} for i, (nl, en) in enumerate(both)))
        self.put({"id": "lone-nl", "label": {"nl": "personeel beheren"}},
                 {"id": "lone-en", "label": {"nl": "manage staff [EN]", "en": "manage staff"}},
                 {"id": "wrong-en", "label": {"en": "manage staff abroad"}})
        pairs = self.listed()
        self.assertEqual(list(pairs), [("lone-en", "lone-nl")])
        self.assertEqual(pairs["lone-en", "lone-nl"][0], "translation")

    def test_what_the_catalogue_already_says_is_not_asked(self):
        """Above and below each other, the same already, decided already."""
        for name, more in (("a", {}), ("b", {"broader": ["a"]}), ("c", {"broader": ["b"]}),
                           ("d", {"same_as": ["a"]})):
            self.put({"id": name, "label": "Beheren", **more})
        self.assertEqual(list(self.listed()), [("b", "d"), ("c", "d")])
        self.call("duplicates.confirm", kind="competencies", a="d", b="b", same=False)
        self.assertEqual(list(self.listed()), [("c", "d")])
        self.call("duplicates.confirm", kind="competencies", a="d", b="c", same=True)
        self.assertEqual(self.listed(), {})

    def test_only_what_one_org_sees(self):
        self.call("org.put", items=[
            {"id": "regio", "name": "Regio"}, {"id": "stad", "name": "Stad", "parent": "regio"},
            {"id": "dorp", "name": "Dorp", "parent": "regio"}, {"id": "bond", "name": "Bond"},
            {"id": "veld", "name": "Veld", "catalogues": ["bond", "regio"]}])
        for org in (None, "regio", "stad", "dorp", "bond"):
            self.put({"id": org or "all", "label": "Gesprek voeren", **({"org": org} if org else {})})
        self.assertEqual(set(self.listed()), {
            ("all", "bond"), ("all", "dorp"), ("all", "regio"), ("all", "stad"), ("dorp", "regio"),
            ("regio", "stad")})
        self.assertEqual(set(self.listed(org="stad")), {("all", "regio"), ("all", "stad"), ("regio", "stad")})
        self.assertEqual(set(self.listed(org="veld")), {("all", "bond"), ("all", "regio")},
                         "two catalogues that do not see each other cannot be joined")
        for name in ("regio", "stad", "dorp", "bond"):
            self.call("course.put", items=[make_course(f"k-{name}", "all", org=name, title="Praten",
                                                       provider="P")])
        self.assertEqual(set(self.listed("courses")), {("k-dorp", "k-regio"), ("k-regio", "k-stad")})
        self.assertEqual(set(self.listed("courses", org="stad")), {("k-regio", "k-stad")})
        self.assertEqual(self.listed("courses", org="bond"), {})

    def test_courses_by_title_provider_year_and_marks(self):
        self.put({"id": "talk", "label": "Gesprek"}, {"id": "law", "label": "Wet"})
        text = {"nl": "In twee dagen leert u hoe u een lastig gesprek begint, voert en afrondt."}
        base = {"provider": "Acme", "description": text, "competency": "talk"}

        def course(name, title, **more):
            fields = {**base, **more}
            return make_course(name, fields.pop("competency"), title=title, **fields)

        self.call("course.put", items=[
            course("a1", "Gesprekstraining"), course("a2", "gesprekstraining "),
            course("b1", "Boze burgers 2025"), course("b2", "Training Boze burgers 2026"),
            course("c1", "Mediation", provider="Acme"), course("c2", "Mediation", provider="Beta"),
            course("d1", "Lastige klanten", external_id="77", description="Iets."),
            course("d2", "Omgaan met lastige klanten", external_id="77", description="Niets."),
            course("e1", "Telefoneren", url="https://www.acme.example/tel", provider="Acme"),
            course("e2", "Telefoneren met burgers", url="http://acme.example/tel/", provider="Gamma"),
            course("f1", "Omgevingswet deel 1"), course("f2", "Omgevingswet deel 2"),
            course("g1", "Awb", language="nl"), course("g2", "Awb", language="en"),
            course("h1", "Archief", retired=True), course("h2", "Archief"),
            course("i1", "Inkoop", provider="Acme", competency="talk",
                   description={"nl": "Aanbesteden van werken, diensten en leveringen boven de drempel."}),
            course("i2", "Inkoop", provider="Beta", competency="law", hours=80),
        ])
        expected = {("a1", "a2"): "same_name", ("b1", "b2"): "edition", ("c1", "c2"): "other_provider",
                    ("d1", "d2"): "imported_twice", ("e1", "e2"): "imported_twice"}
        pairs = {p: r for p, (r, _) in self.listed("courses").items() if p[0][0] == p[1][0]}
        self.assertEqual(pairs, expected)
        item = self.call("duplicates.list", kind="courses", k=1, lang="en")["items"][0]
        self.assertEqual(item["a_title"], "Gesprekstraining")
        self.call("duplicates.confirm", kind="courses", a="a1", b="a2", same=True)
        self.assertNotIn(("a1", "a2"), self.listed("courses"))
        self.call("duplicates.confirm", kind="courses", a="b1", b="b2", same=True, retire="b1")
        self.assertFalse([p for p in self.listed("courses", least=0) if "b1" in p])

    def test_an_address_of_many_courses_is_that_of_a_list(self):
        self.put({"id": "talk", "label": "Gesprek"})
        titles = ["Excel", "Word", "Outlook", "Teams", "Access"]
        self.call("course.put", items=[make_course(f"k{i}", title=title, url="https://acme.example/",
                                                   provider="Acme") for i, title in enumerate(titles)])
        self.assertEqual(self.listed("courses", least=0), {})

    def test_a_crowd_of_one_name_is_held_against_its_neighbours(self):
        """1,000 of one name are 500,000 pairs: a list of these would help nobody, and take long."""
        self.put(*({"id": f"c{i:04}", "label": "Overleggen"} for i in range(1000)))
        answer = self.call("duplicates.list", kind="competencies", k=1000)
        self.assertEqual(len(answer["items"]), 1000)
        self.assertLess(answer["found"], 41 * 1000)
        named = {name for (a, b) in self.listed(k=1000, least=1) for name in (a, b)}
        self.assertGreater(len(named), 20)

    def memory_mib(self) -> float:
        """The most that the daemon ever had."""
        with open(f"/proc/{self.daemon.process.pid}/status") as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM:"))

    def test_many_names_in_common_take_no_room_of_their_own(self):
        """A pair is kept once, however many names say it."""
        names = [f"naam {i} woord{i * 7}" for i in range(60)]
        self.put(*({"id": f"c{i:03}", "label": "Overleggen", "alt_labels": {"nl": names}}
                   for i in range(150)))
        self.call("duplicates.list", kind="courses")
        before = self.memory_mib()
        self.assertGreater(self.call("duplicates.list", kind="competencies", least=0)["found"], 4000)
        self.assertLess(self.memory_mib() - before, 80)

    def test_what_is_asked_wrongly_says_why(self):
        for args, text in (({}, "kind: required|kind: .*missing|kind"), ({"kind": "roles"}, '"roles" is not known'),
                           ({"kind": "courses", "org": "nix"}, "not_found: org: there is no org"),
                           ({"kind": "courses", "least": 2}, "least: 2 .*0"), ({"kind": "courses", "k": 0}, "k: 0"),
                           ({"kind": "courses", "after": "x"}, "after")):
            with self.subTest(args), self.assertRaisesRegex(RpcError, text):
                self.call("duplicates.list", **args)
        self.assertEqual(self.listed("courses"), {})


class Confirm(OwnDaemon):
    def records(self) -> dict:
        return records()

    def confirm(self, kind: str, a: str, b: str, same: bool, **more):
        return self.call("duplicates.confirm", kind=kind, a=a, b=b, same=same, **more)

    def verdicts(self) -> list:
        return self.call("verdict.list")["items"]

    def same_as(self, name: str) -> list:
        return self.call("competency.get", id=name)["item"].get("same_as", [])

    def test_the_ranking_treats_confirmed_competencies_as_one(self):
        def closures():
            items = self.call("recommend", employee="e1", diversity=0)["items"]
            return {item["course"]: item["closure"] for item in items}

        before = closures()
        self.assertEqual(list(before), ["k1"], "who is taught to speak is not taught to talk")
        self.confirm("competencies", "talk", "speak", True, by="anna")
        after = closures()
        self.assertEqual(after["k1"], before["k1"])
        self.assertEqual(after["k-twin"], before["k1"], "a course that teaches the twin closes as much")
        self.assertEqual(self.same_as("speak"), ["talk"])
        [verdict] = self.verdicts()
        self.assertEqual((verdict["competencies"], verdict["yes"], verdict["at"], verdict["by"]),
                         (["speak", "talk"], True, TODAY, "anna"))

    def test_saying_so_again_changes_nothing(self):
        first = self.confirm("competencies", "talk", "speak", True)
        again = self.confirm("competencies", "speak", "talk", True)
        self.assertEqual(first["revision"], again["revision"])
        self.assertEqual(self.same_as("speak") + self.same_as("talk"), ["talk"])

    def test_different_is_kept_and_touches_no_record(self):
        before = self.call("competency.list")["items"]
        self.confirm("competencies", "talk", "speak", False)
        self.assertEqual(self.call("competency.list")["items"], before)
        self.assertEqual([v["yes"] for v in self.verdicts()], [False])
        self.confirm("competencies", "talk", "speak", True)
        self.assertEqual([v["yes"] for v in self.verdicts()], [True], "minds change")
        with self.assertRaisesRegex(RpcError, '^conflict: same: "speak" names "talk" in same_as'):
            self.confirm("competencies", "talk", "speak", False)

    def test_who_sees_the_other_names_it(self):
        """A shared record cannot refer to an org's own, nor one of a region to a member's."""
        self.confirm("competencies", "dorp-talk", "talk", True)
        self.assertEqual(self.same_as("dorp-talk"), ["talk"])
        self.confirm("competencies", "regio-talk", "wijk-talk", True)
        self.assertEqual(self.same_as("wijk-talk"), ["regio-talk"])
        before = self.verdicts()
        with self.assertRaisesRegex(RpcError, "^bad_request: b: neither org of the two sees"):
            self.confirm("competencies", "dorp-talk", "regio-talk", True)
        self.assertEqual(self.verdicts(), before, "all or nothing")

    def test_of_two_courses_one_can_be_retired(self):
        self.confirm("courses", "k1", "k-twin", True, retire="k1")
        self.assertIs(self.call("course.get", id="k1")["item"]["retired"], True)
        self.assertNotIn("retired", self.call("course.get", id="k-twin")["item"])
        self.assertEqual([v["courses"] for v in self.verdicts()], [["k-twin", "k1"]])
        self.assertEqual(self.call("recommend", employee="e1")["items"], [])
        self.confirm("courses", "k-dorp", "k-twin", True)
        self.assertEqual(len(self.verdicts()), 2)

    def test_of_two_at_once_none_is_lost(self):
        """Confirming rests on the record as it was read: what another client puts in between is a conflict,
        and neither a verdict nor a field is lost."""
        enough, errors, edits = threading.Event(), [], []

        def edit() -> None:
            with_own = self.daemon.client()
            try:
                while not enough.is_set():
                    with_own.call("competency.put", {"items": [
                        {"id": "speak", "label": {"nl": f"Gesprekken {len(edits)}", "en": "Talk"}}]})
                    edits.append(1)
            except RpcError as error:
                errors.append(error)
            finally:
                with_own.close()

        editor = threading.Thread(target=edit)
        editor.start()
        well = conflicts = 0
        try:
            for _ in range(5000):
                try:
                    self.confirm("competencies", "speak", "talk", True)
                    well += 1
                except RpcError as error:
                    self.assertRegex(str(error), '^conflict: .*"speak" was changed meanwhile')
                    conflicts += 1
                if well and conflicts and len(edits) > 50:
                    break
        finally:
            enough.set()
            editor.join()
        self.assertEqual(errors, [])
        self.assertGreater(well, 0)
        self.assertGreater(conflicts, 0, "they never met: nothing was tested")
        item = self.call("competency.get", id="speak")["item"]
        self.assertEqual(item["label"]["nl"], f"Gesprekken {len(edits) - 1}", "no edit was undone")

    def test_what_cannot_be_is_refused_and_nothing_is_written(self):
        revision = self.call("course.list")["revision"]
        for args, text in [
                (("courses", "k1", "k1", True, {}), "bad_request: b: the same id as a"),
                (("courses", "k1", "nix", True, {}), 'not_found: b: there is no course "nix"'),
                (("competencies", "zzz", "law", True, {}), 'not_found: a: there is no competency'),
                (("courses", "k1", "k-twin", False, {"retire": "k1"}), "bad_request: retire: only with"),
                (("courses", "k1", "k-twin", True, {"retire": "x"}), 'retire: "x" is neither a nor b'),
                (("competencies", "law", "talk", True, {"retire": "law"}), "retire: only of courses"),
                (("tag", "k1", "talk", True, {}), 'bad_request: kind: "tag" is not known'),
                (("courses", "k1", "k-twin", 1, {}), "bad_request: same: an integer where")]:
            with self.subTest(args), self.assertRaisesRegex(RpcError, text):
                self.confirm(*args[:4], **args[4])
        self.assertEqual(self.call("course.list")["revision"], revision)


if __name__ == "__main__":
    unittest.main()
