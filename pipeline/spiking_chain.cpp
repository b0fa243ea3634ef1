#include "pipeline/spiking_chain.hpp"

#include <algorithm>

#include "hw/backends.hpp"
#include "snn/design.hpp"
#include "snn/dynamics.hpp"

namespace efferent {

NetworkBytes bytes_of(const snn::Network& network) {
    double parameters = 2.0 * network.synapses(), state = 0.0;
    for (const snn::Population& population : network.populations()) {
        const double size = static_cast<double>(population.size);
        const snn::Dynamics d = snn::dynamics_of(population).front();
        const int currents = !d.has_current() ? 0 : d.excitatory_ns == d.inhibitory_ns ? 1 : 2;
        parameters += size * static_cast<double>(population.own.size());
        state += size * (2.0 + currents + (d.adapts() ? 1.0 : 0.0));
    }
    return {4.0 * parameters, 4.0 * state};
}

namespace {

/// Synapses that there would be if every projection joined all to all, and those that are not 0.
double pairs_of(const snn::Network& network) {
    double pairs = 0.0;
    for (const snn::Projection& p : network.projections()) {
        const auto* from = std::get_if<PopulationId>(&p.from);
        const std::size_t sources =
            from == nullptr ? 2 * network.channels() : network.populations()[*from].size;
        pairs += static_cast<double>(sources * network.populations()[p.to].size);
    }
    return pairs;
}

}  // namespace

void describe(Fields& field, SpikingParams& p) {
    field("encoders", p.encoders,
          "side by side: encoder e's channel c is the network's channel e · channels + c");
    field("threshold_scale", p.threshold_scale, "scales every relative threshold");
    field("network", p.network, "the network's design");
    field("backend", p.backend, "what runs it");
    field("segments", p.segments, "equal parts of a window, each counted by itself");
    field("memory_ms", p.memory,
          "time constant with which counts forget, from the trial's begin on; 0: they are the "
          "window's");
    field.require(!p.encoders.empty(), "encoders", "must name at least one encoder");
    field.require(p.threshold_scale > 0.0, "threshold_scale", "must be above zero");
    field.require(p.segments >= 1 && p.segments <= 1000, "segments", "must be 1 to 1000");
    field.require(p.memory >= 0ns, "memory_ms", "must not be negative");
    field.require(p.memory == 0ns || p.segments == 1, "segments", "must be 1 with a memory");
}

Config resolved(const SpikingParams& params, std::string_view type) {
    SpikingParams r = params;
    for (Config& encoder : r.encoders) encoder = resolve(encoders::encoders(), encoder);
    if (!r.network.present()) r.network = Config::parse("{\"type\": \"coincidence\"}", "default");
    r.network = resolve(snn::designs(), r.network);
    r.backend = resolve(hw::backends(), r.backend);
    return Config::of(r, type);
}

SpikingChain::SpikingChain(const SpikingParams& params) : params_(params) {
    for (const Config& encoder : params.encoders)
        encoders_.push_back(make(encoders::encoders(), encoder));
}

encoders::Calibration calibration_of(const TrainingSet& training) {
    std::vector<SignalView> segments;
    for (const LabelledSignal& trial : training.trials) segments.push_back(trial.signal);
    return encoders::calibrate(segments, training.microvolts_per_unit);
}

void SpikingChain::prepare(encoders::Calibration calibration) {
    for (double& scale : calibration.scale) scale *= params_.threshold_scale;
    for (auto& encoder : encoders_) encoder->prepare(calibration);
}

snn::Network SpikingChain::build(const TrainingSet& training) const {
    const std::size_t channels = encoders_.size() * training.trials.front().signal.channels();
    return (params_.network.present()
                ? make(snn::designs(), params_.network)
                : make(snn::designs(), Config::parse("\"coincidence\"", "default")))
        ->build({channels, training.classes, training.seed});
}

void SpikingChain::use(snn::Network network) {
    network_ = std::move(network);
    program_ = make(hw::backends(), params_.backend)->compile(network_);
    session_.reset();
    bytes_ = bytes_of(network_);
    finished_ = {};
    samples_ = 0;
    begin();
}

void SpikingChain::fit(const TrainingSet& training) {
    prepare(calibration_of(training));
    use(build(training));
}

void SpikingChain::begin() {
    finished_ = cost();
    for (auto& encoder : encoders_) encoder->reset();
    samples_of_.clear();
    if (program_ != nullptr)
        session_ = program_->start(
            {.probes = watched_, .samples = watched_.empty() ? nullptr : &samples_of_});
    waiting_.clear();
    sent_.clear();
    spikes_.clear();
}

void SpikingChain::encode(const SignalView& block) {
    samples_ += block.length();
    const auto old = static_cast<std::ptrdiff_t>(waiting_.size());
    for (std::size_t e = 0; e < encoders_.size(); ++e) {
        scratch_.clear();
        encoders_[e]->encode(block, scratch_);
        for (const Event& event : scratch_)
            waiting_.push_back(
                {event.at, ChannelId(index(event.channel) + e * block.channels()), event.polarity});
    }
    if (encoders_.size() > 1) std::sort(waiting_.begin() + old, waiting_.end());
    sent_.insert(sent_.end(), waiting_.begin() + old, waiting_.end());
}

void SpikingChain::run(Time until) {
    const auto end = std::ranges::lower_bound(waiting_, until, {}, &Event::at);
    session_->run({waiting_.begin(), end}, until, spikes_);
    waiting_.erase(waiting_.begin(), end);
}

snn::Cost SpikingChain::cost() const {
    snn::Cost all = finished_;
    if (session_ == nullptr) return all;
    const snn::Cost now = session_->cost();
    all.events += now.events;
    all.deliveries += now.deliveries;
    all.spikes += now.spikes;
    all.dropped += now.dropped;
    return all;
}

void SpikingChain::add_to(FrontEndProfile& profile) const {
    const snn::Cost all = cost();
    const auto deliveries = static_cast<double>(all.deliveries);
    const auto events = static_cast<double>(all.events);
    const auto samples = static_cast<double>(samples_);
    const double updates = std::min(deliveries, samples * static_cast<double>(network_.neurons()));
    const double references = 4.0 * static_cast<double>(network_.channels());
    profile.parameter_bytes += bytes_.parameters;
    profile.state_bytes += bytes_.state + references;
    profile.events += all.events;
    profile.deliveries += all.deliveries;
    profile.spikes += all.spikes;
    profile.dropped += all.dropped;
    profile.synapses += network_.synapses();
    profile.pairs += pairs_of(network_);
    profile.steps += samples * static_cast<double>(network_.neurons());
    profile.updates += updates;
    profile.energy += network_energy({.deliveries = deliveries,
                                      .updates = updates,
                                      .spikes = static_cast<double>(all.spikes),
                                      .events = events,
                                      .synapse_bytes = bytes_.parameters,
                                      .neuron_bytes = bytes_.state});
    profile.energy +=
        encoder_energy(samples * static_cast<double>(network_.channels()), events, references);
}

}  // namespace efferent
