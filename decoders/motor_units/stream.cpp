// FIR filters with a history, peaks that are final once nothing can replace them, classes that
// follow.
#include "decoders/motor_units/stream.hpp"

#include <algorithm>
#include <utility>

#include "core/error.hpp"
#include "core/text.hpp"
#include "decoders/motor_units/lanes.hpp"
#include "decoders/motor_units/pulses.hpp"

namespace efferent::motor_units {
namespace {

constexpr std::size_t longest = 1024;  // samples that are filtered at once
constexpr std::size_t past = 2;        // samples before them that a peak is told by
constexpr std::size_t step = 64;       // the inner loop is fastest with multiples of this
constexpr double artefact = 3.0;       // times the mean square at discharges

static_assert(longest % step == 0);

std::size_t padded(std::size_t count) { return (count + step - 1) / step * step; }

void require_usable(const StreamFilters& filters, double memory) {
    const auto refuse = [](const std::string& why) { throw Error(Fault::config, why); };
    if (filters.channels == 0 || filters.extension == 0 || filters.separation == 0)
        refuse("channels, extension and separation of online filters must be at least 1");
    if (!(memory == 0.0 || memory >= 1.0))
        refuse("the memory of the classes must be 0 or at least 1, not " + exact(memory));
    for (const UnitFilter& unit : filters.units) {
        if (unit.filter.size() != filters.channels * filters.extension)
            refuse("unit " + unit.name + ": has " + std::to_string(unit.filter.size()) +
                   " numbers in its filter; " + std::to_string(filters.channels) +
                   " channels and an extension of " + std::to_string(filters.extension) + " need " +
                   std::to_string(filters.channels * filters.extension));
        if (!(unit.low >= 0.0 && unit.low < unit.high))
            refuse("unit " + unit.name + ": low must be from 0 to below high");
    }
}

}  // namespace

Stream::Stream(StreamFilters filters, double memory, const AdaptParams& adapt)
    : filters_(std::move(filters)), memory_(memory), plane_(filters_.extension + longest) {
    require_usable(filters_, memory);
    planes_.resize(filters_.channels * plane_);
    for (auto& result : results_) result.resize(past + longest);
    maxima_.resize(longest);
    sources_.resize(filters_.units.size());
    taps_.resize(filters_.units.size());
    for (std::size_t u = 0; u < taps_.size(); ++u) set_taps(u);
    if (adapt.time_s != 0.0) adaptation_.emplace(filters_, adapt);
}

void Stream::set_taps(std::size_t unit) {
    taps_[unit].clear();
    for (std::size_t m = 0; m < filters_.channels; ++m)
        for (std::size_t r = 0; r < filters_.extension; ++r)
            taps_[unit].push_back(filters_.units[unit].filter[r * filters_.channels + m]);
}

void Stream::require_next(SignalView block) const {
    const auto refuse = [](const std::string& why) { throw Error(Fault::config, why); };
    if (finished_) refuse("a stream that was finished takes no more blocks");
    if (block.rate() != filters_.rate || block.channels() != filters_.channels)
        refuse("a block of " + std::to_string(block.channels()) + " channels at " +
               exact(block.rate().value) + " Hz does not fit filters for " +
               std::to_string(filters_.channels) + " channels at " + exact(filters_.rate.value) +
               " Hz");
    if (next_ && block.first() != *next_)
        refuse("a block begins at sample " + std::to_string(block.first()) +
               ", where the stream goes on at " + std::to_string(*next_));
}

std::vector<Discharge> Stream::push(SignalView block) {
    require_next(block);
    if (!next_) next_ = first_ = block.first();
    std::vector<Discharge> found;
    for (std::size_t begin = 0; begin < block.length();) {
        std::size_t count = std::min(longest, block.length() - begin);
        if (adaptation_) count = std::min(count, adaptation_->until_change());
        const std::size_t before = found.size();
        chunk(block.rows(begin, count), found);
        if (adaptation_) {
            adaptation_->keep(block.rows(begin, count));
            adapt(std::span(found).subspan(before));
        }
        begin += count;
    }
    std::ranges::sort(found, {}, [](const Discharge& d) { return std::pair(d.sample, d.unit); });
    return found;
}

void Stream::adapt(std::span<const Discharge> found) {
    for (const Discharge& d : found)
        adaptation_->discharge(d.unit, static_cast<std::size_t>(*next_ - d.sample));
    if (!adaptation_->change(filters_.units)) return;
    for (std::size_t u = 0; u < taps_.size(); ++u) set_taps(u);
}

void Stream::chunk(SignalView block, std::vector<Discharge>& found) {
    const std::size_t count = block.length(), extension = filters_.extension;
    for (std::size_t m = 0; m < filters_.channels; ++m) {
        float* plane = planes_.data() + m * plane_ + extension;
        for (std::size_t t = 0; t < count; ++t)
            plane[t] = block.samples()[t * block.channels() + m];
        std::fill(plane + count, plane + padded(count), 0.0F);
    }
    for (std::size_t u = 0; u < sources_.size(); u += 2) {
        const bool two = u + 1 < sources_.size();
        lanes::fir({planes_.data() + extension,
                    plane_,
                    filters_.channels,
                    extension,
                    padded(count),
                    {taps_[u].data(), two ? taps_[u + 1].data() : nullptr},
                    {results_[0].data() + past, two ? results_[1].data() + past : nullptr}});
        for (std::size_t k = 0; k < (two ? 2 : 1); ++k) {
            results_[k][0] = sources_[u + k].before;
            results_[k][1] = sources_[u + k].last;
            follow(u + k, *next_, std::span(results_[k]).subspan(past, count), found);
        }
    }
    for (std::size_t m = 0; m < filters_.channels; ++m) {
        float* plane = planes_.data() + m * plane_;
        std::copy(plane + count, plane + count + extension, plane);
    }
    *next_ += static_cast<std::int64_t>(count);
}

void Stream::follow(std::size_t unit, std::int64_t begin, std::span<const float> samples,
                    std::vector<Discharge>& found) {
    Source& source = sources_[unit];
    const auto separation = static_cast<std::int64_t>(filters_.separation);
    const float* before = samples.data() - 1;  // the last sample can become a peak now
    const std::size_t count = maxima(before, samples.size(), 0.0F, maxima_.data());
    for (const std::uint32_t i : std::span(maxima_).first(count)) {
        const std::int64_t now = begin + i;  // when the peak one sample earlier shows
        if (now < first_ + 2) continue;
        if (source.greatest && now - source.greatest->sample > separation) decide(unit, found);
        if (!source.greatest || before[i] > source.greatest->height)
            source.greatest = Peak{now - 1, before[i]};
        if (now - source.greatest->sample >= separation) decide(unit, found);
    }
    const std::int64_t last = begin + static_cast<std::int64_t>(samples.size()) - 1;
    if (source.greatest && last - source.greatest->sample >= separation) decide(unit, found);
    source.before = before[samples.size() - 1];
    source.last = before[samples.size()];
}

void Stream::decide(std::size_t unit, std::vector<Discharge>& found) {
    const Peak peak = *sources_[unit].greatest;
    sources_[unit].greatest.reset();
    UnitFilter& classes = filters_.units[unit];
    const double q = double{peak.height} * double{peak.height};
    const bool discharge = q > (classes.low + classes.high) / 2.0;
    if (discharge) found.push_back({unit, peak.sample, peak.height});
    if (memory_ == 0.0 || q > artefact * classes.high) return;
    double& mean = discharge ? classes.high : classes.low;
    mean += (q - mean) / memory_;
}

std::vector<Discharge> Stream::finish() {
    std::vector<Discharge> found;
    finished_ = true;
    for (std::size_t u = 0; u < sources_.size(); ++u)
        if (sources_[u].greatest) decide(u, found);
    std::ranges::sort(found, {}, [](const Discharge& d) { return std::pair(d.sample, d.unit); });
    return found;
}

}  // namespace efferent::motor_units
