// What an experiment says in a sentence, and the small questions that table and report both ask.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pipeline/results.hpp"

namespace efferent::report {

inline constexpr std::string_view conventional = "conventional";
inline constexpr std::string_view spiking = "spiking";
inline constexpr std::string_view motor_units = "motor units";

/// The family that stands against the conventional one: spiking, or motor units where nothing is
/// spiking and something is of them.
std::string_view challenger(const Results& results);

/// The method of a family with the highest mean accuracy per window, the first among equals; null
/// if there is none with a finite one.
const MethodResult* best_of(const Results& results, std::string_view family);

/// Families in the order conventional, spiking, then others as they first appear.
std::vector<std::string> families(const Results& results);

/// Identifiers of all people of all methods, as they first appear.
std::vector<std::string> people_of(const Results& results);

/// The person's result with a method, or null.
const PersonResult* find_person(const MethodResult& method, std::string_view id);

/// "Best spiking: x, 83.1 % per window, 90.2 % per trial. Best conventional: …"
std::string best_line(const Results& results);

/// The paired difference of the two best, if it was compared, as a sentence; else empty.
std::string difference_line(const Results& results);

/// A method that was trained with several seeds, or null.
const MethodResult* several_seeds(const Results& results);

/// "21 people" or "1 person".
std::string people_count(const Results& results);

/// No sample is shared and shuffled labels give chance.
bool checks_hold(const Results& results);

}  // namespace efferent::report
