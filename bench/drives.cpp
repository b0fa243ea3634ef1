// The bench of separated drives: pools of one simulated muscle found again from their units' rates.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include "bench/drives/blind.hpp"
#include "bench/drives/pools.hpp"
#include "bench/support/program.hpp"

namespace efferent::bench {
namespace {

constexpr const char* footer =
    "All is simulated. Units are those of the truth, but for the rows blind_*, which need half a "
    "minute of CPU a seed and are made on request.\n\n"
    "Example:\n  ./dev bench drives --out results/drives.json";

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
        rows.push_back({"drives." + id + suffix, value, unit, meaning + "; " + what});
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
    rows.push_back({"drives.k_right", std::min(a.right, b.right), "%", "as k_right_*" + what});
    rows.push_back({"drives.ari_rms", std::max(a.rms, b.rms), "", "as ari_rms_*" + what});
    rows.push_back({"drives.correlation", std::min(a.correlation, b.correlation), "",
                    "as correlation_*" + what});
}

void print_seeds(const std::vector<Outcome>& outcomes, const std::string& name) {
    for (const Outcome& o : outcomes)
        std::cerr << name << ": seed " << o.seed << ", " << o.units << " units, pools " << o.pools
                  << ", clusters " << o.clusters << ", silhouette " << o.silhouette << ", ARI "
                  << o.ari << ", RMS maps " << o.ari_rms << ", correlation " << o.correlation
                  << '\n';
}

void add_blind_rows(Rows& rows, double shared, std::uint64_t first, std::uint64_t count) {
    constexpr std::size_t pools = 4;
    double ari = 0.0, right = 0.0, units = 0.0, unknown = 0.0;
    const double part = 1.0 / static_cast<double>(count);
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        const BlindOutcome one = separate_blind(pools, shared, seed);
        ari += part * one.ari;
        right += one.clusters == pools ? 100.0 * part : 0.0;
        units += part * static_cast<double>(one.units);
        unknown += part * static_cast<double>(one.unknown);
        std::cerr << "blind, " << (shared == 0.0 ? "disjoint" : "shared") << ": seed " << seed
                  << ", " << one.units << " units, " << one.unknown << " unknown, clusters "
                  << one.clusters << ", ARI " << one.ari << '\n';
    }
    const std::string suffix = shared == 0.0 ? "_disjoint" : "_shared";
    const std::string what = "; decomposed blindly, 4 pools, seeds: " + std::to_string(count);
    rows.push_back({"drives.blind_ari" + suffix, ari, "", "adjusted Rand index, mean" + what});
    rows.push_back({"drives.blind_k_right" + suffix, right, "%", "number of pools right" + what});
    rows.push_back({"drives.blind_units" + suffix, units, "", "units clustered, mean" + what});
    rows.push_back(
        {"drives.blind_unknown" + suffix, unknown, "", "of them without a true unit" + what});
}

struct Options {
    std::uint64_t first = 1, count = 50, blind = 0;
    bool each = false;
};

void add_options(CLI::App& app, Options& options) {
    app.add_option("--first-seed", options.first, "the first seed")->capture_default_str();
    app.add_option("--seeds", options.count, "how many seeds")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    app.add_option("--blind", options.blind, "how many seeds to decompose blindly")
        ->capture_default_str();
    app.add_flag("--each", options.each, "print each seed's figures to standard error");
}

Rows measure(const Options& options) {
    Rows rows;
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
    rows.push_back({"drives.k_right_one_pool", summary(single).right, "%",
                    "seeds in which one pool is taken for one; tasks at four levels"});
    for (const double shared : {0.0, 0.4})
        if (options.blind > 0) add_blind_rows(rows, shared, options.first, options.blind);
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
