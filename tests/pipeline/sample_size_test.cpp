// The size of samples: what cannot be computed with is refused, what is no EMG is said.
#include "pipeline/sample_size.hpp"

#include <catch2/catch.hpp>

#include "tests/support/support.hpp"

namespace efferent {
namespace {

const emg::Unit uv{"uV", 1.0}, mv{"mV", 1e3}, counts{"counts", 0.0};

}  // namespace

TEST_CASE("deviations are of each channel, whatever its mean") {
    const std::vector<float> samples{1.0F, -5.0F, 3.0F, -5.0F, 1.0F, -5.0F, 3.0F, -5.0F};
    CHECK(deviations(samples, 2) == std::vector<double>{1.0, 0.0});
    CHECK(deviations({}, 0).empty());
    CHECK(deviations(std::vector<float>(1000, 0.1F), 1) == std::vector<double>{0.0});
}

TEST_CASE("samples whose squares leave the range of numbers are refused with their size") {
    require_computable("r", {1e15, 1e-30}, uv);
    require_computable("r", {0.0}, uv);
    require_computable("r", {1e-15}, counts);
    const auto says = [](double deviation, const std::string& message) {
        CHECK_THAT(test::message_of([&] {
                       require_computable("r", {0.0, deviation}, mv);
                   }),
                   Catch::Contains(message));
    };
    says(2.345e30, "r: its samples deviate by 2.3e+30 mV from their mean");
    says(1.01e15, "EMG deviates by 0.1 uV to 10 mV: correct the scale or the unit");
    says(9.9e-16, "by 9.9e-16 mV from");
}

TEST_CASE("samples that are no size of EMG are told in their own unit, by the median channel") {
    CHECK(odd_size({50.0, 1e9, 60.0}, uv).empty());
    CHECK(odd_size({0.1}, uv).empty());
    CHECK(odd_size({10.0}, mv).empty());
    CHECK(odd_size({1e9}, counts).empty());
    CHECK(odd_size({}, uv).empty());
    CHECK(odd_size({50.0, 1.0, 60.0}, mv) ==
          "The samples deviate by 50 mV in the band, but EMG deviates by 0.1 uV to 10 mV: is the "
          "unit or the scale right?");
    CHECK_THAT(odd_size({0.05}, uv), Catch::StartsWith("The samples deviate by 0.05 uV"));
}

}  // namespace efferent
