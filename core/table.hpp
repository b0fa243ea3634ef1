// A row-major table of numbers: one row per window, one column per feature or class.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace efferent {

class Table {
public:
    Table() = default;
    explicit Table(std::size_t columns) : columns_(columns) {}
    Table(std::size_t rows, std::size_t columns) : columns_(columns), values_(rows * columns) {}

    std::size_t rows() const { return columns_ == 0 ? 0 : values_.size() / columns_; }
    std::size_t columns() const { return columns_; }
    std::span<double> row(std::size_t i) { return {values_.data() + i * columns_, columns_}; }
    std::span<const double> row(std::size_t i) const {
        return {values_.data() + i * columns_, columns_};
    }
    const std::vector<double>& values() const { return values_; }

    /// Appends a row of `columns()` values.
    void push_back(std::span<const double> row) {
        values_.insert(values_.end(), row.begin(), row.end());
    }

    friend bool operator==(const Table&, const Table&) = default;

private:
    std::size_t columns_ = 0;
    std::vector<double> values_;
};

}  // namespace efferent
