// efferent encode: samples to events, and the encoder card.
#include <algorithm>
#include <cmath>
#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>

#include "apps/command_line.hpp"
#include "apps/event_file.hpp"
#include "apps/settings.hpp"
#include "core/file.hpp"
#include "core/text.hpp"
#include "emg/reader.hpp"
#include "encoders/card.hpp"

namespace efferent::apps {
namespace {

using Json = nlohmann::ordered_json;

/// What sets the thresholds, and what is encoded; they share no sample.
struct Segments {
    std::vector<SignalView> calibration;
    std::vector<SignalView> measured;
    std::string story;
};

Segments segments_of(const emg::Dataset& dataset, double calibration_s) {
    Segments parts;
    if (!dataset.trials.empty()) {
        std::int64_t first = std::numeric_limits<std::int64_t>::max();
        for (const emg::Trial& t : dataset.trials) first = std::min(first, t.repetition);
        for (const emg::Trial& t : dataset.trials)
            (t.repetition == first ? parts.calibration : parts.measured)
                .push_back(dataset.signal(t));
        parts.story =
            "repetition " + std::to_string(first) + " sets the thresholds, the others are encoded";
    } else {
        const SignalView all = dataset.recording.signal();
        const auto split = static_cast<std::size_t>(std::llround(calibration_s * all.rate().value));
        if (split == 0 || split >= all.length())
            throw Error(Fault::config,
                        "--calibration-s " + exact(calibration_s) +
                            ": must leave both a calibration segment and a rest of the " +
                            fixed(static_cast<double>(all.length()) / all.rate().value, 2) +
                            " s of " + dataset.name);
        parts.calibration.push_back(all.rows(0, split));
        parts.measured.push_back(all.rows(split, all.length() - split).from_zero());
        parts.story =
            "the first " + exact(calibration_s) + " s set the thresholds, the rest is encoded";
    }
    if (parts.measured.empty())
        throw Error(
            Fault::config,
            dataset.name + ": has one repetition only; it would be both calibration and test");
    return parts;
}

std::string number(double value, int digits) {
    return std::isfinite(value) ? fixed(value, digits) : "n/a";
}

std::string card_text(const std::string& name, const encoders::EncoderCard& c) {
    const std::string rebuilt =
        std::isnan(c.snr_db) ? "none: its events cannot be added up to a signal"
                             : number(c.snr_db, 1) + " dB (NRMSE " + number(c.nrmse, 3) + ")";
    const std::string overload =
        std::isnan(c.slope_overload) ? "none" : number(100 * c.slope_overload, 2) + " % of samples";
    return name + "\n  reconstruction SNR    " + rebuilt + "\n  events                " +
           number(c.events_per_s_channel, 1) + " /s and channel, " +
           number(c.events_per_sample, 3) + " per input sample\n  up / down             " +
           number(100 * c.up_fraction, 1) + " % / " + number(100 * (1 - c.up_fraction), 1) +
           " %\n  slope overload        " + overload + "\n  first event           " +
           number(c.first_event_ms, 1) + " ms (median); silent channels " +
           std::to_string(c.silent_channels) + "\n";
}

/// Numbers that are not finite are written as null.
Json card_json(const std::string& name, const encoders::EncoderCard& c) {
    return {{"encoder", name},
            {"snr_db", c.snr_db},
            {"nrmse", c.nrmse},
            {"events_per_s_channel", c.events_per_s_channel},
            {"events_per_sample", c.events_per_sample},
            {"up_fraction", c.up_fraction},
            {"slope_overload", c.slope_overload},
            {"first_event_ms", c.first_event_ms},
            {"silent_channels", c.silent_channels},
            {"segments", c.segments}};
}

class Encode final : public Command {
public:
    using Params = NoParams;
    explicit Encode(const Params&) {}

    void options(CLI::App& app) override {
        required(app, "recording", path_, "file or folder with recordings");
        option(app, "--encoder", name_, "an encoder, or all for a card of each");
        repeated(app, "--set", changes_, "a setting of the encoder: threshold_relative=0.25");
        option(app, "--calibration-s", calibration_s_,
               "without trials: so many seconds at the begin set the thresholds");
        option(app, "--out", out_, "also write the events: segment,time_ns,channel,polarity");
        flag(app, "--json", json_, "the card as JSON");
        footer(
            app,
            "With labelled trials the first repetition sets the thresholds and the others are "
            "encoded.\n\n"
            "Example:\n  efferent encode recordings/hand22_armband --encoder send_on_delta --set "
            "threshold_relative=0.25");
    }

    int run() override {
        std::vector<std::string> names{name_};
        if (name_ == "all") {
            if (!out_.empty()) throw Error(Fault::config, "--out: needs one encoder, not all");
            names.clear();
            for (const auto* info : encoders::encoders()) names.emplace_back(info->name);
        }
        for (const auto& name : names) find(encoders::encoders(), name, "--encoder");
        const emg::Dataset dataset = emg::read(path_);
        const Segments parts = segments_of(dataset, calibration_s_);
        const auto calibration =
            encoders::calibrate(parts.calibration, dataset.recording.unit().microvolts);

        std::string text;
        Json cards = Json::array();
        for (const std::string& name : names) {
            const Config config = with_changes(Config::of(NoParams{}, name).named(name), changes_);
            const auto encoder = make(encoders::encoders(), config);
            encoder->prepare(calibration);
            const auto card = encoders::measure(*encoder, parts.measured);
            text += card_text(name, card) + "\n";
            cards.push_back(card_json(name, card));
            if (!out_.empty()) write_events(*encoder, parts.measured);
        }
        std::cout << (json_ ? cards.dump(2) + "\n"
                            : dataset.name + (dataset.simulated ? " (simulated)" : "") + ": " +
                                  parts.story + "\n\n" + text);
        return 0;
    }

private:
    void write_events(encoders::Encoder& encoder, std::span<const SignalView> segments) const {
        std::string csv = "segment,time_ns,channel,polarity\n";
        std::vector<Event> events;
        for (std::size_t s = 0; s < segments.size(); ++s) {
            events.clear();
            encoder.reset();
            encoder.encode(segments[s], events);
            for (const Event& e : events) csv += std::to_string(s) + "," + line_csv(e);
        }
        write_file(out_, csv);
    }

    std::string path_;
    std::string name_ = "send_on_delta";
    std::vector<std::string> changes_;
    double calibration_s_ = 1.0;
    std::string out_;
    bool json_ = false;
};

}  // namespace

extern constinit const PartInfo<Command> part_encode =
    part<Command, Encode>("encode", "turns samples into events and prints the encoder card");

}  // namespace efferent::apps
