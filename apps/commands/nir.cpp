// efferent nir: what is in a NIR file, whether it makes sense, and why two platforms differ on it.
#include <algorithm>
#include <cmath>
#include <iostream>

#include "apps/catalogue.hpp"
#include "apps/command_line.hpp"
#include "apps/nir_files.hpp"
#include "apps/nir_simulation.hpp"
#include "core/error.hpp"
#include "core/file.hpp"
#include "core/text.hpp"
#include "snn/nir/convert.hpp"
#include "snn/nir/file.hpp"
#include "snn/nir/sound.hpp"

namespace efferent::apps {
namespace {

using namespace snn::nir;

std::string shape_text(const Array& a) {
    if (a.shape.empty()) return a.values.empty() ? "" : exact(a.values.front());
    std::string text = "(";
    for (std::size_t i = 0; i < a.shape.size(); ++i)
        text += (i == 0 ? "" : ", ") + std::to_string(a.shape[i]);
    return text + ")";
}

void describe(const Graph& graph, const std::string& indent) {
    for (const auto& [name, node] : graph.nodes) {
        std::cout << indent << name << ": " << node.type;
        for (const auto& [key, value] : node.parameters) {
            const Array* a = std::get_if<Array>(&value);
            std::cout << "  " << key << ' '
                      << (a == nullptr ? std::get<std::string>(value) : shape_text(*a));
        }
        std::cout << '\n';
        if (node.type == "NIRGraph") describe(node.graph, indent + "  ");
    }
    for (const Edge& e : graph.edges) std::cout << indent << e.from << " -> " << e.to << '\n';
}

std::string agreement(const Mismatch& m, const Observed& theirs) {
    std::string text;
    if (!theirs.spikes.empty())
        text += m.spikes == 0 ? "spikes equal"
                              : std::to_string(m.spikes) + " spikes differ, first at step " +
                                    std::to_string(m.first.value_or(0));
    if (!theirs.potential.empty())
        text += (text.empty() ? "" : ", ") + std::string("potentials differ by at most ") +
                exact(m.potential);
    return text;
}

class Nir final : public Command {
public:
    using Params = NoParams;
    explicit Nir(const Params&) {}

    void options(CLI::App& app) override {
        required(app, "action", action_,
                 "check: what is in a file, and whether it makes sense; copy: write it anew, in "
                 "today's layout, to --out; diff: why a trace is not what a platform gives; "
                 "export: a network as a NIR graph; "
                 "import: a NIR graph as a network");
        required(app, "file", file_, "a .nir file; for export a network's name or .json file");
        option(app, "--out", out_, "copy, export, import: the file to write");
        option(app, "--as", platform_, "diff: the platform whose rules were expected");
        option(app, "--input", input_, "diff: what it was given, step,channel[,value]");
        option(app, "--trace", trace_,
               "diff: what somebody's platform gave, "
               "step,neuron,spike[,potential]");
        option(app, "--node", node_, "diff: the node whose trace it is");
        option(app, "--dt-ms", dt_ms_, "time step; 0: 0.1 ms for diff, 1 ms for export and import");
        footer(app,
               "Example:\n  efferent nir check model.nir\n  efferent nir diff model.nir --as "
               "snntorch --input input.csv --trace theirs.csv --node lif1\n  efferent nir export "
               "network.json --dt-ms 1 --out network.nir");
    }

    int run() override {
        if (action_ == "check") return check();
        if (action_ == "copy") return copy();
        if (action_ == "diff") return diff();
        if (action_ == "export" || action_ == "import") return convert();
        const std::vector<std::string> known{"check", "copy", "diff", "export", "import"};
        throw Error(Fault::config, "action: " + unknown_name(action_, known));
    }

private:
    int check() const {
        const File file = snn::nir::read_file(file_);
        std::cout << "NIR " << (file.version.empty() ? "of no version" : file.version) << '\n';
        describe(file.graph, "  ");
        require_sound(file.graph);
        std::cout << "Sound: every node has what its type needs, every edge its ends.\n";
        return 0;
    }

    int copy() const {
        if (out_.empty()) throw Error(Fault::config, "copy needs --out, the file to write");
        const Graph graph = snn::nir::read_file(file_).graph;
        require_sound(graph);
        snn::nir::write_file(out_, graph);
        return 0;
    }

    int convert() const {
        if (out_.empty()) throw Error(Fault::config, action_ + " needs --out, the file to write");
        if (!(dt_ms_ >= 0.0) || dt_ms_ > 1e6)
            throw Error(Fault::config, "--dt-ms " + exact(dt_ms_) + ": must be 0 to 1e6");
        const Duration dt{std::llround((dt_ms_ > 0.0 ? dt_ms_ : 1.0) * 1e6)};
        if (action_ == "export")
            snn::nir::write_file(out_, to_nir(find_network(file_).network, dt));
        else
            efferent::write_file(out_, to_json(from_nir(snn::nir::read_file(file_).graph, dt)));
        return 0;
    }

    int diff() const {
        if (input_.empty() || trace_.empty() || node_.empty())
            throw Error(Fault::config, "diff needs --input, --trace and --node");
        const Graph graph = snn::nir::read_file(file_).graph;
        const Flat flat = laid_open(graph);
        const Observed theirs = read_trace(trace_);
        const std::size_t steps =
            std::max(theirs.spikes.size(), theirs.potential.size()) / theirs.neurons;
        const auto input = read_nir_input(input_, flat.parts[flat.input].size(), steps);
        const Platform as =
            platform_of(platform_, dt_ms_ > 0.0 ? std::optional(dt_ms_) : std::nullopt);
        const Mismatch expected = compared(snn::nir::run(graph, input, as).of(node_), theirs);
        std::cout << "As " << as.name << " (" << as.about << "): " << agreement(expected, theirs)
                  << '\n';
        if (expected.none()) return 0;
        const auto all = explanations(graph, input, node_, theirs, as);
        const auto better = [&](const Explanation& e) {
            return e.mismatch.spikes < expected.spikes ||
                   (e.mismatch.spikes == expected.spikes &&
                    e.mismatch.potential < expected.potential);
        };
        std::size_t shown = 0;
        for (const Explanation& e : all) {
            if (!better(e) || shown == 3) break;
            ++shown;
            std::cout << "  " << e.assumption << ": " << agreement(e.mismatch, theirs) << '\n';
        }
        if (shown == 0) std::cout << "  No other rule that is known here comes nearer.\n";
        return 1;
    }

    std::string action_, file_, out_, input_, trace_, node_;
    std::string platform_ = "snntorch";
    double dt_ms_ = 0.0;
};

}  // namespace

extern constinit const PartInfo<Command> part_nir =
    part<Command, Nir>("nir", "looks into NIR files, and says why platforms differ on them");

}  // namespace efferent::apps
