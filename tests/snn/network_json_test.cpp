// Networks as text: written a line each, read back bit for bit, refused where the mistake is.
#include <bit>
#include <catch2/catch.hpp>
#include <cmath>

#include "core/error.hpp"
#include "core/file.hpp"
#include "snn/network.hpp"
#include "tests/snn/random_model.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::snn;
using efferent::snn::testing::lif;
using efferent::test::message_of;

namespace {

constexpr PopulationId a{0}, b{1};

/// One channel, population "a" of two neurons, "b" of three.
Network small() {
    Network n(1);
    n.add("a", 2, lif({}));
    n.add("b", 3, lif({}));
    return n;
}

std::string reading(const std::string& text) {
    return message_of([&] { (void)network_from_json(text, "x.json"); });
}

std::string with_populations(const std::string& populations, const std::string& projections = "") {
    return reading(R"({"channels":1,"populations":[)" + populations + R"(],"projections":[)" +
                   projections + "]}");
}

std::string with_projection(const std::string& projection) {
    return with_populations(R"({"name":"a","size":2,"model":"lif"})", projection);
}

std::string with_synapses(const std::string& synapses) {
    return with_projection(R"({"from":"input","to":"a","delay_ms":1,"synapses":)" + synapses + "}");
}

}  // namespace

TEST_CASE("a network is written a line each, and reads back as itself") {
    Network n = small();
    n.connect(InputLines{}, a, Dense{2, 2, {0.1F, -0.5F, 1.0F, 0.0F}}, 1500us);
    n.connect(a, b, Sparse{{0, 2, 3}, {0, 2, 1}, {1.0F, 2.0F, -0.25F}, {}}, 1ns);
    const std::string text = to_json(n);
    CHECK(text ==
          R"({"channels":1,
"populations":[
{"name":"a","size":2,"model":{"type":"lif","membrane_ms":20,"refractory_ms":0,"threshold":1},"own":[]},
{"name":"b","size":3,"model":{"type":"lif","membrane_ms":20,"refractory_ms":0,"threshold":1},"own":[]}
],
"projections":[
{"from":"input","to":"a","delay_ms":1.5,"synapses":{"type":"dense","sources":2,"targets":2,"weights":[0.1,-0.5,1.0,0.0]}},
{"from":"a","to":"b","delay_ms":1e-06,"synapses":{"type":"sparse","offsets":[0,2,3],"targets":[0,2,1],"weights":[1.0,2.0,-0.25],"delays_ms":[]}}
]}
)");
    CHECK(network_from_json(text, "x.json") == n);
    CHECK(to_json(network_from_json(text, "x.json")) == text);
    CHECK(network_from_json(to_json(Network(3)), "x.json") == Network(3));
}

TEST_CASE("random networks read back as themselves") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        INFO("seed " << seed);
        const Network n = testing::random_network(seed).network;
        REQUIRE(n.synapses() > 0);
        const Network read = network_from_json(to_json(n), "x.json");
        CHECK(read == n);
        CHECK(to_json(read) == to_json(n));
    }
}

TEST_CASE("every weight and delay reads back bit for bit") {
    RandomStream random(9, "bits");
    Dense d{2, 30000, {}};
    while (d.weights.size() < 60000) {
        const auto w = std::bit_cast<float>(static_cast<std::uint32_t>(random.next()));
        if (std::isfinite(w) && w != 0.0F) d.weights.push_back(w);
    }
    Network n(1);
    const auto p = n.add("p", 30000, lif({}));
    n.connect(InputLines{}, p, d, 1ms);
    Sparse none;
    none.end_row();
    none.end_row();
    for (int i = 0; i < 200; ++i)
        n.connect(InputLines{}, p, none,
                  Duration{1 + static_cast<std::int64_t>(random.below(86400000000000U))});
    const Network read = network_from_json(to_json(n), "x.json");
    REQUIRE(read.projections().size() == 201);
    CHECK((read == n));
}

TEST_CASE("zero and minus zero are equal, and so is their text") {
    Network plus = small(), minus = small();
    plus.connect(a, a, Dense{2, 2, {0.0F, 0.0F, 1.0F, 1.0F}}, 1ms);
    minus.connect(a, a, Dense{2, 2, {-0.0F, 0.0F, 1.0F, 1.0F}}, 1ms);
    REQUIRE(plus == minus);
    CHECK(to_json(plus) == to_json(minus));
}

