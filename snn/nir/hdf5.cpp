// The one file that calls the HDF5 library.
#include "snn/nir/hdf5.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace efferent::snn::nir::hdf5 {
namespace {

constexpr std::size_t increment = std::size_t{1} << 20U;    // by which a file in memory grows
constexpr std::size_t compressed_from = 1024;               // bytes
constexpr std::size_t most_values = std::size_t{1} << 28U;  // 2 GB as doubles
constexpr double exact_integers = 9007199254740992.0;       // 2^53

/// The library prints its own stories otherwise.
void be_silent() { (void)H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

Handle in_memory() {
    be_silent();
    Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    (void)H5Pset_fapl_core(access.get(), increment, 0);
    (void)H5Pset_libver_bounds(access.get(), H5F_LIBVER_EARLIEST, H5F_LIBVER_LATEST);
    return access;
}

Handle dataset(const Handle& in, const std::string& name) {
    return {H5Dopen2(in.get(), name.c_str(), H5P_DEFAULT), H5Dclose};
}

/// Nothing if there are more values than can be meant.
std::optional<std::vector<std::size_t>> shape_of(const Handle& set, std::size_t& count) {
    const Handle space(H5Dget_space(set.get()), H5Sclose);
    const int rank = H5Sget_simple_extent_ndims(space.get());
    if (rank < 0 || H5Sget_simple_extent_type(space.get()) == H5S_NULL) return std::nullopt;
    std::vector<hsize_t> extents(static_cast<std::size_t>(rank));
    (void)H5Sget_simple_extent_dims(space.get(), extents.data(), nullptr);
    count = 1;
    for (const hsize_t e : extents) {
        if (e > 0 && count > most_values / e) return std::nullopt;
        count *= static_cast<std::size_t>(e);
    }
    return std::vector<std::size_t>(extents.begin(), extents.end());
}

Handle space_of(const std::vector<std::size_t>& shape) {
    if (shape.empty()) return {H5Screate(H5S_SCALAR), H5Sclose};
    const std::vector<hsize_t> extents(shape.begin(), shape.end());
    return {H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr), H5Sclose};
}

std::optional<Number> number_of(hid_t type) {
    const std::size_t bytes = H5Tget_size(type);
    switch (H5Tget_class(type)) {
        case H5T_FLOAT:
            return bytes <= 4 ? Number::f32 : Number::f64;
        case H5T_INTEGER:
            return Number::i64;
        case H5T_ENUM:
            return Number::boolean;  // as Python's h5py writes truth values
        default:
            return std::nullopt;
    }
}

void require(herr_t status, const std::string& name) {
    if (status < 0) throw Error(Fault::io, "HDF5 could not write \"" + name + '"');
}

Handle truth() {
    Handle type(H5Tenum_create(H5T_STD_I8LE), H5Tclose);
    std::int8_t value = 0;
    (void)H5Tenum_insert(type.get(), "FALSE", &value);
    value = 1;
    (void)H5Tenum_insert(type.get(), "TRUE", &value);
    return type;
}

/// Without times of making, which would make files differ.
Handle creation(const std::vector<std::size_t>& shape, std::size_t bytes) {
    Handle plist(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    (void)H5Pset_obj_track_times(plist.get(), 0);
    if (bytes >= compressed_from && !shape.empty()) {
        const std::vector<hsize_t> chunk(shape.begin(), shape.end());
        (void)H5Pset_chunk(plist.get(), static_cast<int>(chunk.size()), chunk.data());
        (void)H5Pset_deflate(plist.get(), 4);
    }
    return plist;
}

}  // namespace

void refuse(const std::string& where, const std::string& why) {
    throw Error(Fault::format, where + ' ' + why);
}

Handle opened(const std::string& bytes) {
    if (bytes.starts_with("PK"))
        refuse("it", "is a ZIP archive, as PyTorch saves models, and no HDF5 file");
    const Handle access = in_memory();
    // The library takes a pointer that it might write to; a file that is open for reading it does
    // not.
    (void)H5Pset_file_image(access.get(), const_cast<char*>(bytes.data()), bytes.size());
    Handle file(H5Fopen("memory", H5F_ACC_RDONLY, access.get()), H5Fclose);
    if (!file) refuse("it", "is not an HDF5 file, or is cut short");
    return file;
}

Handle created() {
    const Handle access = in_memory();
    return {H5Fcreate("memory", H5F_ACC_TRUNC, H5P_DEFAULT, access.get()), H5Fclose};
}

std::string image(const Handle& file) {
    require(H5Fflush(file.get(), H5F_SCOPE_LOCAL), "/");
    const ssize_t bytes = H5Fget_file_image(file.get(), nullptr, 0);
    require(static_cast<herr_t>(std::min<ssize_t>(bytes, 0)), "/");
    std::string all(static_cast<std::size_t>(bytes), '\0');
    (void)H5Fget_file_image(file.get(), all.data(), all.size());
    return all;
}

Handle group(const Handle& in, const std::string& name) {
    return {H5Gopen2(in.get(), name.c_str(), H5P_DEFAULT), H5Gclose};
}

Handle add_group(const Handle& in, const std::string& name) {
    const Handle plist(H5Pcreate(H5P_GROUP_CREATE), H5Pclose);
    (void)H5Pset_obj_track_times(plist.get(), 0);
    Handle made(H5Gcreate2(in.get(), name.c_str(), H5P_DEFAULT, plist.get(), H5P_DEFAULT),
                H5Gclose);
    require(made ? 0 : -1, name);
    return made;
}

std::vector<std::string> names(const Handle& group) {
    std::vector<std::string> all;
    const auto note = [](hid_t, const char* name, const H5L_info_t*, void* to) -> herr_t {
        static_cast<std::vector<std::string>*>(to)->emplace_back(name);
        return 0;
    };
    (void)H5Literate(group.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, note, &all);
    std::ranges::sort(all);
    return all;
}

bool is_group(const Handle& in, const std::string& name) {
    const Handle object(H5Oopen(in.get(), name.c_str(), H5P_DEFAULT), H5Oclose);
    return object && H5Iget_type(object.get()) == H5I_GROUP;
}

std::optional<Strings> strings(const Handle& in, const std::string& name) {
    const Handle set = dataset(in, name);
    if (!set) return std::nullopt;
    const Handle type(H5Dget_type(set.get()), H5Tclose);
    if (H5Tget_class(type.get()) != H5T_STRING) return std::nullopt;
    std::size_t count = 0;
    auto shape = shape_of(set, count);
    if (!shape) return std::nullopt;
    Strings all{*std::move(shape), {}};
    if (count == 0) return all;
    const Handle as(H5Tcopy(type.get()), H5Tclose);
    if (H5Tis_variable_str(type.get()) > 0) {
        std::vector<char*> texts(count, nullptr);
        if (H5Dread(set.get(), as.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, texts.data()) < 0)
            return std::nullopt;
        for (const char* text : texts) all.values.emplace_back(text == nullptr ? "" : text);
        const Handle space(H5Dget_space(set.get()), H5Sclose);
        (void)H5Dvlen_reclaim(as.get(), space.get(), H5P_DEFAULT, texts.data());
        return all;
    }
    const std::size_t length = H5Tget_size(type.get());
    if (length > most_values / count) return std::nullopt;
    std::string texts(count * length, '\0');
    if (H5Dread(set.get(), as.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, texts.data()) < 0)
        return std::nullopt;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string one = texts.substr(i * length, length);
        all.values.push_back(one.substr(0, one.find('\0')));
    }
    return all;
}

