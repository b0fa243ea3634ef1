#include "snn/learning/checkpoint.hpp"

#include <array>
#include <bit>
#include <charconv>

#include "core/error.hpp"
#include "core/sha256.hpp"
#include "core/text.hpp"
#include "core/version.hpp"

namespace efferent::snn::training {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

std::string first_line() { return "efferent " + std::string(version) + " training checkpoint 2"; }

void append(std::string& text, std::uint64_t bits, int count) {
    for (int shift = 4 * (count - 1); shift >= 0; shift -= 4)
        text += digits[static_cast<std::size_t>(bits >> shift & 15U)];
}

std::string bits_of(const Aligned<float>& values) {
    std::string text;
    text.reserve(8 * values.size());
    for (const float x : values) append(text, std::bit_cast<std::uint32_t>(x), 8);
    return text;
}

/// Four marks a digit, the first the highest.
std::string marks_of(const std::vector<std::uint8_t>& marks) {
    std::string text;
    for (std::size_t i = 0; i < marks.size(); i += 4) {
        std::uint64_t four = 0;
        for (std::size_t k = i; k < i + 4; ++k)
            four = 2 * four + (k < marks.size() && marks[k] != 0 ? 1 : 0);
        append(text, four, 1);
    }
    return text;
}

std::string optional_text(const std::optional<double>& x) { return x ? exact(*x) : "-"; }

[[noreturn]] void damaged(const std::string& what) {
    throw Error(Fault::format, "checkpoint: " + what + "; use an earlier one or start anew");
}

/// Reads what to_text() wrote, line by line.
class Reader {
public:
    explicit Reader(std::string_view text) : lines_(split(text, '\n')) {}

    std::vector<std::string_view> words(std::string_view key) {
        if (next_ == lines_.size()) damaged("ends before \"" + std::string(key) + "\"");
        std::vector<std::string_view> all = split(lines_[next_++], ' ');
        if (all.front() != key) damaged("has no line \"" + std::string(key) + "\" where it should");
        all.erase(all.begin());
        return all;
    }
    std::int64_t integer(std::string_view word) {
        const auto x = to_integer(word);
        if (!x) damaged("\"" + std::string(word) + "\" is no number");
        return *x;
    }
    std::optional<double> number(std::string_view word) {
        if (word == "-") return std::nullopt;
        const auto x = to_double(word);
        if (!x) damaged("\"" + std::string(word) + "\" is no number");
        return x;
    }
    Aligned<float> floats(std::string_view key, std::size_t count) {
        const auto all = words(key);
        if (all.size() != 1 || all[0].size() != 8 * count)
            damaged("\"" + std::string(key) + "\" is not of " + std::to_string(count) + " numbers");
        Aligned<float> values;
        for (std::size_t i = 0; i < count; ++i) {
            std::uint32_t bits = 0;
            const char* const from = all[0].data() + 8 * i;
            if (std::from_chars(from, from + 8, bits, 16).ptr != from + 8)
                damaged("\"" + std::string(key) + "\" has something else than digits");
            values.push_back(std::bit_cast<float>(bits));
        }
        return values;
    }
    std::vector<std::uint8_t> marks(std::string_view key, std::size_t count) {
        const auto all = words(key);
        if (all.size() != 1 || all[0].size() != (count + 3) / 4)
            damaged("\"" + std::string(key) + "\" is not of " + std::to_string(count) + " marks");
        std::vector<std::uint8_t> made;
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t four = digits.find(all[0][i / 4]);
            if (four == std::string_view::npos)
                damaged("\"" + std::string(key) + "\" has something else than digits");
            made.push_back(static_cast<std::uint8_t>(four >> (3 - i % 4) & 1U));
        }
        return made;
    }

private:
    std::vector<std::string_view> lines_;
    std::size_t next_ = 0;
};

}  // namespace

