// `efferent simulate` as a person meets it.
#include <signal.h>

#include <algorithm>
#include <filesystem>

#include "core/config.hpp"
#include "core/file.hpp"
#include "core/text.hpp"
#include "tests/apps/program.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using Catch::Contains;
using efferent::test::efferent_program;
namespace fs = std::filesystem;

namespace {

/// Channel c's events make neuron c of "relay" spike 1 ms later; "watch" integrates without
/// spiking.
constexpr const char* small = R"({"channels":2,"populations":[
{"name":"relay","size":2,"model":"lif"},{"name":"a, \"b\"","size":1,"model":{"type":"cuba_li"}}],
"projections":[
{"from":"input","to":"relay","delay_ms":1,"synapses":{"type":"dense","sources":4,"targets":2,"weights":[2,0,0,0,0,2,0,0]}},
{"from":"relay","to":"a, \"b\"","delay_ms":1,"synapses":{"type":"dense","sources":2,"targets":1,"weights":[1,1]}}]})";

constexpr const char* events = "time_ms,channel,polarity\n1,0,up\n2.5,1,up\n2.5,0,up\n3,0,down\n";

std::string line(const std::string& text, std::size_t number) {
    const auto lines = split(text, '\n');
    return number < lines.size() ? std::string(lines[number]) : "no such line";
}

}  // namespace

TEST_CASE("the example network is simulated without any file") {
    const auto run = efferent_program("simulate example --until 200ms");
    CAPTURE(run.out);
    REQUIRE(run.status == 0);
    CHECK_THAT(run.out, Contains("example: 504 neurons, 28032 synapses") &&
                            Contains("excitatory") && Contains("times real time"));
    CHECK_THAT(efferent_program("describe").out, Contains("efferent simulate example"));
    const auto json = efferent_program("simulate example --until 200ms --json");
    const auto again = efferent_program("simulate example --until 0.2s --json --threads 1");
    CHECK(json.status == 0);
    CHECK(json.out == again.out);
    CHECK_THAT(json.out, Contains("\"network\": \"example\"") && Contains("\"until_s\": 0.2"));
}

TEST_CASE("a simulation writes spikes, membranes, a summary and a picture") {
    const test::TemporaryFolder folder;
    const std::string network = folder.write("small.json", small).string();
    const std::string input = folder.write("events.csv", events).string();
    const fs::path out = folder.path() / "out", again = folder.path() / "again";
    const std::string command = "simulate " + network + " --events " + input +
                                " --record relay:1 --record 'a, \"b\"' --backend reference --out ";
    const auto run = efferent_program(command + out.string());
    CAPTURE(run.out);
    REQUIRE(run.status == 0);
    CHECK_THAT(run.out, Contains("3 neurons, 10 synapses, 2 channels, 4 events") &&
                            Contains("0.103 s simulated"));
    CHECK(read_file(out / "spikes.csv") ==
          "time_ms,population,neuron\n2,relay,0\n3.5,relay,0\n3.5,relay,1\n");
    const std::string membrane = read_file(out / "membrane.csv");
    CHECK(line(membrane, 0) == "time_ms,population,neuron,v,current");
    CHECK(line(membrane, 1) == "2,relay,1,0,0");
    CHECK(line(membrane, 2) == "3,\"a, \"\"b\"\"\",0,0,1");
    CHECK_THAT(read_file(out / "run.json"),
               Contains("\"deliveries\": 11") && Contains("\"spikes\": 3") &&
                   Contains("\"type\": \"reference\"") && Contains("\"delay_ms\": 1.0"));
    const std::string page = read_file(out / "simulation.html");
    CHECK_THAT(page, Contains("a, &quot;b&quot;, neuron 0") && Contains("relay: 2 neurons") &&
                         Contains("class=\"tick-spike\"") && !Contains("http"));
    REQUIRE(efferent_program(command + again.string()).status == 0);
    for (const char* name : {"spikes.csv", "membrane.csv", "run.json", "simulation.html"})
        CHECK(read_file(out / name) == read_file(again / name));
    CHECK(fs::exists(out / "timing.json"));
}

