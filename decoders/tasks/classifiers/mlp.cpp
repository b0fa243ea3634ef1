// A multilayer perceptron with one hidden layer, rounded to few bits once it is trained.
#include "decoders/tasks/classifier.hpp"
#include "decoders/tasks/neural_net.hpp"
#include "decoders/tasks/training_rows.hpp"

namespace efferent::decoders {
namespace {

struct MlpParams {
    NetParams net{.filters = {}, .epochs = 30};
    std::int64_t bits = 8;
};

void describe(Fields& field, MlpParams& p) {
    describe_training(field, p.net);
    field("bits", p.bits, "of each weight and of what it is multiplied with; 0: not rounded");
    field.require(p.bits == 0 || (p.bits >= 2 && p.bits <= 16), "bits", "must be 0, or 2 to 16");
}

class Mlp final : public Classifier {
public:
    using Params = MlpParams;
    explicit Mlp(const Params& params) : params_(params) {}

    void fit(const Table& rows, std::span<const TaskId> labels, std::size_t classes,
             std::uint64_t seed) override {
        counts_ = count_classes(rows, labels, classes);
        columns_ = rows.columns();
        net_.emplace(params_.net, WindowShape{1, columns_, classes}, seed);
        const std::vector<float> all(rows.values().begin(), rows.values().end());
        net_->fit(all, labels, nullptr);
        if (params_.bits != 0) net_->quantise(static_cast<int>(params_.bits), all);
    }

    Table scores(const Table& rows) const override {
        require_scorable(rows, columns_);
        Table out(counts_.size());
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            const std::vector<float> row(rows.row(i).begin(), rows.row(i).end());
            std::vector<double> score = net_->scores(row);
            for (std::size_t k = 0; k < score.size(); ++k)
                if (counts_[k] == 0) score[k] = never;
            out.push_back(score);
        }
        return out;
    }

    Footprint footprint() const override {
        const double bytes = params_.bits == 0 ? 4.0 : static_cast<double>(params_.bits) / 8.0;
        return {.bytes = bytes * net_->parameters(), .macs = net_->macs(), .bits = 8.0 * bytes};
    }

    bool random() const override { return true; }

private:
    Params params_;
    std::vector<std::size_t> counts_;  ///< training rows of each class
    std::size_t columns_ = 0;
    std::optional<NeuralNet> net_;
};

}  // namespace

extern constinit const PartInfo<Classifier> part_mlp =
    part<Classifier, Mlp>("mlp", "multilayer perceptron, 8 bits a weight");

}  // namespace efferent::decoders
