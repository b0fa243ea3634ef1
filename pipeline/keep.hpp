// What several methods make of the same training part alike, so that it is made once.
#pragma once

#include <any>
#include <map>
#include <memory>
#include <mutex>
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

/// Of several training parts, of one experiment or of several on the same recordings. Who keeps
/// something names all that it was made from, samples included. Any thread.
class Common {
public:
    /// What is kept under `name`, or else what is made now. Two threads may make it at once; the
    /// first one's stays.
    template <class T, class Make>
    std::shared_ptr<const T> of(const std::string& name, const Make& make) {
        {
            const std::scoped_lock lock(mutex_);
            if (const auto it = kept_.find(name); it != kept_.end())
                return std::any_cast<std::shared_ptr<const T>>(it->second);
        }
        const std::shared_ptr<const T> made = std::make_shared<const T>(make());
        const std::scoped_lock lock(mutex_);
        const auto it = kept_.try_emplace(name, made).first;
        return std::any_cast<std::shared_ptr<const T>>(it->second);
    }

private:
    std::mutex mutex_;
    std::map<std::string, std::any> kept_;
};

}  // namespace efferent
