// The values that hang on groups of an HDF5 file.
#include "core/error.hpp"
#include "snn/nir/hdf5.hpp"

namespace efferent::snn::nir::hdf5 {
namespace {

Handle attribute(const Handle& group, const std::string& name) {
    if (H5Aexists(group.get(), name.c_str()) <= 0) return {-1, H5Aclose};
    return {H5Aopen(group.get(), name.c_str(), H5P_DEFAULT), H5Aclose};
}

bool is_single(const Handle& attribute) {
    const Handle space(H5Aget_space(attribute.get()), H5Sclose);
    return H5Sget_simple_extent_npoints(space.get()) == 1;
}

void put(const Handle& group, const std::string& name, hid_t stored, hid_t given,
         const void* value) {
    const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
    const Handle made(
        H5Acreate2(group.get(), name.c_str(), stored, space.get(), H5P_DEFAULT, H5P_DEFAULT),
        H5Aclose);
    if (!made || H5Awrite(made.get(), given, value) < 0)
        throw Error(Fault::io, "HDF5 could not write \"" + name + '"');
}

}  // namespace

std::optional<std::string> text_attribute(const Handle& group, const std::string& name) {
    const Handle from = attribute(group, name);
    if (!from || !is_single(from)) return std::nullopt;
    const Handle type(H5Aget_type(from.get()), H5Tclose);
    if (H5Tget_class(type.get()) != H5T_STRING) return std::nullopt;
    if (H5Tis_variable_str(type.get()) > 0) {
        char* text = nullptr;
        if (H5Aread(from.get(), type.get(), static_cast<void*>(&text)) < 0 || text == nullptr)
            return std::nullopt;
        std::string all(text);
        (void)H5free_memory(text);
        return all;
    }
    std::string all(H5Tget_size(type.get()), '\0');
    if (H5Aread(from.get(), type.get(), all.data()) < 0) return std::nullopt;
    return all.substr(0, all.find('\0'));
}

std::optional<double> number_attribute(const Handle& group, const std::string& name) {
    const Handle from = attribute(group, name);
    if (!from || !is_single(from)) return std::nullopt;
    const Handle type(H5Aget_type(from.get()), H5Tclose);
    const H5T_class_t kind = H5Tget_class(type.get());
    if (kind != H5T_FLOAT && kind != H5T_INTEGER) return std::nullopt;
    double value = 0.0;
    if (H5Aread(from.get(), H5T_NATIVE_DOUBLE, &value) < 0) return std::nullopt;
    return value;
}

void put_attribute(const Handle& group, const std::string& name, const std::string& text) {
    const Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
    (void)H5Tset_size(type.get(), H5T_VARIABLE);
    (void)H5Tset_cset(type.get(), H5T_CSET_UTF8);
    const char* given = text.c_str();
    put(group, name, type.get(), type.get(), static_cast<const void*>(&given));
}

void put_attribute(const Handle& group, const std::string& name, double number) {
    put(group, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &number);
}

void put_attribute(const Handle& group, const std::string& name, std::int64_t number) {
    put(group, name, H5T_STD_I64LE, H5T_NATIVE_INT64, &number);
}

}  // namespace efferent::snn::nir::hdf5
