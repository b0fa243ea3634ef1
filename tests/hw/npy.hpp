// The numbers of a .npy file whose type and count the test knows.
#pragma once

#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <vector>

#include "core/file.hpp"

namespace efferent::test {

template <class Stored>
std::vector<Stored> npy(const std::filesystem::path& path, std::size_t count) {
    const std::string bytes = read_file(path);
    if (bytes.size() <= count * sizeof(Stored)) throw std::runtime_error("too short");
    std::vector<Stored> all(count);
    std::memcpy(all.data(), bytes.data() + (bytes.size() - count * sizeof(Stored)),
                count * sizeof(Stored));
    return all;
}

}  // namespace efferent::test
