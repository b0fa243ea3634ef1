// Trained models of bags: files, what they refuse, evidence that adds up, and the page.
#include "pipeline/bag_model.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/error.hpp"
#include "pipeline/report/diagnosis_page.hpp"
#include "pipeline/sealed.hpp"
#include "tests/bags/toy.hpp"
#include "tests/support/support.hpp"

using namespace efferent;

namespace {

const bags::BagTable& table() {
    static const bags::BagTable made = bags::toy::clinic({.bags = 24, .missing = 0.05});
    return made;
}

BagModel trained(const std::string& method = "bif") {
    return train_bag_model(table(), "muscles.csv",
                           bag_model_candidates(method, table().features,
                                                {{"doubt", "0.1"}, {"density", "gaussian"}}));
}

}  // namespace

TEST_CASE("a model of bags reads back as it was written and judges the same") {
    for (const char* method : {"bif", "fib"}) {
        const BagModel model = trained(method);
        const std::string text = bag_model_json(model);
        const BagModel back = bag_model_from_json(text, "m.json");
        CHECK(bag_model_json(back) == text);
        CHECK(bag_model_json(trained(method)) == text);
        for (const std::size_t bag : {0U, 1U, 2U}) {
            const BagJudgement a = judge(model, table(), bag), b = judge(back, table(), bag);
            CHECK(a.probabilities == b.probabilities);
            CHECK(a.why.evidence == b.why.evidence);
            CHECK(bags::decided(a.probabilities) == bag);
        }
        CHECK(model.held_out.bags == 24);
        CHECK(model.held_out.right >= 20);
    }
}

TEST_CASE("a model takes the features of a needle's surroundings for its background") {
    bags::BagTable needle = table();
    needle.features[2] = "jiggle";
    const auto candidates =
        bag_model_candidates("bif", needle.features, {{"doubt", "0.1"}, {"density", "gaussian"}});
    REQUIRE(candidates.size() == 2);
    for (const Config& c : candidates)
        CHECK_THAT(c.dump(-1), Catch::Contains(R"("background":["jiggle"])"));
    for (const auto& other :
         {bag_model_candidates("bif", table().features, {}),
          bag_model_candidates("fib", needle.features, {}),
          bag_model_candidates("bif", needle.features, {{"density", "kernel"}})})
        for (const Config& c : other) CHECK(!c.has("background"));
    const BagModel model = train_bag_model(needle, "n.csv", candidates);
    const BagModel back = bag_model_from_json(bag_model_json(model), "m.json");
    CHECK(judge(back, needle, 1).why.evidence == judge(model, needle, 1).why.evidence);
    CHECK(judge(model, needle, 1).why.labels.columns() == 3);
}

TEST_CASE("the trains' evidence adds up to the odds of the muscle") {
    const BagModel model = trained();
    const BagJudgement j = judge(model, table(), 4);
    for (std::size_t k = 1; k < 3; ++k) {
        double sum = 0.0;
        for (std::size_t i = 0; i < j.why.evidence.rows(); ++i) sum += j.why.evidence.row(i)[k];
        CHECK(sum == Approx(std::log(j.probabilities[k] / j.probabilities[0])));
    }
}

TEST_CASE("features are found by name, and others are refused") {
    const BagModel model = trained();
    bags::BagTable turned = table();
    turned.features = {"c", "a_uv", "b_ms"};
    for (std::size_t i = 0; i < turned.rows.rows(); ++i) {
        const auto from = table().rows.row(i);
        const auto to = turned.rows.row(i);
        to[0] = from[2], to[1] = from[0], to[2] = from[1];
    }
    CHECK(judge(model, with_features_of(model, turned), 5).probabilities ==
          judge(model, table(), 5).probabilities);
    turned.features[1] = "a_mv";
    CHECK_THAT(test::message_of([&] { with_features_of(model, turned); }),
               Catch::Contains("unknown \"a_mv\"; did you mean \"a_uv\"?"));
    bags::BagTable fewer{{"normal"}, {"c"}, {{"m", 0, 0, 1}}, Table(1, 1), {std::nullopt}};
    CHECK_THAT(test::message_of([&] { with_features_of(model, fewer); }),
               Catch::Contains("\"a_uv\" is not in the table"));
    bags::BagTable empty = table();
    empty.bags[3].count = 0;
    CHECK_THAT(test::message_of([&] { judge(model, empty, 3); }),
               Catch::Contains("bag \"m3\": the bag is empty"));
}

