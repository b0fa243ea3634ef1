// How long the reference backend takes for each weight that it adds to a neuron.
#include "bench/pipeline/sections.hpp"
#include "bench/support/clock.hpp"
#include "core/text.hpp"
#include "emg/muscle/forearm.hpp"
#include "encoders/encoder.hpp"
#include "snn/backend.hpp"
#include "snn/design.hpp"

namespace efferent::bench {
namespace {

emg::Dataset forearm() {
    emg::ForearmParams params;
    params.people = 1;
    params.sessions = 1;
    params.repetitions = 1;
    return emg::simulate_forearm(params, 1);
}

std::vector<Event> events_of(const SignalView& signal) {
    const auto encoder =
        make(encoders::encoders(),
             Config::parse(R"({"type": "send_on_delta", "threshold_relative": 0.25})", "bench"));
    encoder->prepare(encoders::calibrate(std::span(&signal, 1), 1.0));
    std::vector<Event> events;
    encoder->encode(signal, events);
    return events;
}

/// Runs the events through a new session, 50 ms at a time.
snn::Cost run(const snn::Program& program, std::span<const Event> events, Time end) {
    const auto session = program.start();
    std::vector<Spike> spikes;
    std::size_t sent = 0;
    for (Time until = Time{} + 50ms; until <= end; until += 50ms) {
        std::size_t last = sent;
        while (last < events.size() && events[last].at < until) ++last;
        spikes.clear();
        session->run(events.subspan(sent, last - sent), until, spikes);
        sent = last;
    }
    return session->cost();
}

}  // namespace

Rows measure_reference() {
    const emg::Dataset dataset = forearm();
    const SignalView signal = dataset.recording.signal();
    const auto events = events_of(signal);
    const auto network = make(snn::designs(), Config::parse("\"coincidence\"", "bench"))
                             ->build({.channels = signal.channels()});
    const auto program =
        make(snn::backends(), Config::parse("\"reference\"", "bench"))->compile(network);
    snn::Cost cost;
    const double time =
        user_seconds_of([&] { cost = run(*program, events, signal.time(signal.length())); });
    const double length = static_cast<double>(signal.length()) / signal.rate().value;
    return {{"pipeline.reference.ns_per_delivery",
             1e9 * time / static_cast<double>(cost.deliveries), "ns",
             "User time of the reference backend per weight added: coincidence network of " +
                 std::to_string(network.neurons()) + " neurons and " +
                 std::to_string(network.synapses()) +
                 " synapses, 8 simulated channels at 1 kHz, threshold 0.25; " +
                 fixed(static_cast<double>(cost.deliveries) / length / 1e3, 0) +
                 " thousand weights added and " +
                 fixed(static_cast<double>(cost.spikes) / length / 1e3, 1) +
                 " thousand spikes a second of signal."}};
}

}  // namespace efferent::bench
