// Discharges of motor units into a spiking readout: one relay a unit, one leaky integrator a class.
#include <algorithm>

#include "core/random.hpp"
#include "core/text.hpp"
#include "hw/backends.hpp"
#include "pipeline/front_end.hpp"
#include "pipeline/motor_unit_bank.hpp"
#include "pipeline/spiking_chain.hpp"
#include "snn/learning/running_reading.hpp"

namespace efferent {
namespace {

/// Without the least certain units, which this readout, unlike LDA, does not bear
/// (docs/decisions/0027).
BankParams bank_for_readout() {
    BankParams bank;
    bank.min_silhouette = 0.6;
    return bank;
}

struct NetworkParams {
    BankParams bank = bank_for_readout();
    Duration membrane = 250ms;
    double beat_hz = 20.0;
    std::vector<double> thinned{0.7, 0.5, 0.35, 0.25};
    Config rule = Config::parse("{\"type\": \"logistic\", \"penalty\": 0.03}", "default");
    snn::Reading reading{.tick = 1ms, .over = "last"};
};

void describe(Fields& field, NetworkParams& p) {
    field("bank", p.bank, "how motor units are learned from the training part");
    field("membrane_ms", p.membrane, "time constant of the readout");
    field("beat_hz", p.beat_hz,
          "spikes a second of a neuron that hears nothing and is heard by the readout, so that few "
          "discharges, or none, can stand for a task; 0: there is none");
    field("thinned", p.thinned,
          "with each, all training trials are learned once more, with this share of their "
          "discharges, drawn at random: the same task at less effort; empty: as they are alone");
    field("rule", p.rule,
          "what trains the readout; how a decision is read stands in `reading` alone");
    field("reading", p.reading, "how a decision is read, in training and after");
    field.require(p.beat_hz >= 0.0 && p.beat_hz <= 500.0, "beat_hz", "must be from 0 to 500");
    field.require(p.membrane > 0ns, "membrane_ms", "must be above zero");
    field.require(
        std::ranges::all_of(p.thinned, [](double share) { return share > 0.0 && share < 1.0; }),
        "thinned", "must each be above 0 and below 1");
    field.require(p.rule.present() && !p.rule.has("reading"), "rule",
                  "must be given, without a `reading` of its own");
}

Config rule_with(const NetworkParams& p) {
    return resolve(snn::rules(), p.rule).with("reading", Config::of(p.reading).dump(-1));
}

Config resolved(const NetworkParams& params, std::string_view type) {
    NetworkParams r = params;
    r.rule = resolve(snn::rules(), rule_with(r)).without("reading");
    return Config::of(r, type);
}

class MotorUnitNetwork final : public FrontEnd {
public:
    explicit MotorUnitNetwork(const NetworkParams& params)
        : params_(params), rule_(make(snn::rules(), rule_with(params))) {
        profile_.family = "spiking";
        profile_.scores = true;
        profile_.random = !params.thinned.empty();
    }

    void fit(const TrainingSet& training, Monitor* monitor) override {
        bank_ = bank_of(training, params_.bank, monitor);
        windows_ = training.windows;
        stream_.emplace(*bank_);
        snn::TrainingRun run;
        run.seed = training.seed;
        run.monitor = monitor;
        const auto trained = rule_->train(start(training.classes), examples(training), run);
        network_ = trained.network;
        program_ = make(hw::backends(), snn::clocked_for(params_.reading))->compile(network_);
        reading_.emplace(network_, params_.reading);
        const NetworkBytes bytes = bytes_of(network_);
        const FrontEndProfile units = profile_of(*bank_, samples_of(training));
        profile_.columns = training.classes;
        profile_.parameter_bytes = units.parameter_bytes + bytes.parameters;
        profile_.state_bytes = units.state_bytes + bytes.state;
        profile_.macs = units.macs;
        profile_.usual = units.usual;
        begin();
    }

    void begin() override {
        if (session_ != nullptr) finish_stream();
        stream_->begin();
        session_ = program_->start();
        reading_->begin();
        waiting_.clear();
        pushed_ = 0;
        next_ = 0;
    }

    void push(const SignalView& block, Table& rows) override {
        const WindowSamples samples(windows_, block.rate());
        stream_->push(block, waiting_);
        pushed_ += static_cast<std::int64_t>(block.length());
        for (; samples.end(next_) <= pushed_; ++next_) {
            const snn::Window window = window_at(samples, block.rate(), next_);
            const auto end = std::ranges::lower_bound(waiting_, window.end, {}, &Event::at);
            spikes_.clear();
            session_->run({waiting_.begin(), end}, window.end, spikes_);
            waiting_.erase(waiting_.begin(), end);
            reading_->add(spikes_);
            std::vector<double> shares(reading_->sources()), row(reading_->classes());
            reading_->shares(window, shares);
            reading_->scores(shares, row);
            rows.push_back(row);
            ++profile_.rows;
        }
        profile_.seconds += static_cast<double>(block.length()) / block.rate().value;
    }

