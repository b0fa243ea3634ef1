// Intervals of tasks from events files.
#include "decoders/drives/task_file.hpp"

#include <catch2/catch.hpp>

#include "core/error.hpp"
#include "tests/support/support.hpp"

namespace efferent::drives {
namespace {

std::vector<TaskInterval> read(const std::string& text) {
    const test::TemporaryFolder folder;
    return read_tasks(folder.write("events.tsv", text));
}

}  // namespace

TEST_CASE("rows that name a task and last are its intervals, in the order of time") {
    const auto tasks = read(
        "onset\tduration\tsample\ttrial_type\tevent_type\tunit_id\n"
        "6.5\t2\t0\tpoint\tplateau\tn/a\n"
        "0.5\t3\t0\tn/a\tcontraction\tn/a\n"
        "1\t2.25\t0\tfist\tplateau\tn/a\n"
        "1.5\t0\t0\tn/a\tmotor-unit-spike\t3\n"
        "1.6\t0\t0\tfist\tmotor-unit-spike\t3\n");
    REQUIRE(tasks.size() == 2);
    CHECK(tasks[0].task == "fist");
    CHECK(seconds(tasks[0].start) == 1.0);
    CHECK(seconds(tasks[0].end) == 3.25);
    CHECK(tasks[1].task == "point");
}

TEST_CASE("a file of tasks that is none is refused by its line") {
    const auto says = [](const std::string& text, const std::string& what) {
        CHECK_THROWS_WITH(read(text), Catch::Contains("events.tsv: ") && Catch::Contains(what));
    };
    says("", "is empty");
    says("onset\tduration\tunit_id\n", "line 1: the header is");
    const std::string header = "onset\tduration\ttrial_type\n";
    says(header, "names no task");
    says(header + "1\t2\tn/a\n", "names no task");
    says(header + "1\t2\n", "line 2: must have 3 columns, not 2");
    says(header + "1\t2\tfist\nsoon\t2\tfist\n", "line 3: the onset is \"soon\"");
    says(header + "1\tn/a\tfist\n", "line 2: the duration is \"n/a\"");
    says(header + "1\t0\tfist\n", "line 2: task \"fist\" does not last");
}

}  // namespace efferent::drives
