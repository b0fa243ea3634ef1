// The settings of training by gradients, with their rules.
#include "snn/learning/descent.hpp"

namespace efferent::snn::training {

void describe_in(Fields& field, DescentParams& p) {
    field("reading", p.reading, "how a decision is read from the readout's potentials");
    field("epochs", p.epochs, "times that every training example is seen");
    field("batch", p.batch, "examples of a step");
    describe(field, p.steps);
    field("start_share", p.start_share,
          "share of a layer's neurons that spike at a tick to begin with: the weights into it are "
          "scaled for that; 0: as they are");
    field("lower_hz", p.activity.lower_hz, "rate below which a neuron costs; 0: none");
    field("upper_hz", p.activity.upper_hz, "rate above which a neuron costs; 0: none");
    field("rate_strength", p.activity.strength,
          "what the square of a rate's relative distance beyond its bound adds to the loss, in the "
          "mean over neurons");
    field(
        "operations_strength", p.activity.operations_strength,
        "what a million synaptic operations a second, of hidden neurons' spikes, add to the loss");
    field("hardware", p.hardware, "what the chip can hold, which training then counts on");
    field("rewiring", p.rewiring, "synapses that die and are born, each neuron's fan-in kept");
    field("learn_biases", p.learn_biases, "whether each neuron learns its bias too");
    field("learn_time_constants", p.learn_time_constants,
          "whether each neuron learns its time constants too");
    field("learn_delays", p.learn_delays,
          "whether each source of a projection to a hidden population learns its delay too");
    field("longest_delay_ms", p.longest_delay, "up to which delays are learned");
    field("start_delays", p.start_delays,
          "of those that are learned: \"drawn\", uniformly by the seed, or \"given\", the "
          "network's");
    field("validation_groups", p.validation_groups,
          "groups of examples, drawn by the seed, that choose the best epoch instead of training; "
          "0: the last epoch counts");
    field("patience", p.patience,
          "epochs without a better one after which training ends; 0: never");
    field.require(p.epochs > 0, "epochs", "must be above zero");
    field.require(p.batch > 0, "batch", "must be above zero");
    field.require(p.start_share >= 0.0 && p.start_share < 1.0, "start_share",
                  "must be from 0 to below 1");
    field.require(p.activity.lower_hz >= 0.0, "lower_hz", "must not be negative");
    field.require(p.activity.upper_hz == 0.0 || p.activity.upper_hz > p.activity.lower_hz,
                  "upper_hz", "must be 0 or above lower_hz");
    field.require(p.activity.strength >= 0.0, "rate_strength", "must not be negative");
    field.require(p.activity.operations_strength >= 0.0, "operations_strength",
                  "must not be negative");
    field.require(
        !p.learn_delays || (p.longest_delay >= 2 * p.reading.tick &&
                            p.longest_delay % p.reading.tick == 0ns && p.longest_delay <= 10s),
        "longest_delay_ms", "must be whole ticks, two at least, and at most 10000");
    field.require(p.start_delays == "drawn" || p.start_delays == "given", "start_delays",
                  "must be \"drawn\" or \"given\"");
    field.require(p.validation_groups >= 0, "validation_groups", "must not be negative");
    field.require(p.patience >= 0, "patience", "must not be negative");
}

}  // namespace efferent::snn::training
