// Builds rows in one walk over the network, so that a rule is never written out anywhere else.
#include "snn/engine/synapse_store.hpp"

#include <algorithm>
#include <cmath>
#include <thread>

#include "core/text.hpp"
#include "snn/engine/survey.hpp"
#include "snn/run_check.hpp"

namespace efferent::snn {
namespace {

/// How it is likely to be stored, without walking a rule.
double bytes_a_synapse(const Synapses& synapses) {
    const auto* rule = std::get_if<Random>(&synapses);
    return rule != nullptr && rule->weight_sd == 0.0F ? 2.2 : 4.0;
}

std::string form_text(Form form) {
    switch (form) {
        case Form::dense_short:
            return "dense, 2 bytes a pair";
        case Form::dense_float:
            return "dense, 4 bytes a pair";
        case Form::sparse_same:
            return "sparse, 2 bytes a synapse";
        case Form::sparse_short:
            return "sparse, 4 bytes a synapse";
        case Form::sparse_float:
            return "sparse, 6 bytes a synapse";
    }
    return {};
}

}  // namespace

/// Writes the rows of one projection.
class SynapseStore::Builder {
public:
    Builder(SynapseStore& store, const Projection& projection, std::size_t number,
            std::size_t first_line, std::size_t sources)
        : store_(store),
          given_(projection),
          blocks_(store.blocks(index(projection.to))),
          number_(static_cast<std::uint16_t>(number)),
          first_line_(first_line),
          sources_(sources) {
        made_.population = static_cast<std::uint32_t>(index(projection.to));
        made_.first_row = static_cast<std::uint32_t>(store.rows_.size());
        tells_signs_ = store.tells_signs_[made_.population];
    }

    StoredProjection build(std::size_t targets) {
        const Survey survey = look();
        const Form form = survey.form(targets);
        const bool dense = form == Form::dense_short || form == Form::dense_float;
        split_ = tells_signs_ || !dense;
        for (const Block& block : blocks_) {
            Patch& patch = made_.patches.emplace_back();
            patch.form = form;
            patch.scale = static_cast<float>(survey.scale());
            patch.stride = block.lanes();
            const auto room = static_cast<std::size_t>(survey.rows) * patch.stride;
            if (form == Form::dense_short) patch.shorts.reserve(room);
            if (form == Form::dense_float) patch.floats.reserve(room);
            if (!patch.dense())
                reserve(patch, survey.count * block.size / static_cast<double>(targets));
        }
        each_row([&](const Row& row, std::int64_t delay, Sign sign) {
            RowInfo& info = store_.rows_.emplace_back();
            info.delay_ns = delay;
            info.source = static_cast<std::uint32_t>(first_line_ + source_);
            info.local = made_.rows;
            info.size = static_cast<std::uint32_t>(row.targets.size());
            info.projection = number_;
            info.population = static_cast<std::uint16_t>(made_.population);
            info.sign = sign;
            add(row);
            ++made_.rows;
        });
        return std::move(made_);
    }

private:
    Survey look() {
        Survey survey;
        const auto* rule = std::get_if<Random>(&given_.synapses);
        if (rule != nullptr && rule->weight_sd == 0.0F) {  // all are alike: need not be drawn twice
            survey.see({{0}, {rule->weight}, {}});
            survey.count = count_of(given_.synapses);
            survey.rows = static_cast<double>(sources_);
        } else {
            each_row([&](const Row& row, std::int64_t, Sign) { survey.see(row); });
        }
        return survey;
    }

    static void reserve(Patch& patch, double expected) {
        const auto count = static_cast<std::size_t>(expected * 1.01) + 64;
        patch.targets.reserve(count);
        if (patch.form == Form::sparse_short) patch.shorts.reserve(count);
        if (patch.form == Form::sparse_float) patch.floats.reserve(count);
    }

