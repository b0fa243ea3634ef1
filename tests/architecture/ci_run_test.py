""".ci/run starts the checks and the tests, and starts nothing when it is asked for help or given what it does not take."""
import os
import shutil
import subprocess
import tempfile
import unittest

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", ".ci", "run")
DEV = '#!/bin/sh\necho "$@" >>calls\n[ "$1" != check ] || [ ! -e spoilt ]\n'


class CiRun(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        os.mkdir(os.path.join(self.folder, ".ci"))
        shutil.copy(SCRIPT, os.path.join(self.folder, ".ci", "run"))
        with open(os.path.join(self.folder, "dev"), "w", encoding="utf-8") as dev:
            dev.write(DEV)
        os.chmod(os.path.join(self.folder, "dev"), 0o755)

    def run_it(self, *arguments):
        done = subprocess.run([os.path.join(self.folder, ".ci", "run"), *arguments], capture_output=True, text=True,
                              check=False)
        calls = os.path.join(self.folder, "calls")
        if not os.path.exists(calls):
            return done, []
        with open(calls, encoding="utf-8") as file:
            return done, file.read().splitlines()

    def test_alone_it_runs_checks_and_tests(self):
        done, calls = self.run_it()
        self.assertEqual((done.returncode, calls), (0, ["check all", "test"]))

    def test_a_failing_check_fails_it_and_the_tests_still_run(self):
        with open(os.path.join(self.folder, "spoilt"), "w", encoding="utf-8"):
            pass
        done, calls = self.run_it()
        self.assertEqual((done.returncode, calls), (1, ["check all", "test"]))

    def test_help_is_printed_and_nothing_started(self):
        for argument in ("--help", "-h", "help"):
            done, calls = self.run_it(argument)
            self.assertEqual((done.returncode, calls), (0, []))
            self.assertIn("./dev check all, then ./dev test", done.stdout)

    def test_anything_else_is_refused(self):
        done, calls = self.run_it("--fast")
        self.assertEqual((done.returncode, calls), (2, []))
        self.assertIn('takes no arguments, not "--fast"', done.stderr)


if __name__ == "__main__":
    unittest.main()
