// SPDX-License-Identifier: Apache-2.0
#include "core/methods/omniseg3d/refine_similarity.h"

#include "kernels/base/parallel_for.h"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>

namespace cleave {

namespace {

/// A mask is an example when it overlaps the first answer by this much.
constexpr double leastFit = 0.5;
constexpr double leastPositives = 12; ///< samples
constexpr float easyBelow = 0.6f;     ///< similarity of negatives that need no learning
constexpr int easyStride = 8;         ///< only every so many-th of them is looked at
constexpr double ridge = 1e-3;        ///< per unit of weight
constexpr int newtonSteps = 8;
constexpr int positionTerms = 9; ///< linear and quadratic
constexpr std::int64_t grain = 2048;

struct Example {
    std::int32_t primitive;
    bool isInside;
    double weight;
};

/// The examples of one view: from the mask around `patch` that fits the answer best, if any fits.
void addExamples(const MaskEvidence::ViewEvidence& view,
                 kernels::ArrayView<const float, 1> values,
                 float threshold,
                 int patch,
                 std::vector<Example>& examples) {
    const std::uint16_t* shared =
        view.correlation.data() +
        static_cast<std::size_t>(patch) * static_cast<std::size_t>(view.patchCount);
    double bestFit = 0;
    int bestLevel = 0;
    for (int level = 1; level <= shared[patch]; ++level) {
        double inside = 0, united = 0;
        for (const auto& sample : view.samples) {
            const bool isSelected = values(sample.primitive) > threshold,
                       isMasked = shared[sample.patch] >= level;
            if (isSelected && isMasked)
                inside += sample.share;
            if (isSelected || isMasked)
                united += sample.share;
        }
        if (united > 0 && inside / united > bestFit) {
            bestFit = inside / united;
            bestLevel = level;
        }
    }
    if (bestFit < leastFit)
        return;
    int skipped = 0;
    for (const auto& sample : view.samples) {
        const bool isInside = shared[sample.patch] >= bestLevel;
        double weight = bestFit * bestFit * sample.share;
        if (!isInside && values(sample.primitive) < easyBelow) {
            if (++skipped % easyStride != 0)
                continue;
            weight *= easyStride;
        }
        examples.push_back({sample.primitive, isInside, weight});
    }
}

/// Feature, position relative to the positives, its squares and products, and a constant.
class Inputs {
public:
    Inputs(const FeatureField& features,
           const PrimitiveCloud& cloud,
           const std::vector<Example>& examples)
        : features_(features)
        , cloud_(cloud) {
        Eigen::Vector3d sum = Eigen::Vector3d::Zero(), squares = sum;
        double total = 0;
        for (const Example& example : examples) {
            if (!example.isInside)
                continue;
            const Eigen::Vector3d p = position(example.primitive);
            sum += example.weight * p;
            squares += example.weight * p.cwiseAbs2();
            total += example.weight;
        }
        center_ = sum / total;
        const double spread = (squares / total - center_.cwiseAbs2()).cwiseMax(0.0).sum();
        scale_ = 1 / std::sqrt(std::max(spread, 1e-12));
    }

    int count() const { return static_cast<int>(features_.dimensions()) + positionTerms + 1; }

    void fill(std::int64_t primitive, Eigen::VectorXd& x) const {
        const std::int64_t dimensions = features_.dimensions();
        for (std::int64_t d = 0; d < dimensions; ++d)
            x(d) = features_.features(primitive, d);
        // Far away the squares would overrule everything; beyond a few sizes of the thing far is
        // far.
        Eigen::Vector3d p = scale_ * (position(primitive) - center_);
        if (const double length = p.norm(); length > 4)
            p *= 4 / length;
        x.segment<3>(dimensions) = p;
        x.segment<3>(dimensions + 3) = p.cwiseAbs2();
        x(dimensions + 6) = p.x() * p.y();
        x(dimensions + 7) = p.x() * p.z();
        x(dimensions + 8) = p.y() * p.z();
        x(dimensions + 9) = 1;
    }

private:
    Eigen::Vector3d position(std::int64_t primitive) const {
        return {cloud_.positions(primitive, 0),
                cloud_.positions(primitive, 1),
                cloud_.positions(primitive, 2)};
    }

    const FeatureField& features_;
    const PrimitiveCloud& cloud_;
    Eigen::Vector3d center_;
    double scale_ = 1;
};

double logistic(double x) {
    return 1 / (1 + std::exp(-x));
}

/// Weighted logistic regression by Newton's method.
Eigen::VectorXd fitBoundary(const Inputs& inputs, const std::vector<Example>& examples) {
    const int count = inputs.count();
    Eigen::MatrixXd rows(count, static_cast<Eigen::Index>(examples.size()));
    Eigen::VectorXd x(count);
    for (std::size_t i = 0; i < examples.size(); ++i) {
        inputs.fill(examples[i].primitive, x);
        rows.col(static_cast<Eigen::Index>(i)) = x;
    }
    Eigen::VectorXd coefficients = Eigen::VectorXd::Zero(count);
    Eigen::VectorXd curvatures(rows.cols()), errors(rows.cols());
    for (int step = 0; step < newtonSteps; ++step) {
        const Eigen::VectorXd scores = rows.transpose() * coefficients;
        for (Eigen::Index i = 0; i < rows.cols(); ++i) {
            const Example& example = examples[static_cast<std::size_t>(i)];
            const double probability = logistic(scores(i));
            errors(i) = example.weight * (probability - (example.isInside ? 1 : 0));
            curvatures(i) = example.weight * std::max(probability * (1 - probability), 1e-4);
        }
        Eigen::MatrixXd hessian = rows * curvatures.asDiagonal() * rows.transpose();
        hessian.diagonal().array() += ridge;
        Eigen::VectorXd change = hessian.ldlt().solve(rows * errors + ridge * coefficients);
        if (const double length = change.norm(); length > 20)
            change *= 20 / length;
        coefficients -= change;
        if (change.norm() < 1e-3 * (1 + coefficients.norm()))
            break;
    }
    return coefficients;
}

} // namespace

bool refineSimilarity(const MaskEvidence& evidence,
                      const FeatureField& features,
                      const PrimitiveCloud& cloud,
                      kernels::ArrayView<const float, 1> similarity,
                      kernels::ArrayView<const float, 1> values,
                      float threshold,
                      std::span<const EvidenceAnchor> anchors,
                      kernels::ArrayView<float, 1> refined) {
    std::vector<Example> examples;
    for (const auto& view : evidence.views)
        for (int patch : patchesAt(view, values, cloud, anchors))
            addExamples(view, values, threshold, patch, examples);
    double inside = 0, outside = 0;
    int positives = 0;
    for (const Example& example : examples) {
        (example.isInside ? inside : outside) += example.weight;
        positives += example.isInside;
    }
    if (positives < leastPositives || !(outside > 0))
        return false;
    // What is in and what is out weigh the same in total.
    for (Example& example : examples)
        example.weight *= 0.5 / (example.isInside ? inside : outside);

    const Inputs inputs(features, cloud, examples);
    const Eigen::VectorXd coefficients = fitBoundary(inputs, examples);
    kernels::forChunks(
        features.count(), grain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
            Eigen::VectorXd x(inputs.count());
            for (std::int64_t i = begin; i < end; ++i) {
                inputs.fill(i, x);
                refined(i) =
                    (similarity(i) + 2 * static_cast<float>(logistic(coefficients.dot(x)))) / 3;
            }
        });
    return true;
}

} // namespace cleave
