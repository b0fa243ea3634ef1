// Arrays that begin at a cache line, for loops over whole vectors; large ones on large pages, for
// rows that are read from anywhere.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <new>
#include <vector>

namespace efferent::snn {

template <class T>
struct CacheLineAllocator {
    using value_type = T;
    static constexpr std::size_t line = 64;
    static constexpr std::size_t large_page = std::size_t{2} << 20U;
    CacheLineAllocator() = default;
    template <class U>
    CacheLineAllocator(const CacheLineAllocator<U>&) {}  // NOLINT: allocators convert

    static bool is_large(std::size_t bytes) { return bytes >= large_page / 2; }
    static std::align_val_t alignment(std::size_t bytes) {
        return std::align_val_t{is_large(bytes) ? large_page : line};
    }
    T* allocate(std::size_t n) {
        std::size_t bytes = n * sizeof(T);
        const std::align_val_t to = alignment(bytes);
        if (is_large(bytes)) bytes = (bytes + large_page - 1) / large_page * large_page;
        void* const room = ::operator new(bytes, to);
        // A wish: where it is not granted, nothing but time is lost.
        if (is_large(bytes)) (void)madvise(room, bytes, MADV_HUGEPAGE);
        return static_cast<T*>(room);
    }
    void deallocate(T* p, std::size_t n) { ::operator delete(p, alignment(n * sizeof(T))); }
    friend bool operator==(const CacheLineAllocator&, const CacheLineAllocator&) { return true; }
};

template <class T>
using Aligned = std::vector<T, CacheLineAllocator<T>>;

}  // namespace efferent::snn
