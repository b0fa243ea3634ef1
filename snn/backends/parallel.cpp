// Exact like `reference`, and fast: windows of the shortest delay, blocks of neurons on the threads
// there are. docs/engine.md says how, and what is promised.
#include "snn/engine/windowed.hpp"

namespace efferent::snn {
namespace {

struct ParallelParams {
    std::string precision = "single";
    std::int64_t block_neurons = 0;
};

void describe(Fields& field, ParallelParams& p) {
    field("precision", p.precision,
          "\"single\" is fast; \"double\" gives the same bits as the backend reference");
    field("block_neurons", p.block_neurons,
          "neurons that a thread works on at a time, 0 for what suits; changes no result");
    field.require(p.precision == "single" || p.precision == "double", "precision",
                  "must be \"single\" or \"double\"");
    field.require(p.block_neurons >= 0 && p.block_neurons <= 65536, "block_neurons",
                  "must be from 0 to 65536");
}

std::unique_ptr<BlockState> block(const BlockPlan& plan) {
    return plan.frame == nullptr ? single_block(plan) : framed_block(plan);
}

class ParallelProgram final : public Program {
public:
    ParallelProgram(const Network& network, const ParallelParams& params) {
        auto made =
            std::make_shared<Windowed>(network, static_cast<std::size_t>(params.block_neurons));
        require_closed_forms(network, made->dynamics);
        std::vector<bool> framed;
        for (const auto& d : made->dynamics) {
            framed.push_back(!d.empty() && params.precision == "single" && suits_frame(d));
            if (framed.back())
                made->limit_window(static_cast<std::int64_t>(longest_window_ns(d[0])));
        }
        for (std::size_t p = 0; p < framed.size(); ++p) {
            if (made->dynamics[p].empty()) continue;
            if (framed[p])
                made->frames[p].emplace(made->dynamics[p][0], static_cast<double>(made->window_ns));
            made->report += network.populations()[static_cast<PopulationId>(p)].name +
                            (framed[p] ? ": all neurons at once, in single precision\n"
                                       : ": neuron by neuron, in double precision\n");
        }
        made->report += "windows of " + exact(static_cast<double>(made->window_ns) / 1e6) + " ms\n";
        made->make_block = block;
        windowed_ = std::move(made);
    }

    using Program::start;
    std::unique_ptr<Session> start(const Setup& setup) const override {
        return start_windowed(windowed_, setup);
    }
    std::string report() const override { return windowed_->report; }

private:
    std::shared_ptr<const Windowed> windowed_;
};

class Parallel final : public Backend {
public:
    using Params = ParallelParams;
    explicit Parallel(const Params& params) : params_(params) {}
    std::shared_ptr<const Program> compile(const Network& network) const override {
        return std::make_shared<ParallelProgram>(network, params_);
    }

private:
    Params params_;
};

}  // namespace

extern constinit const PartInfo<Backend> part_parallel = part<Backend, Parallel>(
    "parallel", "exact, event-driven, fast, on as many threads as there are");

}  // namespace efferent::snn
