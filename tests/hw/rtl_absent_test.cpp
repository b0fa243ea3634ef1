// Says which comparisons with chips' own RTL are not made, because nobody said where it is.
#include <catch2/catch.hpp>

#define EFFERENT_WITHOUT(chip, option)                                                          \
    TEST_CASE("the model of " chip " and its RTL: not compared") {                              \
        WARN("SKIPPED: needs Verilator and a checkout of " chip ": cmake -D" option "=FOLDER"); \
    }

#ifndef EFFERENT_TINYODIN_RTL
EFFERENT_WITHOUT("tinyODIN", "TINYODIN_RTL_DIR")
#endif
#ifndef EFFERENT_ODIN_RTL
EFFERENT_WITHOUT("ODIN", "ODIN_RTL_DIR")
#endif
#ifndef EFFERENT_RECKON_RTL
EFFERENT_WITHOUT("ReckOn", "RECKON_RTL_DIR")
#endif
