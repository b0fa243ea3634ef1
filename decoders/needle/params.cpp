// What the settings of the needle decomposition mean, and their limits.
#include "decoders/needle/params.hpp"

namespace efferent::needle {

void describe(Fields& field, NeedleParams& p) {
    field("rounds", p.rounds, "times that new potentials are sought in what is left, at most");
    field("sweeps", p.sweeps, "times that overlaps are solved and shapes averaged, each round");
    field("fine_rate_hz", p.fine_rate_hz,
          "the signal is interpolated to the first multiple of its rate that reaches this");
    field("half_width_ms", p.half_width, "of a potential, before and after its middle");
    field("detection", p.detection,
          "height of a peak, in standard deviations of the noise, that may begin a new potential");
    field("cluster_half_width_ms", p.cluster_half_width,
          "before and after a peak, what is compared with other peaks");
    field("cluster_distance", p.cluster_distance,
          "squared difference of two peaks of one potential, over their energy");
    field("min_cluster", p.min_cluster, "peaks alike that make a new potential");
    field("clean", p.clean,
          "power left about a discharge that counts as sure, over the potential's own");
    field("merge_distance", p.merge_distance,
          "squared difference of two potentials of one unit, over their energy");
    field("amplitude_tolerance", p.amplitude_tolerance,
          "by which one potential may be larger or smaller than its unit's");
    field("temper", p.temper,
          "times that the squared error counts less than in white noise of the same power");
    field("variability", p.variability,
          "part of the signal's energy near a discharge that it must at least take away");
    field("penalty", p.penalty, "log likelihood that each discharge must be worth");
    field("beam", p.beam, "sets of potentials that are followed where potentials overlap");
    field("shortest_interval_ms", p.shortest_interval, "between two discharges of a unit");
    field("min_discharges", p.min_discharges, "of a unit that is reported");
    field("min_energy_ratio", p.min_energy_ratio,
          "energy of a potential over the noise's power, the sum over samples");
    field("max_irregularity", p.max_irregularity,
          "deviation of the intervals (robust) over how far their median is above the shortest; 1 "
          "is chance");
    field.require(p.rounds >= 1, "rounds", "must be at least 1");
    field.require(p.sweeps >= 1, "sweeps", "must be at least 1");
    field.require(p.fine_rate_hz > 0.0 && p.fine_rate_hz <= 200'000.0, "fine_rate_hz",
                  "must be above zero and at most 200000");
    field.require(p.half_width >= 1ms && p.half_width <= 25ms, "half_width_ms",
                  "must be from 1 to 25");
    field.require(p.detection > 0.0, "detection", "must be above zero");
    field.require(p.cluster_half_width > 0ns && p.cluster_half_width <= p.half_width,
                  "cluster_half_width_ms", "must be above zero and at most half_width_ms");
    field.require(p.cluster_distance > 0.0 && p.cluster_distance < 1.0, "cluster_distance",
                  "must be between 0 and 1");
    field.require(p.min_cluster >= 2, "min_cluster", "must be at least 2");
    field.require(p.clean > 0.0, "clean", "must be above zero");
    field.require(p.merge_distance >= 0.0 && p.merge_distance < 1.0, "merge_distance",
                  "must be from 0 to below 1");
    field.require(p.amplitude_tolerance >= 0.0 && p.amplitude_tolerance < 1.0,
                  "amplitude_tolerance", "must be from 0 to below 1");
    field.require(p.temper > 0.0, "temper", "must be above zero");
    field.require(p.variability >= 0.0, "variability", "must not be negative");
    field.require(p.penalty >= 0.0, "penalty", "must not be negative");
    field.require(p.beam >= 1, "beam", "must be at least 1");
    field.require(p.shortest_interval > 13ms, "shortest_interval_ms", "must be above 13");
    field.require(p.min_discharges >= 3, "min_discharges", "must be at least 3");
    field.require(p.min_energy_ratio >= 0.0, "min_energy_ratio", "must not be negative");
    field.require(p.max_irregularity > 0.0, "max_irregularity", "must be above zero");
}

}  // namespace efferent::needle
