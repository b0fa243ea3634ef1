// efferent diagnose, from a table to a judged muscle.
#include <cstring>

#include "core/file.hpp"
#include "core/text.hpp"
#include "tests/apps/program.hpp"
#include "tests/bags/toy.hpp"
#include "tests/needle/toy_needle.hpp"
#include "tests/support/support.hpp"

namespace efferent {
namespace {

using test::efferent_program;

std::string csv(const bags::BagTable& table) {
    std::string text = "bag,label,truth,simulated,a_uv,b_ms,c\n";
    for (const bags::Bag& bag : table.bags)
        for (std::size_t i = bag.first; i < bag.first + bag.count; ++i) {
            text += bag.name + "," + table.classes[*bag.label] + ",,yes";
            for (const double x : table.rows.row(i)) text += "," + exact(x);
            text += "\n";
        }
    return text;
}

/// The path of a side file with which `toy` can be read.
std::string written(const test::TemporaryFolder& folder, const std::string& name,
                    const needle::toy::Recording& toy) {
    std::string bytes(toy.samples.size() * sizeof(float), '\0');
    std::memcpy(bytes.data(), toy.samples.data(), bytes.size());
    const std::string file = folder.write(name + ".f32", bytes).filename().string();
    return folder
        .write(name + ".json", R"({"reader": "raw", "samples": ")" + file +
                                   R"(", "dtype": "float32", "sampling_rate_hz": 8000,
                                   "unit": "uV", "simulated": true, "channels": 1})")
        .string();
}

}  // namespace

TEST_CASE("diagnose learns from a table and judges tables and features, on any number of threads") {
    test::TemporaryFolder folder;
    const std::string table = folder.write("muscles.csv", csv(bags::toy::clinic({}))).string();
    const auto path = [&](const std::string& name) { return (folder.path() / name).string(); };
    const auto trained = efferent_program("diagnose --train " + table + " --out " + path("m.json"));
    INFO(trained.out);
    REQUIRE(trained.status == 0);
    CHECK_THAT(trained.out, Catch::Contains("not a medical device") &&
                                Catch::Contains("learnt from 45 muscles"));
    REQUIRE(efferent_program("diagnose --threads 1 --train " + table + " --out " + path("n.json"))
                .status == 0);
    CHECK(read_file(path("m.json")) == read_file(path("n.json")));

    const auto judged = efferent_program("diagnose " + table + " --model " + path("m.json") +
                                         " --out " + path("out"));
    INFO(judged.out);
    REQUIRE(judged.status == 0);
    CHECK_THAT(judged.out, Catch::Contains("not a medical device") &&
                               Catch::Contains("P(neurogenic)") && Catch::Contains("m44") &&
                               Catch::Contains("trained on muscles.csv (simulated)"));
    CHECK_THAT(read_file(path("out/diagnosis.html")), Catch::Contains("not a medical device"));
    CHECK_THAT(read_file(path("out/muscles.tsv")), Catch::StartsWith("muscle\ttrains\tp_normal"));
    CHECK_THAT(read_file(path("out/trains.tsv")), Catch::Contains("evidence_myopathic"));

    folder.write("clinic/anna/features.tsv",
                 "unit_id\ta_uv\tb_ms\tc\n0\t3.1\t0\t0.2\n1\tn/a\tn/a\tn/a\n2\t2.9\tn/a\t1\n");
    folder.write("clinic/aaron/features.tsv", "unit_id\ta_uv\tb_ms\tc\n0\tn/a\tn/a\tn/a\n");
    const auto one = efferent_program("diagnose " + path("clinic") + " --model " + path("m.json") +
                                      " --out " + path("one"));
    INFO(one.out);
    CHECK(one.status == 0);
    CHECK_THAT(one.out, Catch::Contains("anna") &&
                            Catch::Contains("left out, having no feature: 1") &&
                            Catch::Contains("No trains found in aaron, no diagnosis"));
    CHECK_THAT(read_file(path("one/diagnosis.html")),
               Catch::Contains("1 muscle judged") &&
                   Catch::Contains("No trains found in aaron, no diagnosis"));
    CHECK_THAT(read_file(path("one/muscles.tsv")),
               Catch::Contains("\nanna\t2\t") && Catch::Contains("\naaron\t0\tn/a\tn/a\tn/a\n"));
}

