"""Tagging held against the tags that real courses were given: see tagging.py. The gates are under the
figures of the first run; they are only raised."""
import unittest

import tagging

TEXTS = 300
RECALL = {"given tags": 1.65, "tags that are ESCO labels": 1.6, "all ESCO skills": 2.9}
ECE = .04


@unittest.skipUnless((tagging.DATA / tagging.KEYWORDS).exists(), f"{tagging.DATA} is not there")
class Tagging(unittest.TestCase):
    def test_a_text_finds_its_tags(self):
        all_courses = tagging.courses()
        self.assertGreater(len(all_courses), 3000)
        for catalogue in tagging.catalogues(all_courses):
            figures = tagging.measure(catalogue, all_courses, TEXTS)
            tagging.show(catalogue, figures)
            plain, confirmed, zero = (figures[way] for way in ("plain", "confirmed", "zero-shot"))
            with self.subTest(catalogue.name):
                self.assertEqual(plain.n, TEXTS)
                for depth in tagging.DEPTHS:
                    self.assertGreaterEqual(confirmed.recall_at(depth),
                                            RECALL[catalogue.name] * .9 * plain.recall_at(depth))
                    self.assertGreaterEqual(confirmed.precision_at(depth), 1.4 * plain.precision_at(depth))
                    self.assertGreaterEqual(zero.recall_at(depth), .98 * plain.recall_at(depth))
                self.assertGreaterEqual(confirmed.recall_at(10),
                                        RECALL[catalogue.name] * plain.recall_at(10))
                self.assertLessEqual(confirmed.ece, ECE)


if __name__ == "__main__":
    unittest.main()
