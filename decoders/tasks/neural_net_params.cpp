// Settings with which a network is trained, as files name them.
#include "decoders/tasks/neural_net.hpp"

namespace efferent::decoders {

void describe_training(Fields& field, NetParams& p) {
    field("hidden", p.hidden, "neurons of the dense layer");
    field("epochs", p.epochs, "times that all windows are seen");
    field("batch", p.batch, "windows a step");
    field("step", p.step, "learning rate at the beginning");
    field("decay", p.decay, "of the weights, times the learning rate");
    field("dropout", p.dropout, "share of the hidden neurons left out at a time");
    field.require(p.dropout >= 0.0 && p.dropout < 1.0, "dropout", "must be from 0 to below 1");
    field.require(p.hidden > 0 && p.hidden <= 4096, "hidden", "must be from 1 to 4096");
    field.require(p.epochs > 0, "epochs", "must be above zero");
    field.require(p.batch > 0, "batch", "must be above zero");
    field.require(p.step > 0.0, "step", "must be above zero");
    field.require(p.decay >= 0.0, "decay", "must not be negative");
}

}  // namespace efferent::decoders
