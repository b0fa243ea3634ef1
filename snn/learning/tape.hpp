// What one layer does in one trial, and what is remembered of it to go backwards.
#pragma once

#include <algorithm>
#include <bit>
#include <span>
#include <vector>

#include "snn/engine/aligned.hpp"
#include "snn/learning/loops.hpp"

namespace efferent::snn::training {

/// Numbers that are written side by side by loops which need room beyond the end; only grows.
template <class T>
class Run {
public:
    T* room(std::size_t count) {
        if (used_ + count > all_.size())
            all_.resize(std::max(used_ + count, all_.size() + all_.size() / 4));
        return all_.data() + used_;
    }
    void take(std::size_t count) { used_ += count; }
    void clear() { used_ = 0; }
    void drop_first(std::size_t count) {
        std::copy(all_.begin() + static_cast<std::ptrdiff_t>(count),
                  all_.begin() + static_cast<std::ptrdiff_t>(used_), all_.begin());
        used_ -= count;
    }
    std::size_t size() const { return used_; }
    const T* data() const { return all_.data(); }

private:
    Aligned<T> all_;
    std::size_t used_ = 0;
};

/// The same in pieces, which stay where they are while it grows: nothing is copied, no gaps are
/// left in memory. What one room() was given lies in one piece.
template <class T>
class Pieces {
public:
    /// Empty; no room() will ask for more than `most`.
    void start(std::size_t most) {
        if (pieces_.empty()) length_ = std::bit_ceil(16 * most);
        piece_ = used_ = 0;
    }
    T* room(std::size_t count) {
        if (used_ + count > length_) {
            ++piece_;
            used_ = 0;
        }
        if (piece_ == pieces_.size()) pieces_.emplace_back(length_);
        return pieces_[piece_].data() + used_;
    }
    void take(std::size_t count) { used_ += count; }
    /// Where the next one will lie, after room().
    std::uint32_t place() const { return static_cast<std::uint32_t>(piece_ * length_ + used_); }
    const T* at(std::uint32_t place) const {
        return pieces_[place / length_].data() + place % length_;
    }

private:
    std::vector<Aligned<T>> pieces_;
    std::size_t length_ = 0, piece_ = 0, used_ = 0;
};

/// What arrived at a layer or the readout in a trial.
template <class Real>
struct Arrivals {
    Run<Arriving<Real>> rows;
    std::vector<std::uint32_t> first;  ///< of ticks 0, 1, ... and the end
    std::span<const Arriving<Real>> at(std::int64_t tick) const {
        const auto t = static_cast<std::size_t>(tick);
        return {rows.data() + first[t], first[t + 1] - first[t]};
    }
};

template <class Real>
struct Strand {
    // The state, and its adjoint.
    Aligned<Real> v, i, u, dv, di, du;
    Aligned<Real> bonus;     ///< added to ds of every lane; empty: none
    Aligned<Real> asked;     ///< what readouts ask of a spike of each lane at a tick
    Aligned<Real> begun;     ///< what they ask of the tick by itself
    Aligned<Real> ds;        ///< of the active at a tick
    Aligned<Real> arrivals;  ///< [tick mod ring][lane]: adjoint of what arrives
    Aligned<Real> motion;    ///< by how much that changes in a tick; for EventProp

    // The tape: masks are [tick][block], the rest side by side.
    Arrivals<Real> arrived;
    std::vector<std::uint16_t> active, spiked;
    std::vector<std::uint32_t> first_spike;  ///< of ticks 0, 1, ... and the end
    std::vector<std::uint32_t> place;        ///< of each tick, in psi and drop
    Pieces<Real> psi, drop;                  ///< of the active
    Run<std::uint32_t> spikes;
    Aligned<Real> amplitude;            ///< smooth: [tick][lane]
    Aligned<Real> v_after, i_after;     ///< [tick][lane], where time constants are learned
    std::vector<std::uint32_t> counts;  ///< spikes of each lane

    /// Spikes before a tick, of which no one will ask again; `now` is the last that is there.
    void forget_spikes(std::int64_t before, std::int64_t now) {
        const std::uint32_t gone = first_spike[static_cast<std::size_t>(before)];
        spikes.drop_first(gone);
        for (std::int64_t t = before; t <= now + 1; ++t)
            first_spike[static_cast<std::size_t>(t)] -= gone;
    }
    std::span<const std::uint32_t> spikes_at(std::int64_t tick) const {
        const auto t = static_cast<std::size_t>(tick);
        return {spikes.data() + first_spike[t], first_spike[t + 1] - first_spike[t]};
    }
};

}  // namespace efferent::snn::training
