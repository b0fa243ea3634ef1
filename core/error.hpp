// One exception type. What the caller can do about it is in `fault`; the story is in `what`.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace efferent {

enum class Fault : std::uint8_t {
    io,           // a file could not be read or written
    format,       // a file is not what it claims to be
    config,       // a setting is missing, unknown or out of range
    network,      // a network breaks its own rules
    capacity,     // a network does not fit a chip
    unsupported,  // a backend lacks a feature the network needs
    leak,         // training and test data are not separate
    cancelled,    // the caller asked to stop
};

/// Your input is wrong: what, where, and what instead, in one sentence.
class Error : public std::runtime_error {
public:
    Error(Fault fault, std::string message)
        : std::runtime_error(""), fault_(fault), story_(std::move(message)) {}

    Fault fault() const noexcept { return fault_; }
    const char* what() const noexcept override { return story_.c_str(); }

    /// Adds context while unwinding: `catch (Error& e) { e.during("reading a.csv"); throw; }`
    void during(std::string_view activity) { story_ = std::string(activity) + ": " + story_; }

private:
    Fault fault_;
    std::string story_;
};

}  // namespace efferent
