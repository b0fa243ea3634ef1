#include "hw/odin/boards.hpp"

#include "core/error.hpp"
#include "core/file.hpp"
#include "hw/odin/crossbar.hpp"
#include "hw/odin/reckon_board.hpp"

namespace efferent::hw::odin {
namespace {

using Lines = std::span<const std::vector<std::uint32_t>>;

template <class Image, class Address>
std::vector<CoreProgram> of_board(const Chip& chip, const WholeNetwork& network, const Board& board,
                                  const std::vector<Image>& images, Lines lines, Address address) {
    BoardMachine machine(network, board, cores_of(images, chip));
    machine.record();
    std::vector<NeuronId> spikes;
    for (const auto& tick : lines) machine.tick(tick, spikes);
    std::vector<CoreProgram> programs;
    for (std::size_t c = 0; c < images.size(); ++c) {
        CoreProgram& p = programs.emplace_back();
        p.words = spi_words(images[c]);
        for (const auto& [tick, event] : machine.recorded()[c])
            p.events.push_back({tick, address(event)});
    }
    return programs;
}

std::vector<CoreProgram> of_reckon(const ReckonBoard& board, Lines lines) {
    CoreProgram program{.words = spi_words(board.image), .events = {}};
    ReckonMachine machine(board);
    std::vector<NeuronId> spikes;
    for (std::size_t t = 0; t < lines.size(); ++t) {
        machine.tick(lines[t], spikes);
        for (const std::uint8_t input : machine.last_inputs()) program.events.push_back({t, input});
    }
    return {program};
}

/// What was written must say what was meant.
void require_same(const CoreProgram& p, const std::string& spi, const std::string& aer,
                  std::string_view chip) {
    const auto words = read_spi(spi, "programming file", chip);
    const bool image = chip == "reckon" ? reckon_image(words, "") == reckon_image(p.words, "")
                       : chip == "odin" ? odin_image(words, "") == odin_image(p.words, "")
                                        : tinyodin_image(words, "") == tinyodin_image(p.words, "");
    if (!image || words != p.words || read_aer(aer, "events", chip) != p.events)
        throw Error(Fault::format, "programming file: it does not read back as it was written");
}

}  // namespace

std::vector<TinyOdinImage> tinyodin_images(const WholeNetwork& network, const Board& board) {
    constexpr std::int32_t never = 2048;
    auto images = images_of<TinyOdinImage>(
        board, lif_neurons(network, never),
        [](TinyOdinImage& image, std::size_t row, std::size_t target, std::int32_t weight) {
            image.set_weight(row, target, weight);
        });
    for (std::size_t c = 0; c < images.size(); ++c)
        images[c].last_neuron = static_cast<std::uint8_t>(board.cores[c].neurons.size() - 1);
    return images;
}

std::vector<OdinImage> odin_images(const WholeNetwork& network, const Board& board) {
    constexpr std::int32_t highest = 255;  // met after all, but the neuron is disabled
    return images_of<OdinImage>(
        board, lif_neurons(network, highest),
        [](OdinImage& image, std::size_t row, std::size_t target, std::int32_t weight) {
            if (weight < 0) image.set_inhibitory(row);
            image.set_weight(row, target, std::abs(weight));
        });
}

std::vector<CoreProgram> programs(const Chip& chip, const WholeNetwork& network, Lines lines) {
    const std::string kind = chip.arithmetic.present() ? chip.arithmetic.type() : "";
    if (kind != "tinyodin" && kind != "odin" && kind != "reckon")
        throw Error(Fault::unsupported, chip.title +
                                            " has no SPI words and AER events; chips "
                                            "that compute as tinyodin, odin or reckon "
                                            "have");
    const Registers registers = make(arithmetics(), chip.arithmetic)->registers(chip);
    if (kind == "reckon")
        return of_reckon(reckon_board(network, registers, chip.arithmetic.as<ReckonParams>()),
                         lines);
    const auto params = chip.arithmetic.as<CrossbarParams>();
    const Board board = checked_board(chip, network, registers, params,
                                      kind == "odin" ? Signs::of_row : Signs::any);
    return kind == "odin"
               ? of_board(chip, network, board, odin_images(network, board), lines, odin_address)
               : of_board(chip, network, board, tinyodin_images(network, board), lines,
                          tinyodin_address);
}

std::vector<std::string> write_programs(const std::filesystem::path& folder, const Chip& chip,
                                        std::span<const CoreProgram> programs) {
    const std::string kind = chip.arithmetic.present() ? chip.arithmetic.type() : "";
    std::vector<std::pair<std::string, std::string>> files;
    for (std::size_t c = 0; c < programs.size(); ++c) {
        const std::string name = "core" + std::to_string(c);
        const std::string spi = spi_text(programs[c].words, kind);
        const std::string aer = aer_text(programs[c].events, kind);
        require_same(programs[c], spi, aer, kind);
        files.emplace_back(name + ".spi", spi);
        files.emplace_back(name + ".aer", aer);
    }
    require_writable_folder(folder);
    const auto stale = folder / ("core" + std::to_string(programs.size()) + ".spi");
    if (std::filesystem::exists(stale))
        throw Error(Fault::io,
                    stale.string() + ": is of a program for more cores; name another folder");
    std::vector<std::string> names;
    for (const auto& [name, text] : files) {
        write_file(folder / name, text);
        names.push_back(name);
    }
    return names;
}

}  // namespace efferent::hw::odin