TEST_CASE("a file with one mistake is refused where the mistake is") {
    CHECK(with_synapses(R"({"type":"dense","sources":2,"targets":2,"weights":[1,2,3,4]})") ==
          "no error");
    CHECK(reading("{\"channels\":") == "x.json: line 1, byte 13: is not JSON");
    CHECK(reading(R"({"channels":1,"channels":2})") == "x.json: the key \"channels\" stands twice");
    CHECK(reading("[]") == "x.json: must be an object in {braces}, not []");
    CHECK(reading(R"({"populations":[],"projections":[]})") ==
          "x.json/channels: must be given, from 0 to 65536");
    CHECK(reading(R"({"channels":70000,"populations":[],"projections":[]})") ==
          "x.json/channels: must be given, from 0 to 65536, not 70000");
    CHECK(reading(R"({"channels":1,"projections":[]})") ==
          "x.json/populations: must be given, as a list");
    CHECK(reading(R"({"channels":1,"populations":[]})") ==
          "x.json/projections: must be given, as a list");
    CHECK(reading(R"({"channels":1,"populations":[],"projections":[],"projektions":[]})") ==
          "x.json/projektions: unknown key; did you mean \"projections\"?");
}

TEST_CASE("a mistake in a population is refused where it is") {
    CHECK(with_populations(R"({"name":"a","size":0,"model":"lif"})") ==
          "x.json/populations/0/size: must be given, above zero, not 0");
    CHECK(with_populations(R"({"name":"a","size":1})") ==
          "x.json/populations/0: population \"a\": must have a model");
    CHECK(with_populations(R"({"size":1,"model":"lif"})") ==
          "x.json/populations/0: population \"\": must have a name");
    CHECK(with_populations(
              R"({"name":"a","size":1,"model":"lif"},{"name":"a","size":1,"model":"lif"})") ==
          "x.json/populations/1: population \"a\": there is one of this name already");
    CHECK(with_populations(R"({"name":"a","sice":1,"model":"lif"})") ==
          "x.json/populations/0/size: must be given, above zero");
}

TEST_CASE("a mistake in a projection is refused where it is") {
    const std::string synapses = R"({"type":"dense","sources":2,"targets":2,"weights":[1,2,3,4]}})";
    CHECK(with_projection(R"({"from":"inptu","to":"a","delay_ms":1,"synapses":)" + synapses) ==
          "x.json/projections/0/from: unknown \"inptu\"; did you mean \"input\"? There are: a, "
          "input");
    CHECK(with_projection(R"({"from":"a","to":"input","delay_ms":1,"synapses":)" + synapses) ==
          "x.json/projections/0/to: unknown \"input\"; there are: a");
    CHECK_THAT(with_projection(R"({"from":"a","to":"a","synapses":)" + synapses),
               Catch::StartsWith("x.json/projections/0: ") && Catch::Contains("not 0 ns"));
    CHECK(with_projection(R"({"from":"a","to":"a","delay_us":1,"synapses":)" + synapses) ==
          "x.json/projections/0/delay_us: unknown key; did you mean \"delay_ms\"?");
    CHECK(with_projection(R"({"from":"a","to":"a","delay_ms":1})") ==
          "x.json/projections/0/synapses: must be given");
}

TEST_CASE("a mistake in the synapses is refused where it is") {
    const auto where = "x.json/projections/0/synapses";
    const auto says = [&](const std::string& text, const std::string& rest) {
        CHECK(with_synapses(text) == where + rest);
    };
    says(R"({"type":"dens"})",
         "/type: unknown \"dens\"; did you mean \"dense\"? There are: dense, sparse, "
         "one_to_one, random");
    says("{}", ": needs a \"type\" that names a part");
    says(R"({"type":"dense","sources":-1})", "/sources: must not be negative, not -1");
    says(R"({"type":"dense","sources":2,"targets":2,"weights":[1,2,3,1e39]})",
         "/weights/3: must be a single-precision number, not 1e+39");
    says(R"({"type":"dense","sources":2,"targets":2,"weights":[1,2,3,"x"]})",
         "/weights: must be a number, not [1,2,3,\"x\"]");
    says(R"({"type":"sparse","offsets":[0,-1,0]})",
         "/offsets/1: must be an index from 0 to 2^32 - 1, not -1");
    says(R"({"type":"sparse","offsets":[0,0,1],"targets":[5000000000],"weights":[1]})",
         "/targets/0: must be an index from 0 to 2^32 - 1, not 5000000000");
    CHECK(with_synapses(R"({"type":"sparse","offsets":[0,1,1],"targets":[2],"weights":[1]})") ==
          "x.json/projections/0: projection 0 (\"input\" to \"a\"): the row of source 0 names "
          "target 2, where there are 2");
}

