"""What is found of planted duplicates: see duplicates.py for what is planted. The gates are under the
figures of the first run; they are only raised."""
import unittest

import duplicates


class Found(unittest.TestCase):
    def check(self, figures: dict, gates: dict) -> None:
        for of, gate in gates.items():
            self.assertGreaterEqual(figures[of], gate, of)

    @unittest.skipUnless(duplicates.ESCO.exists(), f"{duplicates.ESCO} is not there")
    def test_copies_of_competencies_are_found(self):
        self.check(duplicates.measure_competencies(),
                   {"precision": .98, "written otherwise": 1, "typing error": .95, "other order": 1,
                    "with an article": 1, "translated": .25})

    @unittest.skipUnless(duplicates.COURSES.exists(), f"{duplicates.COURSES} is not there")
    def test_copies_of_courses_are_found(self):
        self.check(duplicates.measure_courses(),
                   {"precision": .98, "another year": 1, "another provider": .98, "imported twice": 1,
                    "written otherwise": 1, "typing error": .95, "of both files": .95})


if __name__ == "__main__":
    unittest.main()
