// Writes the layer as a lava-dl file, reads it, runs it and counts what differs.
#include "bench/hardware/loihi.hpp"

#include <cstring>

#include "core/file.hpp"
#include "hw/arithmetic.hpp"
#include "hw/lava_layers.hpp"
#include "hw/lava_net.hpp"

namespace efferent::bench {
namespace {

constexpr std::size_t inputs = 200, neurons = 256, ticks = 2000;

template <class Stored>
std::vector<double> numbers(const std::filesystem::path& path, std::size_t count) {
    const std::string bytes = read_file(path);
    std::vector<Stored> all(count);
    std::memcpy(all.data(), bytes.data() + (bytes.size() - count * sizeof(Stored)),
                count * sizeof(Stored));
    return {all.begin(), all.end()};
}

/// The settings of the published run: vth 6, du 4095, dv 415 (lava-dl, tests/lava/lib/dl/netx/
/// test_blocks.py).
hw::WholeNetwork layer(const std::filesystem::path& folder) {
    using Column = hw::LavaLayer::Column;
    const hw::LavaLayer dense{
        .inputs = inputs,
        .neurons = neurons,
        .weight = numbers<std::int64_t>(folder / "weight.npy", neurons * inputs),
        .current_decay = Column(neurons, 4096),
        .potential_decay = Column(neurons, 415),
        .threshold = Column(neurons, 6),
        .refractory_delay = Column(neurons, 1),
        .bias = Column(neurons, 0),
        .delay = Column(neurons, 0)};
    const auto path = std::filesystem::temp_directory_path() / "efferent_bench_dense.net";
    write_file(path, hw::lava_image({dense}));
    hw::WholeNetwork network = hw::read_lava_net(path);
    std::filesystem::remove(path);
    return network;
}

std::pair<std::size_t, std::size_t> mismatches(const std::filesystem::path& folder) {
    const auto in = numbers<double>(folder / "in.npy", inputs * ticks);
    const auto out = numbers<double>(folder / "out.npy", neurons * ticks);
    const auto current = numbers<double>(folder / "current.npy", neurons * ticks);
    const auto machine = make(hw::arithmetics(), Config::parse(R"({"type": "loihi"})", "bench"))
                             ->start({}, layer(folder), 1);
    std::size_t wrong = 0;
    std::vector<std::uint32_t> lines;
    std::vector<NeuronId> spikes;
    for (std::size_t t = 0; t < ticks; ++t) {
        lines.clear();
        spikes.clear();
        for (std::uint32_t i = 0; i < inputs; ++i)
            if (in[i * ticks + t] != 0.0) lines.push_back(i);
        machine->tick(lines, spikes);
        std::vector<double> fired(neurons, 0.0);
        for (const NeuronId s : spikes) fired[index(s)] = 1.0;
        for (std::uint32_t n = 0; n < neurons; ++n) {
            wrong += machine->current(NeuronId{n}) != 64.0 * current[n * ticks + t] ? 1U : 0U;
            wrong += fired[n] != out[n * ticks + t] ? 1U : 0U;
        }
    }
    return {wrong, machine->work().spikes};
}

}  // namespace

Rows loihi_rows(const std::filesystem::path& data) {
    const std::string id = "hardware.loihi.dense_mismatches";
    const auto folder = data / "loihi_dense";
    if (!std::filesystem::exists(folder))
        return {{id, std::nullopt, "", "Loihi", "absent: a published run of a dense layer"}};
    const auto [wrong, spikes] = mismatches(folder);
    return {{id, static_cast<double>(wrong), "",
             "of 512,000 currents and 512,000 spikes of a dense layer of lava-dl, 200 to 256, 2000 "
             "ticks, through a .net file; " +
                 std::to_string(spikes) + " spikes"}};
}

}  // namespace efferent::bench
