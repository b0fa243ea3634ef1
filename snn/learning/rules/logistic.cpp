// Logistic regression of the readout: like ridge, with the loss that decisions are made by.
#include "core/text.hpp"
#include "snn/learning/logistic_regression.hpp"
#include "snn/learning/readout.hpp"

namespace efferent::snn {
namespace {

struct LogisticParams {
    Reading reading;
    double penalty = 1e-3;
    double tolerance = 1e-3;
    std::int64_t iterations = 2000;
};

void describe(Fields& field, LogisticParams& p) {
    field("reading", p.reading, "how a decision is read; the front end sets it");
    field("penalty", p.penalty,
          "half of this times the squares of the weights is added to the mean cross-entropy, as a "
          "share of a hidden neuron's mean square");
    field("tolerance", p.tolerance,
          "length of the gradient at which the solution is reached, as a share of its length where "
          "all weights are zero");
    field("iterations", p.iterations, "after which a solution that is not reached is an error");
    field.require(p.penalty > 0.0, "penalty", "must be above zero");
    field.require(p.tolerance > 0.0 && p.tolerance < 1.0, "tolerance",
                  "must be above zero and below one");
    field.require(p.iterations > 0, "iterations", "must be above zero");
}

class Logistic final : public Rule {
public:
    using Params = LogisticParams;
    explicit Logistic(const Params& params) : p_(params) {}

    Trained train(const Network& start, const Examples& examples,
                  const TrainingRun& run) const override {
        require_sound(examples);
        if (run.resume)
            throw Error(Fault::config, "logistic: solves at once and goes on from no checkpoint");
        const Readout readout(start);
        Table rows(readout.sources());
        std::vector<std::size_t> labels;
        each_example(start, p_.reading, examples, run, [&](const Example& e, const Table& shares) {
            for (std::size_t w = 0; w < shares.rows(); ++w) rows.push_back(shares.row(w));
            labels.resize(rows.rows(), index(e.label));
        });
        double square = 0.0;
        for (const double x : rows.values()) square += x * x;
        square /= static_cast<double>(rows.values().size());
        std::vector<std::vector<std::size_t>> columns;
        for (std::size_t k = 0; k < readout.classes(); ++k) columns.push_back(readout.heard_by(k));
        const LogisticSolution found = solve({rows, labels, columns, p_.penalty * square},
                                             p_.tolerance, p_.iterations, run.monitor);
        if (found.steepness > p_.tolerance)
            throw Error(Fault::network, "logistic: after " + std::to_string(found.iterations) +
                                            " iterations the gradient is " +
                                            exact(found.steepness) +
                                            " of its length at the start; try a larger penalty, "
                                            "tolerance or number of iterations");
        return {.network = readout.with(found.weights), .curve = {}, .best_epoch = 0};
    }

private:
    Params p_;
};

}  // namespace

extern constinit const PartInfo<Rule> part_logistic = part<Rule, Logistic>(
    "logistic", "logistic regression of the readout on a hidden network that stays as drawn");

}  // namespace efferent::snn
