// `efferent program` as a person meets it.
#include "core/file.hpp"
#include "hw/lava_net.hpp"
#include "tests/apps/program.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using Catch::Contains;
using efferent::test::efferent_program;

namespace {

constexpr const char* network = R"({"channels":1,"populations":[
{"name":"a","size":2,"model":{"type":"lif","threshold":2}},{"name":"b","size":1,"model":"lif"}],"projections":[
{"from":"input","to":"a","delay_ms":1,"synapses":{"type":"dense","sources":2,"targets":2,"weights":[2,-1,1,1]}},
{"from":"a","to":"b","delay_ms":1,"synapses":{"type":"dense","sources":2,"targets":1,"weights":[1,-1]}}]})";

}  // namespace

TEST_CASE("a network is written as a programming file, and nothing else is") {
    const efferent::test::TemporaryFolder folder;
    const std::string from = folder.write("n.json", network).string();
    const std::string to = (folder.path() / "x").string();
    const auto net = efferent_program("program " + from + " --chip loihi --out " + to + ".net");
    CHECK(net.status == 0);
    CHECK_THAT(net.out, Contains("input to a") && Contains("read back the same"));
    const hw::WholeNetwork read = hw::read_lava_net(to + ".net");
    REQUIRE(read.populations.size() == 2);
    CHECK(read.synapses() == 6);
    CHECK(std::ranges::max(read.projections.front().weights) <= 254);
    const auto json =
        efferent_program("program " + from + " --chip dynapse2 --out " + to + ".json");
    CHECK(json.status == 0);
    CHECK_THAT(read_file(to + ".json"), Contains("base_currents"));
    const std::string events = folder.write("e.csv", "time_ms,channel,polarity\n1,0,up\n");
    const auto board = efferent_program("program " + from + " --chip tinyodin --events " + events +
                                        " --out " + to + "_board");
    CHECK(board.status == 0);
    CHECK_THAT(read_file(to + "_board/core0.spi"), Contains("efferent spi 1 tinyodin"));
    CHECK_THAT(read_file(to + "_board/core0.aer"), Contains("efferent aer 1 tinyodin"));
    const auto slip = efferent_program("program " + from + " --chip xylo_a2 --out " + to + "2.net");
    CHECK(slip.status == 2);
    CHECK_THAT(slip.out, Contains("must end in .json"));
    const auto lacks = efferent_program("program " + from + " --chip speck --out " + to + "2.json");
    CHECK(lacks.status != 0);
    CHECK_THAT(lacks.out, Contains("population \"a\"") && Contains("do not leak"));
    CHECK(!std::filesystem::exists(to + "2.json"));
}

TEST_CASE("the network of the examples is programmed, and repaired where a chip lacks delays") {
    const efferent::test::TemporaryFolder folder;
    const std::string to = (folder.path() / "x").string();
    CHECK(efferent_program("program two_layers --chip loihi --out " + to + ".net").status == 0);
    CHECK(efferent_program("program two_layers --chip odin --out " + to + "_odin").status == 0);
    const auto repaired = efferent_program("chips dynapse2 --fit two_layers --repaired " + to);
    CHECK_THAT(repaired.out, Contains("dynapse2  fits after repair"));
    const auto nowhere = efferent_program("program two_layers --chip loihi --out " + to + "/n.net");
    CHECK(nowhere.status == 3);
    CHECK_THAT(nowhere.out, Contains("efferent: " + to + "/n.net: cannot be written"));
    const std::string late = folder.write("e.csv", "time_ms,channel,polarity\n1e8,0,up\n");
    const auto far =
        efferent_program("program two_layers --chip odin --events " + late + " --out " + to + "_2");
    CHECK(far.status == 2);
    CHECK_THAT(far.out, Contains("an event in tick 100000000"));
}
