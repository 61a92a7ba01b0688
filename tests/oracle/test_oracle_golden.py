"""The plain re-statement against the golden answers, where these are at hand."""
import gzip
import json
import pathlib
import unittest

from agree import differences
from oracle import Oracle

GOLDEN = pathlib.Path(__file__).resolve().parents[3] / "shared" / "golden"


@unittest.skipUnless((GOLDEN / "answers.json.gz").exists(), "the golden answers are not here")
class OracleOnGolden(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.oracle = Oracle(json.loads((GOLDEN / "records.json").read_text()), "2026-11-23")
        with gzip.open(GOLDEN / "answers.json.gz") as file:
            cls.cases = json.load(file)

    def test_every_golden_answer_is_given(self):
        self.assertGreater(len(self.cases), 0)
        for number, case in enumerate(self.cases):
            with self.subTest(case=number, request=case["request"]):
                got = self.oracle.recommend(case["request"])
                self.assertEqual(differences(got, case["answer"]), [])

    def test_scores_are_the_sum_of_their_reasons_and_terms(self):
        for number, case in enumerate(self.cases):
            for item in case["answer"]["items"]:
                with self.subTest(case=number, course=item["course"]):
                    parts = sum(item["why"].values()) + sum(item["terms"].values())
                    self.assertAlmostEqual(item["score"] / parts, 1, delta=1e-6)


if __name__ == "__main__":
    unittest.main()
