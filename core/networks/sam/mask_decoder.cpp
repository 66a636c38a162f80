// SPDX-License-Identifier: Apache-2.0
#include "core/networks/sam/mask_decoder.h"

#include "core/base/error.h"
#include "kernels/attention/attention.h"

#include <algorithm>
#include <cmath>

namespace cleave {

namespace {

constexpr float transformerEpsilon = 1e-5f, upscaleEpsilon = 1e-6f;
const std::string decoderPrefix = "mask_decoder.";

Rows copyOf(RowsView rows) {
    Rows result(rows.size(0), rows.size(1));
    std::copy(rows.begin(), rows.end(), result.begin());
    return result;
}

Rows sum(RowsView a, RowsView b) {
    Rows result = copyOf(a);
    for (std::int64_t i = 0; i < result.count(); ++i)
        result.data()[i] += b.data()[i];
    return result;
}

template <class Mlp>
Rows runMlp(const Mlp& mlp, RowsView input) {
    return mlp[2](mlp[1](mlp[0](input, Activation::Relu), Activation::Relu));
}

std::array<LinearLayer, 3> takeMlp(NetworkWeights& weights,
                                   const std::string& name,
                                   std::int64_t inputs,
                                   std::int64_t outputs) {
    std::array<LinearLayer, 3> mlp;
    mlp[0] = weights.takeLinear(name + ".layers.0", -1, inputs);
    mlp[1] = weights.takeLinear(name + ".layers.1", -1, mlp[0].outputs());
    mlp[2] = weights.takeLinear(name + ".layers.2", outputs, mlp[1].outputs());
    return mlp;
}

/// A transposed convolution [inputs, outputs, 2, 2] as a layer [4 * outputs, inputs]: the four new
/// pixels one after another.
LinearLayer takeEnlarge(NetworkWeights& weights, const std::string& name, std::int64_t inputs) {
    const std::int64_t outputs = weights.size(name + ".weight", 1);
    const std::vector<float> kernel = weights.take(name + ".weight", {inputs, outputs, 2, 2});
    const std::vector<float> bias = weights.take(name + ".bias", {outputs});
    Rows flat(4 * outputs, inputs);
    std::vector<float> flatBias(static_cast<std::size_t>(4 * outputs));
    for (std::int64_t out = 0; out < outputs; ++out)
        for (std::int64_t k = 0; k < 4; ++k) {
            for (std::int64_t in = 0; in < inputs; ++in)
                flat(k * outputs + out, in) =
                    kernel[static_cast<std::size_t>((in * outputs + out) * 4 + k)];
            flatBias[static_cast<std::size_t>(k * outputs + out)] =
                bias[static_cast<std::size_t>(out)];
        }
    return LinearLayer(flat, kernels::ArrayView<const float, 1>(flatBias.data(), flatBias.size()));
}

} // namespace

Rows SamMaskDecoder::ImageLayer::operator()(RowsView image) const {
    Rows result(image.size(0), layer.outputs());
    layer.add(image, positions, result);
    return result;
}

SamMaskDecoder::ImageLayer SamMaskDecoder::takeImageLayer(NetworkWeights& weights,
                                                          const std::string& name,
                                                          RowsView positions) {
    const Rows matrix = weights.takeRows(name + ".weight", -1, positions.size(1));
    const kernels::Array<float, 1> bias = weights.takeVector(name + ".bias", matrix.size(0));
    return {LinearLayer(matrix, {}), LinearLayer(matrix, bias.view())(positions)};
}

SamMaskDecoder::TokenToImage SamMaskDecoder::takeTokenToImage(NetworkWeights& weights,
                                                              const std::string& name,
                                                              RowsView positions) {
    const std::int64_t width = positions.size(1);
    TokenToImage attention;
    attention.key = takeImageLayer(weights, name + ".k_proj", positions);
    const std::int64_t inner = attention.key.layer.outputs();
    attention.query = weights.takeLinear(name + ".q_proj", inner, width);
    attention.value = weights.takeLinear(name + ".v_proj", inner, width);
    attention.output = weights.takeLinear(name + ".out_proj", width, inner);
    return attention;
}

SamMaskDecoder::Layer SamMaskDecoder::takeLayer(NetworkWeights& weights,
                                                const std::string& name,
                                                RowsView positions) const {
    Layer layer;
    const std::string self = name + "self_attn.", image = name + "cross_attn_image_to_token.";
    layer.self.query = weights.takeLinear(self + "q_proj", -1, width_);
    const std::int64_t inner = layer.self.query.outputs();
    layer.self.key = weights.takeLinear(self + "k_proj", inner, width_);
    layer.self.value = weights.takeLinear(self + "v_proj", inner, width_);
    layer.self.output = weights.takeLinear(self + "out_proj", width_, inner);
    layer.tokenToImage = takeTokenToImage(weights, name + "cross_attn_token_to_image", positions);
    layer.imageToToken.query = takeImageLayer(weights, image + "q_proj", positions);
    const std::int64_t crossInner = layer.imageToToken.query.layer.outputs();
    layer.imageToToken.key = weights.takeLinear(image + "k_proj", crossInner, width_);
    layer.imageToToken.value = weights.takeLinear(image + "v_proj", crossInner, width_);
    layer.imageToToken.output = weights.takeLinear(image + "out_proj", width_, crossInner);
    layer.norm1 = weights.takeNorm(name + "norm1", width_, transformerEpsilon);
    layer.norm2 = weights.takeNorm(name + "norm2", width_, transformerEpsilon);
    layer.norm3 = weights.takeNorm(name + "norm3", width_, transformerEpsilon);
    layer.norm4 = weights.takeNorm(name + "norm4", width_, transformerEpsilon);
    layer.widen = weights.takeLinear(name + "mlp.lin1", -1, width_);
    layer.narrow = weights.takeLinear(name + "mlp.lin2", width_, layer.widen.outputs());
    return layer;
}

void SamMaskDecoder::takeUpscaling(NetworkWeights& weights) {
    const std::string upscaling = decoderPrefix + "output_upscaling.";
    upscale1_ = takeEnlarge(weights, upscaling + "0", width_);
    upscaleNorm_ = weights.takeNorm(upscaling + "1", upscale1_.outputs() / 4, upscaleEpsilon);
    upscale2_ = takeEnlarge(weights, upscaling + "3", upscale1_.outputs() / 4);
}

SamMaskDecoder::SamMaskDecoder(NetworkWeights& weights, RowsView positions, int grid)
    : grid_(grid)
    , width_(positions.size(1)) {
    // The number of heads is in no tensor: eight in every published checkpoint, and half of that in
    // narrow ones, which are made for tests.
    heads_ = width_ >= 64 ? 8 : 4;
    iouToken_ = weights.takeRows(decoderPrefix + "iou_token.weight", 1, width_);
    maskTokens_ = weights.takeRows(decoderPrefix + "mask_tokens.weight", -1, width_);
    const std::string transformer = decoderPrefix + "transformer.";
    for (int i = 0; weights.has(transformer + "layers." + std::to_string(i) + ".norm1.weight"); ++i)
        layers_.push_back(
            takeLayer(weights, transformer + "layers." + std::to_string(i) + ".", positions));
    finalAttention_ =
        takeTokenToImage(weights, transformer + "final_attn_token_to_image", positions);
    finalNorm_ = weights.takeNorm(transformer + "norm_final_attn", width_, transformerEpsilon);
    takeUpscaling(weights);
    for (int i = 0; i < maskCount(); ++i)
        maskHeads_.push_back(
            takeMlp(weights,
                    decoderPrefix + "output_hypernetworks_mlps." + std::to_string(i),
                    width_,
                    upscale2_.outputs() / 4));
    iouHead_ = takeMlp(weights, decoderPrefix + "iou_prediction_head", width_, maskCount());
    for (const Layer& layer : layers_)
        for (const std::int64_t inner : {layer.self.query.outputs(),
                                         layer.tokenToImage.query.outputs(),
                                         layer.imageToToken.key.outputs()})
            if (inner % heads_ != 0)
                throw badFile(
                    CLEAVE_TR("Networks", "%1: %2 attention heads do not divide %3 channels"),
                    weights.path().string(),
                    heads_,
                    inner);
}

double SamMaskDecoder::operations(int promptTokens) const {
    const auto positions = static_cast<double>(grid_) * grid_, width = static_cast<double>(width_);
    const double tokens = 1 + maskCount() + promptTokens;
    double perPosition = 0;
    for (const Layer& layer : layers_) {
        const auto inner = static_cast<double>(layer.tokenToImage.query.outputs());
        perPosition += 2 * width * inner * 4 + 8 * tokens * inner;
    }
    const auto inner = static_cast<double>(finalAttention_.query.outputs());
    perPosition += 2 * width * inner * 2 + 4 * tokens * inner;
    const auto first = static_cast<double>(upscale1_.outputs()),
               second = static_cast<double>(upscale2_.outputs());
    perPosition += 2 * width * first + 8 * first / 4 * second + 2 * 4 * second * (maskCount() - 1);
    return positions * perPosition;
}

Rows SamMaskDecoder::attend(RowsView queries, RowsView keys, RowsView values) const {
    const std::int64_t inner = queries.size(1), depth = inner / heads_;
    Rows output(queries.size(0), inner);
    kernels::AttentionTask task;
    task.queries = {queries.data(), 0, depth, inner};
    task.keys = {keys.data(), 0, depth, inner};
    task.values = {values.data(), 0, depth, inner};
    task.output = {output.data(), 0, depth, inner};
    task.heads = heads_;
    task.queryCount = queries.size(0);
    task.keyCount = keys.size(0);
    task.depth = task.valueDepth = depth;
    task.scale = 1 / std::sqrt(static_cast<float>(depth));
    kernels::attend(task);
    return output;
}

/// tokens = norm(tokens + what the image tells them); `start`: the tokens as they came, which say
/// what each is about.
void SamMaskDecoder::askImage(const TokenToImage& attention,
                              const NormLayer& norm,
                              RowsView start,
                              RowsView image,
                              Rows& tokens) const {
    const Rows answer =
        attend(attention.query(sum(tokens, start)), attention.key(image), attention.value(image));
    attention.output.add(answer, tokens, tokens);
    norm.run(tokens, tokens);
}

void SamMaskDecoder::runLayer(
    const Layer& layer, bool isFirst, RowsView start, Rows& tokens, Rows& image) const {
    if (isFirst) { // what the tokens are about is all they are yet
        tokens = layer.self.output(
            attend(layer.self.query(tokens), layer.self.key(tokens), layer.self.value(tokens)));
    } else {
        const Rows placed = sum(tokens, start);
        const Rows answer =
            attend(layer.self.query(placed), layer.self.key(placed), layer.self.value(tokens));
        layer.self.output.add(answer, tokens, tokens);
    }
    layer.norm1.run(tokens, tokens);
    askImage(layer.tokenToImage, layer.norm2, start, image, tokens);
    layer.narrow.add(layer.widen(tokens, Activation::Relu), tokens, tokens);
    layer.norm3.run(tokens, tokens);
    const ImageToToken& back = layer.imageToToken;
    const Rows answer = attend(back.query(image), back.key(sum(tokens, start)), back.value(tokens));
    back.output.add(answer, image, image);
    layer.norm4.run(image, image);
}

/// perPixel [grid * grid * 4 * 4, masks]: each position's pixels, quarter by quarter, row-major in
/// both -> one mask, row-major.
std::vector<float> SamMaskDecoder::arrange(RowsView perPixel, int index) const {
    const std::int64_t size = maskSize(), masks = perPixel.size(1);
    std::vector<float> mask(static_cast<std::size_t>(size * size));
    for (std::int64_t y = 0; y < size; ++y)
        for (std::int64_t x = 0; x < size; ++x) {
            const std::int64_t position = y / 4 * grid_ + x / 4,
                               quarter = y / 2 % 2 * 2 + x / 2 % 2, pixel = y % 2 * 2 + x % 2;
            mask[static_cast<std::size_t>(y * size + x)] =
                perPixel.data()[((position * 4 + quarter) * 4 + pixel) * masks + index];
        }
    return mask;
}

SamMaskDecoder::Answer SamMaskDecoder::decode(
    RowsView image, RowsView prompt, int first, int last, const LayerObserver& observer) const {
    const std::int64_t own = 1 + maskCount();
    Rows start(own + prompt.size(0), width_);
    std::copy(iouToken_.begin(), iouToken_.end(), start.begin());
    std::copy(maskTokens_.begin(), maskTokens_.end(), &start(1, 0));
    std::copy(prompt.begin(), prompt.end(), start.data() + own * width_);
    Rows tokens = copyOf(start), positions = copyOf(image);
    for (std::size_t i = 0; i < layers_.size(); ++i)
        runLayer(layers_[i], i == 0, start, tokens, positions);
    askImage(finalAttention_, finalNorm_, start, positions, tokens);
    if (observer) {
        observer("hs", tokens);
        observer("src", positions);
    }
    Rows larger = upscale1_(positions);
    const MutableRows quarters = asRows(larger.view(), upscale1_.outputs() / 4);
    upscaleNorm_.run(quarters, quarters, Activation::Gelu);
    const Rows pixels = upscale2_(quarters, Activation::Gelu);
    const std::int64_t channels = upscale2_.outputs() / 4;
    const RowsView perPixel = asRows(pixels.constView(), channels);
    if (observer)
        observer("upscaled", perPixel);
    Rows factors(last - first, channels);
    for (int i = first; i < last; ++i) {
        const Rows factor = runMlp(maskHeads_[static_cast<std::size_t>(i)],
                                   rowRange(tokens.constView(), 1 + i, 2 + i));
        std::copy(factor.begin(), factor.end(), &factors(i - first, 0));
    }
    const Rows masks = LinearLayer(factors, {})(perPixel);
    const Rows ious = runMlp(iouHead_, rowRange(tokens.constView(), 0, 1));
    Answer answer;
    for (int i = first; i < last; ++i) {
        answer.logits.push_back(arrange(masks, i - first));
        answer.predictedIou.push_back(ious(0, i));
    }
    return answer;
}

} // namespace cleave
