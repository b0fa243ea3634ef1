// What `efferent map` prints and writes besides its picture.
#pragma once

#include <string>

#include "pipeline/report/map_page.hpp"

namespace efferent::apps {

/// For people: the facts, then a line for each core.
std::string map_text(const MapResult& result);

/// Everything: the core of each neuron, where cores are, what they hold and send, what it costs;
/// the same bytes for the same result.
std::string map_json(const MapResult& result);

}  // namespace efferent::apps
