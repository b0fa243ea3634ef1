// Merges what the parts of a network did in a window.
#include "snn/engine/outbox.hpp"

#include <algorithm>

namespace efferent::snn {

void Outbox::begin() {
    first_ = pending_.size();
    runs_.clear();
}

void Outbox::add(std::span<const Spike> spikes, std::span<const Sample> samples) {
    runs_.push_back(pending_.size());
    pending_.insert(pending_.end(), spikes.begin(), spikes.end());
    if (samples_ != nullptr)
        samples_pending_.insert(samples_pending_.end(), samples.begin(), samples.end());
}

std::span<const Spike> Outbox::finish() {
    merge_runs();
    const auto key = [](const Sample& s) { return std::pair(s.at, s.neuron); };
    std::ranges::stable_sort(samples_pending_, {}, key);
    return std::span(pending_).subspan(first_);
}

void Outbox::merge_runs() {
    const auto at = [this](std::size_t i) {
        return pending_.begin() + static_cast<std::ptrdiff_t>(i);
    };
    while (runs_.size() > 1) {
        std::size_t kept = 0;
        for (std::size_t r = 0; r < runs_.size(); r += 2) {
            const std::size_t begin = runs_[r];
            runs_[kept++] = begin;
            if (r + 1 == runs_.size()) break;
            const std::size_t middle = runs_[r + 1];
            const std::size_t end = r + 2 < runs_.size() ? runs_[r + 2] : pending_.size();
            if (middle == begin || middle == end || pending_[middle - 1] < pending_[middle])
                continue;
            merged_.resize(end - begin);
            std::merge(at(begin), at(middle), at(middle), at(end), merged_.begin());
            std::ranges::copy(merged_, at(begin));
        }
        runs_.resize(kept);
    }
}

void Outbox::emit(Time until, std::vector<Spike>& out) {
    const auto last = std::ranges::lower_bound(pending_, until, {}, &Spike::at);
    out.insert(out.end(), pending_.begin(), last);
    pending_.erase(pending_.begin(), last);
    std::size_t given = 0;
    for (; given < samples_pending_.size() && samples_pending_[given].at < until; ++given) {
        const Sample& s = samples_pending_[given];
        // Of several things at one instant the last is what the neuron is like after it.
        if (!samples_->empty() && samples_->back().at == s.at &&
            samples_->back().neuron == s.neuron)
            samples_->back() = s;
        else
            samples_->push_back(s);
    }
    samples_pending_.erase(samples_pending_.begin(),
                           samples_pending_.begin() + static_cast<std::ptrdiff_t>(given));
}

}  // namespace efferent::snn
