// Bracketing throughout: slow, but nothing can be missed.
#include "snn/exponentials.hpp"

#include <algorithm>
#include <cmath>

namespace efferent::snn {
namespace {

double value(double constant, std::span<const Exponential> terms, double t) {
    double sum = constant;
    for (const Exponential& e : terms) sum += e.weight * std::exp(-e.rate * t);
    return sum;
}

/// The point in (low, high] after which `f` has the sign that it has at `high`.
template <class F>
double bisect(const F& f, double low, double high) {
    const bool rising = f(high) >= 0.0;
    while (true) {
        const double middle = low + 0.5 * (high - low);
        if (middle <= low || middle >= high) return high;
        ((f(middle) >= 0.0) == rising ? high : low) = middle;
    }
}

}  // namespace

Points sign_changes(double constant, std::span<const Exponential> terms, double end) {
    Points found;
    const Points turns = extrema(terms, end);
    const auto f = [&](double t) { return value(constant, terms, t); };
    double low = 0.0;
    for (std::size_t i = 0; i <= turns.count; ++i) {
        const double high = i < turns.count ? turns.at.at(i) : end;
        if ((f(low) >= 0.0) != (f(high) >= 0.0) && found.count < found.at.size())
            found.at.at(found.count++) = bisect(f, low, high);
        low = high;
    }
    return found;
}

Points extrema(std::span<const Exponential> terms, double end) {
    if (terms.size() < 2) return {};
    // The slope times exp(slowest · t), which changes no sign, is a constant and one term less.
    const auto slowest = static_cast<std::size_t>(
        std::ranges::min_element(terms, {}, &Exponential::rate) - terms.begin());
    std::array<Exponential, most_exponentials> slopes{};
    std::size_t count = 0;
    for (std::size_t i = 0; i < terms.size(); ++i)
        if (i != slowest)
            slopes.at(count++) = {-terms[i].rate * terms[i].weight,
                                  terms[i].rate - terms[slowest].rate};
    return sign_changes(-terms[slowest].rate * terms[slowest].weight,
                        std::span(slopes).first(count), end);
}

std::optional<double> first_zero(const std::function<double(double)>& f,
                                 std::span<const double> extrema, double end) {
    double low = 0.0;
    for (std::size_t i = 0; i <= extrema.size(); ++i) {
        const double high = i < extrema.size() ? extrema[i] : end;
        if (f(high) >= 0.0) return bisect(f, low, high);
        low = high;
    }
    return std::nullopt;
}

}  // namespace efferent::snn
