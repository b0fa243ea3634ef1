// Where a bench ran: its figures mean little without it.
#pragma once

#include <string>

namespace efferent::bench {

/// The processor's name, the number of threads it runs at once, and the load in the last minute.
std::string machine();

}  // namespace efferent::bench
