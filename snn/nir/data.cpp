#include "snn/nir/data.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent::snn::nir {
namespace {

constexpr double slack = 1e-6;  // of a step, by which a time may miss it

[[noreturn]] void refuse(const std::string& story) { throw Error(Fault::config, story); }

void require_sample(std::size_t sample, std::size_t there) {
    if (sample >= there)
        refuse("sample " + std::to_string(sample) + " is not there; there are " +
               std::to_string(there));
}

std::vector<double> grid_steps(const TimeGrid& grid, std::size_t sample, double dt_s,
                               std::size_t steps) {
    if (std::abs(grid.dt_s / dt_s - 1.0) > slack)
        refuse("its step is " + exact(grid.dt_s * 1e3) + " ms, not " + exact(dt_s * 1e3) + " ms");
    const std::size_t there = grid.data.shape[1], neurons = grid.data.shape[2];
    if (steps > 0 && there > steps)
        refuse("it has " + std::to_string(there) + " steps, beyond the " + std::to_string(steps) +
               " that were asked for");
    std::vector<double> all((steps > 0 ? steps : there) * neurons, 0.0);
    const auto first =
        grid.data.values.begin() + static_cast<std::ptrdiff_t>(sample * there * neurons);
    std::copy_n(first, there * neurons, all.begin());
    return all;
}

std::vector<double> event_steps(const EventTable& table, std::size_t sample, double dt_s,
                                std::size_t steps) {
    const double long_s = std::ceil(table.t_max_s / dt_s - slack);
    if (!(long_s * static_cast<double>(table.neurons) < 1e9))
        refuse("it is too long for steps of " + exact(dt_s * 1e3) + " ms");
    if (steps == 0) steps = static_cast<std::size_t>(std::max(0.0, long_s));
    std::vector<double> all(steps * table.neurons, 0.0);
    for (const DataEvent& e : table.samples[sample]) {
        const auto step = static_cast<std::size_t>(std::floor(e.time_s / dt_s + slack));
        if (step >= steps)
            refuse("an event at " + exact(e.time_s) + " s is beyond the " + std::to_string(steps) +
                   " steps");
        all[step * table.neurons + e.neuron] += e.value;
    }
    return all;
}

}  // namespace

std::size_t neurons_of(const Observable& observable) {
    if (const auto* table = std::get_if<EventTable>(&observable)) return table->neurons;
    return std::get<TimeGrid>(observable).data.shape[2];
}

std::size_t samples_of(const Observable& observable) {
    if (const auto* table = std::get_if<EventTable>(&observable)) return table->samples.size();
    return std::get<TimeGrid>(observable).data.shape[0];
}

std::vector<double> steps_of(const Observable& observable, std::size_t sample, double dt_s,
                             std::size_t steps) {
    require_sample(sample, samples_of(observable));
    if (const auto* table = std::get_if<EventTable>(&observable))
        return event_steps(*table, sample, dt_s, steps);
    return grid_steps(std::get<TimeGrid>(observable), sample, dt_s, steps);
}

}  // namespace efferent::snn::nir
