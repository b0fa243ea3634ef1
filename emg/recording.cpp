#include "emg/recording.hpp"

#include <cmath>

#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent::emg {

Unit parse_unit(const std::string& name) {
    struct Prefix {
        std::string_view text;
        double microvolts;
    };
    static constexpr Prefix prefixes[] = {{"uV", 1.0}, {"µV", 1.0}, {"μV", 1.0},
                                          {"mV", 1e3}, {"V", 1e6},  {"nV", 1e-3}};
    const auto words = split(trim(name), ' ');
    const double factor = words.size() == 2 ? to_double(words[0]).value_or(0.0) : 1.0;
    if (words.size() <= 2)
        for (const auto& [text, microvolts] : prefixes)
            if (words.back() == text && std::isfinite(factor)) return {name, factor * microvolts};
    return {name, 0.0};
}

bool is_known_unit(const std::string& name) {
    constexpr std::string_view counts = "counts";  // of whom may stand before it
    return parse_unit(name).microvolts > 0.0 || name == "normalised" || name == "normalized" ||
           name == "a.u." || name == counts || name.ends_with(" " + std::string(counts));
}

Recording::Recording(Parts parts) {
    const std::size_t channels = parts.channels.size();
    const auto fail = [&](const std::string& why) {
        throw Error(Fault::format, parts.name + ": " + why);
    };
    if (!parts.samples.empty()) {
        if (channels == 0 || parts.samples.size() % channels != 0)
            fail(std::to_string(parts.samples.size()) + " values are no whole number of rows of " +
                 std::to_string(channels) + " channels");
        if (!(parts.rate.value > 0.0) || !std::isfinite(parts.rate.value))
            fail("the sampling rate must be above zero");
    }
    for (std::size_t i = 0; i < parts.samples.size(); ++i)
        if (!std::isfinite(parts.samples[i]))
            fail("sample " + std::to_string(i / channels) + ", channel \"" +
                 parts.channels[i % channels] + "\": is " +
                 (std::isnan(parts.samples[i]) ? "NaN" : "infinite") +
                 ", where a number was expected");
    parts_ = std::make_shared<const Parts>(std::move(parts));
}

}  // namespace efferent::emg
