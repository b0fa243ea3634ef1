// NIR files: what is written is read back, what is wrong is named.
#include "core/file.hpp"

#include <catch2/catch.hpp>

#include "snn/nir/file.hpp"
#include "snn/nir/run.hpp"
#include "snn/nir/sound.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::snn;

namespace {

nir::Array numbers(std::vector<std::size_t> shape, std::vector<double> values,
                   nir::Number number = nir::Number::f64) {
    return {number, std::move(shape), std::move(values)};
}

nir::Node node(const std::string& type, nir::Values parameters) {
    return {type, std::move(parameters), {}, {}};
}

nir::Node ends(const std::string& type, double size) {
    return node(type, {{"shape", numbers({1}, {size}, nir::Number::i64)}});
}

nir::Node lif(std::size_t size) {
    const auto all = [&](double v) { return numbers({size}, std::vector<double>(size, v)); };
    return node("LIF", {{"tau", all(0.01)},
                        {"r", all(1.0)},
                        {"v_leak", all(0.0)},
                        {"v_threshold", all(0.1)},
                        {"v_reset", all(0.0)}});
}

/// Every kind of thing that a file can hold.
nir::Graph rich() {
    nir::Graph inner;
    inner.nodes = {{"in", ends("Input", 3)}, {"cell", lif(3)}, {"out", ends("Output", 3)}};
    inner.edges = {{"in", "cell"}, {"cell", "out"}, {"cell", "cell"}};
    inner.metadata = {{"note", std::string("inner")}};
    nir::Graph graph;
    std::vector<double> weights(3 * 200);
    for (std::size_t i = 0; i < weights.size(); ++i)
        weights[i] = static_cast<double>(static_cast<float>(i) * 0.1F);
    graph.nodes = {
        {"input", ends("Input", 200)},
        {"dense.0", node("Linear", {{"weight", numbers({3, 200}, weights, nir::Number::f32)}})},
        {"group", {"NIRGraph", {}, {}, inner}},
        {"output", ends("Output", 3)}};
    graph.nodes["dense.0"].metadata = {{"trained", numbers({}, {1.0}, nir::Number::boolean)},
                                       {"by/whom", std::string("nobody")},
                                       {"by/when", numbers({2}, {2024.0, -7.0}, nir::Number::i64)}};
    graph.edges = {{"input", "dense.0"}, {"dense.0", "group"}, {"group", "output"}};
    return graph;
}

std::string story(const nir::Graph& graph) {
    return test::message_of([&] { nir::require_sound(graph); });
}

}  // namespace

TEST_CASE("a graph is the same after it was written and read, and files are the same bytes") {
    const test::TemporaryFolder folder;
    const nir::Graph graph = rich();
    nir::require_sound(graph);
    nir::write_file(folder.path() / "a.nir", graph);
    nir::write_file(folder.path() / "b.nir", graph);
    CHECK(nir::read_file(folder.path() / "a.nir").graph == graph);
    const std::string bytes = efferent::read_file(folder.path() / "a.nir");
    CHECK(bytes == efferent::read_file(folder.path() / "b.nir"));

    nir::Graph alone;
    alone.nodes = {{"input", ends("Input", 1)}};
    nir::write_file(folder.path() / "alone.nir", alone);
    CHECK(nir::read_file(folder.path() / "alone.nir").graph == alone);

    const auto cut = folder.write("cut.nir", bytes.substr(0, bytes.size() / 2));
    CHECK_THAT(test::message_of([&] { (void)nir::read_file(cut); }),
               Catch::Contains("is not an HDF5 file, or is cut short"));
    const auto torch = folder.write("torch.nir", "PK\x03\x04 archive/data.pkl");
    CHECK_THAT(test::message_of([&] { (void)nir::read_file(torch); }),
               Catch::Contains("ZIP archive, as PyTorch saves models"));
    CHECK_THAT(test::message_of([&] { (void)nir::read_file(folder.path() / "none.nir"); }),
               Catch::Contains("none.nir"));
}

TEST_CASE("what is wrong with a graph is said with the node or the edge") {
    nir::Graph graph = rich();
    graph.nodes.at("group").graph.edges.push_back({"cel", "out"});
    CHECK(story(graph) ==
          "graph node \"group\" edge \"cel\" -> \"out\": unknown \"cel\"; did you mean \"cell\"? "
          "There are: cell, in, out");
    graph = rich();
    graph.nodes.at("group").graph.nodes.at("cell").parameters.erase("tau");
    CHECK(story(graph) == "graph node \"group\" node \"cell\": a node of type LIF needs \"tau\"");
    graph = rich();
    graph.nodes.at("dense.0").type = "Linaer";
    CHECK_THAT(story(graph), Catch::Contains("node \"dense.0\": type: unknown \"Linaer\"; did you "
                                             "mean \"Linear\"?"));
    graph = rich();
    graph.nodes.at("group").graph.nodes.at("cell").parameters.at("r") = numbers({2}, {1.0, 1.0});
    CHECK_THAT(story(graph), Catch::Contains("a neuron's parameters share one"));
    graph = rich();
    graph.nodes.at("group").graph.nodes.at("cell").parameters.at("tau") = numbers({}, {0.0});
    CHECK_THAT(story(graph), Catch::Contains("tau must be above zero"));
    graph = rich();
    graph.nodes.at("dense.0").parameters.emplace("weights", numbers({}, {1.0}));
    CHECK_THAT(story(graph), Catch::Contains("parameter of Linear: unknown \"weights\""));

    graph = rich();
    graph.nodes.at("group").graph.nodes.at("cell") = lif(4);
    const std::vector<double> input(200, 0.0);
    CHECK_THAT(test::message_of([&] { (void)nir::run(graph, input, nir::platform("snntorch")); }),
               Catch::Contains("\"group/cell\": has 4 of") && Catch::Contains("hears 3 values"));
    CHECK_THAT(test::message_of([&] { (void)nir::platform("snntroch"); }),
               Catch::Contains("did you mean \"snntorch\"?"));
}

