// efferent muscle: simulated recordings with every discharge, as an EMG-BIDS data
// set.
#include <iostream>
#include <optional>

#include "apps/catalogue.hpp"
#include "apps/command_line.hpp"
#include "apps/draft_folder.hpp"
#include "apps/settings.hpp"
#include "apps/terminal.hpp"
#include "core/text.hpp"
#include "emg/muscle/bids.hpp"

namespace efferent::apps {
namespace {

/// Speaks of a recording as one of many.
class RecordingMonitor final : public Monitor {
public:
    RecordingMonitor(TerminalMonitor& outer, double done, double all)
        : Monitor(&outer), outer_(outer), done_(done), all_(all) {}
    void progress(std::string_view, double fraction) override {
        outer_.progress("muscle", (done_ + fraction) / all_);
    }

private:
    TerminalMonitor& outer_;
    double done_, all_;
};

class Muscle final : public Command {
public:
    using Params = NoParams;
    explicit Muscle(const Params&) {}

    void options(CLI::App& app) override {
        required(app, "muscle", muscle_, "name (see `efferent describe`) or a .json file");
        required(app, "--out", out_, "new folder for the data set");
        repeated(app, "--set", changes_, "a setting: contraction.effort=0.1; may be repeated");
        flag(app, "--muaps", muaps_,
             "also the potentials of all units that discharge, without jitter, at all contacts");
        footer(app,
               "Writes an EMG-BIDS data set: a BDF+ file for each repetition, its sidecars, and an "
               "events.tsv with every discharge.\n\n"
               "Example:\n  efferent muscle forearm_small --out results/muscle --muaps");
    }

    int run() override {
        const Config config = with_changes(find_muscle(muscle_), changes_);
        const auto params = config.as<emg::MuscleParams>();
        (void)emg::read_lists(params);
        DraftFolder folder(out_);
        const auto write = [&](const std::vector<emg::BidsFile>& files) {
            for (const emg::BidsFile& file : files) folder.write(file.path, file.content);
        };
        {
            TerminalMonitor monitor;
            write(emg::bids_head(params));
            folder.write("derivatives/truth/muscle.json", Config::of(params).dump() + "\n");
            for (std::int64_t p = 0; p < params.people; ++p)
                write_person(params, p, write, monitor);
            monitor.check();
        }
        folder.publish();
        std::cout << summary_;
        return 0;
    }

private:
    template <class Write>
    void write_person(const emg::MuscleParams& params, std::int64_t number, const Write& write,
                      TerminalMonitor& monitor) {
        const std::int64_t repetitions = params.contraction.repetitions;
        const auto person = emg::make_implanted_muscle(params, static_cast<std::size_t>(number));
        std::vector<std::size_t> counts(person.unit_count());
        double length = 0.0;
        for (std::int64_t r = 0; r < repetitions; ++r) {
            RecordingMonitor one(monitor, static_cast<double>(number * repetitions + r),
                                 static_cast<double>(params.people * repetitions));
            const auto run = emg::simulate_run(person, params, static_cast<std::size_t>(r), &one);
            write(emg::bids_run(params, person, run));
            for (std::size_t u = 0; u < counts.size(); ++u) counts[u] += run.discharges[u].size();
            length += static_cast<double>(run.dataset.recording.length()) / params.rate_hz;
        }
        std::vector<std::size_t> active;
        std::size_t discharges = 0;
        for (std::size_t u = 0; u < counts.size(); ++u) {
            if (counts[u] > 0) active.push_back(u + 1);
            discharges += counts[u];
        }
        std::vector<emg::UnitMuap> muaps;
        if (muaps_) muaps = emg::unit_muaps(person, params, active, &monitor);
        write(emg::bids_person(person, counts, muaps));
        summary_ += "Person " + std::to_string(number + 1) + ": " + std::to_string(repetitions) +
                    (repetitions == 1 ? " recording, " : " recordings, ") + fixed(length, 1) +
                    " s, " + std::to_string(person.channel_count()) + " channels, " +
                    std::to_string(active.size()) + " of " + std::to_string(person.unit_count()) +
                    " motor units discharge, " + std::to_string(discharges) +
                    " times (simulated)\n";
    }

    std::string muscle_;
    std::string out_;
    std::vector<std::string> changes_;
    bool muaps_ = false;
    std::string summary_;
};

}  // namespace

extern constinit const PartInfo<Command> part_muscle = part<Command, Muscle>(
    "muscle", "simulates EMG in muscles and on the skin, of which every discharge is known");

}  // namespace efferent::apps
