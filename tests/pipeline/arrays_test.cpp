// Tasks from motor units: filters that training trials alone make, on a small simulated muscle.
#include <algorithm>
#include <catch2/catch.hpp>

#include "emg/muscle/muscle_run.hpp"
#include "pipeline/data.hpp"
#include "pipeline/evaluate.hpp"
#include "pipeline/experiment.hpp"
#include "pipeline/leak.hpp"
#include "pipeline/metrics_json.hpp"
#include "pipeline/motor_unit_bank.hpp"
#include "pipeline/report/report.hpp"
#include "tests/support/support.hpp"

using namespace efferent;

namespace {

constexpr const char* muscle = R"({"name": "small", "rate_hz": 4096, "jitter_us": 0, "people": 2,
"muscles": [{"name": "A", "units": 8, "fibres_per_mm2": 12, "half_x_mm": 3, "half_y_mm": 3, "half_length_mm": 25},
            {"name": "B", "units": 8, "fibres_per_mm2": 12, "half_x_mm": 3, "half_y_mm": 3, "x_mm": 13, "half_length_mm": 25}],
"arrays": [{"name": "left", "contacts": 8}, {"name": "right", "contacts": 8, "x_mm": 13}],
"tasks": [{"name": "a", "muscles": ["A"], "excitation": [1]},
          {"name": "b", "muscles": ["B"], "excitation": [1]},
          {"name": "both", "muscles": ["A", "B"], "excitation": [1, 1]}],
"contraction": {"effort": 0.3, "ramp_s": 0.25, "hold_s": 1.5, "rest_s": 0.25, "repetitions": 4},
"noise": {"background_units": 2}})";

constexpr const char* bank =
    R"({"array_channels": 8, "repetitions": 1, "decomposition": {"high_hz": 1500,
        "decomposition": {"extension": 6, "seeds": 8, "rounds": 3}}})";

emg::MuscleParams small() { return Config::parse(muscle, "small").as<emg::MuscleParams>(); }

/// The first person; made once.
const emg::Dataset& person() {
    static const emg::Dataset dataset =
        emg::simulate_plateaus(emg::make_implanted_muscle(small(), 0), small());
    return dataset;
}

Split halves() {
    Split split{"person 1", {}, {}};
    for (std::size_t t = 0; t < person().trials.size(); ++t)
        (person().trials[t].repetition % 2 == 1 ? split.train : split.test).push_back(t);
    return split;
}

const MotorUnitBank& spiking() {
    static const MotorUnitBank made =
        learn_bank(training_part(person(), halves()),
                   Config::parse(bank, "bank").with("units", "spiking").as<BankParams>(), nullptr);
    return made;
}

const MotorUnitBank& learned() {
    static const MotorUnitBank made = learn_bank(
        training_part(person(), halves()), Config::parse(bank, "bank").as<BankParams>(), nullptr);
    return made;
}

std::vector<Event> events_of(const MotorUnitBank& of, const emg::Trial& trial, std::size_t block) {
    BankStream stream(of);
    std::vector<Event> events;
    const SignalView signal = person().signal(trial);
    for (std::size_t i = 0; i < signal.length(); i += block)
        stream.push(signal.rows(i, std::min(block, signal.length() - i)), events);
    return events;
}

ExperimentParams experiment(const std::string& people) {
    Config config = Config::parse(
        R"({"name": "small", "data": {"type": "simulated_muscle"}, "shuffles": 5,
            "protocol": {"type": "within_session", "folds": 2}, "methods": ["rms+lda"]})",
        "test");
    config = config.with("data.muscle", muscle).with("data.muscle.people", people);
    return config
        .with(
            "methods",
            std::string(R"([{"name": "units+lda", "front_end": {"type": "motor_units", "bank": )") +
                bank + R"(}, "classifier": {"type": "lda"}},
                {"name": "units+template", "front_end": {"type": "motor_units", "bank": )" +
                bank + R"(}, "classifier": {"type": "template"}},
                {"name": "network", "front_end": {"type": "motor_unit_network", "bank": )" +
                bank + R"(}, "classifier": {"type": "winner"}}, "rms+lda"])")
        .as<ExperimentParams>();
}

}  // namespace

TEST_CASE("a person's plateaus are those of the recordings, one after the other") {
    const auto who = emg::make_implanted_muscle(small(), 0);
    REQUIRE(person().trials.size() == 12);
    const emg::MuscleRun run = emg::simulate_run(who, small(), 2);
    for (std::size_t t = 0; t < 3; ++t) {
        const auto part = person().signal(person().trials[6 + t]).samples();
        const auto whole = run.dataset.signal(run.dataset.trials[t]).samples();
        CHECK(person().trials[6 + t].repetition == 3);
        CHECK(std::ranges::equal(part, whole));
    }
}

