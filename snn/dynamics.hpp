// What a neuron does between two arrivals, in the one form that every backend computes:
// docs/semantics.md, "Neurons".
#pragma once

#include <limits>
#include <string_view>

#include "core/part.hpp"
#include "core/time.hpp"
#include "snn/network.hpp"

namespace efferent::snn {

enum class Input : std::uint8_t {
    potential,  ///< an arrival of weight w moves v by w
    current,    ///< it moves a current by w: the excitatory one if w > 0, the inhibitory one if not
};

enum class Adaptation : std::uint8_t {
    of_threshold,  ///< u raises the threshold
    of_current,    ///< u is a current that lowers v, and that v draws along
};

enum class Reset : std::uint8_t { to_value, by_subtraction };

/// One neuron. While nothing arrives,
///     membrane · v' = rest − v + excitatory + inhibitory     (v' = drift where nothing leaks),
/// both currents and the adaptation u fall exponentially, and v ≥ threshold + u makes a spike. A
/// sum of exponentials throughout, so that its value at any later instant has a closed form.
/// With Adaptation::of_current instead membrane · v' = rest − v + excitatory + inhibitory − u and
/// adaptation · u' = coupling · v − u, and v ≥ threshold makes a spike: that swings, and is
/// computed on ticks alone. Times are in ns, potentials and currents in the model's own unit.
struct Dynamics {
    static constexpr double never = std::numeric_limits<double>::infinity();

    Input input = Input::potential;
    double membrane_ns = never;    ///< `never`: no leak
    double excitatory_ns = never;  ///< with Input::current
    double inhibitory_ns = never;
    double rest = 0.0;          ///< where v goes by itself: leak and bias together
    double drift_per_ns = 0.0;  ///< without a leak
    double v_initial = 0.0;

    double threshold = never;  ///< `never`: does not spike
    Reset reset = Reset::to_value;
    double v_reset = 0.0;
    double refractory_ns = 0.0;  ///< v is held where the reset put it; currents go on
    double adaptation_ns = never;
    double adaptation = 0.0;  ///< by which a spike raises u
    Adaptation adapting = Adaptation::of_threshold;
    double coupling = 0.0;  ///< of u to v, with Adaptation::of_current

    bool leaks() const { return membrane_ns < never; }
    bool spikes() const { return threshold < never; }
    bool adapts() const { return adaptation != 0.0 || coupling != 0.0; }
    bool has_closed_form() const { return adapting == Adaptation::of_threshold; }
    bool has_current() const { return input == Input::current; }
    friend bool operator==(const Dynamics&, const Dynamics&) = default;
};

class Model {
public:
    virtual ~Model() = default;
    virtual Dynamics dynamics() const = 0;
};

/// How to add a neuron: a file like snn/models/lif.cpp and its name in snn/CMakeLists.txt.
Parts<Model> models();

/// The usual part: settings with a describe(), and a function that says what they mean.
template <class P, Dynamics (*Meaning)(const P&)>
class ModelOf final : public Model {
public:
    using Params = P;
    explicit ModelOf(const Params& params) : params_(params) {}
    Dynamics dynamics() const override { return Meaning(params_); }

private:
    Params params_;
};

/// Of each neuron, or of all of them as a single entry if they are the same. Error{config} names
/// the population, and the neuron whose own value is at fault.
std::vector<Dynamics> dynamics_of(const Population& population);

/// For backends that need one: Error{unsupported} names the first population whose neurons have no
/// closed form, of those whose dynamics these are; sources have none.
void require_closed_forms(const Network& network,
                          const std::vector<std::vector<Dynamics>>& dynamics);

}  // namespace efferent::snn
