// Puts the spikes of a window in order: first by which part of it they are in, since they are
// spread over all of it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "snn/backend.hpp"

namespace efferent::snn {

class SpikeOrder {
public:
    /// All of them are in the window that begins at `begin_ns`.
    void sort(std::vector<Spike>& spikes, std::int64_t begin_ns, std::int64_t length_ns) {
        if (spikes.size() <= few) {
            std::ranges::sort(spikes);
            return;
        }
        const std::size_t parts = 2 * spikes.size();
        const double parts_a_ns = static_cast<double>(parts) / static_cast<double>(length_ns);
        const auto part = [&](const Spike& s) {
            const auto offset = static_cast<double>(s.at.time_since_epoch().count() - begin_ns);
            return std::min(static_cast<std::size_t>(offset * parts_a_ns), parts - 1);
        };
        ends_.assign(parts + 1, 0);
        for (const Spike& s : spikes) ++ends_[part(s) + 1];
        for (std::size_t i = 1; i <= parts; ++i) ends_[i] += ends_[i - 1];
        sorted_.resize(spikes.size());
        for (const Spike& s : spikes) sorted_[ends_[part(s)]++] = s;
        spikes.swap(sorted_);
        std::size_t begin = 0;
        for (std::size_t i = 0; i < parts; begin = ends_[i++])
            if (ends_[i] > begin + 1)
                std::ranges::sort(std::span(spikes).subspan(begin, ends_[i] - begin));
    }

private:
    static constexpr std::size_t few = 20;
    std::vector<std::uint32_t> ends_;  ///< of each part, its begin until its spikes are in place
    std::vector<Spike> sorted_;
};

}  // namespace efferent::snn
