// One training by gradients: epochs of steps, from a start or a checkpoint to the best epoch.
#include "snn/learning/descent.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "core/error.hpp"
#include "core/random.hpp"
#include "core/text.hpp"
#include "snn/learning/calibration.hpp"
#include "snn/learning/checkpoint.hpp"
#include "snn/learning/delays.hpp"
#include "snn/learning/running_reading.hpp"

namespace efferent::snn::training {
namespace {

/// Whole groups, drawn by the seed, that are kept from training.
std::set<std::int64_t> drawn_groups(const Examples& examples, std::size_t wanted,
                                    std::uint64_t seed) {
    std::set<std::int64_t> all;
    for (const Example& e : examples.all) all.insert(e.group);
    if (wanted >= all.size() && wanted > 0)
        throw Error(Fault::config, "validation_groups: " + std::to_string(wanted) + " of " +
                                       std::to_string(all.size()) +
                                       " groups leave none to train on");
    std::vector<std::int64_t> groups(all.begin(), all.end());
    RandomStream(seed, "validation groups").shuffle(std::span(groups));
    groups.resize(wanted);
    return {groups.begin(), groups.end()};
}

Learned learned(const DescentParams& params) {
    Learned all{.biases = params.learn_biases,
                .time_constants = params.learn_time_constants,
                .thresholds = params.hardware.threshold_bits > 0};
    if (params.learn_delays) all.longest_delay = params.longest_delay / params.reading.tick;
    return all;
}

using Trials = std::vector<const Trial*>;

/// One training, from its start or a checkpoint to its end.
class Descent {
public:
    Descent(const DescentParams& params, const Manner& manner, const Network& start,
            const Examples& examples, const TrainingRun& run)
        : params_(params),
          run_(run),
          plan_(plan_of(start, params.reading, learned(params))),
          hardware_(plan_, params.hardware, run.seed),
          rewiring_(plan_, params.rewiring, start, run.seed),
          batch_(plan_, manner, params.activity) {
        if (examples.channels != start.channels() || examples.classes != plan_.classes)
            throw Error(Fault::config, "the examples have " + std::to_string(examples.channels) +
                                           " channels and " + std::to_string(examples.classes) +
                                           " classes, the network " +
                                           std::to_string(start.channels()) + " and " +
                                           std::to_string(plan_.classes));
        for (const Example& e : examples.all) trials_.push_back(trial_of(e, params.reading));
        const auto kept =
            drawn_groups(examples, static_cast<std::size_t>(params.validation_groups), run.seed);
        for (std::size_t i = 0; i < trials_.size(); ++i)
            (kept.contains(examples.all[i].group) ? validation_ : training_).push_back(&trials_[i]);
    }

    void begin(const Network& start) {
        now_.values = parameters_of(plan_, start);
        if (params_.learn_delays && params_.start_delays == "drawn")
            draw_delays(plan_, run_.seed, now_.values);
        if (params_.start_share > 0.0)
            calibrate(plan_, batch_, training_, params_.start_share, now_.values);
        now_.moments.first.assign(plan_.parameters, 0.0F);
        now_.moments.second.assign(plan_.parameters, 0.0F);
        now_.best = now_.values;
        now_.synapses = now_.best_synapses = plan_.trained;
    }

    void resume(const std::string& text, const std::string& belonging) {
        now_ = progress_from(text, belonging, plan_.parameters);
        have(now_.synapses);
    }

    void run_all(const std::string& belonging) {
        while (now_.epoch < params_.epochs && !is_stale()) {
            run_epoch();
            if (run_.save_checkpoint) run_.save_checkpoint(to_text(now_, belonging));
            if (run_.at_epoch) run_.at_epoch(now_.curve.back());
        }
    }

    Trained result(const Network& start) {
        have(now_.best_synapses);
        hardware_.hold(now_.best, held_);
        return {with_parameters(plan_, start, held_), now_.curve, now_.best_epoch};
    }

private:
    bool is_stale() const {
        return params_.patience > 0 && now_.epoch - now_.best_epoch >= params_.patience &&
               !validation_.empty();
    }

    std::int64_t batches() const {
        const auto size = static_cast<std::size_t>(params_.batch);
        return static_cast<std::int64_t>((training_.size() + size - 1) / size);
    }

    void have(const std::vector<std::uint8_t>& synapses) {
        plan_.trained = synapses;
        batch_.count_synapses();
    }

    /// How much of all epochs is done with `b` batches of this one.
    void report(std::int64_t b) const {
        if (run_.monitor == nullptr) return;
        const auto done = static_cast<double>((now_.epoch - 1) * batches() + b);
        run_.monitor->progress("training", done / static_cast<double>(params_.epochs * batches()));
    }

    void run_epoch() {
        Trials order = training_;
        ++now_.epoch;
        RandomStream(run_.seed, "training order", static_cast<std::uint64_t>(now_.epoch))
            .shuffle(std::span(order));
        Tally tally;
        for (std::int64_t b = 0; b < batches(); ++b) {
            report(b);
            const auto first = static_cast<std::size_t>(b * params_.batch);
            tally.add(step(std::span<const Trial* const>(order).subspan(
                first, std::min(static_cast<std::size_t>(params_.batch), order.size() - first))));
        }
        require_spikes(tally);
        report(batches());
        conclude(tally);
    }

