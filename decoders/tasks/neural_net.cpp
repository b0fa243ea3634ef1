#include "decoders/tasks/neural_net.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/error.hpp"
#include "core/random.hpp"

namespace efferent::decoders {
namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Row = Eigen::RowVectorXf;
/// Rows that overlap: row t begins `stride` samples after row t − 1, and nothing is copied.
using Patches = Eigen::Map<const Matrix, 0, Eigen::OuterStride<>>;

/// y = x W + b, with Adam's two moments of each.
/// Source: Loshchilov, Hutter, "Decoupled weight decay regularization", ICLR 2019.
struct Layer {
    Matrix w, dw, mw, vw;
    Row b, db, mb, vb;

    Layer(Eigen::Index in, Eigen::Index out, RandomStream random)
        : w(in, out),
          dw(Matrix::Zero(in, out)),
          mw(dw),
          vw(dw),
          b(Row::Zero(out)),
          db(b),
          mb(b),
          vb(b) {
        const double sd = std::sqrt(2.0 / static_cast<double>(in));  // He et al., ICCV 2015
        for (Eigen::Index i = 0; i < w.size(); ++i)
            w.data()[i] = static_cast<float>(sd * random.normal());
    }
    double parameters() const { return static_cast<double>(w.size() + b.size()); }
};

/// To whole multiples of a step, at most `levels` of them either way.
struct Rounding {
    float step = 1.0F;
    float levels = 127.0F;

    template <class M>
    void apply(M& x) const {
        x = (x.array() / step).round().cwiseMax(-levels).cwiseMin(levels) * step;
    }
};

struct Adam {
    float step, decay, correction1, correction2;

    template <class M>
    void update(M& x, M& dx, M& m, M& v) const {
        m = 0.9F * m + 0.1F * dx;
        v.array() = 0.999F * v.array() + 0.001F * dx.array().square();
        x.array() -=
            step * ((m.array() / correction1) / ((v.array() / correction2).sqrt() + 1e-8F) +
                    decay * x.array());
        dx.setZero();
    }
    void operator()(Layer& l) const {
        update(l.w, l.dw, l.mw, l.vw);
        update(l.b, l.db, l.mb, l.vb);
    }
};

struct Convolution {
    Layer layer;
    Eigen::Index in = 0;      ///< samples
    Eigen::Index out = 0;     ///< samples
    Eigen::Index inputs = 0;  ///< channels
    Eigen::Index stride = 1;

    Patches patches(const float* x) const {
        return {x, out, layer.w.rows(), Eigen::OuterStride<>(stride * inputs)};
    }
};

/// Keeps the logarithm of a silent map finite; signals come in standard deviations.
constexpr float least_power = 1e-4F;

/// What one window leaves on its way forward.
struct Trace {
    std::vector<Matrix> maps;  ///< after each convolution, rectified but for the last
    Row power;                 ///< of each map of the last
    Row pooled, hidden, scores;
};

}  // namespace

struct NeuralNet::Net {
    NetParams params;
    WindowShape shape;
    std::uint64_t seed;
    std::vector<Convolution> convolutions;
    std::vector<Layer> dense;  ///< to the hidden neurons, to the classes
    std::int64_t steps = 0;
    std::vector<Rounding> roundings;  ///< of what each dense layer hears; empty: none

    Net(const NetParams& p, const WindowShape& s, std::uint64_t drawn)
        : params(p), shape(s), seed(drawn) {
        auto samples = static_cast<Eigen::Index>(s.samples);
        auto inputs = static_cast<Eigen::Index>(s.channels);
        for (std::size_t i = 0; i < p.filters.size(); ++i) {
            const Eigen::Index stride = i == 0 ? 1 : p.stride;
            if (samples < p.width)
                throw Error(Fault::config, "a window of " + std::to_string(s.samples) +
                                               " samples is too short for " +
                                               std::to_string(p.filters.size()) +
                                               " convolutions of width " + std::to_string(p.width));
            const Eigen::Index out = (samples - p.width) / stride + 1;
            convolutions.push_back(
                {Layer(p.width * inputs, p.filters[i], RandomStream(seed, "convolution", i)),
                 samples, out, inputs, stride});
            samples = out;
            inputs = p.filters[i];
        }
        dense.emplace_back(inputs, p.hidden, RandomStream(seed, "dense", 0));
        dense.emplace_back(p.hidden, static_cast<Eigen::Index>(s.classes),
                           RandomStream(seed, "dense", 1));
    }

