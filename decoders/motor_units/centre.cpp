#include "decoders/motor_units/centre.hpp"

namespace efferent::motor_units {

std::vector<double> centre(std::vector<float>& samples, std::size_t channels) {
    std::vector<double> means(channels);
    if (channels == 0) return means;
    const auto length = static_cast<double>(samples.size() / channels);
    for (std::size_t i = 0; i < samples.size(); ++i)
        means[i % channels] += double{samples[i]} / length;
    for (std::size_t i = 0; i < samples.size(); ++i)
        samples[i] = static_cast<float>(double{samples[i]} - means[i % channels]);
    return means;
}

}  // namespace efferent::motor_units
