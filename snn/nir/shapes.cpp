#include "snn/nir/shapes.hpp"

#include <functional>
#include <numeric>

#include "core/error.hpp"
#include "snn/nir/sound.hpp"

namespace efferent::snn::nir {
namespace {

using Shape = std::vector<std::size_t>;

[[noreturn]] void refuse(const std::string& name, const std::string& story) {
    throw Error(Fault::network, "node \"" + name + "\": " + story);
}

std::size_t product(const Shape& shape) {
    return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

/// One number, or the one of a dimension.
std::size_t whole(const Node& node, const std::string& name, const char* key, std::size_t d) {
    const Array& a = parameter(node, key);
    if (a.values.size() != 1 && d >= a.values.size())
        refuse(name, std::string(key) + " has too few numbers");
    const double v = a.values.size() == 1 ? a.values.front() : a.values[d];
    if (v < 0.0 || v != static_cast<double>(static_cast<std::size_t>(v)))
        refuse(name, std::string(key) + " must be whole numbers from 0 on");
    return static_cast<std::size_t>(v);
}

Shape after_convolution(const Node& node, const std::string& name, const Shape& in,
                        std::size_t dimensions) {
    const Shape& w = parameter(node, "weight").shape;
    if (in.size() != dimensions + 1)
        refuse(name, "needs an input of " + std::to_string(dimensions + 1) +
                         " dimensions, channels first");
    const std::size_t groups = whole(node, name, "groups", 0);
    if (groups == 0 || in[0] != w[1] * groups || w[0] % groups != 0)
        refuse(name, "takes " + std::to_string(w[1] * groups) + " channels, hears " +
                         std::to_string(in[0]));
    Shape out{w[0]};
    for (std::size_t d = 0; d < dimensions; ++d)
        out.push_back(stride_of(node, name, d, in[d + 1]).after(in[d + 1]));
    return out;
}

Shape after_flatten(const Node& node, const std::string& name, const Shape& in) {
    const auto place = [&](const char* key) {
        const Array& a = parameter(node, key);
        const double v = a.values.empty() ? 0.0 : a.values.front();
        // Dimensions count from the batch's, which is not there.
        const double d = v < 0.0 ? static_cast<double>(in.size()) + v : v - 1.0;
        if (d < 0.0 || d >= static_cast<double>(in.size()))
            refuse(name, std::string(key) + " names no dimension of what it hears");
        return static_cast<std::size_t>(d);
    };
    if (in.empty()) refuse(name, "hears nothing");
    const std::size_t first = place("start_dim"), last = place("end_dim");
    if (last < first) refuse(name, "end_dim is before start_dim");
    Shape out(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(first));
    out.push_back(product({in.begin() + static_cast<std::ptrdiff_t>(first),
                           in.begin() + static_cast<std::ptrdiff_t>(last) + 1}));
    out.insert(out.end(), in.begin() + static_cast<std::ptrdiff_t>(last) + 1, in.end());
    return out;
}

/// As its parameters say, or as what it hears where each is one number for all.
Shape after_elementwise(const Node& node, const std::string& name, const Shape& in) {
    for (const auto& [key, value] : node.parameters) {
        const Array& a = parameter(node, key);
        if (a.values.size() == 1) continue;
        if (!in.empty() && product(in) != a.values.size())
            refuse(name, "has " + std::to_string(a.values.size()) + " of " + key + ", hears " +
                             std::to_string(product(in)) + " values");
        return in.empty() ? a.shape : in;
    }
    return in.empty() ? Shape{1} : in;
}

}  // namespace

const Array& parameter(const Node& node, const std::string& name) {
    const auto it = node.parameters.find(name);
    const Array* a = it == node.parameters.end() ? nullptr : std::get_if<Array>(&it->second);
    if (a == nullptr) throw Error(Fault::network, node.type + " needs numbers in \"" + name + '"');
    return *a;
}

std::size_t Stride::after(std::size_t in) const {
    return (in + 2 * before - dilation * (kernel - 1) - 1) / step + 1;
}

Stride stride_of(const Node& node, const std::string& name, std::size_t d, std::size_t in) {
    const bool convolution = node.type.starts_with("Conv");
    Stride s;
    s.kernel =
        convolution ? parameter(node, "weight").shape[d + 2] : whole(node, name, "kernel_size", d);
    s.step = whole(node, name, "stride", d);
    if (convolution) s.dilation = whole(node, name, "dilation", d);
    if (s.kernel == 0 || s.step == 0 || s.dilation == 0)
        refuse(name, "kernel, stride and dilation must be 1 or more");
    const std::size_t reach = s.dilation * (s.kernel - 1);
    const auto it = node.parameters.find("padding");
    if (const auto* text = std::get_if<std::string>(&it->second)) {
        if (*text == "same" && s.step == 1 && reach % 2 == 0)
            s.before = reach / 2;
        else if (*text != "valid")
            refuse(name, "padding \"" + *text + "\" cannot be run; give numbers");
    } else {
        s.before = whole(node, name, "padding", d);
    }
    if (in + 2 * s.before < reach + 1) refuse(name, "the kernel is larger than what it hears");
    return s;
}

Shape shape_after(const Node& node, const std::string& name, const Shape& in) {
    const std::string& type = node.type;
    if (type == "Input" && in.empty()) {
        Shape shape;
        for (const double v : parameter(node, "shape").values)
            shape.push_back(static_cast<std::size_t>(v));
        return shape;
    }
    if (type == "Input" || type == "Output") return in;
    if (type == "Linear" || type == "Affine") {
        const Shape& w = parameter(node, "weight").shape;
        if (w.size() != 2) refuse(name, "weights of more than two dimensions cannot be run");
        return {w[0]};
    }
    if (type == "Conv1d") return after_convolution(node, name, in, 1);
    if (type == "Conv2d") return after_convolution(node, name, in, 2);
    if (type == "SumPool2d" || type == "AvgPool2d") {
        if (in.size() != 3) refuse(name, "needs an input of 3 dimensions, channels first");
        return {in[0], stride_of(node, name, 0, in[1]).after(in[1]),
                stride_of(node, name, 1, in[2]).after(in[2])};
    }
    if (type == "Flatten") return after_flatten(node, name, in);
    return after_elementwise(node, name, in);
}

std::size_t size_heard(const Node& node, const std::string& name, const Shape& out) {
    if (node.type == "Linear" || node.type == "Affine") return parameter(node, "weight").shape[1];
    if (node.type.starts_with("Conv") || node.type.ends_with("Pool2d"))
        throw Error(Fault::network, "node \"" + name + "\": cannot be part of a loop");
    return product(out);
}

}  // namespace efferent::snn::nir
