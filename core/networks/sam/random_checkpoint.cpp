// SPDX-License-Identifier: Apache-2.0
#include "core/networks/sam/random_checkpoint.h"

#include "core/formats/stored_zip.h"
#include "core/formats/torch_save.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <span>
#include <string>

namespace cleave {

namespace {

using Shape = std::vector<std::int64_t>;

/// A dictionary of fp32 tensors in the making.
class CheckpointWriter {
public:
    CheckpointWriter(const std::filesystem::path& path, std::uint64_t seed)
        : zip_(path)
        , random_(seed) {}

    /// Values with the spread that keeps signals at their size; near one for normalisations, near
    /// zero for biases.
    void add(const std::string& name, const Shape& shape) {
        std::int64_t count = 1;
        for (const std::int64_t size : shape)
            count *= size;
        const bool isMatrix = shape.size() > 1,
                   isScale =
                       !isMatrix && (name.ends_with("weight") || name.ends_with("running_var"));
        const float spread =
            isMatrix
                ? 1 / std::sqrt(static_cast<float>(std::max<std::int64_t>(1, count / shape[0])))
                : 0.02f;
        std::vector<float> values(static_cast<std::size_t>(count));
        for (float& value : values)
            value = (isScale ? 1.0f : 0.0f) + spread * sample();
        const std::string key = std::to_string(storages_++);
        zip_.add("archive/data/" + key, std::as_bytes(std::span(values)));
        pickle_ += pickledText(name) + pickledTensor(TensorType::Float32, key, shape);
    }

    void addLayer(const std::string& name, const Shape& weight, std::int64_t outputs) {
        add(name + ".weight", weight);
        add(name + ".bias", {outputs});
    }

    void addLinear(const std::string& name, std::int64_t outputs, std::int64_t inputs) {
        addLayer(name, {outputs, inputs}, outputs);
    }

    void addNorm(const std::string& name, std::int64_t channels) {
        addLayer(name, {channels}, channels);
    }

    void addBatchNormed(const std::string& name, const Shape& kernel) {
        add(name + ".c.weight", kernel);
        for (const char* part : {"weight", "bias", "running_mean", "running_var"})
            add(name + ".bn." + part, {kernel[0]});
    }

    void finish() {
        const std::string pickle = "\x80\x02}(" + pickle_ + "u.";
        zip_.add("archive/data.pkl", std::as_bytes(std::span(pickle)));
        zip_.add("archive/version", std::as_bytes(std::span("3\n", 2)));
        zip_.finish();
    }

private:
    /// About normal: mean 0, deviation 1. Own arithmetic, so that every library gives the same
    /// file.
    float sample() {
        float sum = 0;
        for (std::uint64_t bits = random_(), i = 0; i < 4; ++i, bits >>= 16)
            sum += static_cast<float>(bits & 0xffff) / 65536.0f - 0.5f;
        return sum * 1.7320508f;
    }

