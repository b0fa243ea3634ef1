// NIRData files: the same after writing and reading, by this project and by the package `nir`.
#include "snn/nir/data.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>

#include "core/file.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::snn;
using nir::GraphData;

namespace {

/// Two samples of spikes, one event with a value, a boolean and a real grid.
GraphData some() {
    const nir::EventTable spikes{
        3, 0.01, false, {{{0, 0.001}, {2, 0.0035}, {2, 0.01}}, {{1, 0.0}}}};
    const nir::EventTable values{2, 1.0, true, {{{1, 0.25, -2.5}}}};
    const nir::TimeGrid raster{{nir::Number::boolean, {1, 2, 3}, {1, 0, 0, 0, 1, 1}}, 1e-3};
    const nir::TimeGrid voltages{{nir::Number::f64, {1, 2, 1}, {0.5, -0.25}}, 1e-4};
    GraphData data;
    data.nodes["input"].observables = {{"spikes", spikes}, {"values", values}};
    data.nodes["lif.1"].observables = {{"spikes", raster}, {"voltages", voltages}};
    return data;
}

std::string refusal(const GraphData& data) {
    const test::TemporaryFolder folder;
    nir::write_data(folder.path() / "d", data);
    return test::message_of([&] { (void)nir::read_data(folder.path() / "d"); });
}

}  // namespace

TEST_CASE("NIRData is the same after it was written and read, and files are the same bytes") {
    const test::TemporaryFolder folder;
    GraphData data = some();
    data.nodes["within"].graph = some();
    nir::write_data(folder.path() / "a", data);
    nir::write_data(folder.path() / "b", data);
    CHECK(read_file(folder.path() / "a") == read_file(folder.path() / "b"));
    CHECK(nir::read_data(folder.path() / "a") == data);
}

TEST_CASE("the package nir reads NIRData written here and writes what is read here") {
    const auto python = test::reader_of_others("python");
    if (!python) return;
    const test::TemporaryFolder folder;
    nir::write_data(folder.path() / "ours", some());
    const std::string at = folder.path().string();
    const std::string call = *python + " '" +
                             (test::source_folder() / "tests/nir/copy_data.py").string() + "' '" +
                             at + "/ours' '" + at + "/theirs' > '" + at + "/said'";
    REQUIRE(std::system(call.c_str()) == 0);
    CHECK(read_file(folder.path() / "said") ==
          "input spikes EventData (2, 3) 3 0.01\ninput values ValuedEventData (1, 1) 2 1.0\n"
          "lif.1 spikes TimeGriddedData (1, 2, 3) 3 0.002\n"
          "lif.1 voltages TimeGriddedData (1, 2, 1) 1 0.0002\n");
    CHECK(nir::read_data(folder.path() / "theirs") == some());
}

TEST_CASE("events and grids are counted into steps") {
    const GraphData data = some();
    const auto& spikes = data.nodes.at("input").observables.at("spikes");
    // The event at t_max needs one more than there are.
    CHECK_THAT(test::message_of([&] { (void)nir::steps_of(spikes, 0, 1e-3, 0); }),
               Catch::Contains("an event at 0.01 s is beyond the 10 steps"));
    const auto steps = nir::steps_of(spikes, 0, 1e-3, 11);
    REQUIRE(steps.size() == 33);
    CHECK(steps[1 * 3 + 0] == 1.0);
    CHECK(steps[3 * 3 + 2] == 1.0);
    CHECK(steps[10 * 3 + 2] == 1.0);
    CHECK(std::count(steps.begin(), steps.end(), 0.0) == 30);
    const nir::EventTable twice{
        1, 0.3, true, {{{0, 0.1, 0.5}, {0, 0.19, 0.25}, {0, 0.3 - 0.1, 4}}}};
    CHECK(nir::steps_of(twice, 0, 0.1, 0) == std::vector<double>{0.0, 0.75, 4.0});
    const auto& raster = data.nodes.at("lif.1").observables.at("spikes");
    CHECK(nir::steps_of(raster, 0, 1e-3, 3) == std::vector<double>{1, 0, 0, 0, 1, 1, 0, 0, 0});
    CHECK_THAT(test::message_of([&] { (void)nir::steps_of(raster, 0, 1e-4, 0); }),
               Catch::Contains("its step is 1 ms, not 0.1 ms"));
    CHECK_THAT(test::message_of([&] { (void)nir::steps_of(raster, 1, 1e-3, 0); }),
               Catch::Contains("sample 1 is not there; there are 1"));
}

TEST_CASE("NIRData with one mistake is refused with its place") {
    using Catch::Contains;
    const auto with = [](const nir::EventTable& table) {
        GraphData data;
        data.nodes["input"].observables = {{"spikes", table}};
        return data;
    };
    CHECK_THAT(refusal(with({2, 1.0, false, {{{0, 0.5}, {2, 0.5}}}})),
               Contains("/nodes/input/observables/spikes: event 1 of sample 0 is of neuron 2"));
    CHECK_THAT(refusal(with({2, 1.0, false, {{{0, 1.5}}}})), Contains("is at 1.5 s, not from 0"));
    CHECK_THAT(refusal(with({2, 1.0, false, {{{0, -0.5}}}})), Contains("is at -0.5 s"));
    GraphData grid;
    grid.nodes["x"].observables = {
        {"voltages", nir::TimeGrid{{nir::Number::f64, {1, 1, 1}, {0.0}}, 0.0}}};
    CHECK_THAT(refusal(grid), Contains("has a dt of 0; it must be above 0"));
    const test::TemporaryFolder folder;
    const auto text = folder.write("text", "step,channel\n");
    CHECK_THAT(test::message_of([&] { (void)nir::read_data(text); }), Contains("is not an HDF5"));
    nir::write_data(folder.path() / "d", some());
    const std::string bytes = read_file(folder.path() / "d");
    for (const std::size_t size : {std::size_t{8}, std::size_t{600}, bytes.size() / 2}) {
        const auto cut = folder.write("cut", bytes.substr(0, size));
        CHECK(test::message_of([&] { (void)nir::read_data(cut); }) != "no error");
    }
}
