// Generative models on MUSK 1: a fifth of the given folds, with settings that are fixed here.
#include <catch2/catch.hpp>

#include "core/file.hpp"
#include "core/text.hpp"
#include "decoders/bags/bag_file.hpp"
#include "decoders/bags/tuning.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::bags;

TEST_CASE("generative models tell molecules of MUSK 1 apart") {
    const auto folder = test::shared_data("musk1");
    if (!folder) return;
    const BagTable table = read_bags(*folder / "clean1.data");
    REQUIRE(table.bags.size() == 92);
    REQUIRE(table.rows.rows() == 476);
    CHECK(read_bags(*folder / "instances.csv").rows == table.rows);
    const std::string text = read_file(*folder / "folds_5x10_trainmask.csv");
    const auto lines = split(text, '\n');
    const struct {
        const char* type;
        double least;
    } methods[] = {{"bif", 0.84}, {"fib", 0.80}};
    for (const auto& method : methods) {
        double right = 0.0;
        for (std::size_t f = 0; f < 10; ++f) {
            std::vector<std::size_t> train, held;
            for (std::size_t b = 0; b < 92; ++b)
                (lines[f][2 * b] == '1' ? train : held).push_back(b);
            const Tuned tuned =
                tune(subset(table, train),
                     grid(method.type, {{"density", {"kernel"}},
                                        {"width", {method.type[0] == 'b' ? "2" : "1"}},
                                        {"doubt", {"0.3"}},
                                        {"dependence", {"1"}}}),
                     5, f);
            for (const std::size_t b : held)
                right += decided(tuned.probabilities(table.instances(b))) == table.bags[b].label;
        }
        INFO(method.type << ": " << right << " of 92");
        CHECK(right > method.least * 92.0);
    }
}
