// Tables of bags from files: what is read, and what is refused in one sentence.
#include "decoders/bags/bag_file.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/error.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::bags;

TEST_CASE("a table of bags is read with labels, truth and missing features") {
    test::TemporaryFolder folder;
    const auto path = folder.write("t.csv",
                                   "bag,label,truth,amplitude_uv,turns\n"
                                   "m1,normal,normal,100,3\n"
                                   "m1,normal,,120.5,\n"
                                   "m2,neurogenic,neurogenic,900,4\n"
                                   "m3,,,1e2,2\n");
    const BagTable table = read_bags(path);
    CHECK(table.classes == std::vector<std::string>{"normal", "neurogenic"});
    CHECK(table.features == std::vector<std::string>{"amplitude_uv", "turns"});
    REQUIRE(table.bags.size() == 3);
    CHECK(table.bags[0] == Bag{"m1", 0, 0, 2});
    CHECK(table.bags[1] == Bag{"m2", 1, 2, 1});
    CHECK(table.bags[2] == Bag{"m3", std::nullopt, 3, 1});
    CHECK(table.rows.row(1)[0] == 120.5);
    CHECK(std::isnan(table.rows.row(1)[1]));
    CHECK(table.truth == std::vector<std::optional<std::size_t>>{0, std::nullopt, 1, std::nullopt});
    CHECK(read_bags(path, "neurogenic").classes.front() == "neurogenic");
    CHECK(read_bags(path, std::vector<std::string>{"normal", "x", "neurogenic"}).bags[1].label ==
          2);

    const BagTable two = subset(table, std::vector<std::size_t>{1, 0});
    CHECK(two.bags[1] == Bag{"m1", 0, 1, 2});
    CHECK(two.rows.row(0)[0] == 900.0);
    CHECK(two.truth[0] == 1);
}

TEST_CASE("MUSK files are read as published, and tables without truth") {
    test::TemporaryFolder folder;
    const auto musk = read_bags(folder.write(
        "c.data", "MUSK-1,1_1+1,42,-198,1.\nMUSK-1,1_1+2,40,-7,1.\nNON-MUSK-2,2_1+1,5,-6,0.\n"));
    CHECK(musk.classes == std::vector<std::string>{"0", "1"});
    CHECK(musk.bags[0] == Bag{"MUSK-1", 1, 0, 2});
    CHECK(musk.rows.row(2)[1] == -6.0);
    CHECK(musk.features == std::vector<std::string>{"f1", "f2"});
    const auto plain = read_bags(folder.write("i.csv", "bag,label,f0\n0,1,5\n1,0,6\n"));
    CHECK(plain.classes.front() == "0");
    CHECK(plain.rows.row(1)[0] == 6.0);
    CHECK_FALSE(plain.simulated);
    const auto made =
        read_bags(folder.write("s.csv", "bag,label,truth,simulated,f0\nm,0,,no,5\nn,1,,yes,6\n"));
    CHECK(made.simulated);
    CHECK(made.features == std::vector<std::string>{"f0"});
    CHECK(made.rows.row(1)[0] == 6.0);
}

TEST_CASE("what is no table of bags is refused in one sentence") {
    struct Case {
        std::string text, message;
    };
    const std::string head = "bag,label,truth,a\n";
    const Case cases[] = {
        {"", "is empty"},
        {"muscle,label,a\n", "where bag,label,truth and names of features was expected"},
        {"bag,label,truth\n", "there is no feature"},
        {"bag,label,truth,simulated,a\nb,0,0,maybe,1\n",
         "line 2: simulated is \"maybe\", where \"yes\" or \"no\" was expected"},
        {"bag,label,a,simulated\n", "column \"simulated\" stands behind a feature"},
        {"bag,label,a,a\n", "two columns \"a\""},
        {"bag,label,a,\n", "column 4 has no name"},
        {head, "no instance below it"},
        {head + "m,normal,,1,2\n", "line 2: has 5 columns; the header has 4"},
        {head + "m,normal,,x\n", "feature \"a\" is \"x\""},
        {head + "m,normal,,NaN\n", "or nothing where it is missing"},
        {head + "m,normal,,inf\n", "a finite number"},
        {head + "m,normal,,1\nm,bad,,1\n", "a bag has one label"},
        {head + "m,normal,,1\nn,bad,,1\nm,normal,,1\n", "line 4: bag \"m\" began further up"},
        {head + "m,normal,,\n", "no feature at all"},
        {head + ",normal,,1\n", "the bag has no name"},
        {head + "m,normal,sick,1\n", "line 2: truth: unknown \"sick\""},
        {head + "m,sick,,1\n", "no bag has the label of the normal class: unknown \"normal\""},
        {head + "m,normal,,1", "no line end"},
    };
    test::TemporaryFolder folder;
    for (const Case& c : cases) {
        INFO(c.text);
        CHECK_THAT(test::message_of([&] { read_bags(folder.write("t.csv", c.text)); }),
                   Catch::Contains(c.message));
    }
    CHECK_THAT(test::message_of([&] {
                   read_bags(folder.write("t.csv", head + "m,norml,,1\n"),
                             std::vector<std::string>{"normal", "myopathic"});
               }),
               Catch::Contains("label: unknown \"norml\"; did you mean \"normal\""));
    CHECK_THAT(test::message_of([&] { read_bags(folder.write("c.data", "a,b,1,2.\n")); }),
               Catch::Contains("where \"0.\" or \"1.\" was expected"));
}

TEST_CASE("bags that nothing can be learnt from are refused in one sentence") {
    BagTable table{{"normal", "sick"}, {"a", "b"}, {{"m", 0, 0, 1}, {"n", 1, 1, 1}}, Table(2), {}};
    table.rows.push_back(std::vector<double>{1, 5});
    table.rows.push_back(std::vector<double>{2, 5});
    CHECK_NOTHROW(require_trainable(table));
    CHECK_THAT(test::message_of([&] { require_varying(table); }),
               Catch::Contains("\"b\" is 5 in every instance"));
    const auto refused = [&](auto change, const std::string& message) {
        BagTable changed = table;
        change(changed);
        CHECK_THAT(test::message_of([&] { require_trainable(changed); }), Catch::Contains(message));
    };
    refused([](BagTable& t) { t.bags[1].label = 0; }, "bags of 1 class;");
    refused([](BagTable& t) { t.bags[0].label = 1; }, "bags of 1 class;");
    refused([](BagTable& t) { t.bags[0].label.reset(); }, "bag \"m\" has no label");
    refused([](BagTable& t) { t.bags[0].count = 0; }, "bag \"m\" is empty");
    refused([](BagTable& t) { t.rows.row(1)[0] = INFINITY; }, "\"a\" of instance 1");
    refused(
        [](BagTable& t) {
            t.classes = {"normal", "sick", "worse"};
            t.bags[0].label = 2;
        },
        "no bag is \"normal\"");
    table.rows.row(0)[0] = table.rows.row(1)[0] = std::nan("");
    CHECK_THAT(test::message_of([&] { require_varying(table); }),
               Catch::Contains("\"a\" is missing in every instance"));
}
