// The engine against an independent one: NEST's precise-spike model on network c of the engine
// bench.
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <map>

#include "core/file.hpp"
#include "core/text.hpp"
#include "tests/snn/each_backend.hpp"
#include "tests/support/support.hpp"

using namespace efferent;
using namespace efferent::snn;
using namespace efferent::snn::testing;

namespace {

constexpr std::uint32_t inputs = 256, recurrent = 768, outputs = 16;

template <class T>
std::vector<T> numbers(const std::filesystem::path& path) {
    const std::string bytes = read_file(path);
    REQUIRE(bytes.size() % sizeof(T) == 0);
    std::vector<T> all(bytes.size() / sizeof(T));
    std::copy_n(bytes.data(), bytes.size(), reinterpret_cast<char*>(all.data()));
    return all;
}

/// Network c as bench/engine/networks.py writes it, and the first second of its input.
struct Decoder {
    std::filesystem::path folder;
    std::vector<std::uint32_t> pre, post;
    std::vector<float> weights;

    explicit Decoder(const std::filesystem::path& path)
        : folder(path),
          pre(numbers<std::uint32_t>(path / "pre.u32")),
          post(numbers<std::uint32_t>(path / "post.u32")),
          weights(numbers<float>(path / "w.f32")) {}

    Sparse between(std::uint32_t first, std::uint32_t count, std::uint32_t target,
                   std::uint32_t target_count, bool lines) const {
        Sparse s;
        auto next = static_cast<std::size_t>(std::ranges::lower_bound(pre, first) - pre.begin());
        for (std::uint32_t source = first; source < first + count; ++source) {
            for (; next < pre.size() && pre[next] == source; ++next)
                if (post[next] >= target && post[next] < target + target_count)
                    s.connect(post[next] - target, weights[next]);
            s.end_row();
            if (lines) s.end_row();  // the line of `down`
        }
        return s;
    }

    Network network() const {
        const Config model =
            Config::parse(R"({"type":"cuba_lif","refractory_ms":2,"threshold":1})", "test");
        const auto v0 = numbers<float>(folder / "v0.f32");
        Network n(inputs);
        const auto r = n.add("recurrent", recurrent, model), o = n.add("out", outputs, model);
        n.set(r, "v_initial", {v0.begin(), v0.begin() + recurrent});
        n.set(o, "v_initial", {v0.begin() + recurrent, v0.end()});
        n.connect(InputLines{}, r, between(0, inputs, inputs, recurrent, true), 1ms);
        n.connect(r, r, between(inputs, recurrent, inputs, recurrent, false), 1ms);
        n.connect(r, o, between(inputs, recurrent, inputs + recurrent, outputs, false), 1ms);
        return n;
    }

    std::vector<Event> input(Duration end) const {
        const auto ms = numbers<double>(folder / "in_t.f64");
        const auto ids = numbers<std::uint32_t>(folder / "in_id.u32");
        std::vector<Event> events;
        for (std::size_t i = 0; i < ms.size(); ++i) {
            const Duration t{std::llround(ms[i] * 1e6)};
            if (t < end) events.push_back({at(t), static_cast<ChannelId>(ids[i]), Polarity::up});
        }
        std::ranges::sort(events);
        return events;
    }
};

using Trains = std::map<std::uint32_t, std::vector<double>>;  // ms, by neuron

Trains trains_of_nest(const std::filesystem::path& path, double end_ms) {
    Trains trains;
    const std::string text = read_file(path);
    for (const std::string_view line : split(text, '\n')) {
        const auto words = split(trim(line), ' ');
        if (words.size() != 2) continue;
        const double ms = to_double(words[0]).value();
        if (ms < end_ms)
            trains[static_cast<std::uint32_t>(to_integer(words[1]).value())].push_back(ms);
    }
    for (auto& [neuron, train] : trains) std::ranges::sort(train);
    return trains;
}

Trains trains_of(const std::vector<Spike>& spikes) {
    Trains trains;
    for (const Spike& s : spikes)
        trains[static_cast<std::uint32_t>(index(s.neuron))].push_back(seconds(s.at) * 1e3);
    return trains;
}

}  // namespace

TEST_CASE("exact backends give the spikes of an independent precise simulator") {
    const auto oracle = test::shared_data("engine/c_nest_iaf_psc_exp_ps_first_second.txt");
    if (!oracle) return;
    const test::TemporaryFolder folder;
    const auto script = test::source_folder() / "bench/engine/networks.py";
    std::string command;
    for (const char* python : {"python3", "/usr/bin/python3"}) {
        if (!command.empty()) command += " || ";
        command += std::string(python) + " '" + script.string() + "' '" + folder.path().string() +
                   "' c 2>/dev/null";
    }
    if (std::system(command.c_str()) != 0) {
        WARN("SKIPPED: needs python3 with numpy, which makes the network");
        return;
    }
    const Decoder decoder(folder.path() / "c");
    const Trains expected = trains_of_nest(*oracle, 100.0);
    with_each_exact_backend([&](const Machine& machine) {
        const Run r = run(machine, decoder.network(), decoder.input(100ms), 100ms);
        REQUIRE(r.spikes.size() == 705);
        const Trains trains = trains_of(r.spikes);
        REQUIRE(trains.size() == expected.size());
        std::vector<double> differences_us;
        for (const auto& [neuron, train] : trains) {
            CAPTURE(neuron);
            REQUIRE(expected.contains(neuron));
            REQUIRE(expected.at(neuron).size() == train.size());
            for (std::size_t i = 0; i < train.size(); ++i)
                differences_us.push_back(1e3 * std::abs(train[i] - expected.at(neuron)[i]));
        }
        std::ranges::sort(differences_us);
        CHECK(differences_us[differences_us.size() / 2] <= 0.2);
        CHECK(differences_us.back() <= 5.0);
    });

    // Later the network amplifies the last digit of whatever computes it: exact or not, two
    // simulators part. When the spikes of NEST and of the reference first differ by 5 us is told.
    const Trains all = trains_of_nest(*oracle, 1000.0);
    const auto reference = make(backends(), Config::parse("\"reference\"", "test"));
    const auto session = reference->compile(decoder.network())->start();
    std::vector<Spike> spikes;
    session->run(decoder.input(400ms), at(400ms), spikes);
    const Trains trains = trains_of(spikes);
    double parted_ms = 400.0;
    for (const auto& [neuron, train] : trains)
        for (std::size_t i = 0; i < train.size(); ++i)
            if (!all.contains(neuron) || i >= all.at(neuron).size() ||
                std::abs(train[i] - all.at(neuron)[i]) > 5e-3)
                parted_ms = std::min(parted_ms, train[i]);
    WARN("chaos parts the reference and the oracle after " << parted_ms << " ms");
    CHECK(parted_ms > 100.0);
}
