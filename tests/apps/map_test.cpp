// `efferent map` as a person meets it.
#include <filesystem>

#include "core/config.hpp"
#include "core/file.hpp"
#include "tests/apps/program.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using Catch::Contains;
using efferent::test::efferent_program;
namespace fs = std::filesystem;

namespace {

/// Two pairs whose neurons hear each other, numbered crosswise; channel 0 reaches the first.
constexpr const char* pairs = R"({"channels":1,"populations":[
{"name":"a, \"b\"","size":4,"model":"lif"}],
"projections":[
{"from":"input","to":"a, \"b\"","delay_ms":1,"synapses":{"type":"dense","sources":2,"targets":4,"weights":[2,0,0,0,0,0,0,0]}},
{"from":"a, \"b\"","to":"a, \"b\"","delay_ms":1,"synapses":{"type":"dense","sources":4,"targets":4,"weights":[0,0,1,0,0,0,0,1,1,0,0,0,0,1,0,0]}}]})";

constexpr const char* spikes =
    "time_ms,population,neuron\n0.5,\"a, \"\"b\"\"\",0\n0.7,\"a, \"\"b\"\"\",1\n"
    "3,\"a, \"\"b\"\"\",2\n";

constexpr const char* chip =
    R"({"title":"Two by two","about":"For a test.",
"limits":{"cores":{"value":4,"source":"test"},"neurons_per_core":{"value":2,"source":"test"}},
"fabric":{"columns":{"value":2,"source":"test"},"rows":{"value":2,"source":"test"},"cores_per_tile":{"value":1,"source":"test"}},
"costs":{"synapse":{"energy_pj":{"value":5,"source":"test"}}}})";

}  // namespace

TEST_CASE("a network is mapped onto a chip of one's own, with a table, JSON and a picture") {
    const test::TemporaryFolder folder;
    const std::string network = folder.write("pairs.json", pairs).string();
    const std::string made = folder.write("spikes.csv", spikes).string();
    const std::string own = folder.write("own.json", chip).string();
    const fs::path out = folder.path() / "out";
    const std::string command =
        "map " + network + " --chip " + own + " --spikes " + made + " --length-ms 10";
    const auto run = efferent_program(command + " --out " + out.string());
    CAPTURE(run.out);
    REQUIRE(run.status == 0);
    CHECK_THAT(run.out,
               Contains("cores                   2 of 4, the fullest 100.0 % full of") &&
                   Contains("0 per second; neurons filled in their order: 300 per second") &&
                   Contains("real time               unknown: no published figure") &&
                   Contains("spikes lost in queues   unknown") &&
                   Contains("15 pJ, error unknown") && Contains("not published: "));
    const std::string json = read_file(out / "map.json");
    CHECK(efferent_program(command + " --json --threads 1").out == json);
    CHECK_THAT(run.out, Contains("other limits            none broken of those that are known"));
    CHECK_THAT(json, Contains("\"messages_in_order\": 3") && Contains("\"between_cores\": 0"));
    const std::string page = read_file(out / "map.html");
    CHECK_THAT(page, Contains("class=\"core\"") && Contains("4 neurons, 2 cores") &&
                         Contains("unknown") && !Contains("http"));
    const auto order = efferent_program(command + " --strategy sequential");
    CHECK_THAT(order.out, Contains("messages between cores  300 per second\n") &&
                              Contains("mean 1.00, at most 1") && Contains("from tile (0, 0)"));
}

TEST_CASE("what comes in while a network is mapped takes messages and synapses too") {
    const test::TemporaryFolder folder;
    const std::string network = folder.write("pairs.json", pairs).string();
    const std::string made = folder.write("spikes.csv", "time_ms,population,neuron\n").string();
    const std::string events =
        folder.write("events.csv", "time_ms,channel,polarity\n1,0,up\n2,0,down\n").string();
    const std::string command = "map " + network + " --chip loihi --spikes " + made;
    const auto run = efferent_program(command + " --events " + events);
    CAPTURE(run.out);
    REQUIRE(run.status == 0);
    // The down line reaches nobody.
    CHECK_THAT(run.out, Contains("messages from outside   333 per second"));
    CHECK_THAT(efferent_program(command).out, Contains("--length-ms must say"));
}

TEST_CASE("limits that no partition can help with are named beside a mapping") {
    const test::TemporaryFolder folder;
    std::string adapting = pairs;
    adapting.replace(adapting.find("\"lif\""), 5, "\"alif\"");
    const std::string command = "map " + folder.write("pairs.json", adapting).string() +
                                " --chip loihi --spikes " + folder.write("s.csv", spikes).string();
    const auto run = efferent_program(command);
    CAPTURE(run.out);
    REQUIRE(run.status == 0);
    CHECK_THAT(run.out, Contains("other limits            does not fit as it is: model; "));
    CHECK_THAT(efferent_program(command + " --json").out,
               Contains("\"other_limits_broken\": [\n  {\n   \"limit\": \"model\""));
}

TEST_CASE("bad input to a mapping ends in one sentence, the right status and no output") {
    const test::TemporaryFolder folder;
    const std::string network = folder.write("pairs.json", pairs).string();
    const std::string made = folder.write("spikes.csv", spikes).string();
    const fs::path out = folder.path() / "out";
    const auto refused = [&](const std::string& chosen, const std::string& file,
                             const std::string& more = {}) {
        const auto run = efferent_program("map " + network + " --chip " + chosen + " --spikes " +
                                          file + " --out " + out.string() + " " + more);
        CHECK_FALSE(fs::exists(out));
        return std::to_string(run.status) + " " + run.out;
    };
    const auto file = [&](const char* content) {
        return folder.write("bad.csv", content).string();
    };
    CHECK_THAT(refused("lohi", made), Contains("2 ") && Contains("did you mean \"loihi\""));
    CHECK_THAT(refused("loihi", made, "--strategy best"), Contains("2 ") && Contains("multilevel"));
    CHECK_THAT(refused("loihi", made, "--tick-ms 0"), Contains("2 ") && Contains("above zero"));
    CHECK_THAT(refused("loihi", made, "--length-ms 2"), Contains("5 ") && Contains("end"));
    CHECK_THAT(refused("loihi", file("time_ms,neuron\n")), Contains("4 ") && Contains("header"));
    CHECK_THAT(refused("loihi", file("time_ms,population,neuron\n1,c,0\n")),
               Contains("4 ") && Contains("line 2") && Contains("unknown \"c\""));
    CHECK_THAT(refused("loihi", file("time_ms,population,neuron\n1,\"a, \"\"b\"\"\",4\n")),
               Contains("4 ") && Contains("0 to 3"));
    const std::string own =
        folder
            .write("own.json", R"({"title":"One","about":"Small.","limits":{"cores":)"
                               R"({"value":1,"source":"t"},"neurons_per_core":)"
                               R"({"value":3,"source":"t"}}})")
            .string();
    CHECK_THAT(refused(own, made),
               Contains("6 ") && Contains("population \"a, \"b\"\", neuron 3 finds no room") &&
                   Contains("core 0 with it: 4 neurons, 1 above the limit of 3"));
}
