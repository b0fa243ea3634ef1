// The synapses of a network as the fast backends walk them: rows by source, cut at the borders of
// blocks of targets, each projection in the smallest form that loses nothing.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "snn/engine/aligned.hpp"
#include "snn/network.hpp"

namespace efferent::snn {

/// Neurons [first, first + size) of a population: what one thread works on at a time. Block-local
/// targets fit 16 bits.
struct Block {
    std::uint32_t population = 0;
    std::uint32_t first = 0;
    std::uint32_t size = 0;
    std::size_t lanes() const { return (size + 31U) / 32U * 32U; }
};

enum class Sign : std::uint8_t { excitatory, inhibitory, mixed };

/// All synapses of one source in one projection that share a delay: they arrive together. Rows are
/// of one sign, but for dense ones whose targets do not tell signs apart.
struct RowInfo {
    std::int64_t delay_ns = 0;
    std::uint32_t source = 0;  ///< a line: input lines first, then neurons
    std::uint32_t local = 0;   ///< number within its projection
    std::uint32_t size = 0;    ///< synapses
    std::uint16_t projection = 0;
    std::uint16_t population = 0;  ///< the targets'
    Sign sign = Sign::excitatory;
};

enum class Form : std::uint8_t {
    dense_short,  ///< a weight of 16 bits for every target, times the scale
    dense_float,
    sparse_same,   ///< a target of 16 bits, one weight a row
    sparse_short,  ///< a target and a weight of 16 bits each, times the scale
    sparse_float,
};

/// The part of a sparse row that reaches one block.
struct Segment {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    float weight = 0.0F;  ///< with Form::sparse_same
};

/// The part of a projection that reaches one block.
struct Patch {
    Form form = Form::sparse_float;
    float scale = 1.0F;
    std::size_t stride = 0;         ///< dense: lanes from row to row
    std::vector<Segment> segments;  ///< sparse: of each row
    Aligned<std::uint16_t> targets;
    Aligned<std::int16_t> shorts;
    Aligned<float> floats;
    bool dense() const { return form == Form::dense_short || form == Form::dense_float; }
    std::size_t bytes() const;
};

struct StoredProjection {
    std::uint32_t population = 0;  ///< the targets'
    std::uint32_t first_row = 0;
    std::uint32_t rows = 0;
    std::vector<Patch> patches;  ///< by block of the population
};

class SynapseStore {
public:
    /// Error{capacity} if there is not the memory for it. At most `block_size` neurons a block, or
    /// as many as suit the machine if 0. Of each population, `tells_signs`: whether excitation and
    /// inhibition differ but in sign.
    SynapseStore(const Network& network, std::size_t block_size, std::vector<bool> tells_signs);

    std::span<const Block> blocks(std::size_t population) const {
        return std::span(blocks_).subspan(first_block_[population],
                                          first_block_[population + 1] - first_block_[population]);
    }
    std::span<const std::uint32_t> rows_of(std::size_t line) const {
        return std::span(row_ids_).subspan(first_of_[line], first_of_[line + 1] - first_of_[line]);
    }
    const RowInfo& row(std::uint32_t id) const { return rows_[id]; }
    std::size_t rows() const { return rows_.size(); }
    std::size_t projections() const { return projections_.size(); }
    const StoredProjection& projection(std::size_t p) const { return projections_[p]; }

    std::size_t input_lines() const { return input_lines_; }
    std::int64_t shortest_delay_ns() const { return shortest_; }  ///< a day if there is no row
    std::int64_t longest_delay_ns() const { return longest_; }
    std::size_t bytes() const;
    std::uint64_t synapses() const;
    /// For people: how each projection is stored.
    std::string report(const Network& network) const;

private:
    class Builder;
    void cut(const Network& network, std::size_t block_size);
    void list_rows(std::size_t lines);

    std::vector<bool> tells_signs_;
    std::vector<Block> blocks_;
    std::vector<std::size_t> first_block_;  ///< by population, and the end
    std::vector<RowInfo> rows_;             ///< by (projection, source, delay, sign)
    std::vector<std::uint32_t> first_of_;
    std::vector<std::uint32_t> row_ids_;
    std::vector<StoredProjection> projections_;
    std::size_t input_lines_ = 0;
    std::int64_t shortest_ = 0;
    std::int64_t longest_ = 0;
};

}  // namespace efferent::snn
