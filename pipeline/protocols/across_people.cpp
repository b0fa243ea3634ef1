// All people but one train, that one tests.
#include <algorithm>

#include "pipeline/protocol.hpp"

namespace efferent {
namespace {

class AcrossPeople final : public Protocol {
public:
    using Params = NoParams;
    explicit AcrossPeople(const Params&) {}

    Plan plan(const emg::Dataset& dataset) const override {
        Plan plan;
        const auto all = all_trials(dataset);
        const auto people = values_of(dataset, all, &emg::Trial::subject);
        if (people.size() < 2)
            throw Error(Fault::config,
                        dataset.name + ": has one person; across_people needs at least two");
        for (const auto person : people) {
            std::vector<std::int64_t> others;
            std::ranges::copy_if(people, std::back_inserter(others),
                                 [&](auto p) { return p != person; });
            Split split{"person " + std::to_string(person) + ", by the others",
                        trials_where(dataset, all, &emg::Trial::subject, others),
                        trials_where(dataset, all, &emg::Trial::subject, {{person}})};
            require_trainable(dataset, split);
            plan.splits.push_back(std::move(split));
        }
        return plan;
    }

    std::string story() const override { return "Each person in turn tests, all others train."; }
};

}  // namespace

extern constinit const PartInfo<Protocol> part_across_people =
    part<Protocol, AcrossPeople>("across_people", "leave one person out");

}  // namespace efferent
