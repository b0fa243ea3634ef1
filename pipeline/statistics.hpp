// Statistics over people, the unit of analysis. Never over windows.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "pipeline/results.hpp"

namespace efferent {

/// Mean, SD (n − 1) and a 95 % percentile bootstrap interval of the mean (10,000 draws).
/// With one person SD and interval are NaN.
Summary summarise(std::span<const double> people, std::uint64_t seed);

/// SD (n - 1) of a figure over a method's seeds; NaN below two.
double seed_sd(const MethodResult& method, double SeedResult::*figure);

/// Two-sided Wilcoxon signed-rank test of paired differences. Zero differences are dropped, ties
/// share ranks; the null distribution is exact up to 50 pairs (by counting sign patterns), normal
/// beyond. 1 if nothing is left. Source: Wilcoxon, Biometrics Bulletin 1:80, 1945.
double wilcoxon(std::span<const double> differences);

/// McNemar's test, exact and two-sided: the chance that of `a + b` fair coins as few or fewer show
/// the rarer side, times two, at most 1. Source: McNemar, Psychometrika 12:153, 1947.
double mcnemar(double a, double b);

/// Friedman's test over people (rows) and methods (columns): p of the chi-square statistic with
/// ties corrected. Source: Friedman, J. Am. Stat. Assoc. 32:675, 1937.
double friedman(const Table& people_by_methods);

/// Holm's step-down correction, in place order. Source: Holm, Scand. J. Stat. 6:65, 1979.
std::vector<double> holm(std::span<const double> p);

}  // namespace efferent
