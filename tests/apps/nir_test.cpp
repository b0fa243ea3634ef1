// `efferent nir` and `efferent simulate --nir` as a person meets them.
#include "core/file.hpp"
#include "snn/nir/data.hpp"
#include "snn/nir/file.hpp"
#include "tests/apps/program.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using Catch::Contains;
using efferent::test::efferent_program;

namespace {

/// One neuron that five pulses in a row bring above its threshold twice, or more.
std::string neuron(const test::TemporaryFolder& folder) {
    const auto one = [](double v) { return snn::nir::Array{snn::nir::Number::f64, {1}, {v}}; };
    const snn::nir::Array size{snn::nir::Number::i64, {1}, {1.0}};
    snn::nir::Graph graph;
    graph.nodes = {
        {"in", {"Input", {{"shape", size}}, {}, {}}},
        {"cell",
         {"LIF",
          {{"tau", one(0.001)}, {"r", one(6.0)}, {"v_leak", one(0.0)}, {"v_threshold", one(1.0)}},
          {},
          {}}},
        {"out", {"Output", {{"shape", size}}, {}, {}}}};
    graph.edges = {{"in", "cell"}, {"cell", "out"}};
    snn::nir::write_file(folder.path() / "cell.nir", graph);
    return (folder.path() / "cell.nir").string();
}

}  // namespace

TEST_CASE("a NIR file is run by a platform's rules, and a difference is explained") {
    const test::TemporaryFolder folder;
    const std::string file = neuron(folder);
    const std::string input =
        folder.write("input.csv", "step,channel\n0,0\n1,0\n2,0\n3,0\n4,0\n").string();
    const std::string out = (folder.path() / "out").string();
    const auto run = efferent_program("simulate --nir " + file + " --as rockpool --input " + input +
                                      " --steps 8 --record cell --out " + out);
    INFO(run.out);
    REQUIRE(run.status == 0);
    CHECK_THAT(run.out, Contains("8 steps of 0.1 ms as rockpool") &&
                            Contains("cell: 1 neurons, 2 non-zero outputs"));
    // 0.6, 0.6 (1 + e^-0.1) - 1, ...
    CHECK(read_file(out + "/spikes.csv") == "step,node,neuron\n1,cell,0\n3,cell,0\n");
    CHECK_THAT(read_file(out + "/trace_1.csv"),
               Catch::StartsWith("step,neuron,spike,potential\n0,0,0,0.6"));

    const auto same = efferent_program("nir diff " + file + " --as sinabs --input " + input +
                                       " --trace " + out + "/trace_1.csv --node cell");
    CHECK(same.status == 0);
    CHECK_THAT(same.out, Contains("spikes equal, potentials differ by at most 0"));
    const auto other = efferent_program("nir diff " + file + " --as nengo --input " + input +
                                        " --trace " + out + "/trace_1.csv --node cell");
    INFO(other.out);
    CHECK(other.status == 1);
    CHECK_THAT(other.out,
               Contains("decay: exp(-dt/tau) of the potential instead of exp(-dt/tau) of potential "
                        "and input; reset: subtracts v_threshold instead of going to v_reset: "
                        "spikes equal, potentials differ by at most 0\n"));

    const auto wrong = efferent_program("simulate --nir " + file + " --as brian --input " + input);
    CHECK(wrong.status == 2);
    CHECK_THAT(wrong.out, Contains("platform: unknown \"brian\"; there are: exact, snntorch"));
    const auto none = efferent_program("simulate");
    CHECK(none.status == 2);
    CHECK_THAT(none.out, Contains("needs a network or --nir FILE"));
    const auto bad = efferent_program("simulate --nir " + file + " --input " +
                                      folder.write("bad.csv", "step,channel\n0,1\n").string());
    CHECK(bad.status == 4);
    CHECK_THAT(bad.out, Contains("bad.csv: line 2: channel 1 is unknown; the input has 1"));
}

