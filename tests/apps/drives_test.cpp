// efferent drives, from events files to groups, drives and a picture.
#include "core/file.hpp"
#include "emg/bdf.hpp"
#include "tests/apps/program.hpp"
#include "tests/support/support.hpp"

namespace efferent {
namespace {

using test::efferent_program;

/// Six units of two pools in three tasks of 2 s: a, b and both. Unit 6 hardly discharges.
struct Muscle {
    Muscle() {
        std::string units = "onset\tduration\tunit_id\tevent_type\n";
        const double rates[7][3] = {{10, 0, 12}, {14, 2, 13}, {12, 1, 14}, {0, 11, 12},
                                    {2, 15, 13}, {1, 12, 10}, {1, 0, 1}};
        for (int u = 0; u < 7; ++u)
            for (int task = 0; task < 3; ++task)
                for (int i = 0; i < static_cast<int>(2.0 * rates[u][task]); ++i)
                    units += std::to_string(1.0 + 3.0 * task + (i + 0.01 * u) / rates[u][task]) +
                             "\t0\tu" + std::to_string(u) + "\tmotor-unit-spike\n";
        discharges = folder.write("events.tsv", units).string();
        tasks =
            folder.write("tasks.tsv", "onset\tduration\ttrial_type\n1\t2\ta\n4\t2\tb\n7\t2\tboth\n")
                .string();
    }
    std::string path(const std::string& name) const { return (folder.path() / name).string(); }
    test::TemporaryFolder folder;
    std::string discharges, tasks;
};

}  // namespace

TEST_CASE("drives groups units by their tasks and writes each group's drive") {
    const Muscle m;
    const std::string call = "drives " + m.discharges + " " + m.tasks;
    const auto done = efferent_program(call + " --out " + m.path("out"));
    INFO(done.out);
    REQUIRE(done.status == 0);
    CHECK_THAT(done.out, Catch::Contains("6 motor units in 2 groups by their rates in 3 tasks"));
    CHECK_THAT(done.out, Catch::Contains(": u0, u1, u2\n") && Catch::Contains(": u3, u4, u5\n"));
    CHECK_THAT(done.out, Catch::Contains("Left out, with fewer than 10 discharges in the tasks: "
                                         "u6"));
    const std::string groups = read_file(m.path("out/groups.tsv"));
    CHECK_THAT(groups, Catch::StartsWith("unit_id\tgroup\trate_hz_a\trate_hz_b\trate_hz_both\n"
                                         "u0\t0\t10.000\t0.000\t12.000\n") &&
                           Catch::Contains("u3\t1\t") && Catch::Contains("u6\tn/a\tn/a"));
    const std::string drives = read_file(m.path("out/drives.tsv"));
    CHECK_THAT(drives, Catch::StartsWith("time_s\tgroup_0\tgroup_1\n1\t0.0000\t0.0000\n") &&
                           Catch::Contains("\n8.99\t"));
    const std::string page = read_file(m.path("out/drives.html"));
    CHECK_THAT(page, Catch::Contains("2 groups of 6 motor units") && Catch::Contains("both") &&
                         Catch::Contains("</html>"));
    CHECK_THAT(read_file(m.path("out/run.json")), Catch::Contains("\"groups\": 2"));
    REQUIRE(efferent_program(call + " --threads 1 --out " + m.path("again")).status == 0);
    for (const char* file : {"groups.tsv", "drives.tsv", "drives.html", "run.json"})
        CHECK(read_file(m.path("out/") + file) == read_file(m.path("again/") + file));
}

TEST_CASE("drives and score say where discharges are of a simulated muscle") {
    const Muscle m;
    const std::string marked = "<strong class=\"simulated\">simulated data</strong>";
    const auto drives = [&](const std::string& discharges, const std::string& out) {
        const auto done =
            efferent_program("drives " + discharges + " " + m.tasks + " --out " + m.path(out));
        INFO(done.out);
        REQUIRE(done.status == 0);
        const bool on_page =
            read_file(m.path(out + "/drives.html")).find(marked) != std::string::npos;
        const bool in_json =
            read_file(m.path(out + "/run.json")).find("\"simulated\": true") != std::string::npos;
        const bool in_text = done.out.find(" (simulated)") != std::string::npos;
        CHECK(on_page == in_json);
        CHECK(on_page == in_text);
        return on_page;
    };
    const auto score = [&](const std::string& discharges) {
        const auto done = efferent_program("score " + discharges + " " + discharges);
        INFO(done.out);
        REQUIRE(done.status == 0);
        return done.out.find(" (simulated)") != std::string::npos;
    };
    CHECK_FALSE(drives(m.discharges, "unknown"));
    CHECK_FALSE(score(m.discharges));

    // What efferent decompose writes beside discharges.
    m.folder.write("run.json", R"({"simulated": false})");
    CHECK_FALSE(drives(m.discharges, "real"));
    m.folder.write("run.json", "of another program");
    CHECK_FALSE(drives(m.discharges, "another"));
    m.folder.write("run.json", R"({"simulated": true})");
    CHECK(drives(m.discharges, "decomposed"));
    CHECK(score(m.discharges));

    m.folder.write("run_events.tsv", read_file(m.discharges));
    m.folder.write("run_emg.edf", "no recording");
    CHECK_FALSE(drives(m.path("run_events.tsv"), "beside_no_recording"));

    // What efferent muscle writes beside them.
    for (const bool simulated : {false, true}) {
        const std::string stem = simulated ? "muscle/sub-01_task-a" : "person/sub-01_task-a";
        emg::Dataset dataset;
        dataset.simulated = simulated;
        dataset.recording = emg::Recording(
            {"sub-01", Hertz{100.0}, emg::parse_unit("uV"), {"1"}, std::vector<float>(100, 1.0F)});
        std::filesystem::create_directories(m.folder.path() / (simulated ? "muscle" : "person"));
        m.folder.write(stem + "_emg.bdf", emg::to_bdf(dataset));
        const auto events = m.folder.write(stem + "_events.tsv", read_file(m.discharges));
        CHECK(drives(events.string(), simulated ? "of_muscle" : "of_person") == simulated);
    }
}

TEST_CASE("drives refuses what it does not know, and what has no groups") {
    const Muscle m;
    const std::string call = "drives " + m.discharges + " " + m.tasks;
    struct Case {
        std::string arguments, message;
        int status;
    };
    const Case cases[] = {
        {call + " --unit u9", "--unit: unknown \"u9\"", 2},
        {call + " --task bth", "--task: unknown \"bth\"; did you mean \"both\"?", 2},
        {call + " --task a --task b", "there are 2 tasks", 2},
        {call + " --unit u0 --unit u1", "2 of 2 motor units have 10 discharges or more", 2},
        {call + " --set window=3", "window: unknown key", 2},
        {"drives " + m.discharges + " " + m.discharges, "trial_type between tabs", 4},
        {"drives " + m.discharges + " nowhere.tsv", "nowhere.tsv", 3},
    };
    for (const Case& c : cases) {
        const auto outcome = efferent_program(c.arguments);
        INFO(c.arguments << "\n" << outcome.out);
        CHECK(outcome.status == c.status);
        CHECK_THAT(outcome.out, Catch::Contains(c.message));
    }
}

}  // namespace efferent
