#include <catch2/catch.hpp>
#include <numeric>
#include <vector>

#include "core/config.hpp"
#include "core/file.hpp"
#include "core/ids.hpp"
#include "core/parallel.hpp"
#include "core/part.hpp"
#include "core/random.hpp"
#include "core/row_sums.hpp"
#include "core/sha256.hpp"
#include "core/text.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using efferent::test::message_of;

namespace {

struct Inner {
    double gain = 1.5;
    friend void describe(Fields& field, Inner& p) { field("gain", p.gain, "a factor"); }
};

struct Settings {
    double threshold_uv = 20.0;
    Duration window = 250ms;
    std::int64_t count = 3;
    std::vector<std::string> names{"a"};
    std::optional<double> limit;
    Config part;
    Inner inner;
    friend void describe(Fields& field, Settings& p) {
        field("threshold_uv", p.threshold_uv, "step");
        field("window_ms", p.window, "length");
        field("count", p.count, "how many");
        field("names", p.names, "which");
        field("limit", p.limit, "largest");
        field("part", p.part, "another part");
        field("inner", p.inner, "a group");
        field.require(p.threshold_uv > 0.0, "threshold_uv", "must be above zero");
    }
};

std::string refusal(const char* text) {
    return message_of([&] { Config::parse(text, "x.json").as<Settings>(); });
}

}  // namespace

TEST_CASE("a bad setting says where, what and what instead") {
    CHECK(refusal(R"({"treshold_uv":5})") ==
          "x.json/treshold_uv: unknown key; did you mean \"threshold_uv\"?");
    CHECK(refusal(R"({"threshold_uv":-5})") == "x.json/threshold_uv: must be above zero, not -5");
    CHECK(refusal(R"({"threshold_uv":"big"})") ==
          "x.json/threshold_uv: must be a number, not \"big\"");
    CHECK(refusal(R"({"count":2.5})") == "x.json/count: must be a whole number, not 2.5");
    CHECK(refusal(R"({"count":true})") == "x.json/count: must be a whole number, not true");
    CHECK(refusal(R"({"names":"a"})") == "x.json/names: must be a list in [brackets], not \"a\"");
    CHECK(refusal(R"({"inner":{"gian":2}})") ==
          "x.json/inner/gian: unknown key; did you mean \"gain\"?");
    CHECK(refusal(R"({"inner":7})") == "x.json/inner: must be an object in {braces}, not 7");
    CHECK(refusal("{\"count\":1,\n\"count\":2}") == "x.json: the key \"count\" stands twice");
    CHECK(refusal("{\n\"count\":}") == "x.json: line 2, byte 11: is not JSON");
    CHECK(refusal(R"({"threshold_uv":1e999})") ==
          "x.json: holds a number beyond what a double can be");
    CHECK(refusal(R"({"window_ms":1e300})") ==
          "x.json/window_ms: must be a duration below 292 years, not 1e+300");
}

TEST_CASE("what is written reads back as the same settings") {
    const auto given = Config::parse(
        R"({"threshold_uv":7.25,"window_ms":0.5,"names":["x","y"],"limit":3,"part":{"type":"p"},"inner":{"gain":2}})",
        "x.json");
    const auto once = Config::of(given.as<Settings>());
    const auto read = once.as<Settings>();
    CHECK(read.window == 500us);
    CHECK(read.limit == 3.0);
    CHECK(read.part.type() == "p");
    CHECK(read.inner.gain == 2.0);
    CHECK(Config::of(read) == once);
}

