// Programming files: what is written reads back as the same image, and what is broken is refused.
#include <catch2/catch.hpp>

#include "core/error.hpp"
#include "core/random.hpp"
#include "hw/odin/programming.hpp"

using namespace efferent;
using namespace efferent::hw::odin;

namespace {

TinyOdinImage some_tinyodin() {
    TinyOdinImage image;
    RandomStream random(3, "image");
    for (std::size_t n = 0; n < 20; ++n) {
        image.set_neuron(n, {.potential = -7, .threshold = 100, .leak = 3});
        for (std::size_t t = 0; t < 20; ++t)
            image.set_weight(n, t, static_cast<std::int32_t>(random.below(16)) - 8);
    }
    image.set_weight(255, 255, 5);  // beyond what the registers let the chip read
    image.last_neuron = 19;
    image.open_loop = false;
    return image;
}

template <class F>
std::string refusal(F f) {
    try {
        f();
    } catch (const Error& e) {
        return e.what();
    }
    return "taken";
}

}  // namespace

TEST_CASE("images survive their SPI words and their text") {
    const TinyOdinImage tiny = some_tinyodin();
    const auto words = spi_words(tiny);
    CHECK(words.size() == 4 + 20 * 4 + 256 * 3 * 4 + 4 + 2);
    CHECK(words.front() == SpiWord{0, 1});
    CHECK(read_spi(spi_text(words, "tinyodin"), "a.spi", "tinyodin") == words);
    CHECK(tinyodin_image(words, "a.spi") == tiny);
    // Neuron 1's second byte holds the low bits of its threshold over the high ones of −7.
    CHECK(std::ranges::count(words, SpiWord{0x50101, 0x4F}) == 1);
    CHECK(std::ranges::count(read_backs(words, "tinyodin"), SpiWord{0x90101, 0x4F}) == 1);

    OdinImage odin;
    odin.set_neuron(9, {.potential = 4, .threshold = 200, .leak = 127});
    odin.set_weight(4, 9, 6);
    odin.set_inhibitory(4);
    CHECK(odin_image(spi_words(odin), "b.spi") == odin);
    CHECK(odin.weight(4, 9) == -6);
    OdinImage other = odin;
    other.set_weight(5, 9, 1);
    CHECK(spi_words(odin, other).size() == 5);

    ReckonImage reckon;
    reckon.set_pair(3, -5, 0x8123);
    set_byte_weight(reckon.input, 64, 200, 3, -9);
    set_byte_weight(reckon.output, 4, 255, 15, 9);
    reckon.last_output = 7;
    reckon.resets_to_zero = true;
    const auto read = read_spi(spi_text(spi_words(reckon), "reckon"), "c.spi", "reckon");
    CHECK(reckon_image(read, "c.spi") == reckon);
}

TEST_CASE("programming files that are cut off or garbled are refused with their line") {
    const auto words = spi_words(some_tinyodin());
    const std::string text = spi_text(words, "tinyodin");
    const auto read = [](const std::string& t) {
        return refusal([&] { return tinyodin_image(read_spi(t, "a.spi", "tinyodin"), "a.spi"); });
    };
    CHECK(read(text) == "taken");
    CHECK_THAT(read(text.substr(0, text.size() / 2)), Catch::StartsWith("a.spi: line "));
    CHECK_THAT(read(text.substr(0, text.find("end"))), Catch::Contains("the file ends here"));
    std::string garbled = text, odin = text, missing = text;
    garbled[text.find('\n') + 3] = 'x';
    CHECK_THAT(read(garbled), Catch::Contains("a.spi: line 2: ") && Catch::Contains("hexadecimal"));
    CHECK_THAT(read(odin.replace(17, 8, "odin")), Catch::Contains("line 1"));
    missing.erase(text.find('\n') + 1, 12);
    CHECK_THAT(read(missing), Catch::Contains("some are missing"));

    auto running = words, unknown = words, stopped = words;
    running.front().data = 0;
    unknown[2].address = 9;
    stopped.pop_back();
    const auto replay = [](const std::vector<SpiWord>& w) {
        return refusal([&] { return tinyodin_image(w, "a.spi"); });
    };
    CHECK_THAT(replay(running), Catch::Contains("line 6: memory is written while the chip runs"));
    CHECK_THAT(replay(unknown), Catch::Contains("line 4: register 9"));
    CHECK_THAT(replay(stopped), Catch::Contains("before the chip is let go"));
}

TEST_CASE("events for the input bus are a file as well") {
    const std::vector<AerWord> words{{0, 0x1FF}, {0, 0x3}, {7, 0x2E3}};
    const std::string text = aer_text(words, "tinyodin");
    CHECK(text == "efferent aer 1 tinyodin\n0 1FF\n0 003\n7 2E3\nend 3\n");
    CHECK(read_aer(text, "a.aer", "tinyodin") == words);
    std::string back = text;
    back[text.find('7')] = '-';
    CHECK_THAT(refusal([&] { return read_aer(back, "a.aer", "tinyodin"); }),
               Catch::Contains("a.aer: line 4"));
}
