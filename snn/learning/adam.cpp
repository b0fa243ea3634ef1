#include "snn/learning/adam.hpp"

#include <cmath>
#include <numbers>

namespace efferent::snn::training {

void describe(Fields& field, Steps& s) {
    field("learning_rate", s.learning_rate, "of Adam, at the start");
    field("schedule", s.schedule,
          "\"cosine\": the learning rate falls to 0 over all epochs, or \"constant\"");
    field("clip", s.clip, "the norm that a gradient is shortened to if it is longer; 0: never");
    field("weight_decay", s.weight_decay,
          "share of the weights, times the learning rate, that a step takes off");
    field("momentum", s.momentum, "of the mean of gradients, from step to step");
    field("second_momentum", s.second_momentum, "of the mean of their squares");
    field("delay_rate", s.delay_rate,
          "of delays, in ticks: so many times learning_rate, since a weight of 1 is large and a "
          "tick is short");
    field.require(s.delay_rate > 0.0, "delay_rate", "must be above zero");
    field.require(s.learning_rate > 0.0, "learning_rate", "must be above zero");
    field.require(s.schedule == "cosine" || s.schedule == "constant", "schedule",
                  "must be \"cosine\" or \"constant\"");
    field.require(s.clip >= 0.0, "clip", "must not be negative");
    field.require(s.weight_decay >= 0.0, "weight_decay", "must not be negative");
    field.require(s.momentum >= 0.0 && s.momentum < 1.0, "momentum", "must be from 0 to below 1");
    field.require(s.second_momentum >= 0.0 && s.second_momentum < 1.0, "second_momentum",
                  "must be from 0 to below 1");
}

double learning_rate(const Steps& s, std::int64_t step, std::int64_t all) {
    if (s.schedule == "constant") return s.learning_rate;
    const double done = static_cast<double>(step) / static_cast<double>(all);
    return 0.5 * s.learning_rate * (1.0 + std::cos(std::numbers::pi * done));
}

double descend(const Steps& s, double rate, const Plan& plan, const Aligned<float>& gradient,
               Moments& moments, Aligned<float>& values) {
    double square = 0.0;
    for (const float g : gradient) square += static_cast<double>(g) * static_cast<double>(g);
    const double norm = std::sqrt(square);
    if (!std::isfinite(norm)) return norm;
    const double scale = s.clip > 0.0 && norm > s.clip ? s.clip / norm : 1.0;
    ++moments.steps;
    const auto n = static_cast<double>(moments.steps);
    const auto size = static_cast<float>(rate / (1.0 - std::pow(s.momentum, n)));
    const auto delay_size = size * static_cast<float>(s.delay_rate);
    const auto root = static_cast<float>(1.0 / std::sqrt(1.0 - std::pow(s.second_momentum, n)));
    const auto b1 = static_cast<float>(s.momentum), b2 = static_cast<float>(s.second_momentum);
    const auto shortened = static_cast<float>(scale),
               lost = static_cast<float>(rate * s.weight_decay);
    const std::size_t weights = plan.layers.empty() ? gradient.size() : plan.layers.front().bias;
    for (std::size_t i = 0; i < gradient.size(); ++i) {
        const float g = gradient[i] * shortened;
        float& m = moments.first[i];
        float& v = moments.second[i];
        m = b1 * m + (1.0F - b1) * g;
        v = b2 * v + (1.0F - b2) * g * g;
        const float decay = i < weights ? lost * values[i] : 0.0F;
        const float step = i < plan.first_delay ? size : delay_size;
        values[i] -= step * m / (std::sqrt(v) * root + 1e-8F) + decay;
    }
    return norm;
}

}  // namespace efferent::snn::training
