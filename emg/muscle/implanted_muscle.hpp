// One virtual person: muscles with their units and fibres, arrays in them, and a way to do the
// tasks.
#pragma once

#include "emg/muscle/limb_field.hpp"
#include "emg/muscle/muscle_params.hpp"

namespace efferent::emg {

/// Where a motor unit of a person is to be found. Units are numbered from 1 over all muscles.
struct UnitPlace {
    std::size_t muscle = 0, unit = 0;  ///< unit: rank in its pool, from 0
};

struct ImplantedMuscle {
    struct Muscle {
        std::string name;
        MotorNeurons neurons;
        std::vector<std::vector<MuscleFibre>> fibres;  ///< of each unit
        std::size_t first_unit = 1;                    ///< number of its smallest unit
        std::vector<bool> shared;   ///< of each unit: it also hears `partner`; empty: none does
        std::size_t partner = 0;    ///< a muscle
        double partner_weight = 0;  ///< of its drive, added to the unit's own
    };
    /// Contacts in the muscle or, where there is a field, electrodes on the skin.
    struct Array {
        std::string name;
        Contacts contacts;
        std::vector<SkinElectrode> skin;
        std::shared_ptr<const LimbField> field;

        std::vector<Point> positions() const;
        /// The array having slid by `slide_mm` along its row, or the grid along the limb.
        ArrayMuap muap(std::span<const MuscleFibre> fibres, double slide_mm,
                       const MuapSampling& sampling, RandomStream random) const;
    };
    struct Task {
        std::string name;
        std::vector<double> shares;              ///< one a muscle
        std::vector<std::vector<double>> gains;  ///< [muscle][unit]; empty: all are 1
    };

    std::uint64_t entity = 0;  ///< the person's number, from 0
    std::vector<Muscle> muscles;
    std::vector<Array> arrays;
    std::vector<Task> tasks;

    std::size_t unit_count() const;
    std::size_t channel_count() const;
    UnitPlace place(std::size_t number) const;
    /// "A_1", "A_2", ...: array after array.
    std::vector<std::string> channel_names() const;
};

/// Person `number`, counted from 0. A function of the parameters and the number alone.
/// Error{config} as read_lists(), or for a muscle that reaches beyond the limb under a grid.
ImplantedMuscle make_implanted_muscle(const MuscleParams& params, std::size_t number);

/// The contacts after the array has slid by `mm` along its row.
Contacts slid(const Contacts& contacts, double mm);

}  // namespace efferent::emg