TEST_CASE("a file that is wrong has the fault format, a network that is wrong the fault network") {
    const auto fault = [](const std::string& text) {
        try {
            (void)network_from_json(text, "x.json");
        } catch (const Error& e) {
            return e.fault();
        }
        return Fault::cancelled;
    };
    CHECK(fault("{") == Fault::format);
    CHECK(fault(R"({"channels":"x","populations":[],"projections":[]})") == Fault::format);
    CHECK(fault(R"({"channels":1,"populations":[{"name":"input","size":1,"model":"lif"}],)"
                R"("projections":[]})") == Fault::network);
}

TEST_CASE("own values, one-to-one, random and delays of synapses are written and read back") {
    Network n = small();
    n.set(b, "threshold", {1.0, 0.1, 2.5});
    n.set(b, "membrane_ms", {10.0, 20.0, 30.0});
    n.connect(a, a, OneToOne{{0.1F, -1.0F}}, 1ms);
    n.connect(a, b, Random{2, 3, 0.25, 0.5F, 0.1F, 7}, 2ms);
    n.connect(InputLines{}, a, Sparse{{0, 1, 2}, {1, 0}, {1.0F, 2.0F}, {1500us, 1ns}}, 1ms);
    const std::string text = to_json(n);
    using Catch::Contains;
    CHECK_THAT(text, Contains(R"("own":[{"key":"threshold","values":[1.0,0.1,2.5]},{"key":)") &&
                         Contains(R"({"type":"one_to_one","weights":[0.1,-1.0]})") &&
                         Contains(R"({"type":"random","sources":2,"targets":3,"probability":0.25,)"
                                  R"("weight":0.5,"weight_sd":0.1,"seed":7})") &&
                         Contains(R"("delays_ms":[1.5,1e-06])"));
    const Network read = network_from_json(text, "x.json");
    CHECK(read == n);
    CHECK(to_json(read) == text);
}

TEST_CASE("networks of every model and projection read back as themselves") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        INFO("seed " << seed);
        const Network n = testing::network_of_all_models(seed, testing::Shape::recurrent);
        REQUIRE(n.synapses() > 100);
        const Network read = network_from_json(to_json(n), "x.json");
        CHECK(read == n);
    }
}

TEST_CASE("a mistake in what is new to networks is refused where it is") {
    const auto own = [](const std::string& text) {
        return with_populations(R"({"name":"a","size":2,"model":"lif","own":[)" + text + "]}");
    };
    CHECK(own(R"({"key":"threshold","values":[1,2]})") == "no error");
    CHECK(
        own(R"({"key":"threshold","values":[1]})") ==
        "x.json/populations/0: population \"a\", its own \"threshold\": must have 2 values, not 1");
    CHECK(own(R"({"key":"threshold","vales":[1,2]})") ==
          "x.json/populations/0/own/0/vales: unknown key; did you mean \"values\"?");
    CHECK_THAT(own(R"({"key":"type","values":[1,2]})"),
               Catch::Contains("a population is of one type"));
    const auto where = "x.json/projections/0";
    const auto says = [&](const std::string& synapses, const std::string& rest) {
        CHECK_THAT(with_synapses(synapses), Catch::StartsWith(where) && Catch::Contains(rest));
    };
    says(R"({"type":"random","sources":2,"targets":2,"probability":1.5,"weight":1})",
         "the probability must be from 0 to 1, not 1.5");
    says(R"({"type":"random","sources":-2,"targets":2,"probability":0.5})",
         "/sources: must not be negative, not -2");
    says(R"({"type":"random","sources":2,"targets":2,"probability":0.5,"weight":1e39})",
         "must be a single-precision number");
    says(R"({"type":"one_to_one","weights":[1]})", "must have 2 weights, not 1");
    const std::string sparse =
        R"({"type":"sparse","offsets":[0,1,2],"targets":[0,1],"weights":[1,1],"delays_ms":)";
    says(sparse + "[1]}", "must have 2 delays, not 1");
    says(sparse + "[1,0]}", "the delay must be above zero");
    says(sparse + "[1,-3]}", "the delay must be above zero");
    says(sparse + "[1,1e-7]}", "/synapses/delays_ms/1: must be a whole number of nanoseconds");
    says(sparse + "[1,1e30]}", "whole number of nanoseconds");
}

TEST_CASE("the network in docs/formats.md is one") {
    const std::string page = read_file(test::source_folder() / "docs/formats.md");
    const std::size_t begin = page.find("{\"channels\"");
    REQUIRE(begin != std::string::npos);
    const std::string text = page.substr(begin, page.find("```", begin) - begin);
    const Network n = network_from_json(text, "docs/formats.md");
    CHECK(n.projections().size() == 4);
    CHECK(network_from_json(to_json(n), "x.json") == n);
}
