// Dot products of rows with vectors of their own: what comes back along weights where neighbours
// have different delays. The same bytes on every instruction set.
#pragma once

#include <cstddef>

namespace efferent::snn::training {

template <class Real>
struct Pair {
    const Real* row = nullptr;
    const Real* with = nullptr;
};

/// out[i] += pairs[i].row · pairs[i].with, both of `lanes`, a multiple of 16.
template <class Real>
struct PairPass {
    const Pair<Real>* pairs = nullptr;
    std::size_t count = 0;
    std::size_t lanes = 0;
    Real* out = nullptr;
};
void add_dots(const PairPass<float>& pass);
void add_dots(const PairPass<double>& pass);

}  // namespace efferent::snn::training
