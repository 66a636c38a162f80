// SPDX-License-Identifier: Apache-2.0
#include "core/networks/sam/vit_encoder.h"

#include "core/base/error.h"
#include "core/networks/sam/windows.h"
#include "kernels/attention/attention.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <cmath>

namespace cleave {

namespace {

constexpr float epsilon = 1e-6f;
const std::string encoderPrefix = "image_encoder.";

std::string blockName(std::size_t index) {
    return encoderPrefix + "blocks." + std::to_string(index) + ".";
}

/// [outputs, 3, patch, patch] -> [outputs, patch * patch * 3], in the order of the input image.
LinearLayer takePatchLayer(NetworkWeights& weights, std::int64_t outputs, std::int64_t patch) {
    const std::string name = encoderPrefix + "patch_embed.proj";
    const std::vector<float> kernel = weights.take(name + ".weight", {outputs, 3, patch, patch});
    const std::vector<float> bias = weights.take(name + ".bias", {outputs});
    const std::int64_t pixels = patch * patch;
    Rows flat(outputs, 3 * pixels);
    for (std::int64_t out = 0; out < outputs; ++out)
        for (std::int64_t channel = 0; channel < 3; ++channel)
            for (std::int64_t pixel = 0; pixel < pixels; ++pixel)
                flat(out, pixel * 3 + channel) =
                    kernel[static_cast<std::size_t>((out * 3 + channel) * pixels + pixel)];
    return LinearLayer(flat, kernels::ArrayView<const float, 1>(bias.data(), bias.size()));
}

} // namespace

VitEncoder::VitEncoder(NetworkWeights& weights) {
    const std::string positionName = encoderPrefix + "pos_embed";
    grid_ = weights.size(positionName, 1);
    width_ = weights.size(positionName, 3);
    patch_ = weights.size(encoderPrefix + "patch_embed.proj.weight", 3);
    patchLayer_ = takePatchLayer(weights, width_, patch_);
    const std::vector<float> positions = weights.take(positionName, {1, grid_, grid_, width_});
    positions_ = Rows(grid_ * grid_, width_);
    std::copy(positions.begin(), positions.end(), positions_.begin());
    headDepth_ = weights.size(blockName(0) + "attn.rel_pos_h", 1);
    if (headDepth_ <= 0 || width_ % headDepth_ != 0)
        throw badFile(CLEAVE_TR("Networks", "%1: heads %2 deep do not fit %3 channels"),
                      weights.path().string(),
                      headDepth_,
                      width_);
    heads_ = width_ / headDepth_;
    for (std::size_t i = 0; weights.has(blockName(i) + "norm1.weight"); ++i)
        blocks_.push_back(takeBlock(weights, blockName(i)));
    neck_ = SamNeck(weights, width_);
}

VitEncoder::Block VitEncoder::takeBlock(NetworkWeights& weights, const std::string& name) const {
    Block block;
    block.norm1 = weights.takeNorm(name + "norm1", width_, epsilon);
    block.norm2 = weights.takeNorm(name + "norm2", width_, epsilon);
    block.paddingQkv = weights.takeVector(name + "attn.qkv.bias", 3 * width_);
    block.qkv = weights.takeLinear(name + "attn.qkv", 3 * width_, width_);
    block.projection = weights.takeLinear(name + "attn.proj", width_, width_);
    block.widen = weights.takeLinear(name + "mlp.lin1", -1, width_);
    block.narrow = weights.takeLinear(name + "mlp.lin2", width_, block.widen.outputs());
    block.relativeRows = weights.takeRows(name + "attn.rel_pos_h", -1, headDepth_);
    block.relativeColumns =
        weights.takeRows(name + "attn.rel_pos_w", block.relativeRows.size(0), headDepth_);
    block.window = (block.relativeRows.size(0) + 1) / 2;
    if (block.relativeRows.size(0) % 2 == 0 || block.window > grid_)
        throw badFile(
            CLEAVE_TR("Networks", "%1: %2 relative positions fit no window of a %3x%3 grid"),
            weights.path().string(),
            block.relativeRows.size(0),
            grid_);
    return block;
}

std::string VitEncoder::name() const {
    if (width_ == 768 && blocks_.size() == 12)
        return "sam-vit-b";
    if (width_ == 1024 && blocks_.size() == 24)
        return "sam-vit-l";
    if (width_ == 1280 && blocks_.size() == 32)
        return "sam-vit-h";
    return "sam";
}

double VitEncoder::operations() const {
    const double tokens = static_cast<double>(grid_ * grid_), width = static_cast<double>(width_);
    double sum = 2 * tokens * width * static_cast<double>(3 * patch_ * patch_);
    for (const Block& block : blocks_) {
        const auto perSide = static_cast<double>((grid_ + block.window - 1) / block.window);
        const auto keys = static_cast<double>(block.window * block.window);
        sum += 2 * tokens * width * (4 * width + 2 * static_cast<double>(block.widen.outputs()));
        sum += 4 * perSide * perSide * keys * keys * width;
    }
    const auto outputs = static_cast<double>(neck_.channels());
    return sum + 2 * tokens * outputs * (width + 9 * outputs);
}

Rows VitEncoder::embedPatches(const FloatImage& input) const {
    Rows patches(grid_ * grid_, patch_ * patch_ * 3);
    kernels::forChunks(grid_, 1, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        for (std::int64_t i = begin * grid_; i < end * grid_; ++i)
            for (std::int64_t y = 0; y < patch_; ++y)
                std::copy_n(input.at(static_cast<int>(i % grid_ * patch_),
                                     static_cast<int>(i / grid_ * patch_ + y)),
                            patch_ * 3,
                            &patches(i, y * patch_ * 3));
    });
    return patchLayer_(patches);
}

