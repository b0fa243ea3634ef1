// The package `nir` reads what is written here, and the other way round.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>

#include "core/file.hpp"
#include "snn/nir/file.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::snn;

TEST_CASE("the package nir reads what is written here and writes what is read here") {
    const auto python = test::reader_of_others("python");
    if (!python) return;
    const test::TemporaryFolder folder;
    const auto numbers = [](std::vector<std::size_t> shape, std::vector<double> values,
                            nir::Number number) {
        return nir::Array{number, std::move(shape), std::move(values)};
    };
    const auto all = [&](double v) { return numbers({3}, {v, v, v}, nir::Number::f64); };
    std::vector<double> weights(600);  // enough to be compressed
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = 0.25 * static_cast<double>(i);
    nir::Graph graph;
    graph.nodes = {
        {"in", {"Input", {{"shape", numbers({1}, {200.0}, nir::Number::i64)}}, {}, {}}},
        {"fc.0", {"Linear", {{"weight", numbers({3, 200}, weights, nir::Number::f32)}}, {}, {}}},
        {"cells",
         {"CubaLIF",
          {{"tau_syn", all(0.005)},
           {"tau_mem", all(0.01)},
           {"r", all(1.0)},
           {"v_leak", all(0.0)},
           {"v_threshold", all(1.0)},
           {"v_reset", all(0.0)},
           {"w_in", all(1.0)}},
          {{"made by", std::string("hand")}},
          {}}},
        {"out", {"Output", {{"shape", numbers({1}, {3.0}, nir::Number::i64)}}, {}, {}}}};
    graph.edges = {{"in", "fc.0"}, {"fc.0", "cells"}, {"cells", "out"}};
    nir::write_file(folder.path() / "ours.nir", graph);
    const std::string call = *python + " '" +
                             (test::source_folder() / "tests/nir/copy_nir.py").string() + "' '" +
                             folder.path().string() + "/ours.nir' '" + folder.path().string() +
                             "/theirs.nir' > '" + folder.path().string() + "/said.txt'";
    REQUIRE(std::system(call.c_str()) == 0);
    CHECK(read_file(folder.path() / "said.txt") ==
          "cells CubaLIF \nfc.0 Linear 44925.0\nin Input \nout Output \n");
    nir::Graph back = nir::read_file(folder.path() / "theirs.nir").graph;
    const auto less = [](const nir::Edge& a, const nir::Edge& b) { return a.from < b.from; };
    std::ranges::sort(back.edges, less);  // the package keeps them in no order
    std::ranges::sort(graph.edges, less);
    CHECK(back == graph);
}
