#include "emg/dataset.hpp"

#include "core/error.hpp"
#include "core/text.hpp"

namespace efferent::emg {

void check_trials(const Dataset& dataset) {
    const auto samples = static_cast<std::int64_t>(dataset.recording.length());
    for (std::size_t i = 0; i < dataset.trials.size(); ++i) {
        const Trial& t = dataset.trials[i];
        const auto fail = [&](const std::string& why) {
            throw Error(Fault::format, dataset.name + ": trial " + std::to_string(i) + ": " + why);
        };
        if (t.length <= 0) fail("has " + std::to_string(t.length) + " samples");
        if (t.start < 0 || t.start > samples || t.length > samples - t.start)
            fail("covers samples [" + std::to_string(t.start) + ", " +
                 std::to_string(t.start + t.length) + "), but the recording has " +
                 std::to_string(samples));
        if (index(t.task) >= dataset.classes.size())
            fail("has label " + std::to_string(index(t.task)) + ", but there are " +
                 std::to_string(dataset.classes.size()) + " classes");
    }
}

Dataset with_classes(const Dataset& dataset, const std::vector<std::string>& names) {
    std::vector<std::int64_t> renumbered(dataset.classes.size(), -1);
    for (std::size_t i = 0; i < names.size(); ++i) {
        std::size_t old = 0;
        while (old < dataset.classes.size() && dataset.classes[old] != names[i]) ++old;
        if (old == dataset.classes.size())
            throw Error(Fault::config,
                        dataset.name + ": classes: " + unknown_name(names[i], dataset.classes));
        if (renumbered[old] >= 0)
            throw Error(Fault::config,
                        dataset.name + ": classes: \"" + names[i] + "\" stands twice");
        renumbered[old] = static_cast<std::int64_t>(i);
    }
    Dataset kept = dataset;
    kept.classes = names;
    kept.trials.clear();
    for (Trial t : dataset.trials) {
        const std::int64_t task = renumbered[index(t.task)];
        if (task < 0) continue;
        t.task = static_cast<TaskId>(task);
        kept.trials.push_back(t);
    }
    return kept;
}

}  // namespace efferent::emg