/// tokens += what the others tell each
void VitEncoder::attend(
    const Block& block, Rows& tokens, Rows& normed, Rows& qkv, const Progress& progress) const {
    const std::int64_t count = tokens.size(0);
    block.norm1.run(tokens, normed);
    block.qkv.run(normed, rowRange(qkv.view(), 0, count));
    std::copy(block.paddingQkv.begin(), block.paddingQkv.end(), qkv.data() + count * 3 * width_);
    progress.check();
    const auto role = [&](std::int64_t index) {
        return kernels::HeadRows<const float>{
            qkv.data() + index * width_, 0, headDepth_, 3 * width_};
    };
    const bool isWindowed = block.window < grid_;
    const std::vector<std::int32_t> rows =
        isWindowed ? windowTokens(grid_, block.window) : std::vector<std::int32_t>();
    kernels::AttentionTask task;
    task.queries = role(0);
    task.keys = role(1);
    task.values = role(2);
    task.output = {normed.data(), 0, headDepth_, width_};
    task.tokenRows = isWindowed ? rows.data() : nullptr;
    task.outputRows = count;
    task.heads = heads_;
    task.queryCount = task.keyCount = block.window * block.window;
    task.batches = isWindowed ? static_cast<std::int64_t>(rows.size()) / task.keyCount : 1;
    task.depth = task.valueDepth = headDepth_;
    task.scale = 1 / std::sqrt(static_cast<float>(headDepth_));
    task.grid = {
        block.relativeRows.data(), block.relativeColumns.data(), block.window, block.window};
    kernels::attend(task);
    progress.check();
    block.projection.add(normed, tokens, tokens);
}

/// tokens += mlp(tokens), in parts, so that the widened rows stay few
void VitEncoder::perceive(const Block& block, Rows& tokens, const Progress& progress) const {
    constexpr std::int64_t atOnce = 1024;
    const std::int64_t count = tokens.size(0), part = std::min(atOnce, count);
    Rows normed(part, width_), wide(part, block.widen.outputs());
    for (std::int64_t begin = 0; begin < count; begin += atOnce) {
        progress.check();
        const std::int64_t end = std::min(begin + atOnce, count);
        const MutableRows own = rowRange(tokens.view(), begin, end);
        const MutableRows norm = rowRange(normed.view(), 0, end - begin),
                          hidden = rowRange(wide.view(), 0, end - begin);
        block.norm2.run(own, norm);
        block.widen.run(norm, hidden, Activation::Gelu);
        block.narrow.add(hidden, own, own);
    }
}

Rows VitEncoder::encode(const FloatImage& input,
                        const Progress& progress,
                        const LayerObserver& observer) const {
    CLEAVE_ASSERT(input.width == imageSize() && input.height == imageSize() && input.channels == 3);
    Rows tokens = embedPatches(input);
    if (observer)
        observer("patch_embed", tokens);
    for (std::int64_t i = 0; i < tokens.count(); ++i)
        tokens.data()[i] += positions_.data()[i];
    {
        Rows normed(tokens.size(0), width_), qkv(tokens.size(0) + 1, 3 * width_);
        for (std::size_t i = 0; i < blocks_.size(); ++i) {
            attend(blocks_[i], tokens, normed, qkv, progress);
            perceive(blocks_[i], tokens, progress);
            if (observer)
                observer("block" + std::to_string(i), tokens);
        }
    }
    return neck_.run(tokens, grid_, observer);
}

} // namespace cleave
