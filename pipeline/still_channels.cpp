// Looks for the longest run of one value in each channel.
#include "pipeline/still_channels.hpp"

namespace efferent {
namespace {

struct Run {
    std::size_t first = 0, length = 0;  ///< samples
};

/// The longest run of one value, the first among equals.
Run longest_run(const Cut& part, std::size_t channel) {
    const std::size_t channels = part.channels.size();
    Run longest, now;
    for (std::size_t t = 0; t * channels < part.samples.size(); ++t) {
        const float x = part.samples[t * channels + channel];
        if (now.length > 0 && x == part.samples[now.first * channels + channel])
            ++now.length;
        else
            now = {t, 1};
        if (now.length > longest.length) longest = now;
    }
    return longest;
}

}  // namespace

std::vector<StillChannel> still_channels(const Cut& part, Hertz rate) {
    std::vector<StillChannel> still;
    for (std::size_t m = 0; m < part.channels.size(); ++m) {
        const Run run = longest_run(part, m);
        const Duration length = sample_time(rate, static_cast<std::int64_t>(run.length)) - Time{};
        if (length < 1s) continue;
        const auto first = static_cast<std::int64_t>(part.begin + run.first);
        still.push_back({part.channels[m], sample_time(rate, first), length});
    }
    return still;
}

void require_alive(const Cut& part, const std::string& name, const std::string& reader) {
    const std::size_t channels = part.channels.size();
    std::string dead, remedy;
    std::size_t count = 0;
    for (std::size_t m = 0; m < channels; ++m) {
        if (longest_run(part, m).length * channels < part.samples.size()) continue;
        dead += (count++ == 0 ? "" : ", ") + part.channels[m];
        remedy += " --skip-channel " + part.channels[m];
    }
    if (count > 0)
        throw Error(Fault::format, name + (count == 1 ? ": channel " : ": channels ") + dead +
                                       (count == 1 ? " holds" : " hold") +
                                       " one value throughout, but " + reader + " read " +
                                       (count == 1 ? "it" : "them") +
                                       "; decompose a recording anew without, by" + remedy);
}

}  // namespace efferent
