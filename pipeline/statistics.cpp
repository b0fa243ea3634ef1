// Bootstrap, Wilcoxon, Friedman and Holm.
#include "pipeline/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/random.hpp"

namespace efferent {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double mean(std::span<const double> x) {
    return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

/// Ranks from 1, ties sharing the middle of their places.
std::vector<double> ranks(std::span<const double> x) {
    std::vector<std::size_t> order(x.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::sort(order, {}, [&](std::size_t i) { return x[i]; });
    std::vector<double> rank(x.size());
    for (std::size_t i = 0; i < order.size();) {
        std::size_t j = i;
        while (j < order.size() && x[order[j]] == x[order[i]]) ++j;
        for (std::size_t k = i; k < j; ++k) rank[order[k]] = 0.5 * static_cast<double>(i + 1 + j);
        i = j;
    }
    return rank;
}

/// Regularised upper incomplete gamma Q(a, x), by series or continued fraction.
/// Source: Abramowitz and Stegun, 6.5.29 and 6.5.31.
double gamma_q(double a, double x) {
    if (x <= 0.0) return 1.0;
    const double scale = std::exp(a * std::log(x) - x - std::lgamma(a));
    if (x < a + 1.0) {
        double term = 1.0 / a, sum = term;
        for (double n = a + 1.0; term > sum * 1e-16; n += 1.0) sum += term *= x / n;
        return 1.0 - scale * sum;
    }
    constexpr double tiny = 1e-300;
    double b = x + 1.0 - a, c = 1.0 / tiny, d = 1.0 / b, h = d;
    for (int i = 1; i < 1000; ++i) {
        const double an = -i * (i - a);
        b += 2.0;
        d = an * d + b;
        c = b + an / c;
        d = 1.0 / (std::abs(d) < tiny ? tiny : d);
        c = std::abs(c) < tiny ? tiny : c;
        h *= d * c;
        if (std::abs(d * c - 1.0) < 1e-15) break;
    }
    return scale * h;
}

/// P(W <= w) when every rank's sign is a fair coin; ranks doubled so that ties stay whole.
double exact_lower_tail(std::span<const double> rank, double w) {
    std::vector<double> ways{1.0};
    for (const double r : rank) {
        const auto step = static_cast<std::size_t>(std::llround(2.0 * r));
        ways.resize(ways.size() + step, 0.0);
        for (std::size_t s = ways.size(); s-- > step;) ways[s] += ways[s - step];
    }
    const auto last = std::min(ways.size(), static_cast<std::size_t>(std::llround(2.0 * w)) + 1);
    const double below =
        std::accumulate(ways.begin(), ways.begin() + static_cast<std::ptrdiff_t>(last), 0.0);
    return below / std::exp2(static_cast<double>(rank.size()));
}

}  // namespace

Summary summarise(std::span<const double> people, std::uint64_t seed) {
    Summary s{.mean = mean(people), .sd = nan, .low = nan, .high = nan};
    const std::size_t n = people.size();
    if (n < 2) return s;
    double squares = 0.0;
    for (const double x : people) squares += (x - s.mean) * (x - s.mean);
    s.sd = std::sqrt(squares / static_cast<double>(n - 1));
    constexpr std::size_t draws = 10000;
    std::vector<double> means(draws);
    RandomStream random(seed, "bootstrap over people");
    for (double& m : means) {
        double sum = 0.0;
        for (std::size_t i = 0; i < n; ++i) sum += people[random.below(n)];
        m = sum / static_cast<double>(n);
    }
    std::ranges::sort(means);
    s.low = means[draws * 25 / 1000];
    s.high = means[draws * 975 / 1000 - 1];
    return s;
}

double seed_sd(const MethodResult& method, double SeedResult::*figure) {
    const auto n = static_cast<double>(method.seeds.size());
    if (n < 2.0) return std::numeric_limits<double>::quiet_NaN();
    double mean = 0.0, squares = 0.0;
    for (const SeedResult& s : method.seeds) mean += s.*figure / n;
    for (const SeedResult& s : method.seeds) squares += (s.*figure - mean) * (s.*figure - mean);
    return std::sqrt(squares / (n - 1.0));
}

double wilcoxon(std::span<const double> differences) {
    std::vector<double> size;
    std::vector<bool> positive;
    for (const double d : differences) {
        if (d == 0.0) continue;
        size.push_back(std::abs(d));
        positive.push_back(d > 0.0);
    }
    if (size.empty()) return 1.0;
    const auto rank = ranks(size);
    double up = 0.0, total = 0.0, squares = 0.0;
    for (std::size_t i = 0; i < rank.size(); ++i) {
        total += rank[i];
        squares += rank[i] * rank[i];
        if (positive[i]) up += rank[i];
    }
    const double w = std::min(up, total - up);
    if (rank.size() <= 50) return std::min(1.0, 2.0 * exact_lower_tail(rank, w));
    const double z = (w - total / 2.0 + 0.5) / std::sqrt(squares / 4.0);
    return std::min(1.0, std::erfc(-z / std::sqrt(2.0)));
}

double mcnemar(double a, double b) {
    const double n = a + b;
    double tail = 0.0;
    for (double k = 0.0; k <= std::min(a, b); k += 1.0)
        tail += std::exp(std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0) -
                         n * std::log(2.0));
    return std::min(1.0, 2.0 * tail);
}

double friedman(const Table& x) {
    const double n = static_cast<double>(x.rows()), k = static_cast<double>(x.columns());
    std::vector<double> sums(x.columns(), 0.0);
    double squares = 0.0;
    for (std::size_t i = 0; i < x.rows(); ++i) {
        const auto rank = ranks(x.row(i));
        for (std::size_t j = 0; j < rank.size(); ++j) {
            sums[j] += rank[j];
            squares += rank[j] * rank[j];
        }
    }
    const double middle = n * k * (k + 1.0) * (k + 1.0) / 4.0;
    if (squares <= middle) return 1.0;  // every row tied throughout
    double between = 0.0;
    for (const double s : sums) between += s * s / n;
    return gamma_q((k - 1.0) / 2.0, 0.5 * n * (k - 1.0) * (between - middle) / (squares - middle));
}

std::vector<double> holm(std::span<const double> p) {
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::sort(order, {}, [&](std::size_t i) { return p[i]; });
    std::vector<double> corrected(p.size());
    double largest = 0.0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        largest = std::max(largest, p[order[i]] * static_cast<double>(p.size() - i));
        corrected[order[i]] = std::min(1.0, largest);
    }
    return corrected;
}

}  // namespace efferent
