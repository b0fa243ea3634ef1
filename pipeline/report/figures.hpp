// How numbers are printed for people: in the terminal table and in the report alike.
#pragma once

#include <optional>
#include <string>

namespace efferent::report {

/// What stands for a number that is absent or not finite.
inline constexpr const char* absent = "–";

/// A number with a true minus sign, and never "-0".
std::string decimal(double value, int digits);
/// The shortest exact text, for settings: 250 gives "250".
std::string plain(double value);
/// A fraction as percent with one digit, without the sign: 0.843 gives "84.3".
std::string percent(double fraction);
/// A difference of fractions in percentage points, with its sign: 0.012 gives "+1.2".
std::string points(double difference);
/// "[81.0, 87.2]", fractions as percent.
std::string percent_interval(double low, double high);
/// "[−1.0, +2.2]", differences as percentage points.
std::string points_interval(double low, double high);
/// Three digits and k, M, G or T where it is large: 12345 gives "12.3 k".
std::string amount(double value);
std::string amount(const std::optional<double>& value);
/// 12345 gives "12.3 kB" (1 kB is 1000 bytes).
std::string bytes(double value);
/// "0.012", or "<0.001".
std::string probability(double p);
/// "< 0.001" or "= 0.688", to stand behind a p.
std::string equation(double p);

}  // namespace efferent::report
