// `efferent chips` as a person meets it.
#include "core/config.hpp"
#include "core/file.hpp"
#include "tests/apps/program.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using Catch::Contains;
using efferent::test::efferent_program;

namespace {

constexpr const char* network = R"({"channels":1,"populations":[
{"name":"relay","size":4,"model":"lif"},{"name":"read","size":1,"model":"li"}],"projections":[
{"from":"input","to":"relay","delay_ms":1,"synapses":{"type":"dense","sources":2,"targets":4,"weights":[2,0,1,1,0,2,1,1]}},
{"from":"relay","to":"read","delay_ms":1,"synapses":{"type":"dense","sources":4,"targets":1,"weights":[1,1,1,1]}}]})";

std::string toy(const std::string& fan_in) {
    const auto one = [](const std::string& key, const std::string& value) {
        return "\"" + key + "\": {\"value\": " + value + ", \"source\": \"p. 4\"}";
    };
    return R"({"title": "Toy", "about": "a toy.", "arithmetic": "loihi", "limits": {)" +
           one("cores", "1") + ", " + one("neurons_per_core", "9") + ", " + one("inputs", "2") +
           ", " + one("outputs", "2") + ", " + one("fan_in", fan_in) + ", " + one("fan_out", "9") +
           ", " + one("destinations", "1") + ", " + one("in_axons_per_core", "9") + ", " +
           one("out_axons_per_core", "9") + ", " + one("synapses_per_core", "99") + ", " +
           one("weight_bits", "8") + "}}";
}

}  // namespace

TEST_CASE("chips are listed, and each of a chip's figures comes with its source or is unknown") {
    const auto all = efferent_program("chips");
    CHECK(all.status == 0);
    CHECK_THAT(all.out, Contains("loihi") && Contains("truenorth") && Contains("unknown"));
    const auto one = efferent_program("chips loihi");
    CHECK_THAT(one.out, Contains("limits/neurons_per_core") && Contains("MAX_COMPARTMENTS") &&
                            Contains("unknown"));
    const auto slip = efferent_program("chips lohi");
    CHECK(slip.status == 2);
    CHECK_THAT(slip.out, Contains("did you mean \"loihi\"?"));
}

TEST_CASE("a network is held against every chip, and against one that a person describes") {
    const test::TemporaryFolder folder;
    const auto net = folder.write("net.json", network).string();
    const auto out = (folder.path() / "fit.json").string();
    const auto all = efferent_program("chips --fit " + net + " --out " + out);
    CHECK(all.status == 0);
    CHECK_THAT(all.out, Contains("loihi") && Contains("verdict"));
    const Config json = Config::load(out);
    CHECK_THAT(json.dump(), Contains("\"chip\": \"loihi\"") && Contains("\"outcome\": \"met\""));

    const auto roomy = folder.write("roomy.json", toy("4")).string();
    CHECK_THAT(efferent_program("chips " + roomy + " --fit " + net).out, Contains("roomy  fits\n"));
    const auto tight = folder.write("tight.json", toy("2")).string();
    const auto repaired = (folder.path() / "repaired.json").string();
    const auto run =
        efferent_program("chips " + tight + " --fit " + net + " --repaired " + repaired);
    CAPTURE(run.out);
    CHECK_THAT(run.out,
               Contains("fits after repair") && Contains("split into 2, whose potentials"));
    CHECK_THAT(efferent_program("chips " + tight + " --fit " + repaired).out,
               Contains("tight  fits\n"));
}

TEST_CASE("a chip without a source ends in one sentence, and nothing is written") {
    const test::TemporaryFolder folder;
    const auto net = folder.write("net.json", network).string();
    const auto chip = folder.write("toy.json", R"({"title": "Toy", "about": "a toy.",
        "limits": {"fan_in": {"value": 4}}})");
    const auto out = folder.path() / "fit.json";
    const auto run =
        efferent_program("chips " + chip.string() + " --fit " + net + " --out " + out.string());
    CHECK(run.status == 2);
    CHECK_THAT(run.out, Contains("toy.json/limits/fan_in/source: must say where"));
    CHECK_FALSE(std::filesystem::exists(out));
    CHECK(efferent_program("chips --out x.json").status == 2);
    CHECK(efferent_program("chips --fit " + net + " --tick-ms 0").status == 2);
}
