// A parameter struct to JSON, with every default written out.
#include "core/config_node.hpp"

namespace efferent {

namespace {

template <class... F>
struct Overloaded : F... {
    using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

}  // namespace

class Config::Writer final : public Fields {
public:
    explicit Writer(Json& out) : out_(out) {}
    void require(bool, std::string_view, std::string_view) override {}

protected:
    void field(std::string_view key, Slot slot, std::string_view) override {
        const std::string name(key);
        std::visit(Overloaded{
                       [&](Duration* d) {
                           out_[name] = static_cast<double>(d->count()) / nanoseconds_in_unit(key);
                       },
                       [&](std::optional<double>* d) {
                           if (d->has_value()) out_[name] = **d;
                       },
                       [&](Config* c) {
                           if (c->present()) out_[name] = c->node_->value;
                       },
                       [&](std::vector<Config>* list) {
                           out_[name] = Json::array();
                           for (const Config& c : *list) out_[name].push_back(c.node_->value);
                       },
                       [&](auto* value) { out_[name] = *value; },
                   },
                   slot);
    }
    void group(std::string_view key, std::string_view,
               const std::function<void(Fields&)>& members) override {
        Json inner = Json::object();
        Writer writer(inner);
        members(writer);
        out_[std::string(key)] = std::move(inner);
    }

private:
    Json& out_;
};

Config Config::write(const std::function<void(Fields&)>& members, std::string_view type) {
    Json value = Json::object();
    if (!type.empty()) value["type"] = std::string(type);
    Writer writer(value);
    members(writer);
    return Config(Node{std::move(value), "resolved"});
}

}  // namespace efferent