TEST_CASE("what cannot be learnt from or judged is refused in one sentence by diagnose") {
    test::TemporaryFolder folder;
    const std::string table =
        folder.write("muscles.csv", csv(bags::toy::clinic({.bags = 9}))).string();
    const auto path = [&](const std::string& name) { return (folder.path() / name).string(); };
    REQUIRE(efferent_program("diagnose --train " + table + " --out " + path("m.json")).status == 0);
    folder.write("one.csv", "bag,label,truth,a\nm,normal,,1\nn,normal,,2\n");
    folder.write("nothing/readme.txt", "x");
    folder.write("short/features.tsv", "unit_id\ta_uv\tb_ms\tc\n0\tn/a\tn/a\tn/a\n");
    folder.write("silent/a/features.tsv", "unit_id\ta_uv\tb_ms\tc\n");
    const std::string model = " --model " + path("m.json");
    struct Case {
        std::string arguments, message;
        int status;
    };
    const Case cases[] = {
        {"", "give either --train", 2},
        {"--train " + table, "--out: is needed", 2},
        {"--train " + table + " --out " + path("x.json") + " --set width", "has no \"=\"", 2},
        {"--train " + table + " --out " + path("x.json") + " --set withd=1", "unknown key", 2},
        {"--train " + table + " --out " + path("x.json") + " --normal healthy", "\"healthy\"", 4},
        {"--train " + path("one.csv") + " --out " + path("x.json"),
         "one.csv: there are bags of 1 class", 2},
        {table + model + " --method fib", "only with --train", 2},
        {table + " --model " + table, "no whole model of bags", 4},
        {path("one.csv") + model, "unknown \"a\"", 2},
        {path("nothing") + model, "and no folder of these", 2},
        {path("short") + model, "a longer or quieter recording", 4},
        {path("silent") + model, "a longer or quieter recording", 4},
    };
    for (const Case& c : cases) {
        const auto outcome = efferent_program("diagnose " + c.arguments);
        INFO(c.arguments << "\n" << outcome.out);
        CHECK(outcome.status == c.status);
        CHECK_THAT(outcome.out, Catch::Contains(c.message));
    }
}

TEST_CASE("diagnose decomposes a needle recording and judges it as it judges its features") {
    test::TemporaryFolder folder;
    const std::string recording = written(folder, "toy", needle::toy::recording({}));
    const auto path = [&](const std::string& name) { return (folder.path() / name).string(); };
    REQUIRE(efferent_program("decompose " + recording + " --preset needle --out " + path("toy"))
                .status == 0);
    const std::string features = read_file(path("toy/features.tsv"));
    const auto names = split(std::string_view(features).substr(0, features.find('\n')), '\t');
    std::string table = "bag,label,truth";
    for (std::size_t j = 1; j < names.size(); ++j) table += "," + std::string(names[j]);
    RandomStream random(4, "muscles of the test");
    for (int line = 0; line < 60; ++line) {
        table +=
            "\nm" + std::to_string(line / 6) + (line / 6 % 2 == 0 ? ",normal," : ",myopathic,");
        for (std::size_t j = 1; j < names.size(); ++j)
            table += "," + exact((names[j] == "size_index" ? -1.0 : 10.0) + random.uniform() +
                                 (line / 6 % 2 == 0 ? 0.0 : 2.0));
    }
    folder.write("muscles.csv", table + "\n");
    REQUIRE(efferent_program("diagnose --train " + path("muscles.csv") + " --out " + path("m.json"))
                .status == 0);
    const auto whole = efferent_program("diagnose " + recording + " --model " + path("m.json") +
                                        " --out " + path("judged"));
    INFO(whole.out);
    REQUIRE(whole.status == 0);
    const std::string page = read_file(path("judged/diagnosis.html"));
    CHECK_THAT(page, Catch::Contains("Potentials, ") && Catch::Contains("simulated data") &&
                         Catch::Contains("train 2"));
    REQUIRE(efferent_program("diagnose " + path("toy") + " --model " + path("m.json") + " --out " +
                             path("from_features"))
                .status == 0);
    CHECK(read_file(path("judged/muscles.tsv")).substr(0, 60) ==
          read_file(path("from_features/muscles.tsv")).substr(0, 60));

    written(folder, "ward/0", needle::toy::recording({.units = 0, .length_s = 1.0}));
    folder.write("ward/1/features.tsv", features);
    const auto ward = efferent_program("diagnose " + path("ward") + " --model " + path("m.json"));
    INFO(ward.out);
    CHECK(ward.status == 0);
    CHECK_THAT(ward.out,
               Catch::Contains("No trains found in 0, no diagnosis") && Catch::Contains("  1\n"));
}

}  // namespace efferent