    /// Calls `each(row, delay, sign)` for every source, delay and sign that has synapses.
    template <class F>
    void each_row(const F& each) {
        Row whole, part, half;
        for (source_ = 0; source_ < sources_; ++source_) {
            row_of(given_.synapses, source_, whole);
            if (const auto* dense = std::get_if<Dense>(&given_.synapses); dense != nullptr)
                whole.delays.clear();
            std::vector<Duration> delays = whole.delays;
            std::ranges::sort(delays);
            delays.erase(std::unique(delays.begin(), delays.end()), delays.end());
            if (whole.delays.empty()) delays.assign(1, given_.delay.of(source_));
            for (const Duration delay : delays) {
                pick(whole, part, [&](std::size_t i) {
                    return whole.delays.empty() || whole.delays[i] == delay;
                });
                const auto negative = std::ranges::count_if(part.weights, below_zero);
                if (part.weights.empty()) continue;
                if (negative == 0 || negative == std::ssize(part.weights) || !split_) {
                    const Sign sign = negative == 0                          ? Sign::excitatory
                                      : negative == std::ssize(part.weights) ? Sign::inhibitory
                                                                             : Sign::mixed;
                    each(part, delay.count(), sign);
                    continue;
                }
                pick(part, half, [&](std::size_t i) { return !below_zero(part.weights[i]); });
                each(half, delay.count(), Sign::excitatory);
                pick(part, half, [&](std::size_t i) { return below_zero(part.weights[i]); });
                each(half, delay.count(), Sign::inhibitory);
            }
        }
    }

    static bool below_zero(float weight) { return weight < 0.0F; }

    template <class Wanted>
    static void pick(const Row& whole, Row& part, const Wanted& wanted) {
        part.targets.clear();
        part.weights.clear();
        for (std::size_t i = 0; i < whole.targets.size(); ++i) {
            if (!wanted(i)) continue;
            part.targets.push_back(whole.targets[i]);
            part.weights.push_back(whole.weights[i]);
        }
    }

    void add(const Row& row) {
        std::size_t i = 0;
        for (std::size_t b = 0; b < blocks_.size(); ++b) {
            const std::uint32_t end = blocks_[b].first + blocks_[b].size;
            std::size_t last = i;
            while (last < row.targets.size() && row.targets[last] < end) ++last;
            add(made_.patches[b], blocks_[b], row, i, last);
            i = last;
        }
    }

    static void add(Patch& patch, const Block& block, const Row& row, std::size_t first,
                    std::size_t last) {
        if (patch.dense()) {
            auto place =
                patch.form == Form::dense_short ? patch.shorts.size() : patch.floats.size();
            if (patch.form == Form::dense_short)
                patch.shorts.resize(place + patch.stride);
            else
                patch.floats.resize(place + patch.stride);
            for (std::size_t i = first; i < last; ++i) {
                const std::size_t at = place + row.targets[i] - block.first;
                if (patch.form == Form::dense_short)
                    patch.shorts[at] = static_cast<std::int16_t>(
                        patch.shorts[at] + in_units(row.weights[i], patch.scale));
                else
                    patch.floats[at] += row.weights[i];
            }
            return;
        }
        const std::size_t begin = patch.targets.size();
        for (std::size_t i = first; i < last; ++i) {
            patch.targets.push_back(static_cast<std::uint16_t>(row.targets[i] - block.first));
            if (patch.form == Form::sparse_short)
                patch.shorts.push_back(in_units(row.weights[i], patch.scale));
            if (patch.form == Form::sparse_float) patch.floats.push_back(row.weights[i]);
        }
        patch.segments.push_back({static_cast<std::uint32_t>(begin),
                                  static_cast<std::uint32_t>(patch.targets.size()),
                                  row.weights.front()});
    }
    static std::int16_t in_units(float weight, float scale) {
        return static_cast<std::int16_t>(std::lround(weight / scale));
    }

