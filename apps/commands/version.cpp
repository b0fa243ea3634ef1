// efferent version: which program this is.
#include "core/version.hpp"

#include <iostream>
#include <nlohmann/json.hpp>

#include "apps/command_line.hpp"

namespace efferent::apps {
namespace {

class Version final : public Command {
public:
    using Params = NoParams;
    explicit Version(const Params&) {}

    void options(CLI::App& app) override {
        flag(app, "--json", json_, "as JSON");
        footer(app, "Example:\n  efferent version --json");
    }

    int run() override {
        if (json_)
            std::cout << nlohmann::ordered_json{{"name", "efferent"},
                                                {"version", version},
                                                {"compiler", __VERSION__}}
                             .dump(2)
                      << "\n";
        else
            std::cout << "efferent " << version << " (compiler " << __VERSION__ << ")\n";
        return 0;
    }

private:
    bool json_ = false;
};

}  // namespace

extern constinit const PartInfo<Command> part_version =
    part<Command, Version>("version", "prints the version");

}  // namespace efferent::apps
