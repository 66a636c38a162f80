// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention/attention.h"
#include "kernels/base/array.h"
#include "kernels/base/parallel_for.h"
#include "kernels/base/simd_target.h"
#include "tests/support/simd_rows.h"

#include <QTest>

#include <cmath>
#include <random>
#include <vector>

using namespace cleave;
using namespace cleave::kernels;

class AttentionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void cleanup() {
        setSimdTarget(SimdTarget::Avx512);
        setThreadCount(0);
    }

    void equalsThePlainFormula_data();
    void equalsThePlainFormula();
    void tokensAreFoundByTheirRows();
    void largeLogitsDoNotOverflow();
    void equalValuesComeBack();
    void threadsDoNotChangeBits();
};

namespace {

std::vector<float> randomNumbers(std::int64_t count, float spread, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal(0, spread);
    std::vector<float> numbers(static_cast<std::size_t>(count));
    for (float& value : numbers)
        value = normal(random);
    return numbers;
}

enum class Positions { None, Grid, Bias };

/// Two batches of three heads, packed as [batch, token, role, head, depth] like the layers of
/// vision transformers.
struct Case {
    std::int64_t batches = 2, heads = 3, tokens, depth, height, width;
    std::vector<float> packed, rows, columns, bias, output;
    Positions positions;
    AttentionTask task;

    Case(std::int64_t gridHeight,
         std::int64_t gridWidth,
         std::int64_t headDepth,
         Positions kind,
         float spread = 1)
        : tokens(gridHeight * gridWidth)
        , depth(headDepth)
        , height(gridHeight)
        , width(gridWidth)
        , positions(kind) {
        const std::int64_t rowStep = 3 * heads * depth;
        packed = randomNumbers(batches * tokens * rowStep, spread, 1);
        rows = randomNumbers((2 * height - 1) * depth, 0.5f, 2);
        columns = randomNumbers((2 * width - 1) * depth, 0.5f, 3);
        const std::int64_t biasStep = (tokens + 15) / 16 * 16;
        bias = randomNumbers(heads * tokens * biasStep, 1, 4);
        output.assign(static_cast<std::size_t>(batches * tokens * heads * depth), -7);
        const auto role = [&](int index) {
            return HeadRows<const float>{
                packed.data() + index * heads * depth, tokens * rowStep, depth, rowStep};
        };
        task = {.queries = role(0),
                .keys = role(1),
                .values = role(2),
                .output = {output.data(), tokens * heads * depth, depth, heads * depth},
                .batches = batches,
                .heads = heads,
                .queryCount = tokens,
                .keyCount = tokens,
                .depth = depth,
                .valueDepth = depth,
                .scale = 1 / std::sqrt(static_cast<float>(depth))};
        if (kind == Positions::Grid)
            task.grid = {rows.data(), columns.data(), height, width};
        if (kind == Positions::Bias) {
            task.bias = bias.data();
            task.biasStep = biasStep;
        }
    }

    double
    logit(std::int64_t batch, std::int64_t head, std::int64_t query, std::int64_t key) const {
        const float* q = task.queries.data + batch * task.queries.batchStep + head * depth +
                         query * task.queries.rowStep;
        const float* k =
            task.keys.data + batch * task.keys.batchStep + head * depth + key * task.keys.rowStep;
        double sum = 0;
        for (std::int64_t i = 0; i < depth; ++i) {
            sum += static_cast<double>(q[i]) * k[i] * task.scale;
            if (positions == Positions::Grid)
                sum += static_cast<double>(q[i]) *
                       (static_cast<double>(
                            rows[(query / width - key / width + height - 1) * depth + i]) +
                        columns[(query % width - key % width + width - 1) * depth + i]);
        }
        if (positions == Positions::Bias)
            sum += bias[(head * tokens + key) * task.biasStep + query];
        return sum;
    }

    double worstError() const {
        double worst = 0;
        for (std::int64_t batch = 0; batch < batches; ++batch)
            for (std::int64_t head = 0; head < heads; ++head)
                for (std::int64_t query = 0; query < tokens; ++query) {
                    std::vector<double> weights(static_cast<std::size_t>(tokens));
                    double largest = -1e300, total = 0;
                    for (std::int64_t key = 0; key < tokens; ++key)
                        largest = std::max(largest, weights[key] = logit(batch, head, query, key));
                    for (double& weight : weights)
                        total += weight = std::exp(weight - largest);
                    for (std::int64_t i = 0; i < depth; ++i) {
                        double expected = 0;
                        for (std::int64_t key = 0; key < tokens; ++key)
                            expected +=
                                weights[key] / total *
                                task.values.data[batch * task.values.batchStep + head * depth +
                                                 key * task.values.rowStep + i];
                        const float actual =
                            output[((batch * tokens + query) * heads + head) * depth + i];
                        // Negated, so that NaN counts as far off.
                        if (!(std::abs(actual - expected) <= worst))
                            worst = std::isnan(actual) ? 1e30 : std::abs(actual - expected);
                    }
                }
        return worst;
    }
};

} // namespace

void AttentionTest::equalsThePlainFormula_data() {
    tests::addSimdTargets();
}

void AttentionTest::equalsThePlainFormula() {
    QFETCH(int, target);
    setSimdTarget(static_cast<SimdTarget>(target));
    for (Positions positions : {Positions::None, Positions::Grid, Positions::Bias})
        for (std::int64_t depth : {4, 8, 20})
            for (auto [height, width] : {std::pair{1, 1}, {3, 5}, {5, 7}, {14, 14}}) {
                Case one(height, width, depth, positions);
                attend(one.task);
                QVERIFY(one.worstError() < 5e-6);
            }
}

void AttentionTest::tokensAreFoundByTheirRows() {
    Case plain(5, 7, 8, Positions::Grid), shuffled(5, 7, 8, Positions::Grid);
    attend(plain.task);
    // The second batch comes first, and its last token is padding.
    std::vector<std::int32_t> rows(70);
    for (int i = 0; i < 70; ++i)
        rows[static_cast<std::size_t>(i)] = (i + 35) % 70;
    shuffled.task.tokenRows = rows.data();
    shuffled.task.outputRows = 69;
    attend(shuffled.task);
    const std::size_t written = 69 * 3 * 8;
    QVERIFY(
        std::equal(plain.output.begin(), plain.output.begin() + written, shuffled.output.begin()));
    for (std::size_t i = written; i < shuffled.output.size(); ++i)
        QCOMPARE(shuffled.output[i], -7.0f);
}

void AttentionTest::largeLogitsDoNotOverflow() {
    Case one(13, 11, 8, Positions::Grid, 12);
    attend(one.task);
    QVERIFY(one.worstError() < 2e-3); // logits in the hundreds: their own rounding
}

void AttentionTest::equalValuesComeBack() {
    Case one(6, 9, 16, Positions::Bias);
    for (std::int64_t token = 0; token < one.batches * one.tokens; ++token)
        for (std::int64_t i = 0; i < one.heads * one.depth; ++i)
            one.packed[(token * 3 + 2) * one.heads * one.depth + i] = 0.75f;
    attend(one.task);
    for (float value : one.output)
        QVERIFY(std::abs(value - 0.75f) < 1e-6f);
}

void AttentionTest::threadsDoNotChangeBits() {
    Case one(35, 35, 8, Positions::Grid), several(35, 35, 8, Positions::Grid);
    setThreadCount(1);
    attend(one.task);
    setThreadCount(4);
    attend(several.task);
    QVERIFY(one.output == several.output);
}

QTEST_GUILESS_MAIN(AttentionTest)
#include "attention_test.moc"
