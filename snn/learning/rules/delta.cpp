// The delta rule on the readout, from the weights that it has: window by window, each weight moves
// with its class's error and its source's share. What a chip can do by itself.
#include <algorithm>
#include <cmath>

#include "snn/learning/calibration_rows.hpp"

namespace efferent::snn {
namespace {

struct DeltaParams {
    Reading reading;
    double learning_rate = 1.0;
    std::int64_t passes = 20;
    std::string error = "softmax";
};

void describe(Fields& field, DeltaParams& p) {
    field("reading", p.reading, "how a decision is read; the front end sets it");
    field("learning_rate", p.learning_rate,
          "share of a window's error that its step takes away from a window of mean square shares");
    field("passes", p.passes, "times that every window is seen, always in the same order");
    field("error", p.error,
          "\"softmax\": 1 for the label and 0 otherwise, less the scores' softmax; \"linear\": the "
          "same less its mean and as large as the scores are at the start, less the scores");
    field.require(p.learning_rate > 0.0, "learning_rate", "must be above zero");
    field.require(p.error == "softmax" || p.error == "linear", "error",
                  "must be \"softmax\" or \"linear\"");
    field.require(p.passes > 0, "passes", "must be above zero");
}

class Delta final : public Rule {
public:
    using Params = DeltaParams;
    explicit Delta(const Params& params) : p_(params) {}

    Trained train(const Network& start, const Examples& examples,
                  const TrainingRun& run) const override {
        require_sound(examples);
        if (run.resume)
            throw Error(Fault::config, "delta: learns in a moment and goes on from no checkpoint");
        const Readout readout(start);
        const CalibrationRows rows = calibration_rows(start, p_.reading, examples, run);
        const double size = size_of_targets(readout.weights(), rows);
        const double step = p_.learning_rate / rows.mean_square;
        Table weights = readout.weights();
        for (std::int64_t pass = 0; pass < p_.passes; ++pass)
            for (std::size_t n = 0; n < rows.shares.rows(); ++n) {
                const auto row = rows.shares.row(n);
                const auto error = error_of(centred_scores(weights, row), rows.labels[n], size);
                for (std::size_t k = 0; k < readout.classes(); ++k)
                    for (const std::size_t c : readout.heard_by(k))
                        weights.row(k)[c] += step * error[k] * row[c];
            }
        if (!std::ranges::all_of(weights.values(), [](double w) { return std::isfinite(w); }))
            throw Error(Fault::network,
                        "delta: the weights are not finite; try a smaller "
                        "learning_rate");
        return {.network = readout.with(weights), .curve = {}, .best_epoch = 0};
    }

private:
    std::vector<double> error_of(std::vector<double> scores, std::size_t label, double size) const {
        if (p_.error == "linear") {
            const double others = size / static_cast<double>(scores.size());
            for (std::size_t k = 0; k < scores.size(); ++k)
                scores[k] = (k == label ? size : 0.0) - others - scores[k];
            return scores;
        }
        const double top = *std::ranges::max_element(scores);
        double sum = 0.0;
        for (double& s : scores) sum += s = std::exp(s - top);
        for (std::size_t k = 0; k < scores.size(); ++k)
            scores[k] = (k == label ? 1.0 : 0.0) - scores[k] / sum;
        return scores;
    }

    Params p_;
};

}  // namespace

extern constinit const PartInfo<Rule> part_delta =
    part<Rule, Delta>("delta", "the delta rule on the readout, from the weights that it has");

}  // namespace efferent::snn
