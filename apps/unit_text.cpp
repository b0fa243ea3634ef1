// Scores in words.
#include "apps/unit_text.hpp"

#include "core/text.hpp"

namespace efferent::apps {
namespace {

double mean_roa(const motor_units::Score& score) {
    double sum = 0.0;
    for (const auto& unit : score.units) sum += unit.at_roa.rate();
    return score.units.empty() ? 0.0 : sum / static_cast<double>(score.units.size());
}

}  // namespace

std::string verdicts(const motor_units::Score& score) {
    return std::to_string(score.found) + " found, " + std::to_string(score.good) +
           " of them at RoA 0.9 or more, " + std::to_string(score.false_units) + " false, " +
           std::to_string(score.duplicates) + " duplicates, mean RoA " + fixed(mean_roa(score), 4);
}

}  // namespace efferent::apps
