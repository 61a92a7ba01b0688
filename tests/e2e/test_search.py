"""course.search and competency.search as a person meets them: typing errors, synonyms, compounds, both
languages, filters, who sees what, and that what was written is found and what is gone is not."""
import unittest

from case import SharedDaemon
from client import Daemon, RpcError, load
from world import TODAY, make_course


def records() -> dict:
    return {
        "org": [{"id": "regio", "name": "Regio"},
                {"id": "stad", "name": "Stad", "parent": "regio"},
                {"id": "dorp", "name": "Dorp", "language": "en"}],
        "team": [{"id": "balie", "org": "stad", "name": "Balie"}],
        "role": [{"id": "clerk", "label": "Klerk", "versions": []}],
        "employee": [{"id": "e1", "org": "stad", "team": "balie", "role": "clerk"}],
        "competency": [
            {"id": "c-jeugd", "label": {"nl": "jeugdhulpverlening", "en": "youth care"},
             "alt_labels": {"nl": ["zorg voor minderjarigen"], "en": ["child welfare"]},
             "description": {"nl": "Gezinnen ondersteunen bij het opvoeden."}},
            {"id": "c-wet", "label": {"nl": "Omgevingswet toepassen"}},
            {"id": "c-plan", "label": {"nl": "omgevingsvergunningen toetsen"}},
            {"id": "c-same", "label": "De Omgevingswet in praktijk", "same_as": ["c-wet"]},
            {"id": "c-coord", "label": "coördineren"},
            {"id": "c-dorp", "label": "dorpsgeheim bewaren", "org": "dorp"}],
        "course": [
            make_course("k-jeugd", "c-jeugd", title={"nl": "Starten in de zorg",
                                                     "en": "Starting in care"}, price=5000),
            make_course("k-wet", "c-wet", title="De Omgevingswet in een dag", hours=6,
                        description="Met de planologen oefenen op casussen uit eigen gemeente.",
                        provider="Bouwkundig Instituut"),
            make_course("k-online", "c-same", title="Omgevingswet online", format="e-learning",
                        language="en", price=90000),
            make_course("k-past", "c-wet", title="Omgevingswet van vroeger",
                        sessions=[{"id": "s", "start": "2025-01-01"}]),
            make_course("k-retired", "c-wet", title="Omgevingswet oud", retired=True),
            make_course("k-regio", "c-coord", title="Regiodag coördinatie", org="regio"),
            make_course("k-dorp", "c-dorp", title="Dorpsdag coördinatie", org="dorp")],
    }


def ids(answer: dict) -> list:
    return [item.get("course") or item.get("competency") for item in answer["items"]]


def shown(item: dict) -> str:
    return "".join(f"[{p['text']}]" if p["hit"] else p["text"] for p in item["match"]["pieces"])


