// The tables of muscles and of hand tasks.
#include "emg/muscle/anatomy.hpp"

#include <algorithm>

namespace efferent::emg {
namespace {

constexpr double share_in_a_pair = 0.85;

struct Movement {
    std::string_view name;
    Activation activation;
};

// clang-format off
//                                 FCR   PL    FCU   FDS   FDP   FPL   PT    BR    ECRL  ECRB  EDC   ECU   SUP
constexpr std::array<Movement, 8> movements{{
    {"rest", {}},
    {"WF",   {0.90, 1.00, 0.90, 0.35, 0.20, 0.10, 0.10, 0.00, 0.05, 0.08, 0.08, 0.08, 0.00}},
    {"WE",   {0.08, 0.08, 0.10, 0.10, 0.05, 0.00, 0.05, 0.10, 0.90, 1.00, 0.50, 0.90, 0.05}},
    {"RD",   {0.70, 0.10, 0.05, 0.10, 0.05, 0.15, 0.10, 0.30, 1.00, 0.70, 0.15, 0.05, 0.10}},
    {"UD",   {0.10, 0.20, 1.00, 0.15, 0.15, 0.05, 0.05, 0.00, 0.05, 0.15, 0.25, 1.00, 0.00}},
    {"FP",   {0.25, 0.10, 0.10, 0.10, 0.05, 0.05, 1.00, 0.35, 0.08, 0.10, 0.08, 0.10, 0.05}},
    {"FS",   {0.05, 0.05, 0.10, 0.05, 0.05, 0.05, 0.05, 0.40, 0.15, 0.15, 0.15, 0.20, 1.00}},
    {"HC",   {0.20, 0.25, 0.30, 1.00, 1.00, 0.80, 0.15, 0.10, 0.30, 0.50, 0.25, 0.35, 0.10}},
}};
// clang-format on

Activation movement(std::string_view name) {
    return std::find_if(movements.begin(), movements.end(),
                        [name](const Movement& m) { return m.name == name; })
        ->activation;
}

}  // namespace

const std::array<Muscle, muscle_count>& muscles() {
    static constexpr std::array<Muscle, muscle_count> table{{
        {"FCR", 25, 8.0, 18.0, 200, 131, -15, 31},
        {"PL", 0, 7.1, 11.4, 70, 164, -20, 32},
        {"FCU", -60, 7.4, 16.8, 340, 422, -10, 25},
        {"FDS", -20, 10.0, 24.0, 400, 297, -5, 37},
        {"FDP", -50, 20.0, 36.0, 550, 339, 0, 37},
        {"FPL", 35, 20.0, 30.0, 200, 166, 10, 27},
        {"PT", 50, 9.0, 18.0, 300, 195, -25, 25},
        {"BR", 75, 7.0, 14.0, 130, 183, -30, 60},
        {"ECRL", 105, 8.5, 15.3, 150, 204, -25, 40},
        {"ECRB", 130, 13.0, 22.0, 250, 186, -15, 29},
        {"EDC", 175, 7.9, 17.1, 150, 192, -5, 35},
        {"ECU", -140, 9.2, 16.8, 260, 180, -10, 31},
        {"SUP", 120, 20.0, 28.0, 300, 243, -20, 17},
    }};
    return table;
}

const std::array<std::string_view, task_count>& tasks() {
    static constexpr std::array<std::string_view, task_count> table{
        "rest",  "WF",    "WE",    "RD",    "UD",    "FP",    "FS",    "HC",
        "WF+HC", "WE+HC", "RD+HC", "UD+HC", "FP+HC", "FS+HC", "WF+FP", "WE+FS"};
    return table;
}

Activation task_activation(std::size_t task) {
    const std::string_view name = tasks()[task];
    const std::size_t plus = name.find('+');
    if (plus == std::string_view::npos) return movement(name);
    const Activation a = movement(name.substr(0, plus)), b = movement(name.substr(plus + 1));
    Activation both{};
    for (std::size_t m = 0; m < muscle_count; ++m) {
        const double x = share_in_a_pair * a[m], y = share_in_a_pair * b[m];
        both[m] = x + y - x * y;
    }
    return both;
}

}  // namespace efferent::emg
