// Recursive least squares of the readout, from the weights that it has: calibration for a new
// session by a few labelled examples.
#include <map>

#include "snn/learning/calibration_rows.hpp"
#include "snn/learning/recursive_least_squares.hpp"

namespace efferent::snn {
namespace {

struct RlsParams {
    Reading reading;
    double prior = 10.0;
    double forgetting = 1.0;
};

void describe(Fields& field, RlsParams& p) {
    field("reading", p.reading, "how a decision is read; the front end sets it");
    field(
        "prior", p.prior,
        "how many windows the weights at the start count as: times a source's mean square, this is "
        "the strength with which they are held");
    field("forgetting", p.forgetting,
          "what is left of a window's weight when the next one has been learned");
    field.require(p.prior > 0.0, "prior", "must be above zero");
    field.require(p.forgetting > 0.0 && p.forgetting <= 1.0, "forgetting",
                  "must be above zero, at most 1");
}

/// Some columns of a row.
std::vector<double> picked(std::span<const double> row, const std::vector<std::size_t>& columns) {
    std::vector<double> some;
    for (const std::size_t c : columns) some.push_back(row[c]);
    return some;
}

class Rls final : public Rule {
public:
    using Params = RlsParams;
    explicit Rls(const Params& params) : p_(params) {}

    Trained train(const Network& start, const Examples& examples,
                  const TrainingRun& run) const override {
        require_sound(examples);
        if (run.resume)
            throw Error(Fault::config, "rls: learns in a moment and goes on from no checkpoint");
        const Readout readout(start);
        const CalibrationRows rows = calibration_rows(start, p_.reading, examples, run);
        const double size = size_of_targets(readout.weights(), rows);
        const double prior = p_.prior * rows.mean_square / static_cast<double>(readout.sources());
        std::map<std::vector<std::size_t>, std::vector<std::size_t>> classes_by_columns;
        for (std::size_t k = 0; k < readout.classes(); ++k)
            classes_by_columns[readout.heard_by(k)].push_back(k);
        Table weights = centred(readout);
        for (const auto& [columns, classes] : classes_by_columns) {
            if (columns.empty()) continue;
            Table own(columns.size());
            for (const std::size_t k : classes) own.push_back(picked(weights.row(k), columns));
            RecursiveLeastSquares squares(own, prior, p_.forgetting);
            for (std::size_t n = 0; n < rows.shares.rows(); ++n) {
                std::vector<double> wanted;
                for (const std::size_t k : classes)
                    wanted.push_back(size * ((k == rows.labels[n] ? 1.0 : 0.0) -
                                             1.0 / static_cast<double>(readout.classes())));
                squares.add(picked(rows.shares.row(n), columns), wanted);
            }
            const Table found = squares.weights();
            for (std::size_t i = 0; i < classes.size(); ++i)
                for (std::size_t c = 0; c < columns.size(); ++c)
                    weights.row(classes[i])[columns[c]] = found.row(i)[c];
        }
        return {.network = readout.with(weights), .curve = {}, .best_epoch = 0};
    }

private:
    /// What all classes share of a source's weights decides nothing; taken from those that hear it.
    static Table centred(const Readout& readout) {
        Table weights = readout.weights();
        std::vector<double> sum(readout.sources()), count(readout.sources());
        for (std::size_t k = 0; k < readout.classes(); ++k)
            for (const std::size_t c : readout.heard_by(k)) {
                sum[c] += weights.row(k)[c];
                count[c] += 1.0;
            }
        for (std::size_t k = 0; k < readout.classes(); ++k)
            for (const std::size_t c : readout.heard_by(k))
                if (count[c] == static_cast<double>(readout.classes()))
                    weights.row(k)[c] -= sum[c] / count[c];
        return weights;
    }

    Params p_;
};

}  // namespace

extern constinit const PartInfo<Rule> part_rls =
    part<Rule, Rls>("rls", "recursive least squares of the readout, from the weights that it has");

}  // namespace efferent::snn
