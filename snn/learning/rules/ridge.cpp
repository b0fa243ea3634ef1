// Ridge regression of the readout: the hidden network stays as drawn, a reservoir. The floor for
// every rule that trains more.
#include "snn/learning/least_squares.hpp"
#include "snn/learning/readout.hpp"

namespace efferent::snn {
namespace {

struct RidgeParams {
    Reading reading;
    double penalty = 1e-3;
};

void describe(Fields& field, RidgeParams& p) {
    field("reading", p.reading, "how a decision is read; the front end sets it");
    field("penalty", p.penalty,
          "on the squares of the weights, as a share of a hidden neuron's mean square");
    field.require(p.penalty > 0.0, "penalty", "must be above zero");
}

/// Share of each class among the windows: what is subtracted to centre the targets.
std::vector<double> class_shares(const Examples& examples) {
    std::vector<double> shares(examples.classes);
    double all = 0.0;
    for (const Example& e : examples.all) {
        shares[index(e.label)] += static_cast<double>(e.windows.size());
        all += static_cast<double>(e.windows.size());
    }
    for (double& share : shares) share /= all;
    return shares;
}

class Ridge final : public Rule {
public:
    using Params = RidgeParams;
    explicit Ridge(const Params& params) : p_(params) {}

    Trained train(const Network& start, const Examples& examples,
                  const TrainingRun& run) const override {
        require_sound(examples);
        if (run.resume)
            throw Error(Fault::config, "ridge: solves at once and goes on from no checkpoint");
        const Readout readout(start);
        NormalEquations equations(readout.sources(), examples.classes);
        const std::vector<double> frequency = class_shares(examples);
        each_example(start, p_.reading, examples, run, [&](const Example& e, const Table& shares) {
            Table wanted(frequency.size());
            std::vector<double> row;
            for (const double share : frequency) row.push_back(-share);
            row[index(e.label)] += 1.0;
            for (std::size_t w = 0; w < shares.rows(); ++w) wanted.push_back(row);
            equations.add(shares, wanted);
        });
        Table weights(readout.classes(), readout.sources());
        for (std::size_t k = 0; k < readout.classes(); ++k) {
            const auto& columns = readout.heard_by(k);
            const auto solved = equations.solve(k, columns, p_.penalty * equations.scale());
            for (std::size_t i = 0; i < solved.size(); ++i) weights.row(k)[columns[i]] = solved[i];
        }
        return {.network = readout.with(weights), .curve = {}, .best_epoch = 0};
    }

private:
    Params p_;
};

}  // namespace

extern constinit const PartInfo<Rule> part_ridge = part<Rule, Ridge>(
    "ridge", "ridge regression of the readout on a hidden network that stays as drawn");

}  // namespace efferent::snn
