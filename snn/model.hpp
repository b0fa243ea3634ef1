// How to add a neuron: write its equations as four functions on plain data; see snn/models/lif.cpp.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "core/event.hpp"
#include "core/part.hpp"

namespace efferent::snn {

// Version 14 of clang-format does not know how to lay out a concept's requirements.
// clang-format off
/// Equations with a closed form between inputs, so that nothing is computed while nothing happens.
template <class M>
concept NeuronModel =
    requires(typename M::State& s, const typename M::Params& p, Duration dt, double input) {
        { M::decay(s, p, dt) } noexcept -> std::same_as<void>;
        { M::receive(s, p, input) } noexcept -> std::same_as<void>;
        { M::fires(s, p) } noexcept -> std::same_as<bool>;  // and resets, if it does
        { M::dead_time(p) } noexcept -> std::same_as<Duration>;
    };
// clang-format on

/// All that reaches one neuron at one instant.
struct Arrival {
    std::uint32_t neuron = 0;  ///< within the population
    double input = 0.0;        ///< summed weights
};

/// The running state of one population. Virtual once per batch, inlined within it.
class Kernel {
public:
    virtual ~Kernel() = default;
    /// `size` neurons at rest at time zero.
    virtual void start(std::size_t size) = 0;
    /// Arrivals of one instant, ascending by neuron; appends the neurons that fire, ascending.
    virtual void receive(Time at, std::span<const Arrival> arrivals,
                         std::vector<std::uint32_t>& fired) = 0;
    /// The membrane potentials at `at`, not before the last arrival; changes nothing.
    virtual std::vector<double> membrane(Time at) const = 0;
};

Parts<Kernel> models();

template <NeuronModel M>
class KernelOf final : public Kernel {
public:
    using Params = typename M::Params;
    explicit KernelOf(const Params& params) : params_(params) {}

    void start(std::size_t size) override { cells_.assign(size, {}); }

    void receive(Time at, std::span<const Arrival> arrivals,
                 std::vector<std::uint32_t>& fired) override {
        for (const Arrival& a : arrivals)
            if (receive(cells_[a.neuron], at, a.input)) fired.push_back(a.neuron);
    }

    std::vector<double> membrane(Time at) const override {
        std::vector<double> v;
        v.reserve(cells_.size());
        for (Cell cell : cells_) {
            advance(cell, at);
            v.push_back(cell.state.v);
        }
        return v;
    }

private:
    struct Cell {
        typename M::State state;
        Time updated{};
        Time ready{};
    };

    void advance(Cell& cell, Time at) const {
        M::decay(cell.state, params_, at - cell.updated);
        cell.updated = at;
    }
    bool receive(Cell& cell, Time at, double input) const {
        if (at < cell.ready) return false;  // refractory: the input is lost
        advance(cell, at);
        M::receive(cell.state, params_, input);
        if (!M::fires(cell.state, params_)) return false;
        cell.ready = at + std::min(M::dead_time(params_), Time::max() - at);
        return true;
    }

    Params params_;
    std::vector<Cell> cells_;
};

}  // namespace efferent::snn
