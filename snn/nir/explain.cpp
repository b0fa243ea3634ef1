#include "snn/nir/explain.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <tuple>

#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent::snn::nir {
namespace {

struct Change {
    std::string kind;
    std::string assumption;
    std::function<void(Platform&)> make;
};

const char* name(Decay decay) {
    switch (decay) {
        case Decay::euler:
            return "1 - dt/tau (Euler)";
        case Decay::exponential:
            return "exp(-dt/tau) of the potential";
        case Decay::exponential_after:
            return "exp(-dt/tau) of potential and input";
        case Decay::exact:
            return "solved within the step";
    }
    return "";
}

/// One for each assumption that `as` does not make.
std::vector<Change> changes(const Platform& as) {
    std::vector<Change> all;
    for (const Decay decay :
         {Decay::euler, Decay::exponential, Decay::exponential_after, Decay::exact})
        if (decay != as.decay)
            all.push_back({"decay",
                           std::string("decay: ") + name(decay) + " instead of " + name(as.decay),
                           [=](Platform& p) { p.decay = decay; }});
    if (as.reset == ResetTo::value)
        all.push_back({"reset", "reset: subtracts v_threshold instead of going to v_reset",
                       [](Platform& p) { p.reset = ResetTo::subtract; }});
    else
        all.push_back({"reset", "reset: goes to v_reset instead of subtracting v_threshold",
                       [](Platform& p) { p.reset = ResetTo::value; }});
    const std::pair<ResetWhen, const char*> moments[] = {
        {ResetWhen::at_once, "in the step of the spike"},
        {ResetWhen::next_step, "in the step after the spike"},
        {ResetWhen::at_once_and_for_comparison,
         "in the step of the spike, and again for the next comparison"}};
    for (const auto& [when, text] : moments)
        if (when != as.when)
            all.push_back({"when", std::string("order: the reset comes ") + text,
                           [when = when](Platform& p) { p.when = when; }});
    all.push_back({"first",
                   as.spikes_first ? "order: compares the potential after its update"
                                   : "order: compares the potential that the last step left",
                   [](Platform& p) { p.spikes_first = !p.spikes_first; }});
    for (int delay = 0; delay <= 2; ++delay)
        if (delay != as.input_delay)
            all.push_back({"delay",
                           "delay: the input arrives " + std::to_string(delay) +
                               " steps late instead of " + std::to_string(as.input_delay),
                           [=](Platform& p) { p.input_delay = delay; }});
    for (const double factor : {0.1, 0.5, 2.0, 10.0})
        all.push_back({"dt", "dt: " + exact(as.dt_s * factor) + " s instead of " + exact(as.dt_s),
                       [=](Platform& p) { p.dt_s *= factor; }});
    all.push_back({"bias",
                   as.early_bias ? "order: the bias of what feeds back begins a step later"
                                 : "order: the bias of what feeds back is there from the start",
                   [](Platform& p) { p.early_bias = !p.early_bias; }});
    all.push_back(
        {"single",
         as.single ? "precision: 64 bits instead of 32" : "precision: 32 bits instead of 64",
         [](Platform& p) { p.single = !p.single; }});
    return all;
}

auto badness(const Explanation& e) { return std::tuple(e.mismatch.spikes, e.mismatch.potential); }

}  // namespace

Mismatch compared(const Trace::One& ours, const Observed& theirs) {
    if (ours.size != theirs.neurons ||
        (!theirs.spikes.empty() && theirs.spikes.size() != ours.output.size()) ||
        (!theirs.potential.empty() && theirs.potential.size() != ours.potential.size()))
        throw Error(Fault::config,
                    "node \"" + ours.name + "\" has " + std::to_string(ours.size) +
                        " neurons and the input " +
                        std::to_string(ours.output.size() / std::max<std::size_t>(ours.size, 1)) +
                        " steps, which is not what the trace has");
    Mismatch m;
    for (std::size_t i = 0; i < theirs.spikes.size(); ++i) {
        if ((theirs.spikes[i] != 0.0) == (ours.output[i] != 0.0)) continue;
        ++m.spikes;
        if (!m.first) m.first = i / ours.size;
    }
    for (std::size_t i = 0; i < theirs.potential.size(); ++i)
        m.potential = std::max(m.potential, std::abs(theirs.potential[i] - ours.potential[i]));
    return m;
}

std::vector<Explanation> explanations(const Graph& graph, std::span<const double> input,
                                      const std::string& node, const Observed& theirs,
                                      const Platform& as) {
    std::vector<Explanation> all;
    const auto try_with = [&](const std::string& assumption, const Platform& p) {
        try {
            const Trace trace = run(graph, input, p);
            all.push_back({assumption, p, compared(trace.of(node), theirs)});
        } catch (const Error& e) {
            if (e.fault() != Fault::unsupported && e.fault() != Fault::network) throw;
        }
    };
    const std::vector<Change> single = changes(as);
    for (const Change& c : single) {
        Platform p = as;
        c.make(p);
        try_with(c.assumption, p);
    }
    const bool enough =
        std::ranges::any_of(all, [](const Explanation& e) { return e.mismatch.none(); });
    if (!enough)
        for (std::size_t a = 0; a < single.size(); ++a)
            for (std::size_t b = a + 1; b < single.size(); ++b) {
                if (single[a].kind == single[b].kind) continue;
                Platform p = as;
                single[a].make(p);
                single[b].make(p);
                try_with(single[a].assumption + "; " + single[b].assumption, p);
            }
    std::ranges::stable_sort(all, {}, badness);
    return all;
}

}  // namespace efferent::snn::nir
