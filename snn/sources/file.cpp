// Spikes that somebody recorded or wrote down: docs/formats.md, "Spikes".
#include "core/file.hpp"

#include <cmath>
#include <map>

#include "core/lines.hpp"
#include "snn/source.hpp"

namespace efferent::snn {
namespace {

struct FileParams {
    std::string path;
};

void describe(Fields& field, FileParams& p) {
    field("path", p.path,
          "CSV with the header time_ms,neuron, ordered by time; neurons count from 0");
    field.require(!p.path.empty(), "path", "must be given");
}

using Times = std::vector<Time>;

class FileTrain final : public Train {
public:
    explicit FileTrain(std::shared_ptr<const Times> times) : times_(std::move(times)) {}
    Time next() override { return next_ < times_->size() ? (*times_)[next_++] : Time::max(); }

private:
    std::shared_ptr<const Times> times_;
    std::size_t next_ = 0;
};

Time read_time(const Lines& lines, std::string_view text) {
    const auto ms = to_double(text);
    if (!ms || !std::isfinite(*ms)) lines.fail("the time " + instead_of("a number of ms", text));
    if (*ms < 0.0 || *ms > 9e12)
        lines.fail("the time must be from 0 to 9e12 ms, not " + std::string(text));
    return Time{Duration{std::llround(*ms * 1e6)}};
}

class File final : public Source {
public:
    using Params = FileParams;
    explicit File(const Params& params) : path_(params.path) {
        const std::string content = read_file(path_);
        Lines lines(content, path_);
        if (!lines.next() || trim(lines.text()) != "time_ms,neuron")
            lines.fail(instead_of("the header time_ms,neuron", lines.text()));
        std::map<std::size_t, Times> times;
        Time last{};
        while (lines.next()) {
            const auto cells = split(lines.text(), ',');
            if (cells.size() != 2) lines.fail(instead_of("a time and a neuron", lines.text()));
            const Time at = read_time(lines, trim(cells[0]));
            const auto neuron = to_integer(trim(cells[1]));
            if (!neuron || *neuron < 0)
                lines.fail("the neuron " + instead_of("a number from 0", cells[1]));
            if (at < last) lines.fail("the time must not be before that of the line above");
            Times& own = times[static_cast<std::size_t>(*neuron)];
            if (!own.empty() && own.back() == at)
                lines.fail("neuron " + std::to_string(*neuron) + " sends twice at this instant");
            if (static_cast<std::size_t>(*neuron) >= most_) {
                most_ = static_cast<std::size_t>(*neuron) + 1;
                line_of_most_ = lines.number();
            }
            own.push_back(last = at);
        }
        for (auto& [neuron, own] : times)
            times_.emplace(neuron, std::make_shared<const Times>(std::move(own)));
    }

    void check(std::size_t neurons) const override {
        if (most_ > neurons)
            throw Error(Fault::format, path_ + ": line " + std::to_string(line_of_most_) +
                                           ": neuron " + std::to_string(most_ - 1) +
                                           " is unknown; the population has " +
                                           std::to_string(neurons));
    }

    std::unique_ptr<Train> train(std::size_t neuron) const override {
        const auto own = times_.find(neuron);
        return std::make_unique<FileTrain>(own == times_.end() ? std::make_shared<const Times>()
                                                               : own->second);
    }

private:
    std::string path_;
    std::map<std::size_t, std::shared_ptr<const Times>> times_;
    std::size_t most_ = 0;  ///< neurons that a population must have
    std::int64_t line_of_most_ = 0;
};

}  // namespace

extern constinit const PartInfo<Source> part_file =
    part<Source, File>("file", "the spikes in a CSV file");

}  // namespace efferent::snn
