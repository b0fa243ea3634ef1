// A session that has run for a while allocates nothing more.
#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <new>

#include "core/random.hpp"
#include "tests/snn/each_backend.hpp"

using namespace efferent;
using namespace efferent::snn;
using namespace efferent::snn::testing;

namespace {

std::atomic<std::size_t> allocations{0};

}  // namespace

// Every allocation of this test program is counted.
[[gnu::noinline]] void* operator new(std::size_t size) {
    ++allocations;
    if (void* p = std::malloc(size == 0 ? 1 : size)) return p;
    throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    ++allocations;
    return std::malloc(size == 0 ? 1 : size);
}
[[gnu::noinline]] void* operator new(std::size_t size, std::align_val_t line) {
    ++allocations;
    const auto bytes = static_cast<std::size_t>(line);
    if (void* p = std::aligned_alloc(bytes, (size + bytes - 1) / bytes * bytes)) return p;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::size_t, std::align_val_t) noexcept {
    std::free(p);
}
[[gnu::noinline]] void operator delete(void* p) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept { std::free(p); }

namespace {

Sparse sparse(RandomStream& random, std::size_t sources, std::size_t targets, double probability,
              double weight) {
    Sparse s;
    for (std::size_t row = 0; row < sources; ++row) {
        for (std::size_t t = 0; t < targets; ++t)
            if (random.uniform() < probability)
                s.connect(t, static_cast<float>(weight * (0.5 + random.uniform())));
        s.end_row();
    }
    return s;
}

/// 256 lines, 768 recurrent neurons and 16 outputs: what decodes 128 channels of EMG.
Network decoder() {
    RandomStream random(5, "decoder");
    const Config model = Config::parse(R"({"type":"cuba_lif","refractory_ms":2})", "test");
    Network n(128);
    const auto recurrent = n.add("recurrent", 768, model), out = n.add("out", 16, model);
    n.connect(InputLines{}, recurrent, sparse(random, 256, 768, 0.2, 0.15), 1ms);
    n.connect(recurrent, recurrent, sparse(random, 768, 768, 0.1, -0.02), 1ms);
    n.connect(recurrent, out, sparse(random, 768, 16, 1.0, 0.05), 1ms);
    return n;
}

}  // namespace

TEST_CASE("a warm session of the reference does not allocate") {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        INFO("seed " << seed);
        const auto random = testing::random_network(seed);
        const auto block = testing::random_input(seed, random.network.channels(), at(40ms));
        const auto session = make(backends(), Config::parse("\"reference\"", "test"))
                                 ->compile(random.network)
                                 ->start();
        std::vector<Spike> spikes;
        spikes.reserve(4000000);
        const auto run_block = [&](int number) {
            auto shifted = block;
            for (Event& e : shifted) e.at += number * 50ms;
            const std::size_t before = allocations;
            session->run(shifted, at((number + 1) * 50ms), spikes);
            return allocations - before;
        };
        REQUIRE(run_block(0) > 0);
        // Queues grow, ever more rarely, until they hold twice what is ever under way at once.
        for (int number = 1; number < 40; ++number) (void)run_block(number);
        const std::size_t warm = spikes.size();
        std::size_t count = 0;
        for (int number = 40; number < 80; ++number) count += run_block(number);
        CHECK(spikes.size() > warm + 100);
        CHECK(spikes.size() < spikes.capacity());
        CHECK(count == 0);
    }
}

TEST_CASE("a millisecond at a time, a decoder does not allocate") {
    with_each_backend([](const Machine& machine) {
        const bool slow = machine.info.name == "reference";
        const int blocks = slow ? 200 : 4000;
        const auto session = machine.compile(decoder())->start();
        std::vector<Spike> spikes;
        spikes.reserve(4000000);
        RandomStream random(6, "events");
        std::vector<Event> block;
        std::size_t late = 0, warm_spikes = 0;
        for (int number = 0; number < blocks; ++number) {
            block.clear();
            for (unsigned c = 0; c < 128; ++c)
                for (const Polarity p : {Polarity::down, Polarity::up})
                    if (random.uniform() < 0.03)
                        block.push_back(
                            {at(number * 1ms +
                                Duration{static_cast<std::int64_t>(random.below(4)) * 250000}),
                             static_cast<ChannelId>(c), p});
            std::ranges::sort(block);
            if (number == blocks / 2) warm_spikes = spikes.size();
            const std::size_t before = allocations;
            session->run(block, at((number + 1) * 1ms), spikes);
            if (number >= blocks / 2) late += allocations - before;
        }
        REQUIRE(warm_spikes > 100);
        CHECK(spikes.size() > warm_spikes + 100);
        CHECK(spikes.size() < spikes.capacity());
        CHECK(late == 0);
    });
}
