// NumPy's .npy files that hold samples: two dimensions, little-endian plain numbers.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "emg/dtype.hpp"

namespace efferent::emg {

struct NpyMatrix {
    Dtype dtype{};  ///< as stored
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<float> values;  ///< row-major
};

/// Reads header versions 1 to 3 (numpy.lib.format), in C or Fortran order. Error{io}; Error{format}
/// for anything else: big-endian, objects, structures, another rank, a size that is not the file's.
NpyMatrix read_npy(const std::filesystem::path& path);

/// A file of little-endian float32 of this shape, in C order, as header version 1.
std::string to_npy(std::span<const float> values, std::span<const std::size_t> shape);

}  // namespace efferent::emg
