// The synapses of one source, of whatever kind its projection is.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/random.hpp"
#include "snn/network.hpp"

namespace efferent::snn {
namespace {

class RowMaker {
public:
    RowMaker(std::size_t source, Row& row) : source_(source), row_(row) {}

    void operator()(const Dense& d) const {
        row_.targets.resize(d.targets);
        std::iota(row_.targets.begin(), row_.targets.end(), 0U);
        const auto first = d.weights.begin() + static_cast<std::ptrdiff_t>(source_ * d.targets);
        row_.weights.assign(first, first + static_cast<std::ptrdiff_t>(d.targets));
    }
    void operator()(const Sparse& s) const {
        const auto cut = [&](const auto& all, auto& into) {
            into.assign(all.begin() + s.offsets[source_], all.begin() + s.offsets[source_ + 1]);
        };
        cut(s.targets, row_.targets);
        cut(s.weights, row_.weights);
        if (!s.delays.empty()) cut(s.delays, row_.delays);
    }
    void operator()(const OneToOne& o) const {
        row_.targets.push_back(static_cast<std::uint32_t>(source_));
        row_.weights.push_back(o.weights[source_]);
    }
    /// Jumps from one synapse to the next: the gaps of a Bernoulli sequence are geometric.
    void operator()(const Random& r) const {
        if (r.probability <= 0.0) return;
        RandomStream random(static_cast<std::uint64_t>(r.seed), "random projection", source_);
        const double scale = r.probability < 1.0 ? 1.0 / std::log1p(-r.probability) : 0.0;
        const auto targets = static_cast<double>(r.targets);
        for (double t = 0.0;; t += 1.0) {
            if (scale != 0.0) t += std::floor(std::log1p(-random.uniform()) * scale);
            if (t >= targets) return;
            row_.targets.push_back(static_cast<std::uint32_t>(t));
            const double spread =
                r.weight_sd > 0.0F ? static_cast<double>(r.weight_sd) * random.normal() : 0.0;
            row_.weights.push_back(r.weight + static_cast<float>(spread));
        }
    }

private:
    std::size_t source_;
    Row& row_;
};

}  // namespace

void row_of(const Synapses& synapses, std::size_t source, Row& row) {
    row.targets.clear();
    row.weights.clear();
    row.delays.clear();
    std::visit(RowMaker(source, row), synapses);
}

double count_of(const Synapses& synapses) {
    if (const auto* r = std::get_if<Random>(&synapses))
        return r->probability * static_cast<double>(r->sources) * static_cast<double>(r->targets);
    return std::visit(
        [](const auto& s) -> double {
            if constexpr (requires { s.weights.size(); })
                return static_cast<double>(s.weights.size());
            else
                return 0.0;
        },
        synapses);
}

}  // namespace efferent::snn
