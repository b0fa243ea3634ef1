// efferent score: how predicted motor units agree with true ones.
#include "decoders/motor_units/score.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>

#include "apps/command.hpp"
#include "apps/discharge_origin.hpp"
#include "apps/list_rate.hpp"
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
        app.add_option("--rate-hz", rate_hz_, "samples a second, for a file that gives samples");
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
        const auto rate = list_rate(rate_hz_, {predicted_, truth_});
        const Time begin = begin_s_ ? at(*begin_s_, "--begin-s") : first;
        const Time end = end_s_ ? at(*end_s_, "--end-s") : last;
        if (begin >= end)
            throw Error(Fault::config, "--begin-s " + exact(begin_s_.value_or(0.0)) +
                                           ": must be before --end-s " + exact(*end_s_));
        const auto truth = read_truth(truth_, rate);
        Scored s{between(read_trains(predicted_, rate), begin, end),
                 between(truth, begin, end),
                 {},
                 are_of_simulated_muscle(predicted_) || are_of_simulated_muscle(truth_)};
        if (s.truth.empty()) refuse_stretch(truth);
        s.score = motor_units::score(s.predicted, s.truth, params);
        std::cout << (json_ ? as_json(s) : as_text(s, params) + note(s));
        return 0;
    }

private:
    static constexpr Time first{};
    static constexpr Time last{Duration{std::numeric_limits<std::int64_t>::max()}};

    static Time at(double seconds, const std::string& option) {
        if (!(seconds >= 0.0 && seconds <= 9e9))
            throw Error(Fault::config,
                        option + " " + exact(seconds) + ": must be a time from 0 on");
        return Time{Duration{std::llround(seconds * 1e9)}};
    }

    std::string stretch() const {
        return (begin_s_ ? " from " + exact(*begin_s_) + " s on" : "") +
               (begin_s_ && end_s_ ? " and" : "") +
               (end_s_ ? " before " + exact(*end_s_) + " s" : "");
    }

    [[noreturn]] void refuse_stretch(const std::vector<Train>& truth) const {
        Time earliest = last, latest = first;
        for (const Train& train : truth) {
            earliest = std::min(earliest, train.discharges.front());
            latest = std::max(latest, train.discharges.back());
        }
        throw Error(Fault::config, truth_ + ": has no discharge" + stretch() +
                                       "; it has them from " + exact(seconds(earliest)) + " s to " +
                                       exact(seconds(latest)) + " s");
    }

    /// An empty prediction is a result, but may also be the wrong file.
    std::string note(const Scored& s) const {
        if (!s.predicted.empty()) return "";
        return predicted_ + " has no discharge" + stretch() + ", so no unit was predicted.\n";
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
