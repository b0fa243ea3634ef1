// Runs what is there and counts what differs.
#include "bench/hardware/nir.hpp"

#include <cmath>
#include <cstring>

#include "core/error.hpp"
#include "core/file.hpp"
#include "core/text.hpp"
#include "snn/nir/explain.hpp"
#include "snn/nir/file.hpp"
#include "snn/nir/sound.hpp"

namespace efferent::bench {
namespace {

namespace nir = snn::nir;

/// A published trace of one neuron, and how many of its own units a potential of 1 has there.
struct Published {
    const char *file, *platform;
    double scale;
};
constexpr Published traces[] = {{"exact", "exact", 1.0},
                                {"norse", "norse", 1.0},
                                {"snntorch", "snntorch", 25.0},
                                {"spinnaker2", "spinnaker2", 24.9950990},
                                {"nengo", "nengo", 10.2026933},
                                {"lava_cpu_float", "lava", 1.0},
                                {"spyx", "spyx", 1.0},
                                {"rockpool", "rockpool", 1.0},
                                {"sinabs", "sinabs", 1.0},
                                {"lava_cpu_fixed", "loihi2", 1.0},
                                {"lava_loihi_fixed", "loihi2", 1.0}};
constexpr double read_after_spike = 128.0;  // by Loihi 2, whatever the potential

struct Lif {
    std::size_t mismatches = 0;
    double difference = 0.0;
};

std::vector<std::vector<double>> columns(const std::filesystem::path& path) {
    std::vector<std::vector<double>> all(3);
    const std::string text = read_file(path);
    for (const std::string_view line : split(text, '\n')) {
        const auto cells = split(trim(line), ',');
        for (std::size_t c = 0; cells.size() == 3 && c < 3; ++c)
            all[c].push_back(to_double(cells[c]).value_or(std::nan("")));
    }
    return all;
}

Lif lif(const std::filesystem::path& data) {
    const nir::Graph graph = nir::read_file(data / "lif/lif_norse.nir").graph;
    std::vector<double> input = columns(data / "lif/lif_exact.csv")[0];
    for (double& x : input) x = x != 0.0 ? 1.0 : 0.0;
    Lif result;
    for (const Published& p : traces) {
        auto theirs = columns(data / "lif" / ("lif_" + std::string(p.file) + ".csv"));
        nir::Observed seen{1, theirs[2], theirs[1]};
        for (std::size_t t = 0; t < seen.potential.size(); ++t) {
            if (seen.spikes[t] != 0.0 && seen.potential[t] == read_after_spike)
                seen.potential[t] = 0.0;
            seen.potential[t] /= p.scale;
        }
        const auto trace = nir::run(graph, input, nir::platform(p.platform));
        const nir::Mismatch m = nir::compared(trace.of("1"), seen);
        result.mismatches += m.spikes;
        result.difference = std::max(result.difference, m.potential);
    }
    return result;
}

std::size_t braille(const std::filesystem::path& data, const std::string& name, std::size_t hidden,
                    const char* platform) {
    std::vector<double> input(256 * 12, 0.0);
    const std::string events = read_file(data / "braille/sample0_input.csv");
    for (const std::string_view line : split(events, '\n')) {
        const auto cells = split(trim(line), ',');
        const auto t = to_integer(cells.front()), channel = to_integer(cells.back());
        if (cells.size() == 2 && t && channel)
            input.at(static_cast<std::size_t>(*t * 12 + *channel)) += 1.0;
    }
    const std::string bytes = read_file(data / ("braille/snntorch_activity_" + name + ".npy"));
    std::vector<float> activity(256 * hidden);
    const std::size_t size = activity.size() * sizeof(float);
    std::memcpy(activity.data(), bytes.data() + (bytes.size() - size), size);
    const nir::Graph graph = nir::read_file(data / ("braille_" + name + ".nir")).graph;
    const auto trace = nir::run(graph, input, nir::platform(platform));
    const nir::Observed seen{hidden, {activity.begin(), activity.end()}, {}};
    return nir::compared(trace.of("lif1.lif"), seen).spikes;
}

/// Read, sound and the same after it was written again; or refused with a reason.
std::pair<std::size_t, std::size_t> files(const std::filesystem::path& data) {
    std::size_t ok = 0, all = 0;
    const auto copy = std::filesystem::temp_directory_path() / "efferent_bench_copy.nir";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(data)) {
        if (entry.path().extension() != ".nir") continue;
        ++all;
        try {
            const nir::Graph graph = nir::read_file(entry.path()).graph;
            nir::require_sound(graph);
            nir::write_file(copy, graph);
            ok += nir::read_file(copy).graph == graph ? 1U : 0U;
        } catch (const Error& e) {
            const bool malformed = entry.path().filename().string().starts_with("malformed");
            ok += malformed && e.fault() == Fault::network ? 1U : 0U;
        }
    }
    std::filesystem::remove(copy);
    return {ok, all};
}

}  // namespace

Rows nir_rows(const std::filesystem::path& data) {
    const std::string prefix = "hardware.nir.";
    if (!std::filesystem::exists(data / "lif")) {
        Rows rows;
        for (const char* id : {"lif_mismatches", "lif_max_dv", "braille_mismatches", "files_ok"})
            rows.push_back({prefix + id, std::nullopt, "", "NIR", "absent: traces of platforms"});
        return rows;
    }
    const Lif one = lif(data);
    const std::size_t reader = braille(data, "noDelay_bias_zero", 38, "snntorch") +
                               braille(data, "noDelay_noBias_subtract", 40, "snntorch-subtract");
    const auto [ok, all] = files(data);
    return {{prefix + "lif_mismatches", static_cast<double>(one.mismatches), "",
             "spikes that differ from the published traces of a neuron, 11 platforms, 1000 steps"},
            {prefix + "lif_max_dv", one.difference, "",
             exact(one.difference) + ": largest difference of potentials, in units in which the "
                                     "threshold is 0.1; the steps "
                                     "in which Loihi 2 reads 128 left out"},
            {prefix + "braille_mismatches", static_cast<double>(reader), "",
             "of 256 x 38 and 256 x 40 hidden spikes of a Braille reader, against snnTorch's"},
            {prefix + "files_ok", static_cast<double>(ok), "",
             "of " + std::to_string(all) +
                 " files of other frameworks: read and the same after writing, or malformed on "
                 "purpose and refused by edge"}};
}

}  // namespace efferent::bench