    StoredZip zip_;
    std::mt19937_64 random_;
    std::string pickle_;
    int storages_ = 0;
};

void addNeck(CheckpointWriter& writer, std::int64_t width, std::int64_t channels) {
    const std::string neck = "image_encoder.neck.";
    writer.add(neck + "0.weight", {channels, width, 1, 1});
    writer.addNorm(neck + "1", channels);
    writer.add(neck + "2.weight", {channels, channels, 3, 3});
    writer.addNorm(neck + "3", channels);
}

void addVit(CheckpointWriter& writer, const SamSizes& sizes) {
    const std::string encoder = "image_encoder.";
    const std::int64_t width = sizes.width, grid = sizes.imageSize / sizes.patch;
    writer.add(encoder + "pos_embed", {1, grid, grid, width});
    writer.addLayer(encoder + "patch_embed.proj", {width, 3, sizes.patch, sizes.patch}, width);
    for (int i = 0; i < sizes.depth; ++i) {
        const std::string block = encoder + "blocks." + std::to_string(i) + ".";
        const bool isGlobal = std::find(sizes.globalBlocks.begin(), sizes.globalBlocks.end(), i) !=
                              sizes.globalBlocks.end();
        const std::int64_t positions = 2 * (isGlobal ? grid : sizes.window) - 1;
        writer.addNorm(block + "norm1", width);
        for (const char* table : {"attn.rel_pos_h", "attn.rel_pos_w"})
            writer.add(block + table, {positions, width / sizes.heads});
        writer.addLinear(block + "attn.qkv", 3 * width, width);
        writer.addLinear(block + "attn.proj", width, width);
        writer.addNorm(block + "norm2", width);
        writer.addLinear(block + "mlp.lin1", 4 * width, width);
        writer.addLinear(block + "mlp.lin2", width, 4 * width);
    }
    addNeck(writer, width, sizes.channels);
}

void addPromptEncoder(CheckpointWriter& writer, const SamSizes& sizes) {
    const std::string encoder = "prompt_encoder.", mask = encoder + "mask_downscaling.";
    const std::int64_t channels = sizes.channels, inner = sizes.maskChannels;
    writer.add(encoder + "pe_layer.positional_encoding_gaussian_matrix", {2, channels / 2});
    for (const char* name : {"point_embeddings.0",
                             "point_embeddings.1",
                             "point_embeddings.2",
                             "point_embeddings.3",
                             "not_a_point_embed",
                             "no_mask_embed"})
        writer.add(encoder + name + ".weight", {1, channels});
    writer.addLayer(mask + "0", {inner / 4, 1, 2, 2}, inner / 4);
    writer.addNorm(mask + "1", inner / 4);
    writer.addLayer(mask + "3", {inner, inner / 4, 2, 2}, inner);
    writer.addNorm(mask + "4", inner);
    writer.addLayer(mask + "6", {channels, inner, 1, 1}, channels);
}

void addAttention(CheckpointWriter& writer,
                  const std::string& name,
                  std::int64_t channels,
                  std::int64_t inner) {
    for (const char* part : {".q_proj", ".k_proj", ".v_proj"})
        writer.addLinear(name + part, inner, channels);
    writer.addLinear(name + ".out_proj", channels, inner);
}

void addMaskDecoder(CheckpointWriter& writer, const SamSizes& sizes) {
    const std::string decoder = "mask_decoder.", transformer = decoder + "transformer.",
                      upscaling = decoder + "output_upscaling.";
    const std::int64_t channels = sizes.channels;
    writer.add(decoder + "iou_token.weight", {1, channels});
    writer.add(decoder + "mask_tokens.weight", {4, channels});
    for (int i = 0; i < 2; ++i) {
        const std::string layer = transformer + "layers." + std::to_string(i) + ".";
        addAttention(writer, layer + "self_attn", channels, channels);
        addAttention(writer, layer + "cross_attn_token_to_image", channels, channels / 2);
        addAttention(writer, layer + "cross_attn_image_to_token", channels, channels / 2);
        for (const char* norm : {"norm1", "norm2", "norm3", "norm4"})
            writer.addNorm(layer + norm, channels);
        writer.addLinear(layer + "mlp.lin1", sizes.decoderMlp, channels);
        writer.addLinear(layer + "mlp.lin2", channels, sizes.decoderMlp);
    }
    addAttention(writer, transformer + "final_attn_token_to_image", channels, channels / 2);
    writer.addNorm(transformer + "norm_final_attn", channels);
    writer.addLayer(upscaling + "0", {channels, channels / 4, 2, 2}, channels / 4);
    writer.addNorm(upscaling + "1", channels / 4);
    writer.addLayer(upscaling + "3", {channels / 4, channels / 8, 2, 2}, channels / 8);
    const auto addMlp = [&](const std::string& name, std::int64_t hidden, std::int64_t outputs) {
        writer.addLinear(name + ".layers.0", hidden, channels);
        writer.addLinear(name + ".layers.1", hidden, hidden);
        writer.addLinear(name + ".layers.2", outputs, hidden);
    };
    for (int i = 0; i < 4; ++i)
        addMlp(decoder + "output_hypernetworks_mlps." + std::to_string(i), channels, channels / 8);
    addMlp(decoder + "iou_prediction_head", sizes.iouHidden, 4);
}

void addTinyVitBlock(CheckpointWriter& writer,
                     const std::string& block,
                     std::int64_t width,
                     std::int64_t heads,
                     std::int64_t window) {
    writer.add(block + "attn.attention_biases", {heads, window * window});
    writer.addNorm(block + "attn.norm", width);
    writer.addLinear(block + "attn.qkv", 3 * width, width);
    writer.addLinear(block + "attn.proj", width, width);
    writer.addNorm(block + "mlp.norm", width);
    writer.addLinear(block + "mlp.fc1", 4 * width, width);
    writer.addLinear(block + "mlp.fc2", width, 4 * width);
    writer.addBatchNormed(block + "local_conv", {width, 1, 3, 3});
}

void addTinyVit(CheckpointWriter& writer, std::int64_t channels) {
    constexpr int layers = 4;
    constexpr std::int64_t widths[layers] = {64, 128, 160, 320}, heads[layers] = {2, 4, 5, 10},
                           windows[layers] = {7, 7, 14, 7};
    constexpr int depths[layers] = {2, 2, 6, 2};
    const std::string encoder = "image_encoder.";
    writer.addBatchNormed(encoder + "patch_embed.seq.0", {widths[0] / 2, 3, 3, 3});
    writer.addBatchNormed(encoder + "patch_embed.seq.2", {widths[0], widths[0] / 2, 3, 3});
    for (int i = 0; i < layers; ++i) {
        const std::string layer = encoder + "layers." + std::to_string(i) + ".";
        for (int j = 0; j < depths[i]; ++j) {
            const std::string block = layer + "blocks." + std::to_string(j) + ".";
            if (i == 0) {
                writer.addBatchNormed(block + "conv1", {4 * widths[0], widths[0], 1, 1});
                writer.addBatchNormed(block + "conv2", {4 * widths[0], 1, 3, 3});
                writer.addBatchNormed(block + "conv3", {widths[0], 4 * widths[0], 1, 1});
            } else {
                addTinyVitBlock(writer, block, widths[i], heads[i], windows[i]);
            }
        }
        if (i + 1 < layers) {
            const std::int64_t next = widths[i + 1];
            writer.addBatchNormed(layer + "downsample.conv1", {next, widths[i], 1, 1});
            writer.addBatchNormed(layer + "downsample.conv2", {next, 1, 3, 3});
            writer.addBatchNormed(layer + "downsample.conv3", {next, next, 1, 1});
        }
    }
    addNeck(writer, widths[layers - 1], channels);
}

} // namespace

SamSizes samVitB() {
    return {};
}

SamSizes samVitL() {
    SamSizes sizes;
    sizes.width = 1024;
    sizes.depth = 24;
    sizes.heads = 16;
    sizes.globalBlocks = {5, 11, 17, 23};
    return sizes;
}

SamSizes samVitH() {
    SamSizes sizes;
    sizes.width = 1280;
    sizes.depth = 32;
    sizes.heads = 16;
    sizes.globalBlocks = {7, 15, 23, 31};
    return sizes;
}

void writeRandomSam(const std::filesystem::path& path, const SamSizes& sizes, std::uint64_t seed) {
    CheckpointWriter writer(path, seed);
    addVit(writer, sizes);
    addPromptEncoder(writer, sizes);
    addMaskDecoder(writer, sizes);
    writer.finish();
}

void writeRandomMobileSam(const std::filesystem::path& path, std::uint64_t seed) {
    CheckpointWriter writer(path, seed);
    const SamSizes sizes;
    addTinyVit(writer, sizes.channels);
    addPromptEncoder(writer, sizes);
    addMaskDecoder(writer, sizes);
    writer.finish();
}

} // namespace cleave
