// Trains in files: what is written reads back, and every malformed file is refused in a sentence.
#include "decoders/motor_units/train_file.hpp"

#include <catch2/catch.hpp>

#include "tests/support/support.hpp"

namespace efferent::motor_units {

using namespace efferent::literals;
using test::message_of;

TEST_CASE("trains written as events read back the same, to the nanosecond") {
    const std::vector<Train> trains{{"0", {Time{1ms}, Time{1234567891ns}}},
                                    {"b 2", {Time{1ms}, Time{3600s + 1ns}}}};
    const test::TemporaryFolder folder;
    const std::string text = events_tsv(trains, {10000.0});
    CHECK(
        text.starts_with("onset\tduration\tsample\tunit_id\tevent_type\n"
                         "0.001000000\t0\t10\t0\tmotor-unit-spike\n"
                         "0.001000000\t0\t10\tb 2\tmotor-unit-spike\n"));
    CHECK(read_trains(folder.write("events.tsv", text)) == trains);
}

TEST_CASE("events of other kinds are no discharges, and order is made") {
    const test::TemporaryFolder folder;
    const auto path = folder.write("events.tsv",
                                   "onset\tduration\tevent_type\tunit_id\n"
                                   "0\t1\ttask\tn/a\n"
                                   "0.2\t0\tmotor-unit-spike\t7\n"
                                   "0.1\t0\tmotor-unit-spike\t7\n");
    CHECK(read_trains(path) == std::vector<Train>{{"7", {Time{100ms}, Time{200ms}}}});
}

TEST_CASE("lists of times and of samples are trains too") {
    const test::TemporaryFolder folder;
    const std::vector<Train> expected{{"8", {Time{4500us}}}};
    CHECK(read_trains(folder.write("a.csv", "time_s,unit\n0.0045,8\n")) == expected);
    const auto samples = folder.write("b.csv", "unit,sample\n8,45\n");
    CHECK(read_trains(samples, Hertz{10000.0}) == expected);
    CHECK_THAT(message_of([&] { read_trains(samples); }),
               Catch::Contains("b.csv: gives samples, not seconds; say at what rate"));
}

TEST_CASE("a malformed file of trains is refused by its line") {
    const test::TemporaryFolder folder;
    struct Case {
        const char* content;
        const char* message;
    };
    const Case cases[] = {
        {"", "x.tsv: is empty"},
        {"onset\tduration\n0\t0\n", "line 1: the header is"},
        {"onset\tunit_id\nabc\t1\n", "line 2: the time is \"abc\", where a number of seconds"},
        {"onset\tunit_id\nnan\t1\n", "a number of seconds from 0 was expected"},
        {"onset\tunit_id\n1e30\t1\n", "a number of seconds from 0 was expected"},
        {"onset\tunit_id\n-0.1\t1\n", "line 2: the time is \"-0.1\", where a number of seconds"},
        {"onset\tunit_id\tevent_type\n0.1\t1\tmotor-unit-spyke\n0\tn/a\ttask\n",
         "x.tsv: has no discharges: its event_type is \"motor-unit-spyke\", \"task\", never "
         "\"motor-unit-spike\""},
        {"onset\tunit_id\n0.1\n", "line 2: must have 2 columns, not 1"},
        {"onset\tunit_id\n0.1\tn/a\n", "line 2: a discharge without its unit"},
        {"onset\tunit_id\n0.1\t1\n0.2\t1\n0.1\t1\n", "unit 1 has this discharge twice"},
        {"onset\tunit_id\n0.1\t1", "line 2"},
    };
    for (const Case& c : cases) {
        CAPTURE(c.content);
        const auto path = folder.write("x.tsv", c.content);
        CHECK_THAT(message_of([&] { read_trains(path); }), Catch::Contains(c.message));
    }
}

TEST_CASE("a header alone is no discharge: a prediction, but no truth") {
    const test::TemporaryFolder folder;
    const auto path = folder.write("x.tsv", "onset\tunit_id\n");
    CHECK(read_trains(path).empty());
    CHECK_THAT(message_of([&] { read_truth(path); }),
               Catch::Contains("x.tsv: has no discharge, so there is no truth"));
    CHECK_FALSE(gives_samples(path));
    CHECK(gives_samples(folder.write("x.csv", "unit,sample\n")));
}

TEST_CASE("a stretch of trains is half open and leaves silent units out") {
    const std::vector<Train> trains{{"1", {Time{1s}, Time{2s}, Time{3s}}}, {"2", {Time{5s}}}};
    CHECK(between(trains, Time{1s}, Time{3s}) == std::vector<Train>{{"1", {Time{1s}, Time{2s}}}});
}

}  // namespace efferent::motor_units
