// A Poisson process for every neuron, each from a random stream of its own.
#include <cmath>

#include "core/random.hpp"
#include "snn/source.hpp"

namespace efferent::snn {
namespace {

struct PoissonParams {
    double rate_hz = 10.0;
    std::int64_t seed = 1;
};

void describe(Fields& field, PoissonParams& p) {
    field("rate_hz", p.rate_hz, "mean spikes a second of each neuron");
    field("seed", p.seed, "of the random streams, one a neuron");
    field.require(p.rate_hz >= 0.0 && p.rate_hz <= 1e6, "rate_hz", "must be from 0 to a million");
}

class PoissonTrain final : public Train {
public:
    PoissonTrain(const PoissonParams& p, std::size_t neuron)
        : random_(static_cast<std::uint64_t>(p.seed), "poisson", neuron), rate_hz_(p.rate_hz) {}

    Time next() override {
        if (rate_hz_ <= 0.0) return Time::max();
        const double gap_ns = -std::log1p(-random_.uniform()) / rate_hz_ * 1e9;
        if (gap_ns > 1e18 - static_cast<double>(last_ns_)) return Time::max();
        last_ns_ += std::max<std::int64_t>(1, std::llround(gap_ns));
        return Time{Duration{last_ns_}};
    }

private:
    RandomStream random_;
    double rate_hz_;
    std::int64_t last_ns_ = 0;
};

class Poisson final : public Source {
public:
    using Params = PoissonParams;
    explicit Poisson(const Params& params) : params_(params) {}
    std::unique_ptr<Train> train(std::size_t neuron) const override {
        return std::make_unique<PoissonTrain>(params_, neuron);
    }

private:
    Params params_;
};

}  // namespace

extern constinit const PartInfo<Source> part_poisson =
    part<Source, Poisson>("poisson", "a Poisson process for every neuron");

}  // namespace efferent::snn
