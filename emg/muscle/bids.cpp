// The texts of an EMG-BIDS data set.
#include "emg/muscle/bids.hpp"

#include <algorithm>
#include <array>

#include "core/fields.hpp"
#include "core/text.hpp"
#include "core/version.hpp"
#include "emg/bdf.hpp"
#include "emg/npy.hpp"

namespace efferent::emg {
namespace {

constexpr const char* task = "contractions";

std::string two_digits(std::size_t n) { return (n < 10 ? "0" : "") + std::to_string(n); }

std::string subject(const ImplantedMuscle& person) {
    return "sub-" + two_digits(static_cast<std::size_t>(person.entity) + 1);
}

template <class Params>
std::string json(const Params& params) {
    return Config::of(params).dump() + "\n";
}

struct Generator {
    std::string name = "efferent", release{version};
};
void describe(Fields& field, Generator& p) {
    field("Name", p.name, "");
    field("Version", p.release, "");
}

struct Description {
    std::string name, bids = "1.11.0", type = "raw", licence = "CC0";
    std::vector<std::string> authors{"simulated by efferent"};
    std::vector<Config> generated_by{Config::of(Generator{})};
};
void describe(Fields& field, Description& p) {
    field("Name", p.name, "");
    field("BIDSVersion", p.bids, "");
    field("DatasetType", p.type, "");
    field("License", p.licence, "");
    field("Authors", p.authors, "");
    field("GeneratedBy", p.generated_by, "");
}

struct Sidecar {
    std::string task_name = task;
    std::string description = "SIMULATED. Each task of trial_type once: rest, rise, plateau, fall.";
    std::string manufacturer = "none (simulation)";
    std::string placement = "Other";
    std::string placement_description =
        "thin-film arrays in simulated muscles, grids on simulated skin; positions are in "
        "electrodes.tsv";
    std::string reference = "infinitely far away";
    std::string ground = "infinitely far away";
    double rate = 0.0, mains = 0.0;
    std::string type = "continuous", filters = "n/a";
    std::int64_t channels = 0;
    double length = 0.0;
};
void describe(Fields& field, Sidecar& p) {
    field("TaskName", p.task_name, "");
    field("TaskDescription", p.description, "");
    field("Manufacturer", p.manufacturer, "");
    field("EMGPlacementScheme", p.placement, "");
    field("EMGPlacementSchemeDescription", p.placement_description, "");
    field("EMGReference", p.reference, "");
    field("EMGGround", p.ground, "");
    field("SamplingFrequency", p.rate, "");
    field("PowerLineFrequency", p.mains, "");
    field("SoftwareFilters", p.filters, "");
    field("RecordingType", p.type, "");
    field("EMGChannelCount", p.channels, "");
    field("RecordingDuration", p.length, "");
}

struct Space {
    std::string system = "Other", units = "mm";
    std::string description =
        "z along the muscle fibres, from the endplates' middle of a muscle at endplate_mm 0; x and "
        "y "
        "across them, as in the muscles' settings";
};
void describe(Fields& field, Space& p) {
    field("EMGCoordinateSystem", p.system, "");
    field("EMGCoordinateUnits", p.units, "");
    field("EMGCoordinateSystemDescription", p.description, "");
}

struct Column {
    std::string text;
};
void describe(Fields& field, Column& p) { field("Description", p.text, ""); }
struct EventColumns {
    Column unit{"the motor unit that discharges, as in derivatives/truth/*_units.tsv"};
    Column kind{"contraction, plateau or motor-unit-spike"};
    Column sample{"the onset in samples from 0"};
};
void describe(Fields& field, EventColumns& p) {
    field("sample", p.sample, "");
    field("unit_id", p.unit, "");
    field("event_type", p.kind, "");
}

constexpr const char* readme = R"(SIMULATED EMG; no person was recorded.

Arrays of contacts in simulated muscles, or grids on simulated skin, while each task is done. events.tsv of each recording holds the contractions, the
plateaus (the trials) and every discharge of every motor unit. derivatives/truth tells the units. The model is explained in
docs/muscle.md of the program that wrote this.
)";

/// Events in the order of time, tasks before discharges.
std::string events(const ImplantedMuscle& person, const MuscleRun& run, double rate) {
    struct Event {
        std::int64_t sample, length;
        std::size_t unit;  ///< 0: none
        std::string kind, trial;
    };
    std::vector<Event> all;
    for (const Contraction& c : run.contractions) {
        all.push_back({c.start, c.length, 0, "contraction", "n/a"});
        all.push_back({c.plateau_start, c.plateau_length, 0, "plateau", person.tasks[c.task].name});
    }
    for (std::size_t u = 0; u < run.discharges.size(); ++u)
        for (const std::int64_t at : run.discharges[u])
            all.push_back({at, 0, u + 1, "motor-unit-spike", "n/a"});
    std::stable_sort(all.begin(), all.end(), [](const Event& a, const Event& b) {
        return std::pair(a.sample, a.unit) < std::pair(b.sample, b.unit);
    });
    std::string text = "onset\tduration\tsample\ttrial_type\tevent_type\tunit_id\n";
    for (const Event& e : all)
        text += exact(static_cast<double>(e.sample) / rate) + "\t" +
                exact(static_cast<double>(e.length) / rate) + "\t" + std::to_string(e.sample) +
                "\t" + e.trial + "\t" + e.kind + "\t" +
                (e.unit == 0 ? std::string("n/a") : std::to_string(e.unit)) + "\n";
    return text;
}

std::string channels(const ImplantedMuscle& person, const MuscleParams& params) {
    std::string text =
        "name\ttype\tunits\tsampling_frequency\tsignal_electrode\treference\tgroup\tplacement_"
        "scheme\n";
    for (const ImplantedMuscle::Array& array : person.arrays)
        for (std::size_t k = 1; k <= array.positions().size(); ++k) {
            const std::string name = array.name + "_" + std::to_string(k);
            text += name + "\tEMG\tuV\t" + exact(params.rate_hz) + "\t" + name + "\tfar\t" +
                    array.name + "\tother\n";
        }
    return text;
}

std::string electrodes(const ImplantedMuscle& person) {
    std::string text = "name\tx\ty\tz\tcoordinate_system\ttype\tgroup\n";
    for (const ImplantedMuscle::Array& array : person.arrays) {
        const auto positions = array.positions();
        for (std::size_t k = 0; k < positions.size(); ++k) {
            const Point& p = positions[k];
            text += array.name + "_" + std::to_string(k + 1) + "\t" + fixed(p.x, 6) + "\t" +
                    fixed(p.y, 6) + "\t" + fixed(p.z, 6) + "\tmuscle\t" +
                    (array.field ? "disc" : "thin-film") + "\t" + array.name + "\n";
        }
    }
    return text;
}

/// All potentials in one window, zero outside of their own.
struct Window {
    std::int64_t first = 0, length = 0;
};

Window common_window(std::span<const UnitMuap> muaps) {
    if (muaps.empty()) return {};
    std::int64_t first = 0, end = 0;
    for (const UnitMuap& unit : muaps)
        for (const ArrayMuap& muap : unit.arrays) {
            first = std::min(first, muap.first());
            end = std::max(end, muap.first() + static_cast<std::int64_t>(muap.length()));
        }
    return {first, end - first};
}

std::string muaps_npy(const ImplantedMuscle& person, std::span<const UnitMuap> muaps) {
    const Window window = common_window(muaps);
    const auto length = static_cast<std::size_t>(window.length);
    const std::size_t channels = person.channel_count();
    std::vector<float> values(muaps.size() * channels * length);
    for (std::size_t u = 0; u < muaps.size(); ++u) {
        std::size_t channel = 0;
        for (const ArrayMuap& muap : muaps[u].arrays) {
            const auto shift = static_cast<std::size_t>(muap.first() - window.first);
            for (std::size_t c = 0; c < muap.channels(); ++c, ++channel)
                for (std::size_t n = 0; n < muap.length(); ++n)
                    values[(u * channels + channel) * length + shift + n] =
                        muap.variant(0)[n * muap.channels() + c];
        }
    }
    return to_npy(values, std::array<std::size_t, 3>{muaps.size(), channels, length});
}

std::string units(const ImplantedMuscle& person, std::span<const std::size_t> discharges,
                  std::span<const UnitMuap> muaps) {
    const std::string first = std::to_string(common_window(muaps).first);
    std::string text =
        "unit_id\tmuscle\trank\tthreshold\tsize\tfibres\tdischarges\tmuap_row\tmuap_first\t"
        "also_excited_by\n";
    std::size_t row = 0;
    for (std::size_t number = 1; number <= person.unit_count(); ++number) {
        const UnitPlace place = person.place(number);
        const ImplantedMuscle::Muscle& muscle = person.muscles[place.muscle];
        const MotorUnit& unit = muscle.neurons.units[place.unit];
        const bool has_muap = row < muaps.size() && muaps[row].unit == number;
        text += std::to_string(number) + "\t" + muscle.name + "\t" +
                std::to_string(place.unit + 1) + "\t" + fixed(unit.threshold, 6) + "\t" +
                fixed(unit.size, 4) + "\t" + std::to_string(muscle.fibres[place.unit].size()) +
                "\t" + std::to_string(discharges[number - 1]) + "\t" +
                (has_muap ? std::to_string(row) + "\t" + first : "n/a\tn/a") + "\t" +
                (!muscle.shared.empty() && muscle.shared[place.unit]
                     ? person.muscles[muscle.partner].name
                     : "n/a") +
                "\n";
        if (has_muap) ++row;
    }
    return text;
}

}  // namespace

