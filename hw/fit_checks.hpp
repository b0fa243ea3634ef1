// The checks that a fit is made of: each appends its findings.
#pragma once

#include "hw/arithmetic.hpp"
#include "hw/fit.hpp"
#include "hw/wiring.hpp"

namespace efferent::hw {

/// What is asked, with what every check needs to know.
struct FitQuestion {
    const snn::Network& network;
    const Chip& chip;
    Duration tick;
    Wiring wiring;
    std::vector<bool> outputs;               ///< of each neuron
    std::vector<bool> outside;               ///< of each neuron: of a source, whose spikes come in
    std::unique_ptr<Arithmetic> arithmetic;  ///< absent: nothing here computes as the chip does
};

class Findings {
public:
    /// `beyond` is the outcome where more is needed than there is, and `sentence` what to do then.
    /// What is not needed at all is met, whether the limit is known or not.
    void check(std::string limit, std::string where, double needed, const Known& available,
               Outcome beyond, std::string sentence);
    void add(Finding finding) { all_.push_back(std::move(finding)); }
    bool broken() const;  ///< whether one is
    std::vector<Finding> take() { return std::move(all_); }

private:
    std::vector<Finding> all_;
};

void check_counts(const FitQuestion& question, Findings& findings);   ///< of the whole chip
void check_neurons(const FitQuestion& question, Findings& findings);  ///< of the worst neuron
void check_cores(const FitQuestion& question, Findings& findings);    ///< of the fullest core
void check_times(const FitQuestion& question, Findings& findings);
void check_models(const FitQuestion& question, Findings& findings);

}  // namespace efferent::hw