TEST_CASE("events are taken in each form that they are written in, and none is lost in silence") {
    const test::TemporaryFolder folder;
    const std::string network = folder.write("small.json", small).string();
    const auto spikes = [&](const std::string& content, const std::string& more = {}) {
        const std::string path = folder.write("e.csv", content).string();
        const auto run =
            efferent_program("simulate " + network + " --events " + path + " --json " + more);
        CAPTURE(run.out);
        REQUIRE(run.status == 0);
        const std::size_t at = run.out.find("\"spikes\": ");
        return run.out.substr(at + 10, run.out.find(',', at) - at - 10);
    };
    CHECK(spikes(events) == "3");
    CHECK(spikes("time_ns,channel,polarity\r\n1000000,0,up\r\n9000000,1,up\r\n") == "2");
    const std::string encoded =
        "segment,time_ns,channel,polarity\n0,0,0,up\n0,5000000,0,up\n1,0,1,up\n";
    CHECK(spikes(encoded, "--segment 0") == "2");
    CHECK(spikes(encoded, "--segment 1") == "1");
    CHECK(spikes("time_ms,channel,polarity\n") == "0");
    const std::string path = folder.write("events.csv", events).string();
    const auto cut =
        efferent_program("simulate " + network + " --events " + path + " --until 2.5ms");
    CHECK_THAT(cut.out, Contains("Left out: 3 events") && Contains("1 event;"));
}

TEST_CASE("bad input to a simulation ends in one sentence, the right status and no output") {
    const test::TemporaryFolder folder;
    const std::string network = folder.write("small.json", small).string();
    const fs::path out = folder.path() / "out";
    const std::string sound = "simulate " + network + " --out " + out.string() + " ";
    const auto refused = [&](const std::string& arguments, int status, const std::string& says) {
        const auto run = efferent_program(arguments);
        CAPTURE(arguments, run.out);
        CHECK(run.status == status);
        CHECK_THAT(run.out, Contains(says));
        CHECK(std::ranges::count(run.out, '\n') == 1);
        CHECK(!fs::exists(out));
    };
    const auto with = [&](const std::string& content) {
        return sound + "--events " + folder.write("e.csv", content).string();
    };
    const std::string header = "time_ms,channel,polarity\n";
    refused("simulate exampel", 2, "did you mean \"example\"?");
    refused("simulate nowhere.json", 3, "nowhere.json");
    refused("simulate " + folder.write("x.json", "{").string(), 4, "is not JSON");
    refused(sound + "--until 5", 2, "--until 5: must be a time above zero with its unit");
    refused(sound + "--until 0s", 2, "--until 0s");
    refused(sound + "--until -1s", 2, "--until -1s");
    refused(sound + "--backend paralel", 2, "did you mean \"parallel\"?");
    refused(sound + "--set precisoin=double", 2, "did you mean \"precision\"?");
    refused(sound + "--record rely", 2, "did you mean \"relay\"?");
    refused(sound + "--record relay:2", 2, "of neurons 0 to 1");
    refused(sound + "--record relay:1-0", 2, "of neurons 0 to 1");
    refused("simulate " + network + " --record relay", 2, "needs a folder to write to, --out");
    refused(with(header + "2,0,up\n1,0,up\n"), 4, "line 3: the time must not be before");
    refused(with(header + "1,2,up\n"), 4, "line 2: channel 2 is unknown; the network has 2");
    refused(with(header + "nan,0,up\n"), 4, "line 2: the time is \"nan\"");
    refused(with(header + "-1,0,up\n"), 4, "line 2: the time is \"-1\"");
    refused(with(header + "1,0,sideways\n"), 4, "line 2: the polarity is \"sideways\"");
    refused(with(header + "1,0\n"), 4, "line 2: must have 3 columns, not 2");
    refused(with(header + "1,0,up"), 4, "line 2: has no line end");
    refused(with("time,channel\n"), 4, "line 1: is \"time,channel\"");
    refused(with("segment,time_ns,channel,polarity\n0,1,0,up\n3,1,0,up\n"), 2,
            "has segments 0 to 3; choose one with --segment");
    refused(sound + "--backend clocked --set tick_ms=0.3", 7, "not a whole number of ticks");
}

TEST_CASE("a simulation that is interrupted stops soon and writes nothing") {
    const test::TemporaryFolder folder;
    const fs::path out = folder.path() / "out";
    const auto run = efferent_program("simulate example --until 1000min --out " + out.string() +
                                      " 2>&1 & pid=$!; sleep 1; kill -INT $pid; wait $pid");
    CAPTURE(run.out);
    CHECK(run.status == 130);
    CHECK_THAT(run.out, Contains("stopped on request; nothing was written"));
    CHECK(!fs::exists(out));
}
