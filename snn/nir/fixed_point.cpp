#include "snn/nir/fixed_point.hpp"

#include <cmath>
#include <cstdlib>

#include "core/error.hpp"
#include "core/text.hpp"
#include "snn/loihi.hpp"
#include "snn/nir/neuron.hpp"

namespace efferent::snn::nir {
namespace {

constexpr std::int64_t fraction = 64, whole_decay = 4096;
constexpr std::int64_t most_weight = 255, most_threshold = (1 << 17) - 1;

[[noreturn]] void refuse(const Part& part, const std::string& story) {
    throw Error(Fault::unsupported, "node \"" + part.name + "\": " + story);
}

std::int64_t rounded(const Part& part, double value, std::int64_t most, const char* what) {
    const std::int64_t v = std::llround(value);
    if (std::abs(v) > most)
        refuse(part, std::string(what) + " of " + std::to_string(v) + " exceeds the chip's " +
                         std::to_string(most) + "; take fewer steps per unit of potential");
    return v;
}

}  // namespace

FixedPoint::FixedPoint(const Flat& flat, const Platform& as) : flat_(flat) {
    for (std::size_t p = 0; p < flat.parts.size(); ++p) {
        const Part& part = flat.parts[p];
        Place& place = places_.emplace_back();
        place.out.assign(part.size(), 0);
        const std::string& type = part.node->type;
        if (type == "Input" || type == "Output" || type == "Linear" || type == "Affine") continue;
        if (type != "LIF") refuse(part, "in whole numbers only Linear, Affine and LIF can be run");
        const std::size_t linear = part.from.size() == 1 ? part.from.front() : p;
        const Node& source = *flat.parts[linear].node;
        if ((source.type != "Linear" && source.type != "Affine") ||
            flat.parts[linear].from.size() != 1)
            refuse(part, "in whole numbers it must hear one Linear that hears one node");
        if (source.type == "Affine")
            for (const double b : parameter(source, "bias").values)
                if (b != 0.0) refuse(flat.parts[linear], "in whole numbers a bias cannot be run");
        place.from = flat.parts[linear].from.front();
        const auto r = spread(part, "r", 1.0), tau = spread(part, "tau", 1.0);
        const auto threshold = spread(part, "v_threshold", 0.0);
        const auto leak = spread(part, "v_leak", 0.0), reset = spread(part, "v_reset", 0.0);
        const std::vector<double>& w = parameter(source, "weight").values;
        const std::size_t width = w.size() / part.size();
        for (std::size_t n = 0; n < part.size(); ++n) {
            if (leak[n] != 0.0 || reset[n] != 0.0)
                refuse(part, "in whole numbers v_leak and v_reset must be zero");
            const double share = as.dt_s / tau[n];
            if (share >= 1.0) refuse(part, "tau must be longer than a step");
            place.decay.push_back(static_cast<std::int64_t>(whole_decay * share));
            place.threshold.push_back(
                rounded(part, threshold[n] * as.steps_per_unit, most_threshold, "a threshold"));
            for (std::size_t i = 0; i < width; ++i)
                place.weight.push_back(rounded(part,
                                               w[n * width + i] * r[n] * share * as.steps_per_unit,
                                               most_weight, "a weight"));
        }
        place.v.assign(part.size(), 0);
    }
}

void FixedPoint::step(const double* input) {
    for (std::size_t p = 0; p < places_.size(); ++p) {
        Place& place = places_[p];
        if (p == flat_.input) {
            for (std::size_t i = 0; i < place.out.size(); ++i)
                place.out[i] = std::llround(input[i]);
            continue;
        }
        if (place.v.empty()) {
            if (flat_.parts[p].node->type == "Output") place.out = places_[flat_.read.front()].out;
            continue;
        }
        const std::vector<std::int64_t>& heard = places_[place.from].out;
        for (std::size_t n = 0; n < place.v.size(); ++n) {
            std::int64_t u = 0;
            for (std::size_t i = 0; i < heard.size(); ++i)
                u += fraction * place.weight[n * heard.size() + i] * heard[i];
            std::int64_t& v = place.v[n];
            v = loihi_decayed(v, place.decay[n]) + u;
            const bool spike = v > fraction * place.threshold[n];
            if (spike) v = 0;
            place.out[n] = spike ? 1 : 0;
        }
    }
}

void FixedPoint::note(Trace& trace) const {
    for (std::size_t p = 0; p < places_.size(); ++p) {
        for (const std::int64_t o : places_[p].out)
            trace.parts[p].output.push_back(static_cast<double>(o));
        for (const std::int64_t v : places_[p].v)
            trace.parts[p].potential.push_back(static_cast<double>(v));
    }
}

}  // namespace efferent::snn::nir
