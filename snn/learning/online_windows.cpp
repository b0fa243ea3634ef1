// The windows of a trial as they go by: what each sees of the eligibilities, and what they teach.
#include <algorithm>

#include "snn/learning/online.hpp"

namespace efferent::snn::training {

/// Where an open window is; it opens before anything of it is seen.
template <class Real>
std::size_t Online<Real>::opened(std::size_t window) {
    const auto it = std::ranges::find(open_, window, &Open::window);
    if (it != open_.end()) return static_cast<std::size_t>(it - open_.begin());
    Open open;
    if (!spare_.empty()) {
        open = std::move(spare_.back());
        spare_.pop_back();
    }
    open.window = window;
    open.begun.assign(plan_.classes, 0.0);
    open.heard.assign(heard_.size(), 0.0);
    open.by_error.resize(layers_.size());
    for (std::size_t l = 0; l < layers_.size(); ++l)
        open.by_error[l].assign(layers_[l].numbers(), 0);
    open_.push_back(std::move(open));
    return open_.size() - 1;
}

template <class Real>
void Online<Real>::attend(std::int64_t now, const Counts& counts, Aligned<Real>& gradient,
                          Tally& tally) {
    for (std::size_t w = 0; w < trial_->windows.size(); ++w) {
        const TickWindow& window = trial_->windows[w];
        if (now < window.first - longest_delay_ || now > window.last) continue;
        const std::size_t at = opened(w);
        Open& open = open_[at];
        const auto length = static_cast<Real>(window.last - window.first);
        for (std::size_t l = 0; l < layers_.size(); ++l) {
            const std::int64_t sent = now + states_[l].delay;
            if (mean_ && sent == window.first)
                layers_[l].add_summed(now, -1 / length, open.by_error[l]);
            if (sent != window.last) continue;
            if (mean_)
                layers_[l].add_summed(now, 1 / length, open.by_error[l]);
            else
                layers_[l].add_filtered(now, 1, open.by_error[l]);
        }
        if (now == window.first) {
            open.begun.assign(sum_.begin(),
                              sum_.begin() + static_cast<std::ptrdiff_t>(plan_.classes));
            open.heard = heard_sum_;
        }
        if (now != window.last) continue;
        conclude(open, counts, gradient, tally);
        spare_.push_back(std::move(open));
        open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(at));
    }
}

template <class Real>
void Online<Real>::conclude(const Open& open, const Counts& counts, Aligned<Real>& gradient,
                            Tally& tally) {
    const TickWindow& window = trial_->windows[open.window];
    const auto length = static_cast<double>(window.last - window.first);
    for (std::size_t c = 0; c < plan_.classes; ++c)
        scores_[c] =
            plan_.readout_rest + (mean_ ? (sum_[c] - open.begun[c]) / length : potential_[c]);
    tally.add_window(scores_, trial_->label, 1.0 / counts.windows, by_scores_);
    for (std::size_t c = 0; c < plan_.classes; ++c) error_[c] = static_cast<Real>(by_scores_[c]);
    std::size_t count = 0;
    for (std::size_t i = 0; i < plan_.links.size(); ++i) {
        const Link& link = plan_.links[i];
        if (link.to != plan_.layers.size()) continue;
        for (std::size_t s = 0; s < link.rows; ++s) {
            const std::size_t source = first_source_[i] + s;
            const double share =
                mean_ ? (heard_sum_[source] - open.heard[source]) / length : heard_[source];
            if (share != 0.0)
                heard_rows_[count++] = {static_cast<std::uint32_t>(link.first + s * link.stride),
                                        static_cast<Real>(share)};
        }
    }
    const GrowPlace<Real> place{heard_rows_.data(), count, error_.data()};
    grow(GrowPass<Real>{plan_.class_lanes, gradient.data()}, &place, 1);
    for (std::size_t l = 0; l < layers_.size(); ++l) teach(l, open);
}

template <class Real>
void Online<Real>::teach(std::size_t l, const Open& open) {
    const std::size_t lanes = plan_.layers[l].lanes;
    CombinePass<Real> pass;
    pass.lanes = lanes;
    pass.rows = by_class_.data();
    pass.out = signal_.data();
    const auto add = [&](const Real* rows, std::size_t stride) {
        for (pass.count = 0; pass.count < plan_.classes; ++pass.count)
            by_class_[pass.count] = {rows + pass.count * stride, error_[pass.count]};
        combine(pass);
        pass.adds = true;
    };
    if (manner_.feedback == Feedback::random) add(feedback_[l].data(), lanes);
    for (std::size_t i = 0; i < plan_.links.size(); ++i) {
        const Link& link = plan_.links[i];
        if (manner_.feedback == Feedback::random || link.from != l ||
            link.to != plan_.layers.size())
            continue;
        add(model_->by_class[i].data(), link.rows);
    }
    layers_[l].learn(std::span<const Real>(signal_), open.by_error[l]);
}

#define EFFERENT_WINDOWS(Real)                                                                \
    template std::size_t Online<Real>::opened(std::size_t);                                   \
    template void Online<Real>::attend(std::int64_t, const Counts&, Aligned<Real>&, Tally&);  \
    template void Online<Real>::conclude(const Open&, const Counts&, Aligned<Real>&, Tally&); \
    template void Online<Real>::teach(std::size_t, const Open&);
EFFERENT_WINDOWS(float)
EFFERENT_WINDOWS(double)

}  // namespace efferent::snn::training
