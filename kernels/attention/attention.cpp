// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention/attention.h"

#include "kernels/attention/attention_rows.h"
#include "kernels/base/array.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>

namespace cleave::kernels {

namespace {

/// Queries of one head that share one packing of its keys and values.
constexpr std::int64_t queriesPerTask = 1024;

float* threadScratch(std::int64_t count) {
    thread_local Array<float, 1> scratch;
    if (scratch.count() < count)
        scratch = Array<float, 1>(count);
    return scratch.data();
}

} // namespace

void attend(const AttentionTask& task) {
    CLEAVE_ASSERT(task.queryCount >= 0 && task.keyCount > 0 && task.depth > 0 &&
                  task.valueDepth > 0);
    CLEAVE_ASSERT(!task.grid.rows ||
                  (task.grid.columns && task.grid.height * task.grid.width == task.keyCount &&
                   task.queryCount == task.keyCount));
    CLEAVE_ASSERT(!task.bias || task.biasStep >= (task.queryCount + 15) / 16 * 16);
    CLEAVE_ASSERT(!task.tokenRows || task.queryCount == task.keyCount);
    const std::int64_t parts = chunkCount(task.queryCount, queriesPerTask);
    forChunks(task.batches * task.heads * parts,
              1,
              [&](std::int64_t first, std::int64_t last, std::int64_t) {
                  float* scratch = threadScratch(CLEAVE_SIMD_CALL(attentionScratch, task));
                  for (std::int64_t i = first; i < last; ++i) {
                      const std::int64_t part = i % parts, head = i / parts % task.heads,
                                         batch = i / parts / task.heads;
                      const auto start = [&](const auto& rows) {
                          return rows.data + (task.tokenRows ? 0 : batch * rows.batchStep) +
                                 head * rows.headStep;
                      };
                      const AttentionHead one{
                          start(task.queries),
                          start(task.keys),
                          start(task.values),
                          start(task.output),
                          task.bias ? task.bias + head * task.keyCount * task.biasStep : nullptr,
                          task.tokenRows ? task.tokenRows + batch * task.keyCount : nullptr};
                      const std::int64_t begin = part * queriesPerTask,
                                         end = std::min(begin + queriesPerTask, task.queryCount);
                      CLEAVE_SIMD_CALL(attendRows, task, one, begin, end, scratch);
                  }
              });
}

} // namespace cleave::kernels
