// Identifiers are scoped enums: free at run time, and a channel cannot be passed for a neuron.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

namespace efferent {

enum class ChannelId : std::uint16_t {};
enum class NeuronId : std::uint32_t {};
enum class PopulationId : std::uint16_t {};
enum class TaskId : std::uint16_t {};

template <class T>
concept Id = std::is_enum_v<T> && !std::convertible_to<T, std::underlying_type_t<T>>;

template <Id I>
constexpr std::size_t index(I id) noexcept {
    return static_cast<std::size_t>(id);
}

/// A vector that only its own kind of identifier can index.
template <Id Key, class Value>
class IdVector {
public:
    IdVector() = default;
    explicit IdVector(std::size_t size, const Value& value = {}) : values_(size, value) {}

    Key push_back(Value value) {
        values_.push_back(std::move(value));
        return static_cast<Key>(values_.size() - 1);
    }
    decltype(auto) operator[](Key key) { return values_[index(key)]; }
    decltype(auto) operator[](Key key) const { return values_[index(key)]; }

    std::size_t size() const noexcept { return values_.size(); }
    bool empty() const noexcept { return values_.empty(); }
    auto begin() const noexcept { return values_.begin(); }
    auto end() const noexcept { return values_.end(); }
    friend bool operator==(const IdVector&, const IdVector&) = default;

private:
    std::vector<Value> values_;
};

}  // namespace efferent