TEST_CASE("units of a bank are of their muscle's tasks, and discharge the same in any blocks") {
    const MotorUnitBank& of = GENERATE(0, 1) == 0 ? learned() : spiking();
    REQUIRE(of.units() >= 4);
    CHECK(of.candidates >= of.units());
    std::vector<std::vector<double>> counts(3, std::vector<double>(of.units()));
    for (const std::size_t t : halves().test) {
        const emg::Trial& trial = person().trials[t];
        const auto events = events_of(of, trial, 700);
        REQUIRE(events == events_of(of, trial, static_cast<std::size_t>(trial.length)));
        CHECK(std::ranges::is_sorted(events));
        for (const Event& e : events) counts[index(trial.task)][index(e.channel)] += 1.0;
    }
    double own = 0.0, other = 0.0;
    for (std::size_t u = 0; u < of.units(); ++u) {
        own += counts[u < of.units_of.front() ? 0 : 1][u];
        other += counts[u < of.units_of.front() ? 1 : 0][u];
    }
    CHECK(own > 100.0);
    CHECK(other < 0.1 * own);
}

TEST_CASE("a bank tells nothing of what has not come yet") {
    const MotorUnitBank& of = GENERATE(0, 1) == 0 ? learned() : spiking();
    BankStream stream(of);
    const SignalView signal = person().signal(person().trials[halves().test.front()]);
    std::vector<Event> events;
    std::size_t early = 0;
    for (std::size_t i = 0; i < signal.length(); i += 5) {
        const std::size_t end = std::min(i + 5, signal.length());
        stream.push(signal.rows(i, end - i), events);
        const Time now = sample_time(signal.rate(), static_cast<std::int64_t>(end));
        early += !events.empty() && events.back().at >= now ? 1U : 0U;
    }
    CHECK(early == 0);
    CHECK(events.size() > 20);
    CHECK(std::ranges::is_sorted(events));
}

TEST_CASE("networks of a bank find what its filters find, and cost additions") {
    CHECK(spiking().units() <= learned().units());
    double filters = 0.0, networks = 0.0;
    for (const std::size_t t : halves().test) {
        filters += static_cast<double>(events_of(learned(), person().trials[t], 700).size());
        networks += static_cast<double>(events_of(spiking(), person().trials[t], 700).size());
    }
    CHECK(networks > 0.6 * filters);
    CHECK(networks < 1.3 * filters);
    BankStream stream(spiking());
    std::vector<Event> events;
    stream.push(person().signal(person().trials.front()), events);
    const snn::Cost once = stream.cost();
    CHECK(once.deliveries > 0);
    stream.begin();
    CHECK(stream.cost() == once);
    const WindowSamples samples({}, Hertz{4096.0});
    CHECK(profile_of(spiking(), samples).family == "spiking");
    CHECK(profile_of(spiking(), samples).macs == 0.0);
    CHECK(profile_of(learned(), samples).macs > 0.0);
}

TEST_CASE("filters over all trials may be longer than the search's, find more, and tell it later") {
    const MotorUnitBank alike = learn_bank(
        training_part(person(), halves()),
        Config::parse(bank, "bank").with("filter_extension", "0").as<BankParams>(), nullptr);
    CHECK(alike.arrays.front().extension == 6);  // as in the search
    CHECK(learned().arrays.front().extension == 24);
    CHECK(learned().candidates == alike.candidates);
    CHECK(learned().units() > alike.units());
    // What the longer filter has more lies after the search's: 18 samples.
    const emg::Trial& trial = person().trials[halves().test.front()];
    const auto times = [&](const MotorUnitBank& of) {
        std::vector<std::vector<Time>> all(of.units());
        for (const Event& e : events_of(of, trial, 700)) all[index(e.channel)].push_back(e.at);
        return all;
    };
    const auto later = times(learned());
    const Duration sample = sample_time(Hertz{4096.0}, 1) - Time{};
    std::size_t discharges = 0, again = 0;
    for (const auto& unit : times(alike)) {
        std::size_t most = 0;
        for (const auto& other : later) {
            const auto same = std::ranges::count_if(unit, [&](Time t) {
                return std::ranges::any_of(
                    other, [&](Time o) { return o - t > 17 * sample && o - t < 19 * sample; });
            });
            most = std::max(most, static_cast<std::size_t>(same));
        }
        discharges += unit.size();
        again += most;
    }
    REQUIRE(discharges > 50);
    CHECK(again > discharges * 7 / 10);
}

