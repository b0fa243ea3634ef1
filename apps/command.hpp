// One verb of the program: its options, and what it does.
#pragma once

#include <memory>
#include <string_view>

#include "core/part.hpp"

namespace CLI {
class App;
}

namespace efferent::apps {

/// A verb's file defines `extern constinit const PartInfo<Command> part_<verb>`.
class Command {
public:
    virtual ~Command() = default;
    /// Declares its options, and an example as the footer of --help.
    virtual void options(CLI::App& app) = 0;
    /// Returns the exit status; errors are thrown.
    virtual int run() = 0;
};

Parts<Command> commands();

}  // namespace efferent::apps
