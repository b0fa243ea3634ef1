// The terms of the report in a sentence each.
#include <array>
#include <string>

#include "pipeline/report/html.hpp"
#include "pipeline/report/sections.hpp"

namespace efferent::report {

namespace {

struct Term {
    const char* name;
    const char* meaning;
};

constexpr std::array terms{
    Term{"Per window", "The share of windows decided rightly; what a live controller feels."},
    Term{"Per trial",
         "The share of trials decided rightly, a trial being decided by the majority of its "
         "windows."},
    Term{"Balanced",
         "The mean over classes of the share of their windows decided rightly, so that a "
         "frequent class does not count more."},
    Term{"Mean ± sd [interval]",
         "Over people: their mean, their standard deviation, and a 95 % "
         "bootstrap interval of the mean."},
    Term{"Chance", "The accuracy of always guessing the most frequent class."},
    Term{"False activations",
         "Runs of decisions for something else than rest, per minute of rest."},
    Term{"Latency",
         "The median time from a trial’s begin to its first right decision, the "
         "window’s own length included."},
    Term{"Footprint",
         "Bytes of a fitted model: weights and tables, and its state, which is what is kept from "
         "one decision to the next (samples, potentials, counts)."},
    Term{"MAC",
         "Multiply-accumulate operations a decision; the work of a conventional classifier."},
    Term{"AC",
         "Additions a decision: one for every event or spike that reaches a neuron, the work "
         "of a spiking network; and the comparisons of trees."},
    Term{"Energy",
         "Nanojoules a decision by one model for both families: what single-precision "
         "arithmetic and static memories of the sizes at hand take in 45 nm."},
    Term{"Events",
         "What the encoder sends, per second and over all channels; an event says that a "
         "channel rose (up) or fell (down) by a step."},
    Term{"Spike", "What a neuron of the network sends when it reaches its threshold."},
    Term{"p", "How often a difference as large would appear if the methods were equally good."},
};

}  // namespace

std::string glossary(const Results& /*results*/) {
    std::string list;
    for (const Term& term : terms) list += fact(term.name, term.meaning);
    return section("terms", "How to read the terms", element("dl", "class=\"facts\"", list));
}

}  // namespace efferent::report