    /// `random` drops hidden neurons, as in training.
    void forward(const float* window, Trace& t, RandomStream* random = nullptr) const {
        t.maps.resize(convolutions.size());
        const float* x = window;
        for (std::size_t i = 0; i < convolutions.size(); ++i) {
            const Convolution& c = convolutions[i];
            t.maps[i].noalias() = c.patches(x) * c.layer.w;
            t.maps[i].rowwise() += c.layer.b;
            if (i + 1 < convolutions.size()) t.maps[i] = t.maps[i].cwiseMax(0.0F);
            x = t.maps[i].data();
        }
        if (convolutions.empty()) {
            t.pooled = Eigen::Map<const Row>(window, dense[0].w.rows());
        } else {
            t.power =
                t.maps.back().colwise().squaredNorm() / static_cast<float>(t.maps.back().rows()) +
                Row::Constant(t.maps.back().cols(), least_power);
            t.pooled = t.power.array().log();
        }
        if (!roundings.empty()) roundings[0].apply(t.pooled);
        t.hidden = (t.pooled * dense[0].w + dense[0].b).cwiseMax(0.0F);
        if (!roundings.empty()) roundings[1].apply(t.hidden);
        if (random != nullptr) drop(t.hidden, *random);
        t.scores = t.hidden * dense[1].w + dense[1].b;
    }

    /// Source: Srivastava et al., "Dropout", JMLR 15, 2014.
    void drop(Row& x, RandomStream& random) const {
        const auto kept = static_cast<float>(1.0 / (1.0 - params.dropout));
        for (float& v : x) v = random.uniform() < params.dropout ? 0.0F : v * kept;
    }

    /// Adds to the gradients; gives the window's loss.
    double backward(const float* window, const Trace& t, std::size_t label, float weight) {
        const auto right = static_cast<Eigen::Index>(label);
        const float most = t.scores.maxCoeff();
        Row g = (t.scores.array() - most).exp();
        const float sum = g.sum();
        const double loss = static_cast<double>(std::log(sum) - (t.scores[right] - most));
        g /= sum;
        g[right] -= 1.0F;
        g *= weight;
        dense[1].dw.noalias() += t.hidden.transpose() * g;
        dense[1].db += g;
        const auto kept = static_cast<float>(1.0 / (1.0 - params.dropout));
        const Row h =
            ((g * dense[1].w.transpose()).array() * (t.hidden.array() > 0.0F).cast<float>() * kept)
                .matrix();
        dense[0].dw.noalias() += t.pooled.transpose() * h;
        dense[0].db += h;
        if (convolutions.empty()) return loss;
        const Row share = (2.0F / static_cast<float>(t.maps.back().rows()) *
                           (h * dense[0].w.transpose()).array() / t.power.array())
                              .matrix();
        Matrix d = (t.maps.back().array().rowwise() * share.array()).matrix();
        for (std::size_t i = convolutions.size(); i-- > 0;) {
            Convolution& c = convolutions[i];
            if (i + 1 < convolutions.size()) d.array() *= (t.maps[i].array() > 0.0F).cast<float>();
            c.layer.dw.noalias() +=
                c.patches(i == 0 ? window : t.maps[i - 1].data()).transpose() * d;
            c.layer.db += d.colwise().sum();
            if (i > 0) d = input_gradient(c, d);
        }
        return loss;
    }

    static Matrix input_gradient(const Convolution& c, const Matrix& d) {
        const Matrix patches = d * c.layer.w.transpose();
        Matrix back = Matrix::Zero(c.in, c.inputs);
        for (Eigen::Index t = 0; t < c.out; ++t)
            Eigen::Map<Row>(back.data() + t * c.stride * c.inputs, patches.cols()) +=
                patches.row(t);
        return back;
    }

