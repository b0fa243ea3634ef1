// Losses in words and in JSON.
#include "apps/loss_text.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/text.hpp"

namespace efferent::apps {
namespace {

using Json = nlohmann::ordered_json;
using motor_units::Loss;

std::string in_words(const Loss& loss, const std::string& unit) {
    const std::string since = fixed(seconds(loss.since), 1) + " s";
    const std::string from_to = fixed(loss.before, 1) + " to " + fixed(loss.after, 1) + " /s";
    switch (loss.sign) {
        case Loss::Sign::fading:
            return "Unit " + unit + " fades: since " + since + " its peaks have " +
                   fixed(100.0 * std::sqrt(loss.after / loss.before), 0) +
                   " % of the height that they had where the filters were made.\n";
        case Loss::Sign::slower:
            return "Unit " + unit + " seems lost: it fell from " + from_to + " at " + since +
                   ", while units that discharged with it go on.\n";
        case Loss::Sign::silent:
            break;
    }
    return "Unit " + unit + " is silent: from " + since + " to the end " + fixed(loss.after, 1) +
           " /s, where it was found " + fixed(loss.before, 1) +
           " /s. It is lost, or not recruited.\n";
}

const char* name_of(Loss::Sign sign) {
    switch (sign) {
        case Loss::Sign::fading:
            return "fading";
        case Loss::Sign::slower:
            return "slower";
        case Loss::Sign::silent:
            break;
    }
    return "silent";
}

}  // namespace

std::string loss_lines(const StreamRun& run, Hertz rate) {
    std::string text;
    for (const StillChannel& channel : run.still)
        text += "Channel " + channel.name + " holds one value for " +
                fixed(seconds(channel.length), 1) + " s from " + fixed(seconds(channel.since), 1) +
                " s on, as a broken contact does.\n";
    for (const Loss& loss : run.losses) text += in_words(loss, run.trains[loss.unit].unit);
    if (!text.empty() || run.trains.empty()) return text;
    const std::string least = exact(seconds(motor_units::least_for_losses)) + " s";
    if (static_cast<double>(run.length) / rate.value < seconds(motor_units::least_for_losses))
        return "Too short to tell whether a unit is lost: " + least + " are needed.\n";
    return "No unit fades, is silent in the last " + least + ", or seems lost.\n";
}

std::string losses_json(const StreamRun& run) {
    Json lost = Json::array();
    for (const Loss& loss : run.losses) {
        const bool fades = loss.sign == Loss::Sign::fading;
        lost.push_back({{"unit_id", run.trains[loss.unit].unit},
                        {"sign", name_of(loss.sign)},
                        {"since_s", seconds(loss.since)},
                        {fades ? "mean_square_before" : "rate_before_hz", loss.before},
                        {fades ? "mean_square_after" : "rate_after_hz", loss.after}});
    }
    return lost.dump();
}

std::string still_json(const StreamRun& run) {
    Json still = Json::array();
    for (const StillChannel& channel : run.still)
        still.push_back({{"channel", channel.name},
                         {"since_s", seconds(channel.since)},
                         {"length_s", seconds(channel.length)}});
    return still.dump();
}

}  // namespace efferent::apps
