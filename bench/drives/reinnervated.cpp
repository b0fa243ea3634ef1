// Writes the settings of the muscle for any number of pools.
#include "bench/drives/reinnervated.hpp"

#include "core/text.hpp"

namespace efferent::bench {
namespace {

std::string pool(std::size_t k) { return "P" + std::to_string(k + 1); }

std::string task(const std::string& muscles, const std::string& excitation, std::size_t number) {
    return R"({"name": "t)" + std::to_string(number) + R"(", "muscles": [)" + muscles +
           R"(], "excitation": [)" + excitation + "]}";
}

std::string tasks(std::size_t pools) {
    std::vector<std::string> all;
    const auto name = [](std::size_t k) { return '"' + pool(k) + '"'; };
    const auto add = [&](const std::string& muscles, const std::string& excitation) {
        all.push_back(task(muscles, excitation, all.size() + 1));
    };
    if (pools == 1)
        for (const char* level : {"1", "0.75", "0.5", "0.25"}) add(name(0), level);
    for (std::size_t k = 0; pools > 1 && k < pools; ++k) {
        const std::size_t next = (k + 1) % pools, before = (k + pools - 1) % pools;
        if (pools == 2)
            add(name(k) + ", " + name(next), "1, 0.2");
        else
            add(name(k) + ", " + name(next) + ", " + name(before), "1, 0.2, 0.2");
    }
    for (std::size_t k = 0; pools > 1 && k < (pools == 2 ? 1 : pools); ++k)
        add(name(k) + ", " + name((k + 1) % pools), "1, 1");
    return listed(all);
}

}  // namespace

emg::MuscleParams reinnervated(std::size_t pools, double shared, std::uint64_t seed) {
    std::string muscles;
    for (std::size_t k = 0; k < pools; ++k)
        muscles += std::string(k == 0 ? "" : ", ") + R"({"name": ")" + pool(k) +
                   R"(", "units": 50, "half_x_mm": 6, "half_y_mm": 4, "fibres_per_mm2": )" +
                   exact(300.0 / static_cast<double>(pools)) +
                   (shared == 0.0 ? ""
                                  : R"(, "shared": )" + exact(shared) + R"(, "shared_with": ")" +
                                        pool((k + 1) % pools) + '"') +
                   "}";
    return Config::parse(R"({"name": "reinnervated", "seed": )" + std::to_string(seed) +
                             R"(, "muscles": [)" + muscles + R"(], "arrays": [{"name": "A",
"contacts": 40, "z_mm": 15, "tilt_deg": 30, "turn_deg": 10}], "tasks": [)" +
                             tasks(pools) + R"(], "motor_neurons": {"own": 1},
"contraction": {"effort": 0.2, "effort_spread": 0.3, "share_spread": 0.2, "ramp_s": 0.5,
"hold_s": 3, "rest_s": 0.5, "repetitions": 3}})",
                         "bench drives")
        .as<emg::MuscleParams>();
}

}  // namespace efferent::bench
