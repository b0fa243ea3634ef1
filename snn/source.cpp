// One heap for all sources of a network.
#include "snn/source.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "snn/dynamics.hpp"

namespace efferent::snn {
namespace {

constexpr auto later_spike = [](const auto& a, const auto& b) { return a.spike > b.spike; };

bool has(const auto& parts, std::string_view name) {
    return std::ranges::any_of(parts, [&](const auto* info) { return info->name == name; });
}

std::vector<std::unique_ptr<Source>> sources_of(const Population& population) {
    std::vector<std::unique_ptr<Source>> made;
    const Config settings = resolve(sources(), population.model);
    if (population.own.empty()) {
        made.push_back(make(sources(), settings));
        return made;
    }
    for (std::size_t n = 0; n < population.size; ++n) {
        try {
            Config config = settings;
            for (const OwnValues& own : population.own)
                config = config.with(own.key, exact(own.values[n]));
            made.push_back(make(sources(), config));
        } catch (Error& e) {
            e.during("neuron " + std::to_string(n));
            throw;
        }
    }
    return made;
}

}  // namespace

bool is_source(const Population& population) {
    std::string type;
    try {
        type = population.model.type();
    } catch (Error& e) {
        e.during("population \"" + population.name + "\"");
        throw;
    }
    if (has(sources(), type)) return true;
    if (has(models(), type)) return false;
    std::vector<std::string> names;
    for (const auto* info : models()) names.emplace_back(info->name);
    for (const auto* info : sources()) names.emplace_back(info->name);
    throw Error(Fault::config,
                "population \"" + population.name + "\": " + unknown_name(type, names));
}

SourceFeed::SourceFeed(const Network& network) {
    for (const Population& p : network.populations()) {
        if (!is_source(p)) continue;
        try {
            const auto made = sources_of(p);
            for (const auto& source : made) source->check(p.size);
            for (std::size_t n = 0; n < p.size; ++n)
                wait({{}, static_cast<NeuronId>(index(p.first) + n)},
                     made[made.size() == 1 ? 0 : n]->train(n));
        } catch (Error& e) {
            e.during("population \"" + p.name + "\"");
            throw;
        }
    }
}

void SourceFeed::wait(Spike spike, std::unique_ptr<Train> train) {
    spike.at = train->next();
    if (spike.at == Time::max()) return;
    pending_.push_back({spike, std::move(train)});
    std::ranges::push_heap(pending_, later_spike);
}

Time SourceFeed::next() const { return pending_.empty() ? Time::max() : pending_.front().spike.at; }

void SourceFeed::take(Time until, std::vector<Spike>& out) {
    while (next() < until) {
        out.push_back(pending_.front().spike);
        std::ranges::pop_heap(pending_, later_spike);
        Pending first = std::move(pending_.back());
        pending_.pop_back();
        wait(first.spike, std::move(first.train));
    }
}

}  // namespace efferent::snn
