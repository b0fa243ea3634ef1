// The filters of a decomposition applied to a signal while it arrives.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/signal.hpp"
#include "decoders/motor_units/adaptation.hpp"
#include "decoders/motor_units/unit_filter.hpp"

namespace efferent::motor_units {

struct Discharge {
    std::size_t unit = 0;     ///< index into StreamFilters::units
    std::int64_t sample = 0;  ///< of the stream
    float height = 0.0F;      ///< of the source there
    friend bool operator==(const Discharge&, const Discharge&) = default;
};

/// Finds discharges in blocks of any size. A discharge is a peak of the unit's source, chosen as
/// peaks() chooses, whose square is above the middle of the two classes. It is known `latency()`
/// samples after it happened, when no greater peak can take its place.
/// The classes follow the signal: a peak with the square q moves its class's mean by
/// (q - mean)/memory, but for one above three times the mean of the discharges, which may be an
/// artefact. With a memory of 0 they stay as they are.
/// Filters stay as they are, or follow the signal too: see Adaptation.
/// Memory does not grow with the stream. One thread at a time.
class Stream {
public:
    /// Error{config} if there are no channels or extension, a filter has not extension · channels
    /// numbers, a unit's classes are not 0 <= low < high, or the memory is neither 0 nor at least
    /// 1; errors of Adaptation where adapt.time_s is not 0.
    Stream(StreamFilters filters, double memory, const AdaptParams& adapt = {});

    /// The discharges that became certain, in the order of samples and of units within one. The
    /// same in sum whatever the blocks. `block` must go on where the last one ended (the first one
    /// begins anywhere; what was before it counts as 0); Error{config} if it does not, or has
    /// another rate or other channels. Samples must be finite.
    std::vector<Discharge> push(SignalView block);
    /// The errors of push(block), without pushing it.
    void require_next(SignalView block) const;
    /// Those that only more samples could still have refuted. Nothing can be pushed after.
    std::vector<Discharge> finish();

    std::size_t latency() const { return filters_.separation; }
    /// Now; their classes, and filters that adapt, have followed the signal.
    const std::vector<UnitFilter>& units() const { return filters_.units; }

private:
    struct Peak {
        std::int64_t sample = 0;
        float height = 0.0F;
    };
    /// A source up to now.
    struct Source {
        float before = 0.0F, last = 0.0F;  ///< its last two samples
        std::optional<Peak> greatest;      ///< of those that are too near to one another
    };

    void chunk(SignalView block, std::vector<Discharge>& found);
    /// Of unit `unit`, in the order in which the inner loop uses them.
    void set_taps(std::size_t unit);
    void adapt(std::span<const Discharge> found);
    /// Looks at source `unit` at samples from `begin` on; the two before them can be read.
    void follow(std::size_t unit, std::int64_t begin, std::span<const float> samples,
                std::vector<Discharge>& found);
    void decide(std::size_t unit, std::vector<Discharge>& found);

    StreamFilters filters_;
    double memory_;
    std::size_t plane_;
    std::vector<float> planes_;  ///< [channel][extension samples of the past, then a chunk]
    std::vector<std::vector<float>> taps_;  ///< of each unit, [channel][lag]
    std::vector<float> results_[2];         ///< two samples of the past, then a chunk
    std::vector<std::uint32_t> maxima_;
    std::vector<Source> sources_;
    std::optional<Adaptation> adaptation_;
    std::optional<std::int64_t> next_;  ///< sample; none before the first block
    std::int64_t first_ = 0;
    bool finished_ = false;
};

}  // namespace efferent::motor_units
