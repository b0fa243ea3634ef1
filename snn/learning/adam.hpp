// Steps down a gradient: Adam with decoupled weight decay (Loshchilov and Hutter, "Decoupled weight
// decay regularization", ICLR 2019), clipping by the gradient's norm, and a cosine schedule.
#pragma once

#include "core/fields.hpp"
#include "snn/learning/plan.hpp"

namespace efferent::snn::training {

struct Steps {
    double learning_rate = 2e-3;
    std::string schedule = "cosine";
    double clip = 1.0;
    double weight_decay = 0.0;
    double momentum = 0.9;
    double second_momentum = 0.999;
    double delay_rate = 50.0;
};
void describe(Fields& field, Steps& steps);

/// What an optimiser remembers; as long as the parameters.
struct Moments {
    Aligned<float> first, second;
    std::int64_t steps = 0;
};

/// The learning rate of step `step` of `all`.
double learning_rate(const Steps& steps, std::int64_t step, std::int64_t all);

/// Gives the gradient's norm before clipping; nothing moves if that is not finite.
double descend(const Steps& steps, double rate, const Plan& plan, const Aligned<float>& gradient,
               Moments& moments, Aligned<float>& values);

}  // namespace efferent::snn::training