    FrontEndProfile profile() const override {
        FrontEndProfile p = profile_;
        const snn::Cost now = session_ == nullptr ? snn::Cost{} : session_->cost();
        p.deliveries += now.deliveries;
        p.spikes += now.spikes;
        p.updates = static_cast<double>(p.deliveries);
        p.energy = static_cast<double>(p.rows) * multiplied(p.macs, p.parameter_bytes);
        p.energy += network_energy({.deliveries = static_cast<double>(p.deliveries),
                                    .updates = p.updates,
                                    .spikes = static_cast<double>(p.spikes),
                                    .events = static_cast<double>(p.spikes),
                                    .synapse_bytes = bytes_of(network_).parameters,
                                    .neuron_bytes = bytes_of(network_).state});
        if (stream_) {
            p.discharges = stream_->discharges();
            add_cost(*bank_, stream_->cost(), p);
        }
        return p;
    }

private:
    static WindowSamples samples_of(const TrainingSet& training) {
        return {training.windows, training.trials.front().signal.rate()};
    }

    static snn::Window window_at(const WindowSamples& samples, Hertz rate, std::int64_t k) {
        return {sample_time(rate, samples.begin(k)), sample_time(rate, samples.end(k))};
    }

    /// All weights zero: what is to be trained.
    snn::Network start(std::size_t classes) const {
        const std::size_t units = bank_->units();
        snn::Network network(units);
        const auto relay = network.add(
            "units", units,
            Config::parse(R"({"type": "if", "threshold": 1, "reset": "by_subtraction"})", "units"));
        snn::Sparse lines;
        for (std::size_t unit = 0; unit < units; ++unit) {
            lines.connect(unit, 1.0F);  // discharges are `up`
            lines.end_row();
            lines.end_row();
        }
        network.connect(snn::InputLines{}, relay, lines, 1ms);
        std::optional<PopulationId> beat;
        if (params_.beat_hz > 0.0)
            beat = network.add(
                "beat", 1,
                Config::parse(R"({"type": "if", "threshold": 1, "reset": "by_subtraction"})",
                              "beat")
                    .with("bias_per_s", exact(params_.beat_hz)));
        const auto readout =
            network.add("readout", classes,
                        Config::parse("{\"type\": \"li\", \"membrane_ms\": " +
                                          exact(milliseconds(params_.membrane)) + "}",
                                      "readout"));
        network.connect(relay, readout,
                        snn::Dense{units, classes, std::vector<float>(units * classes, 0.0F)}, 1ms);
        if (beat)
            network.connect(*beat, readout,
                            snn::Dense{1, classes, std::vector<float>(classes, 0.0F)}, 1ms);
        return network;
    }

    snn::Examples examples(const TrainingSet& training) {
        snn::Examples all{.channels = bank_->units(), .classes = training.classes, .all = {}};
        for (const LabelledSignal& trial : training.trials) {
            const auto length = static_cast<std::int64_t>(trial.signal.length());
            snn::Example example{.events = {},
                                 .until = sample_time(trial.signal.rate(), length),
                                 .windows = {},
                                 .label = trial.task,
                                 .group = trial.group};
            stream_->begin();
            stream_->push(trial.signal, example.events);
            const WindowSamples samples(windows_, trial.signal.rate());
            for (std::int64_t k = 0; k < samples.count(length); ++k)
                example.windows.push_back(window_at(samples, trial.signal.rate(), k));
            all.all.push_back(std::move(example));
        }
        add_thinned(training.seed, all.all);
        return all;
    }

    /// Discharges that are left out at random leave the task and the proportions between units.
    void add_thinned(std::uint64_t seed, std::vector<snn::Example>& examples) const {
        const std::size_t whole = examples.size();
        RandomStream random(seed, "thinned discharges");
        for (const double share : params_.thinned)
            for (std::size_t i = 0; i < whole; ++i) {
                snn::Example less = examples[i];
                std::erase_if(less.events, [&](const Event&) { return random.uniform() >= share; });
                examples.push_back(std::move(less));
            }
    }

    void finish_stream() {
        const snn::Cost cost = session_->cost();
        profile_.deliveries += cost.deliveries;
        profile_.spikes += cost.spikes;
    }

    NetworkParams params_;
    std::unique_ptr<snn::Rule> rule_;
    std::shared_ptr<const MotorUnitBank> bank_;
    std::optional<BankStream> stream_;
    Windows windows_;
    snn::Network network_{0};
    std::shared_ptr<const snn::Program> program_;
    std::unique_ptr<snn::Session> session_;
    std::optional<snn::RunningReading> reading_;
    FrontEndProfile profile_;
    std::vector<Event> waiting_;  ///< discharges that the network has not heard
    std::vector<Spike> spikes_;
    std::int64_t pushed_ = 0;  ///< samples of this stream
    std::int64_t next_ = 0;    ///< window to come
};

}  // namespace

extern constinit const PartInfo<FrontEnd> part_motor_unit_network =
    composed_front_end<MotorUnitNetwork, NetworkParams>(
        "motor_unit_network",
        "discharges of motor units into a spiking readout that a rule trains");

}  // namespace efferent
