#include "bench/engine/contests.hpp"

#include "bench/engine/large.hpp"
#include "bench/engine/network_files.hpp"
#include "bench/engine/ours.hpp"
#include "bench/engine/peer.hpp"
#include "bench/engine/rules.hpp"
#include "bench/engine/stream.hpp"

namespace efferent::bench {
namespace {

constexpr const char* parallel = R"({"type": "parallel"})";
constexpr const char* clocked_fine = R"({"type": "clocked", "tick_ms": 0.1})";
constexpr const char* clocked_coarse = R"({"type": "clocked", "tick_ms": 1})";
constexpr const char* clocked_between =
    R"({"type": "clocked", "tick_ms": 1, "crossing": "interpolated"})";

/// One network for one time.
class Course {
public:
    Course(const Measures& measures, std::string network, double biological_s)
        : kept_(measures.kept),
          network_(std::move(network)),
          biological_s_(measures.scale * biological_s) {}

    Entrant ours(const std::string& name, const char* backend, std::size_t threads = 1) const {
        return {name, [*this, backend, threads] {
                    return enter_ours(network_folder(kept_, network_),
                                      Config::parse(backend, "bench"), biological_s_, threads);
                }};
    }
    Entrant peer(const std::string& name, const Simulator& simulator, double step_ms) const {
        return {name, [*this, simulator, step_ms] {
                    return enter_peer(simulator, network_folder(kept_, network_), kept_ / "peers",
                                      step_ms, biological_s_);
                }};
    }

private:
    std::filesystem::path kept_;
    std::string network_;
    double biological_s_;
};

const std::string exactly = "`parallel`";
const std::string at_01 = "`clocked` at 0.1 ms";
const std::string at_1 = "`clocked` at 1 ms";
const std::string at_1_between = "`clocked` at 1 ms, interpolated";
const std::string brian2_01 = "Brian2 at 0.1 ms";
const std::string brian2_1 = "Brian2 at 1 ms";
const std::string nest_01 = "NEST at 0.1 ms";

using Rules = std::vector<RowRule>;

/// Ours beside Brian2 and NEST at 0.1 ms.
Rules beside_peers(const std::string& network, const std::string& ours, const std::string& work) {
    const std::string id = "engine." + network + ".";
    return {ratio(id + "ratio_brian2", ours, brian2_01, work),
            ratio(id + "ratio_nest", ours, nest_01, work),
            ns_per_event(id + "ns_per_event", ours, work),
            ns_per_event(id + "brian2_ns_per_event", brian2_01, work),
            ns_per_event(id + "nest_ns_per_event", nest_01, work),
            rate(id + "rate_hz", ours, work),
            rate(id + "brian2_rate_hz", brian2_01, work)};
}

Contest against_peers(const Measures& measures, const std::string& network, double biological_s,
                      const std::string& work) {
    const Course course(measures, network, biological_s);
    return {network,
            {course.ours(exactly, parallel), course.peer(brian2_01, brian2, 0.1),
             course.peer(nest_01, nest, 0.1)},
            beside_peers(network, exactly, work)};
}

/// Every arrival moves a potential at once, so peers' step is also ours; exactly it is another row.
Contest brunel(const Measures& measures) {
    const std::string work = "on b (Brunel, 12,500 neurons, 15 million synapses without a current)";
    const Course course(measures, "b", 0.5);
    Contest contest{"b",
                    {course.ours(at_01, clocked_fine), course.ours(exactly, parallel),
                     course.peer(brian2_01, brian2, 0.1), course.peer(nest_01, nest, 0.1)},
                    beside_peers("b", at_01, work)};
    contest.rules.push_back(ratio("engine.b_exact.ratio_brian2", exactly, brian2_01, work));
    contest.rules.push_back(ns_per_event("engine.b_exact.ns_per_event", exactly, work));
    contest.rules.push_back(rate("engine.b_exact.rate_hz", exactly, work));
    return contest;
}

Contest decoder(const Measures& measures) {
    const std::string work = "on c (decoder: 256 inputs at 30 Hz, 768 recurrent neurons, 16 out)";
    const Course course(measures, "c", 60.0);
    Contest contest{
        "c",
        {course.ours(exactly, parallel), course.ours(at_1, clocked_coarse),
         course.ours(at_1_between, clocked_between), course.peer(brian2_01, brian2, 0.1),
         course.peer(brian2_1, brian2, 1.0), course.peer(nest_01, nest, 0.1)},
        beside_peers("c", exactly, work)};
    const std::string id = "engine.c_clocked_1ms.";
    for (RowRule& rule :
         Rules{ratio(id + "ratio_brian2", at_1_between, brian2_01, work),
               ratio(id + "ratio_brian2_1ms", at_1, brian2_1, work),
               ns_per_event(id + "ns_per_event", at_1, work),
               ns_per_event(id + "brian2_1ms_ns_per_event", brian2_1, work),
               rate(id + "rate_hz", at_1, work), rate(id + "brian2_1ms_rate_hz", brian2_1, work)})
        contest.rules.push_back(std::move(rule));
    return contest;
}

Contest scale(const Measures& measures) {
    const std::string large = "c4, c with four times the neurons and as many synapses for each";
    const std::string small = "c";
    const std::string work = "with `parallel`, 20 s of biological time each";
    return {"scale",
            {Course(measures, "c4", 20.0).ours(large, parallel),
             Course(measures, "c", 20.0).ours(small, parallel)},
            {cost_ratio("engine.scale.cost_ratio", large, small, work),
             ns_per_event("engine.c4.ns_per_event", large, work),
             rate("engine.c4.rate_hz", large, work)}};
}

Contest threads(const Measures& measures) {
    const Course course(measures, "b", 0.5);
    return {
        "threads2",
        {course.ours("one thread", clocked_fine, 1), course.ours("two threads", clocked_fine, 2)},
        {speedup("engine.threads2.speedup_b", "one thread", "two threads", "on b, " + at_01)}};
}

}  // namespace

std::vector<Contest> contests(const Measures& measures) {
    return {
        against_peers(measures, "a", 10.0,
                      "on a (Vogels-Abbott, 4,000 neurons, 0.32 million synapses of two classes)"),
        brunel(measures),
        decoder(measures),
        against_peers(measures, "c2", 60.0, "on c2 (c with inputs at 2 Hz)"),
        against_peers(measures, "cs", 20.0, "on cs (decoder with 512 recurrent neurons)"),
        against_peers(measures, "cl", 20.0, "on cl (decoder with 1,024 recurrent neurons)"),
        scale(measures),
        threads(measures),
        stream_contest(measures.kept, Config::parse(parallel, "bench"), 20.0 * measures.scale),
        large_contest(Config::parse(clocked_fine, "bench"), 0.2 * measures.scale)};
}

}  // namespace efferent::bench
