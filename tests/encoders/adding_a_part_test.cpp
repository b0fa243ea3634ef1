// The examples of docs/adding-a-part.md are real: a file's text, a list's line.
#include <algorithm>
#include <catch2/catch.hpp>

#include "core/file.hpp"
#include "encoders/encoder.hpp"
#include "tests/support/support.hpp"

using namespace efferent;

namespace {

/// What stands in the first block fenced with ```language.
std::string fenced(const std::string& page, const std::string& language) {
    std::string fence = "```";
    fence += language;
    fence += '\n';
    const std::size_t begin = page.find(fence);
    REQUIRE(begin != std::string::npos);
    const std::size_t end = page.find("```\n", begin + fence.size());
    REQUIRE(end != std::string::npos);
    return page.substr(begin + fence.size(), end - begin - fence.size());
}

}  // namespace

TEST_CASE("the example of how to add a part is the source of one, and on the list") {
    const auto root = test::source_folder();
    const std::string page = read_file(root / "docs/adding-a-part.md");
    const std::string line = fenced(page, "cmake");
    const std::string name(trim(line));
    REQUIRE(!name.empty());
    const std::string code = fenced(page, "cpp");
    REQUIRE(code.size() > 500);
    CHECK(code == read_file(root / "encoders" / (name + ".cpp")));
    CHECK(read_file(root / "encoders/CMakeLists.txt").find(line) != std::string::npos);
    CHECK(
        std::ranges::any_of(encoders::encoders(), [&](const auto* p) { return p->name == name; }));
}

TEST_CASE("the example of how to add a neuron model is the source of one") {
    const auto root = test::source_folder();
    const std::string code = fenced(read_file(root / "docs/adding-a-part.md"), "c++");
    REQUIRE(code.size() > 500);
    CHECK(code == read_file(root / "snn/models/alif.cpp"));
}
