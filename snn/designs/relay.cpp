// A layer that passes every event on as a spike: what a readout of bare events is compared with.
#include "snn/design.hpp"

namespace efferent::snn {
namespace {

struct RelayParams {
    Duration delay = 1ms;
};

void describe(Fields& field, RelayParams& p) {
    field("delay_ms", p.delay, "of every synapse");
    field.require(p.delay > 0ns, "delay_ms", "must be above zero");
}

/// An integrator per line that loses 1 at a spike, so k events of an instant give k spikes, a
/// nanosecond apart.
class Relay final : public Design {
public:
    using Params = RelayParams;
    explicit Relay(const Params& params) : p_(params) {}

    Network build(const Purpose& purpose) const override {
        Network network(purpose.channels);
        const std::size_t lines = 2 * purpose.channels;
        const auto relay = network.add(
            "relay", lines,
            Config::parse(R"({"type": "if", "threshold": 1, "reset": "by_subtraction"})", "relay"));
        network.connect(InputLines{}, relay, OneToOne{std::vector<float>(lines, 1.0F)}, p_.delay);
        return network;
    }

private:
    Params p_;
};

}  // namespace

extern constinit const PartInfo<Design> part_relay =
    part<Design, Relay>("relay", "one neuron per line that spikes with every event of it");

}  // namespace efferent::snn
