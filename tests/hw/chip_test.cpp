// Chip files: strict, cited, and one JSON file is a chip.
#include "hw/chip.hpp"

#include <catch2/catch.hpp>

#include "core/error.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::hw;

namespace {

std::string chip_text(const std::string& limits) {
    return R"({"title": "Toy", "about": "a toy.", "limits": {)" + limits + "}}";
}

std::string refusal(const std::string& text) {
    const test::TemporaryFolder folder;
    const auto file = folder.write("toy.json", text);
    return test::message_of([&] { (void)load_chip(file); });
}

}  // namespace

TEST_CASE("every chip that comes with the program is read, and each of its figures is cited") {
    REQUIRE(known_chips().size() >= 11);
    for (const Chip& chip : known_chips()) {
        INFO(chip.name);
        CHECK(find_chip(chip.name).title == chip.title);
        REQUIRE(chip.limits.cores);
        CHECK(chip.limits.cores->source.size() > 10);
    }
    CHECK(find_chip("loihi").limits.neurons_per_core->value == 1024);
    CHECK(find_chip("loihi").costs.synapse.energy_pj->value == 35.5);
    // What nobody published is not there.
    CHECK_FALSE(find_chip("tinyodin").costs.synapse.energy_pj);
    CHECK_FALSE(find_chip("loihi2").costs.synapse.energy_pj);
    CHECK_FALSE(find_chip("speck").costs.static_mw);
}

TEST_CASE("a chip is one JSON file; what it leaves out or calls null is unknown") {
    const test::TemporaryFolder folder;
    const auto file = folder.write(
        "toy.json", chip_text(R"("cores": {"value": 3, "source": "p. 7"}, "fan_in": null)"));
    const Chip chip = find_chip(file.string());
    CHECK(chip.name == "toy");
    CHECK(chip.limits.cores == Figure{3.0, "p. 7"});
    CHECK_FALSE(chip.limits.fan_in);
    CHECK_FALSE(chip.arithmetic.present());
    // What is written from it reads back the same.
    const auto again = folder.write("again.json", Config::of(chip).dump());
    CHECK(load_chip(again).limits.cores == chip.limits.cores);
}

TEST_CASE("a chip file with one mistake is refused, naming the file, the key and what instead") {
    const auto figure = [](const std::string& text) {
        return refusal(chip_text("\"cores\": " + text));
    };
    using Catch::Contains;
    CHECK_THAT(figure(R"({"value": 3})"),
               Contains("toy.json/limits/cores/source: must say where the figure stands"));
    CHECK_THAT(figure(R"({"value": 3, "source": " "})"), Contains("limits/cores/source: must say"));
    CHECK_THAT(figure(R"({"source": "p. 7"})"), Contains("limits/cores/value: must be a number"));
    CHECK_THAT(figure(R"({"value": -3, "source": "p. 7"})"), Contains("zero or more, not -3"));
    CHECK_THAT(figure(R"({"value": 1e999, "source": "p. 7"})"), Contains("toy.json"));
    CHECK_THAT(figure(R"({"value": 2.5, "source": "p. 7"})"),
               Contains("limits/cores: must be a whole number"));
    CHECK_THAT(figure(R"({"value": 0, "source": "p. 7"})"),
               Contains("whole number of one or more"));
    CHECK_THAT(figure(R"({"value": 3, "source": "p. 7", "page": 7})"), Contains("unknown key"));
    CHECK_THAT(figure("3"), Contains("limits/cores: must be an object in {braces}, not 3"));
    CHECK_THAT(refusal(chip_text(R"("core": null)")), Contains("did you mean \"cores\"?"));
    CHECK_THAT(refusal(R"({"about": "a toy."})"), Contains("toy.json/title: must not be empty"));
    CHECK_THAT(refusal("{\"title\": "), Contains("toy.json"));
    CHECK_THAT(test::message_of([] { (void)find_chip("absent.json"); }), Contains("absent.json"));
    CHECK_THAT(test::message_of([] { (void)find_chip("lohi"); }),
               Contains("did you mean \"loihi\"?"));
}

TEST_CASE("tiles that do not make the cores are refused") {
    const auto one = [](int value) {
        return R"({"value": )" + std::to_string(value) + R"(, "source": "p. 7"})";
    };
    const auto with = [&](int cores) {
        return refusal(R"({"title": "Toy", "about": "a toy.", "limits": {"cores": )" + one(cores) +
                       R"(}, "fabric": {"columns": )" + one(2) + R"(, "rows": )" + one(3) +
                       R"(, "cores_per_tile": )" + one(4) + "}}");
    };
    CHECK(with(24) == "no error");
    CHECK_THAT(refusal(R"({"title": "Toy", "about": "a toy.", "fabric": {"columns": )" + one(2000) +
                       R"(, "rows": )" + one(2000) + "}}"),
               Catch::Contains("fabric/columns: times rows times cores_per_tile must be at most"));
    CHECK_THAT(with(23), Catch::Contains("fabric: columns, rows and cores_per_tile must make"));
}
