// The settings of an experiment, and their resolved form.
#include <algorithm>
#include <iterator>

#include "core/text.hpp"
#include "emg/filter.hpp"
#include "pipeline/data.hpp"
#include "pipeline/experiment.hpp"
#include "pipeline/method.hpp"
#include "pipeline/protocol.hpp"

namespace efferent {

namespace {

/// The comparators that a reader expects, and the untrained decoders of events.
constexpr std::string_view standard_methods = R"([
  "rms+lda", "htd+lda", "tdar+lda", "tdpsd+lda", "ls4+lda", "logcov+lda", "logcov+qda", "htd+knn",
  {"name": "htd+logcov+svm_linear", "front_end": {"type": "features", "features": ["htd", "logcov"]},
   "classifier": {"type": "svm_linear"}},
  {"name": "htd+logcov+svm", "front_end": {"type": "features", "features": ["htd", "logcov"]},
   "classifier": {"type": "svm_rbf"}},
  {"name": "htd+logcov+forest", "front_end": {"type": "features", "features": ["htd", "logcov"]},
   "classifier": {"type": "forest"}},
  {"name": "coincidence+lda", "front_end": {"type": "spiking", "network": {"type": "coincidence"},
   "encoders": [{"type": "send_on_delta", "threshold_relative": 0.25}]}, "classifier": {"type": "lda", "shrinkage": 0.1}},
  {"name": "coincidence_200ms+lda", "front_end": {"type": "spiking", "network": {"type": "coincidence"}, "memory_ms": 200,
   "encoders": [{"type": "send_on_delta", "threshold_relative": 0.25}]}, "classifier": {"type": "lda", "shrinkage": 0.1}},
  {"name": "traces+qda", "front_end": {"type": "traces"},
   "classifier": {"type": "qda", "pooling": 0.85, "shrinkage": 0.01}},
  {"name": "traces_200ms+qda", "front_end": {"type": "traces", "memory_ms": 200},
   "classifier": {"type": "qda", "pooling": 0.85, "shrinkage": 0.01}}
])";
constexpr std::string_view standard = "standard";

struct MethodList {
    std::vector<Config> methods;
    friend void describe(Fields& field, MethodList& m) { field("methods", m.methods, ""); }
};

}  // namespace

std::vector<Config> standard_method_configs() {
    return Config::parse("{\"methods\": " + std::string(standard_methods) + "}", "standard")
        .as<MethodList>()
        .methods;
}

std::vector<Config> method_configs(const ExperimentParams& params) {
    if (params.methods.empty()) return standard_method_configs();
    std::vector<Config> methods;
    for (const Config& method : params.methods)
        if (method.text() == standard)
            std::ranges::copy(standard_method_configs(), std::back_inserter(methods));
        else
            methods.push_back(method);
    return methods;
}

void describe(Fields& field, RateCurveParams& p) {
    field("method", p.method, "a spiking method of this experiment; empty: no curve");
    field("factors", p.factors, "each scales the method's relative thresholds");
    for (const double f : p.factors) field.require(f > 0.0, "factors", "must be above zero");
}

void describe(Fields& field, ChipFallParams& p) {
    field("method", p.method, "a method of this experiment whose front end is `trained`");
    field("chips", p.chips, "names or files; empty: all that something here computes as");
    field("readout", p.readout,
          "where the readout is on the chip's steps: \"backend\", on the chip, or \"outside\"");
    field("devices", p.devices, "how many are drawn where devices differ");
    field.require(!p.method.empty(), "method", "must be given");
    field.require(p.readout == "outside" || p.readout == "backend", "readout",
                  "must be \"outside\" or \"backend\"");
    field.require(p.devices >= 1 && p.devices <= 1000, "devices", "must be 1 to 1000");
}

void describe(Fields& field, ExperimentParams& p) {
    field("name", p.name, "names the results");
    field("summary", p.summary, "one sentence for people");
    field("data", p.data, "where the recordings come from");
    field("classes", p.classes, "classes to keep, in this order; empty: all");
    field("rest_class", p.rest_class,
          "decisions for other classes during it are false activations");
    field("filters", p.filters, "causal filters in this order, for all methods alike");
    field("protocol", p.protocol, "what trains and what tests");
    field("windows", p.windows, "how a trial is cut");
    field("methods", p.methods,
          "methods to compare; \"htd+lda\" stands for features htd read out by lda, "
          "\"standard\" for the standard ones; empty: these alone");
    field("rate_curve", p.rate_curve, "accuracy against event rate");
    field("chips", p.chips,
          "trained methods that are carried to chips step by step, each with `method`, `chips` "
          "(empty: all), `readout` (\"backend\" or \"outside\") and `devices` (how many are drawn "
          "where "
          "they differ)");
    field("shuffles", p.shuffles, "label-shuffle controls");
    field("seed", p.seed, "of every random choice");
    field("seeds", p.seeds,
          "of training: a method that uses randomness is trained with each, and its figures are "
          "means "
          "over them; empty: with `seed` alone");
    field.require(!p.name.empty(), "name", "must not be empty");
    field.require(p.data.present(), "data", "must be given");
    field.require(p.protocol.present(), "protocol", "must be given");
    field.require(p.shuffles >= 5 && p.shuffles <= 1000, "shuffles", "must be 5 to 1000");
    field.require(p.seed >= 0, "seed", "must not be negative");
    for (const std::int64_t seed : p.seeds) {
        field.require(seed >= 0, "seeds", "must not be negative");
        field.require(std::ranges::count(p.seeds, seed) == 1, "seeds", "must differ");
    }
}

Config resolved(const ExperimentParams& params) {
    ExperimentParams r = params;
    r.data = resolved_data(params.data);
    r.protocol = resolve(protocols(), params.protocol);
    r.methods = method_configs(params);
    for (Config& filter : r.filters) filter = resolve(emg::filters(), filter);
    for (Config& method : r.methods) method = resolved(method_from(method));
    for (Config& chips : r.chips) chips = Config::of(chips.as<ChipFallParams>());
    return Config::of(r);
}

}  // namespace efferent