TEST_CASE("what is in a NIR file is shown, and written anew") {
    const test::TemporaryFolder folder;
    const std::string file = neuron(folder);
    const auto check = efferent_program("nir check " + file);
    CHECK(check.status == 0);
    CHECK_THAT(check.out, Contains("cell: LIF  r (1)  tau (1)") && Contains("Sound"));
    const std::string copy = (folder.path() / "copy.nir").string();
    CHECK(efferent_program("nir copy " + file + " --out " + copy).status == 0);
    CHECK(read_file(copy) == read_file(file));
    // a network of one neuron, and the same graph again
    const std::string net = (folder.path() / "net.json").string();
    REQUIRE(efferent_program("nir import " + file + " --dt-ms 0.1 --out " + net).status == 0);
    CHECK_THAT(read_file(net), Contains("\"membrane_ms\":1,"));
    REQUIRE(efferent_program("nir export " + net + " --dt-ms 0.1 --out " + copy).status == 0);
    CHECK(std::get<snn::nir::Array>(
              snn::nir::read_file(copy).graph.nodes.at("cell").parameters.at("tau"))
              .values.front() == 0.001);
    const auto late = efferent_program("nir export " + net + " --dt-ms 0.2 --out " + copy);
    CHECK(late.status == 7);
    CHECK_THAT(late.out, Contains("projection.0: NIR has no delay shorter than a step"));

    const auto wrong = efferent_program("nir chekc " + file);
    CHECK(wrong.status == 2);
    CHECK_THAT(wrong.out, Contains("did you mean \"check\"?"));
}

TEST_CASE("NIRData is what a graph is given, and what it gives") {
    const test::TemporaryFolder folder;
    const std::string file = neuron(folder);
    const std::string text =
        folder.write("input.csv", "step,channel\n0,0\n1,0\n2,0\n3,0\n4,0\n7,0\n").string();
    snn::nir::GraphData data;
    snn::nir::EventTable events{1, 0.0008, false, {{{0, 0.0}}, {}}};
    for (const double step : {0.0, 1.0, 2.0, 3.0, 4.0, 7.0})
        events.samples[1].push_back({0, step * 1e-4});
    data.nodes["in"].observables = {{"spikes", events}};
    data.nodes["other"].observables = {{"spikes", events}};
    const std::string given = (folder.path() / "input.nirdata").string();
    snn::nir::write_data(given, data);
    const auto run = [&](const std::string& input, const std::string& out) {
        return efferent_program("simulate --nir " + file + " --as rockpool --record cell --input " +
                                input + " --out " + (folder.path() / out).string());
    };
    REQUIRE(run(text, "a").status == 0);
    REQUIRE(run(given + " --segment 1", "b").status == 0);
    for (const char* name : {"spikes.csv", "spikes.nirdata", "trace_1.csv"}) {
        INFO(name);
        CHECK(read_file(folder.path() / "a" / name) == read_file(folder.path() / "b" / name));
    }
    const auto made = snn::nir::read_data(folder.path() / "a/spikes.nirdata");
    const auto& cell = made.nodes.at("cell").observables;
    const auto& spikes = std::get<snn::nir::EventTable>(cell.at("spikes"));
    REQUIRE(spikes.samples.front().size() == 3);
    CHECK(spikes.samples.front()[1] == snn::nir::DataEvent{0, 3 * 1e-4, 1.0});
    CHECK(snn::nir::neurons_of(cell.at("voltages")) == 1);

    CHECK_THAT(run(given, "c").out, Contains("has 2 samples; choose one with --segment"));
    CHECK_THAT(run(given + " --segment 2", "c").out, Contains("sample 2 is not there"));
    CHECK_THAT(run(text + " --segment 1", "c").out, Contains("is a text file"));
    CHECK_THAT(run(file, "c").out, Contains("is HDF5 but not NIRData"));
    CHECK_FALSE(std::filesystem::exists(folder.path() / "c"));
    // A grid brings its own step.
    snn::nir::GraphData grid;
    grid.nodes["x"].observables = {
        {"y", snn::nir::TimeGrid{{snn::nir::Number::boolean, {1, 3, 1}, {1, 1, 1}}, 2e-4}}};
    snn::nir::write_data(given, grid);
    CHECK_THAT(run(given, "d").out, Contains("3 steps of 0.2 ms as rockpool"));
    CHECK_THAT(run(given + " --dt-ms 0.1", "e").out, Contains("its step is 0.2 ms, not 0.1 ms"));
}
