#include "bench/engine/rules.hpp"

#include <cmath>
#include <utility>

#include "bench/support/clock.hpp"
#include "core/text.hpp"

namespace efferent::bench {
namespace {

using Runs = std::vector<Run>;
using Figure = double (*)(const Run&);

double cpu_seconds(const Run& run) { return run.cpu_s; }
double wall_seconds_of(const Run& run) { return run.wall_s; }
double mean_rate(const Run& run) { return run.rate_hz; }
double event_ns(const Run& run) { return 1e9 * run.cpu_s / static_cast<double>(run.deliveries); }

double median_of(const Runs& runs, Figure figure) {
    std::vector<double> values;
    for (const Run& run : runs) values.push_back(figure(run));
    return median(values);
}

/// Of the rounds' quotients: both runs of a round saw the same machine.
double median_quotient(const Runs& above, const Runs& below, Figure figure) {
    std::vector<double> values;
    for (std::size_t i = 0; i < above.size(); ++i)
        values.push_back(figure(above[i]) / figure(below[i]));
    return median(values);
}

/// Why runs with these rates cannot be compared; empty if they can.
std::string bar(const Runs& a, const Runs& b, double most) {
    const double here = median_of(a, mean_rate);
    const double there = median_of(b, mean_rate);
    if (std::abs(here - there) <= most * there) return {};
    return "not comparable: neurons fire at " + fixed(here, 2) + " Hz in one and " +
           fixed(there, 2) + " Hz in the other, which is " +
           fixed(100.0 * std::abs(here - there) / there, 1) + " % apart";
}

std::string told(const Runs& runs, const char* kind, Figure figure) {
    return runs.front().simulator + " " + fixed(median_of(runs, figure), 3) + " s " + kind +
           " at a mean rate of " + fixed(median_of(runs, mean_rate), 2) + " Hz";
}

std::string biological(const Runs& runs) {
    return exact(runs.front().biological_s) + " s of biological time";
}

std::string group_rates(const Run& run) {
    std::string text;
    for (const auto& [name, rate_hz] : run.group_rates_hz)
        text += (text.empty() ? "" : ", ") + name + " " + fixed(rate_hz, 2);
    return text;
}

}  // namespace

RowRule ratio(const std::string& id, const std::string& ours, const std::string& theirs,
              const std::string& work) {
    return {{id, {}, "x", "CPU time of " + theirs + " over that of " + ours + ", " + work + "."},
            {ours, theirs},
            [=](Row& row, const Results& results) {
                const Runs& here = results.runs.at(ours);
                const Runs& there = results.runs.at(theirs);
                row.what = "CPU time of " + theirs + " over that of " + ours + ", " + work +
                           ", one thread, " + biological(here) + ": " +
                           told(there, "CPU time", cpu_seconds) + ", " +
                           told(here, "CPU time", cpu_seconds) + ".";
                row.why = bar(here, there, 0.02);
                if (row.why.empty()) row.value = median_quotient(there, here, cpu_seconds);
            }};
}

RowRule ns_per_event(const std::string& id, const std::string& entrant, const std::string& work) {
    return {{id, {}, "ns", "CPU time of " + entrant + " a synaptic event, " + work + "."},
            {entrant},
            [=](Row& row, const Results& results) {
                const Runs& runs = results.runs.at(entrant);
                row.what = "CPU time of " + entrant + " a synaptic event, " + work + ", " +
                           biological(runs) + ": " +
                           fixed(1e-6 * static_cast<double>(runs.front().deliveries), 2) +
                           " million events in " + told(runs, "CPU time", cpu_seconds) + ".";
                if (runs.front().deliveries == 0)
                    row.why = "there was no event";
                else
                    row.value = median_of(runs, event_ns);
            }};
}

RowRule rate(const std::string& id, const std::string& entrant, const std::string& work) {
    return {{id, {}, "Hz", "Mean rate of the neurons in " + entrant + ", " + work + "."},
            {entrant},
            [=](Row& row, const Results& results) {
                const Runs& runs = results.runs.at(entrant);
                row.what = "Mean rate of the neurons in " + entrant + ", " + work + ", " +
                           biological(runs) + "; " + group_rates(runs.front()) + ".";
                row.value = median_of(runs, mean_rate);
            }};
}

RowRule speedup(const std::string& id, const std::string& one, const std::string& two,
                const std::string& work) {
    return {{id, {}, "x", "Wall time with one thread over that with two, " + work + "."},
            {one, two},
            [=](Row& row, const Results& results) {
                const Runs& slow = results.runs.at(one);
                const Runs& fast = results.runs.at(two);
                row.what = "Wall time with one thread over that with two, " + work + ", " +
                           biological(slow) + ": " + told(slow, "wall time", wall_seconds_of) +
                           ", " + told(fast, "wall time", wall_seconds_of) + ".";
                if (slow.front().spikes != fast.front().spikes)
                    row.why = "not comparable: the number of threads has changed the spikes";
                else
                    row.value = median_quotient(slow, fast, wall_seconds_of);
            }};
}

RowRule cost_ratio(const std::string& id, const std::string& large, const std::string& small,
                   const std::string& work) {
    return {{id, {}, "x", "CPU time an event on " + large + " over that on " + small + ", " + work},
            {large, small},
            [=](Row& row, const Results& results) {
                const Runs& above = results.runs.at(large);
                const Runs& below = results.runs.at(small);
                row.what += ": " + fixed(median_of(above, event_ns), 2) + " ns and " +
                            fixed(median_of(below, event_ns), 2) + " ns, mean rates " +
                            fixed(median_of(above, mean_rate), 2) + " Hz and " +
                            fixed(median_of(below, mean_rate), 2) + " Hz.";
                row.why = bar(above, below, 0.1);
                if (row.why.empty()) row.value = median_quotient(above, below, event_ns);
            }};
}

}  // namespace efferent::bench
