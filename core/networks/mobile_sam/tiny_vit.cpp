// SPDX-License-Identifier: Apache-2.0
#include "core/networks/mobile_sam/tiny_vit.h"

#include "core/base/error.h"
#include "core/networks/sam/windows.h"
#include "kernels/attention/attention.h"
#include "kernels/base/parallel_for.h"
#include "kernels/dense/depthwise.h"

#include <algorithm>
#include <cmath>

namespace cleave {

namespace {

constexpr float epsilon = 1e-5f;
const std::string encoderPrefix = "image_encoder.";

/// y = scale x + shift: a batch normalisation with its running statistics.
struct BatchNorm {
    std::vector<double> scale, shift;
};

BatchNorm takeBatchNorm(NetworkWeights& weights, const std::string& name, std::int64_t channels) {
    const std::vector<float> weight = weights.take(name + ".weight", {channels}),
                             bias = weights.take(name + ".bias", {channels});
    const std::vector<float> mean = weights.take(name + ".running_mean", {channels}),
                             variance = weights.take(name + ".running_var", {channels});
    BatchNorm norm;
    for (std::size_t i = 0; i < weight.size(); ++i) {
        norm.scale.push_back(weight[i] / std::sqrt(static_cast<double>(variance[i]) + 1e-5));
        norm.shift.push_back(bias[i] - mean[i] * norm.scale[i]);
    }
    return norm;
}

/// The nine neighbours of every second position of rows [begin, end) of the smaller map, side by
/// side; zeros outside.
void gatherStrided(const float* map,
                   std::int64_t side,
                   std::int64_t channels,
                   std::int64_t begin,
                   MutableRows output) {
    const std::int64_t half = side / 2;
    kernels::forChunks(
        output.size(0), 256, [&](std::int64_t first, std::int64_t last, std::int64_t) {
            for (std::int64_t row = first; row < last; ++row) {
                const std::int64_t y = (begin + row) / half * 2, x = (begin + row) % half * 2;
                for (std::int64_t k = 0; k < 9; ++k) {
                    const std::int64_t ny = y + k / 3 - 1, nx = x + k % 3 - 1;
                    float* to = output.data() + (row * 9 + k) * channels;
                    if (ny < 0 || ny >= side || nx < 0 || nx >= side)
                        std::fill_n(to, channels, 0.0f);
                    else
                        std::copy_n(map + (ny * side + nx) * channels, channels, to);
                }
            }
        });
}

Rows convolveStrided(const LinearLayer& layer,
                     const float* map,
                     std::int64_t side,
                     Activation activation) {
    constexpr std::int64_t atOnce = 4096;
    const std::int64_t count = side * side / 4, channels = layer.inputs() / 9;
    Rows output(count, layer.outputs()), neighbours(std::min(atOnce, count), layer.inputs());
    for (std::int64_t begin = 0; begin < count; begin += atOnce) {
        const std::int64_t end = std::min(begin + atOnce, count);
        const MutableRows part = rowRange(neighbours.view(), 0, end - begin);
        gatherStrided(map, side, channels, begin, part);
        layer.run(part, rowRange(output.view(), begin, end), activation);
    }
    return output;
}

} // namespace

/// A convolution without bias and its batch normalisation as one layer: 1x1, or 3x3 over the nine
/// neighbours' channels.
LinearLayer TinyVit::takeConvolution(NetworkWeights& weights, const std::string& name) {
    const std::string weight = name + ".c.weight";
    const std::int64_t outputs = weights.size(weight, 0), inputs = weights.size(weight, 1),
                       side = weights.size(weight, 2);
    const std::vector<float> kernel = weights.take(weight, {outputs, inputs, side, side});
    const BatchNorm norm = takeBatchNorm(weights, name + ".bn", outputs);
    const std::int64_t taps = side * side;
    Rows flat(outputs, taps * inputs);
    for (std::int64_t out = 0; out < outputs; ++out)
        for (std::int64_t in = 0; in < inputs; ++in)
            for (std::int64_t k = 0; k < taps; ++k)
                flat(out, k * inputs + in) = static_cast<float>(
                    kernel[static_cast<std::size_t>((out * inputs + in) * taps + k)] *
                    norm.scale[static_cast<std::size_t>(out)]);
    const std::vector<float> bias(norm.shift.begin(), norm.shift.end());
    return LinearLayer(flat, kernels::ArrayView<const float, 1>(bias.data(), bias.size()));
}

TinyVit::Depthwise TinyVit::takeDepthwise(NetworkWeights& weights, const std::string& name) {
    const std::int64_t channels = weights.size(name + ".c.weight", 0);
    const std::vector<float> kernel = weights.take(name + ".c.weight", {channels, 1, 3, 3});
    const BatchNorm norm = takeBatchNorm(weights, name + ".bn", channels);
    Depthwise result{Rows(9, channels), kernels::Array<float, 1>(channels)};
    for (std::int64_t channel = 0; channel < channels; ++channel) {
        const auto index = static_cast<std::size_t>(channel);
        for (std::int64_t k = 0; k < 9; ++k)
            result.weights(k, channel) = static_cast<float>(
                kernel[static_cast<std::size_t>(channel * 9 + k)] * norm.scale[index]);
        result.bias(channel) = static_cast<float>(norm.shift[index]);
    }
    return result;
}

TinyVit::Narrowing TinyVit::takeNarrowing(NetworkWeights& weights, const std::string& name) {
    return {takeConvolution(weights, name + "conv1"),
            takeConvolution(weights, name + "conv3"),
            takeDepthwise(weights, name + "conv2")};
}

TinyVit::Block TinyVit::takeBlock(NetworkWeights& weights, const std::string& name) {
    Block block;
    const std::string attention = name + "attn.", mlp = name + "mlp.";
    const std::int64_t width = weights.size(attention + "proj.weight", 0);
    block.heads = weights.size(attention + "attention_biases", 0);
    const std::int64_t tokens = weights.size(attention + "attention_biases", 1);
    block.window = std::lround(std::sqrt(static_cast<double>(tokens)));
    if (block.window * block.window != tokens || block.heads < 1 || width % block.heads != 0)
        throw badFile(
            CLEAVE_TR("Networks", "%1: %2 heads with %3 positions fit no window of %4 channels"),
            weights.path().string(),
            block.heads,
            tokens,
            width);
    const std::vector<float> byDistance =
        weights.take(attention + "attention_biases", {block.heads, tokens});
    const std::int64_t step = (tokens + 15) / 16 * 16;
    block.bias = kernels::Array<float, 1>(block.heads * tokens * step);
    block.bias.fill(0);
    for (std::int64_t head = 0; head < block.heads; ++head)
        for (std::int64_t key = 0; key < tokens; ++key)
            for (std::int64_t query = 0; query < tokens; ++query) {
                const std::int64_t down = std::abs(key / block.window - query / block.window),
                                   across = std::abs(key % block.window - query % block.window);
                block.bias((head * tokens + key) * step + query) =
                    byDistance[static_cast<std::size_t>(head * tokens + down * block.window +
                                                        across)];
            }
    block.attentionNorm = weights.takeNorm(attention + "norm", width, epsilon);
    block.qkv = weights.takeLinear(attention + "qkv", 3 * width, width);
    block.projection = weights.takeLinear(attention + "proj", width, width);
    // Zeros are padded before the normalisation, which makes its bias of them.
    block.paddingQkv = block.qkv(RowsView(block.attentionNorm.bias.data(), 1, width));
    block.local = takeDepthwise(weights, name + "local_conv");
    block.mlpNorm = weights.takeNorm(mlp + "norm", width, epsilon);
    block.widen = weights.takeLinear(mlp + "fc1", -1, width);
    block.narrow = weights.takeLinear(mlp + "fc2", width, block.widen.outputs());
    return block;
}

TinyVit::TinyVit(NetworkWeights& weights) {
    const std::string patch = encoderPrefix + "patch_embed.seq.";
    patch1_ = takeConvolution(weights, patch + "0");
    patch2_ = takeConvolution(weights, patch + "2");
    // 1024 in the published network; narrower ones are made for tests.
    imageSize_ = patch2_.outputs() >= 64 ? 1024 : 128;
    std::int64_t side = imageSize_ / 4;
    const auto layerName = [](std::size_t index) {
        return encoderPrefix + "layers." + std::to_string(index) + ".";
    };
    const auto hasLayer = [&](std::size_t index) {
        return weights.has(layerName(index) + "blocks.0.conv1.c.weight") ||
               weights.has(layerName(index) + "blocks.0.attn.qkv.weight");
    };
    for (std::size_t i = 0; hasLayer(i); ++i) {
        Layer layer;
        layer.side = side;
        for (int j = 0;; ++j) {
            const std::string name = layerName(i) + "blocks." + std::to_string(j) + ".";
            if (weights.has(name + "conv1.c.weight"))
                layer.convolutions.push_back(takeNarrowing(weights, name));
            else if (weights.has(name + "attn.qkv.weight"))
                layer.blocks.push_back(takeBlock(weights, name));
            else
                break;
        }
        if (weights.has(layerName(i) + "downsample.conv1.c.weight"))
            layer.merging = takeNarrowing(weights, layerName(i) + "downsample.");
        layers_.push_back(std::move(layer));
        if (side > imageSize_ / 16) // the last merging changes the channels alone
            side /= 2;
    }
    if (layers_.empty() || side != imageSize_ / 16)
        throw badFile(CLEAVE_TR("Networks", "%1: %2 layers do not make a TinyViT"),
                      weights.path().string(),
                      layers_.size());
    const Layer& last = layers_.back();
    neck_ = SamNeck(weights,
                    last.blocks.empty() ? last.convolutions.back().narrow.outputs()
                                        : last.blocks.back().narrow.outputs());
}

double TinyVit::operations() const {
    const auto of = [](const LinearLayer& layer, double positions) {
        return 2 * positions * static_cast<double>(layer.inputs()) *
               static_cast<double>(layer.outputs());
    };
    const auto size = static_cast<double>(imageSize_);
    double sum = of(patch1_, size * size / 4) + of(patch2_, size * size / 16);
    for (const Layer& layer : layers_) {
        const auto positions = static_cast<double>(layer.side * layer.side);
        const auto narrowing = [&](const Narrowing& n, double after) {
            sum += of(n.widen, positions) + of(n.narrow, after) +
                   18 * after * static_cast<double>(n.middle.bias.count());
        };
        for (const Narrowing& block : layer.convolutions)
            narrowing(block, positions);
        for (const Block& block : layer.blocks) {
            const auto keys = static_cast<double>(block.window * block.window),
                       width = static_cast<double>(block.projection.inputs());
            sum += of(block.qkv, positions) + of(block.projection, positions) +
                   of(block.widen, positions) + of(block.narrow, positions);
            sum += 4 * positions * keys * width + 18 * positions * width;
        }
        if (layer.merging)
            narrowing(*layer.merging, layer.side > imageSize_ / 16 ? positions / 4 : positions);
    }
    const double grid = size * size / 256, outputs = static_cast<double>(neck_.channels());
    return sum + 2 * grid * outputs *
                     (static_cast<double>(layers_.back().blocks.back().projection.inputs()) +
                      9 * outputs);
}

Rows TinyVit::Depthwise::run(RowsView map,
                             std::int64_t side,
                             std::int64_t stride,
                             Activation activation) const {
    Rows output(map.size(0) / (stride * stride), map.size(1));
    kernels::convolveDepthwise(
        map, side, side, weights.view(), bias.view(), stride, activation, output);
    return output;
}

Rows TinyVit::embedPatches(const FloatImage& input) const {
    const Rows half = convolveStrided(patch1_, input.pixels.data(), imageSize_, Activation::Gelu);
    return convolveStrided(patch2_, half.data(), imageSize_ / 2, Activation::None);
}

/// tokens += what the others in the window tell each
void TinyVit::attend(const Block& block, std::int64_t side, Rows& tokens) const {
    const std::int64_t count = tokens.size(0), width = tokens.size(1), depth = width / block.heads;
    Rows normed(count, width), qkv(count + 1, 3 * width);
    block.attentionNorm.run(tokens, normed);
    block.qkv.run(normed, rowRange(qkv.view(), 0, count));
    std::copy(block.paddingQkv.begin(), block.paddingQkv.end(), qkv.data() + count * 3 * width);
    const std::vector<std::int32_t> rows = windowTokens(side, block.window);
    const auto role = [&](std::int64_t index) {
        return kernels::HeadRows<const float>{qkv.data() + index * depth, 0, 3 * depth, 3 * width};
    };
    kernels::AttentionTask task;
    task.queries = role(0);
    task.keys = role(1);
    task.values = role(2);
    task.output = {normed.data(), 0, depth, width};
    task.tokenRows = rows.data();
    task.outputRows = count;
    task.heads = block.heads;
    task.queryCount = task.keyCount = block.window * block.window;
    task.batches = static_cast<std::int64_t>(rows.size()) / task.keyCount;
    task.depth = task.valueDepth = depth;
    task.scale = 1 / std::sqrt(static_cast<float>(depth));
    task.bias = block.bias.data();
    task.biasStep = (task.keyCount + 15) / 16 * 16;
    kernels::attend(task);
    block.projection.add(normed, tokens, tokens);
}

/// tokens += mlp(tokens), in parts, so that the widened rows stay few
void TinyVit::perceive(const Block& block, Rows& tokens) const {
    constexpr std::int64_t atOnce = 2048;
    const std::int64_t count = tokens.size(0), part = std::min(atOnce, count);
    Rows normed(part, tokens.size(1)), wide(part, block.widen.outputs());
    for (std::int64_t begin = 0; begin < count; begin += atOnce) {
        const std::int64_t end = std::min(begin + atOnce, count);
        const MutableRows own = rowRange(tokens.view(), begin, end);
        const MutableRows norm = rowRange(normed.view(), 0, end - begin),
                          hidden = rowRange(wide.view(), 0, end - begin);
        block.mlpNorm.run(own, norm);
        block.widen.run(norm, hidden, Activation::Gelu);
        block.narrow.add(hidden, own, own);
    }
}

void TinyVit::runLayer(const Layer& layer,
                       const std::string& name,
                       Rows& map,
                       const Progress& progress,
                       const LayerObserver& observer) const {
    const auto observe = [&](const std::string& part) {
        if (observer)
            observer(name + part, map);
        progress.check();
    };
    for (std::size_t i = 0; i < layer.convolutions.size(); ++i) {
        const Narrowing& block = layer.convolutions[i];
        const Rows inside =
            block.middle.run(block.widen(map, Activation::Gelu), layer.side, 1, Activation::Gelu);
        block.narrow.add(inside, map, map, Activation::Gelu);
        observe("_blocks" + std::to_string(i));
    }
    for (std::size_t i = 0; i < layer.blocks.size(); ++i) {
        const Block& block = layer.blocks[i];
        attend(block, layer.side, map);
        map = block.local.run(map, layer.side, 1, Activation::None);
        perceive(block, map);
        observe("_blocks" + std::to_string(i));
    }
    if (layer.merging) {
        const std::int64_t stride = layer.side > imageSize_ / 16 ? 2 : 1;
        map = layer.merging->narrow(layer.merging->middle.run(
            layer.merging->widen(map, Activation::Gelu), layer.side, stride, Activation::Gelu));
        observe("_downsample");
    }
}

Rows TinyVit::encode(const FloatImage& input,
                     const Progress& progress,
                     const LayerObserver& observer) const {
    CLEAVE_ASSERT(input.width == imageSize() && input.height == imageSize() && input.channels == 3);
    progress.check();
    Rows map = embedPatches(input);
    if (observer)
        observer("patch_embed", map);
    for (std::size_t i = 0; i < layers_.size(); ++i)
        runLayer(layers_[i], "layers" + std::to_string(i), map, progress, observer);
    return neck_.run(map, gridSize(), observer);
}

} // namespace cleave
