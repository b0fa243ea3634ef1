#include "bench/training/peer.hpp"

#include <unistd.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "bench/support/process.hpp"
#include "core/error.hpp"
#include "core/file.hpp"

namespace efferent::bench {
namespace {

using namespace snn::training;

/// A folder that goes when this goes.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = std::filesystem::temp_directory_path() / "efferent-bench-XXXXXX";
        if (mkdtemp(name.data()) == nullptr)
            throw Error(Fault::io, name + ": cannot be made; is there room?");
        path_ = name;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

template <class T>
std::string bytes_of(const std::vector<T>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

template <class T>
std::vector<T> read_all(const std::filesystem::path& path) {
    const std::string text = read_file(path);
    std::vector<T> values(text.size() / sizeof(T));
    std::memcpy(values.data(), text.data(), values.size() * sizeof(T));
    return values;
}

/// What arrives at each tick, one byte a line.
std::vector<std::uint8_t> input_of(const Problem& p) {
    const auto ticks = static_cast<std::size_t>(p.trials.front().ticks);
    const std::size_t lines = 2 * p.network.channels();
    std::vector<std::uint8_t> input(ticks * p.trials.size() * lines);
    for (std::size_t t = 0; t < p.trials.size(); ++t)
        for (std::size_t tick = 1; tick <= ticks; ++tick)
            for (const LineCount& l : p.trials[t].sent(static_cast<std::int64_t>(tick) - 1))
                input[((tick - 1) * p.trials.size() + t) * lines + l.line] =
                    static_cast<std::uint8_t>(l.times);
    return input;
}

/// Of weights or their gradient, without padding.
std::vector<float> plain(const Problem& p, const snn::Aligned<float>& values) {
    std::vector<float> all;
    for (const Link& link : p.plan.links)
        for (std::size_t i = 0; i < link.rows * link.stride; ++i)
            if (p.plan.trained[link.first + i] != 0) all.push_back(values[link.first + i]);
    return all;
}

void write_problem(const Problem& p, const std::filesystem::path& folder) {
    const LayerView<float> view(p.plan, p.plan.layers[0], p.parameters);
    const Slope<double> slope = manner().slope;
    const nlohmann::json about{
        {"ticks", p.trials.front().ticks},
        {"trials", p.trials.size()},
        {"lines", 2 * p.network.channels()},
        {"hidden", p.plan.layers[0].size},
        {"classes", p.plan.classes},
        {"keep_v", static_cast<double>(view.keep_v().at(0))},
        {"keep_i", static_cast<double>(view.keep_i().at(0))},
        {"readout_keep", p.plan.readout_keep},
        {"threshold", p.plan.layers[0].of(0).threshold},
        {"width", 1.0 / slope.inverse_width},
        {"peak", slope.peak},
    };
    write_file(folder / "problem.json", about.dump());
    write_file(folder / "input.u8", bytes_of(input_of(p)));
    write_file(folder / "weights.f32", bytes_of(plain(p, p.parameters)));
    std::vector<std::int32_t> labels;
    for (const Trial& t : p.trials) labels.push_back(static_cast<std::int32_t>(t.label));
    write_file(folder / "labels.i32", bytes_of(labels));
}

std::vector<std::uint8_t> spikes_of(const Problem& p) {
    const NetworkView<float> view(p.plan, p.parameters);
    Bundle<float> bundle(p.plan, manner());
    bundle.forward(p.batch, view, Keep::scores);
    const auto ticks = static_cast<std::size_t>(p.trials.front().ticks);
    const std::size_t hidden = p.plan.layers[0].size;
    std::vector<std::uint8_t> spikes(ticks * p.trials.size() * hidden);
    for (std::size_t t = 0; t < p.trials.size(); ++t)
        for (std::size_t tick = 1; tick <= ticks; ++tick)
            for (const std::uint32_t n :
                 bundle.strand(t, 0).spikes_at(static_cast<std::int64_t>(tick)))
                spikes[((tick - 1) * p.trials.size() + t) * hidden + n] = 1;
    return spikes;
}

}  // namespace

std::optional<TorchRun> ask_torch(const Problem& problem, int repetitions) {
    const auto python = python_with("torch");
    if (!python) return std::nullopt;
    const TemporaryFolder folder;
    write_problem(problem, folder.path());
    const std::string script = EFFERENT_BENCH "/peers/torch_training.py";
    // Settings of OpenBLAS for another machine would make the peer slower than it is.
    const Answer answer = ask(
        "env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 "
        "MKL_NUM_THREADS=1 " +
        *python + " " + quoted(script) + " " + quoted(folder.path()) + " " +
        std::to_string(repetitions));
    if (answer.status != 0)
        throw Error(Fault::io, script + ": failed; what it said is above, if anything");
    const auto json = nlohmann::json::parse(answer.text);
    return TorchRun{json.at("version").get<std::string>(),
                    json.at("hand_s").get<std::vector<double>>(),
                    json.at("loop_s").get<std::vector<double>>(),
                    json.at("forms_agree").get<bool>(),
                    read_all<float>(folder.path() / "gradient.f32"),
                    read_all<std::uint8_t>(folder.path() / "spikes.u8")};
}

std::optional<double> distance(const Problem& p, const TorchRun& torch) {
    if (torch.spikes != spikes_of(p)) return std::nullopt;
    snn::Aligned<float> gradient;
    (void)Batch<float>(p.plan, manner(), {}).descend(p.batch, p.parameters, gradient);
    const std::vector<float> ours = plain(p, gradient);
    if (ours.size() != torch.gradient.size())
        throw Error(Fault::io, "torch: its gradient is of another size");
    double apart = 0.0, size = 0.0;
    for (std::size_t i = 0; i < ours.size(); ++i) {
        const auto theirs = static_cast<double>(torch.gradient[i]);
        apart += std::pow(static_cast<double>(ours[i]) - theirs, 2);
        size += theirs * theirs;
    }
    return std::sqrt(apart / size);
}

}  // namespace efferent::bench
