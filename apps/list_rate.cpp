// Refuses a rate that is none, or that nobody asks for.
#include "apps/list_rate.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/text.hpp"
#include "decoders/motor_units/train_file.hpp"

namespace efferent::apps {

std::optional<Hertz> list_rate(std::optional<double> rate_hz,
                               const std::vector<std::string>& files) {
    if (!rate_hz) return std::nullopt;
    if (!(*rate_hz > 0.0) || !std::isfinite(*rate_hz))
        throw Error(Fault::config,
                    "--rate-hz " + exact(*rate_hz) + ": must be a number of samples a second");
    if (std::ranges::none_of(files, [](const auto& f) { return motor_units::gives_samples(f); }))
        throw Error(Fault::config, "--rate-hz: is for samples, but " + listed(files) +
                                       (files.size() == 1 ? " gives seconds" : " give seconds") +
                                       "; leave it out");
    return Hertz{*rate_hz};
}

}  // namespace efferent::apps
