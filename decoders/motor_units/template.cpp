#include "decoders/motor_units/template.hpp"

namespace efferent::motor_units {

void extended_template(const Template& shape, std::size_t at, std::size_t channels,
                       std::span<double> row) {
    const std::size_t width = 2 * shape.half + 1, extension = row.size() / channels;
    for (std::size_t r = 0; r < extension; ++r)
        for (std::size_t m = 0; m < channels; ++m)
            row[r * channels + m] =
                r <= at && at - r < width ? double{shape.channel(m)[at - r]} : 0.0;
}

void add_response(std::vector<float>& source, std::span<const float> filter, const Template& shape,
                  std::span<const std::size_t> pulses, std::size_t channels) {
    const std::size_t extension = filter.size() / channels;
    const std::size_t width = 2 * shape.half + 1;
    std::vector<double> response(width + extension - 1);
    for (std::size_t m = 0; m < channels; ++m)
        for (std::size_t r = 0; r < extension; ++r)
            for (std::size_t i = 0; i < width; ++i)
                response[i + r] += double{filter[r * channels + m]} * double{shape.channel(m)[i]};
    for (const std::size_t pulse : pulses)
        for (std::size_t i = 0; i < response.size(); ++i) {
            const std::size_t t = pulse + i;
            if (t >= shape.half && t - shape.half < source.size())
                source[t - shape.half] += static_cast<float>(response[i]);
        }
}

}  // namespace efferent::motor_units