std::optional<Array> array(const Handle& in, const std::string& name) {
    const Handle set = dataset(in, name);
    if (!set) return std::nullopt;
    const Handle type(H5Dget_type(set.get()), H5Tclose);
    const auto number = number_of(type.get());
    std::size_t count = 0;
    auto shape = shape_of(set, count);
    if (!number || !shape) return std::nullopt;
    Array all{*number, *std::move(shape), std::vector<double>(count)};
    if (count == 0) return all;
    if (*number == Number::boolean) {
        std::vector<std::int8_t> values(count);
        const Handle as = truth();
        if (H5Dread(set.get(), as.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0)
            return std::nullopt;
        std::ranges::copy(values, all.values.begin());
        return all;
    }
    if (H5Dread(set.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, all.values.data()) < 0)
        return std::nullopt;
    if (*number == Number::i64 &&
        std::ranges::any_of(all.values, [](double v) { return std::abs(v) > exact_integers; }))
        return std::nullopt;
    return all;
}

void put(const Handle& in, const std::string& name, const Strings& strings) {
    const Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
    (void)H5Tset_size(type.get(), H5T_VARIABLE);
    (void)H5Tset_cset(type.get(), H5T_CSET_UTF8);
    const Handle space = space_of(strings.shape), plist = creation(strings.shape, 0);
    const Handle set(H5Dcreate2(in.get(), name.c_str(), type.get(), space.get(), H5P_DEFAULT,
                                plist.get(), H5P_DEFAULT),
                     H5Dclose);
    require(set ? 0 : -1, name);
    if (strings.values.empty()) return;
    std::vector<const char*> texts;
    for (const std::string& s : strings.values) texts.push_back(s.c_str());
    require(H5Dwrite(set.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, texts.data()), name);
}

void put(const Handle& in, const std::string& name, const Array& array) {
    const bool single = array.number == Number::f32, whole = array.number == Number::i64;
    const bool yes_no = array.number == Number::boolean;
    const Handle made = truth();
    const hid_t stored = single   ? H5T_IEEE_F32LE
                         : whole  ? H5T_STD_I64LE
                         : yes_no ? made.get()
                                  : H5T_IEEE_F64LE;
    const Handle space = space_of(array.shape);
    const Handle plist = creation(array.shape, array.values.size() * H5Tget_size(stored));
    const Handle set(H5Dcreate2(in.get(), name.c_str(), stored, space.get(), H5P_DEFAULT,
                                plist.get(), H5P_DEFAULT),
                     H5Dclose);
    require(set ? 0 : -1, name);
    if (array.values.empty()) return;
    const auto write = [&](hid_t as, const void* values) {
        require(H5Dwrite(set.get(), as, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), name);
    };
    if (yes_no)
        write(made.get(),
              std::vector<std::int8_t>(array.values.begin(), array.values.end()).data());
    else
        write(H5T_NATIVE_DOUBLE, array.values.data());
}

}  // namespace efferent::snn::nir::hdf5
