// How many motor units a method hears, and how many of them fell silent in what it was tested on.
#pragma once

#include <string>

#include "pipeline/front_end.hpp"
#include "pipeline/results.hpp"

namespace efferent {

/// Of the signal between two profiles of one front end; none where it hears no units.
UnitCount units_between(const FrontEndProfile& before, const FrontEndProfile& after);

/// A sentence on the method's units if some are silent; else nothing.
std::string silent_units_note(const std::string& method, const UnitCount& count);

}  // namespace efferent
