#include "hw/backends.hpp"

namespace efferent::hw {

Parts<snn::Backend> backends() {
    static const auto all = [] {
        std::vector<const PartInfo<snn::Backend>*> list;
        for (const auto* info : snn::backends()) list.push_back(info);
        for (const auto* info : chip_backends()) list.push_back(info);
        return list;
    }();
    return all;
}

}  // namespace efferent::hw
