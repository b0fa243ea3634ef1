// Compiled once for each instruction set (snn/CMakeLists.txt); no sum depends on the width of a
// vector.
#include "snn/learning/pairs.hpp"

#include "snn/learning/lanes.hpp"

namespace efferent::snn::training {
namespace {

/// Four at a time; a missing one is computed like the first and not added.
template <class Real>
EFFERENT_INLINE void all_pairs(const PairPass<Real>& given) {
    const PairPass<Real> pass = given;
    for (std::size_t i = 0; i < pass.count; i += 4) {
        const std::size_t left = pass.count - i;
        const Pair<Real>* const p = pass.pairs + i;
        const Pair<Real> p0 = p[0], p1 = p[left > 1 ? 1 : 0], p2 = p[left > 2 ? 2 : 0],
                         p3 = p[left > 3 ? 3 : 0];
        Lanes<Real> sums[4] = {};
        for (std::size_t lane = 0; lane < pass.lanes; lane += block_lanes) {
            sums[0] = fused(load(p0.row + lane), load(p0.with + lane), sums[0]);
            sums[1] = fused(load(p1.row + lane), load(p1.with + lane), sums[1]);
            sums[2] = fused(load(p2.row + lane), load(p2.with + lane), sums[2]);
            sums[3] = fused(load(p3.row + lane), load(p3.with + lane), sums[3]);
        }
        add_sums<Real>(sums, left, pass.out + i);
    }
}

}  // namespace

namespace EFFERENT_ISA {

void add_dots(const PairPass<float>& pass) { all_pairs(pass); }
#ifdef EFFERENT_DOUBLES
void add_dots(const PairPass<double>& pass) { all_pairs(pass); }
#endif

}  // namespace EFFERENT_ISA

}  // namespace efferent::snn::training
