// The trained front end: events, a network that a rule trains, and its scores or spikes per window.
#include <cmath>

#include "pipeline/front_end.hpp"
#include "pipeline/readout_potentials.hpp"
#include "pipeline/trained_params.hpp"
#include "snn/learning/running_reading.hpp"

namespace efferent {
namespace {

class TrainedFrontEnd final : public FrontEnd {
public:
    explicit TrainedFrontEnd(const TrainedParams& params)
        : params_(params),
          chain_(chain_params(params)),
          rule_(make(snn::rules(), rule_with(params))) {
        profile_.family = "spiking";
        profile_.scores = params.reads == "scores";
        profile_.random = true;
    }

    void fit(const TrainingSet& training, Monitor* monitor) override {
        windows_ = training.windows;
        if (training.aids.learned != nullptr)
            learned_ = *training.aids.learned;
        else
            learned_ = *shared(training, monitor);
        chain_.prepare(learned_.calibration);
        const snn::Network network = adapted(training, monitor);
        watch_readout(network);
        chain_.use(network);
        samples_ = 0;
        reading_.emplace(network, params_.reading);
        profile_.columns = profile_.scores ? reading_->classes() : reading_->sources();
        // Scores are summed as the readout's potentials move; spikes are counted with a memory.
        profile_.state_bytes = 4.0 * static_cast<double>(profile_.columns);
        profile_.macs = profile_.scores ? 0.0 : 2.0 * static_cast<double>(profile_.columns);
        begin();
    }

    void begin() override {
        chain_.begin();
        reading_->begin();
        if (potentials_) potentials_->begin();
        pushed_ = 0;
        next_ = 0;
    }

    void push(const SignalView& block, Table& rows) override {
        const WindowSamples samples(windows_, block.rate());
        chain_.encode(block);
        chain_.events().clear();
        pushed_ += static_cast<std::int64_t>(block.length());
        samples_ += block.length();
        for (; samples.end(next_) <= pushed_; ++next_) {
            const snn::Window window = window_at(samples, block.rate(), next_);
            chain_.run(window.end);
            reading_->add(chain_.spikes());
            chain_.spikes().clear();
            if (potentials_) potentials_->add(chain_.samples());
            chain_.samples().clear();
            rows.push_back(row(window));
            ++profile_.rows;
        }
        profile_.seconds += static_cast<double>(block.length()) / block.rate().value;
    }

    FrontEndProfile profile() const override {
        FrontEndProfile p = profile_;
        chain_.add_to(p);
        const auto rows = static_cast<double>(p.rows);
        const auto sums = static_cast<double>(profile_.scores ? samples_ * p.columns : p.spikes);
        p.energy += added(sums, 8.0, profile_.state_bytes) +
                    rows * multiplied(p.macs, profile_.state_bytes);
        return p;
    }

    const Learned* learned() const override { return &learned_; }

private:
    static snn::Window window_at(const WindowSamples& samples, Hertz rate, std::int64_t k) {
        return {sample_time(rate, samples.begin(k)), sample_time(rate, samples.end(k))};
    }

    /// Methods of a split that train alike train once; who watches or resumes trains himself.
    std::shared_ptr<const Learned> shared(const TrainingSet& training, Monitor* monitor) {
        const TrainingAids& aids = training.aids;
        const auto learn = [&] { return trained(training, monitor); };
        if (aids.keep == nullptr || aids.at_epoch || aids.save_checkpoint || aids.resume)
            return std::make_shared<const Learned>(learn());
        return aids.keep->of<Learned>("network " + trained_with(params_, training.seed), learn);
    }

    Learned trained(const TrainingSet& training, Monitor* monitor) {
        Learned learned;
        learned.calibration = calibration_of(training);
        chain_.prepare(learned.calibration);
        learned.trained = rule_->train(chain_.build(training), examples(training, training.trials),
                                       {.seed = training.seed,
                                        .monitor = monitor,
                                        .at_epoch = training.aids.at_epoch,
                                        .save_checkpoint = training.aids.save_checkpoint,
                                        .resume = training.aids.resume});
        return learned;
    }

    void watch_readout(const snn::Network& network) {
        if (params_.readout == "outside") return;
        const snn::Population& readout = network.populations()[snn::readout_of(network)];
        std::vector<NeuronId> neurons;
        for (std::size_t c = 0; c < readout.size; ++c)
            neurons.push_back(NeuronId(index(readout.first) + c));
        chain_.watch(std::move(neurons));
        potentials_.emplace(readout.size);
    }

    /// The trained network, or what the calibrating trials make of it.
    snn::Network adapted(const TrainingSet& training, Monitor* monitor) {
        snn::Network trained = on_chip(learned_.trained.network, params_.chip);
        if (!params_.adaptation.present() || training.calibration.empty()) return trained;
        snn::TrainingRun run;
        run.seed = training.seed;
        run.monitor = monitor;
        return make(snn::rules(), adaptation_with(params_))
            ->train(trained, examples(training, training.calibration), run)
            .network;
    }

    snn::Examples examples(const TrainingSet& training, std::span<const LabelledSignal> trials) {
        snn::Examples all{.channels = chain_.encoders() * training.trials.front().signal.channels(),
                          .classes = training.classes,
                          .all = {}};
        for (const LabelledSignal& trial : trials) {
            const SignalView& signal = trial.signal;
            const auto length = static_cast<std::int64_t>(signal.length());
            chain_.begin();
            chain_.encode(signal);
            snn::Example example{.events = std::move(chain_.events()),
                                 .until = sample_time(signal.rate(), length),
                                 .windows = {},
                                 .label = trial.task,
                                 .group = trial.group};
            const WindowSamples samples(windows_, signal.rate());
            for (std::int64_t k = 0; k < samples.count(length); ++k)
                example.windows.push_back(window_at(samples, signal.rate(), k));
            all.all.push_back(std::move(example));
        }
        return all;
    }

    std::vector<double> row(const snn::Window& window) {
        if (potentials_) {
            std::vector<double> scores(reading_->classes());
            potentials_->scores(window, scores);
            return scores;
        }
        std::vector<double> shares(reading_->sources());
        reading_->shares(window, shares);
        if (!profile_.scores) {
            for (double& share : shares) share = std::sqrt(share);
            return shares;
        }
        std::vector<double> scores(reading_->classes());
        reading_->scores(shares, scores);
        return scores;
    }

    TrainedParams params_;
    SpikingChain chain_;
    std::unique_ptr<snn::Rule> rule_;
    Learned learned_;
    std::optional<snn::RunningReading> reading_;
    std::optional<ReadoutPotentials> potentials_;  ///< where the backend's readout is read
    Windows windows_;
    FrontEndProfile profile_;
    std::int64_t pushed_ = 0;    ///< samples of this stream
    std::uint64_t samples_ = 0;  ///< of all streams
    std::int64_t next_ = 0;      ///< window to come
};

}  // namespace

extern constinit const PartInfo<FrontEnd> part_trained =
    composed_front_end<TrainedFrontEnd, TrainedParams>(
        "trained", "events, a network that a rule trains, its scores or spikes in each window");

}  // namespace efferent
