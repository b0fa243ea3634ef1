#include "bench/engine/network_files.hpp"

#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "bench/support/process.hpp"
#include "core/error.hpp"
#include "core/file.hpp"

namespace efferent::bench {
namespace {

using std::filesystem::path;

template <class T>
std::vector<T> read_numbers(const path& file) {
    const std::string bytes = read_file(file);
    std::vector<T> numbers(bytes.size() / sizeof(T));
    std::memcpy(numbers.data(), bytes.data(), numbers.size() * sizeof(T));
    return numbers;
}

Meta read_meta(const path& file) {
    const auto json = nlohmann::json::parse(read_file(file));
    Meta meta;
    meta.model = json.at("model").get<std::string>();
    meta.inputs = json.at("nin").get<std::size_t>();
    meta.neurons = json.at("n").get<std::size_t>();
    meta.recurrent = json.value("nrec", meta.neurons);
    meta.membrane_ms = json.at("tau_m").get<double>();
    meta.excitatory_ms = json.value("tau_e", 0.0);
    meta.inhibitory_ms = json.value("tau_i", 0.0);
    meta.refractory_ms = json.at("t_ref").get<double>();
    meta.delay_ms = json.at("delay").get<double>();
    meta.v_leak = json.at("E_L").get<double>();
    meta.threshold = json.at("V_th").get<double>();
    meta.v_reset = json.at("V_reset").get<double>();
    meta.bias = json.value("J", 0.0) * json.value("poisson_hz", 0.0) * meta.membrane_ms / 1000.0;
    meta.longest_s = json.at("T").get<double>() / 1000.0;
    return meta;
}

std::vector<Event> read_input(const path& folder) {
    const auto times = read_numbers<double>(folder / "in_t.f64");
    const auto channels = read_numbers<std::uint32_t>(folder / "in_id.u32");
    std::vector<Event> events(times.size());
    for (std::size_t i = 0; i < events.size(); ++i)
        events[i] = {Time{Duration{std::llround(times[i] * 1e6)}},
                     static_cast<ChannelId>(channels.at(i)), Polarity::up};
    return events;
}

}  // namespace

path network_folder(const path& kept, const std::string& name) {
    path folder = kept / name;
    if (exists(folder / "meta.json")) return folder;
    const auto python = python_with("numpy");
    if (!python) throw Error(Fault::io, "no Python here has numpy (Debian's python3-numpy)");
    const std::string script = EFFERENT_BENCH "/engine/networks.py";
    const Answer answer =
        ask(*python + " " + quoted(script) + " " + quoted(kept) + " " + quoted(name));
    if (answer.status != 0)
        throw Error(Fault::io, script + ": failed; what it said is above, if anything");
    return folder;
}

NetworkFiles load_network(const path& folder) {
    NetworkFiles files;
    files.meta = read_meta(folder / "meta.json");
    files.pre = read_numbers<std::uint32_t>(folder / "pre.u32");
    files.post = read_numbers<std::uint32_t>(folder / "post.u32");
    files.weights = read_numbers<float>(folder / "w.f32");
    files.potentials = read_numbers<float>(folder / "v0.f32");
    if (files.meta.inputs > 0) files.input = read_input(folder);
    return files;
}

std::vector<Group> groups_of(const Meta& meta) {
    const std::size_t n = meta.neurons;
    if (meta.model == "dec")
        return {{"recurrent", 0, meta.recurrent}, {"output", meta.recurrent, n}};
    return {{"excitatory", 0, 4 * n / 5}, {"inhibitory", 4 * n / 5, n}};
}

}  // namespace efferent::bench