TEST_CASE("setting one value changes it alone, and a path that nobody knows is refused") {
    const auto config = Config::parse(R"({"inner":{"gain":1},"list":[1,2]})", "x.json");
    CHECK(config.with("inner.gain", "4").dump(-1) == R"({"inner":{"gain":4},"list":[1,2]})");
    CHECK(config.with("list.1", "abc").dump(-1) == R"({"inner":{"gain":1},"list":[1,"abc"]})");
    CHECK(config.with("a.b", "4").dump(-1) == R"({"inner":{"gain":1},"list":[1,2],"a":{"b":4}})");
    CHECK(message_of([&] { (void)config.with("inner.gain.x", "4"); }) ==
          "--set inner.gain.x: there is no \"x\" in x.json");
    CHECK(message_of([&] { (void)config.with("list.2", "4"); }) ==
          "--set list.2: \"2\" is not an index below 2");
}

TEST_CASE("a group that a file leaves out can be set into, and a typo in the path has its name") {
    const auto config = Config::parse(R"({"threshold_uv":7})", "x.json");
    CHECK(config.with("inner.gain", "4").as<Settings>().inner.gain == 4.0);
    CHECK(config.with("inner", "null").with("inner.gain", "4").as<Settings>().inner.gain == 4.0);
    const auto refusal = [&](const std::string& path) {
        return message_of([&] { (void)config.with(path, "4").as<Settings>(); });
    };
    CHECK(refusal("iner.gain") == "x.json/iner: unknown key; did you mean \"inner\"?");
    CHECK(refusal("inner.gian") == "x.json/inner/gian: unknown key; did you mean \"gain\"?");
    CHECK(refusal("inner.gain.x") == "x.json/inner/gain: must be a number, not {\"x\":4}");
    CHECK(refusal("names.0") == "x.json/names: must be a list in [brackets], not {\"0\":4}");
}

TEST_CASE("a key can be looked for and left out") {
    const auto config = Config::parse(R"({"a":1,"b":{"c":2}})", "x.json");
    CHECK(config.has("b"));
    CHECK_FALSE(config.has("c"));
    CHECK_FALSE(Config::parse("\"a\"", "x.json").has("a"));
    CHECK(config.without("b").dump(-1) == R"({"a":1})");
    CHECK(config.without("z") == config);
    CHECK(config.without("b").origin() == "x.json");
}

TEST_CASE("an unknown name offers the nearest") {
    const std::vector<std::string> known{"delta", "lif"};
    CHECK(unknown_name("dleta", known) ==
          "unknown \"dleta\"; did you mean \"delta\"? There are: delta, lif");
    CHECK(unknown_name("quadratic", known) == "unknown \"quadratic\"; there are: delta, lif");
}

TEST_CASE("identifiers do not mix") {
    STATIC_REQUIRE(!std::is_convertible_v<ChannelId, NeuronId>);
    CHECK(sample_time(Hertz{2148.0}, 2148) == Time{1s});
    CHECK(sample_time(Hertz{2148.0}, 1).time_since_epoch().count() == 465549);
}

TEST_CASE("random streams depend on seed, purpose and entity alone") {
    RandomStream a(1, "weights", 3), b(1, "weights", 3), c(1, "weights", 4), d(1, "delays", 3);
    const auto first = a.next();
    CHECK(first == b.next());
    CHECK(first != c.next());
    CHECK(first != d.next());
}

TEST_CASE("random numbers have the moments that they should") {
    RandomStream random(5, "moments");
    double sum = 0.0, squares = 0.0;
    constexpr int n = 200000;
    for (int i = 0; i < n; ++i) {
        const double x = random.normal();
        sum += x;
        squares += x * x;
    }
    CHECK(std::abs(sum / n) < 0.01);
    CHECK(std::abs(squares / n - 1.0) < 0.02);
    std::vector<int> order(100);
    std::iota(order.begin(), order.end(), 0);
    auto shuffled = order;
    random.shuffle(std::span<int>(shuffled));
    CHECK(shuffled != order);
    CHECK(std::is_permutation(shuffled.begin(), shuffled.end(), order.begin()));
}

