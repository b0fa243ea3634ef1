// What the sources "regular" and "file" send, and what a file of spikes may not be.
#include <catch2/catch.hpp>

#include "snn/source.hpp"
#include "tests/snn/each_backend.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::snn;
using namespace efferent::snn::testing;
using efferent::test::message_of;

namespace {

Config type(const std::string& text) { return Config::parse(text, "test"); }

Network source(const std::string& text, std::size_t size) {
    Network n(0);
    n.add("source", size, type(text));
    return n;
}

std::vector<Spike> before(const Network& n, Time until) {
    SourceFeed feed(n);
    std::vector<Spike> spikes;
    feed.take(until, spikes);
    return spikes;
}

}  // namespace

TEST_CASE("a regular source sends at its phase and every interval from there") {
    CHECK(before(source(R"({"type":"regular","interval_ms":20,"phase_ms":5})", 2), at(46ms)) ==
          std::vector{spike(5ms, 0), spike(5ms, 1), spike(25ms, 0), spike(25ms, 1), spike(45ms, 0),
                      spike(45ms, 1)});
    CHECK(before(source(R"({"type":"regular","interval_ms":20})", 1), at(20ms)) ==
          std::vector{spike(0ms, 0)});
    Network n = source(R"({"type":"regular","interval_ms":20})", 3);
    n.set(PopulationId{0}, "phase_ms", {1.0, 0.5, 30.0});
    n.set(PopulationId{0}, "interval_ms", {20.0, 10.0, 1.0});
    CHECK(before(n, at(31ms)) == std::vector{spike(500us, 1), spike(1ms, 0), spike(10500us, 1),
                                             spike(20500us, 1), spike(21ms, 0), spike(30ms, 2),
                                             spike(30500us, 1)});
    // No drift: the millionth is where the first says.
    const auto train =
        make(sources(), type(R"({"type":"regular","interval_ms":0.000007})"))->train(0);
    Time last{};
    for (int i = 0; i <= 1000000; ++i) last = train->next();
    CHECK(last == at(7ms));
    const auto refusal = [](const char* text) {
        return message_of([&] { (void)make(sources(), type(text)); });
    };
    CHECK(refusal(R"({"type":"regular","interval_ms":0})") ==
          "test/interval_ms: must be above zero, not 0");
    CHECK(refusal(R"({"type":"regular","phase_ms":-1})") ==
          "test/phase_ms: must not be negative, not -1");
}

TEST_CASE("a regular source ends with time") {
    const auto train =
        make(sources(), type(R"({"type":"regular","interval_ms":4e12,"phase_ms":1})"))->train(0);
    CHECK(train->next() == at(1ms));
    CHECK(train->next() == at(4000000000s + 1ms));
    CHECK(train->next() == at(8000000000s + 1ms));
    CHECK(train->next() == Time::max());
    CHECK(train->next() == Time::max());
}

TEST_CASE("a file source sends what the file says") {
    const test::TemporaryFolder folder;
    const auto path =
        folder.write("a.csv", "time_ms,neuron\n0,2\n0.25,0\n0.25,1\n1e3,0\n1000.000001,0\n");
    CHECK(before(source(R"({"type":"file","path":")" + path.string() + "\"}", 4), at(2s)) ==
          std::vector{spike(0ms, 2), spike(250us, 0), spike(250us, 1), spike(1s, 0),
                      spike(1s + 1ns, 0)});
    const auto none = folder.write("none.csv", "time_ms,neuron\r\n");
    CHECK(before(source(R"({"type":"file","path":")" + none.string() + "\"}", 4), at(2s)).empty());
}

TEST_CASE("a file source refuses what is not a list of spikes, by its line") {
    const test::TemporaryFolder folder;
    const auto refusal = [&](const std::string& content) {
        const std::string path = folder.write("a.csv", content).string();
        const std::string message = message_of(
            [&] { (void)SourceFeed(source(R"({"type":"file","path":")" + path + "\"}", 3)); });
        const std::string start = "population \"source\": " + path + ": ";
        REQUIRE((message == "no error" || message.starts_with(start)));
        return message == "no error" ? message : message.substr(start.size());
    };
    const std::string header = "time_ms,neuron\n";
    CHECK(refusal(header + "1,0\n1,1\n2,0\n") == "no error");
    CHECK(refusal("") == "line 0: is \"\", where the header time_ms,neuron was expected");
    CHECK(refusal("1,0\n") == "line 1: is \"1,0\", where the header time_ms,neuron was expected");
    CHECK(refusal(header + "1,0\n2,3\n") == "line 3: neuron 3 is unknown; the population has 3");
    CHECK(refusal(header + "2,0\n1,1\n") ==
          "line 3: the time must not be before that of the line above");
    CHECK(refusal(header + "1,0\n1,0\n") == "line 3: neuron 0 sends twice at this instant");
    CHECK(refusal(header + "nan,0\n") ==
          "line 2: the time is \"nan\", where a number of ms was expected");
    CHECK(refusal(header + "inf,0\n") ==
          "line 2: the time is \"inf\", where a number of ms was expected");
    CHECK(refusal(header + "x,0\n") ==
          "line 2: the time is \"x\", where a number of ms was expected");
    CHECK(refusal(header + "-1,0\n") == "line 2: the time must be from 0 to 9e12 ms, not -1");
    CHECK(refusal(header + "1e300,0\n") == "line 2: the time must be from 0 to 9e12 ms, not 1e300");
    CHECK(refusal(header + "1,-1\n") ==
          "line 2: the neuron is \"-1\", where a number from 0 was expected");
    CHECK(refusal(header + "1,0.5\n") ==
          "line 2: the neuron is \"0.5\", where a number from 0 was expected");
    CHECK(refusal(header + "1\n") == "line 2: is \"1\", where a time and a neuron was expected");
    CHECK(refusal(header + "1,0,0\n") ==
          "line 2: is \"1,0,0\", where a time and a neuron was expected");
    CHECK(refusal(header + "1,0\n12.3") ==
          "line 3: has no line end; the file seems to be cut off here");
    CHECK(refusal(header + "1,0\n2,1") ==
          "line 3: has no line end; the file seems to be cut off here");
}

TEST_CASE("a file source that is not there or not named is refused") {
    CHECK_THAT(message_of([] { (void)make(sources(), type(R"({"type":"file"})")); }),
               Catch::Contains("path: must be given"));
    CHECK_THAT(
        message_of([] { (void)SourceFeed(source(R"({"type":"file","path":"no/such.csv"})", 1)); }),
        Catch::Contains("population \"source\"") && Catch::Contains("no/such.csv"));
}
