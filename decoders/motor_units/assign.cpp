// The assignment problem: rows to columns, one to one, at the greatest gain.
#include <limits>

#include "decoders/motor_units/score.hpp"

namespace efferent::motor_units {
namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

/// Least cost for no more rows than columns, by shortest augmenting paths.
class Assignment {
public:
    Assignment(std::size_t rows, std::size_t columns)
        : of_row_(rows, 0.0), of_column_(columns, 0.0), row_of_(columns, none) {}

    template <class Cost>
    void add(std::size_t row, const Cost& cost) {
        const std::size_t columns = of_column_.size();
        std::vector<double> least(columns, std::numeric_limits<double>::infinity());
        std::vector<std::size_t> before(columns, none);
        std::vector<bool> visited(columns, false);
        std::size_t column = none, at = row;
        do {
            if (column != none) visited[column] = true;
            double step = std::numeric_limits<double>::infinity();
            std::size_t next = none;
            for (std::size_t j = 0; j < columns; ++j) {
                if (visited[j]) continue;
                const double reduced = cost(at, j) - of_row_[at] - of_column_[j];
                if (reduced < least[j]) {
                    least[j] = reduced;
                    before[j] = column;
                }
                if (least[j] < step) {
                    step = least[j];
                    next = j;
                }
            }
            of_row_[row] += step;
            for (std::size_t j = 0; j < columns; ++j) {
                if (visited[j]) {
                    of_row_[row_of_[j]] += step;
                    of_column_[j] -= step;
                } else {
                    least[j] -= step;
                }
            }
            column = next;
            at = row_of_[column];
        } while (at != none);
        for (; column != none; column = before[column])
            row_of_[column] = before[column] == none ? row : row_of_[before[column]];
    }

    const std::vector<std::size_t>& row_of() const { return row_of_; }

private:
    std::vector<double> of_row_, of_column_;  ///< potentials
    std::vector<std::size_t> row_of_;
};

}  // namespace

std::vector<std::optional<std::size_t>> assign(const std::vector<std::vector<double>>& gains) {
    const std::size_t rows = gains.size();
    std::vector<std::optional<std::size_t>> column_of(rows);
    const std::size_t columns = rows == 0 ? 0 : gains.front().size();
    if (columns == 0) return column_of;
    if (rows <= columns) {
        Assignment assignment(rows, columns);
        for (std::size_t i = 0; i < rows; ++i)
            assignment.add(i, [&](std::size_t r, std::size_t c) { return -gains[r][c]; });
        for (std::size_t c = 0; c < columns; ++c)
            if (assignment.row_of()[c] != none) column_of[assignment.row_of()[c]] = c;
    } else {
        Assignment assignment(columns, rows);
        for (std::size_t i = 0; i < columns; ++i)
            assignment.add(i, [&](std::size_t c, std::size_t r) { return -gains[r][c]; });
        for (std::size_t r = 0; r < rows; ++r)
            if (assignment.row_of()[r] != none) column_of[r] = assignment.row_of()[r];
    }
    return column_of;
}

}  // namespace efferent::motor_units
