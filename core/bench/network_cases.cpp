// SPDX-License-Identifier: Apache-2.0
#include "core/bench/network_cases.h"

#include "core/base/revision.h"
#include "core/bench/bench_timer.h"
#include "core/networks/sam/random_checkpoint.h"
#include "core/networks/sam/sam.h"
#include "core/torch/runtime.h"
#include "kernels/attention/attention.h"

#include <cmath>
#include <filesystem>
#include <random>

namespace cleave {

namespace {

Rows randomRows(std::int64_t rows, std::int64_t width) {
    std::mt19937 random(7);
    Rows result(rows, width);
    for (float& value : result)
        value = static_cast<float>(random() & 0xffff) / 65536.0f - 0.5f;
    return result;
}

void benchProducts(BenchRows& bench, bool full) {
    const std::int64_t rows = full ? 4096 : 1024, inner = 768, columns = 768;
    const std::string size = std::to_string(rows) + "x768x768";
    const double operations = 2.0 * static_cast<double>(rows * inner * columns);
    const double bytes = 4.0 * static_cast<double>(rows * inner + inner * columns + rows * columns);
    const double gflops = torchProductSpeed(static_cast<int>(rows), inner, columns, full ? 10 : 3);
    bench.add("fp32 product (LibTorch)", size, operations / gflops * 1e-6, operations, bytes, 0);
    const Rows input = randomRows(rows, inner);
    const LinearLayer layer(randomRows(columns, inner), {});
    Rows output(rows, columns);
    bench.add("fp32 product (own)",
              size,
              bestMilliseconds([&] { layer.run(input, output); }),
              operations,
              bytes,
              0);
}

/// One head's share of a ViT block that attends over the whole image, for as many heads as run at
/// once.
void benchAttention(BenchRows& bench, bool full) {
    const std::int64_t side = full ? 64 : 32, tokens = side * side, depth = 64, heads = 12;
    const Rows qkv = randomRows(tokens, 3 * heads * depth), rows = randomRows(2 * side - 1, depth),
               columns = randomRows(2 * side - 1, depth);
    Rows output(tokens, heads * depth);
    const auto role = [&](std::int64_t index) {
        return kernels::HeadRows<const float>{
            qkv.data() + index * heads * depth, 0, depth, 3 * heads * depth};
    };
    kernels::AttentionTask task;
    task.queries = role(0);
    task.keys = role(1);
    task.values = role(2);
    task.output = {output.data(), 0, depth, heads * depth};
    task.heads = heads;
    task.queryCount = task.keyCount = tokens;
    task.depth = task.valueDepth = depth;
    task.scale = 1 / std::sqrt(static_cast<float>(depth));
    task.grid = {rows.data(), columns.data(), side, side};
    const double operations = 4.0 * static_cast<double>(tokens * tokens * depth * heads);
    bench.add("attention with relative positions",
              std::to_string(tokens) + " tokens, 12 heads of 64",
              bestMilliseconds([&] { kernels::attend(task); }),
              operations,
              static_cast<double>(qkv.bytes() + output.bytes()),
              static_cast<double>(tokens * heads));
}

/// A checkpoint that is gone when this is.
class TemporaryCheckpoint {
public:
    explicit TemporaryCheckpoint(const std::string& name)
        : path(std::filesystem::temp_directory_path() /
               ("cleave-bench-" + std::to_string(newRevision()) + "-" + name)) {}

    ~TemporaryCheckpoint() {
        std::error_code code;
        std::filesystem::remove(path, code);
    }

    TemporaryCheckpoint(const TemporaryCheckpoint&) = delete;
    TemporaryCheckpoint& operator=(const TemporaryCheckpoint&) = delete;

    const std::filesystem::path path;
};

void benchSam(BenchRows& bench, const Sam& sam, Progress& progress) {
    const int side = sam.encoder().imageSize();
    const std::string size = std::to_string(side) + "x" + std::to_string(side) + ", random weights";
    const Image photo(side, side * 3 / 4, 3, 120);
    SamEmbedding embedding;
    const double encoder =
        bestMilliseconds([&] { embedding = sam.embed(photo, progress); }, [] {}, 0);
    bench.add(sam.name() + " encoder", size, encoder, sam.encoder().operations(), 0, 0);
    SamAnswer answer;
    const SamPrompt prompt = {.points = {{300, 200, 1}}, .box = {}};
    bench.add(sam.name() + " mask decoder",
              "one point, three masks",
              bestMilliseconds([&] { answer = sam.answer(embedding, prompt); }),
              sam.decoder().operations(2),
              0,
              0);
}

} // namespace

void benchNetworks(BenchRows& bench, bool full, Progress& progress) {
    benchProducts(bench, full);
    benchAttention(bench, full);
    if (!full)
        return;
    {
        const TemporaryCheckpoint mobile("mobile_sam.pt");
        writeRandomMobileSam(mobile.path, 1);
        benchSam(bench, Sam(mobile.path), progress);
    }
    for (const SamSizes& sizes : {samVitB(), samVitL(), samVitH()}) {
        progress.check();
        const TemporaryCheckpoint vit("sam_vit.pth");
        writeRandomSam(vit.path, sizes, 1);
        benchSam(bench, Sam(vit.path), progress);
    }
}

} // namespace cleave