std::string belonging(const std::string& settings, const Network& start, const Examples& examples,
                      std::uint64_t seed) {
    std::string all = settings + "\n" + to_json(start) + std::to_string(seed) + " " +
                      std::to_string(examples.channels) + " " + std::to_string(examples.classes);
    const auto add = [&](std::int64_t x) { append(all, static_cast<std::uint64_t>(x), 16); };
    for (const Example& e : examples.all) {
        for (const std::int64_t x :
             {std::int64_t{static_cast<std::int64_t>(e.events.size())},
              e.until.time_since_epoch().count(), static_cast<std::int64_t>(e.windows.size()),
              static_cast<std::int64_t>(index(e.label)), e.group})
            add(x);
        for (const Event& event : e.events) {
            add(event.at.time_since_epoch().count());
            add(static_cast<std::int64_t>(line(event.channel, event.polarity)));
        }
        for (const Window& w : e.windows) {
            add(w.begin.time_since_epoch().count());
            add(w.end.time_since_epoch().count());
        }
    }
    return sha256(all);
}

std::string to_text(const Progress& p, const std::string& belonging) {
    std::string text = first_line() + "\nof " + belonging + "\nepoch " + std::to_string(p.epoch) +
                       "\nsteps " + std::to_string(p.moments.steps) + "\nbest " +
                       std::to_string(p.best_epoch) + "\nrows " + std::to_string(p.curve.size()) +
                       "\n";
    for (const Epoch& e : p.curve)
        text += "row " + std::to_string(e.number) + " " + exact(e.loss) + " " + exact(e.accuracy) +
                " " + optional_text(e.validation_loss) + " " +
                optional_text(e.validation_accuracy) + " " + exact(e.rate_hz) + " " +
                exact(e.step) + "\n";
    text += "values " + bits_of(p.values) + "\nfirst " + bits_of(p.moments.first) + "\nsecond " +
            bits_of(p.moments.second) + "\nchosen " + bits_of(p.best) + "\nsynapses " +
            marks_of(p.synapses) + "\nchosen_synapses " + marks_of(p.best_synapses) + "\n";
    return text + "end " + sha256(text) + "\n";
}

Progress progress_from(const std::string& text, const std::string& belonging,
                       std::size_t parameters) {
    const auto end = text.rfind("end ");
    if (!text.starts_with(first_line() + "\n"))
        damaged("is no checkpoint of this version (it should begin with \"" + first_line() + "\")");
    if (end == std::string::npos || text.substr(end) != "end " + sha256(text.substr(0, end)) + "\n")
        damaged("is truncated or changed");
    Reader read(std::string_view(text).substr(first_line().size() + 1));
    const auto whose = read.words("of");
    if (whose.size() != 1 || whose[0] != belonging)
        throw Error(Fault::config,
                    "checkpoint: belongs to other settings, examples, network or seed; resume with "
                    "what it was made with, or start anew");
    const auto one = [&](std::string_view key) { return read.integer(read.words(key).at(0)); };
    Progress p;
    p.epoch = one("epoch");
    p.moments.steps = one("steps");
    p.best_epoch = one("best");
    for (std::int64_t left = one("rows"); left > 0; --left) {
        const auto w = read.words("row");
        if (w.size() != 7) damaged("a row of the curve has not 7 numbers");
        p.curve.push_back({read.integer(w[0]), read.number(w[1]).value_or(0.0),
                           read.number(w[2]).value_or(0.0), read.number(w[3]), read.number(w[4]),
                           read.number(w[5]).value_or(0.0), read.number(w[6]).value_or(0.0)});
    }
    p.values = read.floats("values", parameters);
    p.moments.first = read.floats("first", parameters);
    p.moments.second = read.floats("second", parameters);
    p.best = read.floats("chosen", parameters);
    p.synapses = read.marks("synapses", parameters);
    p.best_synapses = read.marks("chosen_synapses", parameters);
    return p;
}

}  // namespace efferent::snn::training