    void update(double progress) {
        ++steps;
        const auto n = static_cast<double>(steps);
        const double step =
            params.step * 0.5 * (1.0 + std::cos(std::numbers::pi * std::min(1.0, progress)));
        const Adam adam{static_cast<float>(step), static_cast<float>(params.decay),
                        static_cast<float>(1.0 - std::pow(0.9, n)),
                        static_cast<float>(1.0 - std::pow(0.999, n))};
        for (Convolution& c : convolutions) adam(c.layer);
        for (Layer& l : dense) adam(l);
    }

    double epoch(std::int64_t number, std::span<const float> windows,
                 std::span<const TaskId> labels) {
        std::vector<std::size_t> order(labels.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        RandomStream(seed, "order of windows", static_cast<std::uint64_t>(number))
            .shuffle(std::span<std::size_t>(order));
        const std::size_t size = shape.samples * shape.channels;
        const auto batch = static_cast<std::size_t>(params.batch);
        RandomStream drops(seed, "dropout", static_cast<std::uint64_t>(number));
        Trace trace;
        double loss = 0.0;
        for (std::size_t first = 0; first < order.size(); first += batch) {
            const std::size_t last = std::min(order.size(), first + batch);
            for (std::size_t i = first; i < last; ++i) {
                const float* window = windows.data() + order[i] * size;
                forward(window, trace, params.dropout > 0.0 ? &drops : nullptr);
                loss += backward(window, trace, index(labels[order[i]]),
                                 1.0F / static_cast<float>(last - first));
            }
            update((static_cast<double>(number) +
                    static_cast<double>(last) / static_cast<double>(order.size())) /
                   static_cast<double>(params.epochs));
        }
        return loss / static_cast<double>(order.size());
    }
};

NeuralNet::NeuralNet(const NetParams& params, const WindowShape& shape, std::uint64_t seed)
    : net_(std::make_unique<Net>(params, shape, seed)) {}
NeuralNet::~NeuralNet() = default;
NeuralNet::NeuralNet(NeuralNet&&) noexcept = default;
NeuralNet& NeuralNet::operator=(NeuralNet&&) noexcept = default;

void NeuralNet::fit(std::span<const float> windows, std::span<const TaskId> labels,
                    Monitor* monitor) {
    for (std::int64_t e = 0; e < net_->params.epochs; ++e) {
        if (monitor != nullptr) monitor->check();
        if (!std::isfinite(net_->epoch(e, windows, labels)))
            throw Error(Fault::config, "the network's loss is not finite in epoch " +
                                           std::to_string(e + 1) + "; try a smaller step");
    }
}

void NeuralNet::quantise(int bits, std::span<const float> windows) {
    const auto levels = static_cast<float>((1 << (bits - 1)) - 1);
    const std::size_t size = net_->shape.samples * net_->shape.channels;
    float largest[2] = {0.0F, 0.0F};
    Trace trace;
    for (std::size_t first = 0; first < windows.size(); first += size) {
        net_->forward(windows.data() + first, trace);
        largest[0] = std::max(largest[0], trace.pooled.cwiseAbs().maxCoeff());
        largest[1] = std::max(largest[1], trace.hidden.maxCoeff());
    }
    const auto rounding = [&](float most) {
        return Rounding{most > 0.0F ? most / levels : 1.0F, levels};
    };
    for (Layer& l : net_->dense) rounding(l.w.cwiseAbs().maxCoeff()).apply(l.w);
    net_->roundings = {rounding(largest[0]), rounding(largest[1])};
}

std::vector<double> NeuralNet::scores(std::span<const float> window) const {
    Trace trace;
    net_->forward(window.data(), trace);
    return {trace.scores.data(), trace.scores.data() + trace.scores.size()};
}

double NeuralNet::parameters() const {
    double all = 0.0;
    for (const Convolution& c : net_->convolutions) all += c.layer.parameters();
    for (const Layer& l : net_->dense) all += l.parameters();
    return all;
}

double NeuralNet::macs() const {
    double all = 0.0;
    for (const Convolution& c : net_->convolutions)
        all += static_cast<double>(c.out * c.layer.w.size());
    for (const Layer& l : net_->dense) all += static_cast<double>(l.w.size());
    return all;
}

}  // namespace efferent::decoders
