#include "snn/nir/run.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <memory>

#include "core/error.hpp"
#include "core/text.hpp"
#include "snn/nir/fixed_point.hpp"
#include "snn/nir/neuron.hpp"
#include "snn/nir/sound.hpp"
#include "snn/nir/stateless.hpp"

namespace efferent::snn::nir {
namespace {

template <class Real>
class Runner {
public:
    Runner(const Flat& flat, const Platform& as) : flat_(flat), as_(as) {
        for (const Part& part : flat.parts) {
            Place& place = places_.emplace_back();
            place.heard.assign(heard_by(part), 0);
            place.out.assign(part.size(), 0);
            const std::string& type = part.node->type;
            if (is_neuron(type)) place.neurons = std::make_unique<Neurons<Real>>(part, as);
            if (type.starts_with("Conv") || type.ends_with("Pool2d"))
                place.kernel = kernel_of(part, flat.parts[part.from.at(0)].shape);
            if (type == "Delay") place.line.assign(longest_delay(part) + 1, place.out);
        }
        if (as.early_bias) settle();
    }

    void step(const double* input) {
        for (std::size_t p = 0; p < places_.size(); ++p) {
            Place& place = places_[p];
            std::ranges::fill(place.heard, Real{0});
            if (p == flat_.input)
                for (std::size_t i = 0; i < place.heard.size(); ++i)
                    place.heard[i] = static_cast<Real>(input[i]);
            for (const std::size_t from : flat_.parts[p].from)
                for (std::size_t i = 0; i < place.heard.size(); ++i)
                    place.heard[i] += places_[from].out[i];
            if (place.neurons)
                for (std::size_t n = 0; n < place.out.size(); ++n)
                    place.out[n] = place.neurons->step(n, place.heard[n]);
            else
                answer(flat_.parts[p], place);
        }
    }

    void note(Trace& trace) const {
        for (std::size_t p = 0; p < places_.size(); ++p) {
            Trace::One& one = trace.parts[p];
            one.output.insert(one.output.end(), places_[p].out.begin(), places_[p].out.end());
            if (!places_[p].neurons) continue;
            for (std::size_t n = 0; n < one.size; ++n)
                one.potential.push_back(places_[p].neurons->potential(n));
        }
    }

private:
    struct Place {
        std::vector<Real> heard, out;
        std::unique_ptr<Neurons<Real>> neurons;
        Kernel kernel;
        std::deque<std::vector<Real>> line;  ///< of a delay: newest last
    };

    std::size_t heard_by(const Part& part) const {
        if (part.from.empty()) return part.size();
        return flat_.parts[part.from.front()].size();
    }

    std::size_t steps_of(const Part& part, std::size_t i) const {
        const auto& delays = parameter(*part.node, "delay").values;
        const double steps = (delays.size() == 1 ? delays.front() : delays[i]) / as_.dt_s;
        if (steps < 0.0 || std::abs(steps - std::round(steps)) > 1e-6)
            throw Error(Fault::unsupported, "node \"" + part.name + "\": a delay of " +
                                                exact(steps) + " steps; whole ones can be run");
        return static_cast<std::size_t>(std::llround(steps));
    }
    std::size_t longest_delay(const Part& part) const {
        std::size_t most = 0;
        for (std::size_t i = 0; i < part.size(); ++i) most = std::max(most, steps_of(part, i));
        return most;
    }

    /// What nodes without a state give when nothing has happened yet: it is what feeds back at
    /// first.
    void settle() {
        for (std::size_t p = 0; p < places_.size(); ++p) {
            const Part& part = flat_.parts[p];
            if (p == flat_.input || places_[p].neurons || part.node->type == "Delay") continue;
            std::ranges::fill(places_[p].heard, Real{0});
            for (const std::size_t from : part.from)
                for (std::size_t i = 0; i < places_[p].heard.size(); ++i)
                    places_[p].heard[i] += places_[from].out[i];
            answer(part, places_[p]);
        }
    }

    void answer(const Part& part, Place& place) {
        const Node& node = *part.node;
        const std::vector<Real>& x = place.heard;
        std::vector<Real>& y = place.out;
        const auto of = [&](const char* key, std::size_t i) {
            const auto& values = parameter(node, key).values;
            return static_cast<Real>(values.size() == 1 ? values.front() : values[i]);
        };
        if (node.type == "Linear" || node.type == "Affine") {
            const std::vector<double>& w = parameter(node, "weight").values;
            for (std::size_t o = 0; o < y.size(); ++o) {
                Real sum = 0;
                for (std::size_t i = 0; i < x.size(); ++i)
                    if (x[i] != 0) sum += static_cast<Real>(w[o * x.size() + i]) * x[i];
                y[o] = node.type == "Affine" ? sum + of("bias", o) : sum;
            }
        } else if (node.type.starts_with("Conv") || node.type.ends_with("Pool2d")) {
            apply(place.kernel, x, y);
        } else if (node.type == "Scale") {
            for (std::size_t i = 0; i < y.size(); ++i) y[i] = of("scale", i) * x[i];
        } else if (node.type == "Threshold") {
            for (std::size_t i = 0; i < y.size(); ++i) y[i] = x[i] > of("threshold", i) ? 1 : 0;
        } else if (node.type == "Delay") {
            place.line.push_back(x);
            place.line.pop_front();
            for (std::size_t i = 0; i < y.size(); ++i)
                y[i] = place.line[place.line.size() - 1 - steps_of(part, i)][i];
        } else {  // Input, Output, Flatten
            y = x;
        }
    }

    const Flat& flat_;
    const Platform& as_;
    std::vector<Place> places_;
};

template <class Runs>
void follow(Runs& runner, std::span<const double> input, std::size_t width, std::size_t late,
            Trace& trace) {
    const std::vector<double> nothing(width, 0.0);
    for (std::size_t t = 0; t < trace.steps; ++t) {
        runner.step(t < late ? nothing.data() : input.data() + (t - late) * width);
        runner.note(trace);
    }
}

}  // namespace

const Trace::One& Trace::of(std::string_view name) const {
    const auto it = std::ranges::find(parts, name, &One::name);
    if (it != parts.end()) return *it;
    std::vector<std::string> known;
    for (const One& one : parts) known.push_back(one.name);
    throw Error(Fault::config, "node: " + unknown_name(name, known));
}

Trace run(const Graph& graph, std::span<const double> input, const Platform& as) {
    const Flat flat = laid_open(graph);
    const std::size_t width = flat.parts[flat.input].size();
    if (width == 0 || input.size() % width != 0)
        throw Error(Fault::config, "the input is no whole number of steps of " +
                                       std::to_string(width) + " values");
    Trace trace;
    trace.steps = input.size() / width;
    for (const Part& part : flat.parts)
        trace.parts.push_back({part.name, part.size(), is_neuron(part.node->type), {}, {}});
    const auto late = static_cast<std::size_t>(as.input_delay);
    if (as.whole_numbers) {
        FixedPoint runner(flat, as);
        follow(runner, input, width, late, trace);
    } else if (as.single) {
        Runner<float> runner(flat, as);
        follow(runner, input, width, late, trace);
    } else {
        Runner<double> runner(flat, as);
        follow(runner, input, width, late, trace);
    }
    return trace;
}

}  // namespace efferent::snn::nir
