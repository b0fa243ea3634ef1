// How numbers are printed for people.
#include "pipeline/report/figures.hpp"

#include <array>
#include <cmath>

#include "core/text.hpp"

namespace efferent::report {

namespace {

bool prints_as_zero(const std::string& text) {
    return text.find_first_not_of("0.") == std::string::npos;
}

/// At least 0 and below 999.5.
std::string three_digits(double value) {
    if (value == std::trunc(value) || value >= 99.95) return fixed(value, 0);
    if (value < 0.005) return "<0.01";
    return fixed(value, value < 9.995 ? 2 : 1);
}

struct Scaled {
    std::string digits;
    std::string prefix;
};

Scaled scaled(double value) {
    static constexpr std::array prefixes{"", "k", "M", "G", "T"};
    double rest = std::abs(value);
    std::size_t step = 0;
    while (rest >= 999.5 && step + 1 < prefixes.size()) {
        rest /= 1000.0;
        ++step;
    }
    const std::string digits = three_digits(rest);
    return {(value < 0.0 ? "−" : "") + digits, prefixes.at(step)};
}

}  // namespace

std::string decimal(double value, int digits) {
    if (!std::isfinite(value)) return absent;
    const std::string text = fixed(std::abs(value), digits);
    return value < 0.0 && !prints_as_zero(text) ? "−" + text : text;
}

std::string plain(double value) { return std::isfinite(value) ? exact(value) : absent; }

std::string percent(double fraction) { return decimal(100.0 * fraction, 1); }

std::string points(double difference) {
    const std::string text = percent(difference);
    return std::isfinite(difference) && difference > 0.0 && !prints_as_zero(text) ? "+" + text
                                                                                  : text;
}

std::string percent_interval(double low, double high) {
    return "[" + percent(low) + ", " + percent(high) + "]";
}

std::string points_interval(double low, double high) {
    return "[" + points(low) + ", " + points(high) + "]";
}

std::string amount(double value) {
    if (!std::isfinite(value)) return absent;
    const Scaled s = scaled(value);
    return s.prefix.empty() ? s.digits : s.digits + " " + s.prefix;
}

std::string amount(const std::optional<double>& value) { return value ? amount(*value) : absent; }

std::string bytes(double value) {
    if (!std::isfinite(value)) return absent;
    const Scaled s = scaled(value);
    return s.digits + " " + s.prefix + "B";
}

std::string probability(double p) {
    if (!std::isfinite(p)) return absent;
    return p < 0.001 ? "<0.001" : fixed(p, 3);
}

std::string equation(double p) {
    return p < 0.001 ? std::string("< 0.001") : "= " + probability(p);
}

}  // namespace efferent::report
