// What this project needs of the HDF5 library: whole files in memory, groups, arrays and strings.
#pragma once

#include <hdf5.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/file.hpp"
#include "snn/nir/graph.hpp"

namespace efferent::snn::nir::hdf5 {

/// One of the library's identifiers, closed when it goes.
class Handle {
public:
    Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
    Handle(Handle&& other) noexcept : id_(other.id_), close_(other.close_) { other.id_ = -1; }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    Handle& operator=(Handle&&) = delete;
    ~Handle() {
        if (id_ >= 0) (void)close_(id_);
    }
    explicit operator bool() const { return id_ >= 0; }
    hid_t get() const { return id_; }

private:
    hid_t id_;
    herr_t (*close_)(hid_t);
};

inline constexpr std::size_t deepest = 32;  ///< graphs in graphs

/// Throws Error{format}.
[[noreturn]] void refuse(const std::string& where, const std::string& why);

/// The bytes of a file as an open file. Error{format} if they are no HDF5 file.
Handle opened(const std::string& bytes);

/// What `parsed` makes of an open file; errors name the path.
template <class Parsed>
auto read(const std::filesystem::path& path, const Parsed& parsed) {
    const std::string bytes = efferent::read_file(path);
    try {
        return parsed(opened(bytes));
    } catch (Error& e) {
        e.during(path.string());
        throw;
    }
}

/// A new file in memory, and what it comes to.
Handle created();
std::string image(const Handle& file);

Handle group(const Handle& in, const std::string& name);
Handle add_group(const Handle& in, const std::string& name);
/// Names of all that is in a group, ascending.
std::vector<std::string> names(const Handle& group);
bool is_group(const Handle& in, const std::string& name);

/// A data set of strings, in C order, with its extents.
struct Strings {
    std::vector<std::size_t> shape;
    std::vector<std::string> values;
};
/// Nothing if it cannot be read as such.
std::optional<Strings> strings(const Handle& in, const std::string& name);
std::optional<Array> array(const Handle& in, const std::string& name);

void put(const Handle& in, const std::string& name, const Strings& strings);
void put(const Handle& in, const std::string& name, const Array& array);

/// Single values that hang on a group. Nothing if there is none of that kind.
std::optional<std::string> text_attribute(const Handle& group, const std::string& name);
std::optional<double> number_attribute(const Handle& group, const std::string& name);
void put_attribute(const Handle& group, const std::string& name, const std::string& text);
void put_attribute(const Handle& group, const std::string& name, double number);
void put_attribute(const Handle& group, const std::string& name, std::int64_t number);

}  // namespace efferent::snn::nir::hdf5
