// Progress on a terminal, and Ctrl-C.
#include "apps/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>

#include "core/text.hpp"

namespace efferent::apps {

namespace {

std::atomic<TerminalMonitor*> listening = nullptr;

void on_interrupt(int) {
    if (auto* monitor = listening.load()) monitor->cancel();
}

std::string duration(double seconds) {
    if (seconds < 60.0) return fixed(seconds, 0) + " s";
    return fixed(seconds / 60.0, 1) + " min";
}

}  // namespace

TerminalMonitor::TerminalMonitor() : on_terminal_(::isatty(STDERR_FILENO) != 0) {
    listening = this;
    std::signal(SIGINT, on_interrupt);
    std::signal(SIGTERM, on_interrupt);
}

TerminalMonitor::~TerminalMonitor() {
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
    listening = nullptr;
    wipe();
}

void TerminalMonitor::progress(std::string_view stage, double fraction) {
    const std::lock_guard guard(mutex_);
    const auto now = Clock::now();
    if (stage != stage_) {
        if (!stage_.empty())
            finished_.push_back({stage_, std::chrono::duration<double>(now - begun_).count()});
        stage_ = stage;
        note_.clear();
        begun_ = now;
        drawn_ = {};
    }
    if (!on_terminal_ || now - drawn_ < std::chrono::milliseconds(100)) return;
    drawn_ = now;
    draw(fraction);
}

void TerminalMonitor::draw(double fraction) const {
    constexpr int width = 24;
    const int filled = static_cast<int>(fraction * width);
    static const std::string head = "\r\033[K";
    std::string line = stage_ + " [";
    for (int i = 0; i < width; ++i) line += i < filled ? '=' : ' ';
    line += "] " + fixed(100.0 * fraction, 0) + " %";
    const double passed = std::chrono::duration<double>(Clock::now() - begun_).count();
    if (fraction > 0.02 && fraction < 1.0)
        line += ", " + duration(passed * (1.0 - fraction) / fraction) + " to go";
    if (!note_.empty()) line += "; " + note_;
    winsize size{};
    if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1)
        line.resize(std::min<std::size_t>(line.size(),
                                          size.ws_col - 1U));  // a wrapped line cannot be wiped
    std::fputs((head + line).c_str(), stderr);
}

void TerminalMonitor::note(std::string text) {
    const std::lock_guard guard(mutex_);
    note_ = std::move(text);
}

void TerminalMonitor::wipe() const {
    if (on_terminal_) std::fputs("\r\033[K", stderr);
}

std::vector<StageTime> TerminalMonitor::stages() const {
    const std::lock_guard guard(mutex_);
    auto all = finished_;
    if (!stage_.empty())
        all.push_back({stage_, std::chrono::duration<double>(Clock::now() - begun_).count()});
    return all;
}

}  // namespace efferent::apps
