// Predicted trains against true ones, unit by unit.
#pragma once

#include <optional>
#include <vector>

#include "core/fields.hpp"
#include "decoders/motor_units/train.hpp"

namespace efferent::motor_units {

struct ScoreParams {
    Duration roa_tolerance{500'000};
    Duration f1_tolerance{1'000'000};
    Duration max_lag{30'000'000};
    double found_roa = 0.3;
    double good_roa = 0.9;
};
void describe(Fields& field, ScoreParams& p);

enum class Verdict : std::uint8_t {
    found,       ///< paired with a true unit, no other predicted unit is
    duplicate,   ///< its true unit is paired with another predicted unit
    false_unit,  ///< agrees with no true unit
};
std::string_view name(Verdict verdict);

/// What became of one predicted unit.
struct UnitScore {
    Verdict verdict = Verdict::false_unit;
    std::optional<std::size_t> truth;  ///< index of the true unit, none for a false one
    Agreement at_roa;                  ///< with it, within roa_tolerance
    Agreement at_f1;                   ///< with it, within f1_tolerance
};

struct Score {
    std::vector<UnitScore> units;  ///< one per predicted unit, in their order
    std::size_t true_units = 0;
    std::size_t found = 0;
    std::size_t good = 0;  ///< found at a rate of agreement of good_roa or more
    std::size_t duplicates = 0;
    std::size_t false_units = 0;
    std::size_t missed() const { return true_units - found; }
};

/// Pairs units one to one so that the rates of agreement of the pairs add up to the most; rates
/// below found_roa are no agreement. `predicted` and `truth` may be empty.
Score score(const std::vector<Train>& predicted, const std::vector<Train>& truth,
            const ScoreParams& params);

/// For each row the column that it is assigned to so that the gains sum to the most; each column
/// has at most one row. Gains are not negative, and every row has one column or, where there are
/// more rows than columns, none. Source: the Hungarian method with potentials, O(rows² · columns),
/// Kuhn 1955 and Munkres 1957.
std::vector<std::optional<std::size_t>> assign(const std::vector<std::vector<double>>& gains);

}  // namespace efferent::motor_units