TEST_CASE("a model of bags that was cut off, altered or never fitted together is refused") {
    const std::string text = bag_model_json(trained());
    const auto message = [](const std::string& json) {
        return test::message_of([&] { bag_model_from_json(json, "m.json"); });
    };
    CHECK_THAT(message(text.substr(0, text.size() / 2)), Catch::Contains("may have been cut off"));
    std::string altered = text;
    altered[altered.find("\"slope\":") + 8] = '7';
    CHECK_THAT(message(altered), Catch::Contains("checksum"));
    CHECK_THAT(message(sealed("efferent.model/1", Config::parse("{}", "x"))),
               Catch::Contains("has the schema \"efferent.model/1\""));
    const Config body = opened(text, "efferent.bag_model/1", "model of bags", "m.json").body;
    const auto changed = [&](std::string_view key, std::string_view value) {
        return message(sealed("efferent.bag_model/1", body.with(key, value)));
    };
    CHECK_THAT(changed("values", "[1, 2]"), Catch::Contains("m.json: values and missing"));
    CHECK_THAT(changed("missing", "[9, 1]"), Catch::StartsWith("m.json: "));
    CHECK_THAT(changed("biases", "[0]"), Catch::Contains("biases do not fit"));
    CHECK_THAT(changed("bag_labels.0", "7"), Catch::Contains("labels of bags do not fit"));
    CHECK_THAT(changed("bag_sizes.0", "-1"), Catch::Contains("-1 is out of range"));
    CHECK_THAT(changed("bag_sizes.0", "99999999"), Catch::Contains("labels do not fit"));
    CHECK_THAT(changed("deviations.1", "0"), Catch::Contains("means and deviations"));
    CHECK_THAT(changed("settings", R"({"type":"bag_svm"})"), Catch::Contains("take bif or fib"));
    CHECK_THAT(changed("settings.doubt", "2"), Catch::Contains("must be above 0 and below 1"));
    CHECK_THAT(changed("labels.0", "2"), Catch::Contains("labels do not fit"));
}

TEST_CASE("what tells nothing or cannot be saved is not trained") {
    bags::BagTable flat = table();
    for (std::size_t i = 0; i < flat.rows.rows(); ++i) flat.rows.row(i)[2] = 4.0;
    CHECK_THAT(
        test::message_of([&] { train_bag_model(flat, "t", bag_model_candidates("bif", {}, {})); }),
        Catch::Contains("\"c\" is 4 in every instance"));
    CHECK_THAT(test::message_of([] { bag_model_candidates("biff", {}, {}); }),
               Catch::Contains("did you mean \"bif\""));
    CHECK_THAT(test::message_of([] { train_bag_model(table(), "t", bags::grid("mean_lda", {})); }),
               Catch::Contains("gives no probabilities and no evidence; take bif or fib"));
}

TEST_CASE("the page shows evidence and potentials and says what it is not") {
    const BagModel model = trained();
    JudgedMuscle muscle{judge(model, table(), 1), {}, {"7"}, true};
    muscle.potentials.resize(muscle.judgement.instances.size());
    muscle.potentials[2] = DrawnPotential{{0.0, 50.0, -20.0, 0.0}, 0.1};
    muscle.judgement.bag = "<muscle>";
    const std::string page = diagnosis_page(model, {{muscle}, {}});
    for (const char* part :
         {"not a medical device", "1 muscle judged", "&lt;muscle&gt;", "myopathic", "train 3",
          "70 µV", "simulated data", "muscles.csv", "no feature: 1.", "</html>"}) {
        INFO(part);
        CHECK_THAT(page, Catch::Contains(part));
    }
    CHECK(page.find("<muscle>") == std::string::npos);
    CHECK(diagnosis_page(model, {{muscle}, {}}) == page);
}
