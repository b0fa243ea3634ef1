// Blocks of time are filled in parallel, each by itself, so threads cannot change the sum.
#include "emg/muscle/mixing.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/parallel.hpp"
#include "core/row_sums.hpp"

namespace efferent::emg {
namespace {

constexpr std::int64_t block = 4096;  // samples

/// Rows [begin, end) of one discharge's potential, the array being at position `at`.
void place(const SoundingUnit& unit, std::size_t which, double at, std::int64_t begin,
           std::int64_t end, const Columns& columns, std::span<float> samples) {
    const auto low = std::min(static_cast<std::size_t>(at), unit.positions.size() - 1);
    const std::size_t high = std::min(low + 1, unit.positions.size() - 1);
    const auto share = static_cast<float>(at - static_cast<double>(low));
    for (const auto& [position, weight] : {std::pair{low, 1.0F - share}, std::pair{high, share}}) {
        if (weight == 0.0F) continue;
        const ArrayMuap& muap = unit.positions[position];
        const auto values = muap.variant(unit.variants[which]);
        const std::int64_t start = unit.discharges[which] + muap.first();
        const std::int64_t stop = std::min(end, start + static_cast<std::int64_t>(muap.length()));
        const std::int64_t first = std::max(begin, start);
        if (first >= stop) continue;
        add_rows({values.data() + static_cast<std::size_t>(first - start) * muap.channels(),
                  muap.channels(),
                  samples.data() + static_cast<std::size_t>(first) * columns.stride + columns.first,
                  columns.stride, static_cast<std::size_t>(stop - first), columns.count, weight});
    }
}

}  // namespace

void mix(std::span<const SoundingUnit> units, const Way& way, const Columns& columns,
         std::span<float> samples) {
    const auto length = static_cast<std::int64_t>(samples.size() / columns.stride);
    std::int64_t reach = 0;
    for (const SoundingUnit& unit : units)
        for (const ArrayMuap& muap : unit.positions)
            reach = std::max(
                {reach, muap.first() + static_cast<std::int64_t>(muap.length()), -muap.first()});
    for_each_index(static_cast<std::size_t>((length + block - 1) / block), [&](std::size_t b) {
        const std::int64_t begin = static_cast<std::int64_t>(b) * block;
        const std::int64_t end = std::min(length, begin + block);
        for (const SoundingUnit& unit : units) {
            const auto& times = unit.discharges;
            for (auto i = std::lower_bound(times.begin(), times.end(), begin - reach);
                 i != times.end() && *i < end + reach; ++i)
                place(unit, static_cast<std::size_t>(i - times.begin()),
                      way.from + (way.to - way.from) * static_cast<double>(*i) /
                                     static_cast<double>(length),
                      begin, end, columns, samples);
        }
    });
}

double mean_square(std::span<const Stretch> stretches, const Columns& columns,
                   std::span<const float> samples) {
    double sum = 0.0, count = 0.0;
    for (const Stretch& s : stretches)
        for (std::int64_t n = s.begin; n < s.begin + s.length; ++n) {
            const float* row = samples.data() + static_cast<std::size_t>(n) * columns.stride;
            for (std::size_t c = 0; c < columns.count; ++c) {
                const auto x = static_cast<double>(row[columns.first + c]);
                sum += x * x;
                count += 1.0;
            }
        }
    return count == 0.0 ? 0.0 : sum / count;
}

void add_noise(const AddedNoise& noise, const Columns& columns, std::span<float> samples) {
    constexpr std::array amplitudes{1.0, 1.0 / 3.0, 1.0 / 5.0};
    double power = 0.0;
    for (const double a : amplitudes) power += a * a / 2.0;
    const double scale = noise.mains / std::sqrt(power);
    RandomStream phases(noise.seed, "mains", noise.entity);
    std::array<double, amplitudes.size()> phase{};
    for (double& p : phase) p = 2.0 * std::numbers::pi * phases.uniform();

    const auto length = static_cast<std::int64_t>(samples.size() / columns.stride);
    const auto blocks = static_cast<std::size_t>((length + block - 1) / block);
    for_each_index(blocks, [&](std::size_t b) {
        RandomStream random(noise.seed, "white", (noise.entity << 32U) + b);
        const std::int64_t begin = static_cast<std::int64_t>(b) * block;
        for (std::int64_t n = begin; n < std::min(length, begin + block); ++n) {
            double hum = 0.0;
            for (std::size_t h = 0; h < amplitudes.size(); ++h)
                hum += scale * amplitudes[h] *
                       std::sin(phase[h] + 2.0 * std::numbers::pi * static_cast<double>(h + 1) *
                                               noise.mains_hz * static_cast<double>(n) /
                                               noise.rate_hz);
            float* row = samples.data() + static_cast<std::size_t>(n) * columns.stride;
            for (std::size_t c = 0; c < columns.count; ++c) {
                float& x = row[columns.first + c];
                x = static_cast<float>(static_cast<double>(x) + hum +
                                       noise.white * random.normal());
            }
        }
    });
}

}  // namespace efferent::emg
