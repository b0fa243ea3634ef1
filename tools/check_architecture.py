#!/usr/bin/env python3
"""Checks the rules that no compiler checks: who may include whom, where heavy libraries may be, what every file has.

usage: check_architecture.py [PROJECT FOLDER]

An offence ends in exit code 1. A remark does not.
"""
import pathlib
import re
import sys

# Folder -> the folders that it may include, itself apart. A sibling that is not named here is a stranger.
MAY_INCLUDE = {
    "core": set(),
    "emg": {"core"},
    "encoders": {"core"},
    "decoders": {"core"},
    "snn": {"core"},
    "hw": {"core", "snn"},
    "pipeline": {"core", "emg", "encoders", "decoders", "snn", "hw"},
    "apps": {"core", "emg", "encoders", "decoders", "snn", "hw", "pipeline"},
    "bench": {"core", "emg", "encoders", "decoders", "snn", "hw", "pipeline"},
    "tests": {"core", "emg", "encoders", "decoders", "snn", "hw", "pipeline", "apps"},
}
LIBRARY = {"core", "emg", "encoders", "decoders", "snn", "hw", "pipeline"}

# Heavy library -> where its includes begin, and the sources that may hold them. No header may: parsing one of these costs
# each source that includes it a second or more. Two headers are named here after all, and count as the library itself
# wherever they are included. bench/ and tests/ may use all of them in sources.
HEAVY = {
    "nlohmann-json": (r"nlohmann/|core/config_node\.hpp", ["core/config_node.hpp", "core/config", "snn/network_json.cpp",
                                                      "pipeline/metrics_json.cpp", "apps/"]),
    "Eigen": (r"(unsupported/)?Eigen/", ["decoders/", "emg/"]),
    "oneTBB": (r"(oneapi/)?tbb/", ["core/parallel.cpp", "snn/backends/"]),
    "Boost": (r"boost/", ["hw/"]),
    "libsvm": (r"(libsvm/)?svm\.h", ["decoders/tasks/support_vectors.cpp", "decoders/tasks/classifiers/"]),
    "OpenCV": (r"opencv[24]?/", ["decoders/tasks/classifiers/"]),
    "CLI11": (r"CLI/", ["apps/"]),
    "HDF5": (r"hdf5\.h\b|snn/nir/hdf5\.hpp", ["snn/nir/hdf5.hpp", "snn/nir/hdf5.cpp",
                                                       "snn/nir/hdf5_attributes.cpp", "snn/nir/file.cpp", "snn/nir/data_file.cpp",
                                                       "hw/lava_layers.cpp"]),
}

# What library code may not do -> how it looks, and the files that may after all.
FORBIDDEN = {
    "prints; return a value, or throw an Error": (
        r"\bstd::(cout|cerr|clog)\b|\b[vf]{0,2}printf\s*\(|\bput(s|char)\s*\(|#\s*include\s*<(iostream|print)>", set()),
    "ends the program; throw an Error": (r"(?<![.>\w:])(std::)?_?(quick_)?exit\s*\(", set()),
    "reads the environment; take a parameter": (r"\b(secure_)?getenv\s*\(", set()),
    "sleeps": (r"\bsleep_(for|until)\b|\bu?sleep\s*\(", set()),
    "draws random numbers of its own; use core/random.hpp": (
        r"#\s*include\s*<random>|\bstd::random_device\b|\bstd::mt19937|\bs?rand\s*\(", {"core/random.hpp"}),
    "sums in an order that threads decide; use core/parallel.hpp": (r"\bparallel_reduce\b", set()),
}

SHOULD_END = 300  # lines of a source outside tests/
MUST_END = 400

