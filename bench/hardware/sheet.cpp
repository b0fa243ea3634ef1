// Targets are drawn by place, so that who is near is found without looking at all.
#include "bench/hardware/sheet.hpp"

#include <algorithm>
#include <cmath>

#include "core/random.hpp"

namespace efferent::bench {
namespace {

constexpr std::size_t patches_a_side = 20;
constexpr double spread = 1.0 / 16.0;  // of the sheet's side

struct Place {
    double x = 0.0;
    double y = 0.0;
};

/// `columns` x `rows` neurons in the middle of the cells of a grid.
struct Lattice {
    std::size_t columns = 0;
    std::size_t rows = 0;
    std::size_t size() const { return columns * rows; }
    Place place(std::size_t cell) const {
        return {(static_cast<double>(cell % columns) + 0.5) / static_cast<double>(columns),
                (static_cast<double>(cell / columns) + 0.5) / static_cast<double>(rows)};
    }
    /// Of any place: the sides of the sheet join.
    std::size_t cell(Place p) const {
        const auto along = [](double x, std::size_t n) {
            const auto i = static_cast<std::size_t>((x - std::floor(x)) * static_cast<double>(n));
            return std::min(i, n - 1);
        };
        return along(p.y, rows) * columns + along(p.x, columns);
    }
};
constexpr Lattice excitatory{100, 80}, inhibitory{50, 40};

/// Which neuron is in a cell, and where each neuron is.
struct Numbers {
    std::vector<std::uint32_t> neuron, cell;
    Numbers(const Lattice& lattice, Reach reach) : neuron(lattice.size()), cell(lattice.size()) {
        for (std::uint32_t i = 0; i < neuron.size(); ++i) neuron[i] = i;
        if (reach == Reach::scattered)
            RandomStream(1, "sheet numbers", lattice.size()).shuffle(std::span(neuron));
        for (std::uint32_t i = 0; i < neuron.size(); ++i) cell[neuron[i]] = i;
    }
};

snn::Sparse drawn(const Lattice& from, const Lattice& to, Reach reach, float weight) {
    const Numbers sources(from, reach), targets(to, reach);
    const std::size_t count = to.size() / 100;
    snn::Sparse synapses;
    for (std::size_t s = 0; s < from.size(); ++s) {
        RandomStream random(2, "sheet synapses",
                            s * 4 + (from.size() > 5000) * 2U + (to.size() > 5000));
        const Place here = from.place(sources.cell[s]);
        std::vector<std::uint32_t> row;
        while (row.size() < count) {
            std::size_t cell = random.below(to.size());
            if (reach != Reach::anywhere) {
                const double x = here.x + spread * random.normal();
                const double y = here.y + spread * random.normal();
                cell = to.cell({x, y});
            }
            const std::uint32_t target = targets.neuron[cell];
            const bool self = from.size() == to.size() && target == s;
            if (!self && std::ranges::find(row, target) == row.end()) row.push_back(target);
        }
        std::ranges::sort(row);
        for (const std::uint32_t target : row) synapses.connect(target, weight);
        synapses.end_row();
    }
    return synapses;
}

/// The up line of each channel to the excitatory neurons of its patch.
snn::Sparse input(Reach reach) {
    const Numbers numbers(excitatory, reach);
    std::vector<std::vector<std::uint32_t>> patches(patches_a_side * patches_a_side);
    const Lattice patch{patches_a_side, patches_a_side};
    for (std::uint32_t n = 0; n < excitatory.size(); ++n)
        patches[patch.cell(excitatory.place(numbers.cell[n]))].push_back(n);
    snn::Sparse synapses;
    for (const auto& targets : patches) {
        for (const std::uint32_t target : targets) synapses.connect(target, 0.4F);
        synapses.end_row();
        synapses.end_row();  // the down line reaches nobody
    }
    return synapses;
}

}  // namespace

snn::Network sheet(Reach reach) {
    snn::Network network(patches_a_side * patches_a_side);
    const Config model = Config::parse(
        R"({"type": "lif", "membrane_ms": 20, "threshold": 1, "refractory_ms": 2})", "bench");
    const auto e = network.add("excitatory", excitatory.size(), model);
    const auto i = network.add("inhibitory", inhibitory.size(), model);
    network.connect(snn::InputLines{}, e, input(reach), 1ms);
    network.connect(e, e, drawn(excitatory, excitatory, reach, 0.02F), 1500us);
    network.connect(e, i, drawn(excitatory, inhibitory, reach, 0.03F), 1500us);
    network.connect(i, e, drawn(inhibitory, excitatory, reach, -0.1F), 1500us);
    network.connect(i, i, drawn(inhibitory, inhibitory, reach, -0.1F), 1500us);
    return network;
}

std::vector<Event> sheet_input(Duration length) {
    std::vector<Event> events;
    for (std::size_t c = 0; c < patches_a_side * patches_a_side; ++c) {
        RandomStream random(3, "sheet input", c);
        const double rate_hz = 100.0 * std::exp(0.5 * random.normal());
        double at = 0.0;
        while ((at -= std::log(1.0 - random.uniform()) / rate_hz) < seconds(length))
            events.push_back({Time{Duration{static_cast<std::int64_t>(at * 1e9)}},
                              static_cast<ChannelId>(c), Polarity::up});
    }
    std::ranges::sort(events);
    return events;
}

}  // namespace efferent::bench
