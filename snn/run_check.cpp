// Refusals come before a run, so that a session that refused is as it was.
#include "snn/run_check.hpp"

#include <unistd.h>

#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent::snn {
namespace {

std::string ns(Time t) { return std::to_string(t.time_since_epoch().count()) + " ns"; }

}  // namespace

RunCheck::RunCheck(const Network& network, const Setup& setup)
    : channels_(network.channels()), monitor_(setup.monitor) {
    for (const NeuronId probe : setup.probes)
        if (index(probe) >= network.neurons())
            throw Error(Fault::network, "probe: neuron " + std::to_string(index(probe)) +
                                            " is unknown; there are " +
                                            std::to_string(network.neurons()));
}

void RunCheck::check(std::span<const Event> input, Time until) const {
    if (ended_) throw Error(Fault::cancelled, "this session was stopped; start another");
    if (until < now_)
        throw Error(Fault::network, "run until " + ns(until) +
                                        ": is in the past, since the session is at " + ns(now_));
    for (std::size_t i = 0; i < input.size(); ++i) {
        const Event& e = input[i];
        const auto refuse = [&](const std::string& why) {
            throw Error(Fault::network, "input event " + std::to_string(i) + ": " + why);
        };
        if (index(e.channel) >= channels_)
            refuse("channel " + std::to_string(index(e.channel)) + " is unknown; there are " +
                   std::to_string(channels_));
        if (e.at < now_ || e.at >= until)
            refuse("its time, " + ns(e.at) + ", must be in [" + ns(now_) + ", " + ns(until) + ")");
        if (i > 0 && e < input[i - 1])
            refuse(
                "must not come before its predecessor in the order of time, channel, polarity "
                "(down before up)");
    }
}

void RunCheck::go_on() {
    if (monitor_ == nullptr || !monitor_->cancelled()) return;
    ended_ = true;
    monitor_->check();
}

void require_memory(double bytes, const std::string& what) {
    const double there =
        static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
    if (bytes <= there) return;
    throw Error(Fault::capacity, what + " would need " + fixed(bytes / 1e9, 1) +
                                     " GB; this machine has " + fixed(there / 1e9, 1) + " GB");
}

}  // namespace efferent::snn
