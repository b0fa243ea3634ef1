// The bench of separated drives: pools of one simulated muscle found again from their units' rates.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include "bench/drives/blind.hpp"
#include "bench/drives/pools.hpp"
#include "bench/support/program.hpp"
#include "core/error.hpp"

namespace efferent::bench {
namespace {

constexpr const char* footer =
    "All is simulated. Rows drives.* are of blindly decomposed units, about 12 s of CPU a "
    "recording "
    "and two recordings a seed; rows drives.true_trains.* are of the true discharges.\n\n"
    "Example:\n  ./dev bench drives --out results/drives.json\n"
    "  ./dev bench drives --blind 0\n"
    "  ./dev bench drives --blind 1 --first-seed 7 --blind-alone";

/// Means over people, and the worst.
struct Summary {
    double ari = 0.0, ari_least = 1.0, right = 0.0, rms = 0.0;
    double correlation = 0.0, correlation_least = 1.0, steady = 0.0;
};

Summary summary(const std::vector<Outcome>& outcomes) {
    Summary s;
    const double part = 1.0 / static_cast<double>(outcomes.size());
    for (const Outcome& one : outcomes) {
        s.ari += part * one.ari;
        s.ari_least = std::min(s.ari_least, one.ari);
        s.right += one.clusters == one.pools ? 100.0 * part : 0.0;
        s.rms += part * one.ari_rms;
        s.correlation += part * one.correlation;
        s.correlation_least = std::min(s.correlation_least, one.correlation);
        s.steady += part * one.steady_correlation;
    }
    return s;
}

void add_rows(Rows& rows, const std::string& suffix, const std::string& what, const Summary& s) {
    const auto add = [&](const std::string& id, double value, const std::string& unit,
                         const std::string& meaning) {
        rows.push_back({"drives.true_trains." + id + suffix, value, unit, meaning + "; " + what});
    };
    add("ari", s.ari, "", "adjusted Rand index of clusters by rates, mean");
    add("ari_least", s.ari_least, "", "the same, of the worst seed");
    add("k_right", s.right, "%", "seeds in which the number of pools is right");
    add("ari_rms", s.rms, "",
        "the same units clustered by their true RMS at each contact, number of pools given");
    add("correlation", s.correlation, "",
        "clusters' drives against true ones in a repetition not clustered, mean");
    add("correlation_least", s.correlation_least, "", "the same, of the worst seed");
    add("correlation_steady", s.steady, "",
        "the same within plateaus at full share, their means taken away");
}

/// The less good of the disjoint and the shared pools.
void add_worse(Rows& rows, const Summary& a, const Summary& b) {
    const std::string what = ", the less good of disjoint and shared pools";
    rows.push_back(
        {"drives.true_trains.k_right", std::min(a.right, b.right), "%", "as k_right_*" + what});
    rows.push_back(
        {"drives.true_trains.ari_rms", std::max(a.rms, b.rms), "", "as ari_rms_*" + what});
    rows.push_back({"drives.true_trains.correlation", std::min(a.correlation, b.correlation), "",
                    "as correlation_*" + what});
}

void print_seeds(const std::vector<Outcome>& outcomes, const std::string& name) {
    for (const Outcome& o : outcomes)
        std::cerr << name << ": seed " << o.seed << ", " << o.units << " units, pools " << o.pools
                  << ", clusters " << o.clusters << ", silhouette " << o.silhouette << ", ARI "
                  << o.ari << ", RMS maps " << o.ari_rms << ", correlation " << o.correlation
                  << '\n';
}

void print_blind(const BlindOutcome& o, const std::string& name) {
    std::cerr << "blind, " << name << ": seed " << o.seed << ", pools " << o.pools << ", "
              << o.units << " units, " << o.fewest << " in the smallest pool, " << o.unknown
              << " unknown, " << o.filters << " with filters, clusters " << o.clusters << ", ARI "
              << o.ari << ", RMS maps " << o.ari_rms << ", correlation " << o.correlation
              << std::endl;
}

/// The figures asked for, from blindly decomposed units.
struct BlindSummary {
    double ari = 0.0, ari_least = 1.0, right = 0.0, rms = 0.0, correlation = 0.0, units = 0.0,
           unknown = 0.0;
};

BlindSummary blind_summary(double shared, std::uint64_t first, std::uint64_t count,
                           std::int64_t rounds) {
    BlindSummary s;
    const double part = 1.0 / static_cast<double>(count);
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        const BlindOutcome one = separate_blind(2 + seed % 5, shared, seed, rounds);
        print_blind(one, shared == 0.0 ? "disjoint" : "shared");
        s.ari += part * one.ari;
        s.ari_least = std::min(s.ari_least, one.ari);
        s.right += one.clusters == one.pools ? 100.0 * part : 0.0;
        s.rms += part * one.ari_rms;
        s.correlation += part * one.correlation;
        s.units += part * static_cast<double>(one.units);
        s.unknown += part * static_cast<double>(one.unknown);
    }
    return s;
}

void add_blind_rows(Rows& rows, std::uint64_t first, std::uint64_t count, std::int64_t rounds) {
    const std::string what = "; blind, " + std::to_string(count) + " seeds of 2 to 6 pools";
    const BlindSummary disjoint = blind_summary(0.0, first, count, rounds);
    const BlindSummary shared = blind_summary(0.4, first, count, rounds);
    const auto add = [&](const std::string& id, double value, const std::string& unit,
                         const std::string& meaning) {
        rows.push_back({"drives." + id, value, unit, meaning + what});
    };
    add("ari_disjoint", disjoint.ari, "", "adjusted Rand index, mean, disjoint pools");
    add("ari_shared", shared.ari, "", "the same, 40 % of the units shared");
    const std::string worse = ", the less good of disjoint and shared pools";
    add("k_right", std::min(disjoint.right, shared.right), "%",
        "seeds in which the number of pools is right" + worse);
    add("ari_rms", std::max(disjoint.rms, shared.rms), "",
        "the same units by the RMS of their blind action potentials, number of pools given" +
            worse);
    add("correlation", std::min(disjoint.correlation, shared.correlation), "",
        "clusters' drives, online in a repetition not clustered, against true ones" + worse);
    for (const bool both : {false, true}) {
        const BlindSummary& s = both ? shared : disjoint;
        const std::string suffix = both ? "_shared" : "_disjoint";
        add("ari_least" + suffix, s.ari_least, "", "adjusted Rand index of the worst seed");
        add("k_right" + suffix, s.right, "%", "seeds in which the number of pools is right");
        add("ari_rms" + suffix, s.rms, "", "as ari_rms");
        add("correlation" + suffix, s.correlation, "", "as correlation");
        add("units" + suffix, s.units, "", "units clustered, mean");
        add("unknown" + suffix, s.unknown, "", "of them without a true unit, mean");
    }
}

struct Options {
    std::uint64_t first = 1, count = 50, blind = 50;
    std::int64_t rounds = 6;
    bool each = false, blind_alone = false;
};

void add_options(CLI::App& app, Options& options) {
    app.add_option("--first-seed", options.first, "the first seed")->capture_default_str();
    app.add_option("--seeds", options.count, "how many seeds with true discharges")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    app.add_option("--blind", options.blind, "how many seeds to decompose blindly; 0: none")
        ->capture_default_str();
    app.add_option("--rounds", options.rounds, "most rounds of a blind search")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    app.add_flag("--blind-alone", options.blind_alone, "only the rows of blindly decomposed units");
    app.add_flag("--each", options.each, "print each seed's figures to standard error");
}

Rows measure(const Options& options) {
    if (options.blind_alone && options.blind == 0)
        throw Error(Fault::config, "--blind-alone: there is nothing to measure with --blind 0");
    Rows rows;
    if (options.blind > 0) add_blind_rows(rows, options.first, options.blind, options.rounds);
    if (options.blind_alone) return rows;
    std::vector<Summary> summaries;
    for (const double shared : {0.0, 0.4}) {
        std::vector<Outcome> outcomes;
        for (std::uint64_t seed = options.first; seed < options.first + options.count; ++seed)
            outcomes.push_back(separate(2 + seed % 5, shared, seed));
        const std::string name = shared == 0.0 ? "disjoint" : "shared";
        if (options.each) print_seeds(outcomes, name);
        summaries.push_back(summary(outcomes));
        add_rows(rows, "_" + name,
                 std::to_string(options.count) + " seeds of 2 to 6 pools, " +
                     (shared == 0.0 ? "disjoint" : "40 % of the units shared"),
                 summaries.back());
    }
    add_worse(rows, summaries.front(), summaries.back());
    std::vector<Outcome> single;
    for (std::uint64_t seed = options.first; seed < options.first + options.count; ++seed)
        single.push_back(separate(1, 0.0, seed));
    if (options.each) print_seeds(single, "one pool");
    rows.push_back({"drives.true_trains.k_right_one_pool", summary(single).right, "%",
                    "seeds in which one pool is taken for one; tasks at four levels"});
    return rows;
}

}  // namespace
}  // namespace efferent::bench

int main(int argc, char** argv) {
    using namespace efferent::bench;
    Options options;
    return run(
        {"drives", "Measures how pools of one simulated muscle are found again.", footer,
         [&](CLI::App& app) { add_options(app, options); }, [&] { return measure(options); }},
        argc, argv);
}