TEST_CASE("convolutions, pools, delays and loops are computed by hand's rule") {
    nir::Graph graph;
    const auto whole = [](std::vector<double> v) {
        const std::size_t n = v.size();
        return numbers({n}, std::move(v), nir::Number::i64);
    };
    graph.nodes = {
        {"a", node("Input", {{"shape", whole({1, 3, 3})}})},
        // one channel to two, of which the second is the negative of the first's corner
        {"b", node("Conv2d", {{"weight", numbers({2, 1, 2, 2}, {1, 2, 3, 4, -1, 0, 0, 0})},
                              {"bias", numbers({2}, {0.5, 0.0})},
                              {"stride", whole({1, 1})},
                              {"padding", whole({0, 0})},
                              {"dilation", whole({1, 1})},
                              {"groups", whole({1})}})},
        {"c", node("SumPool2d", {{"kernel_size", whole({2, 2})},
                                 {"stride", whole({2, 2})},
                                 {"padding", whole({0, 0})}})},
        {"d", node("Flatten", {{"start_dim", whole({1})}, {"end_dim", whole({-1})}})},
        {"e", node("Delay", {{"delay", numbers({2}, {0.0, 2e-4})}})},
        {"f", node("Scale", {{"scale", numbers({}, {2.0})}})},
        {"z", node("Output", {{"shape", whole({2})}})}};
    graph.edges = {{"a", "b"}, {"b", "c"}, {"c", "d"}, {"d", "e"}, {"e", "f"}, {"f", "z"}};
    // ones at step 0, then nothing: windows sum 1 + 2 + 3 + 4 at four places, and the bias stays
    std::vector<double> input(4 * 9, 0.0);
    std::fill_n(input.begin(), 9, 1.0);
    const nir::Trace trace = nir::run(graph, input, nir::platform("spyx"));
    CHECK(trace.of("b").output[0] == 10.5);
    const std::vector<double> first{42.0, -4.0}, later{2.0, 0.0};
    CHECK(std::vector(trace.of("c").output.begin(), trace.of("c").output.begin() + 2) == first);
    CHECK(trace.of("f").output == std::vector<double>{84.0, 0.0, 4.0, 0.0, 4.0, -8.0, 4.0, 0.0});

    // an integrator that hears itself a step later: 1, 1 + 1, 2 + 2, ...
    nir::Graph loop;
    loop.nodes = {{"in", ends("Input", 1)},
                  {"sum", node("I", {{"r", numbers({1}, {1e4})}})},
                  {"back", node("Linear", {{"weight", numbers({1, 1}, {1.0})}})},
                  {"out", ends("Output", 1)}};
    loop.edges = {{"in", "sum"}, {"sum", "back"}, {"back", "sum"}, {"sum", "out"}};
    const std::vector<double> pulse{1.0, 0.0, 0.0, 0.0};
    CHECK(nir::run(loop, pulse, nir::platform("lava")).of("sum").output ==
          std::vector<double>{0.0, 1.0, 2.0, 4.0});
    loop.nodes.at("back").parameters.at("weight") = numbers({1, 2}, {1.0, 1.0});
    CHECK_THAT(test::message_of([&] { (void)nir::run(loop, pulse, nir::platform("lava")); }),
               Catch::Contains("edge \"sum\" -> \"back\": 1 values meet a node that takes 2"));
}

TEST_CASE("files of other frameworks are read and written again, and a dangling edge is named") {
    const auto data = test::shared_data("nir");
    if (!data) return;
    const test::TemporaryFolder folder;
    std::size_t sound = 0;
    for (const char* name : {"braille_noDelay_bias_zero.nir", "braille_noDelay_noBias_subtract.nir",
                             "braille_subgraph_spyx.nir", "two_lif_neurons.nir",
                             "lif/lif_norse.nir", "lif/lif_rockpool.nir"}) {
        CAPTURE(name);
        const nir::File file = nir::read_file(*data / name);
        nir::require_sound(file.graph);
        nir::write_file(folder.path() / "again.nir", file.graph);
        CHECK(nir::read_file(folder.path() / "again.nir").graph == file.graph);
        ++sound;
    }
    CHECK(sound == 6);
    CHECK(story(nir::read_file(*data / "malformed_braille_subgraph.nir").graph) ==
          "graph node \"lif1\" edge \"input\" -> \"lif\": unknown \"lif\"; did you mean \"lif1\"? "
          "There are: input, lif1, lin, output");
    CHECK_THAT(
        test::message_of([&] { (void)nir::read_file(*data / "loihi_dense/oxford_network.net"); }),
        Catch::Contains("has no group \"node\", where a NIR graph begins"));
}