    SynapseStore& store_;
    const Projection& given_;
    std::span<const Block> blocks_;
    std::uint16_t number_;
    std::size_t first_line_;
    std::size_t sources_;
    std::size_t source_ = 0;
    bool tells_signs_ = false;
    bool split_ = true;  ///< rows by sign
    StoredProjection made_;
};

SynapseStore::SynapseStore(const Network& network, std::size_t block_size,
                           std::vector<bool> tells_signs)
    : tells_signs_(std::move(tells_signs)), input_lines_(2 * network.channels()) {
    double bytes = 64.0 * static_cast<double>(network.neurons());
    for (const Projection& p : network.projections())
        bytes += count_of(p.synapses) * bytes_a_synapse(p.synapses);
    require_memory(bytes, "a network of " + std::to_string(network.neurons()) + " neurons and " +
                              std::to_string(std::llround(network.synapses())) + " synapses");
    cut(network, block_size);
    for (std::size_t p = 0; p < network.projections().size(); ++p) {
        const Projection& given = network.projections()[p];
        const auto* from = std::get_if<PopulationId>(&given.from);
        const Population* source = from == nullptr ? nullptr : &network.populations()[*from];
        Builder builder(*this, given, p,
                        source == nullptr ? 0 : input_lines_ + index(source->first),
                        source == nullptr ? input_lines_ : source->size);
        projections_.push_back(builder.build(network.populations()[given.to].size));
    }
    list_rows(input_lines_ + network.neurons());
}

void SynapseStore::cut(const Network& network, std::size_t given_size) {
    // Long pieces of rows are walked faster; but every thread wants a block.
    const std::size_t threads = std::max(2U, std::thread::hardware_concurrency());
    first_block_.push_back(0);
    for (const Population& p : network.populations()) {
        const std::size_t block_size =
            given_size != 0 ? given_size
                            : std::clamp<std::size_t>(p.size / threads + 1, 4096, 16384);
        const std::size_t count = (p.size + block_size - 1) / block_size;
        const std::size_t size = ((p.size + count - 1) / count + 31) / 32 * 32;
        for (std::size_t first = 0; first < p.size; first += size)
            blocks_.push_back({static_cast<std::uint32_t>(first_block_.size() - 1),
                               static_cast<std::uint32_t>(first),
                               static_cast<std::uint32_t>(std::min(size, p.size - first))});
        first_block_.push_back(blocks_.size());
    }
}

void SynapseStore::list_rows(std::size_t lines) {
    first_of_.assign(lines + 1, 0);
    for (const RowInfo& row : rows_) ++first_of_[row.source + 1];
    for (std::size_t i = 0; i < lines; ++i) first_of_[i + 1] += first_of_[i];
    row_ids_.resize(rows_.size());
    std::vector<std::uint32_t> next(first_of_.begin(), first_of_.end() - 1);
    shortest_ = Duration(24h).count();
    for (std::size_t id = 0; id < rows_.size(); ++id) {
        row_ids_[next[rows_[id].source]++] = static_cast<std::uint32_t>(id);
        shortest_ = std::min(shortest_, rows_[id].delay_ns);
        longest_ = std::max(longest_, rows_[id].delay_ns);
    }
}

std::size_t Patch::bytes() const {
    return sizeof(Segment) * segments.size() + 2 * targets.size() + 2 * shorts.size() +
           4 * floats.size();
}

std::size_t SynapseStore::bytes() const {
    std::size_t sum = rows_.size() * (sizeof(RowInfo) + 4);
    for (const StoredProjection& p : projections_)
        for (const Patch& patch : p.patches) sum += patch.bytes();
    return sum;
}

std::uint64_t SynapseStore::synapses() const {
    std::uint64_t sum = 0;
    for (const RowInfo& row : rows_) sum += row.size;
    return sum;
}

std::string SynapseStore::report(const Network& network) const {
    std::string text = std::to_string(network.neurons()) + " neurons, " +
                       std::to_string(synapses()) + " synapses in " +
                       fixed(static_cast<double>(bytes()) / 1e6, 1) + " MB, exactly as given\n";
    for (std::size_t p = 0; p < projections_.size(); ++p) {
        const Projection& given = network.projections()[p];
        const auto* from = std::get_if<PopulationId>(&given.from);
        text += std::string(from == nullptr ? input_name : network.populations()[*from].name) +
                " to " + network.populations()[given.to].name + ": " +
                form_text(projections_[p].patches.front().form) + "\n";
    }
    return text;
}

}  // namespace efferent::snn
