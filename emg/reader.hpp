// Reads one kind of file or folder. The first reader that recognises a path opens it.
#pragma once

#include <filesystem>

#include "core/part.hpp"
#include "emg/dataset.hpp"

namespace efferent::emg {

/// Contract (tests/emg/readers_conformance_test.cpp): `recognises` looks at names and first bytes
/// only; `read` gives the whole or throws Error{io} / Error{format} that names file, place and what
/// was expected, for every truncation of a valid file. Where a text format states no length, a cut
/// at the end of a line leaves a valid shorter file (docs/formats.md says where).
class Reader {
public:
    virtual ~Reader() = default;
    virtual bool recognises(const std::filesystem::path& path) const = 0;
    virtual Dataset read(const std::filesystem::path& path) const = 0;
};

Parts<Reader> readers();

/// Whether some reader would open `path`.
bool recognised(const std::filesystem::path& path);

/// Opens `path` with the reader that recognises it; Error{format} says what a path like it would
/// have to be if none does.
Dataset read(const std::filesystem::path& path);

/// As `read`, where one signal is wanted: Error{config} names the first of several recordings that
/// `path` would be joined from.
Dataset read_one(const std::filesystem::path& path);

}  // namespace efferent::emg