TEXTS = {".cpp", ".hpp", ".py", ".md", ".txt", ".cmake", ".in", ".json", ".yml", ".sh", ".svg", ".supp", ""}
NOT_OURS = {".git", "build", "results", "__pycache__"}
MACHINE_PATH = re.compile(r"(?<![\w./}~-])/(?:home|root|Users|work|workspace|scratch|mnt|srv)/\w+|\b[A-Z]:\\\\?Users\b")

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)
COMMENT_OR_TEXT = re.compile(
    r'R"(?P<d>[^\s()\\]{0,16})\(.*?\)(?P=d)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'|//[^\n]*|/\*.*?\*/', re.S)


def code_only(text):
    """The same lines with comments and the content of strings blanked; what #include names is kept."""

    def blank(match):
        begin = text.rfind("\n", 0, match.start()) + 1
        if text[begin:match.start()].lstrip().startswith("#"):
            return match.group()
        return re.sub(r"[^\n]", " ", match.group())

    return COMMENT_OR_TEXT.sub(blank, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def include_offences(root, name, code):
    folder = name.split("/")[0]
    for match in INCLUDE.finditer(code):
        quoted, target = match.group(1) == '"', match.group(2)
        where = f"{name}:{line_of(code, match.start())}"
        other = target.split("/")[0]
        if other in MAY_INCLUDE and other != folder and other not in MAY_INCLUDE[folder]:
            yield f"{where}: {folder}/ may not include {other}/ ({target})"
        elif quoted and not (root / target).is_file():
            yield f"{where}: \"{target}\" is not a file of the project seen from its root; write the whole path, or <> for a library"
        for library, (pattern, places) in HEAVY.items():
            if not re.match(pattern, target):
                continue
            if name.endswith(".hpp") and name not in places:
                yield f"{where}: {library} never in a header ({target})"
            elif folder not in {"bench", "tests"} and not any(name.startswith(place) for place in places):
                yield f"{where}: {library} belongs in {', '.join(places)} ({target})"


def conduct_offences(name, code):
    for deed, (pattern, exempt) in FORBIDDEN.items():
        if name in exempt:
            continue
        for match in re.finditer(pattern, code):
            yield f"{name}:{line_of(code, match.start())}: library code {deed} ({match.group().strip()})"


def is_built(root, path):
    """Whether a CMakeLists.txt on the way up names the file, with or without its ending."""
    for folder in path.parents:
        lists = folder / "CMakeLists.txt"
        if lists.is_file() and re.search(rf"(?<![\w-]){re.escape(path.stem)}(?![\w-])", lists.read_text(encoding="utf-8")):
            return True
        if folder == root:
            return False
    return False


def source_findings(root, path):
    """(offences, remarks) of one C++ file."""
    name = path.relative_to(root).as_posix()
    folder = name.split("/")[0]
    text = path.read_text(encoding="utf-8")
    code = code_only(text)
    offences, remarks = [], []
    if folder not in MAY_INCLUDE:
        return [f"{name}: {folder}/ is not a folder for sources; say in tools/check_architecture.py whom it may include"], []
    offences += include_offences(root, name, code)
    if path.suffix == ".hpp" and not re.search(r"^#pragma once$", code, re.M):
        offences.append(f"{name}: a header needs #pragma once")
    if folder in LIBRARY:
        offences += conduct_offences(name, code)
        if path.suffix == ".cpp" and not is_built(root, path):
            offences.append(f"{name}: no CMakeLists.txt names it, so nothing builds it")
    if not text.startswith("// "):
        remarks.append(f"{name}: does not begin with a line that says what it is for")
    lines = text.count("\n")
    if folder != "tests" and lines > MUST_END:
        offences.append(f"{name}: {lines} lines; above {MUST_END} a file is more than one idea")
    elif folder != "tests" and lines > SHOULD_END:
        remarks.append(f"{name}: {lines} lines, more than {SHOULD_END}")
    return offences, remarks


def project_files(root):
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root).parts
        if not NOT_OURS.intersection(inside) and path.is_file() and not path.is_symlink():
            yield path


def path_offences(root, path):
    text = path.read_text(encoding="utf-8", errors="replace")
    for match in MACHINE_PATH.finditer(text):
        yield f"{path.relative_to(root).as_posix()}:{line_of(text, match.start())}: a path of one machine ({match.group()})"


def findings(root):
    """(offences, remarks, number of sources looked at)"""
    offences, remarks, count = [], [], 0
    for path in project_files(root):
        if path.suffix in TEXTS:
            offences += path_offences(root, path)
        if path.suffix in {".cpp", ".hpp"}:
            more_offences, more_remarks = source_findings(root, path)
            offences += more_offences
            remarks += more_remarks
            count += 1
    return offences, remarks, count


def main(arguments):
    root = pathlib.Path(arguments[0] if arguments else ".").resolve()
    offences, remarks, count = findings(root)
    for remark in remarks:
        print("remark: " + remark)
    for offence in offences:
        print(offence)
    if count == 0:
        print(f"{root}: no sources here")
        return 1
    print(f"{count} sources, {len(offences)} offences, {len(remarks)} remarks")
    return 1 if offences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
