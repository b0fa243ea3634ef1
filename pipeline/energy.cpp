#include "pipeline/energy.hpp"

#include <array>
#include <cmath>

namespace efferent {

namespace {

constexpr double number = 4.0;  // bytes
constexpr double word = 8.0;    // bytes of an access
constexpr double event = 8.0;   // bytes: a time, and a line or a neuron

// Horowitz 2014, pJ.
constexpr double float_add = 0.9, float_multiply = 3.7;
constexpr double byte_multiply = 0.2, integer_multiply = 3.1, integer_add = 0.1;
struct Access {
    double bytes, pj;
};
constexpr std::array accesses{Access{8192.0, 10.0}, Access{32768.0, 20.0},
                              Access{1048576.0, 100.0}};

}  // namespace

double access_pj(double memory_bytes) {
    if (memory_bytes <= accesses[0].bytes) return accesses[0].pj;
    const bool small = memory_bytes <= accesses[1].bytes;
    const Access a = accesses[small ? 0 : 1], b = accesses[small ? 1 : 2];
    const double power = std::log(b.pj / a.pj) / std::log(b.bytes / a.bytes);
    return a.pj * std::pow(memory_bytes / a.bytes, power);
}

Energy moved(double bytes, double memory_bytes) {
    return {0.0, bytes / word * access_pj(memory_bytes)};
}

Energy multiplied(double macs, double memory_bytes) {
    return macs * (Energy{float_multiply + float_add, 0.0} + moved(number, memory_bytes));
}

Energy multiplied_whole(double macs, double bits, double memory_bytes) {
    const double multiply = bits <= 8.0 ? byte_multiply : integer_multiply;
    return macs * (Energy{multiply + integer_add, 0.0} + moved(bits / 8.0, memory_bytes));
}

Energy added(double additions, double bytes_each, double memory_bytes) {
    return additions * (Energy{float_add, 0.0} + moved(bytes_each, memory_bytes));
}

Energy network_energy(const NetworkWork& w) {
    const Energy delivery{float_add, 0.0};
    const Energy decay{float_multiply + float_add, 0.0};
    return w.deliveries * (delivery + moved(2.0 * number, w.synapse_bytes) +
                           moved(2.0 * number, w.neuron_bytes)) +
           w.updates * (decay + moved(2.0 * number, w.neuron_bytes)) +
           (w.events + w.spikes) * moved(2.0 * event, 0.0);
}

Energy encoder_energy(double samples, double events, double memory_bytes) {
    return added(2.0 * samples, number / 2.0, memory_bytes) + added(events, number, memory_bytes);
}

Energy classifier_energy(const decoders::Footprint& f) {
    const Energy products =
        f.bits < 32.0 ? multiplied_whole(f.macs, f.bits, f.bytes) : multiplied(f.macs, f.bytes);
    return products + added(f.comparisons, 4.0 * number, f.bytes);
}

Energy standardiser_energy(double columns) {
    const double bytes = 2.0 * number * columns;
    return multiplied(columns, bytes) + moved(bytes / 2.0, bytes);
}

}  // namespace efferent
