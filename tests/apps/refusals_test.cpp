// What decompose and score cannot do, or options that would do nothing, ends in one sentence.
#include <algorithm>

#include "tests/apps/program.hpp"
#include "tests/support/support.hpp"

namespace efferent {
namespace {

using test::efferent_program;

constexpr const char* header = "onset\tduration\tsample\tunit_id\tevent_type\n";

void refused(const std::string& arguments, const std::string& message, int status = 2) {
    const auto outcome = efferent_program(arguments);
    INFO(arguments << "\n" << outcome.out);
    CHECK(outcome.status == status);
    CHECK_THAT(outcome.out, Catch::Contains(message));
    CHECK_THAT(outcome.out, Catch::StartsWith("efferent: "));
    CHECK(std::count(outcome.out.begin(), outcome.out.end(), '\n') == 1);
}

}  // namespace

TEST_CASE("score refuses a comparison with nothing, and scores a prediction of nothing") {
    const test::TemporaryFolder folder;
    const std::string spike = "\t0\t1\t1\tmotor-unit-spike\n";
    const std::string truth =
        folder.write("truth.tsv", std::string(header) + "1" + spike + "2.5" + spike).string();
    const std::string none = folder.write("none.tsv", header).string();
    const std::string score = "score " + truth + " " + truth;
    CHECK_THAT(efferent_program(score + " --begin-s 2").out, Catch::Contains("1 unit of 1 found"));
    refused(score + " --begin-s 5 --end-s 4", "--begin-s 5: must be before --end-s 4");
    refused(score + " --begin-s 4 --end-s 4", "--begin-s 4: must be before --end-s 4");
    refused(score + " --begin-s -1", "--begin-s -1: must be a time from 0 on");
    refused(score + " --begin-s 500",
            truth + ": has no discharge from 500 s on; it has them from 1 s to 2.5 s");
    refused(score + " --end-s 1", "has no discharge before 1 s; it has them from 1 s to 2.5 s");
    refused(score + " --rate-hz 0", "--rate-hz 0: must be a number of samples a second");
    refused(score + " --rate-hz 2000", "truth.tsv give seconds; leave it out");
    refused("score " + truth + " " + none, none + ": has no discharge, so there is no truth", 4);
    const auto nothing = efferent_program("score " + none + " " + truth + " --end-s 2");
    CHECK(nothing.status == 0);
    CHECK_THAT(
        nothing.out,
        Catch::Contains("0 units of 1 found") &&
            Catch::Contains(none + " has no discharge before 2 s, so no unit was predicted"));
}

}  // namespace efferent