    Tally step(std::span<const Trial* const> trials) {
        const std::int64_t all = params_.epochs * batches();
        const double rate = learning_rate(params_.steps, now_.moments.steps, all);
        hardware_.hold(now_.values, held_);
        hardware_.disturb(now_.moments.steps, held_);
        // Straight through: what the gradient says of C(w) is done to w (Bengio, Léonard and
        // Courville, "Estimating or propagating gradients through stochastic neurons", 2013).
        const Tally tally = batch_.descend(trials, held_, gradient_, run_.monitor);
        if (params_.hardware.attack > 0.0) face_attack(trials);
        if (rewiring_.is_on()) before_ = now_.values;
        const bool finite = std::isfinite(tally.loss + tally.penalty) &&
                            std::isfinite(descend(params_.steps, rate, plan_, gradient_,
                                                  now_.moments, now_.values));
        bound_delays(plan_, now_.values);
        if (!finite)
            throw Error(Fault::network,
                        "epoch " + std::to_string(now_.epoch) + ", step " +
                            std::to_string(now_.moments.steps + 1) +
                            ": the loss or its gradient is not finite; try a smaller "
                            "learning_rate, a smaller clip, or a lower peak of the surrogate");
        if (rewiring_.is_on()) {
            rewiring_.rewire(rate, before_, now_.values, now_.moments, now_.synapses);
            have(now_.synapses);
        }
        return tally;
    }

    /// Makes the gradient that of the loss with and without an attack on what is held.
    void face_attack(std::span<const Trial* const> trials) {
        attacked_ = held_;
        uphill_ = gradient_;
        for (std::int64_t k = 0; k < params_.hardware.attack_steps; ++k) {
            hardware_.attack(uphill_, held_, attacked_);
            (void)batch_.descend(trials, attacked_, uphill_, run_.monitor);
        }
        const auto share = static_cast<float>(params_.hardware.attack_share);
        for (std::size_t i = 0; i < gradient_.size(); ++i)
            gradient_[i] = (1.0F - share) * gradient_[i] + share * uphill_[i];
    }

    void require_spikes(const Tally& tally) const {
        for (std::size_t l = 0; l < plan_.layers.size(); ++l)
            if (tally.spikes[l] == 0.0)
                throw Error(Fault::network,
                            "epoch " + std::to_string(now_.epoch) + ", step " +
                                std::to_string(now_.moments.steps) + ": population \"" +
                                plan_.layers[l].name +
                                "\" has stayed silent for an epoch, so nothing can be learned; try "
                                "a higher start_share, a smaller learning_rate, or a lower_hz");
    }

    void conclude(const Tally& tally) {
        Epoch epoch;
        const auto windows = static_cast<double>(tally.windows);
        const double trials = static_cast<double>(training_.size());
        epoch.number = now_.epoch;
        epoch.loss = tally.loss / windows + tally.penalty / trials;
        epoch.accuracy = static_cast<double>(tally.right) / windows;
        epoch.rate_hz =
            std::accumulate(tally.spikes.begin(), tally.spikes.end(), 0.0) / tally.neuron_seconds;
        epoch.step = learning_rate(params_.steps, now_.moments.steps, params_.epochs * batches());
        bool best = true;
        if (!validation_.empty()) {
            hardware_.hold(now_.values, held_);
            const Tally seen = batch_.look(validation_, held_, run_.monitor);
            epoch.validation_loss = seen.loss / static_cast<double>(seen.windows);
            epoch.validation_accuracy =
                static_cast<double>(seen.right) / static_cast<double>(seen.windows);
            best = now_.best_epoch == 0 || is_better(epoch, best_row());
        }
        now_.curve.push_back(epoch);
        if (!best) return;
        now_.best_epoch = now_.epoch;
        now_.best = now_.values;
        now_.best_synapses = now_.synapses;
    }

    const Epoch& best_row() const {
        return now_.curve[static_cast<std::size_t>(now_.best_epoch - 1)];
    }
    static bool is_better(const Epoch& a, const Epoch& b) {
        if (*a.validation_accuracy != *b.validation_accuracy)
            return *a.validation_accuracy > *b.validation_accuracy;
        return *a.validation_loss < *b.validation_loss;
    }

    const DescentParams& params_;
    const TrainingRun& run_;
    Plan plan_;
    HardwareView hardware_;
    Rewiring rewiring_;
    Batch<float> batch_;
    std::vector<Trial> trials_;
    Trials training_, validation_;
    Progress now_;
    Aligned<float> gradient_;
    Aligned<float> held_;    ///< what the passes compute with
    Aligned<float> before_;  ///< values, for rewiring
    Aligned<float> attacked_, uphill_;
};

}  // namespace

Trained train(const DescentParams& params, const Manner& manner, const std::string& settings,
              const Network& given, const Examples& examples, const TrainingRun& run) {
    require_sound(examples);
    (void)heard_by_readout(given);  // refuses a readout that hears nobody
    const Network start = with_held_decays(given, params.hardware, params.reading.tick);
    Descent descent(params, manner, start, examples, run);
    const std::string whose = belonging(settings, start, examples, run.seed);
    if (run.resume)
        descent.resume(*run.resume, whose);
    else
        descent.begin(start);
    descent.run_all(whose);
    return descent.result(start);
}

}  // namespace efferent::snn::training
