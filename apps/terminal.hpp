// What the person at the terminal sees while work goes on, and how long each stage took.
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <vector>

#include "core/monitor.hpp"

namespace efferent::apps {

struct StageTime {
    std::string stage;
    double seconds = 0.0;
};

/// A progress line with the time to go on a terminal; silent where standard error is no terminal.
/// Ctrl-C cancels. One at a time.
class TerminalMonitor final : public Monitor {
public:
    TerminalMonitor();
    ~TerminalMonitor() override;
    void progress(std::string_view stage, double fraction) override;
    /// What to say behind the bar from now on, until the stage ends.
    void note(std::string text);
    /// Wall-clock seconds of the stages so far.
    std::vector<StageTime> stages() const;

private:
    using Clock = std::chrono::steady_clock;
    void draw(double fraction) const;
    void wipe() const;

    mutable std::mutex mutex_;
    bool on_terminal_;
    std::string stage_;
    std::string note_;
    Clock::time_point begun_;
    Clock::time_point drawn_;
    std::vector<StageTime> finished_;
};

}  // namespace efferent::apps