class Search(SharedDaemon):
    @classmethod
    def records(cls) -> dict:
        return records()

    def courses(self, text: str, **more) -> dict:
        return self.client.call("course.search", {"text": text, **more})

    def competencies(self, text: str, **more) -> dict:
        return self.client.call("competency.search", {"text": text, **more})

    def refuses(self, code: str, part: str, method: str = "course.search", **args) -> None:
        with self.assertRaises(RpcError) as caught:
            self.client.call(method, args)
        self.assertEqual(caught.exception.code, code)
        self.assertIn(part, str(caught.exception))

    def test_the_answer_has_the_documented_form(self):
        answer = self.competencies("jeugdhulpverlening", k=1)
        self.assertEqual(list(answer), ["items", "model", "revision", "snapshot"])
        self.assertEqual(answer["model"], "closed-form")
        item = answer["items"][0]
        self.assertEqual(list(item), ["competency", "label", "score", "match"])
        self.assertEqual((item["competency"], item["label"], item["score"]),
                         ("c-jeugd", "jeugdhulpverlening", 1.0))
        self.assertEqual(item["match"], {"field": "label", "pieces": [
            {"text": "jeugdhulpverlening", "hit": True}]})
        self.assertEqual(list(self.courses("omgevingswet")["items"][0])[:3], ["course", "title", "score"])

    def test_scores_are_shares_best_first_and_ties_go_by_id(self):
        for text in ("omgevingswet", "de", "coordinatie", "planologen jeugd"):
            items = self.courses(text)["items"]
            scores = [item["score"] for item in items]
            self.assertEqual(scores, sorted(scores, reverse=True))
            self.assertTrue(all(0 < score <= 1 for score in scores))
        same = [make_course(f"t-{i}", "c-coord", title="Vlinders tellen", provider="P")
                for i in (3, 1, 2)]
        self.client.call("course.put", {"items": same})
        self.assertEqual(ids(self.courses("vlinders tellen")), ["t-1", "t-2", "t-3"])
        self.assertEqual(ids(self.courses("vlinders tellen", k=2)), ["t-1", "t-2"])
        self.client.call("course.delete", {"ids": ["t-1", "t-2", "t-3"]})
        self.assertEqual(ids(self.courses("vlinders tellen")), [])

    def test_typing_errors_find_what_was_meant(self):
        for text in ("omgevingsvet", "omgevinsgwet", "omgevingwet", "OMGEVINGSWETT"):
            with self.subTest(text=text):
                found = self.courses(text)["items"][0]
                self.assertIn(found["course"], ("k-wet", "k-online"))
                self.assertIn("[Omgevingswet]", shown(found))
        self.assertEqual(ids(self.competencies("jeugdhulpverlenign"))[0], "c-jeugd")

    def test_synonyms_find_and_the_match_says_where(self):
        item = self.competencies("minderjarigen")["items"][0]
        self.assertEqual((item["competency"], item["label"]), ("c-jeugd", "jeugdhulpverlening"))
        self.assertEqual(item["match"]["field"], "alt_labels")
        self.assertEqual(shown(item), "zorg voor [minderjarigen]")
        self.assertEqual(self.competencies("child welfare")["items"][0]["score"], .98)

    def test_a_part_of_a_compound_finds_it(self):
        item = self.competencies("jeugdhulp")["items"][0]
        self.assertEqual((item["competency"], shown(item)), ("c-jeugd", "[jeugdhulp]verlening"))
        item = self.competencies("hulpverlening")["items"][0]
        self.assertEqual((item["competency"], shown(item)), ("c-jeugd", "jeugd[hulpverlening]"))

    def test_both_languages_find_and_labels_come_in_the_asked_one(self):
        self.assertEqual(self.competencies("youth care")["items"][0]["label"], "jeugdhulpverlening")
        self.assertEqual(self.competencies("youth care", lang="en")["items"][0]["label"],
                         "youth care")
        self.assertEqual(self.competencies("jeugdhulpverlening", org="dorp")["items"][0]["label"],
                         "youth care")

    def test_case_and_diacritics_do_not_matter(self):
        first = self.competencies("coördineren")["items"]
        self.assertEqual(first[0]["competency"], "c-coord")
        for text in ("COÖRDINEREN", "coordineren", "coo\u0308rdineren", "ｃｏordineren"):
            self.assertEqual(self.competencies(text)["items"], first)

    def test_a_course_is_found_by_what_it_teaches(self):
        item = self.courses("jeugdhulpverlening")["items"][0]
        self.assertEqual((item["course"], item["match"]["field"], item["match"]["competency"]),
                         ("k-jeugd", "teaches", "c-jeugd"))
        self.assertTrue(.6 <= item["score"] < .7)

    def test_a_course_is_found_by_its_description_and_provider(self):
        item = self.courses("planologie")["items"][0]
        self.assertEqual((item["course"], item["match"]["field"]), ("k-wet", "description"))
        self.assertIn("[planologen]", shown(item))
        item = self.courses("bouwkundig instituut")["items"][0]
        self.assertEqual((item["course"], item["match"]["field"]), ("k-wet", "provider"))
        self.assertTrue(.5 <= item["score"] < .55)

    def test_what_cannot_be_taken_any_more_is_not_found(self):
        self.assertEqual(set(ids(self.courses("omgevingswet"))) & {"k-past", "k-retired"}, set())
        self.assertIn("k-past", ids(self.courses("omgevingswet van vroeger", as_of="2024-12-01")))

    def test_filters_are_hard(self):
        for filters, want in (({}, {"k-wet", "k-online"}), ({"languages": ["nl"]}, {"k-wet"}),
                              ({"formats": ["e-learning"]}, {"k-online"}),
                              ({"max_price_cents": 20000}, {"k-wet"}), ({"max_hours": 7}, {"k-wet"}),
                              ({"providers": ["Bouwkundig Instituut"]}, {"k-wet"}),
                              ({"competencies": ["c-wet"]}, {"k-wet", "k-online"}),
                              ({"competencies": ["c-jeugd"]}, set()),
                              ({"languages": ["nl"], "formats": ["e-learning"]}, set())):
            with self.subTest(filters=filters):
                found = set(ids(self.courses("omgevingswet", filters=filters)))
                self.assertEqual(found & {"k-wet", "k-online"}, want)
        self.refuses("not_found", "filters.competencies", text="x",
                     filters={"competencies": ["none"]})

    def test_who_asks_sees_what_is_theirs(self):
        for more, want in (({}, {"k-regio", "k-dorp"}), ({"org": "stad"}, {"k-regio"}),
                           ({"org": "regio"}, {"k-regio"}), ({"org": "dorp"}, {"k-dorp"}),
                           ({"employee": "e1"}, {"k-regio"})):
            with self.subTest(more=more):
                self.assertEqual(set(ids(self.courses("coördinatie", **more))) &
                                 {"k-regio", "k-dorp"}, want)
        self.assertEqual(ids(self.competencies("dorpsgeheim", org="stad")), [])
        self.assertEqual(ids(self.competencies("dorpsgeheim", employee="e1")), [])
        self.assertEqual(ids(self.competencies("dorpsgeheim", org="dorp")), ["c-dorp"])
        self.assertEqual(ids(self.courses("dorpsgeheim", org="stad")), [])
        self.refuses("not_found", "org", text="x", org="nowhere")
        self.refuses("not_found", "employee", text="x", employee="nobody")
        self.refuses("bad_request", "org", text="x", org="stad", employee="e1")
        self.refuses("not_found", "filters.competencies", text="x", org="stad",
                     filters={"competencies": ["c-dorp"]})

    def test_what_is_written_is_found_in_the_next_request(self):
        def found(text):
            return ids(self.courses(text))

        course = make_course("k-new", "c-coord", title="Zeilen op het Veluwemeer")
        self.client.call("course.put", {"items": [course]})
        self.assertEqual(found("veluwemeer"), ["k-new"])
        self.client.call("course.put", {"items": [{**course, "title": "Roeien op de Vecht"}]})
        self.assertEqual(found("veluwemeer"), [])
        self.assertEqual(found("roeien vecht"), ["k-new"])
        self.client.call("course.delete", {"ids": ["k-new"]})
        self.assertEqual(found("roeien vecht"), [])
        competency = {"id": "c-coord", "label": "coördineren", "alt_labels": {"nl": ["orkestreren"]}}
        self.client.call("competency.put", {"items": [competency]})
        self.assertEqual(ids(self.competencies("orkestreren")), ["c-coord"])
        self.client.call("competency.put", {"items": [{"id": "c-coord", "label": "coördineren"}]})
        self.assertEqual(ids(self.competencies("orkestreren")), [])

    def test_blank_texts_are_refused_and_wordless_ones_find_nothing(self):
        for method in ("course.search", "competency.search"):
            for text in ("", "   ", "\n\t\u00a0\u3000", "\u200b"):
                self.refuses("bad_request", "text", method, text=text)
            self.refuses("bad_request", "text", method)
            self.refuses("bad_request", "text", method, text=7)
            self.refuses("bad_request", "k", method, text="x", k=0)
            self.refuses("bad_request", "65536", method, text="x" * 65537)
            for text in ("😀", "!?", "👩‍👩‍👧", "<>&"):
                self.assertEqual(self.client.call(method, {"text": text})["items"], [])

    def test_ugly_texts_are_answered(self):
        long = ("jeugdhulpverlening en Omgevingswet toepassen " * 2000)[:65536]
        for text in (long, "é" * 32768, "x" * 65536, " ".join(f"w{i}" for i in range(9000)),
                     "привет 教育学 ภาษา हिन्दी 한국어", "<script>alert('jeugdhulp')</script>", "\0jeugd\x1b[31m",
                     "jeugdhulp 😀", "\ufffd\ufeff jeugd", "a b c d e f g h i j k l m n o p q r s t"):
            for method in ("course.search", "competency.search"):
                self.client.call(method, {"text": text, "k": 100})
        self.assertEqual(ids(self.competencies(long))[0], "c-jeugd")

    def test_the_match_is_text_and_no_markup(self):
        title = "<b>Valkuilen</b> & \"recht\""
        self.client.call("course.put", {"items": [make_course("k-html", "c-coord", title=title)]})
        item = self.courses("valkuilen")["items"][0]
        self.assertEqual("".join(p["text"] for p in item["match"]["pieces"]), title)
        self.assertEqual(shown(item), "<b>[Valkuilen]</b> & \"recht\"")
        self.client.call("course.delete", {"ids": ["k-html"]})


class SameBytes(unittest.TestCase):
    QUESTIONS = [(method, {"text": text, "k": 20}) for method in ("course.search",
                                                                  "competency.search")
                 for text in ("omgevingsvet", "zorg", "de wet in praktijk", "coordinatie", "planologie")]

    def answers(self, daemon: Daemon) -> list:
        client = daemon.client()
        out = [client.raw(method, args) for method, args in self.QUESTIONS]
        client.close()
        return out

    def test_whatever_the_workers_the_order_of_writing_and_restarts(self):
        seen = []
        for turned in (False, True):
            with Daemon(today=TODAY, workers=1) as daemon:
                client = daemon.client()
                mixed = records()
                if turned:
                    mixed = {kind: items[::-1] for kind, items in mixed.items()}
                load(client, mixed)
                client.close()
                daemon.restart()
                first = self.answers(daemon)
                daemon.workers = 5
                daemon.restart()
                self.assertEqual(self.answers(daemon), first)
                seen.append(first)
        self.assertEqual(seen[0], seen[1])


if __name__ == "__main__":
    unittest.main()