std::vector<BidsFile> bids_head(const MuscleParams& params) {
    std::string people = "participant_id\n";
    for (std::int64_t p = 1; p <= params.people; ++p)
        people += "sub-" + two_digits(static_cast<std::size_t>(p)) + "\n";
    return {{"dataset_description.json", json(Description{.name = params.name})},
            {"README", readme},
            {"participants.tsv", people},
            {std::string("task-") + task + "_events.json", json(EventColumns{})},
            {"derivatives/truth/dataset_description.json",
             json(Description{.name = params.name + ", motor units", .type = "derivative"})}};
}

std::vector<BidsFile> bids_run(const MuscleParams& params, const ImplantedMuscle& person,
                               const MuscleRun& run) {
    const Recording& recording = run.dataset.recording;
    const auto number = static_cast<std::size_t>(run.dataset.trials.front().repetition);
    const std::string stem = subject(person) + "/emg/" + subject(person) + "_task-" + task +
                             "_run-" + two_digits(number) + "_";
    const double length = static_cast<double>(recording.length()) / params.rate_hz;
    return {{stem + "emg.bdf", to_bdf(run.dataset)},
            {stem + "emg.json",
             json(Sidecar{.rate = params.rate_hz,
                          .mains = params.noise.mains_hz,
                          .channels = static_cast<std::int64_t>(recording.channels().size()),
                          .length = length})},
            {stem + "channels.tsv", channels(person, params)},
            {stem + "events.tsv", events(person, run, params.rate_hz)}};
}

std::vector<BidsFile> bids_person(const ImplantedMuscle& person,
                                  std::span<const std::size_t> discharges,
                                  std::span<const UnitMuap> muaps) {
    const std::string name = subject(person) + "/emg/" + subject(person) + "_";
    std::vector<BidsFile> files{
        {name + "electrodes.tsv", electrodes(person)},
        {name + "space-muscle_coordsystem.json", json(Space{})},
        {"derivatives/truth/" + name + "units.tsv", units(person, discharges, muaps)}};
    if (!muaps.empty())
        files.push_back({"derivatives/truth/" + name + "muaps.npy", muaps_npy(person, muaps)});
    return files;
}

}  // namespace efferent::emg