TEST_CASE("a bank that asks for more certain or fewer units takes the first of all") {
    const auto with = [](const char* key, const char* value) {
        return learn_bank(training_part(person(), halves()),
                          Config::parse(bank, "bank").with(key, value).as<BankParams>(), nullptr);
    };
    const MotorUnitBank certain = with("min_silhouette", "0.9"), few = with("most_units", "2");
    CHECK(certain.units() < learned().units());
    for (const MotorUnitBank* some : {&certain, &few})
        for (std::size_t a = 0; a < learned().arrays.size(); ++a) {
            const auto &all = learned().arrays[a].units, &units = some->arrays[a].units;
            REQUIRE(units.size() <= all.size());
            if (some == &few) CHECK(units.size() == 2);
            for (std::size_t u = 0; u < units.size(); ++u) CHECK(units[u].filter == all[u].filter);
        }
}

TEST_CASE("a bank takes the own part of each discharge off its heights, if it is asked to") {
    const MotorUnitBank without = learn_bank(
        training_part(person(), halves()),
        Config::parse(bank, "bank").with("take_own_part", "true").as<BankParams>(), nullptr);
    std::size_t both = 0;
    for (std::size_t a = 0; a < learned().arrays.size(); ++a)
        for (const auto& unit : without.arrays[a].units)
            for (const auto& as_found : learned().arrays[a].units) {
                if (unit.filter != as_found.filter) continue;
                ++both;
                CHECK(unit.low == as_found.low);
                CHECK(unit.high < 0.98 * as_found.high);
                CHECK(unit.high > 0.5 * as_found.high);
            }
    CHECK(both >= 3);
}

TEST_CASE("a bank says which channels or recordings it cannot be made of") {
    auto params = Config::parse(bank, "bank").as<BankParams>();
    params.array_channels = 5;
    const auto trials = training_part(person(), halves());
    CHECK_THAT(test::message_of([&] { (void)learn_bank(trials, params, nullptr); }),
               Catch::Contains("16 channels are no whole arrays of 5"));
    params.array_channels = 8;
    params.decomposition.decomposition.min_pulses = 1000;
    CHECK_THAT(test::message_of([&] { (void)learn_bank(trials, params, nullptr); }),
               Catch::Contains("no motor unit was found in 3 trials of 2 arrays"));
}

TEST_CASE("filters fitted on a repetition that is tested are a leak, by place and by content") {
    Split split = halves();
    const LeakDetector clean(person(), 1024);
    CHECK(clean.shared(split).samples == 0);
    split.train.push_back(split.test.front());
    const Shared placed = clean.shared(split);
    CHECK(placed.samples == static_cast<std::size_t>(person().trials[split.test.front()].length));
    CHECK_THAT(clean.leak(split, placed).what(), Catch::Contains("train and test share"));

    emg::Dataset copied = person();
    std::vector<float> samples(copied.recording.signal().samples().begin(),
                               copied.recording.signal().samples().end());
    const emg::Trial& from = copied.trials[halves().test.front()];
    const emg::Trial& to = copied.trials[halves().train.front()];
    std::copy_n(samples.begin() + from.start * 16, from.length * 16,
                samples.begin() + to.start * 16);
    copied.recording = emg::Recording({"copied", copied.recording.rate(), emg::parse_unit("uV"),
                                       copied.recording.channels(), std::move(samples)});
    CHECK(LeakDetector(copied, 1024).shared(halves()).samples > 0);

    ExperimentParams params = experiment("1");
    params.protocol = Config::parse(
        R"({"type": "within_session", "train_repetitions": [1, 2], "test_repetitions": [2, 3]})",
        "test");
    CHECK_THAT(test::message_of([&] { (void)run(params, nullptr); }),
               Catch::Contains("train and test share"));
}

TEST_CASE("people of simulated muscles are parts of one experiment, motor units beside the rest") {
    const Results one = run(experiment("1"), nullptr), two = run(experiment("2"), nullptr);
    REQUIRE(two.methods.size() == 4);
    CHECK(two.people == 2);
    CHECK(two.simulated);
    CHECK(two.test_trials == 2 * one.test_trials);
    for (std::size_t m = 0; m < 4; ++m) {
        CHECK(two.methods[m].people.front().per_window == one.methods[m].people.front().per_window);
        CHECK(two.methods[m].right_trials.size() == two.test_trials);
    }
    CHECK(two.methods[0].family == "motor units");
    CHECK(two.methods[0].per_trial.mean > 0.8);
    CHECK(two.methods[1].per_trial.mean > 0.8);
    CHECK(two.methods[2].family == "spiking");
    CHECK(two.methods[2].per_trial.mean > 0.8);
    CHECK(two.methods[2].operations.ac > 0.0);
    CHECK(two.methods[0].units.found >= 4.0);
    CHECK(two.methods[2].units.found >= 4.0);
    CHECK(two.methods[3].units.found == 0.0);
    REQUIRE(two.comparisons.size() == 5);  // units with rms, the network with units and rms
    const Comparison& c = two.comparisons.front();
    CHECK(c.per_trial_difference ==
          Approx(two.methods[0].per_trial.mean - two.methods[3].per_trial.mean));
    CHECK(c.only_a - c.only_b ==
          Approx(c.per_trial_difference * static_cast<double>(two.test_trials)));

    REQUIRE(two.unit_example);
    CHECK(two.unit_example->method == "units+lda");
    REQUIRE(two.unit_example->stretches.size() == 3);  // there are three tasks
    for (const auto& stretch : two.unit_example->stretches) {
        CHECK(!stretch.discharges.empty());
        CHECK(stretch.decisions.size() == 25);  // 1.5 s, from 250 ms on every 50 ms
    }
    const std::string page = html_report(two);
    CHECK_THAT(page, Catch::Contains("<section id=\"units\"") &&
                         Catch::Contains("which neither filters nor classifier had seen"));
}

