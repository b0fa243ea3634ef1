// efferent score: how predicted motor units agree with true ones.
#include "decoders/motor_units/score.hpp"

#include <CLI/CLI.hpp>
#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>

#include "apps/command.hpp"
#include "apps/discharge_origin.hpp"
#include "apps/settings.hpp"
#include "apps/unit_text.hpp"
#include "core/text.hpp"
#include "decoders/motor_units/train_file.hpp"

namespace efferent::apps {
namespace {

using Json = nlohmann::ordered_json;
using namespace efferent::motor_units;

struct Scored {
    std::vector<Train> predicted;
    std::vector<Train> truth;
    Score score;
    bool simulated = false;  ///< the muscle, as far as is known
};

std::string counted(std::size_t count, const std::string& one, const std::string& many) {
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string as_text(const Scored& s, const ScoreParams& params) {
    std::string text = "  unit  verdict    true unit    RoA  precision  recall     F1  lag ms\n";
    for (std::size_t i = 0; i < s.predicted.size(); ++i) {
        const UnitScore& u = s.score.units[i];
        text += cell(s.predicted[i].unit, 6) + "  " + std::string(name(u.verdict)) +
                std::string(11 - name(u.verdict).size(), ' ');
        if (u.truth)
            text += cell(s.truth[*u.truth].unit, 9) + cell(fixed(u.at_roa.rate(), 3), 7) +
                    cell(fixed(u.at_f1.precision(), 3), 11) + cell(fixed(u.at_f1.recall(), 3), 8) +
                    cell(fixed(u.at_f1.f1(), 3), 7) + cell(fixed(milliseconds(u.at_roa.lag), 2), 8);
        text += "\n";
    }
    return text + counted(s.score.found, "unit", "units") + " of " +
           std::to_string(s.score.true_units) + " found, " + std::to_string(s.score.good) +
           " of them at RoA " + exact(params.good_roa) + " or more; " +
           counted(s.score.false_units, "false unit", "false units") + ", " +
           counted(s.score.duplicates, "duplicate", "duplicates") +
           (s.simulated ? " (simulated)" : "") + "\n";
}

std::string as_json(const Scored& s) {
    Json json = {{"simulated", s.simulated},
                 {"true_units", s.score.true_units},
                 {"found", s.score.found},
                 {"good", s.score.good},
                 {"false_units", s.score.false_units},
                 {"duplicates", s.score.duplicates},
                 {"units", Json::array()}};
    for (std::size_t i = 0; i < s.predicted.size(); ++i) {
        const UnitScore& u = s.score.units[i];
        Json unit = {{"unit", s.predicted[i].unit}, {"verdict", name(u.verdict)}};
        if (u.truth)
            unit.update({{"true_unit", s.truth[*u.truth].unit},
                         {"rate_of_agreement", u.at_roa.rate()},
                         {"precision", u.at_f1.precision()},
                         {"recall", u.at_f1.recall()},
                         {"f1", u.at_f1.f1()},
                         {"lag_ms", milliseconds(u.at_roa.lag)}});
        json["units"].push_back(unit);
    }
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

class ScoreUnits final : public Command {
public:
    using Params = NoParams;
    explicit ScoreUnits(const Params&) {}

    void options(CLI::App& app) override {
        app.add_option("predicted", predicted_,
                       "events.tsv, or a .csv of unit and time_s or sample")
            ->required();
        app.add_option("truth", truth_, "the true discharges, in the same formats")->required();
        app.add_option("--rate-hz", rate_hz_, "samples a second, for a file that gives samples")
            ->check(CLI::PositiveNumber);
        app.add_option("--begin-s", begin_s_, "only discharges from this time on");
        app.add_option("--end-s", end_s_, "only discharges before this time");
        app.add_option("--set", changes_, "a setting: max_lag_ms=10; may be repeated")
            ->allow_extra_args(false);
        app.add_flag("--json", json_, "as JSON");
        app.footer(
            "RoA is the rate of agreement within 0.5 ms; precision, recall and F1 are within 1 "
            "ms.\n"
            "Every unit has at most one partner; a lag between the trains is sought.\n\n"
            "Example:\n  efferent score results/iemg15/events.tsv discharges.csv --rate-hz 10240 "
            "--end-s 10");
    }

    int run() override {
        const auto params =
            with_changes(Config::of(ScoreParams{}).named("score"), changes_).as<ScoreParams>();
        Scored s{trains(predicted_),
                 trains(truth_),
                 {},
                 are_of_simulated_muscle(predicted_) || are_of_simulated_muscle(truth_)};
        s.score = motor_units::score(s.predicted, s.truth, params);
        std::cout << (json_ ? as_json(s) : as_text(s, params));
        return 0;
    }

private:
    std::vector<Train> trains(const std::string& path) const {
        constexpr Time first{Duration{std::numeric_limits<std::int64_t>::min()}};
        constexpr Time last{Duration{std::numeric_limits<std::int64_t>::max()}};
        const auto rate = rate_hz_ ? std::optional(Hertz{*rate_hz_}) : std::nullopt;
        return between(read_trains(path, rate), begin_s_ ? at(*begin_s_, "--begin-s") : first,
                       end_s_ ? at(*end_s_, "--end-s") : last);
    }

    static Time at(double seconds, const std::string& option) {
        if (!(std::abs(seconds) <= 9e9))
            throw Error(Fault::config, option + " " + exact(seconds) + ": must be a time");
        return Time{Duration{std::llround(seconds * 1e9)}};
    }

    std::string predicted_;
    std::string truth_;
    std::optional<double> rate_hz_;
    std::optional<double> begin_s_;
    std::optional<double> end_s_;
    std::vector<std::string> changes_;
    bool json_ = false;
};

}  // namespace

extern constinit const PartInfo<Command> part_score =
    part<Command, ScoreUnits>("score", "compares the discharges of motor units with the true ones");

}  // namespace efferent::apps
