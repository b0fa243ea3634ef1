// What several methods make of the same training part alike, so that it is made once.
#pragma once

#include <any>
#include <map>
#include <memory>
#include <string>

namespace efferent {

/// Belongs to one training part; one thread at a time. Who keeps something names all that it was
/// made from, but for the training part itself.
class Keep {
public:
    /// What is kept under `name`, made now if nothing is.
    template <class T, class Make>
    std::shared_ptr<const T> of(const std::string& name, const Make& make) {
        std::any& place = kept_[name];
        if (!place.has_value()) place = std::make_shared<const T>(make());
        return std::any_cast<std::shared_ptr<const T>>(place);
    }

    /// The first of this type by name; null if there is none.
    template <class T>
    std::shared_ptr<const T> first() const {
        for (const auto& [name, kept] : kept_)
            if (const auto* found = std::any_cast<std::shared_ptr<const T>>(&kept)) return *found;
        return nullptr;
    }

private:
    std::map<std::string, std::any> kept_;
};

}  // namespace efferent
