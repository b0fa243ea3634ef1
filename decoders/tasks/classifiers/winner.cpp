// The largest score wins: for front ends whose network decides by itself. Nothing is fitted.
#include "decoders/tasks/classifier.hpp"
#include "decoders/tasks/training_rows.hpp"

namespace efferent::decoders {
namespace {

class Winner final : public Classifier {
public:
    using Params = NoParams;
    explicit Winner(const Params&) {}

    void fit(const Table& rows, std::span<const TaskId> labels, std::size_t classes,
             std::uint64_t) override {
        counts_ = count_classes(rows, labels, classes);
        if (rows.columns() != classes)
            throw Error(Fault::config, "winner: rows have " + std::to_string(rows.columns()) +
                                           " columns and there are " + std::to_string(classes) +
                                           " classes; it needs one score per class");
    }

    Table scores(const Table& rows) const override {
        require_scorable(rows, counts_.size());
        Table out = rows;
        for (std::size_t i = 0; i < out.rows(); ++i)
            for (std::size_t k = 0; k < counts_.size(); ++k)
                if (counts_[k] == 0) out.row(i)[k] = never;
        return out;
    }

    Footprint footprint() const override { return {}; }
    Reads reads() const override { return Reads::scores; }

private:
    std::vector<std::size_t> counts_;  ///< training rows of each class
};

}  // namespace

extern constinit const PartInfo<Classifier> part_winner = part<Classifier, Winner>(
    "winner", "the largest column decides: for rows that are one score per class");

}  // namespace efferent::decoders
