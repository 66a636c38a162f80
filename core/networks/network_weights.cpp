// SPDX-License-Identifier: Apache-2.0
#include "core/networks/network_weights.h"

#include "core/base/error.h"
#include "core/dataset/content_hash.h"

#include <algorithm>
#include <span>

namespace cleave {

namespace {

std::string shapeText(const std::vector<std::int64_t>& shape) {
    std::string result;
    for (const std::int64_t size : shape)
        result +=
            (result.empty() ? "" : "x") + (size < 0 ? std::string("?") : std::to_string(size));
    return result.empty() ? "1" : result;
}

bool fits(const std::vector<std::int64_t>& shape, const std::vector<std::int64_t>& expected) {
    return shape.size() == expected.size() && std::equal(shape.begin(),
                                                         shape.end(),
                                                         expected.begin(),
                                                         [](std::int64_t is, std::int64_t wanted) {
                                                             return is > 0 &&
                                                                    (wanted < 0 || is == wanted);
                                                         });
}

template <int Rank, class... Sizes>
kernels::Array<float, Rank> arrayOf(const std::vector<float>& values, Sizes... sizes) {
    kernels::Array<float, Rank> result(sizes...);
    std::copy(values.begin(), values.end(), result.begin());
    return result;
}

} // namespace

NetworkWeights::NetworkWeights(const std::filesystem::path& path,
                               const std::string& probe,
                               Adjust adjust)
    : path_(path)
    , checkpoint_(readStateDict(path))
    , adjust_(std::move(adjust)) {
    if (!checkpoint_.find(probe))
        throw badFile(CLEAVE_TR("Networks",
                                "%1 is no checkpoint of this kind of network: it has no tensor "
                                "\"%2\""),
                      path.string(),
                      probe);
}

const CheckpointEntry& NetworkWeights::entry(const std::string& name) const {
    const CheckpointEntry* found = checkpoint_.find(name);
    if (!found)
        throw badFile(CLEAVE_TR("Networks", "%1 lacks the tensor \"%2\""), path_.string(), name);
    return *found;
}

bool NetworkWeights::has(const std::string& name) const {
    return checkpoint_.find(name) != nullptr;
}

const std::vector<std::int64_t>& NetworkWeights::shape(const std::string& name) const {
    return entry(name).shape;
}

std::int64_t NetworkWeights::size(const std::string& name, std::size_t dimension) const {
    const std::vector<std::int64_t>& sizes = shape(name);
    if (dimension >= sizes.size())
        throw badFile(CLEAVE_TR("Networks", "%1: tensor \"%2\" is %3, expected more dimensions"),
                      path_.string(),
                      name,
                      shapeText(sizes));
    return sizes[dimension];
}

std::vector<float> NetworkWeights::take(const std::string& name,
                                        std::initializer_list<std::int64_t> expected) {
    const CheckpointEntry& found = entry(name);
    if (!fits(found.shape, expected))
        throw badFile(CLEAVE_TR("Networks", "%1: tensor \"%2\" is %3, expected %4"),
                      path_.string(),
                      name,
                      shapeText(found.shape),
                      shapeText(expected));
    taken_.insert(found.name);
    std::vector<float> values = checkpoint_.floats(found);
    if (adjust_)
        adjust_(name, values);
    fingerprint_ =
        (fingerprint_ ^ contentHash(std::as_bytes(std::span(values)))) * 0x9e3779b97f4a7c15ULL + 1;
    return values;
}

kernels::Array<float, 1> NetworkWeights::takeVector(const std::string& name, std::int64_t length) {
    return arrayOf<1>(take(name, {length}), length);
}

Rows NetworkWeights::takeRows(const std::string& name, std::int64_t rows, std::int64_t width) {
    const std::vector<float> values = take(name, {rows, width});
    return arrayOf<2>(values, shape(name)[0], shape(name)[1]);
}

LinearLayer NetworkWeights::takeLinear(const std::string& name,
                                       std::int64_t outputs,
                                       std::int64_t inputs,
                                       bool hasBias) {
    const std::string weight = name + ".weight";
    const std::vector<float> values = shape(weight).size() == 4
                                          ? take(weight, {outputs, inputs, 1, 1})
                                          : take(weight, {outputs, inputs});
    const std::int64_t rows = shape(weight)[0];
    const std::vector<float> bias = hasBias ? take(name + ".bias", {rows}) : std::vector<float>();
    return LinearLayer(RowsView(values.data(), rows, shape(weight)[1]),
                       kernels::ArrayView<const float, 1>(bias.data(), bias.size()));
}

NormLayer NetworkWeights::takeNorm(const std::string& name, std::int64_t channels, float epsilon) {
    return {takeVector(name + ".weight", channels), takeVector(name + ".bias", channels), epsilon};
}

void NetworkWeights::finish(std::initializer_list<std::string_view> known) const {
    for (const CheckpointEntry& one : checkpoint_.tensors()) {
        const std::string_view name = one.name;
        const bool isKnown = taken_.contains(one.name) || name.ends_with(".num_batches_tracked") ||
                             std::any_of(known.begin(), known.end(), [&](std::string_view start) {
                                 return name.starts_with(start);
                             });
        if (!isKnown)
            throw badFile(CLEAVE_TR("Networks", "%1: this network has no tensor \"%2\""),
                          path_.string(),
                          one.name);
    }
}

} // namespace cleave
