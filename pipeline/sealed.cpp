// Files whose content is checked before it is believed.
#include "pipeline/sealed.hpp"

#include "core/sha256.hpp"
#include "core/version.hpp"

namespace efferent {

namespace {

struct Document {
    std::string schema;
    std::string version;
    std::string sha256;
    Config body;
};

void describe(Fields& field, Document& d) {
    field("schema", d.schema, "what the body is");
    field("version", d.version, "that wrote it");
    field("sha256", d.sha256, "of the body");
    field("body", d.body, "the content");
}

Config parsed(std::string_view text, std::string_view kind, const std::string& origin) {
    try {
        return Config::parse(text, origin);
    } catch (const Error& e) {
        throw Error(Fault::format, std::string(e.what()) + ", so no whole " + std::string(kind) +
                                       "; it may have been cut off");
    }
}

}  // namespace

std::string sealed(std::string_view schema, const Config& body) {
    return Config::of(
               Document{std::string(schema), std::string(version), sha256(body.dump(-1)), body})
               .dump(-1) +
           "\n";
}

Opened opened(std::string_view text, std::string_view schema, std::string_view kind,
              const std::string& origin) {
    const Config whole = parsed(text, kind, origin);
    const auto refuse = [&](const std::string& why) {
        throw Error(Fault::format, origin + ": " + why);
    };
    if (!whole.has("schema") || !whole.has("body"))
        refuse("is no " + std::string(kind) + "; it has no schema and body");
    const auto document = whole.as<Document>();
    if (document.schema != schema)
        refuse("has the schema \"" + document.schema + "\", where this version reads \"" +
               std::string(schema) + "\"");
    if (sha256(document.body.dump(-1)) != document.sha256)
        refuse("is not as it was written: its checksum does not fit its content");
    return {document.version, document.body};
}

void refuse_body(const Error& fault, const std::string& origin) {
    const std::string story = fault.what();
    throw Error(Fault::format, story.starts_with(origin) ? story : origin + ": " + story);
}

}  // namespace efferent
