// Spikes are recorded by the project's own simulator, then mapped.
#include "bench/hardware/map.hpp"

#include <optional>

#include "bench/engine/network_files.hpp"
#include "bench/engine/translate.hpp"
#include "bench/hardware/sheet.hpp"
#include "bench/support/clock.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "hw/map/mapping.hpp"
#include "snn/backend.hpp"

namespace efferent::bench {
namespace {

constexpr Duration recorded = 1s, tick = 1ms;

std::vector<Spike> simulated(const snn::Network& network, std::span<const Event> input) {
    const auto backend = make(snn::backends(), Config::parse("\"parallel\"", "bench"));
    std::vector<Spike> spikes;
    backend->compile(network)->start()->run(input, Time{recorded}, spikes);
    return spikes;
}

struct Mapped {
    std::uint64_t ours = 0, in_order = 0;
    std::size_t cores = 0, cores_in_order = 0;
    double seconds = 0.0;  ///< of one thread, from the network to the cost
    double spikes_hz = 0.0;
    hw::Mapping mapping;
    double ratio() const { return static_cast<double>(ours) / static_cast<double>(in_order); }
    std::string told() const {
        return std::to_string(ours) + " messages between " + std::to_string(cores) +
               " cores, filled in order " + std::to_string(in_order) + " between " +
               std::to_string(cores_in_order);
    }
};

Mapped mapped(const snn::Network& network, std::vector<Event> input, const hw::Chip& chip) {
    std::erase_if(input, [](const Event& e) { return e.at >= Time{recorded}; });
    const std::vector<Spike> spikes = simulated(network, input);
    const auto strategy = [](const char* name) { return Config::of(NoParams{}, name); };
    Mapped m;
    const double begin = thread_seconds();
    const hw::Traffic traffic = hw::traffic_of(network, {spikes, input, tick, recorded});
    m.mapping = hw::map_onto(traffic, chip, strategy("multilevel"));
    m.seconds = thread_seconds() - begin;
    m.ours = m.mapping.messages.between_cores;
    m.cores = m.mapping.partition.cores;
    const hw::Partition in_order = hw::partition(traffic, chip, strategy("sequential"));
    m.in_order = hw::messages_of(traffic, in_order).between_cores;
    m.cores_in_order = in_order.cores;
    m.spikes_hz = static_cast<double>(spikes.size()) / static_cast<double>(network.neurons());
    return m;
}

/// As many cores of so many neurons as are needed, and no other limit.
hw::Chip cores_of(double neurons) {
    hw::Chip chip;
    chip.name = "cores of " + exact(neurons) + " neurons";
    chip.limits.neurons_per_core = hw::Figure{neurons, "bench"};
    return chip;
}

Row c_row(const std::filesystem::path& networks) {
    const std::string id = "hardware.map.c_message_ratio";
    std::optional<NetworkFiles> files;
    try {
        files = load_network(network_folder(networks, "c"));
    } catch (const Error& e) {
        return {id, {}, "", "network c", e.what()};
    }
    const Mapped m = mapped(to_network(*files), files->input, cores_of(256));
    return {id, m.ratio(), "",
            "of filling in order, network c on cores of 256 neurons and no other limit: " +
                m.told() + " in 1 s; it is connected at random, and fits one core of Loihi"};
}

}  // namespace

Rows map_rows(const std::filesystem::path& networks) {
    const std::vector<Event> input = sheet_input(recorded);
    const hw::Chip loihi = hw::find_chip("loihi"), plain = cores_of(1024);
    const snn::Network near = sheet(Reach::near);
    const Mapped whole = mapped(near, input, loihi), only = mapped(near, input, plain);
    const Mapped scattered = mapped(sheet(Reach::scattered), input, plain);
    const Mapped anywhere = mapped(sheet(Reach::anywhere), input, plain);
    const std::string size =
        "10,000 neurons, 1,000,000 synapses, 1 s at " + fixed(whole.spikes_hz, 1) + " Hz";
    const std::string prefix = "hardware.map.";
    return {c_row(networks),
            {prefix + "large_message_ratio", whole.ratio(), "",
             "of filling in order, Loihi with all its limits: " + whole.told() + "; " + size +
                 ", near neighbours, numbered row by row"},
            {prefix + "large_cores_only_ratio", only.ratio(), "",
             "the same, with cores of 1,024 neurons and no other limit: " + only.told()},
            {prefix + "scattered_cores_only_ratio", scattered.ratio(), "",
             "the same with numbers that say nothing of places: " + scattered.told()},
            {prefix + "random_cores_only_ratio", anywhere.ratio(), "",
             "the same connected at random, which nobody can cut: " + anywhere.told()},
            {prefix + "large_seconds", whole.seconds, "s",
             "of one thread, from the network and its spikes to cores, tiles, routes and cost on "
             "Loihi; " +
                 size}};
}

}  // namespace efferent::bench
