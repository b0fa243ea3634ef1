// Energy of a decision by one model for both families, memory included: docs/energy.md.
#pragma once

#include "decoders/tasks/classifier.hpp"

namespace efferent {

/// In pJ: of arithmetic, and of what goes between it and memories.
struct Energy {
    double arithmetic_pj = 0.0;
    double memory_pj = 0.0;

    double total_pj() const { return arithmetic_pj + memory_pj; }
    Energy& operator+=(const Energy& e) {
        arithmetic_pj += e.arithmetic_pj;
        memory_pj += e.memory_pj;
        return *this;
    }
    friend Energy operator+(Energy a, const Energy& b) { return a += b; }
    friend Energy operator-(Energy a, const Energy& b) { return a += -1.0 * b; }
    friend Energy operator*(double n, const Energy& e) {
        return {n * e.arithmetic_pj, n * e.memory_pj};
    }
};

/// One access of 64 bits to a static memory of so many bytes. 10 pJ up to 8 kB, 20 pJ at 32 kB and
/// 100 pJ at 1 MB, a power of the size between them, and beyond 1 MB the power of the last two.
/// Source of the three, and of what arithmetic costs (45 nm, 0.9 V): Horowitz, "Computing's energy
/// problem (and what we can do about it)", ISSCC 2014, figure 1.1.9.
double access_pj(double memory_bytes);

/// `bytes` to or from a memory of `memory_bytes`, in words of 64 bits.
Energy moved(double bytes, double memory_bytes);

/// Multiply-accumulates of single precision, each of which reads one number of 4 bytes.
Energy multiplied(double macs, double memory_bytes);

/// Multiply-accumulates of whole numbers of so many bits, at most 16, each of which reads one.
Energy multiplied_whole(double macs, double bits, double memory_bytes);

/// Additions or comparisons of single precision, each of which moves so many bytes.
Energy added(double additions, double bytes_each, double memory_bytes);

/// What a spiking network has done, and how large its two memories are.
struct NetworkWork {
    double deliveries = 0.0;
    double updates = 0.0;  ///< times that a neuron decayed to now
    double spikes = 0.0;
    double events = 0.0;
    double synapse_bytes = 0.0;
    double neuron_bytes = 0.0;
};
/// A delivery adds, reads a weight and a target, reads and writes a potential. An update
/// multiplies, reads and writes a time. An event or a spike is written to a queue and read from it.
Energy network_energy(const NetworkWork& work);

/// An encoder compares a sample with its reference: two additions and a number read; an event is
/// one addition more and a number written.
Energy encoder_energy(double samples, double events, double memory_bytes);

/// A classifier's decision: its multiply-accumulates, and 16 bytes read for a comparison (a tree's
/// feature, threshold and two branches).
Energy classifier_energy(const decoders::Footprint& footprint);

/// Standardising a row: a multiply-accumulate a column, which reads two numbers.
Energy standardiser_energy(double columns);

}  // namespace efferent
