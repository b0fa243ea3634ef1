// The conventional front end: features of each window of samples.
#include <algorithm>

#include "decoders/tasks/feature.hpp"
#include "pipeline/front_end.hpp"
#include "pipeline/window_stream.hpp"

namespace efferent {
namespace {

struct FeaturesParams {
    std::vector<Config> features;
};

void describe(Fields& field, FeaturesParams& p) {
    field("features", p.features, "features of a window, side by side");
    field.require(!p.features.empty(), "features", "must name at least one feature");
}

class Features final : public FrontEnd {
public:
    using Params = FeaturesParams;
    explicit Features(const Params& params) {
        for (const Config& config : params.features)
            features_.push_back(make(decoders::features(), config));
    }

    void fit(const TrainingSet& training, Monitor*) override {
        const auto scale = channel_scale(training.trials);
        for (auto& feature : features_) feature->prepare(scale);
        stream_ = WindowStream(training.windows);
        profile_ = {.family = "conventional"};
        columns_of(scale.size());
        const WindowSamples samples(training.windows, training.trials.front().signal.rate());
        const auto length = static_cast<std::size_t>(samples.length);
        profile_.state_bytes = 4.0 * static_cast<double>(length * scale.size());
        for (const auto& feature : features_) profile_.macs += feature->macs(scale.size(), length);
        begin();
    }

    void begin() override { stream_.begin(); }

    void push(const SignalView& block, Table& rows) override {
        std::vector<double> row(profile_.columns);
        stream_.push(block, [&](const SignalView& window) {
            extract(window, row);
            rows.push_back(row);
            ++profile_.rows;
        });
        profile_.seconds += static_cast<double>(block.length()) / block.rate().value;
    }

    FrontEndProfile profile() const override {
        FrontEndProfile p = profile_;
        p.energy = static_cast<double>(p.rows) * multiplied(p.macs, p.state_bytes);
        return p;
    }

private:
    void columns_of(std::size_t channels) {
        for (const auto& feature : features_) profile_.columns += feature->size(channels);
    }

    void extract(const SignalView& window, std::span<double> row) const {
        for (const auto& feature : features_) {
            const std::size_t size = feature->size(window.channels());
            feature->extract(window, row.first(size));
            row = row.subspan(size);
        }
    }

    std::vector<std::unique_ptr<decoders::Feature>> features_;
    WindowStream stream_;
    FrontEndProfile profile_;
};

}  // namespace

extern constinit const PartInfo<FrontEnd> part_features =
    part<FrontEnd, Features>("features", "features of each window of samples (conventional)");

}  // namespace efferent
