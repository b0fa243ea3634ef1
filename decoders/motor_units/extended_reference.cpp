// The extended signal as its definition says, for small cases and to compare with.
#include "decoders/motor_units/extended.hpp"

namespace efferent::motor_units {
namespace {

class ExtendedMatrix final : public Extended {
public:
    ExtendedMatrix(SignalView x, std::size_t extension)
        : rows_(x.length(), x.channels() * extension) {
        for (std::size_t t = 0; t < x.length(); ++t)
            for (std::size_t r = 0; r < extension && r <= t; ++r)
                for (std::size_t m = 0; m < x.channels(); ++m)
                    rows_.row(t)[r * x.channels() + m] = x.row(t - r)[m];
    }

    std::size_t dimensions() const override { return rows_.columns(); }
    std::size_t length() const override { return rows_.rows(); }

    Table covariance() const override {
        Table c(dimensions(), dimensions());
        for (std::size_t t = 0; t < length(); ++t)
            for (std::size_t i = 0; i < dimensions(); ++i)
                for (std::size_t j = 0; j < dimensions(); ++j)
                    c.row(i)[j] +=
                        rows_.row(t)[i] * rows_.row(t)[j] / static_cast<double>(length());
        return c;
    }

    std::vector<std::vector<float>> project(
        const std::vector<std::vector<float>>& filters) const override {
        std::vector<std::vector<float>> sources;
        for (const auto& filter : filters) {
            auto& source = sources.emplace_back(length());
            for (std::size_t t = 0; t < length(); ++t) {
                double sum = 0.0;
                for (std::size_t i = 0; i < dimensions(); ++i)
                    sum += double{filter[i]} * rows_.row(t)[i];
                source[t] = static_cast<float>(sum);
            }
        }
        return sources;
    }

    std::vector<double> sum(std::span<const std::size_t> times,
                            std::span<const double> weights) const override {
        std::vector<double> total(dimensions());
        for (std::size_t k = 0; k < times.size(); ++k)
            for (std::size_t i = 0; i < dimensions(); ++i)
                total[i] += weights[k] * rows_.row(times[k])[i];
        return total;
    }

private:
    Table rows_;
};

}  // namespace

std::unique_ptr<Extended> extend_reference(SignalView signal, std::size_t extension) {
    return std::make_unique<ExtendedMatrix>(signal, extension);
}

}  // namespace efferent::motor_units
