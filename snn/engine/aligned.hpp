// Arrays that begin at a cache line, for loops over whole vectors.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <vector>

namespace efferent::snn {

template <class T>
struct CacheLineAllocator {
    using value_type = T;
    static constexpr std::align_val_t line{64};
    CacheLineAllocator() = default;
    template <class U>
    CacheLineAllocator(const CacheLineAllocator<U>&) {}  // NOLINT: allocators convert
    T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), line)); }
    void deallocate(T* p, std::size_t) { ::operator delete(p, line); }
    friend bool operator==(const CacheLineAllocator&, const CacheLineAllocator&) { return true; }
};

template <class T>
using Aligned = std::vector<T, CacheLineAllocator<T>>;

}  // namespace efferent::snn
