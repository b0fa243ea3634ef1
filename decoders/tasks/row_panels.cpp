// Sums over columns for eight rows at a time, in vector registers.
#include "decoders/tasks/row_panels.hpp"

namespace efferent::decoders {

namespace {

constexpr std::size_t width = 8;

/// Numbers that one register holds, two of them or four.
template <std::size_t count>
struct Register {
    using Type [[gnu::vector_size(count * sizeof(double))]] = double;
    using InMemory [[gnu::vector_size(count * sizeof(double)), gnu::aligned(alignof(double)),
                     gnu::may_alias]] = double;
};

struct Product {
    template <class V>
    [[gnu::always_inline]] static void add(V& sum, const V& a, const V& b) {
        sum += a * b;
    }
};
struct SquaredDifference {
    template <class V>
    [[gnu::always_inline]] static void add(V& sum, const V& a, const V& b) {
        const V apart = a - b;
        sum += apart * apart;
    }
};

/// Rows of panels with rows x: out[r * rows + i] is row i with x r.
struct Work {
    const double* panels;
    std::size_t rows, columns;
    const double* xs;
    std::size_t count;
    double* out;
};

/// One panel with `together` x, so that the additions of one need not wait for each other.
template <class Term, std::size_t lanes, std::size_t together>
[[gnu::always_inline]] inline void sum_panel(const Work& work, std::size_t first, const double* x,
                                             double* out) {
    using V = typename Register<lanes>::Type;
    using InMemory = typename Register<lanes>::InMemory;
    constexpr std::size_t parts = width / lanes;
    V sums[together][parts] = {};
    const double* column = work.panels + first * work.columns;
    for (std::size_t j = 0; j < work.columns; ++j, column += width)
        for (std::size_t r = 0; r < together; ++r) {
            const V factor = x[r * work.columns + j] - V{};
            for (std::size_t p = 0; p < parts; ++p)
                Term::add(sums[r][p], V(*reinterpret_cast<const InMemory*>(column + p * lanes)),
                          factor);
        }
    const std::size_t count = width < work.rows - first ? width : work.rows - first;
    for (std::size_t r = 0; r < together; ++r)
        for (std::size_t i = 0; i < count; ++i)
            out[r * work.rows + first + i] = sums[r][i / lanes][i % lanes];
}

/// Panel by panel, so that each is used for all x while it is at hand.
template <class Term, std::size_t lanes>
[[gnu::always_inline]] inline void sum_panels(const Work& work) {
    for (std::size_t first = 0; first < work.rows; first += width) {
        std::size_t r = 0;
        for (; r + 1 < work.count; r += 2)
            sum_panel<Term, lanes, 2>(work, first, work.xs + r * work.columns,
                                      work.out + r * work.rows);
        if (r < work.count)
            sum_panel<Term, lanes, 1>(work, first, work.xs + r * work.columns,
                                      work.out + r * work.rows);
    }
}

#ifdef __x86_64__
/// The same operations in the same order, hence the same bytes, in half as many registers.
template <class Term>
[[gnu::target("avx2")]] void sum_panels_avx2(const Work& work) {
    sum_panels<Term, 4>(work);
}
#endif

template <class Term>
void sum(const Work& work) {
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2")) return sum_panels_avx2<Term>(work);
#endif
    sum_panels<Term, 2>(work);
}

}  // namespace

RowPanels::RowPanels(const Table& rows) : rows_(rows.rows()), columns_(rows.columns()) {
    panels_.resize((rows_ + width - 1) / width * width * columns_);
    for (std::size_t i = 0; i < rows_; ++i)
        for (std::size_t j = 0; j < columns_; ++j)
            panels_[(i / width * columns_ + j) * width + i % width] = rows.row(i)[j];
}

void RowPanels::products(std::span<const double> x, std::span<double> out) const {
    sum<Product>({panels_.data(), rows_, columns_, x.data(), 1, out.data()});
}

Table RowPanels::products(const Table& xs) const {
    Table out(xs.rows(), rows_);
    sum<Product>(
        {panels_.data(), rows_, columns_, xs.values().data(), xs.rows(), out.row(0).data()});
    return out;
}

void RowPanels::squared_distances(const Table& xs, std::size_t begin, std::size_t count,
                                  std::span<double> out) const {
    sum<SquaredDifference>(
        {panels_.data(), rows_, columns_, xs.row(begin).data(), count, out.data()});
}

}  // namespace efferent::decoders
