// Search, peel off, search again in what is left; then look at each unit once more without the
// rest.
#include "decoders/motor_units/decomposition.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "core/error.hpp"
#include "decoders/motor_units/centre.hpp"
#include "decoders/motor_units/fragments.hpp"
#include "decoders/motor_units/last_look.hpp"
#include "decoders/motor_units/search.hpp"
#include "decoders/motor_units/seeds.hpp"

namespace efferent::motor_units {
namespace {

constexpr std::size_t wave = 4;  // seeds that are searched side by side

using Pulses = std::vector<std::size_t>;

Train train_of(const Pulses& pulses, Hertz rate) {
    Train train;
    for (const std::size_t t : pulses)
        train.discharges.push_back(sample_time(rate, static_cast<std::int64_t>(t)));
    return train;
}

std::vector<float> without_means(SignalView signal) {
    std::vector<float> samples(signal.samples().begin(), signal.samples().end());
    (void)centre(samples, signal.channels());
    return samples;
}

class Decomposer {
public:
    Decomposer(SignalView signal, const DecompositionParams& params, Monitor& monitor)
        : params_(params),
          monitor_(monitor),
          rate_(signal.rate()),
          channels_(signal.channels()),
          samples_(without_means(signal)),
          seeds_(signal.length(), signal.rate()),
          whole_(view(samples_), params) {
        search_.exponents = params.exponents;
        search_.iterations = static_cast<std::size_t>(params.iterations);
        search_.refinements = static_cast<std::size_t>(params.refinements);
        search_.hopeless = params.min_silhouette - 0.3;
        search_.min_pulses = static_cast<std::size_t>(params.min_pulses);
        search_.separation = static_cast<std::size_t>(sample_count(rate_, params.separation));
    }

    Decomposition run() {
        const auto rounds = static_cast<std::size_t>(params_.rounds);
        while (result_.rounds < rounds) {
            monitor_.progress("decomposing",
                              static_cast<double>(result_.rounds) / static_cast<double>(rounds));
            ++result_.rounds;
            const std::size_t before = pulses_.size();
            search_round();
            if (pulses_.size() == before) break;
            rest_ = std::make_unique<Rest>(view(samples_), params_, pulses_);
        }
        if (rest_) look_again(view(samples_), whole_, params_, pulses_, *rest_, result_);
        monitor_.progress("decomposing", 1.0);
        return std::move(result_);
    }

private:
    SignalView view(const std::vector<float>& samples) const {
        return {rate_, 0, channels_, samples};
    }
    void search_round() {
        const Whitened& left = rest_ ? rest_->whitened : whole_;
        const Filters filters(*left.signal, left.inverse);
        seeds_.order(unusual(
            activity(rest_ ? rest_->peeled.rest : samples_, channels_, params_.regularisation),
            pulses_, static_cast<std::size_t>(sample_count(rate_, params_.template_half))));
        const std::size_t before = pulses_.size();
        std::size_t tried = 0;
        for (;;) {
            const auto limit = static_cast<std::size_t>(pulses_.size() > before ? params_.seeds
                                                                                : params_.patience);
            if (tried >= limit) break;
            monitor_.check();
            const Pulses seeds = seeds_.next(std::min(wave, limit - tried));
            if (seeds.empty()) break;
            tried += seeds.size();
            auto found = search(filters, seeds, search_);
            std::ranges::stable_sort(found, std::ranges::greater(),
                                     [](const Candidate& c) { return c.classes.silhouette; });
            for (Candidate& c : found) {
                if (!is_unit(c.classes, params_)) continue;
                seeds_.explain(c.classes.pulses);
                if (is_among(c.classes.pulses, pulses_, rate_, params_.duplicate_share)) continue;
                if (filters.own_share(c.classes.pulses) > params_.max_own_share)
                    ++result_.learned_by_heart;
                else
                    pulses_.push_back(std::move(c.classes.pulses));
            }
        }
        result_.seeds += tried;
    }

    const DecompositionParams& params_;
    Monitor& monitor_;
    Hertz rate_;
    std::size_t channels_;
    std::vector<float> samples_;
    std::unique_ptr<Rest> rest_;  ///< what `pulses_` leave; none before the first round
    Seeds seeds_;
    Whitened whole_;
    SearchParams search_;
    std::vector<Pulses> pulses_;  ///< of the units so far
    Decomposition result_;
};

}  // namespace

void require_usable(SignalView signal, const DecompositionParams& params,
                    std::span<const std::string> names) {
    constexpr std::size_t least = 4;  // samples for each number of a filter
    const auto extension = static_cast<std::size_t>(params.extension);
    const std::size_t dimensions = std::max<std::size_t>(1, signal.channels()) * extension;
    if (signal.channels() == 0 || signal.length() < least * dimensions)
        throw Error(Fault::config, "extension " + std::to_string(extension) + ": " +
                                       std::to_string(signal.channels()) +
                                       " channels need at least " +
                                       std::to_string(least * dimensions) + " samples, not " +
                                       std::to_string(signal.length()) +
                                       "; take a longer recording or a smaller extension");
    std::string constant, remedy;
    std::size_t count = 0;
    for (std::size_t m = 0; m < signal.channels(); ++m) {
        std::size_t t = 1;
        while (t < signal.length() && signal.row(t)[m] == signal.row(0)[m]) ++t;
        if (t < signal.length()) continue;
        const std::string name = m < names.size() ? names[m] : std::to_string(m + 1);
        constant += (count++ == 0 ? "" : ", ") + name;
        remedy += " --skip-channel " + name;
    }
    if (count > 0)
        throw Error(Fault::format, (count == 1 ? "channel " : "channels ") + constant +
                                       (count == 1 ? " is constant; leave it out, with"
                                                   : " are constant; leave them out, with") +
                                       remedy);
}

Decomposition decompose(SignalView signal, const DecompositionParams& params, Monitor& monitor) {
    require_usable(signal, params, {});
    return Decomposer(signal, params, monitor).run();
}

std::vector<Train> trains(const Decomposition& decomposition, Hertz rate) {
    std::vector<Train> all;
    for (std::size_t u = 0; u < decomposition.units.size(); ++u) {
        all.push_back(train_of(decomposition.units[u].pulses, rate));
        all.back().unit = std::to_string(u);
    }
    return all;
}

}  // namespace efferent::motor_units
