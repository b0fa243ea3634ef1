"""Plants one offence at a time in a small clean project: the check must find exactly that one."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import check_architecture  # noqa: E402  (its folder is known only now)

CLEAN = {
    "core/CMakeLists.txt": "add_library(core STATIC parallel.cpp random.cpp)\n",
    "core/parallel.hpp": "// Loops.\n#pragma once\n",
    "core/parallel.cpp": '// Loops, done.\n#include "core/parallel.hpp"\n\n#include <oneapi/tbb/parallel_for.h>\n',
    "core/random.hpp": "// Random numbers.\n#pragma once\n#include <random>\n",
    "core/random.cpp": '// Says "std::cout << exit(1)" and // printf("x") in text alone; 1\'000 is a number.\n'
                       'const char* text = "std::cout";\nconst char* raw = R"(printf("x"); exit(1))";\n',
    "decoders/CMakeLists.txt": "efferent_parts(decoders/tasks PARTS\n  linear\n)\n",
    "decoders/tasks/linear.cpp": '// A part.\n#include <Eigen/Dense>\n\n#include "core/parallel.hpp"\n',
    "apps/main.cpp": "// The program.\n#include <iostream>\nint main() { std::cout << 1; }\n",
    "tests/core/long_test.cpp": "// Long, as tests may be.\n" + "\n" * 500,
    "docs/page.md": "See build/release and ../shared/data and /usr/share.\n",
}

# name of the test -> (files planted, what the one offence must say)
OFFENCES = {
    "core includes what is above it": (
        {"core/random.cpp": '// A.\n#include "emg/x.hpp"\n'}, "core/random.cpp:2: core/ may not include emg/"),
    "siblings include each other": (
        {"decoders/tasks/linear.cpp": '// A.\n#include "emg/x.hpp"\n'}, "decoders/ may not include emg/"),
    "an include is not written from the root": (
        {"core/random.cpp": '// A.\n#include "parallel.hpp"\n'}, '"parallel.hpp" is not a file of the project'),
    "a heavy library in a header": (
        {"decoders/matrix.hpp": "// A.\n#pragma once\n#include <Eigen/Core>\n"}, "decoders/matrix.hpp:3: Eigen never in a header"),
    "a heavy library in a header of the tests": (
        {"tests/core/a.hpp": "// A.\n#pragma once\n#include <opencv2/ml.hpp>\n"}, "OpenCV never in a header"),
    "a heavy library in the wrong folder": (
        {"core/random.cpp": "// A.\n#include <nlohmann/json.hpp>\n"}, "nlohmann-json belongs in core/config_node.hpp, core/config"),
    "a header with the JSON library included elsewhere": (
        {"core/config_node.hpp": "// A.\n#pragma once\n#include <nlohmann/json.hpp>\n",
         "core/random.cpp": '// A.\n#include "core/config_node.hpp"\n'}, "core/random.cpp:2: nlohmann-json belongs in core/config_node.hpp"),
    "oneTBB beside core/parallel.cpp": (
        {"core/random.cpp": "// A.\n#include <tbb/parallel_for.h>\n"}, "oneTBB belongs in core/parallel.cpp"),
    "libsvm outside the classifiers": (
        {"decoders/tasks/linear.cpp": "// A.\n#include <libsvm/svm.h>\n"}, "libsvm belongs in decoders/tasks/support_vectors.cpp"),
    "a header without pragma once": ({"core/a.hpp": "// A.\n"}, "core/a.hpp: a header needs #pragma once"),
    "a library that prints": ({"core/random.cpp": '// A.\nvoid f() { std::printf("x"); }\n'}, "core/random.cpp:2: library code prints"),
    "a library that ends the program": ({"core/random.cpp": "// A.\nvoid f() { std::exit(1); }\n"}, "library code ends the program"),
    "a library that reads the environment": (
        {"core/random.cpp": '// A.\nauto x = std::getenv("HOME");\n'}, "library code reads the environment"),
    "a library that draws its own random numbers": (
        {"core/random.cpp": "// A.\nstd::mt19937 generator;\n"}, "library code draws random numbers of its own"),
    "a source that nothing builds": ({"core/orphan.cpp": "// A.\n"}, "core/orphan.cpp: no CMakeLists.txt names it"),
    "a file of more than one idea": ({"core/random.cpp": "// A.\n" + "\n" * 400}, "core/random.cpp: 401 lines"),
    "sources in a folder without rules": ({"misc/a.hpp": "// A.\n#pragma once\n"}, "misc/ is not a folder for sources"),
    "a path of one machine in a page": (
        {"docs/page.md": "Data is in /" + "home/ada/data.\n"}, "docs/page.md:1: a path of one machine"),
}

REMARKS = {
    "a source without an opening line": ({"core/random.cpp": "int x;\n"}, "core/random.cpp: does not begin with"),
    "a long source": ({"core/random.cpp": "// A.\n" + "\n" * 300}, "core/random.cpp: 301 lines, more than 300"),
}


class Architecture(unittest.TestCase):
    def project(self, planted):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        for name, text in {**CLEAN, **planted}.items():
            path = pathlib.Path(folder.name) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return pathlib.Path(folder.name).resolve()

    def test_a_clean_project_has_no_findings(self):
        offences, remarks, count = check_architecture.findings(self.project({}))
        self.assertEqual(count, sum(name.endswith("pp") for name in CLEAN))
        self.assertEqual((offences, remarks), ([], []))

    def test_each_offence_is_found_alone(self):
        for name, (planted, expected) in OFFENCES.items():
            with self.subTest(name):
                offences, _, _ = check_architecture.findings(self.project(planted))
                self.assertEqual(len(offences), 1, offences)
                self.assertIn(expected, offences[0])

    def test_each_remark_is_made_alone(self):
        for name, (planted, expected) in REMARKS.items():
            with self.subTest(name):
                offences, remarks, _ = check_architecture.findings(self.project(planted))
                self.assertEqual((offences, len(remarks)), ([], 1))
                self.assertIn(expected, remarks[0])

    def test_the_exit_code_follows(self):
        def exit_code(planted):
            script = ROOT / "tools" / "check_architecture.py"
            return subprocess.run([sys.executable, script, self.project(planted)], capture_output=True).returncode

        self.assertEqual(exit_code({}), 0)
        self.assertEqual(exit_code(next(iter(REMARKS.values()))[0]), 0)
        self.assertEqual(exit_code(next(iter(OFFENCES.values()))[0]), 1)

    def test_a_folder_without_sources_is_no_success(self):
        with tempfile.TemporaryDirectory() as empty:
            self.assertEqual(check_architecture.main([empty]), 1)


if __name__ == "__main__":
    unittest.main()
