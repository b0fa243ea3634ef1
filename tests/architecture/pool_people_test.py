"""People of several runs together are what one run of all would give, and other experiments are refused."""
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "tools"))
import pool_people  # noqa: E402


def run(first, second, only, seed=1, penalty=1):
    """One person: the accuracies of two methods, and the trials that one of them alone decides rightly."""
    def method(name, value):
        return {"name": name, "people": [{"per_window": value, "per_trial": value}]}
    return {"methods": [method("a", first), method("b", second)],
            "comparisons": [{"a": "a", "b": "b", "trials_only_a": only[0], "trials_only_b": only[1]}],
            "resolved_config": {"data": {"type": "x", "seeds": [seed], "people": 1},
                                "methods": [{"name": "a", "penalty": penalty}, {"name": "b"}]}}


class Pooled(unittest.TestCase):
    def test_numbers(self):
        lines = list(pool_people.pooled([run(0.9, 1.0, (0, 4)), run(0.7, 0.8, (1, 5), seed=2)]))
        self.assertIn("| a | 2 | 80.0 [70.0, 90.0] | 80.0 [70.0, 90.0] | 70.0 |", lines)
        self.assertIn("| a − b | 2 | -10.0 [-10.0, -10.0] | 1, 9 | 0.021 |", lines)
        self.assertAlmostEqual(pool_people.mcnemar(0, 4), 0.125)
        self.assertEqual(pool_people.mcnemar(3, 3), 1.0)

    def test_one_person_counts_once(self):
        lines = list(pool_people.pooled([run(0.9, 1.0, (0, 4)), run(0.9, 1.0, (0, 4))]))
        self.assertIn("| a | 1 | 90.0 | 90.0 | 90.0 |", lines)
        self.assertIn("| a − b | 1 | -10.0 | 0, 4 | 0.12 |", lines)

    def test_what_may_differ(self):
        self.assertIsNone(pool_people.why_not(run(1, 1, (0, 0)), run(1, 1, (0, 0), seed=3)))
        self.assertEqual(pool_people.why_not(run(1, 1, (0, 0)), run(1, 1, (0, 0), penalty=2)), "has other settings of a")
        other = run(1, 1, (0, 0))
        other["resolved_config"]["data"]["snr_db"] = 3
        self.assertEqual(pool_people.why_not(run(1, 1, (0, 0)), other), "has another data")


if __name__ == "__main__":
    unittest.main()