TEST_CASE("a parallel loop visits every index and rethrows the first failure") {
    for (const std::size_t threads : {1u, 2u, 8u}) {
        const ThreadLimit limit(threads);
        std::vector<int> visits(1000);
        for_each_index(visits.size(), [&](std::size_t i) { ++visits[i]; });
        CHECK(visits == std::vector<int>(1000, 1));
        CHECK(message_of([&] {
                  for_each_index(1000, [](std::size_t i) {
                      if (i % 100 == 37) throw Error(Fault::config, "at " + std::to_string(i));
                  });
              }) == "at 37");
    }
}

TEST_CASE("a cancelled loop ends with the fault cancelled") {
    Monitor monitor;
    int runs = 0;
    const ThreadLimit limit(1);
    try {
        for_each_index(
            1000,
            [&](std::size_t) {
                if (++runs == 5) monitor.cancel();
            },
            &monitor, "work");
        FAIL("not cancelled");
    } catch (const Error& e) {
        CHECK(e.fault() == Fault::cancelled);
    }
    CHECK(runs == 5);
}

TEST_CASE("who watches a part is cancelled with the whole, not the other way round") {
    Monitor whole, other;
    Monitor part(&whole), second(&other);
    CHECK_FALSE(part.cancelled());
    whole.cancel();
    CHECK(part.cancelled());
    second.cancel();
    CHECK_FALSE(other.cancelled());
}

TEST_CASE("a loop reports its stage before the first piece of work and after each") {
    class Listener final : public Monitor {
    public:
        void progress(std::string_view stage, double fraction) override {
            heard.emplace_back(stage, fraction);
        }
        std::vector<std::pair<std::string, double>> heard;
    };
    Listener monitor;
    std::size_t heard_before = 0;
    const ThreadLimit limit(1);
    for_each_index(
        2, [&](std::size_t i) { heard_before = i == 0 ? monitor.heard.size() : heard_before; },
        &monitor, "work");
    CHECK(heard_before == 1);
    CHECK(monitor.heard ==
          std::vector<std::pair<std::string, double>>{{"work", 0.0}, {"work", 0.5}, {"work", 1.0}});
}

TEST_CASE("files are read and written whole or not at all") {
    const test::TemporaryFolder folder;
    const auto path = folder.write("a/b.txt", "hello");
    CHECK(read_file(path) == "hello");
    CHECK(message_of([&] { read_file(folder.path()); }) ==
          folder.path().string() + ": is a folder, where a file was expected");
    CHECK(message_of([&] { read_file(folder.path() / "c"); }) ==
          (folder.path() / "c").string() + ": there is no such file");
    CHECK_THAT(message_of([&] { write_file(path / "below", "x"); }),
               Catch::Contains("cannot be written"));
    CHECK_THAT(message_of([&] { require_writable_folder(path); }),
               Catch::Contains("cannot be made a folder"));
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path() / "a"), {}) == 1);
}

TEST_CASE("sums of rows are those of a plain loop, to the bit, and touch nothing else") {
    const std::size_t columns = GENERATE(1U, 7U, 8U, 40U, 53U);
    const std::size_t rows = 3, from_stride = columns + 2, to_stride = columns + 5;
    std::vector<float> from(rows * from_stride), to(rows * to_stride);
    RandomStream random(1, "rows");
    for (float& x : from) x = static_cast<float>(random.normal());
    for (float& x : to) x = static_cast<float>(random.normal());
    std::vector<float> expected = to;
    std::vector<double> row(to.begin(), to.end()), sum = row;
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t c = 0; c < columns; ++c) {
            const float product = 0.3F * from[i * from_stride + c];
            expected[i * to_stride + c] += product;
        }
    for (std::size_t c = 0; c < columns; ++c) sum[c] += 0.3 * double{from[c]};
    add_rows({from.data(), from_stride, to.data(), to_stride, rows, columns, 0.3F});
    add_row(from.data(), 0.3, columns, row.data());
    CHECK(to == expected);
    CHECK(row == sum);
}

TEST_CASE("SHA-256 gives the standard's own examples") {  // FIPS 180-4, examples
    CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(sha256(std::string(1000000, 'a')) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}
