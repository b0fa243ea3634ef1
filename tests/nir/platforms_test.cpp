// NIR graphs run as other platforms run them: their own published traces. Skipped without the data.
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <sstream>

#include "snn/nir/file.hpp"
#include "snn/nir/run.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::snn;

namespace {

/// Input, potential and spikes of 1000 steps.
struct Published {
    std::vector<double> input, potential, spikes;
};

Published published(const std::filesystem::path& path) {
    Published all;
    std::ifstream file(path);
    REQUIRE(file);
    for (std::string line; std::getline(file, line);) {
        std::ranges::replace(line, ',', ' ');
        std::istringstream row(line);
        double x = 0.0, v = 0.0, s = 0.0;
        row >> x >> v >> s;
        all.input.push_back(x != 0.0 ? 1.0 : 0.0);
        all.potential.push_back(v);
        all.spikes.push_back(s != 0.0 ? 1.0 : 0.0);
    }
    REQUIRE(all.input.size() == 1000);
    return all;
}

/// `scale`: how many of the platform's own units its trace has for a potential of 1.
void check_equal(const Published& theirs, const nir::Trace::One& ours, double scale) {
    double most = 0.0;
    for (std::size_t t = 0; t < 1000; ++t) {
        REQUIRE(ours.output[t] == theirs.spikes[t]);
        most = std::max(most, std::abs(ours.potential[t] - theirs.potential[t] / scale));
    }
    CHECK(most <= 5e-8);
}

std::vector<double> dense(const std::filesystem::path& path, std::size_t steps, std::size_t width) {
    std::vector<double> all(steps * width, 0.0);
    std::ifstream file(path);
    REQUIRE(file);
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#') continue;
        std::size_t t = 0, channel = 0;
        char comma = 0;
        std::istringstream(line) >> t >> comma >> channel;
        all.at(t * width + channel) += 1.0;
    }
    return all;
}

/// Little-endian float32, of any shape.
std::vector<float> numbers(const std::filesystem::path& path, std::size_t count) {
    std::ifstream file(path, std::ios::binary);
    REQUIRE(file);
    file.seekg(-static_cast<std::streamoff>(count * sizeof(float)), std::ios::end);
    std::vector<float> all(count);
    file.read(reinterpret_cast<char*>(all.data()),
              static_cast<std::streamsize>(count * sizeof(float)));
    return all;
}

}  // namespace

TEST_CASE("a neuron's trace is that of each of eleven platforms") {
    const auto data = test::shared_data("nir");
    if (!data) return;
    const nir::Graph graph = nir::read_file(*data / "lif/lif_norse.nir").graph;
    struct Case {
        const char *file, *platform;
        double scale;
    };
    // The input is the same for all: that of the exact solution.
    const Published exact = published(*data / "lif/lif_exact.csv");
    for (const Case& c : {Case{"exact", "exact", 1.0},
                          {"norse", "norse", 1.0},
                          {"snntorch", "snntorch", 25.0},
                          {"spinnaker2", "spinnaker2", 24.9950990},
                          {"nengo", "nengo", 10.2026933},
                          {"lava_cpu_float", "lava", 1.0},
                          {"spyx", "spyx", 1.0},
                          {"rockpool", "rockpool", 1.0},
                          {"sinabs", "sinabs", 1.0}}) {
        CAPTURE(c.file);
        const Published theirs = published(*data / "lif" / ("lif_" + std::string(c.file) + ".csv"));
        check_equal(theirs, nir::run(graph, exact.input, nir::platform(c.platform)).of("1"),
                    c.scale);
    }
    const nir::Trace fixed = nir::run(graph, exact.input, nir::platform("loihi2"));
    for (const char* file : {"lava_cpu_fixed", "lava_loihi_fixed"}) {
        CAPTURE(file);
        Published theirs = published(*data / "lif" / ("lif_" + std::string(file) + ".csv"));
        for (std::size_t t = 0; t < 1000; ++t)  // the chip's own reading of a neuron that spiked
            if (theirs.potential[t] == 128.0 && theirs.spikes[t] != 0.0) theirs.potential[t] = 0.0;
        check_equal(theirs, fixed.of("1"), 1.0);
    }
}

TEST_CASE("hidden spikes of a Braille reader are snnTorch's") {
    const auto data = test::shared_data("nir");
    if (!data) return;
    const std::vector<double> input = dense(*data / "braille/sample0_input.csv", 256, 12);
    const auto check = [&](const char* name, std::size_t hidden, std::size_t spikes,
                           const nir::Platform& as) {
        CAPTURE(name);
        const nir::Graph graph =
            nir::read_file(*data / ("braille_" + std::string(name) + ".nir")).graph;
        const nir::Trace trace = nir::run(graph, input, as);
        const auto theirs = numbers(
            *data / ("braille/snntorch_activity_" + std::string(name) + ".npy"), 256 * hidden);
        const auto& ours = trace.of("lif1.lif").output;
        REQUIRE(ours.size() == theirs.size());
        std::size_t different = 0, sum = 0;
        for (std::size_t i = 0; i < ours.size(); ++i) {
            different += static_cast<double>(theirs[i]) != ours[i] ? 1U : 0U;
            sum += ours[i] != 0.0 ? 1U : 0U;
        }
        CHECK(different == 0);
        CHECK(sum == spikes);
    };
    check("noDelay_bias_zero", 38, 119, nir::platform("snntorch"));
    check("noDelay_noBias_subtract", 40, 118, nir::platform("snntorch-subtract"));
}