TEST_CASE("motor units that electrodes have left are counted in an experiment, and noted") {
    const ExperimentParams still = experiment("1");
    ExperimentParams sliding = still;
    sliding.data = still.data.with("muscle.drift_mm", "8");
    const Results before = run(still, nullptr), after = run(sliding, nullptr);
    const auto notes = [](const Results& r) {
        return std::ranges::count_if(r.notes, [](const std::string& note) {
            return note.find("usual discharges") != std::string::npos;
        });
    };
    for (const std::size_t m : {0UL, 2UL}) {
        CHECK(before.methods[m].units.silent == 0.0);
        CHECK(after.methods[m].units.silent >= 1.0);
    }
    CHECK(notes(before) == 0);
    CHECK(notes(after) == 3);  // all but rms
}

TEST_CASE("experiments on the same data give together what each gives alone") {
    std::vector<ExperimentParams> both{experiment("1"), experiment("1")};
    both.back().name = "fewer tasks";
    both.back().classes = {"a", "both"};
    for (ExperimentParams& e : both) e.methods = {e.methods.front(), e.methods.back()};
    const std::vector<Results> together = run_together(both, nullptr);
    REQUIRE(together.size() == 2);
    CHECK(together[0].test_trials > together[1].test_trials);
    // The second one takes from the first what the two have in common.
    CHECK(metrics_json(together[1]) == metrics_json(run(both[1], nullptr)));
    both.back().data = both.back().data.with("seeds", "[7]");
    CHECK_THAT(test::message_of([&] { (void)run_together(both, nullptr); }),
               Catch::Contains("fewer tasks and small have different data"));
}

TEST_CASE("what several training parts share is made once, by name") {
    Common common;
    std::size_t made = 0;
    const auto make = [&] { return ++made; };
    CHECK(*common.of<std::size_t>("a", make) == 1);
    CHECK(*common.of<std::size_t>("a", make) == 1);
    CHECK(*common.of<std::size_t>("b", make) == 2);
}

TEST_CASE("what methods share is made once, by name and type") {
    Keep keep;
    std::size_t made = 0;
    const auto make = [&] { return ++made; };
    const auto first = keep.of<std::size_t>("a", make);
    CHECK(keep.of<std::size_t>("a", make) == first);
    CHECK(*keep.of<std::size_t>("b", make) == 2);
    CHECK(keep.first<std::size_t>() == first);
    CHECK(keep.first<std::string>() == nullptr);
}

TEST_CASE("a muscle's name is for the program, wrong settings and several people are refused") {
    const auto message = [](const std::string& data) {
        const Config config = Config::parse(data, "data");
        return test::message_of([&] { (void)load_data(config, 0, 1, nullptr); });
    };
    CHECK_THAT(message(R"({"type": "simulated_muscle", "muscle": "hand16_arrays"})"),
               Catch::Contains("a name that only the program knows"));
    CHECK_THAT(message(R"({"type": "simulated_muscle"})"), Catch::Contains("must be given"));
    CHECK_THAT(message(R"({"type": "muscle"})"), Catch::Contains("simulated_muscle"));
    Config data = Config::parse(R"({"type": "simulated_muscle", "seeds": [4, 5, 6]})", "data");
    data = data.with("muscle", muscle);
    CHECK(data_parts(data) == 6);
    CHECK(data_parts(data.with("people", "1")) == 3);
    const emg::Dataset last = load_data(data.with("repetitions", "1"), 5, 1, nullptr);
    CHECK(last.trials.size() == 3);
    CHECK(last.trials.front().subject == 6);
    ExperimentParams params = experiment("2");
    params.rate_curve.method = "rms+lda";
    CHECK_THAT(test::message_of([&] { (void)run(params, nullptr); }),
               Catch::Contains("has several people"));
}
