#include "bench/engine/stream.hpp"

#include <algorithm>

#include "bench/engine/network_files.hpp"
#include "bench/engine/translate.hpp"
#include "bench/support/clock.hpp"
#include "core/parallel.hpp"
#include "snn/backend.hpp"

namespace efferent::bench {
namespace {

/// A run's wall_s is what 99 of 100 pushes do not exceed, its cpu_s the median push.
class Stream final : public Contender {
public:
    Stream(const NetworkFiles& files, const Config& backend, double biological_s)
        : input_(files.input),
          blocks_(static_cast<int>(1e3 * biological_s)),
          program_(make(snn::backends(), backend)->compile(to_network(files))) {}

    Run run() override {
        const ThreadLimit one_thread(1);
        const auto session = program_->start();
        std::vector<Spike> spikes;
        std::vector<double> took;
        std::span<const Event> rest(input_);
        for (int block = 1; block <= blocks_; ++block) {
            const Time until{block * Duration{1ms}};
            const auto count = static_cast<std::size_t>(
                std::ranges::lower_bound(rest, until, {}, &Event::at) - rest.begin());
            const double begin = wall_seconds();
            session->run(rest.first(count), until, spikes);
            took.push_back(wall_seconds() - begin);
            rest = rest.subspan(count);
        }
        Run run;
        run.simulator = "Efferent";
        run.wall_s = quantile(took, 0.99);
        run.cpu_s = median(took);
        run.spikes = spikes.size();
        return run;
    }

private:
    std::vector<Event> input_;
    int blocks_;
    std::shared_ptr<const snn::Program> program_;
};

RowRule microseconds(const std::string& id, const std::string& entrant, const std::string& what,
                     double Run::*seconds) {
    return {{id, {}, "us", what}, {entrant}, [entrant, seconds](Row& row, const Results& results) {
                std::vector<double> all;
                for (const Run& run : results.runs.at(entrant)) all.push_back(1e6 * (run.*seconds));
                row.value = median(all);
            }};
}

}  // namespace

Contest stream_contest(const std::filesystem::path& kept, const Config& backend,
                       double biological_s) {
    const std::string name = "pushed by the millisecond";
    const auto enter = [kept, backend, biological_s] {
        return std::make_unique<Stream>(load_network(network_folder(kept, "c")), backend,
                                        biological_s);
    };
    const std::string what = " of pushing one millisecond of events through c with `parallel`.";
    return {"stream",
            {{name, enter}},
            {microseconds("engine.stream.median_us", name, "Median wall time" + what, &Run::cpu_s),
             microseconds("engine.stream.p99_us", name,
                          "Wall time that 99 of 100 do not exceed," + what, &Run::wall_s)}};
}

}  // namespace efferent::bench
