// A small neural network, convolutional over time or not: what a good engineer would train.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/fields.hpp"
#include "core/ids.hpp"
#include "core/monitor.hpp"

namespace efferent::decoders {

/// Convolutions over all channels, rectified but for the last, and the logarithm of each last map's
/// power; or none of them. Then a rectified dense layer and one score per class. Trained by AdamW
/// on cross-entropy, the step falling as a cosine. Source of power and logarithm: Schirrmeister et
/// al., "Deep learning with convolutional neural networks for EEG decoding and visualization",
/// Human Brain Mapping 38, 2017.
struct NetParams {
    std::vector<std::int64_t> filters{};  ///< of each convolution; empty: a dense network
    std::int64_t width = 5;
    std::int64_t stride = 2;
    std::int64_t hidden = 128;
    std::int64_t epochs = 20;
    std::int64_t batch = 64;
    double step = 2e-3;
    double decay = 1e-3;
    double dropout = 0.3;
};

/// The settings that networks with and without convolutions share.
void describe_training(Fields& field, NetParams& params);

/// What a window looks like, and how many classes there are.
struct WindowShape {
    std::size_t samples = 0;
    std::size_t channels = 0;
    std::size_t classes = 0;
};

class NeuralNet {
public:
    /// Error{config} if a window is too short for the convolutions.
    NeuralNet(const NetParams& params, const WindowShape& shape, std::uint64_t seed);
    ~NeuralNet();
    NeuralNet(NeuralNet&&) noexcept;
    NeuralNet& operator=(NeuralNet&&) noexcept;

    /// `windows` are [window][sample][channel], one label each. The same bytes for the same seed.
    /// Error{config} if the loss is not finite, naming the epoch.
    void fit(std::span<const float> windows, std::span<const TaskId> labels, Monitor* monitor);
    /// Rounds the dense layers' weights to so many bits, and from now on what they hear, in steps
    /// for which the largest that `windows` bring is the last; beyond it, it is the last too.
    void quantise(int bits, std::span<const float> windows);
    /// One score per class for one window, [sample][channel]; the largest decides.
    std::vector<double> scores(std::span<const float> window) const;

    double parameters() const;
    double macs() const;  ///< multiply-accumulates for a window

private:
    struct Net;
    std::unique_ptr<Net> net_;
};

}  // namespace efferent::decoders
